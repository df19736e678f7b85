"""The application: the route table, dispatched behind the guard, over open desks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route as Address
from starlette.types import Receive, Scope, Send

from detente.http import clockwork
from detente.http.calls import Route, carry_out
from detente.http.guard import OWN_NAMES, Guard
from detente.http.house import House
from detente.http.pages import Pages
from detente.http.ports import Desk
from detente.http.problems import NOT_FOUND, Answered, problem_response
from detente.http.routes import ROUTES
from detente.terms.problems import Problem
from detente.web import static_path


def app(
    desks: Iterable[Desk], *, names: Collection[str] = (), static: Path | None = None
) -> Starlette:
    """The ASGI application over open desks.

    names: host names besides localhost under which it is reached. static: the folder of the built
    page; None: that of `detente.web`. `app.state.house` is the House, whose close() ends streams.
    """
    house = House(desks, Pages.of(static or static_path()))
    by_path: dict[str, dict[str, Route]] = {}
    for route in ROUTES:
        by_path.setdefault(route.path, {})[route.method] = route

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with anyio.create_task_group() as group:
            group.start_soon(clockwork.run, house)
            yield
            house.close()
            group.cancel_scope.cancel()

    built = Starlette(
        routes=[Address(path, Dispatch(house, rows)) for path, rows in by_path.items()],
        middleware=[Middleware(Guard, names={*OWN_NAMES, *names})],
        exception_handlers={HTTPException: _lost},
        lifespan=lifespan,
    )
    built.router.redirect_slashes = False
    built.state.house = house
    return built


class Dispatch:
    """One address: picks the row by method and carries it out; the guard answers errors."""

    def __init__(self, house: House, rows: dict[str, Route]) -> None:
        self.house = house
        self.rows = rows

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        request = Request(scope, receive)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        head = request.method == "HEAD"
        route = self.rows.get("GET" if head else request.method)
        if route is None:
            allowed = ", ".join((*self.rows, *(["HEAD"] if "GET" in self.rows else [])))
            said = Problem("method", f"{request.method[:20]} is not for this", f"Use {allowed}")
            raise Answered("method-not-allowed", [said], {"Allow": allowed})
        response = await carry_out(route, self.house, request)
        if head and isinstance(response, StreamingResponse):
            return Response(b"", response.status_code, dict(response.headers))
        return response


async def _lost(_: Request, error: Exception) -> Response:
    """An address that is in no row of the table."""
    assert isinstance(error, HTTPException)
    return problem_response(Answered("not-found", [NOT_FOUND]))
