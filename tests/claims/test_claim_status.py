"""The status of a claim, as a truth table over who said what."""

from __future__ import annotations

import pytest
from claims_world import World

CASES: dict[str, tuple[list[tuple[str, str]], str]] = {
    "nobody says anything: no statement known": ([], "no statement known"),
    "an outlet in its own voice: reported by media only": (
        [("paper", "asserts")],
        "reported by media only",
    ),
    "an unknown source through an outlet: reported by media only": (
        [("?nobody named > paper", "asserts")],
        "reported by media only",
    ),
    "the mediator's envoy asserts: asserted by the mediator": (
        [("envoy > paper", "asserts")],
        "asserted by the mediator",
    ),
    "the mediator counts before the media": (
        [("paper", "asserts"), ("envoy > paper", "asserts")],
        "asserted by the mediator",
    ),
    "a third state asserts: asserted by another actor": (
        [("t > paper", "asserts")],
        "asserted by another actor",
    ),
    "one party asserts its own claim: asserted by one party": (
        [("official-a > paper", "asserts")],
        "asserted by one party",
    ),
    "one party confirms: confirmed by one party": (
        [("envoy > paper", "asserts"), ("official-b > paper", "confirms")],
        "confirmed by one party",
    ),
    "one confirms and later asserts again: still confirmed by one party": (
        [("official-b > paper", "confirms"), ("source-b > paper", "asserts")],
        "confirmed by one party",
    ),
    "both parties assert the same: confirmed by both parties": (
        [("a > paper", "asserts"), ("b > paper", "asserts")],
        "confirmed by both parties",
    ),
    "one confirms, the other denies": (
        [("a > paper", "confirms"), ("b > paper", "denies")],
        "confirmed by one party, denied by the other",
    ),
    "the mediator asserts, one party denies": (
        [("envoy > paper", "asserts"), ("b > paper", "denies")],
        "asserted by the mediator, denied by one party",
    ),
    "media report, both deny": (
        [("paper", "asserts"), ("a > paper", "denies"), ("b > paper", "denies")],
        "reported by media, denied by both parties",
    ),
    "one confirms, the other disputes a part": (
        [("a > paper", "confirms"), ("b > paper", "disputes part")],
        "confirmed by one party, disputed in part by the other",
    ),
    "to decline is neither to confirm nor to deny": (
        [("a > paper", "declines")],
        "declined by one party",
    ),
    "to decline beside the mediator's word changes nothing": (
        [("envoy > paper", "asserts"), ("a > paper", "declines")],
        "asserted by the mediator",
    ),
    "a confirmation that is withdrawn is no confirmation": (
        [("a > paper", "confirms"), ("a > wire", "withdraws")],
        "withdrawn by one party",
    ),
    "state television is not the state's word": (
        [("state-tv", "asserts")],
        "reported by media only",
    ),
}


@pytest.mark.parametrize(("said", "key"), CASES.values(), ids=CASES)
def test_status_of_a_claim(world: World, said: list[tuple[str, str]], key: str) -> None:
    """The key follows from who said what, by the rules of status.py."""
    for at, (chain, stance) in enumerate(said):
        world.say(f"S{at}", chain.split(" > "), stance, said=f"2025-07-{10 + at}")
    assert world.shown()["status"]["key"] == key


def test_status_of_a_claim_with_one_party() -> None:
    """A claim about one actor's own position is asserted by the party."""
    world = World()
    world.source()
    world.claim("position", ["a"])
    world.say("S1", ["official-a", "paper"], claim="position")
    assert world.shown("position")["status"]["key"] == "asserted by the party"


def test_status_counts_three_parties() -> None:
    """With three parties the number of those that confirm is said."""
    world = World()
    world.source()
    world.claim("met", ["a", "b", "t"])
    world.say("S1", ["a"], "confirms")
    world.say("S2", ["b"], "confirms")
    assert world.shown()["status"]["key"] == "confirmed by 2 of 3 parties"


def test_claim_without_parties_has_no_party_status() -> None:
    """Who is a party to a claim is said by the claim: roles alone make nobody one."""
    world = World()
    world.source()
    world.claim("met", [])
    world.say("S1", ["a", "paper"], "confirms")
    assert world.shown()["status"]["key"] == "asserted by another actor"


def test_words_name_the_voices(world: World) -> None:
    """The sentence names who confirms, through whom, and of whom nothing is known."""
    world.say("S1", ["envoy", "paper"])
    world.say("S2", ["source-b", "wire"], "confirms", unnamed=True)
    assert world.shown()["status"]["words"] == (
        "confirmed by one party through an unnamed official (Party B); asserted by the mediator "
        "(Mediator); Party A: no statement known"
    )


def test_lists_of_a_status_name_principals(world: World) -> None:
    """An envoy's word counts for whom the envoy speaks."""
    world.say("S1", ["envoy", "paper"])
    world.say("S2", ["official-b", "wire"], "denies")
    status = world.shown()["status"]
    assert (status["asserted_by"], status["denied_by"]) == (["m"], ["b"])
    assert status["unconfirmed"] == "unconfirmed by one party"


def test_a_status_never_says_true(world: World) -> None:
    """Whatever everybody says, the words stay about who says it."""
    world.say("S1", ["a"], "confirms")
    world.say("S2", ["b"], "confirms")
    words = world.shown()["status"]["words"]
    assert "true" not in words
    assert "fact" not in words
