"""One request on its way: the route that it takes, the desk it is for, the reader it comes from.

What this file knows: how a row of the route table is described and carried out. The rows
themselves are in routes.py.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from detente.http import access
from detente.http.asked import READER, Param, read_query
from detente.http.house import Counter, House
from detente.http.problems import Answered
from detente.terms.problems import Problem

NO_STORE = {"Cache-Control": "no-store"}


class Who(Enum):
    """Who may use a route."""

    ANYBODY = "anybody"
    READER = "anybody, seeing what the post that they read as may see"
    EXERCISE = "anybody, in an EXERCISE only"
    SIGNER = "in an EXERCISE anybody, as any post; elsewhere whoever brings a signed entry"
    POST = "in an EXERCISE anybody, as any post; elsewhere the post of the access token"


@dataclass(frozen=True, slots=True)
class Call:
    """A request that may go on. counter, reader: set on routes of a mechanism."""

    house: House
    request: Request
    query: Mapping[str, Any]
    at: Counter | None = None
    reader: str | None = None

    @property
    def counter(self) -> Counter:
        """The counter of the mechanism that the route names."""
        assert self.at is not None, "this route names no mechanism"
        return self.at


@dataclass(frozen=True, slots=True)
class Route:
    """A row of the route table. Names of shapes are those of shapes.py.

    answers: status, media type and shape of a good answer. errors: codes besides those that every
    route may answer with.
    """

    method: str
    path: str
    handler: Callable[[Call], Awaitable[Response]]
    summary: str
    who: Who
    answers: tuple[int, str, str | None]
    query: tuple[Param, ...] = ()
    request: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def of_mechanism(self) -> bool:
        """Whether the path names a mechanism."""
        return "{mechanism}" in self.path


async def carry_out(route: Route, house: House, request: Request) -> Response:
    """Read the query, find the desk and the reader, ask the handler."""
    query = read_query(request, route.query)
    if not route.of_mechanism:
        return await route.handler(Call(house, request, query))
    counter = house.counter(request.path_params["mechanism"])
    asked = query.get(READER.name)
    reader = await counter.call(lambda desk: access.reader_of(desk, request.headers, asked))
    if route.who is Who.EXERCISE:
        await only_in_exercise(counter)
    return await route.handler(Call(house, request, query, counter, reader))


async def only_in_exercise(counter: Counter) -> None:
    """Go on in an EXERCISE; raises Answered elsewhere."""
    if not await counter.call(lambda desk: desk.charter.exercise):
        step = "File what your post signed itself: `leaf`, `body`, `salt`"
        raise Answered("exercise-only", [Problem("mechanism", "is not an EXERCISE", step)])


def json_bytes(value: Any) -> bytes:
    """JSON in the order in which the value was made; mappings of any type are objects."""
    return msgspec.json.encode(value, enc_hook=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def json_response(
    body: bytes, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """An answer in JSON that nobody may store."""
    return Response(body, status, {**NO_STORE, **(headers or {})}, "application/json")
