"""Origins are counted by roots of chains and people's decisions, never by outlets or likeness."""

from __future__ import annotations

from itertools import combinations

from claims_world import START, World, claim_of, folded
from hypothesis import given
from hypothesis import strategies as st

from detente.claims.entries import Decision, What
from detente.claims.origins import grouping
from detente.terms.truth import Truth


def origins(world: World, claim: str = "met") -> list[list[str]]:
    """The statements of each origin."""
    return [origin["statements"] for origin in world.shown(claim)["origins"]]


def test_two_outlets_that_pass_on_one_voice_are_one_origin(world: World) -> None:
    """An envoy told by two papers is one envoy."""
    world.say("S1", ["envoy", "paper"])
    world.say("S2", ["envoy", "wire"])
    assert origins(world) == [["S1", "S2"]]


def test_an_outlet_in_its_own_voice_is_its_own_origin(world: World) -> None:
    """Its own voice and what it passes on are two origins."""
    world.say("S1", ["paper"])
    world.say("S2", ["envoy", "paper"])
    assert origins(world) == [["S1"], ["S2"]]


def test_unknown_sources_never_merge_by_themselves(world: World) -> None:
    """The same words, the same outlet: still two unknowns."""
    world.say("S1", ["?own sources of the wire", "wire", "paper"])
    world.say("S2", ["?own sources of the wire", "wire", "paper"])
    shown = world.shown()
    assert origins(world) == [["S1"], ["S2"]]
    assert shown["counts"] == {"statements": 2, "origins": 2, "unknown_origins": 2}
    assert shown["origins"][0]["label"] == "own sources of the wire"
    assert shown["origins"][0]["through"] == ["wire"]


def test_unknown_sources_merge_by_a_recorded_decision(world: World) -> None:
    """A person may decide it, naming the links."""
    world.say("S1", ["?own sources of the wire", "wire"])
    world.say("S2", ["?own sources of the wire", "wire"])
    world.decide("D1", "yes", "S1@0", "S2@0")
    assert origins(world) == [["S1", "S2"]]
    assert world.shown()["origins"][0]["decisions"] == ["D1"]


def test_two_wordings_are_two_origins_until_decided(world: World) -> None:
    """Two officials of one actor are two, then one by decision, with the decision named."""
    world.say("S1", ["official-b", "state-tv", "paper"], unnamed=True)
    world.say("S2", ["source-b", "state-tv", "paper"], unnamed=True)
    assert origins(world) == [["S1"], ["S2"]]
    world.decide("D1", "yes", "official-b", "source-b")
    assert origins(world) == [["S1", "S2"]]


def test_an_undecided_decision_merges_nothing(world: World) -> None:
    """Cannot tell is a decision to leave it open."""
    world.say("S1", ["official-b", "paper"])
    world.say("S2", ["source-b", "paper"])
    world.decide("D1", "cannot tell", "official-b", "source-b")
    assert len(origins(world)) == 2


def test_one_actor_by_decision_is_one_origin_and_one_row(world: World) -> None:
    """A decision that two ids are one actor joins origins too."""
    world.say("S1", ["t", "paper"])
    world.say("S2", ["envoy", "paper"])
    world.decide("D1", "yes", "t", "m", what="actor")
    world.decide("D2", "yes", "t", "envoy", what="actor")
    assert origins(world) == [["S1", "S2"]]


def test_contradicting_decisions_merge_nothing_and_are_named(world: World) -> None:
    """A chain of yes that a no cuts is set aside as a whole."""
    world.say("S1", ["official-b", "paper"])
    world.say("S2", ["source-b", "paper"])
    world.say("S3", ["t", "paper"])
    world.decide("D1", "yes", "official-b", "source-b")
    world.decide("D2", "yes", "source-b", "t")
    world.decide("D3", "no", "official-b", "t")
    assert len(origins(world)) == 3
    decisions = world.state().picture(START)["decisions"]
    assert [item["contradicts"] for item in decisions] == [True, True, True]


def test_denials_have_origins_of_their_own(world: World) -> None:
    """Who denies is not counted among those who say so."""
    world.say("S1", ["a"], "asserts")
    world.say("S2", ["b"], "denies")
    shown = world.shown()
    assert shown["counts"]["origins"] == 1
    assert [origin["statements"] for origin in shown["origins_against"]] == [["S2"]]


def test_an_own_signature_is_an_origin(world: World) -> None:
    """A party that signs stands behind the claim itself."""
    stance = {"actor": "a", "claim": "met", "stance": "asserts"}
    entry = world.file("stance", stance, post="post-a")
    (origin,) = world.shown()["origins"]
    assert (origin["id"], origin["signed"], origin["statements"]) == ("a", [entry.id], [])


NODES = ["n0", "n1", "n2", "n3", "n4", "n5"]
DECISIONS = st.lists(
    st.tuples(
        st.sampled_from([Truth.YES, Truth.YES, Truth.NO, Truth.CANNOT_TELL]),
        st.lists(st.sampled_from(NODES), min_size=2, max_size=3, unique=True),
    ),
    max_size=7,
)


def decisions_of(drawn: list[tuple[Truth, list[str]]]) -> list[Decision]:
    """The drawn decisions with ids."""
    return [
        Decision(f"D{at}", same, What.ORIGIN, tuple(subjects), ("a reason",), ())
        for at, (same, subjects) in enumerate(drawn)
    ]


@given(drawn=DECISIONS, shuffler=st.randoms(use_true_random=False))
def test_the_order_of_merges_does_not_matter(drawn: list, shuffler) -> None:
    """Any order of the same decisions gives the same groups."""
    made = decisions_of(drawn)
    other = list(made)
    shuffler.shuffle(other)
    assert grouping(made, [What.ORIGIN]) == grouping(other, [What.ORIGIN])


@given(drawn=DECISIONS)
def test_groups_are_what_a_search_through_the_decisions_finds(drawn: list) -> None:
    """Oracle: reachability without union-find; no group holds a pair that a no cuts."""
    made = decisions_of(drawn)
    found = grouping(made, [What.ORIGIN])
    joins = [d for d in made if d.same is Truth.YES]
    near = {node: {node} for node in NODES}
    for _ in NODES:
        for join in joins:
            union = set().union(*(near[subject] for subject in join.subjects))
            for node in union:
                near[node] = near[node] | union
    cut = {
        node
        for d in made
        if d.same is Truth.NO
        for one, two in combinations(d.subjects, 2)
        if two in near[one]
        for node in near[one]
    }
    for node in NODES:
        expected = {node} if node in cut else near[node]
        assert set(found.group(node)) == expected


@given(drawn=DECISIONS, shuffler=st.randoms(use_true_random=False))
def test_origins_in_the_picture_do_not_depend_on_the_order_of_decisions(
    drawn: list, shuffler
) -> None:
    """Folding the same identity entries in another order gives the same origins."""
    world = World()
    world.source()
    world.claim()
    for at in range(len(NODES)):
        world.say(f"n{at}", ["?somebody", "paper"])
    told = list(world.entries)
    for at, (same, subjects) in enumerate(drawn):
        world.decide(f"D{at}", same.value, *(f"{subject}@0" for subject in subjects))
    decided = world.entries[len(told) :]
    shuffled = list(decided)
    shuffler.shuffle(shuffled)
    one, other = (
        claim_of(folded(world.charter, [*told, *made]).picture(START), "met")["origins"]
        for made in (decided, shuffled)
    )
    assert one == other
