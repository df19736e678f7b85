"""Candidates decided: exact times and heights, then footprints in their own plane.

What this file knows: columns of arrays, the decision of two footprints. What it must not know:
how candidates were found.
"""

from __future__ import annotations

import numpy as np

from detente.geometry.geodesics import Floats
from detente.plans.engine.arrays import Longs
from detente.plans.engine.boxes import HALF_TURN, UNIT, Whole
from detente.plans.engine.compiled import compiled
from detente.plans.engine.deciding import APART, MEET, UNSURE, decide, decide_flat
from detente.plans.engine.glancing import glance
from detente.plans.engine.rows import Columns
from detente.plans.heights import ROUNDING_M

Asked = tuple[float, float, int, bool, bool]
"""Within metres (the separation and TOUCHING_M), vertical metres, milliseconds, closed, flat."""

_EMPTY = -1
_UNITS = 8
_SPREAD = 0x9E3779B1


@compiled
def times_meet(a0: int, a1: int, b0: int, b1: int, apart: int, closed: bool) -> bool:
    """As plans.times.meet."""
    gap = max(a0 - b1, b0 - a1)
    return gap < apart or (closed and gap == apart)


@compiled
def heights_meet(a0: float, a1: float, b0: float, b1: float, vertical: float) -> bool:
    """As plans.heights.compare for heights over one reference."""
    gap = max(a0 - b1, b0 - a1)
    return gap <= ROUNDING_M or gap < vertical - ROUNDING_M


@compiled
def middle(one: Whole, two: Whole) -> tuple[float, float]:
    """The middle of what two boxes share, degrees; longitude may lie outside [-180, 180]."""
    x0, x1 = np.int64(two[0]), np.int64(two[1])
    if x1 < one[0]:  # they meet beyond the antimeridian
        x0, x1 = x0 + 2 * HALF_TURN, x1 + 2 * HALF_TURN
    elif one[1] < x0:
        x0, x1 = x0 - 2 * HALF_TURN, x1 - 2 * HALF_TURN
    x = (max(one[0], x0) + min(one[1], x1)) * (0.5 / UNIT)
    y = (max(one[2], two[2]) + np.int64(min(one[3], two[3]))) * (0.5 / UNIT)
    return x, min(max(y, -90.0), 90.0)


@compiled
def put(found: Longs, key: int) -> bool:
    """Add a key to an open set (no key twice); whether it was new."""
    mask = len(found) - 1
    at = (key * _SPREAD) & mask
    while found[at] != _EMPTY:
        if found[at] == key:
            return False
        at = (at + 1) & mask
    found[at] = key
    return True


@compiled
def has(found: Longs, key: int) -> bool:
    """Whether a key is in an open set."""
    mask = len(found) - 1
    at = (key * _SPREAD) & mask
    while found[at] != _EMPTY:
        if found[at] == key:
            return True
        at = (at + 1) & mask
    return False


@compiled
def key_of(one: int, two: int) -> int:
    """One number for a pair of plans, in either order."""
    return (int(min(one, two)) << 32) | int(max(one, two))


@compiled
def _surely(one: Whole, two: Whole) -> bool:
    """Whether rows share so much height and time that rounding outward does not matter."""
    heights = np.int64(min(one[5], two[5])) - max(one[4], two[4])
    return heights >= _UNITS and np.int64(min(one[7], two[7])) - max(one[6], two[6]) >= _UNITS


@compiled
def decide_pair(
    drawn: Floats,
    columns: Columns,
    rows: Whole,
    i: int,
    j: int,
    asked: Asked,
    scratch: Floats,
) -> int:
    """APART, MEET or UNSURE of two volumes."""
    _, _, off, lon, lat, radius, kind, z0, z1, t0, t1, edges = columns
    within, vertical, apart, closed, flat = asked
    if not _surely(rows[i], rows[j]):
        if not times_meet(t0[i], t1[i], t0[j], t1[j], apart, closed):
            return APART
        if not heights_meet(z0[i], z1[i], z0[j], z1[j], vertical):
            return APART
    a = (off[i], off[i + 1], int(kind[i]), int(edges[i]), radius[i])
    b = (off[j], off[j + 1], int(kind[j]), int(edges[j]), radius[j])
    first = glance(lon, lat, a, lon, lat, b, rows[i], rows[j], within + a[4] + b[4], flat)
    if first != UNSURE:
        return first
    at = middle(rows[i], rows[j])
    if flat:
        return decide_flat(lon, lat, a, lon, lat, b, at, scratch)
    return decide(drawn, lon, lat, a, lon, lat, b, at, within, scratch)


@compiled
def refine(
    drawn: Floats,
    columns: Columns,
    rows: Whole,
    candidates: Whole,
    asked: Asked,
    scratch: Floats,
    found: Longs,
    unsure: Whole,
) -> int:
    """Put the pairs of plans that meet into `found`; how many candidates are left in `unsure`."""
    plan = columns[0]
    count = 0
    for at in range(len(candidates)):
        i, j = candidates[at, 0], candidates[at, 1]
        key = key_of(plan[i], plan[j])
        if has(found, key):
            continue
        answer = decide_pair(drawn, columns, rows, i, j, asked, scratch)
        if answer == MEET:
            put(found, key)
        elif answer == UNSURE:
            unsure[count, 0], unsure[count, 1] = i, j
            count += 1
    return count
