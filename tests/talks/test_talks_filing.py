"""What may be filed about talks; and the fold is pure."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talks_world import START, World, folded, read

from detente.talks import alerts

DEMAND = {
    "demand": "d",
    "by": "a",
    "what": "presence",
    "words": "w",
    "scope": {"words": "everywhere"},
}

BODIES: dict[str, tuple[str, dict, str]] = {
    "a new date for a meeting that is held": (
        "meeting.phase",
        {"meeting": "m", "phase": "held", "words": "w", "new_date": "2025-08-01"},
        "$.new_date",
    ),
    "a phase that is not known here": (
        "meeting.phase",
        {"meeting": "m", "phase": "approved", "words": "w"},
        "$.phase",
    ),
    "lasting until a day": (
        "demand",
        {**DEMAND, "scope": {"words": "w", "lasting": True, "until": "2025-08-01"}},
        "$.scope.until",
    ),
    "ends before it begins": (
        "demand",
        {**DEMAND, "scope": {"words": "w", "from": "2025-08-01", "until": "2025-07-01"}},
        "$.scope.until",
    ),
    "a demand without scope": ("demand", {**DEMAND, "scope": None}, "$.scope"),
    "an inference of nothing": (
        "demand.scope",
        {"demand": "d", "areas": [], "by": "desk", "reason": "r"},
        "$.areas",
    ),
    "a promise of nobody": ("commitment", {"commitment": "c", "words": "w"}, "$.by"),
    "a misspelt field": ("guarantee", {"guarantee": "g", "of": "i", "words": "w", "x": 1}, "$.x"),
}


@pytest.mark.parametrize(("kind", "body", "where"), BODIES.values(), ids=BODIES)
def test_a_body_that_cannot_be_read_says_where(kind: str, body: dict, where: str) -> None:
    """One fault, one problem at its place, with a next step."""
    found = read(kind, body)
    assert where in [problem.where for problem in found]
    assert all(problem.next_step for problem in found)


def test_what_is_unknown_or_taken_is_refused(world: World) -> None:
    """Phases of no meeting, ids that are taken, states of no commitment."""
    world.meeting("talk")
    phase = {"meeting": "lost", "phase": "held", "words": "w"}
    state = {"commitment": "lost", "state": "kept", "by": "desk", "words": "w"}
    assert [p.where for p in world.refused("meeting.phase", phase)] == ["$.meeting"]
    meeting = {"meeting": "talk", "title": "again"}
    assert [p.where for p in world.refused("meeting", meeting)] == ["$.meeting"]
    assert [p.where for p in world.refused("commitment.state", state)] == ["$.commitment"]


def test_nobody_files_another_actors_demand_without_a_statement(world: World) -> None:
    """Its own post may; a desk needs the statement behind it."""
    assert [p.where for p in world.refused("demand", DEMAND)] == ["$.by"]
    assert world.refused("demand", DEMAND, post="a1") == []
    assert world.refused("demand", {**DEMAND, "statement": "S1"}) == []


def test_nobody_promises_for_another_without_a_statement(world: World) -> None:
    """The same for commitments, guarantees and words on them."""
    promise = {"commitment": "c", "by": ["a", "b"], "words": "w"}
    assert [p.where for p in world.refused("commitment", promise, post="a1")] == ["$.by"]
    guarantee = {"guarantee": "g", "of": "i", "guarantor": "m", "words": "w"}
    assert [p.where for p in world.refused("guarantee", guarantee)] == ["$.guarantor"]
    assert world.refused("guarantee", {**guarantee, "guarantor": None}) == []


def test_only_its_maker_withdraws_a_commitment(world: World) -> None:
    """Others may doubt it."""
    world.commitment()
    body = {"commitment": "promise", "state": "withdrawn", "by": "b", "words": "w"}
    assert [p.where for p in world.refused("commitment.state", body, post="b1")] == ["$.state"]
    assert world.refused("commitment.state", {**body, "by": "a"}, post="a1") == []


def test_an_inference_is_signed_by_its_coder_once(world: World) -> None:
    """The post in the body files it; a second one corrects the first."""
    world.demand("d", "withdrawal")
    body = {"demand": "d", "areas": ["zone"], "by": "coder", "reason": "r"}
    assert [p.where for p in world.refused("demand.scope", body)] == ["$.by"]
    world.read_into("d", "zone", post="coder")
    found = world.refused("demand.scope", body, post="coder")
    assert [problem.where for problem in found] == ["$.demand"]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("phase"), st.sampled_from(["planned", "postponed", "held"])),
        st.tuples(st.just("read"), st.sampled_from(["zone", "south"])),
        st.tuples(st.just("stands"), st.sampled_from(["kept", "not kept", "in doubt"])),
        st.tuples(st.just("demand"), st.sampled_from(["presence", "withdrawal"])),
    ),
    max_size=8,
)


def told_world(drawn: list[tuple[str, str]]) -> World:
    """A world with a meeting, two demands, a commitment, and what was drawn."""
    world = World()
    world.meeting(at="2025-08-01")
    world.demand("d0", "presence", ["zone"], scope={"lasting": True})
    world.demand("d1", "withdrawal", by="b")
    world.commitment(due="2025-08-01")
    for at, (what, value) in enumerate(drawn):
        if what == "phase":
            world.phase(value, at=f"2025-07-{10 + at}")
        elif what == "read":
            world.read_into("d1", value, post="desk")
        elif what == "stands":
            world.stands(value, "b" if at % 2 else "a")
        else:
            world.demand(f"more{at}", value, ["zone"])
    return world


@settings(max_examples=50, deadline=None)
@given(drawn=STEPS, hidden=st.sets(st.integers(min_value=1, max_value=12)))
def test_fold_by_prefixes_is_the_fold_at_once(drawn: list, hidden: set[int]) -> None:
    """Whatever a reader sees of it, looking on the way changes nothing."""
    world = told_world(drawn)
    seen = [entry for entry in world.entries if entry.index not in hidden]
    state = folded(world.charter, ())
    for entry in seen:
        state.apply(entry)
        state.picture(START)
        alerts.alerts(state, START)
    once = folded(world.charter, seen)
    assert json.dumps(state.picture(START)) == json.dumps(once.picture(START))
    assert alerts.alerts(state, START) == alerts.alerts(once, START)


@settings(max_examples=50, deadline=None)
@given(drawn=STEPS)
def test_alerts_change_by_time_only_at_the_moments_announced(drawn: list) -> None:
    """Between two announced moments the alerts stay the same."""
    state = told_world(drawn).state()
    now = START
    for _ in range(4):
        due = alerts.next_due(state, now)
        if due is None:
            break
        halfway = now + (due - now) / 2
        assert alerts.alerts(state, halfway) == alerts.alerts(state, now)
        now = due
