"""All pairs of rows whose boxes meet: cells of fitting size, forward in time.

What this file knows: rows (rows.py). What it must not know: footprints.

How. Each row lives, as a host, in the one to nine cells that its box touches at the finest level
that FITs; it is a guest in the cells of every coarser level that have
hosts. Rows enter a cell in the order of their start, so that a forward scan finds all that share
time: host with host, and host with guest both ways. A pair is taken only in the cell that holds
the lower corner of what the boxes share. Cells share buckets; the boxes decide.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.plans.engine.arrays import Codes, Longs
from detente.plans.engine.boxes import Whole
from detente.plans.engine.compiled import compiled

STEP = 3
"""Each level's cells are 2^STEP times as wide as those of the one before."""
FINEST = 17
"""log2 of the finest cell: 2^17 units are 0.013 degrees or 1.5 km."""
LEVELS = 6
FIT = 1
"""A box is at most this many times as wide as the cells of its level."""

_SPREAD_X = 0x9E3779B1
_SPREAD_LEVEL = 0x85EBCA6B
_DIGIT = 11
_BLOCK = 64
_FEW = 12

Index = NDArray[np.int32]


@compiled
def level_of(west: int, east: int, south: int, north: int) -> int:
    """The level where a box is at home; LEVELS - 1 takes everything."""
    size = max(np.int64(east) - west, np.int64(north) - south)
    level = 0
    while level < LEVELS - 1 and size > (np.int64(FIT) << (FINEST + STEP * level)):
        level += 1
    return level


@compiled
def bucket(level: int, ix: int, iy: int, mask: int) -> int:
    """Where a cell is kept."""
    return (ix * _SPREAD_X + iy + level * _SPREAD_LEVEL) & mask


@compiled
def by_start(rows: Whole) -> Index:
    """Positions of the rows in order of start (radix sort, stable)."""
    count = len(rows)
    low = high = rows[0, 6]
    for at in range(count):
        low, high = min(low, rows[at, 6]), max(high, rows[at, 6])
    keys = np.empty(count, dtype=np.int64)
    for at in range(count):
        keys[at] = ((np.int64(rows[at, 6]) - low) << 32) | at
    other = np.empty(count, dtype=np.int64)
    width = np.int64(high) - low
    shift = 32
    while width > 0:
        _pass(keys, other, shift)
        keys, other = other, keys
        shift += _DIGIT
        width >>= _DIGIT
    order = np.empty(count, dtype=np.int32)
    for at in range(count):
        order[at] = keys[at] & 0xFFFFFFFF
    return order


@compiled
def _pass(keys: Longs, out: Longs, shift: int) -> None:
    first = np.zeros(1 << _DIGIT, dtype=np.int64)
    mask = (1 << _DIGIT) - 1
    for at in range(len(keys)):
        first[(keys[at] >> shift) & mask] += 1
    total = 0
    for digit in range(len(first)):
        total, first[digit] = total + first[digit], total
    for at in range(len(keys)):
        digit = (keys[at] >> shift) & mask
        out[first[digit]] = keys[at]
        first[digit] += 1


@compiled
def _cells(table: Whole, at: int, level: int) -> tuple[int, int, int, int]:
    """First and last column and row of the cells that a box touches."""
    shift = FINEST + STEP * level
    return (
        table[at, 0] >> shift,
        table[at, 1] >> shift,
        table[at, 2] >> shift,
        table[at, 3] >> shift,
    )


@compiled
def count_hosts(table: Whole, levels: Codes, sizes: Index) -> int:
    """Count hosts in sizes[2 * bucket]; the levels in use, as bits."""
    mask = len(sizes) // 2 - 1
    used = 0
    for at in range(len(table)):
        level = level_of(table[at, 0], table[at, 1], table[at, 2], table[at, 3])
        levels[at] = level
        used |= 1 << level
        x0, x1, y0, y1 = _cells(table, at, level)
        for ix in range(x0, x1 + 1):
            for iy in range(y0, y1 + 1):
                sizes[2 * bucket(level, ix, iy, mask)] += 1
    return used


@compiled
def count_guests(table: Whole, levels: Codes, used: int, sizes: Index) -> None:
    """Count guests in sizes[2 * bucket + 1], only where there are hosts."""
    mask = len(sizes) // 2 - 1
    for at in range(len(table)):
        for level in range(levels[at] + 1, LEVELS):
            if not (used >> level) & 1:
                continue
            x0, x1, y0, y1 = _cells(table, at, level)
            for ix in range(x0, x1 + 1):
                for iy in range(y0, y1 + 1):
                    where = 2 * bucket(level, ix, iy, mask)
                    if sizes[where] > 0:
                        sizes[where + 1] += 1


@compiled
def starts(sizes: Index) -> tuple[Longs, int]:
    """Where each list begins (its last item is the end of all), and the longest bucket."""
    first = np.empty(len(sizes) + 1, dtype=np.int64)
    total = 0
    longest = 0
    for at in range(len(sizes)):
        first[at] = total
        total += sizes[at]
        longest = max(longest, sizes[at])
    first[len(sizes)] = total
    return first, longest


@compiled
def scatter(
    table: Whole, order: Index, levels: Codes, used: int, first: Longs, entries: Index
) -> None:
    """Write positions in the table into their lists; they come in order of start."""
    mask = (len(first) - 1) // 2 - 1
    free = first.copy()
    for at in order:
        for level in range(levels[at], LEVELS):
            if not (used >> level) & 1:
                continue
            guest = 1 if level > levels[at] else 0
            x0, x1, y0, y1 = _cells(table, at, level)
            for ix in range(x0, x1 + 1):
                for iy in range(y0, y1 + 1):
                    where = 2 * bucket(level, ix, iy, mask)
                    if guest and first[where + 1] == first[where]:
                        continue
                    entries[free[where + guest]] = at
                    free[where + guest] += 1


@compiled
def _gather(table: Whole, entries: Index, begin: int, end: int, out: Whole) -> None:
    """Copy a list's rows side by side, column by column."""
    for at in range(begin, end):
        which = entries[at]
        for column in range(10):
            out[column, at - begin] = table[which, column]


@compiled
def scan(
    table: Whole, entries: Index, first: Longs, longest: int, span: tuple[int, int], out: Whole
) -> tuple[int, int]:
    """Candidates of the buckets in a span: pairs of volumes into out (n, 2).

    How many, and the bucket to go on from (out is full) or the end of the span.
    """
    mask = (len(first) - 1) // 2 - 1
    hosts = np.empty((10, longest), dtype=np.int32)
    guests = np.empty((10, longest), dtype=np.int32)
    count = 0
    for where in range(span[0], span[1]):
        begin, middle, end = first[2 * where], first[2 * where + 1], first[2 * where + 2]
        if middle == begin or end - begin < 2:
            continue
        before = count
        cell = (where, mask)
        many, more = middle - begin, end - middle
        _gather(table, entries, begin, middle, hosts)
        count = _forward((hosts, many), (hosts, many), 2, cell, out, count)
        if more and count >= 0:
            _gather(table, entries, middle, end, guests)
            count = _forward((hosts, many), (guests, more), 1, cell, out, count)
            if count >= 0:
                count = _forward((guests, more), (hosts, many), 0, cell, out, count)
        if count < 0:
            return before, where
    return count, span[1]


@compiled
def _forward(
    ones: tuple[Whole, int],
    others: tuple[Whole, int],
    ties: int,
    cell: tuple[int, int],
    out: Whole,
    count: int,
) -> int:
    """Pairs of one of `ones` and one of `others` that starts later; ties: 1 or with it, 2 both are
    the same list. How many there are then, or -1 if out is full.
    """
    one, many = ones
    other, last = others
    start = 0
    for at in range(many):
        begins, ends = one[6, at], one[7, at]
        if ties == 2:
            start = at + 1
        elif ties == 1:
            while start < last and other[6, start] < begins:
                start += 1
        else:
            while start < last and other[6, start] <= begins:
                start += 1
        to = start
        while to < last and other[6, to] <= ends:
            stop = min(to + _BLOCK, last)
            if stop - to < _FEW or _any(one, at, other, to, stop):
                count = _take(one, at, other, (to, stop), cell, out, count)
                if count < 0:
                    return count
            to = stop
    return count


@compiled
def _any(one: Whole, at: int, other: Whole, start: int, stop: int) -> int:
    """How many boxes of a part of a list meet one box, in vector code."""
    x0, x1, y0, y1 = one[0, at], one[1, at], one[2, at], one[3, at]
    z0, z1, party = one[4, at], one[5, at], one[9, at]
    west, east, south, north = (
        other[0, start:stop],
        other[1, start:stop],
        other[2, start:stop],
        other[3, start:stop],
    )
    low, high, whose = other[4, start:stop], other[5, start:stop], other[9, start:stop]
    hits = 0
    for to in range(stop - start):
        hits += int(
            (west[to] <= x1)
            & (east[to] >= x0)
            & (south[to] <= y1)
            & (north[to] >= y0)
            & (low[to] <= z1)
            & (high[to] >= z0)
            & (whose[to] != party)
        )
    return hits


@compiled
def _meet(one: Whole, at: int, other: Whole, to: int) -> bool:
    """Whether two boxes meet (in time they do) and are of different parties."""
    return (
        other[9, to] != one[9, at]
        and other[0, to] <= one[1, at]
        and other[1, to] >= one[0, at]
        and other[2, to] <= one[3, at]
        and other[3, to] >= one[2, at]
        and other[4, to] <= one[5, at]
        and other[5, to] >= one[4, at]
    )


@compiled
def _take(
    one: Whole,
    at: int,
    other: Whole,
    part: tuple[int, int],
    cell: tuple[int, int],
    out: Whole,
    count: int,
) -> int:
    """Write the candidates of a part of a list."""
    for to in range(part[0], part[1]):
        if other[6, to] > one[7, at]:
            break
        if _meet(one, at, other, to) and _here(one, at, other, to, cell):
            if count == len(out):
                return -1
            out[count, 0], out[count, 1] = one[8, at], other[8, to]
            count += 1
    return count


@compiled
def _here(one: Whole, at: int, other: Whole, to: int, cell: tuple[int, int]) -> bool:
    """Whether the lower corner of what two boxes share lies in a cell of this bucket."""
    where, mask = cell
    level = max(
        level_of(one[0, at], one[1, at], one[2, at], one[3, at]),
        level_of(other[0, to], other[1, to], other[2, to], other[3, to]),
    )
    shift = FINEST + STEP * level
    x, y = max(one[0, at], other[0, to]) >> shift, max(one[2, at], other[2, to]) >> shift
    return bucket(level, x, y, mask) == where
