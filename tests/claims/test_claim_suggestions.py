"""Pairs that are perhaps one: offered with reasons for and against, never merged."""

from __future__ import annotations

import pytest
from claims_world import START, World
from hypothesis import given
from hypothesis import strategies as st

from detente.claims.names import alike, skeleton, tokens


def pairs(world: World) -> dict[tuple[str, ...], dict]:
    """The suggestions of the picture by their pairs."""
    found = world.state().picture(START)["suggestions"]
    return {(item["what"], *item["pair"]): item for item in found}


def person(world: World, actor: str, name: str, **more: object) -> None:
    """A person who can speak."""
    world.file("actor", {"actor": actor, "name": name, "role": "person", **more})


SPELLINGS = {
    "Barak and Barrack": ("Barak", "Barrack", True),
    "Sweida and Suwayda": ("Sweida", "Suwayda", True),
    "Sharaa and Shara": ("Sharaa", "Shara'a", True),
    "Shaibani and Shaybani": ("Shaibani", "Shaybani", True),
    "Qunaytira and Kuneitra": ("Qunaytira", "Kuneitra", True),
    "Dermer and Tarif": ("Dermer", "Tarif", False),
    "Sweida and Saida begin alike, so perhaps": ("Sweida", "Saida", True),
    "Baku and Kabul": ("Baku", "Kabul", False),
    "the same word in Arabic script": ("السويداء", "السويداء", True),
    "two words in Arabic script": ("السويداء", "دمشق", False),
}


@pytest.mark.parametrize(("one", "two", "expected"), SPELLINGS.values(), ids=SPELLINGS)
def test_spellings_of_one_name(one: str, two: str, expected: bool) -> None:
    """Transliterations are compared by consonants, in either order."""
    first, second = tokens(one)[-1], tokens(two)[-1]
    assert alike(first, second) is expected
    assert alike(second, first) is expected


def test_articles_are_no_part_of_a_name() -> None:
    """al-Sharaa, Al Sharaa and الشرع have no article left."""
    assert tokens("Ahmed al-Sharaa") == ("ahmed", "sharaa")
    assert tokens("أحمد الشرع")[-1] == "شرع"


@given(st.text(max_size=12), st.text(max_size=12))
def test_likeness_is_symmetric_and_never_fails(one: str, two: str) -> None:
    """Any text is a name to this room."""
    assert alike(one, two) == alike(two, one)
    assert alike(one, one)
    assert skeleton(skeleton(one)) == skeleton(one)


def test_barak_and_barrack_are_offered_and_stay_two(world: World) -> None:
    """A pair with reasons for and against; both are still there."""
    person(world, "ehud", "Ehud Barak", names={"he": "אהוד ברק"})
    person(world, "tom", "Tom Barrack", of="m", names={"he": "תום ברק"})
    found = pairs(world)[("actor", "ehud", "tom")]
    assert "surnames read alike: barak and barrack" in found["reasons_for"]
    assert "surnames read alike: ברק and ברק (written in he)" in found["reasons_for"]
    assert "given names differ: ehud and tom" in found["reasons_against"]
    assert found["decisions"] == []
    assert {"ehud", "tom"} <= world.state().actor_ids()


def test_a_decision_is_shown_beside_the_pair(world: World) -> None:
    """The pair stays offered; what was decided stands with it."""
    person(world, "one", "Ahmed al-Sharaa")
    person(world, "two", "Farouq Al Sharaa")
    world.decide("D1", "no", "one", "two", what="actor")
    assert pairs(world)[("actor", "one", "two")]["decisions"] == [{"id": "D1", "same": "no"}]


def test_persons_with_other_surnames_are_not_offered(world: World) -> None:
    """One given name is no pair."""
    person(world, "one", "Ahmed al-Sharaa")
    person(world, "two", "Ahmed Shaibani")
    assert not [key for key in pairs(world) if key[0] == "actor"]


def meeting(place: str, phase: str, at: object = None) -> dict:
    """What a claim says of a meeting."""
    event = {"kind": "meeting", "place": {"words": place}, "phase": phase}
    return {**event, "at": at} if at else event


JULY_12 = {"words": "12 July", "earliest": "2025-07-11T20:00:00Z", "latest": "2025-07-12"}


def test_two_meetings_in_one_place_are_offered_as_perhaps_one_event(world: World) -> None:
    """Planned after the other was over: said against it, and still only offered."""
    world.source("later", published="2025-07-25")
    world.claim("planned", event=meeting("Baku", "planned", {"words": "no date"}))
    world.claim("held", event=meeting("Baku", "held", JULY_12))
    world.say("S1", ["wire", "paper"], claim="planned", source="later")
    world.say("S2", ["?reportedly", "paper"], claim="held")
    found = pairs(world)[("event", "held", "planned")]
    assert "one place named: baku" in found["reasons_for"]
    assert "the same parties: Party A, Party B" in found["reasons_for"]
    assert "one is said to be held, the other planned" in found["reasons_against"]
    assert any(reason.startswith("S1 has it still to come") for reason in found["reasons_against"])
    claims = {item["id"] for item in world.state().picture(START)["claims"]}
    assert {"planned", "held"} <= claims


def test_events_whose_times_cannot_meet_are_not_offered(world: World) -> None:
    """The same city in 2000 and 2025 is no pair."""
    world.claim("then", event=meeting("Paris", "held", "2000-05-05"))
    world.claim("now", event=meeting("Paris", "held", "2025-07-24"))
    assert ("event", "now", "then") not in pairs(world)


def test_events_in_other_places_are_not_offered(world: World) -> None:
    """Paris and Rome are no pair."""
    world.claim("one", event=meeting("Paris", "held"))
    world.claim("two", event=meeting("Rome", "held"))
    assert not [key for key in pairs(world) if key[0] == "event"]


def test_two_unnamed_voices_through_one_outlet_are_offered_as_one_origin(world: World) -> None:
    """Both unnamed, both through state television, both for B."""
    world.say("S1", ["official-b", "state-tv", "paper"], unnamed=True)
    world.say("S2", ["source-b", "state-tv", "paper"], unnamed=True)
    found = pairs(world)[("origin", "official-b", "source-b")]
    assert found["reasons_for"] == [
        "neither is named, and both speak through State TV of B",
        "neither is named, and both speak for Party B",
        "told in the same source text",
    ]
    assert found["reasons_against"] == ["worded differently: Official of B; Source in B"]


def test_named_voices_are_no_origin_pair(world: World) -> None:
    """Who is named is known not to be the other."""
    world.say("S1", ["official-b", "state-tv"])
    world.say("S2", ["source-b", "state-tv"])
    assert not [key for key in pairs(world) if key[0] == "origin"]


def test_origins_of_different_claims_are_no_pair(world: World) -> None:
    """Where no count would change, nothing is offered."""
    world.claim("other")
    world.say("S1", ["?not named", "wire"])
    world.say("S2", ["?not named", "wire"], claim="other")
    assert not [key for key in pairs(world) if key[0] == "origin"]
