"""The page: built files of `frontend/`, committed under `static/`, found in every installation.

What this room knows: where the built files are. What it must not know: what the page shows (that
is `frontend/`, built with `npm run build`) and how it is served (http/). No JavaScript is made at
run time, and nobody who installs Detente needs Node.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

ENTRY = "index.html"
"""What a browser asks for first: it belongs at the server's root, all others in static/."""


def static_path() -> Path | None:
    """The folder of the built page; None where this copy has none (then a page says so)."""
    folder = Path(str(files("detente.web"))) / "static"
    return folder if (folder / ENTRY).is_file() else None
