"""The HTTP edge: JSON API, event stream, static page, over desks that somebody else opened.

What this room knows: requests, answers, who reads as whom, limits of a door. What it must not
know: how entries are signed, folded or stored (desk), and what any body means (the functions).

Rule 1. Access is not authority: a token lets somebody read as a post; only a key files.
Rule 2. A desk is synchronous and serves one caller at a time: every call goes through house.py.
Rule 3. Every error is one RFC 9457 body; every route stands in the one table of routes.py.
"""

from detente.http.application import app
from detente.http.serving import serve

__all__ = ["app", "serve"]
