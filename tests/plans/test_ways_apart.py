"""Ways apart: a truth table, the smallest change against a fine search, swaps, sharing, limits."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from detente.plans.apart import Asking, Field, blocked, limits, search, ways_apart
from detente.plans.apart.shifts import higher, later
from detente.plans.conflicts import Activity, between
from detente.terms.truth import Truth
from detente.terms.when import Span
from detente.terms.where import Area, Band, Corridor, Disc, HeightReference, Moving, Volume
from detente.terms.who import Bounds, Separation

DAY = datetime(2026, 4, 14, 10, tzinfo=UTC)
HERE = (36.0, 33.3)
BOUNDS = Bounds()
SIGN = {"delay": 1, "raise": 1, "advance": -1, "lower": -1}


def at(seconds):
    """A moment, in seconds from ten o'clock."""
    return DAY + timedelta(seconds=seconds)


def span(start, end):
    """A span, in seconds from ten o'clock."""
    return Span(at(start), at(end))


def agl(low, high):
    """A band above the ground."""
    return Band(low, high, HeightReference.AGL)


def apart(horizontal_m=0.0, vertical_m=0.0, time_s=0.0):
    """A separation."""
    return Separation(("*", "*"), horizontal_m, vertical_m, time_s, "test")


def plan(name, *volumes, kind="flight"):
    """An activity of an actor of its own."""
    return Activity(name, 1, f"actor of {name}", kind, volumes)


def away(east_m, north_m, start=HERE):
    """A place so many metres from another."""
    bearing = np.degrees(np.arctan2(east_m, north_m))
    end = Geodesic.WGS84.Direct(start[1], start[0], bearing, float(np.hypot(east_m, north_m)))
    return (end["lon2"], end["lat2"])


def disc(when, band=None, centre=HERE, radius=500.0):
    """A standing volume."""
    return Volume(Disc(centre, radius), band or agl(100, 200), when)


def drive(start, east_m, north_m, seconds, *, to=HERE, radius=50.0, slack=0.0, band=None):
    """Something that comes from so many metres off, through a place, and as far beyond it."""
    path = (away(east_m, north_m, to), away(-east_m, -north_m, to))
    fixes = tuple((at(start + part * seconds), place) for part, place in enumerate(path))
    return Moving(fixes, radius, band or agl(100, 200), slack)


def asking(a, b, *others, separation=None, **more):
    """A question about two of some plans, under one separation."""
    more = {"bounds": BOUNDS, **more}
    chosen = separation or apart()
    return Asking(a, b, Field((a, b, *others)), lambda one, two: chosen, **more)


def found(ask):
    """(kind, ids) -> how far."""
    return {(way.kind, way.of): way.by_s or way.by_m for way in ways_apart(ask).ways}


def refused(ask):
    """(kind, ids) -> why not."""
    return {(one.kind, one.of): one.why for one in ways_apart(ask).not_offered}


A = plan("a", disc(span(0, 600)))
B = plan("b", disc(span(300, 1200)))

TABLE = {
    "delayed until the other is over; time is half-open, so to the second": (
        asking(A, B),
        {("delay", ("a",)): 1200, ("advance", ("a",)): 300, ("delay", ("b",)): 300},
    ),
    "shared half and half": (
        asking(A, B),
        {("advance", ("a", "b")): 150, ("delay", ("a", "b")): 600},
    ),
    "an odd difference is rounded outward, the same for both": (
        asking(A, plan("b", disc(span(301, 1200)))),
        {("advance", ("a", "b")): 150, ("advance", ("a",)): 299},
    ),
    "where time is closed a second more": (
        asking(A, B, closed=True),
        {("delay", ("a",)): 1201, ("advance", ("a",)): 301},
    ),
    "the separation in time comes on top": (
        asking(A, B, separation=apart(time_s=90)),
        {("delay", ("a",)): 1290, ("advance", ("a",)): 390},
    ),
    "part of a second is rounded to a whole one, outward": (
        asking(A, B, separation=apart(time_s=90.25)),
        {("delay", ("a",)): 1291, ("advance", ("a",)): 391},
    ),
    "a third plan in the way: on to the next gap": (
        asking(A, B, plan("c", disc(span(1500, 1800)))),
        {("delay", ("a",)): 1800, ("advance", ("a",)): 300},
    ),
    "a gap that is just long enough is taken": (
        asking(A, B, plan("c", disc(span(1800, 2400)))),
        {("delay", ("a",)): 1200},
    ),
    "a third plan elsewhere is in nobody's way": (
        asking(A, B, plan("c", disc(span(1200, 2400), centre=away(5_000, 0)))),
        {("delay", ("a",)): 1200},
    ),
    "a plan of one's own party is in nobody's way, as in the engine": (
        asking(A, B, replace(plan("c", disc(span(1200, 2400))), actor="actor of a")),
        {("delay", ("a",)): 1200},
    ),
    "heights that touch meet, so a metre more": (
        asking(A, plan("b", disc(span(300, 1200), agl(150, 250)))),
        {("lower", ("b",)): None, ("raise", ("b",)): 51, ("lower", ("a",)): 51},
    ),
    "a separation in height is kept exactly": (
        asking(A, plan("b", disc(span(300, 1200), agl(150, 250))), separation=apart(0, 30)),
        {("raise", ("b",)): 80, ("raise", ("a",)): 180, ("raise", ("b", "a")): None},
    ),
    "heights are shared too, a metre each rounded outward": (
        asking(A, plan("b", disc(span(300, 1200), agl(150, 250))), separation=apart(0, 31)),
        {("lower", ("a", "b")): 41, ("raise", ("b",)): 81},
    ),
    "a third plan above: over that as well": (
        asking(A, B, plan("c", disc(span(0, 600), agl(210, 300)))),
        {("raise", ("a",)): 201},
    ),
    "never into the ground": (
        asking(A, B),
        {("lower", ("a",)): None, ("raise", ("a",)): 101},
    ),
    "not beyond twelve hours": (
        asking(A, plan("b", disc(span(-60_000, 60_000)))),
        {("delay", ("a",)): None, ("advance", ("a",)): None, ("raise", ("a",)): 101},
    ),
    "a plan at an unknown time cannot be moved in time, nor avoided by it": (
        asking(A, plan("b", disc(None))),
        {("delay", ("a",)): None, ("delay", ("b",)): None, ("raise", ("b",)): 101},
    ),
    "an unknown height is every height": (
        asking(A, plan("b", Volume(Disc(HERE, 500.0), None, span(300, 1200)))),
        {("raise", ("a",)): None, ("raise", ("b",)): None, ("delay", ("a",)): 1200},
    ),
}


@pytest.mark.parametrize(("ask", "expected"), TABLE.values(), ids=TABLE.keys())
def test_ways_apart(ask, expected):
    """What is offered, by hand; None: that is not offered."""
    ways = found(ask)
    assert {key: ways.get(key) for key in expected} == expected


GROUND = {
    "a convoy": (plan("a", disc(span(0, 600)), kind="convoy"), "a convoy stays where it is"),
    "a site": (plan("a", disc(span(0, 600)), kind="site"), "a site stays where it is"),
    "live fire": (plan("a", disc(span(0, 600)), kind="live_fire"), "a live fire stays"),
    "a kind that nobody knows": (plan("a", disc(span(0, 600)), kind="balloon"), "a balloon stays"),
    "a flight that takes off": (plan("a", disc(span(0, 600), agl(0, 200))), "at the ground"),
    "a closure without an upper limit": (
        plan("a", disc(span(0, 600), agl(100, None)), kind="closure"),
        "has no upper limit",
    ),
}


@pytest.mark.parametrize(("a", "why"), GROUND.values(), ids=GROUND.keys())
def test_bound_to_the_ground(a, why):
    """What cannot change its height is not offered to, and is told why."""
    reasons = refused(asking(a, B))
    for kind in ("raise", "lower"):
        assert why in reasons[kind, ("a",)]


def test_lowering_needs_to_know_the_ground():
    """Over sea level: only where bounds on ground and geoid keep it above the ground for sure."""
    band = Band(1500, 1600, HeightReference.AMSL)
    a, b = plan("a", disc(span(0, 600), band)), plan("b", disc(span(0, 600), band))
    assert ("lower", ("a",)) not in found(asking(a, b))
    known = Bounds(terrain_m=(300, 900), geoid_m=(15, 25))
    assert found(asking(a, b, bounds=known))["lower", ("a",)] == 101
    high = Bounds(terrain_m=(300, 1450), geoid_m=(15, 25))
    assert ("lower", ("a",)) not in found(asking(a, b, bounds=high))


def test_ranks_and_words():
    """Least disturbance first by the stated exchange; sharing counts both; never a permission."""
    ways = ways_apart(asking(A, B)).ways
    assert [way.rank for way in ways] == list(range(1, len(ways) + 1))
    assert [way.disturbance_s for way in ways] == sorted(way.disturbance_s for way in ways)
    first = ways[0]
    assert (first.kind, first.of, first.by_m) == ("raise", ("a",), 101)
    assert "a metre counts as 1 s" in first.why_this_rank
    shared = next(way for way in ways if way.shared and way.kind == "advance")
    assert shared.words == "Advance a and delay b by 150 s each."
    assert shared.disturbance_s == 300
    for way in ways:
        shown = way.as_json()
        assert "This is not permission" in shown["notice"]
        text = str(shown).lower()
        assert not [word for word in ("approved", "cleared", "safe") if word in text]


def test_what_it_comes_to():
    """New start and end, heights, how many plans were looked at."""
    way = next(one for one in ways_apart(asking(A, B)).ways if one.of == ("a",) and one.by_s)
    (end,) = way.ends
    assert (end.starts_at, end.ends_at) == (at(-300), at(300))
    assert end.bands == (agl(100, 200),)
    many = asking(A, B, *(plan(f"c{n}", disc(span(0, 9))) for n in range(3)))
    assert {way.free_of for way in ways_apart(many).ways} == {4}


def test_what_has_begun_comes_last():
    """Moving what has begun, or into the past, is offered last and marked."""
    ways = ways_apart(asking(A, B, now=at(100))).ways
    marks = [way.in_time for way in ways]
    assert marks == sorted(marks, reverse=True)
    late = {(way.kind, way.of) for way in ways if way.in_time is False}
    assert ("delay", ("a",)) in late
    assert ("delay", ("b",)) not in late


def test_only_what_may_be_moved_and_on_the_grid():
    """A side's own plan, in quarter hours of the clock."""
    ask = asking(A, B, movable=frozenset({"b"}), grid_s=900, in_height=False)
    # b starts at 300; 600 is free but starts off the grid; so is -600: from -900 on it fits
    assert found(ask) == {("delay", ("b",)): 600, ("advance", ("b",)): 1200}


@pytest.mark.parametrize("turned", [False, True])
def test_the_order_of_the_two_changes_nothing(turned):
    """Nor does the order of the others."""
    rng = random.Random(7)
    a, b, *others = crowd(rng, 6)
    one = found(asking(a, b, *others))
    two = found(asking(b, a, *reversed(others)) if turned else asking(a, b, *reversed(others)))
    flip = {"delay": "advance", "advance": "delay", "raise": "lower", "lower": "raise"}
    same = {
        (kind, of) if of[0] == "p0" or len(of) == 1 else (flip[kind], of[::-1]): by
        for (kind, of), by in two.items()
    }
    assert same == one


def test_separations_that_change_with_time():
    """What is in force at the new time counts, not what is in force now."""
    change = at(1_000)

    def separation_for(one, two):
        first_end = min(volume.span.end for each in (one, two) for volume in each.volumes)
        return apart(time_s=600 if first_end <= change else 60)

    ask = Asking(A, B, Field((A, B)), separation_for, BOUNDS, changes=(change,))
    ways = found(ask)
    for (kind, of), by in ways.items():
        if of == ("a",) and kind in ("delay", "advance"):
            assert smallest_by_hand(ask, kind, of, by + 1) == by
    assert ways["delay", ("a",)] == 1260  # without the change it would be 1800


def test_values_of_the_calendars_end():
    """A site "until 9999" moves as far as the calendar goes."""
    for_ever = Span(at(0), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
    ways = found(asking(plan("a", disc(for_ever), kind="site"), plan("b", disc(span(-300, 60)))))
    assert ways["delay", ("a",)] == 60
    assert ways["advance", ("b",)] == 60
    assert ("advance", ("a",)) not in ways


# --- against a fine search ----------------------------------------------------------------------


def crowd(rng, count, moving=0.5):
    """Plans within a few kilometres and minutes of one another; the first two meet."""
    while True:
        plans = []
        for number in range(count):
            centre = away(rng.uniform(-600, 600), rng.uniform(-600, 600))
            low = rng.choice([100, 150, 240])
            band = agl(low, low + rng.choice([20, 60, 100.5]))
            start = rng.randint(-150, 150) + rng.choice([0, 0.25, 0.5])
            volumes = tuple(
                volume(rng, centre, start + part * 40, band, moving)
                for part in range(rng.choice([1, 1, 2]))
            )
            plans.append(plan(f"p{number}", *volumes))
        if between(plans[0], plans[1], apart(), BOUNDS):
            return plans


def volume(rng, centre, start, band, moving):
    """A volume of any shape, or something that moves."""
    if rng.random() < moving:
        east, north = rng.uniform(-900, 900), rng.uniform(-900, 900)
        slack = rng.choice([0, 0, 7.5])
        seconds = rng.randint(60, 150)
        return drive(start, east, north, seconds, to=centre, slack=slack, band=band)
    when = span(start, start + rng.randint(40, 150))
    shape = rng.choice(["disc", "corridor", "area"])
    if shape == "disc":
        return Volume(Disc(centre, rng.uniform(50, 500)), band, when)
    if shape == "corridor":
        path = (centre, away(rng.uniform(-900, 900), 300, centre))
        return Volume(Corridor(path, rng.uniform(10, 200)), band, when)
    corners = [away(east, north, centre) for east, north in ((-300, -200), (400, -100), (0, 350))]
    return Volume(Area(((*corners, corners[0]),)), band, when)


def meets_any(ask, kind, of, by):
    """By the engine alone: whether anything of what moves meets anything else."""
    move = later if kind in ("delay", "advance") else higher
    signs = dict(zip(of, (SIGN[kind], -SIGN[kind]), strict=False))
    plans = [move(one, signs.get(one.plan, 0) * by) for one in ask.among.activities]
    return any(
        between(one, two, ask.separation_for(one, two), ask.bounds, closed=ask.closed)
        for one in plans
        if one.plan in of
        for two in plans
        if one.actor != two.actor
    )


def smallest_by_hand(ask, kind, of, most=3_000):
    """The smallest change that meets nothing, tried one by one."""
    return next((by for by in range(1, most) if not meets_any(ask, kind, of, by)), None)


@pytest.mark.parametrize("seed", range(9))
def test_the_smallest_against_a_fine_search(seed):
    """Random plans of every shape: every offer is free by the engine, and a second (metre) less
    is not, nor is any smaller change: each is tried where plans stand, some where they move."""
    rng = random.Random(seed)
    a, b, *others = crowd(rng, 4, moving=seed % 3 / 2)
    separation = apart(
        rng.choice([0, 50, 200.0]), rng.choice([0, 35.0]), rng.choice([0, 0, 20, 12.4])
    )
    ask = asking(a, b, *others, separation=separation)
    ways = ways_apart(ask).ways
    assert len(ways) >= 6
    for way in ways:
        by = way.by_s or way.by_m
        assert not meets_any(ask, way.kind, way.of, by)
        tried = range(1, by)
        if seed % 3:
            tried = {by - 1, *(rng.randint(1, by) for _ in range(3))} & {*tried}
        smaller = [less for less in tried if not meets_any(ask, way.kind, way.of, less)]
        assert smaller == [], f"{way.words} is not the smallest"


def test_head_on_on_one_road():
    """Two convoys towards one another on one road for an hour: by hand, to the second."""
    road = away(-20_000, 0), away(20_000, 0)
    to = Moving(((at(0), road[0]), (at(4_000), road[1])), 50.0, agl(0, 5))
    back = Moving(((at(0), road[1]), (at(4_000), road[0])), 50.0, agl(0, 5))
    a, b = plan("a", to, kind="convoy"), plan("b", back, kind="convoy")
    ways = found(asking(a, b))
    # the one has gone when the other sets out: time is half-open
    assert ways["delay", ("a",)] == ways["advance", ("b",)] == 4_000
    assert ways["delay", ("a", "b")] == 2_000
    ask = asking(a, b)
    for by in (3_999, 3_990, 17):
        assert meets_any(ask, "delay", ("a",), by)


def test_crossing_at_right_angles():
    """Two that cross: only some seconds of delay are blocked, on both sides; by hand."""
    a = plan("a", drive(0, 5_000, 0, 1_000))  # 10 m/s, through the place at 500 s
    b = plan("b", drive(100, 0, 5_000, 1_000, radius=50.0))  # at 600 s
    # they pass one another within 100 m while the delay is within 100 s +- 100 * sqrt(2) / 10
    assert between(a, b, apart(), BOUNDS) is None
    b = plan("b", drive(10, 0, 5_000, 1_000, radius=50.0))
    ways = found(asking(a, b))
    assert ways["delay", ("a",)] == 25  # 10 + 14.14
    assert ways["advance", ("a",)] == 5  # 14.14 - 10
    assert ways["advance", ("a", "b")] == 3


def test_side_by_side_at_the_very_limit():
    """Two ships on parallel courses exactly at the limit, for an hour: an end is found."""
    a = plan("a", drive(0, 10_000, 0, 3_600), kind="moving_circle")
    north = away(0, 100.0)
    b = plan("b", drive(0, 10_000, 0, 3_600, to=north), kind="moving_circle")
    met = between(a, b, apart(), BOUNDS)
    ask = asking(a, b)
    if met is not None:
        assert smallest_by_hand(ask, "delay", ("a",)) == found(ask)["delay", ("a",)]


@pytest.mark.parametrize("seed", range(6))
def test_what_is_marked_is_what_the_engine_says(seed):
    """Each second between -200 and 200 of two plans: FREE and BLOCKED as the engine, few ASK."""
    rng = random.Random(100 + seed)
    a, b = crowd(rng, 2, moving=(0.0, 0.5, 1.0)[seed % 3])
    separation = apart(rng.choice([0, 80.0]), 0.0, rng.choice([0, 15.3]))
    states = blocked.in_time(a, b, separation, BOUNDS, 400, closed=False)
    for by in range(-150, 151, 1 + 2 * (seed % 3)):
        state = states[by + 400]
        meets = between(later(a, by), b, separation, BOUNDS) is not None
        if state != blocked.ASK:
            assert meets == (state == blocked.BLOCKED), f"{by} s is {state}"
    assert int((states == blocked.ASK).sum()) <= 12


def test_a_search_that_ends_early_says_so(monkeypatch):
    """Not "none was found within 12 h": nobody looked that far."""
    monkeypatch.setattr(search, "TRIES_MAX", 1)
    reasons = refused(asking(A, B, plan("c", disc(span(1500, 1800)))))
    assert "1 changes were tried" in reasons["delay", ("a",)]


def test_certain_or_not_both_count():
    """What could only perhaps meet is in the way as well."""
    a = plan("a", drive(0, 900, 0, 60, slack=30.0))
    b = plan("b", disc(span(100, 200), radius=100.0))
    met = between(a, b, apart(), BOUNDS)
    assert met is None or met.certain is Truth.CANNOT_TELL
    ask = asking(a, plan("b", disc(span(20, 200), radius=100.0)))
    by = found(ask)["delay", ("a",)]
    assert not meets_any(ask, "delay", ("a",), by)
    assert all(meets_any(ask, "delay", ("a",), less) for less in (1, by // 3, by - 9, by - 1))


def test_the_limits_are_those_that_are_stated():
    """12 h alone, 6 h each."""
    day = plan("b", disc(span(0, limits.TIME_MOST_S)))
    a = plan("a", disc(span(0, 1)))
    assert found(asking(a, day))["delay", ("a",)] == limits.TIME_MOST_S
    longer = plan("b", disc(span(0, limits.TIME_MOST_S + 1)))
    reasons = refused(asking(a, longer))
    assert reasons["delay", ("a",)] == "none was found within 12 h"
    assert reasons["delay", ("a", "b")] == "none was found within 6 h each"
