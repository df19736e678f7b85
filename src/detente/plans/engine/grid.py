"""A hash grid of rows in space and time: chains of blocks of eight, fields apart.

What this file knows: rows (rows.py), cells, chains. What it must not know: plans, footprints.

A row is kept in every cell that its box touches, at the level of its size and of its duration.
Cells share buckets; the boxes decide. A bucket is a block; what does not fit stands in blocks
behind it, which are full. Empty lanes hold a box that meets nothing, so that a block is scanned
without asking how full.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.plans.engine.arrays import Longs
from detente.plans.engine.boxes import GREATEST, HALF_TURN, Whole
from detente.plans.engine.compiled import compiled

LANES = 8
FIELDS = 9
"""A row without its party."""
LINES = 10
"""A block is FIELDS lines of LANES, and a line that says which block comes after it and how many
lanes are filled: 320 bytes, five cache lines."""
NEXT, FILLED = 0, 1

SIZES, FINEST, STEP = 4, 20, 4
"""Levels of size; log2 of the finest cell (2^20 units are 0.1 degrees) and of their ratio."""
TIMES, SHORTEST, TIME_STEP = 6, 10, 4
"""Levels of duration; log2 of the shortest cell in units of time (1,024 of them are 17 minutes)
and of their ratio."""
FIT = 1
TIME_FIT = 2
"""A box is at most so many times as wide as the cells of its level, a span as long."""

_X, _Y, _T, _L = 0x9E3779B1, 0x85EBCA6B, 0xC2B2AE3D, 0x27D4EB2F
_WIDE = (2**31) - 1
_LOW = 2**32 - 1

Blocks = NDArray[np.int32]
Grid = tuple[Blocks, Longs]
"""blocks[n, LINES, LANES], the first of which are the buckets themselves; numbers."""

ENTRIES, BLOCKS_USED, BLOCK_FREE, BUCKETS = 0, 1, 2, 3
LEVELS = 16
"""numbers[LEVELS + level]: entries of each level; before it, counts (see filing.py)."""
NUMBERS = LEVELS + SIZES * TIMES


@compiled
def level_of(row: Whole) -> int:
    """The level of a row: of its size, and of its duration."""
    size = max(np.int64(row[1]) - row[0], np.int64(row[3]) - row[2])
    level = 0
    while level < SIZES - 1 and size > (np.int64(FIT) << (FINEST + STEP * level)):
        level += 1
    lasts = np.int64(row[7]) - row[6]
    span = 0
    while span < TIMES - 1 and lasts > (np.int64(TIME_FIT) << (SHORTEST + TIME_STEP * span)):
        span += 1
    return level * TIMES + span


@compiled
def shifts(level: int) -> tuple[int, int]:
    """log2 of the cells of a level, in space and in time."""
    size = FINEST + STEP * (level // TIMES) if level // TIMES < SIZES - 1 else 32
    span = SHORTEST + TIME_STEP * (level % TIMES) if level % TIMES < TIMES - 1 else 32
    return size, span


@compiled
def cells(row: Whole, level: int) -> tuple[int, int, int, int, int, int]:
    """First and last cell of a row in x, y and t."""
    size, span = shifts(level)
    return (
        int(row[0]) >> size,
        int(row[1]) >> size,
        int(row[2]) >> size,
        int(row[3]) >> size,
        int(row[6]) >> span,
        int(row[7]) >> span,
    )


@compiled
def bucket(level: int, x: int, y: int, t: int, buckets: int) -> int:
    """Where a cell is kept."""
    spread = (x * _X) ^ (y * _Y) ^ (t * _T) ^ (level * _L)
    spread = (spread ^ (spread >> 15)) * _X
    return (((spread >> 7) & _LOW) * buckets) >> 32


@compiled
def parts(row: Whole, second: Whole) -> int:
    """Cut a row at the antimeridian: 1, or 2 and what lies beyond is in `second`."""
    if row[1] <= HALF_TURN:
        return 1
    second[:] = row
    second[0] = -HALF_TURN
    second[1] = row[1] - HALF_TURN - HALF_TURN
    row[1] = HALF_TURN
    return 2


@compiled
def put(grid: Grid, row: Whole) -> None:
    """Keep a row (already cut) in all its cells. There must be room (most_entries blocks)."""
    numbers = grid[1]
    level = level_of(row)
    x0, x1, y0, y1, t0, t1 = cells(row, level)
    for x in range(x0, x1 + 1):
        for y in range(y0, y1 + 1):
            for t in range(t0, t1 + 1):
                _put(grid, bucket(level, x, y, t, numbers[BUCKETS]), row)
                numbers[LEVELS + level] += 1
                numbers[ENTRIES] += 1


@compiled
def _put(grid: Grid, where: int, row: Whole) -> None:
    """Into the bucket's own block; when that is full, its lanes move to a block behind it."""
    blocks, numbers = grid
    block = blocks[where]
    if block[FIELDS, FILLED] == LANES:
        fresh = numbers[BLOCK_FREE]
        if fresh >= 0:
            numbers[BLOCK_FREE] = blocks[fresh, FIELDS, NEXT]
        else:
            fresh = numbers[BLOCKS_USED]
            numbers[BLOCKS_USED] += 1
        blocks[fresh] = block
        empty(block)
        block[FIELDS, NEXT] = fresh
    lane = block[FIELDS, FILLED]
    for field in range(FIELDS):
        block[field, lane] = row[field]
    block[FIELDS, FILLED] = lane + 1


@compiled
def empty(block: Whole) -> None:
    """A block with nothing in it or behind it."""
    for lane in range(LANES):
        _clear(block, lane)
    block[FIELDS, NEXT] = -1
    block[FIELDS, FILLED] = 0


@compiled
def make_empty(grid: Grid) -> None:
    """All buckets empty."""
    for where in range(grid[1][BUCKETS]):
        empty(grid[0][where])


@compiled
def _clear(block: Whole, lane: int) -> None:
    """A box that meets nothing, of no volume."""
    block[0, lane], block[1, lane] = GREATEST, -GREATEST
    for field in range(2, FIELDS - 1):
        block[field, lane] = 0
    block[FIELDS - 1, lane] = -1


@compiled
def take(grid: Grid, row: Whole) -> int:
    """Take a row out of all its cells; how many entries were found there."""
    numbers = grid[1]
    level = level_of(row)
    x0, x1, y0, y1, t0, t1 = cells(row, level)
    found = 0
    for x in range(x0, x1 + 1):
        for y in range(y0, y1 + 1):
            for t in range(t0, t1 + 1):
                if _take(grid, bucket(level, x, y, t, numbers[BUCKETS]), row):
                    found += 1
    numbers[LEVELS + level] -= found
    numbers[ENTRIES] -= found
    return found


@compiled
def _take(grid: Grid, where: int, row: Whole) -> bool:
    """Fill the lane of a row with the last lane of its bucket; whether it was there."""
    blocks, numbers = grid
    first = blocks[where]
    at = where
    while at >= 0:
        block = blocks[at]
        for lane in range(block[FIELDS, FILLED]):
            if block[FIELDS - 1, lane] != row[FIELDS - 1] or block[0, lane] != row[0]:
                continue
            last = first[FIELDS, FILLED] - 1
            for field in range(FIELDS):
                block[field, lane] = first[field, last]
            _clear(first, last)
            first[FIELDS, FILLED] = last
            behind = first[FIELDS, NEXT]
            if last == 0 and behind >= 0:
                blocks[where] = blocks[behind]
                blocks[behind, FIELDS, NEXT] = numbers[BLOCK_FREE]
                numbers[BLOCK_FREE] = behind
            return True
        at = block[FIELDS, NEXT]
    return False


@compiled
def meets(block: Whole, row: Whole) -> int:
    """How many lanes of a block meet a row, in vector code."""
    x0, x1, y0, y1 = row[0], row[1], row[2], row[3]
    z0, z1, t0, t1 = row[4], row[5], row[6], row[7]
    hits = 0
    for lane in range(LANES):
        hits += int(
            (block[0, lane] <= x1)
            & (block[1, lane] >= x0)
            & (block[2, lane] <= y1)
            & (block[3, lane] >= y0)
            & (block[4, lane] <= z1)
            & (block[5, lane] >= z0)
            & (block[6, lane] <= t1)
            & (block[7, lane] >= t0)
        )
    return hits


@compiled
def lane_meets(block: Whole, lane: int, row: Whole) -> bool:
    """Whether one lane meets a row."""
    return (
        block[0, lane] <= row[1]
        and block[1, lane] >= row[0]
        and block[2, lane] <= row[3]
        and block[3, lane] >= row[2]
        and block[4, lane] <= row[5]
        and block[5, lane] >= row[4]
        and block[6, lane] <= row[7]
        and block[7, lane] >= row[6]
    )


@compiled
def here(block: Whole, lane: int, row: Whole, where: int, buckets: int) -> bool:
    """Whether the lower corner of what a lane and a row share lies in a cell of this bucket: of
    the several cells where the two are found together, that one counts.
    """
    level = level_of(block[:, lane])
    size, span = shifts(level)
    x = int(max(block[0, lane], row[0])) >> size
    y = int(max(block[2, lane], row[2])) >> size
    t = int(max(block[6, lane], row[6])) >> span
    return bucket(level, x, y, t, buckets) == where


@compiled
def count_cells(grid: Grid, row: Whole) -> int:
    """How many cells a query of a row has to look into, over all levels in use."""
    total = 0
    for level in range(SIZES * TIMES):
        if grid[1][LEVELS + level] > 0:
            x0, x1, y0, y1, t0, t1 = cells(row, level)
            total += min((x1 - x0 + 1) * (y1 - y0 + 1), _WIDE) * min(t1 - t0 + 1, _WIDE)
    return total


@compiled
def look(grid: Grid, row: Whole, places: Longs) -> int:
    """The buckets that may hold what meets a row, into `places`; how many (-1: all of them, as
    the row touches more cells than there are buckets or than `places` has room for).
    """
    numbers = grid[1]
    if count_cells(grid, row) > min(numbers[BUCKETS], len(places)):
        return -1
    count = 0
    for level in range(SIZES * TIMES):
        if numbers[LEVELS + level] == 0:
            continue
        x0, x1, y0, y1, t0, t1 = cells(row, level)
        for x in range(x0, x1 + 1):
            for y in range(y0, y1 + 1):
                for t in range(t0, t1 + 1):
                    places[count] = bucket(level, x, y, t, numbers[BUCKETS])
                    count += 1
    return count


@compiled
def most_entries() -> int:
    """No row has more entries than this."""
    return (FIT + 1) * (FIT + 1) * (TIME_FIT + 1)
