"""Boxes round volumes in whole numbers: 1e-7 degrees, millimetres, rounded outward.

What this file knows: how far a footprint can reach. What it must not know: what is decided.

Rule 1. Every place within `margin` of a footprint lies in its box: a geodesic's bulge, radii, the
antimeridian and the poles included. Longitudes run west to east with east < west + 360 degrees
and may pass 180; who files a box in a grid splits it there.
Rule 2. A geodesic between two places at latitude n, W apart in longitude, rises at most
W^2 / 8 sin n cos n <= W^2 / 16 (radians, to first order); BULGE has 15 % more and holds to
WIDE_DEG. Wider footprints are boxed by geometry.coverings (judging.py).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from detente.geometry.geodesics import EQUATOR_M, LEAST_RADIUS_M, Floats
from detente.plans.engine.compiled import compiled
from detente.plans.engine.deciding import LONLAT, Side

UNIT = 1e7
"""Parts of a degree."""
HALF_TURN = 1_800_000_000
GREATEST = 2**31 - 1
MM_MAX = 2**30
"""Heights beyond 1,073 km are every height."""

WIDE_DEG = 20.0
NEAR_POLE_DEG = 89.9
BULGE = 1.15 / 16 * math.pi / 180  # degrees per square degree
OUTWARD_DEG = 2e-9

Whole = NDArray[np.int32]


@compiled
def span(
    lon: Floats, lat: Floats, first: int, last: int
) -> tuple[float, float, float, float, float]:
    """Unwrapped west (nan: a vertex is no number) and east, south and north of the vertices, and
    the sum of all turns.
    """
    west = east = before = lon[first]
    south = north = lat[first]
    turns = total = 0.0
    for at in range(first + 1, last):
        step = lon[at] - before
        before = lon[at]
        total += lon[at] + lat[at]
        if abs(step) > 180.0:  # an edge goes the short way round
            turns -= 360.0 * math.floor(step / 360.0 + 0.5)
        west, east = min(west, lon[at] + turns), max(east, lon[at] + turns)
        south, north = min(south, lat[at]), max(north, lat[at])
    step = lon[first] - before
    if abs(step) > 180.0:
        turns -= 360.0 * math.floor(step / 360.0 + 0.5)
    if not math.isfinite(total + lon[first] + lat[first]):
        west = math.nan
    return west, east, south, north, turns


@compiled
def box(
    lon: Floats, lat: Floats, side: Side, margin: float, flat: bool
) -> tuple[float, float, float, float]:
    """West, east, south, north in degrees; west nan if it must be asked of geometry.coverings."""
    west, east, south, north, turned = span(lon, lat, side[0], side[1])
    if flat or math.isnan(west):
        return west, east, south, north
    reach = margin + side[4]
    if east - west > WIDE_DEG or turned != 0.0:
        return math.nan, math.nan, math.nan, math.nan
    if side[3] != LONLAT:
        rise = BULGE * (east - west) ** 2
        north += rise if north > 0.0 else 0.0
        south -= rise if south < 0.0 else 0.0
    degrees = math.degrees(reach / LEAST_RADIUS_M) + OUTWARD_DEG
    south, north = south - degrees, north + degrees
    polemost = max(-south, north)
    if polemost > NEAR_POLE_DEG:
        return -180.0, 180.0, max(south, -90.0), min(north, 90.0)
    parallel = math.cos(math.radians(polemost))
    aside = (math.degrees(reach / EQUATOR_M) + OUTWARD_DEG) / parallel
    return west - aside, east + aside, south, north


@compiled
def rounded(west: float, east: float, south: float, north: float) -> tuple[int, int, int, int]:
    """A box in whole units, outward; west in [-180, 180) degrees, or all longitudes."""
    x0, x1 = float(math.floor(west * UNIT)), float(math.ceil(east * UNIT))
    y0, y1 = math.floor(south * UNIT), math.ceil(north * UNIT)
    turns = math.floor((x0 + HALF_TURN) / (2.0 * HALF_TURN)) * 2.0 * HALF_TURN
    x0, x1 = x0 - turns, x1 - turns
    if x1 - x0 >= 2 * HALF_TURN - 1 or x1 > GREATEST:
        return -HALF_TURN, HALF_TURN, int(y0), int(y1)
    return int(x0), int(x1), int(y0), int(y1)


@compiled
def millimetres(low: float, high: float) -> tuple[int, int]:
    """Heights in whole millimetres, outward."""
    least = max(-float(MM_MAX), math.floor(low * 1000.0) - 1.0)
    most = min(float(MM_MAX), math.ceil(high * 1000.0) + 1.0)
    return int(min(least, float(MM_MAX))), int(max(most, -float(MM_MAX)))
