"""The conflict engine: the mixed-plans example, separations, touching, unknowns, invariances."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.plans.conflicts import Activity, between, find
from detente.plans.heights import compare
from detente.plans.meetings import TOUCHING_M, Asked, meeting
from detente.terms.truth import Truth
from detente.terms.when import Span
from detente.terms.where import (
    Area,
    Band,
    Corridor,
    Disc,
    Edges,
    HeightReference,
    Moving,
    Volume,
)
from detente.terms.who import Bounds, Separation

WGS84 = Geodesic.WGS84
DAY = datetime(2025, 7, 24, tzinfo=UTC)
NOTHING_KNOWN = Bounds()
NO_SEPARATION = Separation(("*", "*"), 0.0, 0.0, 0.0, "test")

# the test line of the mixed-plans example: Damascus to Quneitra, 61 km
LINE = ((36.29128, 33.5102), (36.06, 33.33), (35.89158, 33.18378), (35.82461, 33.12595))
KMH_40 = 40 / 3.6


def at(clock):
    """A moment of the day."""
    return DAY + timedelta(hours=int(clock[:2]), minutes=int(clock[3:]))


def span(start, end):
    """From one clock time to another."""
    return Span(at(start), at(end))


def agl(low, high):
    """A band above the ground."""
    return Band(low, high, HeightReference.AGL)


def metres(p, q):
    """Geodesic distance by geographiclib."""
    return WGS84.Inverse(p[1], p[0], q[1], q[0])["s12"]


def direct(p, azimuth, distance):
    """Destination by geographiclib."""
    end = WGS84.Direct(p[1], p[0], azimuth, distance)
    return (end["lon2"], end["lat2"])


def apart(horizontal_m=0.0, vertical_m=0.0, time_s=0.0):
    """A separation."""
    return Separation(("*", "*"), horizontal_m, vertical_m, time_s, "test")


def plan(name, *volumes, actor=None, kind="other"):
    """An activity, of an actor of its own."""
    return Activity(name, 1, actor or f"actor of {name}", kind, volumes)


def convoy_fixes(start="09:30", speed=KMH_40):
    """The timetable along the test line at even speed."""
    fixes = [(at(start), LINE[0])]
    for p, q in itertools.pairwise(LINE):
        fixes.append((fixes[-1][0] + timedelta(seconds=metres(p, q) / speed), q))
    return tuple(fixes)


def convoy(start="09:30", band=None, slack=0.0):
    """The convoy, 50 m to each side, vehicles up to 5 m high unless said otherwise."""
    return plan(
        "convoy", Moving(convoy_fixes(start), 50.0, band or agl(0, 5), slack), kind="convoy"
    )


def fire(when, band=None, centre=LINE[1], radius=3_000.0):
    """A fire area over the line's first corner, up to 3,000 m unless said otherwise."""
    volume = Volume(Disc(centre, radius), band or agl(0, 3_000), when)
    return plan("fire", volume, kind="live_fire")


def drone(when, band=None):
    """A drone that crosses the line near its first corner."""
    path = Corridor(((36.0, 33.36), (36.1, 33.28)), 100.0)
    return plan("drone", Volume(path, band, when), kind="flight")


def seconds(moment):
    """Seconds of the day."""
    return (moment - DAY).total_seconds()


def test_mixed_plans_one_conflict():
    """Convoy x fire with start, end and nearest distance; drone x convoy none; any order."""
    plans = [
        convoy(),
        fire(span("10:00", "12:00")),
        drone(span("09:30", "10:00"), agl(100, 120)),
    ]
    answers = [
        find(order, lambda one, two: NO_SEPARATION, NOTHING_KNOWN)
        for order in itertools.permutations(plans)
    ]
    assert all(answer == answers[0] for answer in answers)
    (conflict,) = answers[0]
    assert conflict.plans == (("convoy", 1), ("fire", 1))
    assert conflict.certain is Truth.YES
    assert (conflict.unknown, conflict.touching, conflict.gap_s) == ((), False, 0.0)
    assert (conflict.least_horizontal_m, conflict.least_vertical_m) == (0.0, 0.0)
    assert conflict.region.holds(LINE[1])
    # by hand: it enters 3,050 m before the corner and leaves 3,050 m behind it
    corner = seconds(convoy_fixes()[1][0])
    start, end = seconds(conflict.interval.start), seconds(conflict.interval.end)
    assert start == pytest.approx(corner - 3_050 / KMH_40, abs=0.15)
    assert end == pytest.approx(corner + 3_050 / KMH_40, abs=0.15)
    assert seconds(at("10:00")) < start < end < seconds(at("12:00"))


TABLE = {
    "convoy x fire": (convoy(), fire(span("10:00", "12:00")), Truth.YES),
    "drone above convoy": (convoy(), drone(span("09:30", "11:30"), agl(100, 120)), None),
    "drone at unknown height x convoy": (
        convoy(),
        drone(span("09:30", "11:30")),
        Truth.CANNOT_TELL,
    ),
    "drone at unknown height x fire up to any height": (
        fire(span("10:00", "12:00"), Band(None, None, HeightReference.AMSL)),
        drone(span("11:00", "11:30")),
        Truth.YES,
    ),
    "drone over sea level x convoy above ground, no bounds known": (
        convoy(),
        drone(span("09:30", "11:30"), Band(900, 920, HeightReference.AMSL)),
        Truth.CANNOT_TELL,
    ),
    "drone at unknown time x convoy": (
        convoy(),
        drone(None, agl(0, 50)),
        Truth.CANNOT_TELL,
    ),
    "both times unknown": (fire(None), drone(None, agl(0, 50)), Truth.CANNOT_TELL),
    "fire over before the convoy is there": (convoy(), fire(span("08:00", "10:09")), None),
    "fire begins when the convoy is through": (convoy(), fire(span("10:19", "12:00")), None),
    "fire ends as the convoy leaves": (
        convoy("12:00"),
        fire(span("10:00", "12:00"), centre=LINE[0]),
        None,
    ),
    "fire ends a minute after the convoy leaves": (
        convoy("11:59"),
        fire(span("10:00", "12:00"), centre=LINE[0]),
        Truth.YES,
    ),
    "two fires one after the other": (
        fire(span("10:00", "12:00")),
        drone(span("12:00", "13:00"), agl(0, 50)),
        None,
    ),
    "fire beside the line": (convoy(), fire(span("10:00", "12:00"), centre=(36.2, 33.2)), None),
    "fire after a convoy that may be late": (
        convoy(slack=600.0),
        fire(span("10:20", "12:00")),
        Truth.CANNOT_TELL,
    ),
    "fire over before a convoy that may be early": (
        convoy(slack=600.0),
        fire(span("09:00", "10:00")),
        Truth.CANNOT_TELL,
    ),
    "fire long after a convoy that may be late": (
        convoy(slack=600.0),
        fire(span("10:30", "12:00")),
        None,
    ),
    "convoy that may be late, on time already": (
        convoy(slack=600.0),
        fire(span("10:00", "12:00")),
        Truth.YES,
    ),
}


@pytest.mark.parametrize("case", TABLE)
def test_mixed_plans_truth_table(case):
    """Certain, possible or none, the same in either order."""
    one, two, certain = TABLE[case]
    answer = between(one, two, NO_SEPARATION, NOTHING_KNOWN)
    assert between(two, one, NO_SEPARATION, NOTHING_KNOWN) == answer
    assert (answer.certain if answer else None) is certain


def test_what_is_unknown_is_said_in_sentences():
    """Each unknown once, with the plan that it is unknown of."""
    answer = between(convoy(slack=60), drone(None), NO_SEPARATION, NOTHING_KNOWN)
    assert answer.unknown == ("height of drone is unknown", "time of drone is unknown")
    assert answer.interval is not None  # the convoy's time is known
    both = between(fire(None), drone(None), NO_SEPARATION, NOTHING_KNOWN)
    assert both.interval is None
    assert both.least_vertical_m is None
    late = between(convoy(slack=600), fire(span("10:20", "12:00")), NO_SEPARATION, NOTHING_KNOWN)
    assert late.unknown == ("convoy may be up to 600 s early or late",)
    assert 80 < late.gap_s < 90  # what it must be late by


@pytest.mark.parametrize("gap_m", [-0.02, -0.01, -0.0008, 0.0, 0.0008, 0.01, 0.02])
@pytest.mark.parametrize("place", [(10.0, 0.0), (36.3, 33.5), (180.0, 60.0), (5.0, -85.0)])
@pytest.mark.parametrize("horizontal_m", [0.0, 150.0])
def test_gaps_constructed_round_a_separation(gap_m, place, horizontal_m):
    """Nearer than the separation by more than 1 mm: conflict; within 1 mm: touching; else none."""
    first = Volume(Disc(place, 400.0), agl(0, 10), span("10:00", "11:00"))
    centre = direct(place, 63.0, 400.0 + 250.0 + horizontal_m + gap_m)
    second = Volume(Disc(centre, 250.0), agl(0, 10), span("10:30", "12:00"))
    answer = between(plan("a", first), plan("b", second), apart(horizontal_m), NOTHING_KNOWN)
    assert (answer is not None) is (gap_m <= TOUCHING_M)
    if answer is not None:
        assert answer.touching is (abs(gap_m) <= TOUCHING_M)
        assert answer.least_horizontal_m == pytest.approx(max(0, horizontal_m + gap_m), abs=5e-5)
        assert answer.interval == span("10:30", "11:00")
        assert answer.region.holds(answer.at)


def test_areas_that_share_an_edge_touch():
    """Neighbours that share an edge share points: a conflict that says touching."""
    square = ((0.0, 50.0), (1.0, 50.0), (1.0, 51.0), (0.0, 51.0), (0.0, 50.0))
    one, two, three = (
        plan(name, Volume(Area((tuple((x + by, y) for x, y in square),)), None, None))
        for name, by in (("a", 0.0), ("b", 1.0), ("c", 0.999))
    )
    assert between(one, two, NO_SEPARATION, NOTHING_KNOWN).touching
    assert not between(one, three, NO_SEPARATION, NOTHING_KNOWN).touching
    assert not between(one, two, apart(1.0), NOTHING_KNOWN).touching


TIMES = {
    "a gap of 9 min at 10 min": ("10:00", "11:00", "11:09", "12:00", 600, False, True),
    "a gap of 10 min at 10 min": ("10:00", "11:00", "11:10", "12:00", 600, False, False),
    "a gap of 10 min at 10 min, closed": ("10:00", "11:00", "11:10", "12:00", 600, True, True),
    "a gap of 11 min at 10 min, closed": ("10:00", "11:00", "11:11", "12:00", 600, True, False),
    "touching": ("10:00", "11:00", "11:00", "12:00", 0, False, False),
    "touching, closed": ("10:00", "11:00", "11:00", "12:00", 0, True, True),
    "sharing a minute": ("10:00", "11:00", "10:59", "12:00", 0, False, True),
}


@pytest.mark.parametrize("case", TIMES)
def test_separation_in_time(case):
    """Spans meet if the gap is smaller than the separation; closed time counts what touches."""
    start, end, then, until, time_s, closed, meets = TIMES[case]
    one = plan("a", Volume(Disc((1.0, 2.0), 100.0), None, span(start, end)))
    two = plan("b", Volume(Disc((1.0, 2.0), 100.0), None, span(then, until)))
    answer = between(one, two, apart(time_s=time_s), NOTHING_KNOWN, closed=closed)
    assert between(two, one, apart(time_s=time_s), NOTHING_KNOWN, closed=closed) == answer
    assert (answer is not None) is meets
    if answer is not None:
        gap = (at(then) - at(end)).total_seconds()
        assert answer.gap_s == max(0.0, gap)
        assert answer.interval.end > answer.interval.start


def test_json_is_ready_to_be_shown():
    """Keys and forms that pictures and alerts carry."""
    (conflict,) = find(
        [convoy(), fire(span("10:00", "12:00"))], lambda one, two: apart(5.0), NOTHING_KNOWN
    )
    shown = conflict.as_json()
    assert shown["plans"] == [{"id": "convoy", "version": 1}, {"id": "fire", "version": 1}]
    assert shown["certain"] == "yes"
    assert set(shown["region"]) == {"west", "south", "east", "north"}
    assert set(shown["interval"]) == {"start", "end"}
    assert shown["separation"] == {
        "horizontal_m": 5.0,
        "vertical_m": 0.0,
        "time_s": 0.0,
        "source": "test",
    }
    assert shown["volumes"] == [[0, 0]]


def test_one_actor_does_not_conflict_with_itself():
    """Only plans of different actors are compared."""
    same = [replace(convoy(), actor="x"), replace(fire(span("10:00", "12:00")), actor="x")]
    assert find(same, lambda one, two: NO_SEPARATION, NOTHING_KNOWN) == []
    assert find([], lambda one, two: NO_SEPARATION, NOTHING_KNOWN) == []


def random_plan(rng, name):
    """A plan of a few volumes of every shape within some 10 km, some of it unknown."""
    volumes = []
    for _ in range(rng.randint(2, 3)):
        centre = (36.0 + rng.uniform(-0.06, 0.06), 33.3 + rng.uniform(-0.06, 0.06))
        low = rng.uniform(0, 300)
        band = None if rng.random() < 0.1 else agl(low, low + 150)
        start = DAY + timedelta(seconds=rng.randint(0, 5_000))
        end = start + timedelta(seconds=rng.randint(300, 6_000))
        when = None if rng.random() < 0.1 else Span(start, end)
        there = direct(centre, rng.uniform(0, 360), rng.uniform(1_000, 9_000))
        aside = direct(there, rng.uniform(0, 360), rng.uniform(1_000, 4_000))
        shape = rng.randint(0, 3)
        if shape == 0:
            volumes.append(Volume(Disc(centre, rng.uniform(50, 3_000)), band, when))
        elif shape == 1:
            edges = rng.choice(list(Edges))
            volumes.append(Volume(Corridor((centre, there, aside), 100.0, edges), band, when))
        elif shape == 2:
            ring = (centre, there, aside, centre)
            volumes.append(Volume(Area((ring,), rng.choice(list(Edges))), band, when))
        else:
            fixes = ((start, centre), (end, there))
            volumes.append(Moving(fixes, 200.0, band, rng.choice([0.0, 300.0])))
    return plan(name, *volumes, actor=f"party {rng.randint(0, 3)}")


def judged(one, two, separation, bounds):
    """The pairs of volumes that meet, without boxes."""
    asked = Asked(
        (one.plan, two.plan), separation.horizontal_m + TOUCHING_M, separation.time_s, False
    )
    return tuple(
        (i, j)
        for i, a in enumerate(one.volumes)
        for j, b in enumerate(two.volumes)
        if compare((one.plan, a.band), (two.plan, b.band), bounds, separation.vertical_m).meet
        is not Truth.NO
        and meeting(a, b, asked) is not None
    )


@pytest.mark.parametrize("widest", [None, apart(900.0, 200.0, 400.0)], ids=["asked", "widest"])
def test_find_misses_nothing_that_every_pair_alone_shows(widest):
    """The index leaves out only what does not meet; shuffled plans give the same answer."""
    rng = random.Random(5)
    plans = [random_plan(rng, f"plan-{number:02}") for number in range(16)]
    separation = apart(800.0, 100.0, 300.0)
    found = find(plans, lambda one, two: separation, NOTHING_KNOWN, widest=widest)
    expected = {}
    for one, two in itertools.combinations(plans, 2):
        pairs = judged(one, two, separation, NOTHING_KNOWN)
        if one.actor != two.actor and pairs:
            expected[(one.plan, 1), (two.plan, 1)] = pairs
    assert {conflict.plans: conflict.volumes for conflict in found} == expected
    assert len(expected) > 15
    shuffled = rng.sample(plans, len(plans))
    assert find(shuffled, lambda one, two: separation, NOTHING_KNOWN, widest=widest) == found


discs = st.builds(
    lambda lon, lat, radius, start, length, low: Volume(
        Disc((36 + lon, 33 + lat), radius),
        agl(low, low + 50.0),
        Span(DAY + timedelta(seconds=start), DAY + timedelta(seconds=start + length)),
    ),
    st.floats(-0.02, 0.02),
    st.floats(-0.02, 0.02),
    st.floats(0, 1_000),
    st.integers(0, 3_000),
    st.integers(1, 3_000),
    st.floats(0, 150),
)
separations = st.builds(
    apart, st.sampled_from([0.0, 500.0]), st.sampled_from([0.0, 60.0]), st.sampled_from([0, 600])
)


@settings(max_examples=150, deadline=None)
@given(discs, discs, separations)
def test_standing_discs_by_a_formula_of_their_own(one, two, separation):
    """Distance by geographiclib, heights and times by subtraction: the same decision."""
    distance = metres(one.footprint.centre, two.footprint.centre)
    horizontal = max(0.0, distance - one.footprint.radius_m - two.footprint.radius_m)
    vertical = max(one.band.lower_m - two.band.upper_m, two.band.lower_m - one.band.upper_m, 0.0)
    gap = max(one.span.start - two.span.end, two.span.start - one.span.end).total_seconds()
    meets = (
        horizontal <= separation.horizontal_m + 1e-3
        and (vertical == 0.0 or vertical < separation.vertical_m)
        and gap < separation.time_s
    )
    answer = between(plan("a", one), plan("b", two), separation, NOTHING_KNOWN)
    assert (answer is not None) is meets
    if answer is not None:
        assert answer.least_horizontal_m == pytest.approx(horizontal, abs=1e-5)
        assert answer.least_vertical_m == pytest.approx(vertical, abs=1e-9)
        assert answer.gap_s == max(0.0, gap)


plans_by_seed = st.integers(0, 10_000).map(random.Random)


def same_time(one, two):
    """Two intervals that differ by no more than grazing may widen times of meeting."""
    if one is None or two is None:
        return one is two
    ends = ((one.start, two.start), (one.end, two.end))
    return all(abs((mine - other).total_seconds()) <= 1.0 for mine, other in ends)


def test_random_plans_meet_often_enough_to_test_anything():
    """The invariances below are about conflicts: about half of the random pairs have one."""
    met = 0
    for seed in range(40):
        rng = random.Random(seed)
        one, two = random_plan(rng, "a"), random_plan(rng, "b")
        met += between(one, two, apart(500.0), NOTHING_KNOWN) is not None
    assert met >= 12


@settings(max_examples=40, deadline=None)
@given(plans_by_seed, separations)
def test_exchanging_names_exchanges_nothing_else(rng, separation):
    """Which plan comes first in the alphabet does not matter."""
    one, two = random_plan(rng, "a"), random_plan(rng, "b")
    straight = between(one, two, separation, NOTHING_KNOWN)
    turned = between(replace(one, plan="b"), replace(two, plan="a"), separation, NOTHING_KNOWN)
    assert (straight is None) == (turned is None)
    if straight is not None:
        assert turned.certain is straight.certain
        assert turned.volumes == tuple(sorted((j, i) for i, j in straight.volumes))
        assert turned.least_horizontal_m == pytest.approx(straight.least_horizontal_m, abs=3e-4)
        assert turned.gap_s == pytest.approx(straight.gap_s, abs=1.0)


@settings(max_examples=40, deadline=None)
@given(plans_by_seed, st.integers(-400, 400))
def test_shifting_both_in_time_shifts_the_answer(rng, days):
    """The same plans on another day: the same conflict on that day."""
    one, two, by = random_plan(rng, "a"), random_plan(rng, "b"), timedelta(days=days)
    straight = between(one, two, apart(300.0), NOTHING_KNOWN)
    later = between(shifted(one, by), shifted(two, by), apart(300.0), NOTHING_KNOWN)
    if straight is None:
        assert later is None
        return
    expected = straight.interval
    if expected is not None:
        expected = Span(expected.start + by, expected.end + by)
    assert later == replace(straight, interval=expected)


def shifted(activity, by):
    """Every time of a plan moved."""
    volumes = []
    for one in activity.volumes:
        if isinstance(one, Moving):
            fixes = tuple((moment + by, place) for moment, place in one.fixes)
            volumes.append(replace(one, fixes=fixes))
        elif one.span is not None:
            volumes.append(replace(one, span=Span(one.span.start + by, one.span.end + by)))
        else:
            volumes.append(one)
    return replace(activity, volumes=tuple(volumes))


@settings(max_examples=40, deadline=None)
@given(plans_by_seed, separations)
def test_splitting_a_volume_in_time_changes_nothing(rng, separation):
    """Two halves of a volume, one after the other, meet what the whole met."""
    one, two = random_plan(rng, "a"), random_plan(rng, "b")
    halves = []
    for volume in one.volumes:
        if isinstance(volume, Volume) and volume.span is not None:
            start, end = volume.span.start, volume.span.end
            middle = start + (end - start) / 2
            halves += [
                replace(volume, span=Span(start, middle)),
                replace(volume, span=Span(middle, end)),
            ]
        else:
            halves.append(volume)
    whole = between(one, two, separation, NOTHING_KNOWN)
    split = between(replace(one, volumes=tuple(halves)), two, separation, NOTHING_KNOWN)
    assert (whole is None) == (split is None)
    if whole is not None:
        assert split.certain is whole.certain
        # one half alone may need the slack that the whole did not need
        more = set(split.unknown) - set(whole.unknown)
        assert set(whole.unknown) <= set(split.unknown)
        assert all("early or late" in sentence for sentence in more)
        assert split.least_horizontal_m == pytest.approx(whole.least_horizontal_m, abs=3e-4)
        assert split.gap_s == pytest.approx(whole.gap_s, abs=1.0)
        assert same_time(split.interval, whole.interval)


@settings(max_examples=40, deadline=None)
@given(plans_by_seed)
def test_splitting_a_path_changes_nothing(rng):
    """A corridor in two parts meets what the whole corridor met, as near."""
    two = random_plan(rng, "b")
    centre = (36.0, 33.3)
    path = [centre]
    for _ in range(3):
        path.append(direct(path[-1], rng.uniform(0, 360), rng.uniform(1_000, 20_000)))
    when = Span(DAY, DAY + timedelta(hours=9))
    whole, first, last = (
        Volume(Corridor(tuple(part), 120.0), agl(0, 1_000), when)
        for part in (path, path[:2], path[1:])
    )
    one = between(plan("a", whole), two, apart(500.0), NOTHING_KNOWN)
    both = between(plan("a", first, last), two, apart(500.0), NOTHING_KNOWN)
    assert (one is None) == (both is None)
    if one is not None:
        assert both.certain is one.certain
        assert same_time(both.interval, one.interval)
        assert both.least_horizontal_m == pytest.approx(one.least_horizontal_m, abs=3e-4)
