"""What a request asks for: its query, read as declared, and its body as strict JSON.

Rule 1. Every problem of a query at once; a name that nobody asked for is a problem, not noise.
Rule 2. A body is read in pieces up to its limit and never decompressed: memory stays flat.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import anyio
from starlette.requests import ClientDisconnect, Request

from detente.http.limits import REQUEST_BYTES_MAX, REQUEST_SECONDS_MAX
from detente.http.problems import Answered
from detente.record.canonical import parse
from detente.terms.json import JSON, JSONObject
from detente.terms.problems import Problem, Refused
from detente.terms.when import knowledge_moment, moment

_WHOLE = re.compile(r"\d{1,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Param:
    """One name of a query. read: text -> value, raising ValueError with a sentence."""

    name: str
    read: Callable[[str], Any]
    schema: JSONObject
    says: str


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is not a whole number")
    return int(text)


def _page(text: str) -> int:
    count = _whole(text)
    if count < 1:
        raise ValueError("at least one entry must fit in a page")
    return count


def _timed(read: Callable[[str], Any]) -> Callable[[str], Any]:
    def reading(text: str) -> Any:
        try:
            return read(text)
        except ValueError:
            if " " in text:
                raise ValueError(f"{text[:40]!r} is not a time (write + as %2B)") from None
            raise

    return reading


_TIME: JSONObject = {"type": "string", "examples": ["2025-07-25T12:00:00Z"]}
_INDEX: JSONObject = {"type": "integer", "minimum": 0}

READER = Param(
    "reader",
    str,
    {"type": "string"},
    "Post id to read as. In an EXERCISE any post (empty: the public; missing: the post it opens "
    "with). Elsewhere only the post of your token.",
)
KNOWN_AT = Param(
    "known_at",
    _timed(knowledge_moment),
    _TIME,
    "Only what was known by then. A bare date is the end of that UTC day.",
)
NOW = Param("now", _timed(moment), _TIME, "The moment from which deadlines are counted.")
INDEX = Param("index", _whole, _INDEX, "Only the entries before this index.")
SINCE = Param("since", _whole, _INDEX, "The first index wanted.")
LIMIT = Param(
    "limit", _page, {"type": "integer", "minimum": 1}, "Entries of one answer, at most the limit."
)


def read_query(request: Request, params: Sequence[Param]) -> Mapping[str, Any]:
    """The values of a query by name (missing names are missing); raises Refused."""
    known = {param.name: param for param in params}
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, text in request.query_params.multi_items():
        where = f"?{name[:40]}"
        if name not in known:
            names = ", ".join(known) or "none"
            step = f"This route knows: {names}"
            problems.append(Problem(where, "is not asked for here", step))
        elif name in values:
            problems.append(Problem(where, "is given twice", "Give it once"))
        else:
            try:
                values[name] = known[name].read(text)
            except ValueError as error:
                values[name] = None
                problems.append(Problem(where, str(error), known[name].says))
    if problems:
        raise Refused(problems)
    return values


async def read_json(request: Request) -> JSON:
    """The body of a request as strict JSON; raises Answered."""
    _check_media(request)
    body = await _read_bytes(request)
    try:
        return parse(body)
    except Refused as error:
        raise Answered("malformed", error.problems) from None


def _check_media(request: Request) -> None:
    kinds = request.headers.getlist("content-type")
    kind, _, rest = (kinds[0] if kinds else "").partition(";")
    charset = rest.strip().lower().replace('"', "")
    step = "Send `Content-Type: application/json`, in UTF-8"
    if len(kinds) != 1 or kind.strip().lower() != "application/json":
        raise Answered("media-type", [Problem("Content-Type", "is not application/json", step)])
    if charset not in ("", "charset=utf-8"):
        raise Answered("media-type", [Problem("Content-Type", "is not in UTF-8", step)])
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        said = Problem("Content-Encoding", "bodies are not decompressed here", "Send it plain")
        raise Answered("media-type", [said])


async def _read_bytes(request: Request) -> bytes:
    declared = request.headers.get("content-length", "0")
    if _WHOLE.fullmatch(declared) and int(declared) > REQUEST_BYTES_MAX:
        raise _too_large()
    body = bytearray()
    try:
        with anyio.fail_after(REQUEST_SECONDS_MAX):
            async for piece in request.stream():
                body += piece
                if len(body) > REQUEST_BYTES_MAX:
                    raise _too_large()
    except TimeoutError:
        said = Problem("body", f"took over {REQUEST_SECONDS_MAX:g} s", "Send it again, faster")
        raise Answered("slow-body", [said], {"Connection": "close"}) from None
    except ClientDisconnect:
        said = Problem("body", "ended before it was complete", "Send it again")
        raise Answered("malformed", [said]) from None
    return bytes(body)


def _too_large() -> Answered:
    said = Problem("body", f"has over {REQUEST_BYTES_MAX} bytes", "Split it; see /api/limits")
    return Answered("body-too-large", [said], {"Connection": "close"})
