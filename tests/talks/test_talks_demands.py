"""Demands that cannot both hold: three conditions, three values, inferences named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talks_world import START, World

from detente.talks import alerts
from detente.talks.demands import Relation, between
from detente.talks.entries import Demand, Demanded, Scope
from detente.terms.truth import Truth
from detente.terms.when import When

JULY = {"words": "in July", "earliest": "2025-07-01T00:00:00Z", "latest": "2025-07-31"}
AUGUST = {"words": "in August", "earliest": "2025-08-01T00:00:00Z", "latest": "2025-08-31"}
BY_JUNE = {"words": "by June", "earliest": None, "latest": "2025-06-01"}
LASTING = {"from": BY_JUNE, "lasting": True}
AT_ONCE = {"from": JULY}


def pairs(world: World) -> list[dict]:
    """The pairs of the picture."""
    return world.state().picture(START)["pairs"]


def presence(world: World, areas: tuple[str, ...] = ("zone",), **more: object) -> None:
    """A demands its own lasting presence."""
    world.demand("stay", "presence", areas, **{"scope": LASTING, **more})


def withdrawal(world: World, areas: tuple[str, ...] = ("zone",), **more: object) -> None:
    """B demands that A goes at once."""
    world.demand("go", "withdrawal", areas, by="b", **{"scope": AT_ONCE, **more})


CASES: dict[str, tuple[dict, dict, str | None]] = {
    "one zone, one time, one actor's forces: incompatible": ({}, {}, "yes"),
    "where one applies is not said: cannot tell": ({}, {"areas": ()}, "cannot tell"),
    "two areas with other ids may share ground: cannot tell": (
        {},
        {"areas": ("south",)},
        "cannot tell",
    ),
    "one of several areas is shared: incompatible": ({}, {"areas": ("south", "zone")}, "yes"),
    "another actor's forces: no pair": ({}, {"subject_actor": "b"}, None),
    "whose forces is not said: cannot tell": ({"subject_actor": None}, {}, "cannot tell"),
    "the presence ends before the withdrawal begins: no pair": (
        {"scope": {"from": BY_JUNE, "until": "2025-06-15"}},
        {},
        None,
    ),
    "since when the presence is meant is not said: cannot tell": (
        {"scope": {"lasting": True}},
        {},
        "cannot tell",
    ),
    "how long the presence is meant is not said: cannot tell": (
        {"scope": {"from": BY_JUNE}},
        {},
        "cannot tell",
    ),
    "the presence may have begun after the withdrawal, both lasting: incompatible": (
        {"scope": {"from": AUGUST, "lasting": True}},
        {"scope": {"from": JULY, "lasting": True}},
        "yes",
    ),
}


@pytest.mark.parametrize(("stay", "go", "truth"), CASES.values(), ids=CASES)
def test_presence_against_withdrawal(stay: dict, go: dict, truth: str | None) -> None:
    """Same forces, shared ground and a shared time: all three, or it cannot be told, or not."""
    world = World()
    presence(world, **stay)
    withdrawal(world, **go)
    found = [(pair["relation"], pair["truth"]) for pair in pairs(world)]
    assert found == ([] if truth is None else [("incompatible", truth)])


def test_a_coders_inference_can_make_it_certain_and_is_named(world: World) -> None:
    """Given the inference, incompatible; the coder and the reason stand in the result."""
    presence(world)
    withdrawal(world, ())
    world.read_into("go", "zone")
    (pair,) = pairs(world)
    assert (pair["truth"], pair["areas"]) == ("yes", ["zone"])
    assert pair["given_inference_of"] == ["desk"]
    assert "given the inference of desk" in pair["why"]
    assert "desk has a reason" in pair["why"]
    demand = next(d for d in world.state().picture(START)["demands"] if d["id"] == "go")
    assert demand["scope"]["areas"] == []  # the speaker's words stay as they were
    assert demand["inferred"][0]["by"] == "desk"


def test_coders_who_disagree_leave_it_open(world: World) -> None:
    """One reads the zone into it, another somewhere else: cannot tell."""
    presence(world)
    withdrawal(world, ())
    world.read_into("go", "zone")
    world.read_into("go", "elsewhere", post="coder")
    (pair,) = pairs(world)
    assert pair["truth"] == "cannot tell"
    assert "another inference does not" in pair["why"]


def test_no_inference_is_named_where_none_was_needed(world: World) -> None:
    """What was said outright does not rest on a coder."""
    presence(world)
    withdrawal(world)
    world.read_into("go", "zone")
    assert pairs(world)[0]["given_inference_of"] == []


def test_demilitarisation_twice_with_other_scope_is_no_duplicate(world: World) -> None:
    """One kind, different scope: two demands."""
    world.demand("strip", "demilitarisation", ["strip"])
    world.demand("south", "demilitarisation", ["south"])
    (pair,) = pairs(world)
    assert (pair["relation"], pair["truth"]) == ("same kind, different scope", "yes")
    assert len(world.state().picture(START)["demands"]) == 2


SAME_KIND = {
    "the same areas and times: same scope, still two": (["south"], "same kind, same scope", "yes"),
    "one has no areas: cannot tell": ([], "same kind, different scope", "cannot tell"),
}


@pytest.mark.parametrize(("areas", "relation", "truth"), SAME_KIND.values(), ids=SAME_KIND)
def test_two_demands_of_one_kind(areas: list[str], relation: str, truth: str) -> None:
    """Scopes are compared as they were said."""
    world = World()
    world.demand("one", "demilitarisation", ["south"])
    world.demand("two", "demilitarisation", areas)
    assert [(pair["relation"], pair["truth"]) for pair in pairs(world)] == [(relation, truth)]


def test_demands_of_two_actors_of_one_kind_are_no_pair(world: World) -> None:
    """A and B may both demand a demilitarised zone."""
    world.demand("one", "demilitarisation", ["south"])
    world.demand("two", "demilitarisation", ["south"], by="b")
    assert pairs(world) == []


def test_incompatible_demands_are_a_flag_with_their_conditions(world: World) -> None:
    """Nobody is told to give way; an inference makes it another flag."""
    presence(world)
    withdrawal(world, ())
    (before,) = alerts.alerts(world.state(), START)
    assert (before.rule, before.is_flag) == ("incompatible-demands", True)
    assert [item["asked"] for item in before.evidence["conditions"]] == [
        "the same actor's forces",
        "shared ground",
        "a shared time",
    ]
    world.read_into("go", "zone")
    (after,) = alerts.alerts(world.state(), START)
    assert after.id != before.id
    assert len(after.entries) == 3


EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = st.integers(min_value=0, max_value=12)


@st.composite
def scopes(draw: st.DrawFn) -> tuple[Scope, list[tuple[int, int]]]:
    """A scope with bounds in days, and every (start, end) in days that it allows."""
    low, high = sorted((draw(DAYS), draw(DAYS)))
    lasting = draw(st.booleans())
    ends = None if lasting else sorted((low + 1 + draw(DAYS), low + 1 + draw(DAYS)))
    days = [EPOCH + timedelta(days=day) for day in (low, high)]
    until = [EPOCH + timedelta(days=day) for day in ends] if ends else None
    scope = Scope(
        ("zone",),
        "words",
        When("from", *days),
        When("until", *until) if until else None,
        lasting,
    )
    last = range(ends[0], ends[1] + 1) if ends else [1000]
    allowed = [(start, end) for start in range(low, high + 1) for end in last if end > start]
    return scope, allowed


@given(one=scopes(), two=scopes())
def test_shared_time_agrees_with_every_reading(one: tuple, two: tuple) -> None:
    """Oracle: yes only if all whole-day readings meet; no only if none does."""

    def demand(name: str, what: Demanded, scope: Scope) -> Demand:
        return Demand(name, name, (), what, name, "a", scope, None, None)

    (first, some), (second, others) = one, two
    if not some or not others:
        return
    stay = demand("stay", Demanded.PRESENCE, first)
    go = demand("go", Demanded.WITHDRAWAL, second)
    found = between(stay, go, {})
    assert found == between(go, stay, {})
    meets = [a[0] < b[1] and b[0] < a[1] for a in some for b in others]
    if found is None:
        assert not any(meets)
    elif found.truth is Truth.YES:
        assert all(meets)
        assert found.relation is Relation.INCOMPATIBLE
    if all(meets) and first.lasting and second.lasting:
        assert found is not None
        assert found.truth is Truth.YES
