"""Who reads as whom.

Rule 1. In an EXERCISE anybody reads as any post: nothing in it is anybody's secret.
Rule 2. Elsewhere a bearer token reads as one post; without a token one reads as the public.
Rule 3. A token gives access, never authority: nothing is filed with it but what a key signed.
Rule 4. Tokens come in the Authorization header only: addresses end up in logs.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from starlette.datastructures import Headers

from detente.http.ports import Desk
from detente.http.problems import Answered
from detente.terms.problems import Problem, Refused

PUBLIC = ""
"""`reader=` with nothing behind it: read as the public does."""


def token_of(headers: Headers) -> str | None:
    """The bearer token of a request, None where there is none; raises Answered."""
    given = headers.getlist("authorization")
    if not given:
        return None
    scheme, _, token = given[0].partition(" ")
    if len(given) > 1 or scheme.lower() != "bearer" or not token.strip():
        raise _unknown("is not one `Bearer` token")
    return token.strip()


def post_of(readers: Mapping[str, str], token: str) -> str | None:
    """The post that a token reads as; every known token is compared, in constant time."""
    wanted = hashlib.sha256(token.encode()).digest()
    found = None
    for known, post in readers.items():
        if hmac.compare_digest(hashlib.sha256(known.encode()).digest(), wanted):
            found = post
    return found


def reader_of(desk: Desk, headers: Headers, asked: str | None) -> str | None:
    """The post as which a request reads (None: the public); raises Answered or Refused.

    asked: the `reader` of the query; None where the query has none.
    """
    if desk.charter.exercise:
        return _freely(desk, asked)
    token = token_of(headers)
    own = None
    if token is not None:
        own = post_of(desk.readers, token)
        if own is None:
            raise _unknown("is not a token of this mechanism")
    if asked is None or asked == own:
        return own
    if asked == PUBLIC:
        return None
    who = f"reads as {own}" if own else "is missing, so you read as the public"
    said = Problem("?reader", f"your token {who}", "Drop `reader`, or send that post's own token")
    raise Answered("not-this-reader", [said])


def _freely(desk: Desk, asked: str | None) -> str | None:
    if asked is None:
        return desk.opens_reader
    if asked == PUBLIC:
        return None
    if asked not in desk.charter.posts:
        known = ", ".join(sorted(desk.charter.posts))
        raise Refused([Problem("?reader", f"{asked!r} is not a post here", f"Use one of {known}")])
    return asked


def _unknown(what: str) -> Answered:
    said = Problem("Authorization", what, "Ask the operator for a token, or send none")
    return Answered("token-unknown", [said], {"WWW-Authenticate": 'Bearer realm="detente"'})
