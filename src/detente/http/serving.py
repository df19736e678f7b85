"""Serving: uvicorn in this process, ending its event streams itself when it stops."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from detente.http.application import app
from detente.http.limits import SHUTDOWN_SECONDS
from detente.http.ports import Desk

_WILDCARDS = frozenset({"", "0.0.0.0", "::"})  # noqa: S104  compared with, not bound to
_WIRE_HEADER_BYTES = 65_536
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve(
    desks: Iterable[Desk],
    *,
    host: str = "127.0.0.1",
    port: int = 8017,
    names: Collection[str] = (),
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until interrupted (SIGINT, SIGTERM), then return: who opened the desks closes them.

    port: 0 for any free one. names: further host names under which it is reached; a bound address
    that is not a wildcard is one of them by itself. on_ready: called with the base address
    (`http://127.0.0.1:8017`) once requests are answered.
    Raises OSError where the address cannot be bound.
    """
    bound = _bind(host, port)
    known = {*names, *({host} - _WILDCARDS)}
    application = app(desks, names=known)
    config = uvicorn.Config(
        application,
        http="h11",  # the parser whose header limit is set below
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,  # addresses name readers and moments of interest
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        h11_max_incomplete_event_size=_WIRE_HEADER_BYTES,
    )
    name = host if host not in _WILDCARDS else "localhost"
    shown = f"[{name}]" if ":" in name else name
    address = f"http://{shown}:{bound.getsockname()[1]}"
    server = Server(config, application, lambda: on_ready(address) if on_ready else None)
    try:
        server.run(sockets=[bound])
    finally:
        bound.close()


class Server(uvicorn.Server):
    """uvicorn, telling when it is ready, and closing the house before it waits for streams."""

    def __init__(
        self, config: uvicorn.Config, application: Starlette, ready: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._application = application
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on a signal, and let the caller go on: uvicorn's own would raise it once more."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {one: signal.signal(one, self.handle_exit) for one in _SIGNALS}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then everything else: uvicorn would wait for whoever listens."""
        self._application.state.house.close()
        await super().shutdown(sockets)


def _bind(host: str, port: int) -> socket.socket:
    """A bound socket: binding before anything else makes a taken port one plain OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound
