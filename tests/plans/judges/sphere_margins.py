"""What may be said of the ellipsoid by who computes on the sphere of latitude and longitude.

S2 and PostGIS geography draw edges as great circles between geodetic latitudes. Two errors follow.

1. The edge: a great circle strays from the geodesic by 66 cm on an edge of 100 km, with the square
   of its length (measured for this project: 0.07 mm at 1 km, 6.6 mm at 10 km, 16 cm at 50 km,
   66 cm at 100 km, 5.9 m at 300 km). STRAY grants half as much again.
2. The scale: a step on the sphere is between M (the meridian's radius at the lowest latitude of
   the two footprints) and N (the prime vertical's at the highest) times as long on the ellipsoid:
   0.7 % at the equator, nothing at the poles. It decides which points are taken to be nearest.
"""

from __future__ import annotations

import math
from itertools import islice, pairwise

from brute_judge import lines_of
from geographiclib.geodesic import Geodesic
from known_pairs import GAPS_MM, batches
from random_pairs import pairs

from detente.terms.where import Disc, Edges, Footprint, LonLat

STRAY = 1e-10
"""Metres by which an edge strays, per square metre of its length."""

_A, _E2 = 6_378_137.0, 0.0066943799901413165


def stray_m(footprint: Footprint) -> float:
    """How far the great circles of a footprint stray from its geodesics, at most."""
    lines, _, _ = lines_of(footprint)
    longest = max(_metres(p, q) for line in lines for p, q in pairwise(line))
    return STRAY * longest * longest + 1e-6


def _metres(p: LonLat, q: LonLat) -> float:
    metres: float = Geodesic.WGS84.Inverse(p[1], p[0], q[1], q[0])["s12"]
    return metres


def radii_m(a: Footprint, b: Footprint, beyond_m: float) -> tuple[float, float]:
    """Least and greatest scale between two footprints and so much around them."""
    lats = [lat for one in (a, b) for line in lines_of(one)[0] for _, lat in line]
    aside = beyond_m / 111_000.0 + 0.5
    low = 0.0 if min(lats) < 0.0 < max(lats) else min(abs(lat) for lat in lats)
    high = max(abs(lat) for lat in lats)
    return _meridian(max(0.0, low - aside)), _prime_vertical(min(90.0, high + aside))


def _meridian(lat: float) -> float:
    return _A * (1 - _E2) / (1 - _E2 * math.sin(math.radians(lat)) ** 2) ** 1.5


def _prime_vertical(lat: float) -> float:
    return _A / math.sqrt(1 - _E2 * math.sin(math.radians(lat)) ** 2)


def drawn(
    seed: int,
    count: int,
    horizontal_m: float,
    gaps_mm: tuple[float, ...] = GAPS_MM,
    without: str = "",
) -> list[tuple[Footprint, Footprint]]:
    """Pairs for those judges, with geodesic edges: so many random, so many constructed (but none
    of the family that is left out).
    """
    built = batches(seed, horizontal_m, gaps_mm)
    known = ((one.a, one.b) for one in built if one.family != without)
    found = []
    for source in (pairs(seed, horizontal_m), known):
        geodesic = (pair for pair in source if all(_geodesic(one) for one in pair))
        found += list(islice(geodesic, count))
    return found


def _geodesic(one: Footprint) -> bool:
    return isinstance(one, Disc) or one.edges is Edges.GEODESIC
