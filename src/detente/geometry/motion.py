"""Where something is that moves along a timetable, and when it is near something else.

What this file knows: geodesic legs passed at even speed; times as seconds from an origin that the
caller chose. What it must not know: the calendar, plans, slack.

Rule 1. A distance that depends on time changes no faster than the speeds involved: a stretch of
time is dismissed (or taken whole) on that bound alone, and halved otherwise, until it is shorter
than RESOLUTION_S; what is then undecided counts as near. So times only ever widen.
Rule 2. The least distance is searched on a grid and then by golden section, leg by leg: relative
motion on one pair of legs is even, so that between two grid points there is one minimum.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from detente.geometry import geodesics
from detente.geometry.geodesics import Floats
from detente.geometry.nearest import least
from detente.geometry.pieces import made
from detente.terms.where import Corridor, Disc, LonLat, Moving

RESOLUTION_S = 0.01
"""Times of coming near are found outward to this where things approach head on; where they graze,
to where the distance is within the way made in this time."""

CELLS_MAX = 20_000
"""More undecided stretches than this are all counted as near (somebody moves along the edge)."""

_GRID = 24
_GOLDEN = (math.sqrt(5) - 1) / 2
_NARROW_S = 1e-6
_SEARCHED_MAX = 512

Stretch: TypeAlias = tuple[float, float]
DistanceAt: TypeAlias = Callable[[Floats], Floats]
SpeedIn: TypeAlias = Callable[[Floats, Floats], Floats]


class Track:
    """A timetable: position at any second from the origin, between its first and last fix."""

    def __init__(self, moving: Moving, origin: datetime) -> None:
        self.seconds = np.array([(at - origin).total_seconds() for at, _ in moving.fixes])
        self._lon, self._lat = np.array([place for _, place in moving.fixes]).T.copy()
        lon, lat = self._lon, self._lat
        self._azimuth, _, self._length = geodesics.inverse(lon[:-1], lat[:-1], lon[1:], lat[1:])
        self.speeds = self._length / np.diff(self.seconds)

    @property
    def stretch(self) -> Stretch:
        """First and last second."""
        return (float(self.seconds[0]), float(self.seconds[-1]))

    def at(self, seconds: Floats) -> tuple[Floats, Floats]:
        """Longitudes and latitudes at those seconds (clipped to the timetable)."""
        when = np.clip(seconds, self.seconds[0], self.seconds[-1])
        leg = np.clip(
            np.searchsorted(self.seconds, when, side="right") - 1, 0, len(self.speeds) - 1
        )
        run = (when - self.seconds[leg]) * self.speeds[leg]
        lon, lat, _ = geodesics.forward(self._lon[leg], self._lat[leg], self._azimuth[leg], run)
        return lon, lat

    def path(self, start: float, end: float) -> tuple[LonLat, ...]:
        """The line passed between two seconds: its ends and the fixes in between, no repeats."""
        inner = self.seconds[(self.seconds > start) & (self.seconds < end)]
        lon, lat = self.at(np.concatenate(([start], inner, [end])))
        points = list(zip(geodesics.wrapped_all(lon).tolist(), lat.tolist(), strict=True))
        return tuple(
            point for at, point in enumerate(points) if at == 0 or point != points[at - 1]
        )

    def swept(self, start: float, end: float, radius_m: float) -> Corridor | Disc:
        """Every place within radius_m of where it is between two seconds."""
        path = self.path(start, end)
        if len(path) == 1:
            return Disc(path[0], radius_m)
        return Corridor(path, radius_m)

    def distance_to_path(self, lon: Floats, lat: Floats, starts: Floats, ends: Floats) -> Floats:
        """Distance of each point from the line passed between its two seconds."""
        knots, group = [], []
        for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
            inner = self.seconds[(self.seconds > start) & (self.seconds < end)]
            knots.append(np.concatenate(([start], inner, [end])))
            group.append(np.full(len(inner) + 2, at))
        of = np.concatenate(group)
        line_lon, line_lat = self.at(np.concatenate(knots))
        first = np.flatnonzero(of[1:] == of[:-1])
        lines = made(
            *(line_lon[first], line_lat[first], line_lon[first + 1], line_lat[first + 1]),
            curved=np.zeros(len(first), dtype=bool),
        )
        points = made(lon, lat, lon.copy(), lat.copy(), np.zeros(len(lon), dtype=bool))
        pairs = (of[first], np.arange(len(first)), of[first])
        return least(points, lines, pairs, len(lon)).least_m

    def speed_within(self, starts: Floats, ends: Floats) -> Floats:
        """A bound on the speed in each stretch, metres a second."""
        first = np.searchsorted(self.seconds, starts, side="right") - 1
        last = np.searchsorted(self.seconds, ends, side="left")
        legs = len(self.speeds)
        # at most a few hundred legs: the fastest of those touched
        touched = (np.arange(legs) >= first[:, None]) & (np.arange(legs) < last[:, None])
        result: Floats = np.where(touched, self.speeds, 0.0).max(axis=1)
        return result


def times_near(
    distance: DistanceAt,
    speed: Callable[[Floats, Floats], Floats],
    within: Stretch,
    reach_m: float,
) -> list[Stretch]:
    """Stretches that hold every moment of `within` at which distance(t) <= reach_m; in order,
    apart. Nowhere in them is the distance above reach_m by more than is passed in RESOLUTION_S.

    speed(starts, ends): a bound on how fast the distance changes in each stretch.
    """
    near: list[Stretch] = []
    starts, ends = np.array([within[0]]), np.array([within[1]])
    while len(starts):
        middle, half = (starts + ends) / 2, (ends - starts) / 2
        apart, slack = distance(middle), speed(starts, ends) * half
        takes = (apart + slack <= reach_m) | (2 * half <= RESOLUTION_S) & (
            apart - slack <= reach_m
        )
        if len(starts) > CELLS_MAX:
            takes |= apart - slack <= reach_m
        near += zip(starts[takes].tolist(), ends[takes].tolist(), strict=True)
        splits = ~takes & (apart - slack <= reach_m)
        starts, ends, middle = starts[splits], ends[splits], middle[splits]
        starts, ends = np.concatenate((starts, middle)), np.concatenate((middle, ends))
    return _merged(near)


def _merged(stretches: list[Stretch]) -> list[Stretch]:
    result: list[Stretch] = []
    for start, end in sorted(stretches):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def least_distance(
    distance: DistanceAt, speed: SpeedIn, stretches: list[Stretch], cuts: Floats
) -> tuple[float, float]:
    """The least distance(t) within these stretches, and when; cuts: where legs begin and end."""
    low, high = _grid(stretches, cuts)
    at_low, at_high = distance(low), distance(high)
    best, when = _lowest(low, high, at_low, at_high)
    bound = (at_low + at_high - speed(low, high) * (high - low)) / 2
    # a micrometre for rounding: the piece that holds the best would else be left out at times
    keep = np.flatnonzero(bound <= best + geodesics.GEODESIC_ERROR_M)
    keep = keep[np.argsort(bound[keep], kind="stable")][:_SEARCHED_MAX]
    low, high = low[keep], high[keep]
    while float((high - low).max()) > _NARROW_S:
        one, two = high - (high - low) * _GOLDEN, low + (high - low) * _GOLDEN
        at_one, at_two = distance(one), distance(two)
        nearer, at = _lowest(one, two, at_one, at_two)
        if nearer < best:
            best, when = nearer, at
        left = at_one <= at_two
        low, high = np.where(left, low, one), np.where(left, two, high)
    return best, when


def _grid(stretches: list[Stretch], cuts: Floats) -> tuple[Floats, Floats]:
    starts, ends = [], []
    for start, end in stretches:
        inner = cuts[(cuts > start) & (cuts < end)]
        for one, two in pairwise([start, *np.unique(inner).tolist(), end]):
            grid = np.linspace(one, two, _GRID + 1)
            starts.append(grid[:-1])
            ends.append(grid[1:])
    return np.concatenate(starts), np.concatenate(ends)


def _lowest(low: Floats, high: Floats, at_low: Floats, at_high: Floats) -> tuple[float, float]:
    values, times = np.concatenate((at_low, at_high)), np.concatenate((low, high))
    least = int(np.argmin(values))
    return float(values[least]), float(times[least])
