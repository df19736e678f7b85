"""The built page: files of `detente.web`, by name, with ETags.

Rule 1. Only what was found in the folder when the server started is served: an address is looked
up in that list, never joined to a path, so there is nothing to climb out of.
Rule 2. A browser keeps a file but asks each time whether it still holds (file names are fixed).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from detente.terms.problems import NotFound

_MEDIA = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".topojson": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}

_NO_PAGE = b"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Detente</title>
<h1>Detente is running; its page is not here</h1>
<p>This copy has no built page (the folder <code>detente/web/static</code> is empty or missing).
Install from a wheel or a complete checkout, or build it in <code>frontend/</code>.</p>
<p>The API is here all the same: <a href="/api/docs">/api/docs</a>,
<a href="/api/mechanisms">/api/mechanisms</a>.</p>
</html>
"""


@dataclass(slots=True)
class Pages:
    """The files of one folder, by their name in addresses (`map/land.json`)."""

    files: Mapping[str, Path]
    _tags: dict[str, tuple[tuple[int, int], str]] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path | None) -> Pages:
        """Every file below the folder; none where there is no folder."""
        if folder is None or not folder.is_dir():
            return cls({})
        root = folder.resolve()
        found = {
            path.relative_to(root).as_posix(): path
            for path in sorted(root.rglob("*"))
            if path.is_file() and path.resolve().is_relative_to(root)
        }
        return cls(found)

    async def answer(self, name: str, request: Request) -> Response:
        """The file, or 304 where the browser has it; raises NotFound."""
        path = self.files.get(name)
        if path is None:
            if name == "index.html":
                return Response(_NO_PAGE, 200, media_type="text/html; charset=utf-8")
            raise NotFound(name)
        try:
            body, tag = await to_thread.run_sync(self._read, name, path)
        except OSError:
            raise NotFound(name) from None
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        known = request.headers.get("if-none-match", "")
        if tag in (part.strip().removeprefix("W/") for part in known.split(",")):
            return Response(b"", 304, headers)
        media = _MEDIA.get(path.suffix.lower(), "application/octet-stream")
        return Response(body, 200, {**headers, "Content-Type": media})

    def _read(self, name: str, path: Path) -> tuple[bytes, str]:
        """The bytes and their ETag, which is worked out once per state of the file."""
        stat = path.stat()
        state = (stat.st_mtime_ns, stat.st_size)
        body = path.read_bytes()
        known = self._tags.get(name)
        if known is None or known[0] != state:
            known = (state, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
            self._tags[name] = known
        return body, known[1]
