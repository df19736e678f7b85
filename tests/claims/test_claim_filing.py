"""What may be filed about claims: every problem at once, with where and what next."""

from __future__ import annotations

import pytest
from claims_world import World, read

STATEMENT = {
    "statement": "S1",
    "kind": "test",
    "words": "says something",
    "source": "text",
    "chain": [{"actor": "envoy"}, {"actor": "paper"}],
    "speaker": "envoy",
    "said": "2025-07-24",
}

BODIES: dict[str, tuple[str, dict, str]] = {
    "a chain without a link": ("statement", {**STATEMENT, "chain": []}, "$.chain"),
    "a link that is both known and unknown": (
        "statement",
        {**STATEMENT, "chain": [{"actor": "envoy", "unknown": "somebody"}]},
        "$.chain[0]",
    ),
    "a link that is nothing": ("statement", {**STATEMENT, "chain": [{}]}, "$.chain[0]"),
    "a speaker outside the chain": ("statement", {**STATEMENT, "speaker": "a"}, "$.speaker"),
    "a claim held twice": (
        "statement",
        {**STATEMENT, "holds": [{"claim": "met", "stance": "asserts"}] * 2},
        "$.holds[1]",
    ),
    "a part disputed without naming it": (
        "statement",
        {**STATEMENT, "holds": [{"claim": "met", "stance": "disputes part"}]},
        "$.holds[0].part",
    ),
    "background that holds a claim": (
        "statement",
        {**STATEMENT, "background": True, "holds": [{"claim": "met", "stance": "asserts"}]},
        "$.background",
    ),
    "a stance that is not known here": (
        "stance",
        {"actor": "a", "claim": "met", "stance": "approves"},
        "$.stance",
    ),
    "a time learnt without a zone": (
        "statement",
        {**STATEMENT, "learnt_at": "2025-07-24T10:00:00"},
        "$.learnt_at",
    ),
    "a misspelt field": ("claim", {"claim": "c", "words": "w", "partys": []}, "$.partys"),
    "a party twice": (
        "claim",
        {"claim": "c", "words": "w", "about_parties": ["a", "a"]},
        "$.about_parties",
    ),
    "an actor that speaks for itself": (
        "actor",
        {"actor": "x", "name": "X", "role": "person", "of": "x"},
        "$.of",
    ),
    "a decision without a reason": (
        "identity",
        {"decision": "d", "same": "yes", "what": "actor", "subjects": ["a", "b"]},
        "$.reasons_for",
    ),
    "a decision about one subject": (
        "identity",
        {
            "decision": "d",
            "same": "yes",
            "what": "actor",
            "subjects": ["a", "a"],
            "reasons_for": ["r"],
        },
        "$.subjects",
    ),
}


@pytest.mark.parametrize(("kind", "body", "where"), BODIES.values(), ids=BODIES)
def test_a_body_that_cannot_be_read_says_where(kind: str, body: dict, where: str) -> None:
    """One fault, one problem at its place, with a next step."""
    found = read(kind, body)
    assert where in [problem.where for problem in found]
    assert all(problem.next_step for problem in found)


def test_all_problems_of_a_body_come_at_once() -> None:
    """Four faults in one body are four problems."""
    body = {**STATEMENT, "words": "", "said": None, "chain": [{}], "colour": "red"}
    wheres = {problem.where for problem in read("statement", body)}
    assert {"$.words", "$.said", "$.chain[0]", "$.colour"} <= wheres


def test_a_whole_statement_reads_without_a_problem() -> None:
    """The shape in the documentation is the shape that is taken."""
    body = {
        **STATEMENT,
        "unnamed": True,
        "on_behalf_of": ["m"],
        "quote": "a marked quotation",
        "place": {"words": "Paris"},
        "holds": [{"claim": "met", "stance": "disputes part", "part": "when"}],
        "reports_of": [{"actor": "a", "claim": "met", "says": "unconfirmed"}],
        "learnt_at": "2025-07-25",
    }
    assert read("statement", body) == []


def test_unknown_references_are_all_named(world: World) -> None:
    """Source, actors, claims that nobody filed: each at its place."""
    body = {
        **STATEMENT,
        "source": "lost",
        "chain": [{"actor": "nobody"}],
        "speaker": "nobody",
        "holds": [{"claim": "nothing", "stance": "asserts"}],
        "reports_of": [{"actor": "noone", "claim": "nil", "says": "denied"}],
    }
    assert {problem.where for problem in world.refused("statement", body)} == {
        "$.source",
        "$.chain[0].actor",
        "$.holds[0].claim",
        "$.reports_of[0].actor",
        "$.reports_of[0].claim",
    }


def test_ids_that_are_taken_are_refused(world: World) -> None:
    """A second claim, source or actor with one id is a fault of the draft."""
    claim = {"claim": "met", "words": "again"}
    source = {"source": "text", "title": "again", "outlet": "paper"}
    actor = {"actor": "envoy", "name": "again", "role": "person"}
    assert [p.where for p in world.refused("claim", claim)] == ["$.claim"]
    assert [p.where for p in world.refused("source", source)] == ["$.source"]
    assert [p.where for p in world.refused("actor", actor)] == ["$.actor"]


def test_the_clerk_decides_nothing_about_identity(world: World) -> None:
    """No post decides silently, and the software decides never."""
    body = {
        "decision": "d",
        "same": "yes",
        "what": "actor",
        "subjects": ["a", "b"],
        "reasons_for": ["r"],
    }
    found = world.refused("identity", body, post="clerk")
    assert "the clerk decides nothing about identity" in [problem.what for problem in found]
    assert world.refused("identity", body) == []


def test_an_unknown_link_can_be_a_subject_only_where_it_is_one(world: World) -> None:
    """`S1@0` names the unknown root of S1; `S1@1` is an actor, `S9@0` nothing."""
    world.say("S1", ["?somebody", "paper"])
    body = {"decision": "d", "same": "yes", "what": "origin", "reasons_for": ["r"]}
    assert world.refused("identity", {**body, "subjects": ["S1@0", "envoy"]}) == []
    for wrong in ("S1@1", "S9@0", "S1@7"):
        found = world.refused("identity", {**body, "subjects": [wrong, "envoy"]})
        assert [problem.where for problem in found] == ["$.subjects[0]"]


def test_a_well_formed_statement_is_taken(world: World) -> None:
    """What refers to what is filed has no problems."""
    assert world.refused("statement", STATEMENT) == []
