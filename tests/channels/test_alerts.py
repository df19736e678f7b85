"""Alerts of ladders: for whom, when, and that time alone moves them only when announced."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.channels import alerts
from detente.channels.state import State
from detente.terms.alerts import Alert
from detente.terms.when import rfc3339

HERE = {"lon": 36.2, "lat": 33.4, "accuracy_m": 50}
ELSEWHERE = {"lon": 36.2, "lat": 33.48112}
STARTS = "2026-05-04T09:00:00Z"  # 3,600 s after T0; with 900 s of lead: act by 2,700 s


def test_the_post_that_has_the_ladder_is_asked_to_answer(world: Any) -> None:
    """First y-1 until 120 s, then y-2 until 300 s: one alert at a time, each its own."""
    world.notify("y")
    first = world.alert("answer-due", 10)
    assert (first.addressees, first.deadline) == (("y-1",), world.at(120))
    world.tick(120)
    second = world.alert("answer-due", 130)
    assert (second.addressees, second.raised_at, second.deadline) == (
        ("y-2",),
        world.at(120),
        world.at(300),
    )
    assert first.id != second.id


def test_an_escalation_alert_holds_what_the_clerk_files(world: Any) -> None:
    """Raised at its due moment, version = ordinal, subjects = notification and recipient."""
    entry = world.notify("y")
    assert "next-post-due" not in world.rules(119.999999)
    alert = world.alert("next-post-due", 120)
    assert (alert.subjects, alert.version) == (("n-1", "y"), "1")
    assert alert.raised_at == world.at(120)
    assert alert.entries[0] == entry.id
    wanted = ("notification", "recipient", "to_post", "channel", "reason", "due_at")
    assert {name: alert.evidence[name] for name in wanted} == {
        "notification": "n-1",
        "recipient": "y",
        "to_post": "y-2",
        "channel": "line",
        "reason": "next post",
        "due_at": "2026-05-04T08:02:00Z",
    }
    world.tick(120)
    assert "next-post-due" not in world.rules(121)
    assert world.alert("next-channel-due", 300).version == "2"


def test_an_exhausted_ladder_is_told_to_the_sender_and_the_mediator(world: Any) -> None:
    """Nobody answered and nobody is left."""
    world.notify("x")
    world.tick(100_000)
    alert = world.alert("ladder-exhausted", 100_000)
    assert alert.addressees == ("org-desk", "med-desk")


def test_the_wrong_place_is_told_to_the_sender_at_once(world: Any) -> None:
    """With both places and the distance; again for each wrong reading; gone when read right."""
    world.notify("y", position=HERE, activity_starts_at=STARTS)
    world.deliver("y", "read_back", at=50, read={"position": ELSEWHERE})
    alert = world.alert("wrong-place", 50)
    assert (alert.addressees, alert.raised_at) == (("org-desk",), world.at(50))
    assert alert.evidence["distance_m"] == pytest.approx(9_000, abs=5)
    assert alert.evidence["matches"] == "no"
    world.deliver("y", "acknowledged", at=60)
    assert world.alert("wrong-place", 60).id == alert.id
    world.deliver("y", "read_back", at=70, read={"position": ELSEWHERE})
    assert world.alert("wrong-place", 70).id != alert.id
    world.deliver("y", "read_back", at=80, read={"position": HERE})
    assert "wrong-place" not in world.rules(80)


def test_a_place_that_cannot_be_told_is_asked_for_again(world: Any) -> None:
    """Words alone do not confirm a place."""
    world.notify("y", position=HERE)
    world.deliver("y", "read_back", at=50, read={"words": "three lorries"})
    assert world.rules(50) == ["place-not-confirmed"]


def test_acknowledged_and_not_read_back_has_its_own_clock(world: Any) -> None:
    """Asked of the post that acknowledged until 300 s, then told to the sender."""
    world.notify("y")
    world.deliver("y", "acknowledged", at=20, post="y-2")
    asked = world.alert("read-back-due", 20)
    assert (asked.addressees, asked.deadline) == (("y-2",), world.at(300))
    assert "not-read-back" not in world.rules(299)
    assert world.alert("not-read-back", 300).addressees == ("org-desk",)
    world.deliver("y", "read_back", at=310, read={"words": "w"}, post="y-2")
    assert world.rules(310) == []


CASES = {
    "silent: unknown to them": ([], ["A"], "unknown-to-them"),
    "delivered to a machine: unknown to them": ([("delivered", {})], [], "unknown-to-them"),
    "acknowledged, a unit was named: not passed on": (
        [("acknowledged", {})],
        ["A"],
        "not-passed-on",
    ),
    "read back, a unit was named: not passed on": (
        [("read_back", {"read": {"position": HERE}})],
        ["A"],
        "not-passed-on",
    ),
    "passed on to one of two": ([("passed_on", {"units": ["A"]})], ["A", "B"], "not-passed-on"),
    "passed on to all: nothing": (
        [("read_back", {"read": {"position": HERE}}), ("passed_on", {"units": ["A"]})],
        ["A"],
        None,
    ),
    "nobody named, read back: nothing": ([("read_back", {"read": {"position": HERE}})], [], None),
}


@pytest.mark.parametrize(("deliveries", "units", "rule"), CASES.values(), ids=CASES)
def test_fifteen_minutes_before_the_activity(
    world: Any, deliveries: list[tuple[str, dict[str, Any]]], units: list[str], rule: str | None
) -> None:
    """lead_s before it starts, and not a moment earlier, the sender learns what is missing."""
    world.notify("x", position=HERE, units=units, activity_starts_at=STARTS)
    for rung, more in deliveries:
        world.deliver("x", rung, at=60, **more)
    mine = ("unknown-to-them", "not-passed-on")
    assert [one for one in world.rules(2_699) if one in mine] == []
    assert [one for one in world.rules(2_700) if one in mine] == ([rule] if rule else [])
    if rule:
        alert = world.alert(rule, 2_700)
        assert (alert.addressees, alert.raised_at) == (("org-desk",), world.at(2_700))
        assert alert.deadline == world.at(3_600)


def test_an_answer_that_comes_near_the_activity_raises_its_alert_when_it_comes(
    world: Any,
) -> None:
    """Acknowledged 10 minutes before, not passed on: raised then, not backdated."""
    world.notify("x", units=["A"], activity_starts_at=STARTS)
    world.deliver("x", "acknowledged", at=3_000)
    assert world.alert("not-passed-on", 3_000).raised_at == world.at(3_000)
    assert "unknown-to-them" not in world.rules(3_000)


@pytest.mark.parametrize(
    ("sent", "late"),
    [(2_700, False), (2_701, True), (3_700, True)],
    ids=["with just the lead", "a second less", "after the start"],
)
def test_sent_with_too_little_lead_is_too_late_to_act_on(
    world: Any, sent: float, late: bool
) -> None:
    """Once for the notification, not once for each recipient."""
    world.notify("x", "y", at=sent, activity_starts_at=STARTS)
    found = [one for one in world.standing(sent) if one.rule == "too-late-to-act"]
    assert len(found) == int(late)
    if late:
        assert found[0].subjects == ("n-1",)
        assert found[0].evidence["lead_s"] == 3_600 - sent


def test_a_void_ladder_is_quiet(world: Any) -> None:
    """Nothing waits for an old version, except that it was not told again."""
    world.notify("x", "y", position=HERE, units=["A"], activity_starts_at=STARTS)
    world.deliver("y", "read_back", at=50, read={"position": ELSEWHERE})
    world.notify("x", "y", id_="n-2", at=60, about={"kind": "plan", "id": "p", "version": 2})
    assert {one.evidence.get("notification") for one in world.standing(10_000)} == {"n-2"}


BODIES: dict[str, Any] = {
    "ack": ("delivery", {"rung": "acknowledged"}),
    "right": ("delivery", {"rung": "read_back", "read": {"position": HERE}}),
    "wrong": ("delivery", {"rung": "read_back", "read": {"position": ELSEWHERE}}),
    "units": ("delivery", {"rung": "passed_on", "units": ["A"]}),
}


def happen(world: Any, what: str, who: str, at: float) -> None:
    """One thing of the property's alphabet; what cannot be filed at that moment is not filed."""
    if what in BODIES:
        kind, rest = BODIES[what]
        body = {"notification": "n-1", "recipient": who, "at": rfc3339(world.at(at)), **rest}
        post = f"{who}-1"
    elif what == "tick":
        world.tick(at)
        return
    elif what == "v2":
        about = {"kind": "plan", "id": "p", "version": 2}
        body = {
            "notification": "n-2",
            "about": about,
            "words": "w",
            "precedence": "urgent",
            "recipients": [who],
            "activity_starts_at": STARTS,
        }
        kind, post = "notification", "org-desk"
    elif what == "check":
        times = {"at": rfc3339(world.at(at)), "by": "x-1", "answered": "yes"}
        kind, body, post = "line_check", {"channel": "line", **times}, "x-1"
    else:
        kind, body, post = f"channel.{what}", {"channel": "line", "reason": "r"}, f"{who}-1"
    draft, found = world.draft(kind, body, post=post, at=at)
    if not found and not world.state.problems(draft):
        world.file(kind, body, post=post, at=at)


HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from([*BODIES, "tick", "v2", "check", "suspend", "reopen"]),
        st.sampled_from(["x", "y", "z"]),
        st.integers(1, 1_200),
    ),
    max_size=8,
)


def played(make_world: Any, happenings: list[tuple[str, str, int]]) -> tuple[Any, float]:
    """A world in which these things happened one after the other; and the last second."""
    world = make_world()
    everybody = ["org-desk", "x-1", "y-1", "y-2", "z-1", "z-2", "z-3"]
    checks = {"times_utc": ["08:10", "09:10"], "grace_s": 300}
    world.open("line", everybody, at=-300, checks=checks)
    world.open("relay", everybody, at=-200)
    world.notify("x", "y", "z", position=HERE, units=["A"], activity_starts_at=STARTS)
    at = 0.0
    for what, who, later in happenings:
        at += later
        happen(world, what, who, at)
    return world, at


def shown(found: list[Alert]) -> str:
    """Alerts as bytes would have them."""
    return json.dumps([alert.as_json() for alert in found], sort_keys=True)


@settings(max_examples=60, deadline=None)
@given(happenings=HAPPENINGS, probes=st.lists(st.integers(0, 12_000), max_size=12))
def test_alerts_change_by_time_alone_only_when_it_was_announced(
    make_world: Any, happenings: list[tuple[str, str, int]], probes: list[int]
) -> None:
    """Between two announced moments nothing changes; at each announced moment something does."""
    world, last = played(make_world, happenings)
    state: State = world.state
    now: datetime = world.at(last)
    before = shown(alerts.alerts(state, now))
    moments = sorted(world.at(last + probe) for probe in probes)
    for _ in range(40):
        due = alerts.next_due(state, now)
        for probe in moments:
            if now <= probe and (due is None or probe < due):
                assert shown(alerts.alerts(state, probe)) == before
        if due is None:
            break
        assert due > now
        after = shown(alerts.alerts(state, due))
        assert after != before
        now, before = due, after


@settings(max_examples=60, deadline=None)
@given(happenings=HAPPENINGS, split=st.integers(0, 40))
def test_folding_a_prefix_and_going_on_is_folding_at_once(
    make_world: Any, happenings: list[tuple[str, str, int]], split: int
) -> None:
    """Pictures and alerts taken on the way leave no trace; the rest gives the same bytes."""
    world, last = played(make_world, happenings)
    now = world.at(last + 5_000)
    again = State(world.charter)
    for at, entry in enumerate(world.entries):
        if at == split:
            again.picture(now)
            alerts.alerts(again, now)
            alerts.next_due(again, now)
        again.apply(entry)
    assert json.dumps(again.picture(now)) == json.dumps(world.state.picture(now))
    assert shown(alerts.alerts(again, now)) == shown(alerts.alerts(world.state, now))


@settings(max_examples=60, deadline=None)
@given(happenings=HAPPENINGS, hidden=st.sets(st.integers(0, 30)))
def test_a_reader_who_cannot_see_everything_still_gets_a_picture(
    make_world: Any, happenings: list[tuple[str, str, int]], hidden: set[int]
) -> None:
    """Entries are filtered before the fold: whatever is missing, nothing fails."""
    world, last = played(make_world, happenings)
    view = State(world.charter)
    for at, entry in enumerate(world.entries):
        if at not in hidden:
            view.apply(entry)
    now = world.at(last + 5_000)
    picture = view.picture(now)
    for alert in alerts.alerts(view, now):
        alert.as_json()
    alerts.next_due(view, now)
    seen = sum(
        len(entry.value.recipients)
        for at, entry in enumerate(world.entries)
        if at not in hidden and entry.kind == "notification"
    )
    assert len(picture["ladders"]) == seen  # type: ignore[arg-type]
