"""Sightings by bearing and range as areas; areas, and shares of an area per zone.

What this file knows: shapes and their areas. What it must not know: who saw what, and what a
zone means.

Rule 1. A sector widens outward: its outer arc is circumscribed and its inner arc inscribed, by
less than 0.01 % of the range up to 90 degrees (0.04 % all round), so that no place is lost.
Rule 2. Areas and shares are sums, not decisions: circles and margins are drawn with many points
for them (relative error below 0.1 %, said in `Share.error_share`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

from detente.geometry import geodesics, outline
from detente.geometry.pieces import skeleton
from detente.geometry.planes import EqualArea
from detente.terms.where import Area, Edges, Footprint, LonLat

_STEP_MAX_DEG = 3.0
"""1 / cos(1.5 deg) = 1.00034: only whole circles come near it; 90 degrees take steps of 1.5."""

_STEPS_LEAST = 60
_DENSE_M = 2_000.0
SHARE_ERROR = 1e-3


@dataclass(frozen=True, slots=True)
class Share:
    """How much of an area lies in a zone: square metres, and the share of the whole area."""

    area_m2: float
    share: float
    error_share: float = SHARE_ERROR


def sector(
    centre: LonLat,
    bearing_low_deg: float,
    bearing_high_deg: float,
    range_low_m: float,
    range_high_m: float,
) -> Area:
    """The area between two bearings (clockwise from low to high) and two ranges, from a point.

    bearing_low > bearing_high goes through north; a difference of 360 or more is all round.
    Raises ValueError: ranges not 0 <= low < high, or equal bearings (no area).
    """
    if not 0 <= range_low_m < range_high_m:
        raise ValueError("the ranges must be 0 <= low < high")
    width = bearing_high_deg - bearing_low_deg
    if width < 360.0:
        width %= 360.0
        if width == 0.0:
            raise ValueError("the two bearings are the same: there is no area between them")
    width = min(width, 360.0)
    steps = min(max(_STEPS_LEAST, math.ceil(width / _STEP_MAX_DEG)), 120)
    bearings = [bearing_low_deg + width * step / steps for step in range(steps + 1)]
    outward = 1 / math.cos(math.radians(width / steps / 2))
    # chords touch the true arc from outside; the ends stay on their bearings
    outer = [geodesics.destination(centre, at, range_high_m * outward) for at in bearings]
    inner = [geodesics.destination(centre, at, range_low_m) for at in bearings]
    if width == 360.0:
        outer_ring = (*outer[:-1], outer[0])
        if range_low_m == 0:
            return Area((outer_ring,))
        return Area((outer_ring, (*inner[:-1], inner[0])))
    inward = [centre] if range_low_m == 0 else list(reversed(inner))
    return Area(((*outer, *inward, outer[0]),))


def area_m2(footprint: Footprint) -> float:
    """Area of a footprint, square metres."""
    as_it_is = isinstance(footprint, Area) and footprint.margin_m == 0
    if isinstance(footprint, Area) and as_it_is and footprint.edges is Edges.GEODESIC:
        rings = [np.array(ring).T.copy() for ring in footprint.rings]
        outer, *holes = [geodesics.polygon_area_m2(lon, lat) for lon, lat in rings]
        return outer - sum(holes)
    return float(_drawn(footprint, _plane(footprint)).area)


def shares(footprint: Footprint, zones: Sequence[Footprint]) -> tuple[Share, ...]:
    """How much of a footprint lies in each zone, intersection by intersection.

    Zones may overlap and need not cover it, so that shares need not add up to 1. A footprint
    without area (a point, a line) has share 0 everywhere.
    """
    plane = _plane(footprint)
    drawn = _drawn(footprint, plane)
    whole = float(drawn.area)
    result = []
    for zone in zones:
        common = float(shapely.intersection(drawn, _drawn(zone, plane)).area)
        result.append(Share(common, common / whole if whole > 0 else 0.0))
    return tuple(result)


def _plane(footprint: Footprint) -> EqualArea:
    x, y, z = skeleton(footprint).centre
    return EqualArea(
        (math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y))))
    )


def _drawn(footprint: Footprint, plane: EqualArea) -> Any:
    """The outline in the equal-area plane, its edges drawn with many points."""
    solid, holes = outline.rings(footprint)
    if not solid:
        return shapely.Polygon()
    filled, empty = (
        [shapely.make_valid(shapely.Polygon(_in_plane(ring, plane))) for ring in group]
        for group in (solid, holes)
    )
    return shapely.difference(shapely.union_all(filled), shapely.union_all(empty))


def _in_plane(ring: Sequence[LonLat], plane: EqualArea) -> Any:
    lon, lat = np.array(_close_points(ring)).T.copy()
    return plane.to(lon, lat)


def _close_points(ring: Sequence[LonLat]) -> list[LonLat]:
    """The ring with points straight in lon/lat in between: it is drawn so already."""
    result = [ring[0]]
    for one, two in pairwise(ring):
        steps = min(64, max(1, math.ceil(geodesics.distance_m(one, two) / _DENSE_M)))
        share = [step / steps for step in range(1, steps + 1)]
        result += [
            (one[0] + (two[0] - one[0]) * at, one[1] + (two[1] - one[1]) * at) for at in share
        ]
    return result
