"""What happens without a request: the clerk's ticks, and the look for what others filed.

Rule 1. An EXERCISE never ticks by itself: its clock stands until somebody moves it.
Rule 2. A desk that fails is said in the log once, tried again, and holds no other desk up; one
whose record does not fit its proofs is left alone (nobody may go on).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

import anyio

from detente.http.house import Counter, House
from detente.http.limits import LOOK_SECONDS, TICK_SECONDS
from detente.http.ports import Desk
from detente.terms.problems import IntegrityError

LOG = logging.getLogger("detente.http")


async def run(house: House) -> None:
    """Tick and look until cancelled."""
    async with anyio.create_task_group() as group:
        for counter in house.counters.values():
            group.start_soon(_again, counter, LOOK_SECONDS, _look)
            group.start_soon(_again, counter, TICK_SECONDS, _tick)


async def _again(
    counter: Counter, seconds: float, work: Callable[[Counter], Awaitable[None]]
) -> None:
    failing = False
    while True:
        try:
            await work(counter)
            failing = False
        except IntegrityError:
            LOG.exception("%s: its record does not fit its proofs; left alone", counter.id)
            return
        except Exception:
            # Whatever it is, the other desks go on, and so does this one when it is over.
            if not failing:
                LOG.exception("%s: cannot tick or look; trying on", counter.id)
            failing = True
        await anyio.sleep(seconds)


async def _look(counter: Counter) -> None:
    if counter.listeners:
        await counter.look()


async def _tick(counter: Counter) -> None:
    await counter.call(_catch_up)


def _catch_up(desk: Desk) -> None:
    if not desk.charter.exercise:
        desk.tick(desk.now())
