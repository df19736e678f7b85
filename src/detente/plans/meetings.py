"""Whether two volumes meet in place and time: standing or moving, each pair decided by distance.

What this file knows: footprints, timetables, spans. What it must not know: heights, plans.

Rule 1. A standing volume meets another if their footprints come within the limit and their spans
meet. Something moving meets it if the path passed while the span allows comes within the limit;
two moving things, if they come within the limit at one time (or at two times nearer than the
separation in time).
Rule 2. slack_s is a bound: what is met on the timetable as filed is certain; what is met only
early or late is possible.
Rule 3. Whether they meet is decided by the least distance; times of meeting only ever widen
(motion.RESOLUTION_S), well within 0.1 s but where they graze.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from detente.geometry import distance, geodesics, motion
from detente.geometry.coverings import Box, box, hull
from detente.geometry.distance import Gap
from detente.geometry.geodesics import Floats
from detente.geometry.motion import Stretch, Track
from detente.geometry.touching import only_touch
from detente.plans import times
from detente.plans.heights import Heights
from detente.plans.times import Ticks
from detente.terms.truth import Truth
from detente.terms.where import Disc, Footprint, LonLat, Moving, Volume

TOUCHING_M = 1e-3
"""Within this of the limit is a conflict, and "touching"."""

_SEARCH_M = 1e-4
"""Added when times of meeting are searched, so that a meeting that is decided has a time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of two volumes: the names of their activities, how near is too near (the
    separation and TOUCHING_M), the separation in time, and whether time is closed.
    """

    names: tuple[str, str]
    within_m: float
    time_s: float
    closed: bool

    @property
    def apart(self) -> int:
        """The separation in time, in microseconds."""
        return times.outward(self.time_s)

    def turned(self) -> Asked:
        """The same question with the two exchanged."""
        return replace(self, names=(self.names[1], self.names[0]))


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two volumes that could meet; fields as in PlanConflict."""

    certain: Truth
    touching: bool
    interval: Ticks | None
    region: Box
    least_m: float
    error_m: float
    at: LonLat
    gap_s: float
    unknown: tuple[str, ...] = ()
    least_vertical_m: float | None = None

    def with_heights(self, heights: Heights) -> Meeting:
        """The same, given how heights compare."""
        return replace(
            self,
            certain=self.certain & heights.meet,
            unknown=self.unknown + heights.unknown,
            least_vertical_m=heights.least_m,
        )


def meeting(a: Volume | Moving, b: Volume | Moving, asked: Asked) -> Meeting | None:
    """How two volumes could meet, whatever their heights; None if they cannot."""
    if isinstance(a, Moving):
        return _two_moving(a, b, asked) if isinstance(b, Moving) else _moving(a, b, asked)
    if isinstance(b, Moving):
        return _moving(b, a, asked.turned())
    return _standing(a, b, asked)


def _standing(a: Volume, b: Volume, asked: Asked) -> Meeting | None:
    interval, gap_s = None, 0.0
    known = [times.ticks_of(one.span) for one in (a, b) if one.span is not None]
    if len(known) == 2:
        if not times.meet(known[0], known[1], asked.apart, asked.closed):
            return None
        interval = times.common(known[0], known[1], asked.apart)
        gap_s = max(0, times.gap(known[0], known[1])) / 1e6
    elif known:
        half = (asked.apart + 1) // 2
        interval = (known[0][0] - half, known[0][1] + half)
    gap = distance.near(a.footprint, b.footprint, asked.within_m)
    if gap is None:
        return None
    unknown = tuple(
        f"time of {name} is unknown"
        for name, one in zip(asked.names, (a, b), strict=True)
        if one.span is None
    )
    return Meeting(
        certain=Truth.CANNOT_TELL if unknown else Truth.YES,
        touching=_touching(gap, a.footprint, b.footprint, asked),
        interval=interval,
        region=_region(a.footprint, b.footprint, asked),
        least_m=gap.least_m,
        error_m=gap.error_m,
        at=gap.at_a,
        gap_s=gap_s,
        unknown=unknown,
    )


def _touching(gap: Gap, a: Footprint, b: Footprint, asked: Asked) -> bool:
    """Whether they are not nearer than the separation by more than TOUCHING_M."""
    limit = asked.within_m - TOUCHING_M
    if gap.least_m > 0.0:
        return gap.least_m >= limit - TOUCHING_M
    if limit + gap.overlap_m > TOUCHING_M:
        return False
    return only_touch(a, b, gap.at_a, TOUCHING_M)


def _region(a: Footprint, b: Footprint, asked: Asked) -> Box:
    around_a, around_b = box(a, asked.within_m), box(b, asked.within_m)
    return around_a.common(around_b) or around_a


def _window(whole: Ticks, span: Ticks | None, apart: int) -> Ticks:
    """The part of a timetable that falls within so much of a span."""
    if span is None:
        return whole
    return max(whole[0], span[0] - apart), min(whole[1], span[1] + apart)


def _seconds(window: Ticks, origin: int) -> Stretch:
    return (window[0] - origin) / 1e6, (window[1] - origin) / 1e6


def _ticks(stretch: Stretch, origin: int, by: int) -> Ticks:
    return (
        origin + math.floor(stretch[0] * 1e6) - by,
        origin + math.ceil(stretch[1] * 1e6) + by,
    )


def _moving(a: Moving, b: Volume, asked: Asked) -> Meeting | None:
    """Something moving, and a standing volume."""
    track, origin = Track(a, a.fixes[0][0]), times.ticks(a.fixes[0][0])
    whole = (origin, times.ticks(a.fixes[-1][0]))
    span = times.ticks_of(b.span) if b.span else None
    slack = times.outward(a.slack_s)
    gap = None
    for apart in (asked.apart, asked.apart + slack) if slack else (asked.apart,):
        if span is not None and not times.meet(whole, span, apart, asked.closed):
            continue
        window = _seconds(_window(whole, span, apart), origin)
        passed = track.swept(*window, a.radius_m)
        gap = distance.near(passed, b.footprint, asked.within_m)
        if gap is not None:
            break
    else:
        return None
    assert gap is not None
    unknown: tuple[str, ...] = ()
    if apart > asked.apart:
        unknown = (f"{asked.names[0]} may be up to {a.slack_s:g} s early or late",)
    if span is None:
        unknown += (f"time of {asked.names[1]} is unknown",)
    widest = _seconds(_window(whole, span, asked.apart + slack), origin)
    stretches = _near_standing(track, a, b, widest, asked)
    return Meeting(
        certain=Truth.CANNOT_TELL if unknown else Truth.YES,
        touching=_touching(gap, passed, b.footprint, asked),
        interval=_interval([_ticks(one, origin, slack) for one in stretches], span, asked.apart),
        region=hull(
            _region(track.swept(*one, a.radius_m), b.footprint, asked) for one in stretches
        ),
        least_m=gap.least_m,
        error_m=gap.error_m,
        at=gap.at_a,
        gap_s=_least_gap_s([_ticks(one, origin, 0) for one in stretches], span),
        unknown=unknown,
    )


def _near_standing(
    track: Track, a: Moving, b: Volume, window: Stretch, asked: Asked
) -> list[Stretch]:
    """When something moving is within the limit of a footprint, by its timetable."""

    def apart(seconds: Floats) -> Floats:
        metres, error = distance.to_points(*track.at(seconds), b.footprint)
        return metres - error

    reach = a.radius_m + distance.radius_m(b.footprint) + asked.within_m + _SEARCH_M
    return motion.times_near(apart, track.speed_within, window, reach) or [window]


def _interval(near: list[Ticks], span: Ticks | None, apart: int) -> Ticks:
    """From the first to the last moment of nearness that falls within the span."""
    shared = near if span is None else [times.common(one, span, apart) for one in near]
    shared = [one for one in shared if one[0] <= one[1]] or shared
    return min(start for start, _ in shared), max(end for _, end in shared)


def _least_gap_s(near: list[Ticks], span: Ticks | None) -> float:
    if span is None:
        return 0.0
    return max(0, min(times.gap(one, span) for one in near)) / 1e6


@dataclass(frozen=True, slots=True)
class _Encounter:
    """Two tracks, and by how much their times may differ (seconds)."""

    one: Track
    two: Track
    apart_s: float

    def distance(self, seconds: Floats) -> Floats:
        """From where one is to the nearest place where the other may be then."""
        lon, lat = self.one.at(seconds)
        if self.apart_s == 0.0:
            return geodesics.inverse(lon, lat, *self.two.at(seconds))[2]
        return self.two.distance_to_path(lon, lat, *self._window(seconds, seconds))

    def speed(self, starts: Floats, ends: Floats) -> Floats:
        """How fast that distance may change."""
        other = self.two.speed_within(*self._window(starts, ends))
        result: Floats = self.one.speed_within(starts, ends) + other
        return result

    def swept_by_two(self, stretch: Stretch, radius_m: float) -> Footprint:
        """Where the other may be while one passes a stretch."""
        start, end = self._window(np.array([stretch[0]]), np.array([stretch[1]]))
        return self.two.swept(float(start[0]), float(end[0]), radius_m)

    def _window(self, starts: Floats, ends: Floats) -> tuple[Floats, Floats]:
        first, last = self.two.stretch
        return (
            np.clip(starts - self.apart_s, first, last),
            np.clip(ends + self.apart_s, first, last),
        )


def _two_moving(a: Moving, b: Moving, asked: Asked) -> Meeting | None:
    start = min(a.fixes[0][0], b.fixes[0][0])
    one, two, origin = Track(a, start), Track(b, start), times.ticks(start)
    whole_a, whole_b = (
        (times.ticks(each.fixes[0][0]), times.ticks(each.fixes[-1][0])) for each in (a, b)
    )
    slack = times.outward(a.slack_s) + times.outward(b.slack_s)
    limit = a.radius_m + b.radius_m + asked.within_m
    found = None
    on_time = False
    for apart in (asked.apart + slack, asked.apart) if slack else (asked.apart,):
        if not times.meet(whole_a, whole_b, apart, asked.closed):
            break
        encounter = _Encounter(one, two, apart / 1e6)
        window = _seconds(_window(whole_a, whole_b, apart), origin)
        near = motion.times_near(encounter.distance, encounter.speed, window, limit + _SEARCH_M)
        if not near:
            break
        cuts = np.concatenate((one.seconds, two.seconds))
        least, when = motion.least_distance(encounter.distance, encounter.speed, near, cuts)
        if least > limit:
            break
        on_time = apart == asked.apart
        # the search with slack says where and when; the one on time says how near
        found = (encounter, near, when) if found is None else (found[0], found[1], when)
        exact = encounter
    if found is None:
        return None
    encounter, near, when = found
    lon, lat = one.at(np.array([when]))
    here = Disc((geodesics.wrapped(float(lon[0])), float(lat[0])), a.radius_m)
    other = exact.swept_by_two((when, when), b.radius_m)
    gap = distance.between(here, other)
    unknown = tuple(
        f"{name} may be up to {each.slack_s:g} s early or late"
        for name, each in zip(asked.names, (a, b), strict=True)
        if not on_time and each.slack_s > 0
    )
    half = (times.outward(encounter.apart_s) + 1) // 2
    stretches = [_ticks(each, origin, half) for each in near]
    return Meeting(
        certain=Truth.YES if on_time else Truth.CANNOT_TELL,
        touching=_touching(gap, here, other, asked),
        interval=(stretches[0][0], stretches[-1][1]),
        region=hull(
            _region(one.swept(*each, a.radius_m), encounter.swept_by_two(each, b.radius_m), asked)
            for each in near
        ),
        least_m=gap.least_m,
        error_m=gap.error_m,
        at=gap.at_a,
        gap_s=0.0,
        unknown=unknown,
    )
