"""A server for the page's own tests (built files, canned pictures, strict CSP), and Chromium.

It knows the addresses of the API and nothing of the product: what the page shows must follow from
the pictures alone.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from detente.web import static_path

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "worker-src 'self' blob:; img-src 'self' data: blob:; font-src 'self'"
)
MEDIA = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
PICTURES = Path(__file__).parent / "pictures"
MOMENTS = [
    {"label": "25 July 2025", "known_at": "2025-07-25"},
    {"label": "26 July 2025", "known_at": "2025-07-26"},
]
REFUSAL = {
    "type": "about:blank",
    "title": "Refused",
    "status": 422,
    "detail": "The entry was refused",
    "code": "refused",
    "problems": [
        {"where": "$.body.plan", "what": "is empty", "next_step": "Give a text"},
        {"where": "$.body.volumes", "what": "is not a list", "next_step": "Give a list"},
    ],
}


def canned(name: str) -> dict[str, Any]:
    """A picture of tests/web/pictures."""
    found: dict[str, Any] = json.loads((PICTURES / f"{name}.json").read_text("utf-8"))
    return found


class Server(ThreadingHTTPServer):
    """The server and what it remembers: what was filed, where the clock stands."""

    daemon_threads = True

    def __init__(self, static: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.static = static
        self.filed: list[dict[str, Any]] = []
        self.ticks: list[str] = []
        self.asked: list[dict[str, str]] = []
        self.bell = threading.Event()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def picture(self, mechanism: str, query: dict[str, str]) -> dict[str, Any]:
        """The canned picture that answers a question."""
        self.asked.append({"mechanism": mechanism, **query})
        if mechanism == "paris-2025":
            early = query.get("known_at", "").startswith("2025-07-25")
            found = canned("paris-25-july" if early else "paris-26-july")
        else:
            found = canned("loop-later" if self.ticks else "loop")
        if "index" in query:
            found["index"] = int(query["index"])
            found["timeline"] = [
                item for item in found["timeline"] if item["index"] < found["index"]
            ]
        post = query.get("reader") or found["reader"]["post"]
        actor = next(item["actor"] for item in found["posts"] if item["id"] == post)
        found["reader"] = {"post": post, "actor": actor}
        return found


class Handler(BaseHTTPRequestHandler):
    """The addresses that the page uses."""

    server: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""

    def answer(self, body: bytes, media: str, status: int = 200) -> None:
        """One answer, with the headers that the product sends."""
        self.send_response(status)
        self.send_header("content-type", media)
        self.send_header("content-length", str(len(body)))
        self.send_header("content-security-policy", CSP)
        self.send_header("x-content-type-options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def json(self, value: object, status: int = 200) -> None:
        """A JSON answer."""
        self.answer(json.dumps(value).encode(), "application/json", status)

    def do_GET(self) -> None:
        """Pages, pictures, the event stream."""
        split = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(split.query).items()}
        parts = split.path.strip("/").split("/")
        if parts[:2] == ["api", "mechanisms"]:
            self.api(parts[2:], query)
            return
        name = "index.html" if parts == [""] else "/".join(parts[1:])
        path = self.server.static / name
        if path.is_file() and path.resolve().is_relative_to(self.server.static.resolve()):
            media = MEDIA.get(path.suffix, "application/octet-stream")
            self.answer(path.read_bytes(), media)
        else:
            self.answer(b"", "text/plain", 404)

    def api(self, parts: list[str], query: dict[str, str]) -> None:
        """What is read of mechanisms."""
        if not parts:
            loop = {"id": "whole-loop", "title": "One incident through the whole loop"}
            paris = {"id": "paris-2025", "title": "Talks on Israel and Syria, July 2025"}
            rest = {"exercise": True, "index": 5, "reader": None}
            listed = [{**paris, **rest, "moments": MOMENTS}, {**loop, **rest, "moments": []}]
            self.json({"mechanisms": listed, "opens_on": "paris-2025"})
        elif parts[1] == "picture":
            self.json(self.server.picture(parts[0], query))
        elif parts[1] == "events":
            self.events()
        else:
            self.answer(b"", "text/plain", 404)

    def events(self) -> None:
        """One event as soon as something is filed, then the end."""
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("content-security-policy", CSP)
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(b"retry: 60000\n: open\n\n")
        self.wfile.flush()
        if self.server.bell.wait(20):
            self.wfile.write(b"id: 7\nevent: entry\ndata: {}\n\n")
            self.wfile.flush()

    def do_POST(self) -> None:
        """Filing and ticking."""
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path.endswith("/tick"):
            self.server.ticks.append(body["now"])
            self.json({"now": body["now"], "filings": [{"index": 7}]})
        elif body["kind"] == "plan.file":
            self.json(REFUSAL, 422)
        else:
            self.server.filed.append(body)
            receipt = {"index": 7, "id": "ab" * 32, "proof": {}, "alerts": []}
            self.json(receipt, 201)


FLAGS = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
"""Chromium without a graphics card, as root."""


@pytest.fixture
def server() -> Iterator[Server]:
    """The canned server, fresh for each test."""
    static = static_path()
    assert static is not None, "build the page first: npm run build in frontend/"
    served = Server(static)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield served
    served.bell.set()
    served.shutdown()
    served.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of the page."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, server: Server) -> Iterator[Page]:
    """A window of 1280 x 800, closed before the server; any error in it fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    window = context.new_page()
    window.set_default_timeout(20_000)
    troubles: list[str] = []
    window.on("pageerror", lambda error: troubles.append(str(error)))
    window.on(
        "console",
        lambda said: troubles.append(said.text) if _is_trouble(said.type, said.text) else None,
    )
    yield window
    context.close()
    assert not troubles


def _is_trouble(kind: str, text: str) -> bool:
    refusal = "422" in text  # a refused entry is an answer, and the browser logs it
    return kind in {"error", "warning"} and not refusal
