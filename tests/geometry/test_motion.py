"""Timetables: where something is, when it is near, how near it comes, against plain sampling."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from detente.geometry import distance, motion
from detente.geometry.motion import Track
from detente.terms.where import Disc, Moving

NINE = datetime(2025, 7, 24, 9, tzinfo=UTC)
WGS84 = Geodesic.WGS84


def timetable(rng, oracle, start, legs, speed):
    """A random timetable; one in five legs is a wait."""
    fixes = [(NINE + timedelta(seconds=rng.uniform(0, 600)), start)]
    for _ in range(legs):
        at, here = fixes[-1]
        if rng.random() < 0.2:
            fixes.append((at + timedelta(seconds=120), here))
            continue
        length = rng.uniform(500, 8_000)
        there = oracle.direct(here, rng.uniform(0, 360), length)
        fixes.append((at + timedelta(seconds=length / speed), there))
    return Moving(tuple(fixes), 0.0, None)


def where(moving, seconds):
    """Position by geographiclib."""
    for (at, p), (then, q) in zip(moving.fixes[:-1], moving.fixes[1:], strict=True):
        start, end = (at - NINE).total_seconds(), (then - NINE).total_seconds()
        if start <= seconds <= end:
            line = WGS84.InverseLine(p[1], p[0], q[1], q[0])
            point = line.Position(line.s13 * (seconds - start) / (end - start))
            return (point["lon2"], point["lat2"])
    raise AssertionError(seconds)


def test_positions_are_at_even_speed_along_geodesics(oracle):
    """At any second the position is geographiclib's, to a micrometre."""
    rng = random.Random(3)
    moving = timetable(rng, oracle, (179.99, 60.0), 6, 12.0)
    track = Track(moving, NINE)
    seconds = np.array([rng.uniform(*track.stretch) for _ in range(40)])
    lon, lat = track.at(seconds)
    for at, here in zip(seconds, zip(lon, lat, strict=True), strict=True):
        assert oracle.metres(here, where(moving, at)) < 1e-5


@pytest.mark.parametrize("seed", range(6))
def test_times_near_a_circle_hold_every_sampled_time(seed, oracle):
    """Every sampled moment within reach is in a stretch; stretches are late by 0.1 s at most."""
    rng = random.Random(seed)
    moving = timetable(rng, oracle, (36.0, 33.0), 5, 15.0)
    track, centre = Track(moving, NINE), oracle.direct((36.0, 33.0), 40.0, 4_000.0)
    reach = 3_000.0

    def apart(seconds):
        return distance.to_points(*track.at(seconds), Disc(centre, 0.0))[0]

    found = motion.times_near(apart, track.speed_within, track.stretch, reach)
    assert all(end < start for (_, end), (start, _) in pairwise(found))
    for at in np.linspace(*track.stretch, 300):
        near = oracle.metres(where(moving, at), centre) <= reach
        held = any(start <= at <= end for start, end in found)
        widened = any(start + 0.11 <= at <= end - 0.11 for start, end in found)
        assert held or not near
        assert near or not widened


@pytest.mark.parametrize("seed", range(6))
def test_least_distance_of_two_timetables(seed, oracle):
    """Closest approach is never above any sample, and not below what samples allow."""
    rng = random.Random(seed + 100)
    one = timetable(rng, oracle, (36.0, 33.0), 4, 15.0)
    two = timetable(rng, oracle, (36.03, 33.02), 4, 9.0)
    tracks = Track(one, NINE), Track(two, NINE)
    start = max(track.stretch[0] for track in tracks)
    end = min(track.stretch[1] for track in tracks)

    def apart(seconds):
        from detente.geometry.geodesics import inverse

        return inverse(*tracks[0].at(seconds), *tracks[1].at(seconds))[2]

    def speed(starts, ends):
        return tracks[0].speed_within(starts, ends) + tracks[1].speed_within(starts, ends)

    cuts = np.concatenate((tracks[0].seconds, tracks[1].seconds))
    least, when = motion.least_distance(apart, speed, [(start, end)], cuts)
    times = np.linspace(start, end, 400)
    sampled = min(oracle.metres(where(one, at), where(two, at)) for at in times)
    assert least <= sampled + 1e-6
    assert least >= sampled - 24.0 * (times[1] - times[0])
    assert oracle.metres(where(one, when), where(two, when)) == pytest.approx(least, abs=1e-4)
    near_it = [when + step for step in (-0.5, -0.05, 0.05, 0.5) if start <= when + step <= end]
    assert all(oracle.metres(where(one, at), where(two, at)) >= least - 1e-5 for at in near_it)


def test_moving_along_the_edge_of_reach_does_not_run_away():
    """Something that keeps exactly at the limit for a day is answered, outward."""
    fixes = ((NINE, (0.0, 0.0)), (NINE + timedelta(days=1), (5.0, 0.0)))
    track = Track(Moving(fixes, 0.0, None), NINE)
    calls = []

    def apart(seconds):
        calls.append(len(seconds))
        return np.full(len(seconds), 1_000.0 + 1e-7)

    assert motion.times_near(apart, track.speed_within, track.stretch, 1_000.0) == [
        (0.0, 86_400.0)
    ]
    assert sum(calls) < 10 * motion.CELLS_MAX
