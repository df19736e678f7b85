"""Boxes round footprints: conservative, for finding candidates and for saying where.

What this file knows: how far a footprint can reach in longitude and latitude. What it must not
know: what is decided; a box only ever makes a candidate.

Rule 1. Every point of a footprint, its radius and its margin lies in its box: the poleward bulge
of geodesics, the true extent of circles, poles and the antimeridian included.
Rule 2. Rounding goes outward.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from detente.geometry import geodesics
from detente.geometry.geodesics import FLATTENING, Floats
from detente.geometry.inside import inside
from detente.geometry.pieces import Pieces, skeleton
from detente.terms.json import JSON
from detente.terms.where import Footprint, LonLat

_OUTWARD_DEG = 1e-9
"""0.1 mm, for rounding; geodesics are good to 15 nm."""

_NEAR_POLE_DEG = 89.999


@dataclass(frozen=True, slots=True)
class Box:
    """Longitudes from west to east (west > east: across the antimeridian), latitudes; closed.

    All longitudes are west -180, east 180; so it is round a pole.
    """

    west: float
    south: float
    east: float
    north: float

    @property
    def width_deg(self) -> float:
        """How many degrees of longitude it spans."""
        return self.east - self.west + (360.0 if self.west > self.east else 0.0)

    def holds(self, p: LonLat) -> bool:
        """Whether a point lies in it."""
        if not self.south <= p[1] <= self.north:
            return False
        east_of_west = (p[0] - self.west) % 360.0
        return self.width_deg >= 360.0 or abs(p[1]) == 90.0 or east_of_west <= self.width_deg

    def meets(self, other: Box) -> bool:
        """Whether the two share a point (closed)."""
        return self.common(other) is not None

    def common(self, other: Box) -> Box | None:
        """A box round what two share: exact but where they share two strips, then their hull."""
        south, north = max(self.south, other.south), min(self.north, other.north)
        if south > north:
            return None
        wide, narrow = sorted((self, other), key=lambda box: -box.width_deg)
        if wide.width_deg >= 360.0:
            return Box(narrow.west, south, narrow.east, north)
        start = (narrow.west - wide.west) % 360.0
        if start <= wide.width_deg:
            if start + narrow.width_deg >= 360.0:  # two strips, at both ends of the wide one
                return Box(narrow.west, south, narrow.east, north)
            end = min(start + narrow.width_deg, wide.width_deg)
        elif start + narrow.width_deg >= 360.0:
            start, end = 0.0, min(start + narrow.width_deg - 360.0, wide.width_deg)
        else:
            return None
        return _box(wide.west + start, south, wide.west + end, north)

    def as_json(self) -> dict[str, JSON]:
        """Degrees, rounded outward to 1e-7 (1 cm)."""
        return {
            "west": math.floor(self.west * 1e7) / 1e7,
            "south": math.floor(self.south * 1e7) / 1e7,
            "east": math.ceil(self.east * 1e7) / 1e7,
            "north": math.ceil(self.north * 1e7) / 1e7,
        }


def box(footprint: Footprint, margin_m: float = 0.0) -> Box:
    """A box that holds the footprint and every place within margin_m of it."""
    whole = skeleton(footprint)
    pieces = whole.pieces
    if whole.ring is not None:
        pieces = pieces.take(np.flatnonzero(whole.ring == 0))
    west, east = _longitudes(pieces)
    south, north = _latitudes(pieces)
    if whole.ring is not None:
        # a pole in a hole counts too: the area goes on around the hole, nearer to the pole
        outer = replace(whole, pieces=pieces, ring=np.zeros(len(pieces), dtype=np.intp))
        poles = inside(np.zeros(2), np.array([-90.0, 90.0]), outer)
        south, north = (-90.0 if poles[0] else south), (90.0 if poles[1] else north)
    return _widened(west, south, east, north, whole.radius_m + margin_m)


def hull(boxes: Iterable[Box]) -> Box:
    """A box round boxes, the narrowest one (ValueError if there is none).

    The same whatever their order: the widest gap between longitudes stays outside, and of equal
    gaps the westernmost.
    """
    found = sorted(set(boxes), key=lambda box: (box.west, box.width_deg, box.south))
    south = min((box.south for box in found), default=None)
    if south is None:
        raise ValueError("there is no box to put a box round")
    north = max(box.north for box in found)
    if any(box.width_deg >= 360.0 for box in found):
        return Box(-180.0, south, 180.0, north)
    reach = max(box.west + box.width_deg for box in found) - 360.0  # what wraps round covers
    best, start, end = -1.0, found[0].west, found[0].west
    for one in found:
        if one.west - reach > best:
            best, start, end = one.west - reach, one.west, reach
        reach = max(reach, one.west + one.width_deg)
    if best <= 0.0:
        return Box(-180.0, south, 180.0, north)
    return _box(start, south, end + (360.0 if end < start else 0.0), north)


def _box(west: float, south: float, east: float, north: float) -> Box:
    """A box from unwrapped longitudes, east >= west."""
    if east - west >= 360.0:
        return Box(-180.0, south, 180.0, north)
    if east == 180.0 and west >= -180.0:
        return Box(west, south, east, north)
    return Box(geodesics.wrapped(west), south, geodesics.wrapped(east), north)


def _longitudes(pieces: Pieces) -> tuple[float, float]:
    """Unwrapped westmost and eastmost longitude of connected pieces, in whatever order.

    Along a geodesic longitude changes one way only, so that the ends of a piece bound it.
    """
    width = np.remainder(pieces.lon1 - pieces.lon0 + 180.0, 360.0) - 180.0
    low, width = pieces.lon0 + np.minimum(width, 0.0), np.abs(width)
    first = float(low[0])
    from_first = geodesics.wrapped_all(low - first)
    west, east = float(from_first.min()), float((from_first + width).max())
    if east - west < 180.0:
        return first + west, first + east
    spans = [
        _box(float(start), 0.0, float(start) + float(wide), 0.0)
        for start, wide in zip(geodesics.wrapped_all(low), width, strict=True)
    ]
    round_all = hull(spans)
    return round_all.west, round_all.west + round_all.width_deg


def _latitudes(pieces: Pieces) -> tuple[float, float]:
    """Southmost and northmost latitude, with the bulge of geodesics towards the poles."""
    ends = np.concatenate((pieces.lat0, pieces.lat1))
    south, north = float(ends.min()), float(ends.max())
    chords = np.flatnonzero(~pieces.curved & (pieces.length > 0))
    if not len(chords):
        return south, north
    one = pieces.take(chords)
    _, back, _ = geodesics.inverse(one.lon0, one.lat0, one.lon1, one.lat1)
    azimuth, beta = np.radians(one.azimuth), np.radians(one.lat0)
    beta = np.arctan((1 - FLATTENING) * np.tan(beta))
    there, arriving = np.cos(azimuth), -np.cos(np.radians(back))
    # Clairaut: the azimuth at the equator; what is left of a right angle is the highest latitude
    sine = np.abs(np.sin(azimuth)) * np.cos(beta)
    rise = np.hypot(there, np.sin(azimuth) * np.sin(beta))
    highest = np.degrees(np.arctan2(rise, sine * (1 - FLATTENING)))
    over_north = highest[(there >= 0) & (arriving <= 0)]
    over_south = highest[(there <= 0) & (arriving >= 0)]
    return (
        max(-90.0, min(south, -float(over_south.max(initial=-90.0)))),
        min(90.0, max(north, float(over_north.max(initial=-90.0)))),
    )


def _widened(west: float, south: float, east: float, north: float, by_m: float) -> Box:
    """The box with everything within by_m, from unwrapped longitudes."""
    degrees = math.degrees(by_m / geodesics.LEAST_RADIUS_M) + _OUTWARD_DEG
    south, north = max(-90.0, south - degrees), min(90.0, north + degrees)
    polemost = max(abs(south), abs(north))
    if polemost > _NEAR_POLE_DEG:
        return Box(-180.0, south, 180.0, north)
    # on the way nobody leaves these latitudes, and nowhere is a parallel shorter than polemost's
    parallel = geodesics.EQUATOR_M * math.cos(math.radians(polemost))
    aside = math.degrees(by_m / parallel) + _OUTWARD_DEG / math.cos(math.radians(polemost))
    return _box(west - aside, south, east + aside, north)


def arrays(boxes: list[Box]) -> tuple[Floats, Floats, Floats, Floats]:
    """Middle longitude, half width, south and north of many boxes, for comparing them at once."""
    west = np.array([box.west for box in boxes])
    half = np.array([box.width_deg for box in boxes]) / 2
    south = np.array([box.south for box in boxes])
    north = np.array([box.north for box in boxes])
    return geodesics.wrapped_all(west + half), half, south, north
