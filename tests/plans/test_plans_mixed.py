"""The scenario mixed-plans against geographiclib and bisection: no code of the engine."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from geographiclib.geodesic import Geodesic

from detente.plans import conflicts
from detente.plans.conflicts import Activity, PlanConflict
from detente.plans.entries import Plan, parse_plan
from detente.terms.fields import Fields
from detente.terms.truth import Truth
from detente.terms.when import Span, moment
from detente.terms.where import Band, Corridor, Disc, HeightReference, Moving, Volume
from detente.terms.who import Bounds, Separation

FOLDER = Path(__file__).parents[2] / "scenarios" / "mixed-plans"
WGS84 = Geodesic.WGS84
LonLat: TypeAlias = tuple[float, float]


def filed() -> dict[str, Plan]:
    """The plans of the scenario, by id."""
    plans = {}
    for text in (FOLDER / "entries.jsonl").read_text(encoding="utf-8").splitlines():
        line: dict[str, Any] = json.loads(text)
        if line.get("kind") == "plan.file":
            fields = Fields(line["body"])
            plan = parse_plan(fields)
            assert fields.problems == []
            plans[plan.plan] = plan
    return plans


PLANS = filed()


def apart(one: Activity, two: Activity) -> Separation:
    """The separations of world.toml that decide here, written out once more."""
    table = {
        ("convoy", "live_fire"): (1000.0, 0.0),
        ("convoy", "flight"): (200.0, 50.0),
        ("flight", "live_fire"): (500.0, 30.0),
        ("flight", "flight"): (500.0, 100.0),
        ("live_fire", "patrol"): (500.0, 0.0),
    }
    kinds = (min(one.kind, two.kind), max(one.kind, two.kind))
    other = (0.0, 0.0) if "moving_circle" in kinds else (200.0, 30.0)
    horizontal, vertical = table.get(kinds, other)
    return Separation(kinds, horizontal, vertical, 0.0, "charter")


def found(plans: list[Plan]) -> list[PlanConflict]:
    """What the engine says."""
    bounds = Bounds((0.0, 2820.0), (10.0, 35.0), 300.0)
    return conflicts.find([plan.activity() for plan in plans], apart, bounds)


def metres(one: LonLat, two: LonLat) -> float:
    """Geodesic distance by Karney's own Python."""
    return float(WGS84.Inverse(one[1], one[0], two[1], two[0])["s12"])


def place(moving: Moving, at: datetime) -> LonLat:
    """Where something is by its timetable, at even speed along the geodesic of each leg."""
    for (start, one), (end, two) in pairwise(moving.fixes):
        if start <= at <= end:
            leg = WGS84.Inverse(one[1], one[0], two[1], two[0])
            gone = leg["s12"] * ((at - start) / (end - start))
            there = WGS84.Direct(one[1], one[0], leg["azi1"], gone)
            return (there["lon2"], there["lat2"])
    raise AssertionError(f"{at} is outside of the timetable")


def crossing(too_far: Callable[[datetime], float], low: str, high: str) -> datetime:
    """When a distance passes zero between two times that lie on either side, by bisection."""
    one, two = moment(low), moment(high)
    assert (too_far(one) > 0) != (too_far(two) > 0)
    while two - one > timedelta(microseconds=10):
        middle = one + (two - one) / 2
        if (too_far(middle) > 0) == (too_far(one) > 0):
            one = middle
        else:
            two = middle
    return one


def moving(plan: str) -> Moving:
    """The timetable of a plan of the scenario."""
    (volume,) = PLANS[plan].volumes
    assert isinstance(volume, Moving)
    return volume


def standing(plan: str) -> Volume:
    """The one volume of a plan of the scenario that stays where it is."""
    (volume,) = PLANS[plan].volumes
    assert isinstance(volume, Volume)
    return volume


def test_three_of_the_pairs_could_meet_in_any_order_of_filing() -> None:
    """The same three conflicts, one of them only possible, however the plans are ordered."""
    first = found(list(PLANS.values()))
    assert [[plan for plan, _ in conflict.plans] for conflict in first] == [
        ["north-fire-3", "relief-convoy-9"],
        ["north-helicopter-2", "south-drone-5"],
        ["relief-ship-1", "south-cutter-8"],
    ]
    assert [conflict.certain for conflict in first] == [Truth.YES, Truth.CANNOT_TELL, Truth.YES]
    for order in list(permutations(PLANS.values()))[::997]:
        assert found(list(order)) == first


def check(conflict: PlanConflict, start: datetime, end: datetime) -> None:
    """The engine's interval holds the oracle's, and is at most a tenth of a second longer."""
    assert conflict.interval is not None
    assert timedelta() <= start - conflict.interval.start < timedelta(seconds=0.1)
    assert timedelta() <= conflict.interval.end - end < timedelta(seconds=0.1)


def test_convoy_meets_the_fire_area_when_the_oracle_says() -> None:
    """Within 1,000 m of the area, five minutes early or late."""
    convoy, fire = moving("relief-convoy-9"), standing("north-fire-3")
    assert isinstance(fire.footprint, Disc)
    area = fire.footprint

    def too_far(at: datetime) -> float:
        reach = area.radius_m + convoy.radius_m + 1000
        return metres(place(convoy, at), area.centre) - reach

    slack = timedelta(seconds=convoy.slack_s)
    start = crossing(too_far, "2026-04-14T09:30:00Z", "2026-04-14T10:15:00Z") - slack
    end = crossing(too_far, "2026-04-14T10:15:00Z", "2026-04-14T11:00:00Z") + slack
    assert fire.span is not None
    assert fire.span.start < start
    assert end < fire.span.end
    check(found(list(PLANS.values()))[0], start, end)


def test_cutter_enters_and_leaves_the_moving_circle_when_the_oracle_says() -> None:
    """Both move: the circle of ten nautical miles goes with the ship."""
    ship, cutter = moving("relief-ship-1"), moving("south-cutter-8")

    def too_far(at: datetime) -> float:
        return metres(place(ship, at), place(cutter, at)) - ship.radius_m - cutter.radius_m

    start = crossing(too_far, "2026-04-14T09:30:00Z", "2026-04-14T11:10:00Z")
    end = crossing(too_far, "2026-04-14T11:10:00Z", "2026-04-14T12:00:00Z")
    check(found(list(PLANS.values()))[2], start, end)


def test_least_distance_of_the_flights_is_the_oracles() -> None:
    """From the end of the drone's corridor to the helicopter's path, by search along it."""
    drone, helicopter = standing("south-drone-5"), standing("north-helicopter-2")
    assert isinstance(drone.footprint, Corridor)
    assert isinstance(helicopter.footprint, Corridor)
    end, (one, two) = drone.footprint.path[-1], helicopter.footprint.path
    leg = WGS84.Inverse(one[1], one[0], two[1], two[0])

    def away(gone: float) -> float:
        there = WGS84.Direct(one[1], one[0], leg["azi1"], gone)
        return metres((there["lon2"], there["lat2"]), end)

    low, high = 0.0, float(leg["s12"])
    while high - low > 1e-3:
        left, right = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, right) if away(left) < away(right) else (left, high)
    conflict = found(list(PLANS.values()))[1]
    assert conflict.least_horizontal_m == pytest.approx(away(low) - 200 - 50, abs=0.01)
    assert conflict.least_vertical_m is None
    assert conflict.unknown == ("height of north-helicopter-2 is unknown",)


FROM = {
    "90 m: exactly as far above the fire as it must be": (90.0, False, False),
    "89.9 m: too near to the fire, not to the convoy": (89.9, True, False),
    "54.9 m: too near to both": (54.9, True, True),
}


@pytest.mark.parametrize(("lower", "fire", "convoy"), FROM.values(), ids=FROM)
def test_the_drone_is_apart_by_height_and_by_nothing_else(
    lower: float, fire: bool, convoy: bool
) -> None:
    """The absent conflicts are absent by their margin: flown lower, the same drone has them."""
    drone = PLANS["south-drone-5"]
    band = Band(lower, 120.0, HeightReference.AGL)
    lowered = replace(drone, volumes=(replace(standing("south-drone-5"), band=band),))
    pairs = {
        tuple(plan for plan, _ in conflict.plans)
        for conflict in found(list({**PLANS, "south-drone-5": lowered}.values()))
    }
    assert (("north-fire-3", "south-drone-5") in pairs) == fire
    assert (("relief-convoy-9", "south-drone-5") in pairs) == convoy


def test_the_patrol_is_apart_by_time_and_by_nothing_else() -> None:
    """A minute earlier, it meets the fire: times that only touch do not."""
    patrol, volume = PLANS["south-patrol-4"], standing("south-patrol-4")
    assert volume.span is not None
    span = Span(volume.span.start - timedelta(minutes=1), volume.span.end)
    earlier = replace(patrol, volumes=(replace(volume, span=span),))
    pairs = [
        tuple(plan for plan, _ in conflict.plans)
        for conflict in found(list({**PLANS, "south-patrol-4": earlier}.values()))
    ]
    assert ("north-fire-3", "south-patrol-4") in pairs
    assert len(pairs) == 4
