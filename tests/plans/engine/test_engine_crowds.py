"""Crowds: many plans in few cells must not outgrow the room that was made for them."""

from __future__ import annotations

import numpy as np

from detente.plans.engine import grid
from detente.plans.engine.arrays import polygons
from detente.plans.engine.store import Engine

CROWD = 200_000


def test_a_crowd_in_one_place_fits_the_room_that_was_made_for_it() -> None:
    """200,000 plans of one party over one another: the blocks used are never more than there are.

    Kernels check no bounds: a refill once wrote behind the end of a crowded grid.
    """
    store = Engine()
    count = np.arange(CROWD)
    store.bulk(
        polygons(
            plan=count,
            party=np.ones(CROWD),
            off=np.arange(0, 3 * CROWD + 1, 3),
            lon=np.tile([8.0, 8.001, 8.001], CROWD),
            lat=np.tile([50.0, 50.0, 50.001], CROWD),
            z0=np.zeros(CROWD),
            z1=np.full(CROWD, 10.0),
            t0=np.zeros(CROWD),
            t1=np.full(CROWD, 60_000),
        )
    )
    blocks, numbers = store._shelves.grid
    store._shelves._rebuild(int(numbers[grid.BUCKETS]), int(numbers[grid.ENTRIES]))
    blocks, numbers = store._shelves.grid
    assert numbers[grid.BLOCKS_USED] <= len(blocks)
    assert numbers[grid.BLOCKS_USED] > CROWD // grid.LANES  # it was a crowd
