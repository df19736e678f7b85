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

Side = tuple[int, int, int, int, float]
"""First and last vertex (in arrays lon and lat), kind, edges, radius_m. Arrays are passed beside
it: kept in tuples they would be counted as references, which costs more than the arithmetic."""
Ring = tuple[int, int, int]
"""Where it is drawn (x and y in two rows of scratch from this one), how many vertices, kind."""


@compiled
def decide(
    rows: Floats,
    lon_a: Floats,
    lat_a: Floats,
    a: Side,
    lon_b: Floats,
    lat_b: Floats,
    b: Side,
    at: tuple[float, float],
    within: float,
    drawn: Floats,
) -> int:
    """Whether two footprints come within so many metres (radii included in the footprints).

    at: longitude and latitude of the plane's centre; near where the two may meet is best.
    drawn: scratch, float64[4, most vertices].
    """
    plane = centred(rows, at[0], at[1])
    row = plane[0]
    radius = rows[row, 2]
    off_a = draw(rows, plane, lon_a, lat_a, a[0], a[1], drawn, 0)
    off_b = draw(rows, plane, lon_b, lat_b, b[0], b[1], drawn, 2)
    most = max(off_a, off_b)
    if most == math.inf:
        return UNSURE
    one, two = (0, a[1] - a[0], a[2]), (2, b[1] - b[0], b[2])
    limit = within + a[4] + b[4]
    error = stretch(rows, row, most) * limit + ROUNDING_M
    error += _strays(rows, row, drawn, one, a[3], most) + _strays(
        rows, row, drawn, two, b[3], most
    )
    if a[3] == LONLAT and a[2] != POINT:
        error += sag(lon_a, lat_a, a)
    if b[3] == LONLAT and b[2] != POINT:
        error += sag(lon_b, lat_b, b)
    return _compare(drawn, one, two, limit / radius, error / radius)


@compiled
def decide_flat(
    lon_a: Floats,
    lat_a: Floats,
    a: Side,
    lon_b: Floats,
    lat_b: Floats,
    b: Side,
    at: tuple[float, float],
    drawn: Floats,
) -> int:
    """Whether two polygons share a point when degrees are read as a plane (radii do not count).

    Coordinates are drawn so small that the sphere of `to_edge` is flat to the last bit.
    """
    _flat(lon_a, lat_a, a, at, drawn, 0)
    _flat(lon_b, lat_b, b, at, drawn, 2)
    one, two = (0, a[1] - a[0], a[2]), (2, b[1] - b[0], b[2])
    return _compare(drawn, one, two, 0.0, FLAT_ERROR_DEG * _TINY)


@compiled
def _flat(
    lon: Floats, lat: Floats, side: Side, at: tuple[float, float], drawn: Floats, to: int
) -> None:
    first, last = side[0], side[1]
    turns = 360.0 * math.floor((lon[first] - at[0]) / 360.0 + 0.5)
    before = lon[first]
    for vertex in range(first, last):
        aside = lon[vertex] - before
        if abs(aside) > 180.0:  # an edge goes the short way round
            turns += 360.0 * math.floor(aside / 360.0 + 0.5)
        before = lon[vertex]
        drawn[to, vertex - first] = (lon[vertex] - turns - at[0]) * _TINY
        drawn[to + 1, vertex - first] = (lat[vertex] - at[1]) * _TINY


@compiled
def _strays(rows: Floats, row: int, drawn: Floats, ring: Ring, edges: int, most: float) -> float:
    """How far the geodesics between vertices may be from straight in the plane, and the floor of
    a side; metres.
    """
    x, count, kind = ring
    if kind == POINT:
        return 0.5 * FLOOR_M
    longest = 0.0
    for at in range(count):
        to = _next(at, count, kind)
        dx, dy = drawn[x, to] - drawn[x, at], drawn[x + 1, to] - drawn[x + 1, at]
        longest = max(longest, dx * dx + dy * dy)
    floor = LONLAT_FLOOR_M if edges == LONLAT else 0.5 * FLOOR_M
    return bend(rows, row, most, math.sqrt(longest)) * rows[row, 2] + floor


@compiled
def sag(lon: Floats, lat: Floats, side: Side) -> float:
    """How far lon/lat edges stray from geodesics, at most (geometry.pieces says why); metres."""
    first, last = side[0], side[1]
    worst = 0.0
    for at in range(last - first):
        one, two = first + at, first + _next(at, last - first, side[2])
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
def _bounds(drawn: Floats, ring: Ring) -> tuple[float, float, float, float, float]:
    """Least and greatest x, y; greatest square of the distance from the centre."""
    row, count, _ = ring
    west = east = drawn[row, 0]
    south = north = drawn[row + 1, 0]
    far = 0.0
    for at in range(count):
        x, y = drawn[row, at], drawn[row + 1, at]
        west, east = min(west, x), max(east, x)
        south, north = min(south, y), max(north, y)
        far = max(far, x * x + y * y)
    return west, east, south, north, far


@compiled
def _holds(drawn: Floats, ring: Ring, other: Ring) -> bool:
    """Whether a ring holds the first vertex of another (either, within rounding of an edge)."""
    row, count, kind = ring
    inside = False
    if kind != AREA:
        return inside
    px, py = drawn[other[0], 0], drawn[other[0] + 1, 0]
    bx, by = drawn[row, count - 1], drawn[row + 1, count - 1]
    for at in range(count):
        ax, ay = drawn[row, at], drawn[row + 1, at]
        if (ay > py) != (by > py):
            side = (bx - ax) * (py - ay) - (px - ax) * (by - ay)
            if (side > 0.0) == (by > ay):
                inside = not inside
        bx, by = ax, ay
    return inside


@compiled
def _compare(drawn: Floats, one: Ring, two: Ring, limit: float, error: float) -> int:
    """The decision in the plane, in units of its radius."""
    box, other = _bounds(drawn, one), _bounds(drawn, two)
    # a distance on the sphere is drawn at most this much longer
    reach = (limit + error) * (1.0 + 1.001 * max(box[4], other[4])) * 1.001
    if (
        box[0] > other[1] + reach
        or other[0] > box[1] + reach
        or box[2] > other[3] + reach
        or other[2] > box[3] + reach
    ):
        return APART
    within = _holds(drawn, one, two) or _holds(drawn, two, one)
    sure = error < limit
    if within and sure:
        return MEET
    least, crossed, deep = _scan(drawn, one, two, other, reach, limit - error, error)
    if deep or least <= limit - error or (crossed and sure):
        return MEET
    if within and not crossed and least > error:
        return MEET
    if within or crossed or least <= limit + error:
        return UNSURE
    return APART


@compiled
def _scan(
    drawn: Floats,
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
    row, count, kind = one
    least, crossed = math.inf, False
    for at in range(count):
        to = _next(at, count, kind)
        edge = (drawn[row, at], drawn[row + 1, at], drawn[row, to], drawn[row + 1, to])
        if (
            min(edge[0], edge[2]) > other[1] + reach
            or max(edge[0], edge[2]) < other[0] - reach
            or min(edge[1], edge[3]) > other[3] + reach
            or max(edge[1], edge[3]) < other[2] - reach
        ):
            continue
        found, crosses, deep = _scan_edge(drawn, edge, two, reach, error)
        least = min(least, found)
        crossed = crossed or crosses
        if deep or least <= enough or (crosses and enough > 0.0):
            return least, crossed, deep
    return least, crossed, False


@compiled
def _scan_edge(
    drawn: Floats, edge: tuple[float, float, float, float], two: Ring, reach: float, error: float
) -> tuple[float, bool, bool]:
    """The same for one edge against all of the other footprint."""
    row, count, kind = two
    ax, ay, bx, by = edge
    west, east = min(ax, bx) - reach, max(ax, bx) + reach
    south, north = min(ay, by) - reach, max(ay, by) + reach
    least, crossed = math.inf, False
    for at in range(count):
        to = _next(at, count, kind)
        cx, cy, dx, dy = drawn[row, at], drawn[row + 1, at], drawn[row, to], drawn[row + 1, to]
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
