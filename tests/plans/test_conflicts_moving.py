"""Things that move along a timetable, against positions sampled by geographiclib."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from geographiclib.geodesic import Geodesic

from detente.plans.conflicts import Activity, between
from detente.terms.truth import Truth
from detente.terms.when import Span
from detente.terms.where import Disc, Moving, Volume
from detente.terms.who import Bounds, Separation

WGS84 = Geodesic.WGS84
START = datetime(2025, 7, 24, 6, tzinfo=UTC)
NAUTICAL_MILE = 1_852.0
HERE = (36.0, 33.0)
UNKNOWN = "height of {} is unknown"


def metres(p, q):
    """Geodesic distance by geographiclib."""
    return WGS84.Inverse(p[1], p[0], q[1], q[0])["s12"]


def direct(p, azimuth, distance):
    """Destination by geographiclib."""
    end = WGS84.Direct(p[1], p[0], azimuth, distance)
    return (end["lon2"], end["lat2"])


def after(seconds):
    """A moment so long after the start."""
    return START + timedelta(seconds=seconds)


def plan(name, volume):
    """An activity of an actor of its own."""
    return Activity(name, 1, f"actor of {name}", "other", (volume,))


def apart(horizontal_m=0.0, time_s=0.0):
    """A separation without height."""
    return Separation(("*", "*"), horizontal_m, 0.0, time_s, "test")


def moving(start, azimuth, speed, seconds, radius, *, begins=0.0, slack=0.0):
    """One leg from a place, at a speed, for so long."""
    end = direct(start, azimuth, speed * seconds)
    return Moving(((after(begins), start), (after(begins + seconds), end)), radius, None, slack)


def where(track, seconds):
    """Position by geographiclib; None outside the timetable (half-open)."""
    for (begin, p), (until, q) in itertools.pairwise(track.fixes):
        low, high = (begin - START).total_seconds(), (until - START).total_seconds()
        if low <= seconds < high:
            line = WGS84.InverseLine(p[1], p[0], q[1], q[0])
            at = line.Position(line.s13 * (seconds - low) / (high - low))
            return (at["lon2"], at["lat2"])
    return None


def elapsed(moment):
    """Seconds after the start."""
    return (moment - START).total_seconds()


def test_a_ten_mile_circle_moves_with_its_ship():
    """The circle meets a standing one when the ship is near enough, and not before."""
    speed = 12 * NAUTICAL_MILE / 3600
    ship = moving((31.0, 44.0), 90.0, speed, 6 * 3600, 10 * NAUTICAL_MILE)
    centre = direct((31.0, 44.0), 90.0, speed * 4 * 3600)
    area = Volume(Disc(centre, 5 * NAUTICAL_MILE), None, Span(START, after(86_400)))
    answer = between(plan("ship", ship), plan("area", area), apart(), Bounds())
    assert answer.certain is Truth.CANNOT_TELL  # heights were not filed
    assert answer.unknown == (UNKNOWN.format("area"), UNKNOWN.format("ship"))
    meets_at = 4 * 3600 - 15 * NAUTICAL_MILE / speed
    leaves_at = 4 * 3600 + 15 * NAUTICAL_MILE / speed
    assert elapsed(answer.interval.start) == pytest.approx(meets_at, abs=0.2)
    assert elapsed(answer.interval.end) == pytest.approx(leaves_at, abs=0.2)
    assert answer.least_horizontal_m == 0.0
    before = replace(area, span=Span(START, after(meets_at - 1)))
    assert between(plan("ship", ship), plan("area", before), apart(), Bounds()) is None
    just = replace(area, span=Span(START, after(meets_at + 1)))
    assert between(plan("ship", ship), plan("area", just), apart(), Bounds()) is not None


@pytest.mark.parametrize("gap_m", [-0.02, -0.01, 0.0, 0.01, 0.02])
@pytest.mark.parametrize("lat", [0.0, 45.0, 80.0])
def test_passing_a_circle_at_a_constructed_distance(lat, gap_m):
    """Closest approach on a leg decides, to a millimetre, not the time resolution."""
    foot = (20.0, lat)
    start = direct(foot, 250.0, 20_000.0)
    azimuth = WGS84.Inverse(start[1], start[0], foot[1], foot[0])["azi1"]
    there = WGS84.Inverse(start[1], start[0], foot[1], foot[0])["azi2"]
    ship = moving(start, azimuth, 10.0, 4_000.0, 500.0)
    centre = direct(foot, there + 90.0, 500.0 + 800.0 + 100.0 + gap_m)
    circle = Volume(Disc(centre, 800.0), None, Span(START, after(4_000)))
    answer = between(plan("ship", ship), plan("circle", circle), apart(100.0), Bounds())
    assert (answer is not None) is (gap_m <= 0.001)
    if answer is not None:
        assert answer.least_horizontal_m == pytest.approx(100.0 + gap_m, abs=1e-4)
        assert answer.touching is (gap_m == 0.0)
        assert elapsed(answer.interval.start) <= 2_000.0 <= elapsed(answer.interval.end)


@pytest.mark.parametrize("gap_m", [-0.02, -0.01, 0.0, 0.01, 0.02])
def test_two_ships_that_pass_at_a_constructed_distance(gap_m):
    """Side by side at one moment, in opposite directions: their closest approach decides."""
    one = moving(direct(HERE, 180.0, 9_000.0), 0.0, 6.0, 3_000.0, 200.0)
    aside = direct(HERE, 90.0, 200.0 + 300.0 + 50.0 + gap_m)
    line = WGS84.Inverse(aside[1], aside[0], HERE[1], HERE[0])["azi1"]
    start = direct(aside, line + 90.0, 9_000.0)
    back = WGS84.Inverse(start[1], start[0], aside[1], aside[0])["azi1"]
    two = moving(start, back, 6.0, 3_000.0, 300.0)
    answer = between(plan("a", one), plan("b", two), apart(50.0), Bounds())
    assert (answer is not None) is (gap_m <= 0.001)
    if answer is not None:
        assert answer.least_horizontal_m == pytest.approx(50.0 + gap_m, abs=2e-4)
        assert elapsed(answer.interval.start) <= 1_500.0 <= elapsed(answer.interval.end)


def test_ships_that_cross_one_track_at_different_times_do_not_meet():
    """The paths cross; the ships do not, unless the separation in time is long enough."""
    one = moving(direct(HERE, 180.0, 6_000.0), 0.0, 5.0, 2_400.0, 100.0)
    two = moving(direct(HERE, 270.0, 6_000.0), 90.0, 5.0, 2_400.0, 100.0, begins=600.0)
    a, b = plan("a", one), plan("b", two)
    assert between(a, b, apart(), Bounds()) is None
    assert between(a, b, apart(time_s=500.0), Bounds()) is None
    answer = between(a, b, apart(time_s=601.0), Bounds())
    assert answer is not None
    assert answer.least_horizontal_m == 0.0
    late = between(plan("a", replace(one, slack_s=601.0)), b, apart(), Bounds())
    assert late.certain is Truth.CANNOT_TELL
    assert "a may be up to 601 s early or late" in late.unknown
    assert between(plan("a", replace(one, slack_s=300.0)), b, apart(), Bounds()) is None
    both = replace(one, slack_s=300.0), replace(two, slack_s=301.0)
    assert between(plan("a", both[0]), plan("b", both[1]), apart(), Bounds()) is not None


TOUCH = {
    "ends where and when the other begins": (1_200.0, 0.0, False, False),
    "the same, closed": (1_200.0, 0.0, True, True),
    "begins a second before the other ends": (1_199.0, 0.0, False, True),
    "begins ten seconds after, eleven asked": (1_210.0, 11.0, False, True),
    "begins ten seconds after, nine asked": (1_210.0, 9.0, False, False),
}


@pytest.mark.parametrize("case", TOUCH)
def test_timetables_that_follow_one_another(case):
    """Time is half-open for timetables too."""
    begins, time_s, closed, meets = TOUCH[case]
    end = direct(HERE, 0.0, 6_000.0)
    one = moving(HERE, 0.0, 5.0, 1_200.0, 10.0)
    two = moving(end, 90.0, 5.0, 1_200.0, 10.0, begins=begins)
    standing = Volume(Disc(end, 10.0), None, Span(after(begins), after(begins + 60)))
    for other in (two, standing):
        found = between(
            plan("a", one), plan("b", other), apart(0, time_s), Bounds(), closed=closed
        )
        assert (found is not None) is meets


def random_track(rng, radius, slack=0.0):
    """A timetable of a few legs, with a wait now and then."""
    seconds, place = rng.uniform(0, 900), direct(HERE, rng.uniform(0, 360), rng.uniform(0, 6_000))
    fixes = [(after(seconds), place)]
    for _ in range(rng.randint(1, 4)):
        length = 0.0 if rng.random() < 0.2 else rng.uniform(500, 5_000)
        place = direct(place, rng.uniform(0, 360), length)
        seconds += max(60.0, length / rng.uniform(3, 20))
        fixes.append((after(seconds), place))
    return Moving(tuple(fixes), radius, None, slack)


@pytest.mark.parametrize("seed", range(14))
def test_random_timetables_against_a_circle(seed):
    """No sampled meeting is missed; the interval holds all of them and no more than it must."""
    rng = random.Random(seed)
    track = random_track(rng, rng.uniform(0, 400))
    centre, radius = direct(HERE, rng.uniform(0, 360), rng.uniform(0, 5_000)), 900.0
    start = rng.uniform(0, 900)
    circle = Volume(Disc(centre, radius), None, Span(after(start), after(start + 700)))
    answer = between(plan("a", track), plan("b", circle), apart(300.0), Bounds())
    times = [elapsed(circle.span.start) + step for step in range(700)]
    near = {}
    for at in times:
        place = where(track, at)
        if place is not None:
            near[at] = metres(place, centre) - track.radius_m - radius
    met = [at for at, gap in near.items() if gap <= 300.0]
    if answer is None:
        assert not met
        return
    assert answer.least_horizontal_m <= max(0.0, min(near.values())) + 1e-4
    if met:
        assert elapsed(answer.interval.start) <= met[0]
        assert elapsed(answer.interval.end) >= met[-1]
        assert elapsed(answer.interval.start) >= met[0] - 1.2
        assert elapsed(answer.interval.end) <= met[-1] + 1.2
    assert answer.region.holds(answer.at)


@pytest.mark.parametrize("time_s", [0.0, 200.0])
@pytest.mark.parametrize("seed", range(8))
def test_random_timetables_against_each_other(seed, time_s):
    """Sampled pairs of moments that are near enough in time: the same decision, as near."""
    rng = random.Random(seed + 50)
    one, two = random_track(rng, 250.0), random_track(rng, 150.0)
    step = 10.0
    times = [step * number for number in range(250)]
    first = [(at, where(one, at)) for at in times if where(one, at)]
    second = [(at, where(two, at)) for at in times if where(two, at)]
    gaps = [
        metres(p, q) - 400.0
        for at, p in first
        for then, q in second
        if at == then or abs(at - then) < time_s
    ]
    answer = between(plan("a", one), plan("b", two), apart(100.0, time_s), Bounds())
    if answer is None:
        assert not gaps or min(gaps) > 100.0
        return
    sampled = min(gaps, default=math.inf)
    assert answer.least_horizontal_m <= max(0.0, sampled) + 1e-4
    assert answer.least_horizontal_m >= sampled - 40.0 * step  # both at 20 m/s at most
