"""Whether two footprints come within a distance: decided in their own plane, or not at all.

What this file knows: planes (spheres.py), edges, an error budget. What it must not know: time,
heights, plans.

The answer is APART, MEET, or UNSURE where the distance is within the error budget of the limit;
who asks then asks geometry.distance (judging.py). The budget of a pair: what each side's edges may
stray from straight in the plane (spheres.bend, and for lon/lat edges their sag), the scale of the
map over the limit, rounding, and FLOOR_M (for lon/lat edges LONLAT_FLOOR_M), the error that
geometry.distance itself claims, so that both always say the same.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from detente.geometry.geodesics import GREATEST_RADIUS_M, Floats
from detente.plans.engine.compiled import compiled
from detente.plans.engine.spheres import ROUNDING_M, bend, centred, draw, stretch

APART, MEET, UNSURE = 0, 1, 2
AREA, PATH, POINT = 0, 1, 2
GEODESIC, LONLAT = 0, 1

FLOOR_M = 1e-5
LONLAT_FLOOR_M = 3e-4

FLAT_ERROR_DEG = 1e-12
"""In the planar reading, what is nearer than this (0.1 um) to just touching is UNSURE."""

_TINY = 2.0**-30
_DEGREES = math.pi / 180.0
_SAG_MARGIN = 1.1

Bytes = NDArray[np.uint8]
Side = tuple[Floats, Floats, int, int, int, int, float]
"""lon, lat, first and last vertex, kind, edges, radius_m."""
Ring = tuple[Floats, Floats, int, int]
"""x, y, how many vertices, kind."""


@compiled
def decide(
    rows: Floats, a: Side, b: Side, at: tuple[float, float], within: float, scratch: Floats
) -> int:
    """Whether two footprints come within so many metres (radii included in the footprints).

    at: longitude and latitude of the plane's centre; near where the two may meet is best.
    scratch: float64[4, most vertices].
    """
    plane = centred(rows, at[0], at[1])
    here = rows[plane[0]]
    radius = here[2]
    off_a = draw(rows, plane, a[0], a[1], a[2], a[3], scratch[0], scratch[1])
    off_b = draw(rows, plane, b[0], b[1], b[2], b[3], scratch[2], scratch[3])
    most = max(off_a, off_b)
    if most == math.inf:
        return UNSURE
    one = (scratch[0], scratch[1], a[3] - a[2], a[4])
    two = (scratch[2], scratch[3], b[3] - b[2], b[4])
    limit = within + a[6] + b[6]
    error = _strays(here, a, one, most) + _strays(here, b, two, most)
    error += stretch(here, most) * limit + ROUNDING_M
    return _compare(one, two, limit / radius, error / radius)


@compiled
def decide_flat(a: Side, b: Side, at: tuple[float, float], scratch: Floats) -> int:
    """Whether two polygons share a point when degrees are read as a plane (radii do not count).

    Coordinates are drawn so small that the sphere of `to_edge` is flat to the last bit.
    """
    _flat(a, at, scratch[0], scratch[1])
    _flat(b, at, scratch[2], scratch[3])
    one = (scratch[0], scratch[1], a[3] - a[2], a[4])
    two = (scratch[2], scratch[3], b[3] - b[2], b[4])
    return _compare(one, two, 0.0, FLAT_ERROR_DEG * _TINY)


@compiled
def _flat(side: Side, at: tuple[float, float], x: Floats, y: Floats) -> None:
    lon, lat, first, last = side[0], side[1], side[2], side[3]
    turns = 360.0 * math.floor((lon[first] - at[0]) / 360.0 + 0.5)
    before = lon[first]
    for vertex in range(first, last):
        aside = lon[vertex] - before
        if abs(aside) > 180.0:  # an edge goes the short way round
            turns += 360.0 * math.floor(aside / 360.0 + 0.5)
        before = lon[vertex]
        x[vertex - first] = (lon[vertex] - turns - at[0]) * _TINY
        y[vertex - first] = (lat[vertex] - at[1]) * _TINY


@compiled
def _strays(here: Floats, side: Side, ring: Ring, most: float) -> float:
    """How far the edges of a side may be from straight in the plane, and its floor; metres."""
    if side[4] == POINT:
        return 0.5 * FLOOR_M
    x, y, count, kind = ring
    longest = 0.0
    for at in range(count):
        to = _next(at, count, kind)
        dx, dy = x[to] - x[at], y[to] - y[at]
        longest = max(longest, dx * dx + dy * dy)
    strays = bend(here, most, math.sqrt(longest)) * here[2]
    if side[5] == LONLAT:
        return strays + sag(side) + LONLAT_FLOOR_M
    return strays + 0.5 * FLOOR_M


@compiled
def sag(side: Side) -> float:
    """How far lon/lat edges stray from geodesics, at most (geometry.pieces says why); metres."""
    lon, lat, first, last = side[0], side[1], side[2], side[3]
    worst = 0.0
    for at in range(last - first):
        one, two = first + at, first + _next(at, last - first, side[4])
        a = abs(lon[two] - lon[one])
        a = min(a, abs(360.0 - a)) * _DEGREES
        b = abs(lat[two] - lat[one]) * _DEGREES
        if a == 0.0:
            continue
        high = max(abs(lat[one]), abs(lat[two])) * _DEGREES
        low = min(abs(lat[one]), abs(lat[two])) * _DEGREES
        most = 1.0 if lat[one] * lat[two] < 0.0 else math.cos(low)
        fast = a * a * most * most + b * b
        slow = a * a * math.cos(high) ** 2 + b * b
        turn = a * math.sin(high) * (2.021 * b * b + a * a * most * most) / slow**1.5
        turn *= math.sqrt(fast)
        length = GREATEST_RADIUS_M * math.sqrt(fast)
        worst = max(worst, _SAG_MARGIN * turn * length / 8.0 if turn < 0.5 else length / 2.0)
    return worst


@compiled
def _next(at: int, count: int, kind: int) -> int:
    """The vertex at the other end of the edge that starts here (itself at the end of a path)."""
    if at + 1 < count:
        return at + 1
    return 0 if kind == AREA else at


@compiled
def _bounds(ring: Ring) -> tuple[float, float, float, float, float]:
    """Least and greatest x, y; greatest square of the distance from the centre."""
    x, y, count, _ = ring
    west = east = x[0]
    south = north = y[0]
    far = 0.0
    for at in range(count):
        west, east = min(west, x[at]), max(east, x[at])
        south, north = min(south, y[at]), max(north, y[at])
        far = max(far, x[at] * x[at] + y[at] * y[at])
    return west, east, south, north, far


@compiled
def holds(ring: Ring, px: float, py: float) -> bool:
    """Whether a point is inside a ring (either, within rounding of an edge)."""
    x, y, count, kind = ring
    inside = False
    if kind != AREA:
        return inside
    bx, by = x[count - 1], y[count - 1]
    for at in range(count):
        ax, ay = x[at], y[at]
        if (ay > py) != (by > py):
            side = (bx - ax) * (py - ay) - (px - ax) * (by - ay)
            if (side > 0.0) == (by > ay):
                inside = not inside
        bx, by = ax, ay
    return inside


@compiled
def _compare(one: Ring, two: Ring, limit: float, error: float) -> int:
    """The decision in the plane, in units of its radius."""
    box, other = _bounds(one), _bounds(two)
    # a distance on the sphere is drawn at most this much longer
    reach = (limit + error) * (1.0 + 1.001 * max(box[4], other[4])) * 1.001
    if (
        box[0] > other[1] + reach
        or other[0] > box[1] + reach
        or box[2] > other[3] + reach
        or other[2] > box[3] + reach
    ):
        return APART
    within = holds(one, two[0][0], two[1][0]) or holds(two, one[0][0], one[1][0])
    sure = error < limit
    if within and sure:
        return MEET
    least, crossed, deep = _scan(one, two, other, reach, limit - error, error)
    if deep or least <= limit - error or (crossed and sure):
        return MEET
    if within and not crossed and least > error:
        return MEET
    if within or crossed or least <= limit + error:
        return UNSURE
    return APART


@compiled
def _scan(
    one: Ring,
    two: Ring,
    other: tuple[float, float, float, float, float],
    reach: float,
    enough: float,
    error: float,
) -> tuple[float, bool, bool]:
    """Least distance of the edges (as far as it is below `reach`; no less than `enough` is
    sought), whether edges cross, and whether some cross by more than the error.
    """
    x, y, count, kind = one
    least, crossed = math.inf, False
    for at in range(count):
        to = _next(at, count, kind)
        edge = (x[at], y[at], x[to], y[to])
        if (
            min(edge[0], edge[2]) > other[1] + reach
            or max(edge[0], edge[2]) < other[0] - reach
            or min(edge[1], edge[3]) > other[3] + reach
            or max(edge[1], edge[3]) < other[2] - reach
        ):
            continue
        found, crosses, deep = _scan_edge(edge, two, reach, error)
        least = min(least, found)
        crossed = crossed or crosses
        if deep or least <= enough or (crosses and enough > 0.0):
            return least, crossed, deep
    return least, crossed, False


@compiled
def _scan_edge(
    edge: tuple[float, float, float, float], two: Ring, reach: float, error: float
) -> tuple[float, bool, bool]:
    """The same for one edge against all of the other footprint."""
    u, v, count, kind = two
    ax, ay, bx, by = edge
    west, east = min(ax, bx) - reach, max(ax, bx) + reach
    south, north = min(ay, by) - reach, max(ay, by) + reach
    least, crossed = math.inf, False
    for at in range(count):
        to = _next(at, count, kind)
        cx, cy, dx, dy = u[at], v[at], u[to], v[to]
        if (
            (cx > east and dx > east)
            or (cx < west and dx < west)
            or (cy > north and dy > north)
            or (cy < south and dy < south)
        ):
            continue
        if _cross(ax, ay, bx, by, cx, cy, dx, dy):
            crossed = True
            ends = min(to_edge(ax, ay, cx, cy, dx, dy), to_edge(bx, by, cx, cy, dx, dy))
            ends = min(ends, to_edge(cx, cy, ax, ay, bx, by), to_edge(dx, dy, ax, ay, bx, by))
            if ends > error:
                return 0.0, True, True
        least = min(least, to_edge(ax, ay, cx, cy, dx, dy), to_edge(cx, cy, ax, ay, bx, by))
    return least, crossed, False


@compiled
def _cross(
    ax: float, ay: float, bx: float, by: float, cx: float, cy: float, dx: float, dy: float
) -> bool:
    """Whether two edges cross properly: each has the other's ends on its two sides."""
    c = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    d = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
    if not (c < 0.0 < d or d < 0.0 < c):
        return False
    a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
    b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
    return a < 0.0 < b or b < 0.0 < a


@compiled
def to_edge(px: float, py: float, ax: float, ay: float, bx: float, by: float) -> float:
    """Distance on the unit sphere from a point to the great circle's arc, all drawn gnomonically.

    With A = (ax, ay, 1) and so on: the foot lies on the arc if (A x B) x A and B x (A x B) both
    face P; written with differences, so that nothing cancels.
    """
    dx, dy, qx, qy = bx - ax, by - ay, px - ax, py - ay
    aa, pp = 1.0 + ax * ax + ay * ay, 1.0 + px * px + py * py
    forward = aa * (dx * qx + dy * qy) - (ax * dx + ay * dy) * (ax * qx + ay * qy)
    if forward <= 0.0:
        across = ax * qy - ay * qx
        return _arc((qx * qx + qy * qy + across * across) / (aa * pp))
    rx, ry = px - bx, py - by
    bb = 1.0 + bx * bx + by * by
    backward = (bx * dx + by * dy) * (bx * rx + by * ry) - bb * (dx * rx + dy * ry)
    if backward <= 0.0:
        across = bx * ry - by * rx
        return _arc((rx * rx + ry * ry + across * across) / (bb * pp))
    across = ax * by - ay * bx
    side = dx * qy - dy * qx
    return _arc(side * side / ((dx * dx + dy * dy + across * across) * pp))


@compiled
def _arc(square: float) -> float:
    """An angle from the square of its sine."""
    sine = math.sqrt(square)
    if sine < 0.01:
        return sine * (1.0 + square / 6.0 * (1.0 + 0.45 * square))
    return math.asin(min(1.0, sine))
