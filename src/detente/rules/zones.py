"""Three-way zone tests: inside, outside, cannot tell, and with which tolerance.

The drawn line may be wrong by the zone's tolerance anywhere (a bound), the place by its own
accuracy (a bound), the computed distance by its error: an answer is yes or no only where all three
together cannot change it.

Rule 1. `where_is` asks of a thing that is *somewhere within* a footprint: yes needs all of it.
Rule 2. `enters` asks of something that *fills* a footprint: yes needs one point of it.
Rule 3. Space is closed: a place on the line is in the zone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from detente.geometry import distance, geodesics
from detente.terms.json import JSON
from detente.terms.truth import Truth
from detente.terms.where import Area, Corridor, Disc, Footprint, LonLat, Position

DEGREE_M = 111_700.0
"""No degree of latitude, or of longitude at the equator, is longer than this on WGS 84."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone of an instrument. tolerance_m: how far the drawn line may lie from the true one.

    part_of, beside: ids of zones that it is wholly part of, or meets at a common line only: the
    instrument says so, wherever that line truly runs.
    """

    id: str
    name: str
    footprint: Footprint
    tolerance_m: float
    source: str
    names: Mapping[str, str] = field(default_factory=dict)  # actor or language -> its own name
    part_of: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def reach(self) -> Footprint:
        """Everywhere that may be in the zone: its footprint, wider by its tolerance."""
        drawn, more = self.footprint, self.tolerance_m
        if isinstance(drawn, Disc):
            return Disc(drawn.centre, drawn.radius_m + more)
        if isinstance(drawn, Corridor):
            return Corridor(drawn.path, drawn.half_width_m + more, drawn.edges)
        return Area(drawn.rings, drawn.edges, drawn.margin_m + more)


@dataclass(frozen=True, slots=True)
class ZoneAnswer:
    """Whether it is in the zone, and by how much.

    distance_m: from the drawn line, positive inside, negative outside; None where no single figure
    says it. doubt_m: error of the computation and of the place together.
    """

    truth: Truth
    distance_m: float | None
    doubt_m: float
    tolerance_m: float
    words: str

    def as_json(self) -> dict[str, JSON]:
        """As findings show it; metres to the decimetre."""
        return {
            "truth": self.truth.value,
            "distance_m": None if self.distance_m is None else round(self.distance_m, 1),
            "doubt_m": round(self.doubt_m, 1) if math.isfinite(self.doubt_m) else None,
            "tolerance_m": self.tolerance_m,
            "words": self.words,
        }


Located: TypeAlias = Position | Disc | Corridor | Area


@lru_cache(maxsize=4096)
def where_is(located: Located, zone: Footprint, tolerance_m: float) -> ZoneAnswer:
    """Whether a thing somewhere within a place is in the zone.

    A position of unknown accuracy may be anywhere: cannot tell, with the distance all the same.
    """
    if isinstance(located, Position):
        found = distance.signed(located.lonlat, zone)
        doubt = math.inf if located.accuracy_m is None else located.accuracy_m
        return _answer(found.distance_m, found.error_m + doubt, tolerance_m)
    if isinstance(located, Disc):
        found = distance.signed(located.centre, zone)
        return _answer(found.distance_m, found.error_m + located.radius_m, tolerance_m)
    gap = distance.between(located, zone)
    if gap.least_m - gap.error_m > tolerance_m:
        return _answer(-gap.least_m, gap.error_m, tolerance_m)
    depth, error = _depth(located, zone)
    if depth - error >= tolerance_m:
        return _answer(depth, error, tolerance_m)
    if gap.least_m > gap.error_m:
        words = f"its nearest point is {_far(gap.least_m)} outside the line"
    elif depth > error:
        words = f"its nearest point is {_far(depth)} inside the line"
    else:
        words = "the line runs through where it may be"
    return ZoneAnswer(
        Truth.CANNOT_TELL, None, error, tolerance_m, _with(words, error, tolerance_m)
    )


def _answer(signed_m: float, doubt_m: float, tolerance_m: float) -> ZoneAnswer:
    if signed_m - doubt_m >= tolerance_m:
        truth = Truth.YES
    elif -signed_m - doubt_m > tolerance_m:
        truth = Truth.NO
    else:
        truth = Truth.CANNOT_TELL
    side = "inside" if signed_m >= 0 else "outside"
    words = _with(f"{_far(abs(signed_m))} {side} the line", doubt_m, tolerance_m)
    return ZoneAnswer(truth, signed_m, doubt_m, tolerance_m, words)


def _with(words: str, doubt_m: float, tolerance_m: float) -> str:
    if not math.isfinite(doubt_m):
        return f"{words}, accuracy of the place not known, tolerance {_far(tolerance_m)}"
    if doubt_m < 1:
        return f"{words}, tolerance {_far(tolerance_m)}"
    return f"{words}, place known to {_far(doubt_m)}, tolerance {_far(tolerance_m)}"


def _far(metres: float) -> str:
    return f"{metres:.0f} m" if metres < 999.5 else f"{metres / 1000:.2f} km"


def _depth(located: Corridor | Area, zone: Footprint) -> tuple[float, float]:
    """How deep inside the zone every point of an area or corridor lies at least, and the error.

    Sharp for areas without margin around them: what touches no ring and has one point inside is
    inside as a whole. Else by the disc around it, which is a bound.
    """
    centre, radius_m = around(located)
    found = distance.signed(centre, zone)
    bound, error = found.distance_m - radius_m, found.error_m
    if isinstance(zone, Area):
        on_it = any_point(located)
        first = distance.signed(on_it, Area(zone.rings, zone.edges))
        gaps = [distance.between(located, Corridor(ring, 0.0, zone.edges)) for ring in zone.rings]
        nearest = min(gaps, key=lambda gap: gap.least_m - gap.error_m)
        certainly_off = nearest.least_m > nearest.error_m
        if certainly_off and first.distance_m > first.error_m:
            sharp = zone.margin_m + nearest.least_m
            if sharp - nearest.error_m > bound - error:
                return sharp, nearest.error_m
    return bound, error


def any_point(footprint: Footprint) -> LonLat:
    """A point that certainly belongs to the footprint."""
    if isinstance(footprint, Disc):
        return footprint.centre
    return footprint.path[0] if isinstance(footprint, Corridor) else footprint.rings[0][0]


def _line(footprint: Corridor | Area) -> tuple[LonLat, ...]:
    return footprint.path if isinstance(footprint, Corridor) else footprint.rings[0]


def _margin(footprint: Corridor | Area) -> float:
    return footprint.half_width_m if isinstance(footprint, Corridor) else footprint.margin_m


def around(footprint: Corridor | Area) -> tuple[LonLat, float]:
    """A disc (centre, radius in metres) that holds the whole footprint; a bound, not the least.

    A point of an edge is at most half the edge's length from the nearer of its two ends.
    """
    line = _line(footprint)
    # Longitudes are taken relative to the first one, so that the antimeridian does not split.
    lons = [((lon - line[0][0] + 180.0) % 360.0) - 180.0 for lon, _ in line]
    lats = [lat for _, lat in line]
    lon = line[0][0] + (min(lons) + max(lons)) / 2
    centre = ((lon + 180.0) % 360.0 - 180.0, (min(lats) + max(lats)) / 2)
    reach = 0.0
    for one, two in pairwise(line):
        ends = max(geodesics.distance_m(centre, one), geodesics.distance_m(centre, two))
        reach = max(reach, ends + _edge_m(one, two) / 2)
    return centre, reach + _margin(footprint)


def _edge_m(one: LonLat, two: LonLat) -> float:
    """A bound on the length of an edge, whether geodesic or straight in lon/lat."""
    d_lon = abs(((two[0] - one[0] + 180.0) % 360.0) - 180.0)
    widest = math.cos(math.radians(min(abs(one[1]), abs(two[1]))))
    if one[1] * two[1] < 0:
        widest = 1.0
    return math.hypot(d_lon * widest, two[1] - one[1]) * DEGREE_M


@lru_cache(maxsize=4096)
def enters(filled: Footprint, zone: Footprint, tolerance_m: float) -> ZoneAnswer:
    """Whether something that fills a footprint is anywhere in the zone.

    No needs a gap wider than the tolerance; yes needs one point of the footprint that is in the
    zone by the tolerance, or one point of the zone's edge that is in the footprint by it.
    """
    gap = distance.between(filled, zone)
    if gap.least_m - gap.error_m > tolerance_m:
        return _answer(-gap.least_m, gap.error_m, tolerance_m)
    deepest = -math.inf
    for point in _points(filled):
        found = distance.signed(point, zone)
        deepest = max(deepest, found.distance_m - found.error_m)
        if deepest >= tolerance_m:
            return _yes(deepest, tolerance_m)
    for point, off_m in _edge_points(zone):
        found = distance.signed(point, filled)
        if found.distance_m - found.error_m >= tolerance_m + off_m:
            return _yes(found.distance_m, tolerance_m)
    if gap.least_m > gap.error_m:
        words = f"{_far(gap.least_m)} outside the line, tolerance {_far(tolerance_m)}"
        return ZoneAnswer(Truth.CANNOT_TELL, -gap.least_m, gap.error_m, tolerance_m, words)
    words = f"reaches the line, by less than the tolerance of {_far(tolerance_m)}"
    return ZoneAnswer(Truth.CANNOT_TELL, None, gap.error_m, tolerance_m, words)


def _yes(deep_m: float, tolerance_m: float) -> ZoneAnswer:
    words = f"reaches at least {_far(deep_m)} over the line, tolerance {_far(tolerance_m)}"
    return ZoneAnswer(Truth.YES, deep_m, 0.0, tolerance_m, words)


_STEPS = 8
"""Points tried on each edge, and across an area in each direction: more find a yes sooner."""


def _points(filled: Footprint) -> Iterator[LonLat]:
    """Points that certainly belong to a footprint."""
    if isinstance(filled, Disc):
        yield filled.centre
        for part in (0.999, 0.5):
            if filled.radius_m > 0:
                for turn in range(0, 360, 30):
                    far = filled.radius_m * part
                    yield geodesics.destination(filled.centre, float(turn), far)
        return
    line = _line(filled)
    yield from line
    if isinstance(filled, Corridor):
        for one, two in pairwise(line):
            yield from _between(one, two, filled)
        return
    inner = Area(filled.rings, filled.edges)
    lons = [((lon - line[0][0] + 180.0) % 360.0) - 180.0 for lon, _ in line]
    lats = [lat for _, lat in line]
    for east in range(1, _STEPS):
        for north in range(1, _STEPS):
            lon = line[0][0] + min(lons) + (max(lons) - min(lons)) * east / _STEPS
            lat = min(lats) + (max(lats) - min(lats)) * north / _STEPS
            point = ((lon + 180.0) % 360.0 - 180.0, lat)
            found = distance.signed(point, inner)
            if found.distance_m > found.error_m:
                yield point


def _between(one: LonLat, two: LonLat, corridor: Corridor) -> Iterator[LonLat]:
    """Points between two vertices that are certainly in the corridor."""
    for step in range(1, _STEPS):
        share = step / _STEPS
        d_lon = ((two[0] - one[0] + 180.0) % 360.0) - 180.0
        lon = ((one[0] + d_lon * share + 180.0) % 360.0) - 180.0
        point = (lon, one[1] + (two[1] - one[1]) * share)
        found = distance.signed(point, corridor)
        if found.distance_m - found.error_m >= 0:
            yield point


def _edge_points(zone: Footprint) -> Iterator[tuple[LonLat, float]]:
    """Points, and how far from each an edge point of the drawn zone is at most."""
    if isinstance(zone, Disc):
        for turn in range(0, 360, 30):
            yield geodesics.destination(zone.centre, float(turn), zone.radius_m), 0.0
        return
    for point in _line(zone):
        yield point, _margin(zone)
