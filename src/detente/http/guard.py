"""Before and after every route: names, sizes and origins are checked, every answer is marked.

Rule 1. Whatever goes wrong inside, the answer is a problem body with the headers of any other.
Rule 2. A page of another site reaches nothing: its posts are refused by origin, its reads have no
permission, and a name that is not ours (DNS rebinding) is refused before anything is read.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente.http.limits import HEADER_BYTES_MAX, HEADERS_MAX, TARGET_BYTES_MAX
from detente.http.problems import Answered, answered, problem_response
from detente.terms.problems import Problem

LOG = logging.getLogger("detente.http")

OWN_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names under which a server on one's own machine is reached."""

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

ALWAYS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""Headers of every answer. Answers that say nothing about caching are not stored."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        self.app = app
        self.names = frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1003})
                return
            await self.app(scope, receive, send)
            return
        begun = False

        async def marked(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        try:
            check(scope, self.names)
            await self.app(scope, receive, marked)
        except Exception as error:
            known = answered(error)
            if known.code in ("internal", "integrity", "store-unavailable"):
                LOG.exception("%s %s", scope["method"], known.code)
            if begun:
                raise  # half an answer is out: only breaking the connection is honest now
            await problem_response(known)(scope, receive, marked)


def check(scope: Scope, names: Collection[str]) -> None:
    """Refuse what no route should ever see; raises Answered."""
    raw = scope["headers"]
    if len(raw) > HEADERS_MAX or sum(len(n) + len(v) for n, v in raw) > HEADER_BYTES_MAX:
        said = Problem("headers", "are too many or too long", "See /api/limits")
        raise Answered("headers-too-large", [said])
    target = len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"")
    if target > TARGET_BYTES_MAX:
        said = Problem("address", f"has over {TARGET_BYTES_MAX} bytes", "Shorten it")
        raise Answered("target-too-long", [said])
    headers = Headers(scope=scope)
    host = _host(headers, names)
    if scope["method"] not in _SAFE:
        _check_origin(headers, host)


def _host(headers: Headers, names: Collection[str]) -> str:
    """The Host header, lower case, with its port."""
    given = headers.getlist("host")
    if len(given) != 1:
        said = Problem("Host", "must be given once", "Use an HTTP/1.1 client")
        raise Answered("bad-request", [said])
    host = given[0].lower()
    name = _netloc(f"//{host}")
    if name is None or name[0] not in names:
        step = "Use localhost, or have its operator add the name"
        raise Answered("host-unknown", [Problem("Host", "is not a name of this server", step)])
    return host


def _check_origin(headers: Headers, host: str) -> None:
    step = "Post from a page of this server, or from a program that sends no Origin"
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise Answered("cross-site", [Problem("Sec-Fetch-Site", f"is {site[:20]!r}", step)])
    for origin in headers.getlist("origin"):
        theirs = _netloc(origin)
        scheme = urlsplit(origin).scheme if theirs else ""
        default = {"http": 80, "https": 443}.get(scheme)
        ours = _netloc(f"//{host}")
        if theirs is None or ours is None or default is None:
            raise Answered("cross-site", [Problem("Origin", "is not an origin of ours", step)])
        if (theirs[0], theirs[1] or default) != (ours[0], ours[1] or default):
            raise Answered("cross-site", [Problem("Origin", "is another origin", step)])


def _netloc(address: str) -> tuple[str, int | None] | None:
    """Name and port of an address; None where it is not one."""
    try:
        parts = urlsplit(address)
        if parts.username is not None or parts.path or parts.query or parts.fragment:
            return None
        return (parts.hostname, parts.port) if parts.hostname else None
    except ValueError:
        return None
