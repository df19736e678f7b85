"""Brute force without index: every edge against every edge, on edges densified by geographiclib.

`bracket` says between which two numbers the distance of two footprints lies: certainly apart,
certainly touching, or within x mm. Nothing here is of the engines: straight lines through the
Earth between points of the true edges, and how far an edge may stray from such a line at most.

Error. A curve of which the curvature in space is at most 1/R strays at most R (1 - cos(s / 2R))
from the straight line between two of its points (s the length along it); R is the least radius of
the ellipsoid for a geodesic. A lon/lat edge strays at most max|P''| / 8 (second derivative of the
place along the edge). A geodesic of length g has a chord between 2 R0 sin(g / 2 R0) and
2 R1 sin(g / 2 R1), R0 and R1 the least and the greatest radius of curvature (Schur's theorem; the
torsion of geodesics, below 1e-9 per metre, is far below the 1e-9 granted). So the bracket is never
narrower than 2e-5 (g / 10 km)^3 metres, and edges are densified until it is narrower than NARROW_M
besides, or the limit is outside it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from geographiclib.geodesic import Geodesic
from geographiclib.geodesiccapability import GeodesicCapability as Can
from numpy.typing import NDArray

from detente.terms.where import Area, Corridor, Disc, Edges, Footprint, LonLat

NARROW_M = 2e-5
PARTS = 8

_WGS84 = Geodesic.WGS84
_PLACE = Can.LATITUDE | Can.LONGITUDE
_A, _E2 = 6_378_137.0, 0.0066943799901413165
_LEAST_R, _GREATEST_R = 6_335_439.0, 6_399_594.0
_ROUNDING_M = 1e-7

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bracket:
    """The distance is at least low_m and at most high_m."""

    low_m: float
    high_m: float

    def says(self, limit_m: float) -> bool | None:
        """Whether they come within the limit; None if that lies in the bracket."""
        return True if self.high_m <= limit_m else False if self.low_m > limit_m else None


class _Edge:
    """One edge as filed: the point at any share of it, and how far parts of it stray."""

    def __init__(self, p: LonLat, q: LonLat, lonlat: bool) -> None:
        self.p, self.q = p, q
        self.aside = math.remainder(q[0] - p[0], 360.0)
        self.lonlat = lonlat
        self._line: Any = None

    def at(self, share: float) -> LonLat:
        """By geographiclib, or by definition."""
        if share in (0.0, 1.0):
            return self.p if share == 0.0 else self.q
        if self.lonlat:
            return (
                self.p[0] + self.aside * share,
                self.p[1] + (self.q[1] - self.p[1]) * share,
            )
        if self._line is None:
            self._line = _WGS84.InverseLine(
                self.p[1], self.p[0], self.q[1], self.q[0], _PLACE | Can.DISTANCE_IN
            )
        end = self._line.Position(self._line.s13 * share, _PLACE)
        return (end["lon2"], end["lat2"])

    def bend(self) -> float:
        """Bound on |P''| along a lon/lat edge, shares from 0 to 1; metres."""
        a, b = math.radians(self.aside), math.radians(self.q[1] - self.p[1])
        least = 0.0 if self.p[1] * self.q[1] < 0 else min(abs(self.p[1]), abs(self.q[1]))
        wide = math.cos(math.radians(least))
        return 1.01 * _GREATEST_R * (a * a * wide + 2 * abs(a * b) + b * b)


@dataclass(slots=True)
class _Pieces:
    """Parts of edges: which edge, from which share to which, ends in space, stray."""

    edges: list[_Edge]
    of: NDArray[np.intp]
    share0: Floats
    share1: Floats
    p: Floats
    q: Floats
    stray: Floats

    def split(self, keep: NDArray[np.bool_], enough: float) -> _Pieces:
        """The kept ones, cut into PARTS where they stray more than enough."""
        of: list[int] = []
        share0: list[float] = []
        share1: list[float] = []
        for at in np.flatnonzero(keep).tolist():
            s, e = float(self.share0[at]), float(self.share1[at])
            parts = PARTS if self.stray[at] > enough else 1
            cuts = [s + (e - s) * cut / parts for cut in range(parts)] + [e]
            of += [int(self.of[at])] * parts
            share0 += cuts[:-1]
            share1 += cuts[1:]
        return _made(self.edges, of, share0, share1)


def in_space(lonlat: list[LonLat]) -> Floats:
    """Earth-centred places, (n, 3) metres."""
    lon, lat = np.radians(np.array(lonlat)).T
    n = _A / np.sqrt(1 - _E2 * np.sin(lat) ** 2)
    across = n * np.cos(lat)
    return np.stack(
        (across * np.cos(lon), across * np.sin(lon), n * (1 - _E2) * np.sin(lat)), axis=1
    )


def _made(edges: list[_Edge], of: list[int], share0: list[float], share1: list[float]) -> _Pieces:
    p = in_space([edges[edge].at(share) for edge, share in zip(of, share0, strict=True)])
    q = in_space([edges[edge].at(share) for edge, share in zip(of, share1, strict=True)])
    chord = np.linalg.norm(q - p, axis=1)
    angle = np.arcsin(np.minimum(chord / (2 * _LEAST_R), 1.0))  # half of that of the edge
    stray = 1.001 * _LEAST_R * (1 - np.cos(angle)) + _ROUNDING_M
    for at, edge in enumerate(of):
        if edges[edge].lonlat:
            stray[at] = edges[edge].bend() * (share1[at] - share0[at]) ** 2 / 8 + _ROUNDING_M
    one, two = np.array(share0), np.array(share1)
    return _Pieces(edges, np.array(of, dtype=np.intp), one, two, p, q, stray)


def lines_of(footprint: Footprint) -> tuple[list[tuple[LonLat, ...]], bool, float]:
    """The lines of a footprint, whether they are lon/lat, the distance around them."""
    if isinstance(footprint, Disc):
        return [(footprint.centre, footprint.centre)], True, footprint.radius_m
    lonlat = footprint.edges is Edges.LONLAT
    if isinstance(footprint, Corridor):
        return [footprint.path], lonlat, footprint.half_width_m
    return list(footprint.rings), lonlat, footprint.margin_m


def _pieces(lines: list[tuple[LonLat, ...]], lonlat: bool) -> _Pieces:
    edges = [_Edge(p, q, lonlat) for line in lines for p, q in pairwise(line)]
    count = len(edges)
    return _made(edges, list(range(count)), [0.0] * count, [1.0] * count)


def _dot(a: Floats, b: Floats) -> Floats:
    result: Floats = np.einsum("...k,...k->...", a, b)
    return result


def between_segments(one: _Pieces, two: _Pieces) -> Floats:
    """Distance in space of every straight piece of one from every one of the other, (n, m)."""
    p, u = one.p[:, None], (one.q - one.p)[:, None]
    q, v = two.p[None], (two.q - two.p)[None]
    least = np.minimum(_to_segments(one.p, two), _to_segments(one.q, two))
    back = np.minimum(_to_segments(two.p, one), _to_segments(two.q, one))
    least = np.minimum(least, back.T)
    # where both are nearest inside, along the common perpendicular
    w = p - q
    uu, uv, vv, uw, vw = _dot(u, u), _dot(u, v), _dot(v, v), _dot(u, w), _dot(v, w)
    det = uu * vv - uv * uv
    safe = np.where(det > 0, det, 1.0)
    s, t = (uv * vw - vv * uw) / safe, (uu * vw - uv * uw) / safe
    inside = (det > 0) & (s > 0) & (s < 1) & (t > 0) & (t < 1)
    if inside.any():
        across = np.linalg.norm(w + s[..., None] * u - t[..., None] * v, axis=2)
        least = np.where(inside, np.minimum(least, across), least)
    return least


def _to_segments(points: Floats, pieces: _Pieces) -> Floats:
    v = (pieces.q - pieces.p)[None]
    w = points[:, None] - pieces.p[None]
    length2 = _dot(v, v)
    share = np.clip(_dot(w, v) / np.where(length2 > 0, length2, 1.0), 0.0, 1.0)
    result: Floats = np.linalg.norm(w - share[..., None] * v, axis=2)
    return result


def bracket(a: Footprint, b: Footprint, limit_m: float | None = None) -> Bracket:
    """Between what the distance lies, narrowed as far as the limit needs it (or can be)."""
    (lines_a, flat_a, around_a), (lines_b, flat_b, around_b) = lines_of(a), lines_of(b)
    one, two = _pieces(lines_a, flat_a), _pieces(lines_b, flat_b)
    radii = around_a + around_b
    while True:
        apart = between_segments(one, two)
        strays = one.stray[:, None] + two.stray[None]
        low3, high3 = float((apart - strays).min()), float((apart + strays).min())
        low3 = max(low3, 0.0)
        low, high = _arc(low3, _GREATEST_R) - radii, _arc(high3, _LEAST_R) - radii
        if high <= (0.0 if limit_m is None else limit_m):
            return Bracket(max(low, 0.0), max(high, 0.0))
        if high3 - low3 < NARROW_M or (limit_m is not None and low > limit_m):
            break
        useful = apart - strays <= high3
        enough = NARROW_M / 8
        one = one.split(useful.any(axis=1), enough)
        two = two.split(useful.any(axis=0), enough)
    if low3 > 0.0 and (_within(b, lines_a[0], low3) or _within(a, lines_b[0], low3)):
        return Bracket(0.0, 0.0)
    return Bracket(max(low, 0.0), max(high, 0.0))


def _arc(chord: float, radius: float) -> float:
    share = chord / (2 * radius)
    widened = 1e-9 if radius == _LEAST_R else -1e-9
    return 2 * radius * math.asin(min(1.0, share)) * (1 + widened)


def _within(area: Footprint, line: tuple[LonLat, ...], clear_m: float) -> bool:
    """Whether a line that keeps clear_m away from every ring of an area lies inside it."""
    if not isinstance(area, Area):
        return False
    return holds(area, line[0], clear_m)


def holds(area: Area, point: LonLat, clear_m: float) -> bool:
    """Whether a point at least clear_m (in space) from every ring lies inside an area."""
    at = in_space([point])
    lonlat = area.edges is Edges.LONLAT
    inside = [_odd(_pieces([ring], lonlat), at, clear_m) for ring in area.rings]
    return inside[0] and not any(inside[1:])


def _odd(ring: _Pieces, at: Floats, clear_m: float) -> bool:
    """Even or odd: drawn from the middle of the Earth, where straight stays straight."""
    while True:
        away = _to_segments(at, ring)[0]
        # a piece is told from its chord where the point lies outside the lens that holds both
        rough = ring.stray > np.maximum(away, clear_m) / 3
        if not rough.any():
            break
        ring = _with_split(ring, rough)
    facing = ring.p.mean(axis=0)
    facing /= np.linalg.norm(facing)
    if float(at[0] @ facing) <= 0.0:
        return False  # the other side of the Earth
    east = np.cross(facing, (0.0, 0.0, 1.0) if abs(facing[2]) < 0.9 else (1.0, 0.0, 0.0))
    frame = np.stack((east, np.cross(facing, east), facing), axis=1)
    p, q, here = ring.p @ frame, ring.q @ frame, (at @ frame)[0]
    x0, y0, x1, y1 = p[:, 0] / p[:, 2], p[:, 1] / p[:, 2], q[:, 0] / q[:, 2], q[:, 1] / q[:, 2]
    x, y = here[0] / here[2], here[1] / here[2]
    astride = (y0 > y) != (y1 > y)
    rise = np.where(astride, y1 - y0, 1.0)
    beyond = x0 + (y - y0) * (x1 - x0) / rise > x
    return bool(np.count_nonzero(astride & beyond) % 2)


def _with_split(ring: _Pieces, rough: NDArray[np.bool_]) -> _Pieces:
    """All of a ring, the rough pieces cut (the order does not matter to an even or odd count)."""
    cut = ring.split(rough, 0.0)
    rest = ~rough
    return _Pieces(
        ring.edges,
        np.concatenate((ring.of[rest], cut.of)),
        np.concatenate((ring.share0[rest], cut.share0)),
        np.concatenate((ring.share1[rest], cut.share1)),
        np.concatenate((ring.p[rest], cut.p)),
        np.concatenate((ring.q[rest], cut.q)),
        np.concatenate((ring.stray[rest], cut.stray)),
    )
