"""Skeletons: what a footprint is before its radius, as pieces of curve with error bounds.

A disc's skeleton is its centre, a corridor's its path, an area's the edges of its rings. Each
piece knows the geodesic chord between its ends and `sag`: how far the true curve strays from that
chord at most. A geodesic edge has sag 0; an edge that is straight in lon/lat (RFC 7946) is split
where a decision needs it until its sag no longer matters.

What this file knows: how curves are cut into pieces. What it must not know: what is decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from detente.geometry import geodesics
from detente.geometry.geodesics import Bools, Floats, Ints
from detente.terms.where import Area, Corridor, Disc, Edges, Footprint, LonLat

PIECE_MAX_M = 100_000.0
"""Edges longer than this are split, so that bounds from straight lines stay useful."""

SAG_ENOUGH_M = 5e-5
"""A lon/lat piece that strays less than this from its chord is not split again: 0.05 mm."""

_SAG_MARGIN = 1.1
"""On the sag formula: it is derived to first order on the sphere (see _sag)."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """n pieces of curve, as arrays of n. lon1 may lie outside [-180, 180] (unwrapped).

    azimuth, length: of the chord (the geodesic between the ends), degrees at the start, metres.
    half: no point of the curve lies further than this from `middle`, the middle of the straight
    line through the Earth between the ends. sag: bound on curve against chord, metres.
    """

    lon0: Floats
    lat0: Floats
    lon1: Floats
    lat1: Floats
    curved: Bools
    azimuth: Floats
    length: Floats
    half: Floats
    sag: Floats
    start: Floats
    end: Floats
    middle: Floats

    def __len__(self) -> int:
        return len(self.lon0)

    def take(self, which: Ints) -> Pieces:
        """The pieces at these positions."""
        return Pieces(*(getattr(self, name)[which] for name in self.__slots__))

    def joined(self, other: Pieces) -> Pieces:
        """These pieces, then the others."""
        return Pieces(
            *(
                np.concatenate((getattr(self, name), getattr(other, name)))
                for name in self.__slots__
            )
        )


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """The skeleton of a footprint and the distance around it.

    ring: for an area, which ring each piece belongs to (0 is the outer one); else None.
    centre, reach: a ball through the Earth, metres, that holds all of it, insides of rings too.
    """

    pieces: Pieces
    radius_m: float
    ring: Ints | None
    centre: Floats
    reach: float


def made(lon0: Floats, lat0: Floats, lon1: Floats, lat1: Floats, curved: Bools) -> Pieces:
    """Pieces from their ends."""
    azimuth, _, length = geodesics.inverse(lon0, lat0, lon1, lat1)
    longest, sag = length, np.zeros(len(lon0))
    if curved.any():
        true_length, strays = _sag(lon0, lat0, lon1, lat1)
        longest = np.where(curved, np.maximum(true_length, length), length)
        sag = np.where(curved, np.minimum(strays, longest / 2), 0.0)
    start, end = geodesics.cartesian(lon0, lat0), geodesics.cartesian(lon1, lat1)
    return Pieces(
        *(lon0, lat0, lon1, lat1, curved, azimuth, length),
        *(longest / 2, sag, start, end, (start + end) / 2),
    )


def _sag(lon0: Floats, lat0: Floats, lon1: Floats, lat1: Floats) -> tuple[Floats, Floats]:
    """Bounds on the length of lon/lat-straight pieces and on how far they stray from the chord.

    On a sphere of radius R a path with constant rates a of longitude and b of latitude has the
    geodesic curvature |a sin p| (2 b^2 + a^2 cos^2 p) / (R (a^2 cos^2 p + b^2)^(3/2)) at latitude
    p; a curve of curvature k and length L strays at most k L^2 / 8 from its chord (to first order
    in k L). The flattening adds at most 3 e^2 < 0.021 to the factor 2. Both are taken at their
    worst latitude of the piece, with R the greatest radius, and 10 % is added for what first
    order leaves out; where k L exceeds 1/2 no bound is claimed (infinite; half the length holds).
    """
    a, b = np.radians(np.abs(lon1 - lon0)), np.radians(np.abs(lat1 - lat0))
    p0, p1 = np.radians(lat0), np.radians(lat1)
    sine = np.maximum(np.abs(np.sin(p0)), np.abs(np.sin(p1)))
    cos0, cos1 = np.abs(np.cos(p0)), np.abs(np.cos(p1))
    most = np.where(p0 * p1 < 0, 1.0, np.maximum(cos0, cos1))
    least = np.minimum(cos0, cos1)
    fast2, slow2 = a * a * most * most + b * b, a * a * least * least + b * b
    length = geodesics.GREATEST_RADIUS_M * np.sqrt(fast2)
    still = slow2 == 0.0
    bend = a * sine * (2.021 * b * b + a * a * most * most) / np.where(still, 1.0, slow2) ** 1.5
    turn = bend * np.sqrt(fast2)
    strays = np.where(turn < 0.5, _SAG_MARGIN * turn * length / 8, np.inf)
    return length, np.where(still, length / 2, strays)


def split(pieces: Pieces, which: Ints, parts: int) -> Pieces:
    """Each of these pieces cut into `parts`, in order: which[0]'s parts first."""
    chosen = pieces.take(which)
    steps = np.arange(parts + 1) / parts
    lon = chosen.lon0[:, None] + (chosen.lon1 - chosen.lon0)[:, None] * steps
    lat = chosen.lat0[:, None] + (chosen.lat1 - chosen.lat0)[:, None] * steps
    straight = np.flatnonzero(~chosen.curved)
    if len(straight):
        inner = steps[1:-1]
        shape = (len(straight), len(inner))
        lon0, lat0, azimuth, length = (
            np.repeat(getattr(chosen, name)[straight], len(inner))
            for name in ("lon0", "lat0", "azimuth", "length")
        )
        metres = length * np.tile(inner, len(straight))
        at_lon, at_lat, _ = geodesics.forward(lon0, lat0, azimuth, metres)
        lon[straight, 1:-1] = at_lon.reshape(shape)
        lat[straight, 1:-1] = at_lat.reshape(shape)
    curved = np.repeat(chosen.curved, parts)
    first, last = slice(None, -1), slice(1, None)
    return made(
        lon[:, first].ravel(),
        lat[:, first].ravel(),
        lon[:, last].ravel(),
        lat[:, last].ravel(),
        curved,
    )


@lru_cache(maxsize=8192)
def skeleton(footprint: Footprint) -> Skeleton:
    """The skeleton of a footprint; a value of a value, so it may be remembered."""
    if isinstance(footprint, Disc):
        return _of_lines(((footprint.centre,),), Edges.GEODESIC, footprint.radius_m, False)
    if isinstance(footprint, Corridor):
        return _of_lines((footprint.path,), footprint.edges, footprint.half_width_m, False)
    return _of_lines(footprint.rings, footprint.edges, footprint.margin_m, True)


def vertices(footprint: Footprint) -> tuple[LonLat, ...]:
    """Every filed vertex of a footprint."""
    if isinstance(footprint, Disc):
        return (footprint.centre,)
    if isinstance(footprint, Corridor):
        return footprint.path
    return tuple(vertex for ring in footprint.rings for vertex in ring)


def is_area(footprint: Footprint) -> bool:
    """Whether its skeleton has an inside."""
    return isinstance(footprint, Area)


def _of_lines(
    lines: tuple[tuple[LonLat, ...], ...], edges: Edges, radius_m: float, rings: bool
) -> Skeleton:
    ends, ring = [], []
    for at, line in enumerate(lines):
        points = np.array(line if len(line) > 1 else (line[0], line[0]), dtype=np.float64)
        ends.append(np.concatenate((points[:-1], points[1:]), axis=1))
        ring.append(np.full(len(points) - 1, at, dtype=np.intp))
    lon0, lat0, lon1, lat1 = np.concatenate(ends).T.copy()
    lon1 = lon0 + np.remainder(lon1 - lon0 + 180.0, 360.0) - 180.0  # the short way round
    pieces = made(lon0, lat0, lon1, lat1, np.full(len(lon0), edges is Edges.LONLAT))
    pieces, origin = _shortened(pieces)
    centre = (pieces.start.mean(axis=0) + pieces.end.mean(axis=0)) / 2
    away = np.linalg.norm(pieces.middle - centre, axis=1) + pieces.half
    of_ring = np.concatenate(ring)[origin] if rings else None
    # 1 % more: the cap that this ball cuts from the ellipsoid also holds what a ring encloses
    return Skeleton(pieces, radius_m, of_ring, centre, float(away.max()) * 1.01)


def _shortened(pieces: Pieces) -> tuple[Pieces, Ints]:
    """No piece longer than PIECE_MAX_M; and which of the given pieces each one came from."""
    return in_parts(pieces, np.ceil(2 * pieces.half / PIECE_MAX_M).astype(np.intp))


def in_parts(pieces: Pieces, counts: Ints) -> tuple[Pieces, Ints]:
    """Each piece in that many parts (0 and 1: as it is), in order; and where each came from."""
    origin = np.arange(len(pieces))
    if not np.any(counts > 1):
        return pieces, origin
    whole = np.flatnonzero(counts <= 1)
    result, origins = pieces.take(whole), [origin[whole]]
    for parts in sorted(set(counts[counts > 1].tolist())):
        which = np.flatnonzero(counts == parts)
        result = result.joined(split(pieces, which, parts))
        origins.append(np.repeat(which, parts))
    origin = np.concatenate(origins)
    order = np.argsort(origin, kind="stable")
    return result.take(order), origin[order]
