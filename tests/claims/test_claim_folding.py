"""The state of claims is a pure fold; what is known does not vanish; nobody must see all."""

from __future__ import annotations

import json
from datetime import datetime

from claims_world import START, World, claim_of, folded
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.claims import alerts
from detente.claims.state import State

VOICES = ["a", "b", "envoy", "official-b", "source-b", "t", "paper", "?unknown > wire", "state-tv"]
STANCES = ["asserts", "confirms", "denies", "disputes part", "declines", "withdraws"]
DAYS = ["2025-07-22", "2025-07-23", "2025-07-24", "2025-07-25", "2025-07-26"]

TOLD = st.lists(
    st.tuples(
        st.sampled_from(VOICES),
        st.sampled_from(STANCES),
        st.sampled_from(["met", "other"]),
        st.sampled_from(DAYS),
        st.sampled_from(DAYS),
        st.booleans(),
    ),
    max_size=8,
)


def told_world(told: list, decided: str | None = None) -> World:
    """A world in which these statements are filed."""
    world = World()
    world.source()
    world.claim(learnt_at=DAYS[0])
    world.claim("other", learnt_at=DAYS[0])
    for at, (voice, stance, claim, said, learnt, unnamed) in enumerate(told):
        chain = [*voice.split(" > "), *([] if voice == "paper" else ["paper"])]
        world.say(
            f"S{at}", chain, stance, claim=claim, said=said, learnt_at=learnt, unnamed=unnamed
        )
    if decided:
        world.decide("D", decided, "official-b", "source-b")
    return world


def text(state: State) -> str:
    """The picture as bytes would show it."""
    return json.dumps(state.picture(START), ensure_ascii=False)


@settings(max_examples=60, deadline=None)
@given(told=TOLD, decided=st.sampled_from([None, "yes", "no", "cannot tell"]))
def test_fold_by_prefixes_is_the_fold_at_once(told: list, decided: str | None) -> None:
    """Looking at the picture on the way changes nothing; nor does starting again."""
    world = told_world(told, decided)
    state = folded(world.charter, ())
    for entry in world.entries:
        state.apply(entry)
        text(state)
        alerts.alerts(state, START)
    assert text(state) == text(world.state())


@settings(max_examples=60, deadline=None)
@given(told=TOLD, days=st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)))
def test_what_is_known_does_not_vanish(told: list, days: tuple[str, str]) -> None:
    """As known later, every statement and turn of earlier knowledge is still there."""
    world = told_world(told)
    early, late = (world.known(day).picture(START) for day in sorted(days))
    known = {item["id"] for item in late["statements"]}
    assert {item["id"] for item in early["statements"]} <= known
    for claim in early["claims"]:
        after = claim_of(late, claim["id"])
        assert set(claim["statements"]) <= set(after["statements"])
        assert claim["turns"] == after["turns"][: len(claim["turns"])]


@settings(max_examples=60, deadline=None)
@given(told=TOLD)
def test_the_last_turn_is_the_status(told: list) -> None:
    """Two ways to the same answer: moment by moment, and at once."""
    for claim in told_world(told).state().picture(START)["claims"]:
        if claim["turns"]:
            assert claim["turns"][-1]["key"] == claim["status"]["key"]
        else:
            assert claim["status"]["key"] == "no statement known"


@settings(max_examples=60, deadline=None)
@given(told=TOLD, hidden=st.sets(st.integers(min_value=1, max_value=12)))
def test_a_reader_who_sees_only_some_entries_still_gets_a_picture(told: list, hidden: set) -> None:
    """Entries may refer to what this reader does not see; nothing raises, nothing is invented."""
    world = told_world(told, "yes")
    state = world.state(lambda entry: entry.index not in hidden)
    shown = state.picture(START)
    alerts.alerts(state, START)
    visible = {entry.value.id for entry in world.entries if entry.index not in hidden}
    assert {item["id"] for item in shown["statements"]} <= visible
    for claim in shown["claims"]:
        assert set(claim["statements"]) <= visible


@settings(max_examples=60, deadline=None)
@given(told=TOLD)
def test_origins_partition_the_statements(told: list) -> None:
    """Every statement that holds a claim stands in exactly one origin."""
    for claim in told_world(told, "yes").state().picture(START)["claims"]:
        listed = [one for origin in claim["origins"] for one in origin["statements"]]
        assert sorted(listed) == sorted(claim["statements"])
        assert claim["counts"]["origins"] <= max(1, len(claim["statements"]))


def test_a_changed_status_is_flagged_once_with_what_it_was(world: World, now: datetime) -> None:
    """The flag names before and after, is addressed to nobody, and keeps its id."""
    world.say("S1", ["envoy", "paper"], said="2025-07-24", learnt_at="2025-07-24")
    assert alerts.alerts(world.state(), now) == []
    world.say("S2", ["b", "paper"], "confirms", said="2025-07-26", learnt_at="2025-07-26")
    (flag,) = alerts.alerts(world.state(), now)
    assert (flag.rule, flag.is_flag) == ("claim-status-changed", True)
    assert flag.evidence["before"] == "asserted by the mediator"
    assert flag.evidence["after"] == "confirmed by one party"
    # Who may not read every voice behind it is not shown it: it names them all.
    assert len(flag.entries) == 2
    world.say("S3", ["b", "wire"], said="2025-07-26", learnt_at="2025-07-27")
    assert [item.id for item in alerts.alerts(world.state(), now)] == [flag.id]


def test_an_undecided_pair_is_flagged_until_decided(world: World, now: datetime) -> None:
    """A recorded decision, even to leave it open, ends the flag."""
    world.say("S1", ["official-b", "state-tv"], unnamed=True)
    world.say("S2", ["source-b", "state-tv"], unnamed=True)
    (flag,) = alerts.alerts(world.state(), now)
    assert (flag.rule, flag.subjects) == ("pair-undecided", ("official-b", "source-b"))
    world.decide("D", "cannot tell", "official-b", "source-b")
    assert alerts.alerts(world.state(), now) == []


def test_contradicting_decisions_are_flagged(world: World, now: datetime) -> None:
    """Each decision of the contradiction is named."""
    world.decide("D1", "yes", "official-b", "source-b")
    world.decide("D2", "no", "official-b", "source-b")
    (flag,) = alerts.alerts(world.state(), now)
    assert (flag.rule, flag.subjects) == ("decisions-contradict", ("D1", "D2"))


def test_a_statement_against_an_own_signature_is_flagged(world: World, now: datetime) -> None:
    """Both are kept; the flag says that they differ, not which is right."""
    stance = {"actor": "a", "claim": "met", "stance": "confirms"}
    world.file("stance", stance, post="post-a")
    world.say("S1", ["official-a", "paper"], "denies", said="2025-08-01", learnt_at="2025-08-01")
    (flag,) = alerts.alerts(world.state(), now)
    assert (flag.rule, flag.subjects) == ("statement-differs-from-signature", ("met", "a"))
    assert flag.evidence["statements"] == ["S1"]


def test_nothing_here_falls_due(world: World, now: datetime) -> None:
    """Claims have no clock."""
    world.say("S1", ["envoy", "paper"])
    assert alerts.next_due(world.state(), now) is None
