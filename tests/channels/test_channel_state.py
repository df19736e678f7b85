"""Lines: test calls and their calendar, degraded, suspended, reopened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.channels.channel_state import slots
from detente.channels.entries import Checks
from detente.terms.when import moment, rfc3339

HOUR, DAY = 3_600, 86_400
TWICE = {"times_utc": ["09:00", "16:00"], "misses_to_degraded": 2}
# T0 is Monday 08:00 UTC: so many seconds after it the checks of that day are due.
NINE, SIXTEEN = HOUR, 8 * HOUR


def opened(make_world: Any, **more: Any) -> Any:
    """A hotline between x and y with checks at 09:00 and 16:00."""
    world = make_world()
    world.open("line", ["x-1", "y-1"], at=-60, checks={**TWICE, **more})
    return world


def check(
    world: Any, at: float, answered: str, *, by: str = "x-1", filed: float | None = None
) -> None:
    """Record a test call."""
    to = "y-1" if by == "x-1" else "x-1"
    body = {
        "channel": "line",
        "at": rfc3339(world.at(at)),
        "by": by,
        "to": to,
        "answered": answered,
    }
    world.file("line_check", body, post=by, at=at if filed is None else filed)


CASES = {
    "before the first check": ([], NINE, "open", 0),
    "within the grace of a check": ([], NINE + 899, "open", 0),
    "one check was missed": ([], NINE + 900, "open", 1),
    "two checks were missed: degraded": ([], SIXTEEN + 900, "degraded", 2),
    "the second was answered": ([(SIXTEEN, "yes")], SIXTEEN + 900, "open", 0),
    "answered within the grace, after it": ([(SIXTEEN + 800, "yes")], SIXTEEN + 900, "open", 0),
    "answered within the grace, before it": ([(SIXTEEN - 800, "yes")], SIXTEEN + 900, "open", 0),
    "a call that nobody answered is a miss": ([(NINE, "no")], NINE + 900, "open", 1),
    "called again within the grace and answered": (
        [(NINE, "no"), (NINE + 300, "yes")],
        NINE + 900,
        "open",
        0,
    ),
    "answered between the checks ends the row": (
        [(SIXTEEN - 2 * HOUR, "yes")],
        SIXTEEN + 900,
        "open",
        1,
    ),
    "whether it was answered cannot be told": ([(NINE, "cannot tell")], NINE + 900, "unknown", 0),
    "a check that cannot be told is no answer in a row": (
        [(SIXTEEN, "cannot tell")],
        DAY + NINE + 900,
        "degraded",
        2,
    ),
    "degraded, then answered": (
        [(DAY + NINE, "yes")],
        DAY + NINE + 900,
        "open",
        0,
    ),
}


@pytest.mark.parametrize(("checks", "now", "state", "misses"), CASES.values(), ids=CASES)
def test_what_a_line_is(
    make_world: Any, checks: list[tuple[float, str]], now: float, state: str, misses: int
) -> None:
    """State and misses in a row follow from calendar and test calls."""
    world = opened(make_world)
    for at, answered in checks:
        check(world, at, answered)
    line = world.line("line", now)
    assert (line["state"], line["misses"]) == (state, misses)


def test_missed_twice_is_degraded_with_cause_unknown_and_a_claim_stays_a_claim(
    make_world: Any,
) -> None:
    """ "Technical fault" is what y says; the cause stays unknown."""
    world = opened(make_world)
    assert world.rules(NINE + 899) == []
    assert world.rules(NINE + 900) == ["line-check-missed"]
    assert world.rules(SIXTEEN + 900) == ["channel-degraded", "line-check-missed"]
    alert = world.alert("channel-degraded", SIXTEEN + 900)
    assert alert.raised_at == world.at(SIXTEEN + 900)
    assert alert.addressees == ("x-1", "y-1")
    assert alert.evidence["cause"] == "unknown"
    cause = {"channel": "line", "claimed_by": "y", "words": "technical fault"}
    world.file("line_check.cause", cause, post="y-1", at=DAY)
    line = world.line("line", DAY)
    assert (line["state"], line["cause"]) == ("degraded", "unknown")
    assert line["causes_claimed"] == [
        {
            "claimed_by": "y",
            "words": "technical fault",
            "at": None,
            "filed_at": rfc3339(world.at(DAY)),
            "recorded_by": "y",
        }
    ]


def test_the_weekend_rule_is_obeyed(make_world: Any) -> None:
    """Weekdays only: after Friday 16:00 nothing is due before Monday 09:00."""
    world = opened(make_world, weekdays=[0, 1, 2, 3, 4])
    friday = 4 * DAY + SIXTEEN
    check(world, friday, "yes")
    line = world.line("line", friday + 2 * DAY)
    assert line["next_check"] == "2026-05-11T09:00:00Z"
    assert (line["state"], line["misses"]) == ("open", 0)


def test_the_two_sides_records_of_one_check_may_differ(make_world: Any) -> None:
    """x says that nobody answered, y that it did: it cannot be told, and is neither."""
    world = opened(make_world)
    check(world, NINE, "no", by="x-1")
    check(world, NINE + 60, "yes", by="y-1")
    line = world.line("line", NINE + 900)
    assert (line["state"], line["misses"]) == ("unknown", 0)


def test_a_check_recorded_later_still_counts_for_its_time(make_world: Any) -> None:
    """Held at 09:00, filed at 12:00: the miss is gone, and both times are shown."""
    world = opened(make_world)
    assert world.line("line", 3 * HOUR)["misses"] == 1
    check(world, NINE, "yes", filed=4 * HOUR)
    line = world.line("line", 5 * HOUR)
    assert line["misses"] == 0
    assert line["last_check"]["at"] == "2026-05-04T09:00:00Z"
    assert line["last_check"]["filed_at"] == "2026-05-04T12:00:00Z"


def test_each_side_suspends_and_reopens_for_itself(make_world: Any) -> None:
    """Both suspend; x alone cannot open the line again."""
    world = opened(make_world)
    for side, at in (("x-1", 10), ("y-1", 20)):
        world.file("channel.suspend", {"channel": "line", "reason": "r"}, post=side, at=at)
    line = world.line("line", DAY)
    assert (line["state"], line["next_check"], line["misses"]) == ("suspended", None, 0)
    assert [one["actor"] for one in line["suspended_by"]] == ["x", "y"]
    assert world.rules(DAY) == ["channel-suspended", "channel-suspended"]
    reopen = {"channel": "line", "reason": "r"}
    world.file("channel.reopen", reopen, post="x-1", at=DAY)
    assert "not by x" in world.problems("channel.reopen", reopen, post="x-1", at=DAY)
    assert world.line("line", DAY)["state"] == "suspended"
    world.file("channel.reopen", reopen, post="y-1", at=DAY + 60)
    line = world.line("line", DAY + 61)
    assert (line["state"], line["misses"]) == ("open", 0)
    assert line["next_check"] == "2026-05-05T09:00:00Z"


def test_no_check_was_due_while_it_was_suspended(make_world: Any) -> None:
    """Answered on Monday, suspended until Wednesday 10:00: nothing was missed in between."""
    world = opened(make_world)
    check(world, NINE, "yes")
    wednesday = 2 * DAY + 2 * HOUR
    world.file("channel.suspend", {"channel": "line", "reason": "r"}, post="x-1", at=2 * HOUR)
    world.file("channel.reopen", {"channel": "line", "reason": "r"}, post="x-1", at=wednesday)
    assert world.line("line", wednesday + 60)["misses"] == 0
    assert world.line("line", 2 * DAY + SIXTEEN + 900)["misses"] == 1


@settings(deadline=None)
@given(
    times=st.sets(st.integers(0, 47), min_size=1, max_size=4),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    after=st.integers(0, 20 * DAY),
)
def test_the_calendar_against_counting_every_minute(
    times: set[int], weekdays: set[int], after: int
) -> None:
    """An oracle that walks the clock half-hour by half-hour finds the same times."""
    checks = Checks(tuple(sorted(1_800 * one for one in times)), tuple(sorted(weekdays)), 2, 60)
    start = moment("2026-05-04T00:00:00Z") + timedelta(seconds=after)
    found = []
    calendar = slots(checks, start)
    for _ in range(5):
        found.append(next(calendar))
    walked = []
    at = start.replace(minute=0, second=0, microsecond=0)
    while len(walked) < 5:
        if at > start and at.weekday() in weekdays and at.hour * 2 + at.minute // 30 in times:
            walked.append(at)
        at += timedelta(minutes=30)
    assert found == walked
