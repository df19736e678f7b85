"""All desks behind one door: each with its lock, its worker thread at a time, and its bell.

Rule 1. A desk is only ever called here: one caller at a time, in a worker thread, so that the
event loop never waits for a disk or a fold.
Rule 2. The bell rings after every filing, by us or (clockwork.py) by another process. Take the
bell before you read, wait on it after: then no news is lost in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import anyio
from anyio import to_thread

from detente.http.pages import Pages
from detente.http.ports import Desk
from detente.terms.problems import NotFound

T = TypeVar("T")


class Counter:
    """One desk, and whoever waits before it.

    desk: read its constants (`id`) only; everything else through `call`.
    index: how many entries it had when it was last looked at. listeners: open event streams.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.id = desk.id
        self.index = 0
        self.listeners = 0
        self.bell = anyio.Event()
        self._lock = anyio.Lock()

    async def call(self, work: Callable[[Desk], T]) -> T:
        """Do a piece of work at the desk, which has read everything filed so far by anybody.

        Whatever the work raises is raised here.
        """

        def caught_up() -> T:
            self.desk.catch_up()
            return work(self.desk)

        async with self._lock:
            return await to_thread.run_sync(caught_up)

    async def look(self) -> None:
        """Ring if the record has grown since it was last looked at."""
        index = await self.call(lambda desk: desk.index)
        if index != self.index:
            self.index = index
            self.ring()

    def ring(self) -> None:
        """Wake everybody who waits on the bell; the next one waits on a new bell."""
        self.bell.set()
        self.bell = anyio.Event()


class House:
    """The counters, by mechanism id, and whether the house is about to close."""

    def __init__(self, desks: Iterable[Desk], pages: Pages) -> None:
        self.pages = pages
        counters = [Counter(desk) for desk in desks]
        self.counters = {counter.id: counter for counter in counters}
        if len(self.counters) != len(counters):
            raise ValueError("two desks hold the same mechanism: give each once")
        self.closing = False

    def counter(self, mechanism: str) -> Counter:
        """The counter of a mechanism; raises NotFound."""
        found = self.counters.get(mechanism)
        if found is None:
            raise NotFound(mechanism)
        return found

    @property
    def streams(self) -> int:
        """Event streams that are open now."""
        return sum(counter.listeners for counter in self.counters.values())

    def close(self) -> None:
        """End every event stream: an open one would hold the server's shutdown up."""
        self.closing = True
        for counter in self.counters.values():
            counter.ring()
