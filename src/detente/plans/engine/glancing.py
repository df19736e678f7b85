"""A first look at two footprints, in degrees: most pairs are so near or so far that it suffices.

What this file knows: how far degrees can mislead within a few of them. What it must not know:
planes; what it cannot tell it leaves to deciding.py.

How. Of two, the one with the larger box is taken as an area with straight edges in degrees, and
one vertex P of the other is looked at. Along a degree of longitude the ground is R cos(lat): with
the least cosine and radius within both boxes the distance from P to the nearest edge is a lower
bound; an edge strays from straight in degrees by at most R W (W + H) / 4 in a box of W by H
(radians; see geometry.pieces on the curvature of lon/lat lines: a sin p (2 b^2 + a^2 cos^2 p) /
(R L^3) over a length R L). If P is inside by more than that, they meet; if it is outside by more
than that, the size of the other and the limit, they are apart. 2 % is added for second order.
"""

from __future__ import annotations

import math

from detente.geometry.geodesics import GREATEST_RADIUS_M, LEAST_RADIUS_M, Floats
from detente.plans.engine.boxes import HALF_TURN, UNIT, Whole
from detente.plans.engine.compiled import compiled
from detente.plans.engine.deciding import APART, AREA, MEET, UNSURE, Side

WIDEST_DEG = 2.0
HIGHEST_DEG = 80.0

_RADIANS = math.pi / 180.0
_MARGIN = 1.02


@compiled
def glance(
    lon_a: Floats,
    lat_a: Floats,
    a: Side,
    lon_b: Floats,
    lat_b: Floats,
    b: Side,
    box_a: Whole,
    box_b: Whole,
    limit: float,
    flat: bool,
) -> int:
    """APART, MEET, or UNSURE (nearly always quick to say). limit: metres, radii included."""
    if _cut(box_a) or _cut(box_b):
        return UNSURE
    size_a, size_b = _size(box_a), _size(box_b)
    if size_a[0] * size_a[1] < size_b[0] * size_b[1]:
        return _glance(lon_b, lat_b, b, lon_a[a[0]], lat_a[a[0]], (size_b, size_a), limit, flat)
    return _glance(lon_a, lat_a, a, lon_b[b[0]], lat_b[b[0]], (size_a, size_b), limit, flat)


@compiled
def _glance(
    lon: Floats,
    lat: Floats,
    area: Side,
    x: float,
    y: float,
    sizes: tuple[tuple[float, float], tuple[float, float]],
    limit: float,
    flat: bool,
) -> int:
    """An area, and a vertex of what has a smaller box; the sizes of both boxes."""
    (wide, high), (narrow, low) = sizes
    if area[2] != AREA or wide > WIDEST_DEG or high > WIDEST_DEG:
        return UNSURE
    if flat:
        away, inside = _look(lon, lat, area, x, y, 1.0)
        return _answer(away, inside, 1e-9, math.hypot(narrow, low))
    if abs(y) + high + low > HIGHEST_DEG:
        return UNSURE
    cosine, off = math.cos(y * _RADIANS), (high + low) * _RADIANS
    away, inside = _look(lon, lat, area, x, y, cosine - off)
    away *= _RADIANS * LEAST_RADIUS_M / _MARGIN
    strays = 0.25 * wide * (wide + high) * _RADIANS * _RADIANS * GREATEST_RADIUS_M * _MARGIN
    size = math.hypot(narrow * min(1.0, cosine + off), low)
    size *= _RADIANS * GREATEST_RADIUS_M * _MARGIN
    return _answer(away, inside, strays, size + limit)


@compiled
def _size(box: Whole) -> tuple[float, float]:
    return (float(box[1]) - box[0]) / UNIT, (float(box[3]) - box[2]) / UNIT


@compiled
def _cut(box: Whole) -> bool:
    """Whether this may be a part of a box that was cut at the antimeridian."""
    return box[0] == -HALF_TURN or box[1] == HALF_TURN


@compiled
def _answer(away: float, inside: bool, strays: float, size: float) -> int:
    if inside:
        return MEET if away > strays else UNSURE
    return APART if away > strays + size else UNSURE


@compiled
def _look(
    lon: Floats, lat: Floats, area: Side, x: float, y: float, cosine: float
) -> tuple[float, bool]:
    """Distance from a place to the edges, degrees of latitude; whether it is inside them."""
    least, inside = math.inf, False
    first, last = area[0], area[1]
    ax, ay = _aside(lon[last - 1] - x) * cosine, lat[last - 1] - y
    for at in range(first, last):
        bx, by = _aside(lon[at] - x) * cosine, lat[at] - y
        dx, dy = bx - ax, by - ay
        square = dx * dx + dy * dy
        along = min(max(-(ax * dx + ay * dy), 0.0), square)
        share = along / square if square > 0.0 else 0.0
        px, py = ax + share * dx, ay + share * dy
        least = min(least, px * px + py * py)
        inside ^= ((ay > 0.0) != (by > 0.0)) & ((ax * by - ay * bx > 0.0) == (by > ay))
        ax, ay = bx, by
    return math.sqrt(least), inside


@compiled
def _aside(degrees: float) -> float:
    """A difference of longitudes the short way round."""
    if degrees > 180.0:
        return degrees - 360.0
    return degrees + 360.0 if degrees < -180.0 else degrees
