"""The arrays of the store: how they are made, grow, are packed; and volumes read back from them.

What this file knows: capacity. What it must not know: conflicts, ids of the caller.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from detente.geometry.geodesics import Floats
from detente.plans.engine import filing, grid, judging
from detente.plans.engine.filing import (
    NEXT,
    RADIUS,
    T0,
    T1,
    WIDE,
    Z0,
    Z1,
    Given,
    Held,
)
from detente.plans.engine.refining import Asked

NO_BOXES: Floats = np.empty((0, 4))

_Array = TypeVar("_Array", bound=NDArray[Any])
_GROWTH = 1.2
_MANY = 64
_FILL = 6
"""Entries per bucket in a grid that was just made."""
_NO_BOX: Floats = np.empty(0)


def wide_boxes(given: Given, asked: Asked) -> Floats:
    """Boxes (n, 4) with those filled in that are too wide for the kernel; (0, 4) if none is."""
    which = filing.list_wide(given, asked).tolist()
    if not which:
        return NO_BOXES
    boxes = np.zeros((len(given[5]), 4))
    lon, lat, off, shape = *given[:3], given[7]
    for at in which:
        part = slice(off[at], off[at + 1])
        reach = (float(shape[at, 0]), asked[0] / 2)
        kind, edges = int(shape[at, 1]), int(shape[at, 2])
        boxes[at] = judging.wide_box(lon[part], lat[part], kind, edges, reach)
    return boxes


class Shelves:
    """Room for plans, volumes, vertices and blocks; `asked` decides how wide rows are."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.numbers = np.zeros(grid.NUMBERS, dtype=np.int64)
        self.numbers[filing.VOLUME_FREE] = -1
        self.wide: dict[int, Floats] = {}
        self.held: Held = (
            np.empty((0, filing.COLUMNS)),
            np.empty(0),
            np.empty(0),
            np.empty((0, 4), dtype=np.int64),
        )
        self.grid = self._empty_grid(256, 1_024)
        self.reserve(256, 1_024, 8_192)

    def reserve(self, plans: int, volumes: int, vertices: int) -> None:
        """Make room for so many more, whatever is free now."""
        kept, lon, lat, slots = self.held
        used = self.numbers[filing.VOLUMES_USED], self.numbers[filing.PLANS_USED]
        self.held = (
            _with_room(kept, int(used[0]) + volumes),
            *self._vertices_with_room(lon, lat, vertices),
            _with_room(slots, int(used[1]) + plans),
        )
        # a volume has two entries or so
        entries = int(self.numbers[grid.ENTRIES]) + 2 * volumes
        if entries > filing.LOAD * int(self.numbers[grid.BUCKETS]):
            self._rebuild(entries // _FILL + 256, entries)
        blocks = int(self.numbers[grid.BLOCKS_USED]) + 4 * grid.most_entries() * min(
            volumes, _MANY
        )
        self.grid = (_with_room(self.grid[0], blocks), self.numbers)

    def volumes(self, slot: int) -> Iterator[int]:
        """The volumes of the plan in a slot, in the order in which they were given."""
        volume = int(self.held[3][slot, filing.FIRST_VOLUME])
        while volume >= 0:
            yield volume
            volume = int(self.held[0][volume, NEXT])

    def given(self, slot: int) -> Given:
        """A kept plan as it was given."""
        kept = self.held[0][list(self.volumes(slot))]
        spans = [filing.vertices_of(packed) for packed in kept[:, filing.VERTICES].tolist()]
        parts = [np.arange(first, last) for first, last in spans]
        shape = kept[:, filing.SHAPE].astype(np.int64)
        vertices = np.concatenate(parts)
        return (
            *(self.held[1][vertices], self.held[2][vertices]),
            np.cumsum([0, *(len(part) for part in parts)], dtype=np.int64),
            *(kept[:, Z0].copy(), kept[:, Z1].copy()),
            *(kept[:, T0].astype(np.int64), kept[:, T1].astype(np.int64)),
            np.stack((kept[:, RADIUS], (shape & 3) * 1.0, (shape >> 2) * 1.0), axis=1),
        )

    def file(self, given: Given, place: tuple[int, int, int], wide: Floats) -> None:
        """Keep a plan (slot, id, party), making room as needed."""
        while filing.file(self.grid, self.held, given, self.asked, wide, place) == filing.GROW:
            count = len(given[5])
            self.reserve(1, count, int(given[2][count] - given[2][0]))
        self.remember(wide, place[0])

    def remember(self, wide: Floats, slot: int) -> None:
        """Keep the wide boxes among those of a plan that was just filed."""
        if len(wide):
            for at, volume in enumerate(self.volumes(slot)):
                if wide[at, 0] < wide[at, 1]:
                    self.wide[volume] = wide[at]

    def drop(self, slot: int) -> None:
        """Forget the plan in a slot."""
        box = _NO_BOX
        while filing.drop(self.grid, self.held, self.asked, box, slot) == WIDE:
            box = self.wide.pop(int(self.held[3][slot, filing.FIRST_VOLUME]))

    def _vertices_with_room(self, lon: Floats, lat: Floats, count: int) -> tuple[Floats, Floats]:
        """The pools of vertices, packed if they have to grow and some are dead."""
        end, dead = (int(self.numbers[at]) for at in (filing.VERTEX_END, filing.DEAD_VERTICES))
        if end + count <= len(lon) or dead == 0:
            return _with_room(lon, end + count), _with_room(lat, end + count)
        size = int((end - dead + count) * _GROWTH)
        packed: tuple[Floats, Floats] = (np.empty(size), np.empty(size))
        filing.pack(self.held, self.numbers, *packed)
        return packed

    def _empty_grid(self, buckets: int, blocks: int) -> grid.Grid:
        numbers = self.numbers
        numbers[grid.LEVELS :] = 0
        numbers[grid.ENTRIES] = 0
        numbers[grid.BLOCKS_USED] = numbers[grid.BUCKETS] = buckets
        numbers[grid.BLOCK_FREE] = -1
        result = (_aligned(blocks), numbers)
        grid.make_empty(result)
        return result

    def _rebuild(self, buckets: int, entries: int) -> None:
        """A larger grid, filled again from the volumes."""
        # blocks behind the buckets are full, so that there are not more than this, wherever the
        # entries crowd (half of it was once taken, and HOT wrote behind the end)
        blocks = buckets + entries // grid.LANES + 4 * grid.most_entries() * _MANY
        self.grid = self._empty_grid(buckets, blocks)
        which = np.array(sorted(self.wide), dtype=np.int64)
        wide = np.array([self.wide[at] for at in which.tolist()]).reshape(-1, 4)
        filing.refill(self.grid, self.held, self.asked, wide, which)


def _aligned(blocks: int) -> NDArray[np.int32]:
    """Room for blocks that begin at cache lines."""
    size = blocks * grid.LINES * grid.LANES
    room: NDArray[np.int32] = np.empty(size + 16, dtype=np.int32)
    skip = (-room.ctypes.data % 64) // 4
    return room[skip : skip + size].reshape(blocks, grid.LINES, grid.LANES)


def _with_room(array: _Array, needed: int) -> _Array:
    """The array, or a longer copy of it if there is no room for so many items."""
    if needed <= len(array):
        return array
    size = int(needed * _GROWTH)
    result: NDArray[Any]
    if array.ndim == 3:
        result = _aligned(size)
    else:
        result = np.empty((size, *array.shape[1:]), dtype=array.dtype)
    result[: len(array)] = array
    return cast("_Array", result)
