"""One shape for every error: RFC 9457, with our stable code and every problem at once.

    {"type": "/api/docs#refused", "title": "...", "status": 422, "detail": "...",
     "code": "refused", "problems": [{"where": "...", "what": "...", "next_step": "..."}]}

Rule 1. `problems` is never empty: whoever reads an error learns what to do next.
Rule 2. A body never tells more than the reader may know: hidden and missing are one answer, and a
fault of ours names no file, no line and no entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import msgspec
from starlette.responses import Response

from detente.terms.json import JSON
from detente.terms.problems import (
    DetenteError,
    IntegrityError,
    NotFound,
    Problem,
    Refused,
    StoreUnavailable,
)

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of error: the status it answers with, its title, and what it means."""

    name: str
    status: int
    title: str
    means: str


CODES: Mapping[str, Code] = MappingProxyType(
    {
        code.name: code
        for code in (
            Code("bad-request", 400, "The request cannot be read", "Headers are missing."),
            Code("malformed", 400, "The body is not strict JSON", "Duplicate keys, NaN, BOM ..."),
            Code("token-unknown", 401, "The access token is not known", "Access, not authority."),
            Code("cross-site", 403, "The request comes from another site", "Posts: same origin."),
            Code("exercise-only", 403, "Only an EXERCISE allows this", "Elsewhere posts sign."),
            Code("not-this-reader", 403, "This token reads as another post", "One post a token."),
            Code("not-found", 404, "Not there, or not for this reader", "The answer is the same."),
            Code("method-not-allowed", 405, "No such method here", "`Allow` names the others."),
            Code("slow-body", 408, "The body took too long to arrive", "See /api/limits."),
            Code("body-too-large", 413, "The body is too large", "See /api/limits."),
            Code("target-too-long", 414, "Path and query are too long", "See /api/limits."),
            Code("media-type", 415, "Only plain application/json is read", "And not compressed."),
            Code("host-unknown", 421, "This server does not go by that name", "DNS rebinding."),
            Code("refused", 422, "What was handed in cannot be taken", "The record is untouched."),
            Code("headers-too-large", 431, "Too many or too long headers", "See /api/limits."),
            Code("internal", 500, "A fault of this server", "It is in the server's log."),
            Code("integrity", 500, "The record is not what it claims to be", "Nobody may go on."),
            Code("store-unavailable", 503, "The store cannot do its work now", "Try again."),
            Code("streams-full", 503, "Too many event streams are open", "Try again."),
        )
    }
)


class Answered(DetenteError):
    """A request that is answered with an error of this door; `code` is one of CODES."""

    def __init__(
        self,
        code: str,
        problems: Iterable[Problem],
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.code = code
        self.problems = tuple(problems)
        self.headers = dict(headers or {})
        super().__init__("\n".join(str(problem) for problem in self.problems))


NOT_FOUND = Problem(
    "path", "is not there, or not for this reader", "See /api/mechanisms, or read as another post"
)
_INTERNAL = Problem("server", "met a fault of its own", "Tell whoever runs this server the time")


def answered(error: Exception) -> Answered:
    """Any error, as this door answers it; what is not ours to show becomes `internal`."""
    if isinstance(error, Answered):
        return error
    if isinstance(error, Refused):
        return Answered("refused", error.problems)
    if isinstance(error, NotFound):
        return Answered("not-found", [NOT_FOUND])
    if isinstance(error, StoreUnavailable):
        said = Problem("store", "cannot be read or written now", "Try again in a moment")
        return Answered("store-unavailable", [said], {"Retry-After": "2"})
    if isinstance(error, IntegrityError):
        said = Problem("record", "does not fit its own proofs", "Run `detente verify` beside it")
        return Answered("integrity", [said])
    return Answered("internal", [_INTERNAL])


def problem_response(error: Answered) -> Response:
    """The RFC 9457 answer."""
    code = CODES[error.code]
    body: dict[str, JSON] = {
        "type": f"/api/docs#{code.name}",
        "title": code.title,
        "status": code.status,
        "detail": " ".join(str(problem) for problem in error.problems),
        "code": code.name,
        "problems": [problem.as_json() for problem in error.problems],
    }
    headers = {"Cache-Control": "no-store", **error.headers}
    return Response(msgspec.json.encode(body), code.status, headers, MEDIA_TYPE)
