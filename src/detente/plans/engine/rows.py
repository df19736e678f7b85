"""A volume as ten whole numbers: its box in four dimensions, outward, and whose it is.

What this file knows: the columns. What it must not know: grids, decisions.

Columns: west, east, south, north (1e-7 degrees), low, high (mm), start, end (units of time from an
origin), volume, party. Each side is widened by half of what is asked to stay apart, so that boxes
of two that are too near always meet.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from detente.geometry.geodesics import Floats
from detente.plans.engine.arrays import Codes, Longs
from detente.plans.engine.boxes import GREATEST, HALF_TURN, Whole, box, millimetres, rounded
from detente.plans.engine.compiled import compiled

COLUMNS = 10

Columns = tuple[
    NDArray[np.int32],
    NDArray[np.int32],
    Longs,
    Floats,
    Floats,
    Floats,
    Codes,
    Floats,
    Floats,
    Longs,
    Longs,
    Codes,
]
"""The arrays of PlanArrays in their order."""

Margins = tuple[float, float, int, int, int, bool]
"""Half the separation in metres, half of the vertical one, half of that in time (ms); origin of
time, its unit as a shift, and whether the reading is planar."""


@compiled
def moment(at: int, origin: int, shift: int, up: bool) -> int:
    """A time in units from the origin, outward, kept within int32."""
    since = at - origin
    if up:
        since += (1 << shift) - 1
    return min(max(since >> shift, -GREATEST), GREATEST)


@compiled
def fill(columns: Columns, margins: Margins, out: Whole, wide: Longs) -> int:
    """Write a row for each volume; how many need a wide box (their positions in `wide`)."""
    plan, party, off, lon, lat, radius, kind, z0, z1, t0, t1, edges = columns
    margin, half_v, half_t, origin, shift, flat = margins
    count = 0
    for at in range(len(plan)):
        side = (off[at], off[at + 1], int(kind[at]), int(edges[at]), radius[at])
        west, east, south, north = box(lon, lat, side, margin, flat)
        if math.isnan(west):
            wide[count] = at
            count += 1
            west = east = south = north = 0.0
        row = out[at]
        row[0], row[1], row[2], row[3] = rounded(west, east, south, north)
        row[4], row[5] = millimetres(z0[at] - half_v, z1[at] + half_v)
        row[6] = moment(t0[at] - half_t, origin, shift, False)
        row[7] = moment(t1[at] + half_t, origin, shift, True)
        row[8] = at
        row[9] = party[plan[at]]
    return count


@compiled
def set_box(row: Whole, west: float, east: float, south: float, north: float) -> None:
    """Put a box into a row."""
    row[0], row[1], row[2], row[3] = rounded(west, east, south, north)


@compiled
def crossings(rows: Whole) -> int:
    """How many rows reach over the antimeridian."""
    count = 0
    for at in range(len(rows)):
        if rows[at, 1] > HALF_TURN:
            count += 1
    return count


@compiled
def split(rows: Whole, given: int) -> None:
    """Cut the first `given` rows at the antimeridian; what lies beyond comes at the end."""
    free = given
    for at in range(given):
        if rows[at, 1] > HALF_TURN:
            rows[free] = rows[at]
            rows[free, 0] = -HALF_TURN
            rows[free, 1] = rows[at, 1] - HALF_TURN - HALF_TURN
            rows[at, 1] = HALF_TURN
            free += 1
