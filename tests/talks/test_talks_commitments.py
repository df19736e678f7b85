"""Commitments fall due, or never; guarantees have a guarantor, or an open slot."""

from __future__ import annotations

from datetime import timedelta

import pytest
from talks_world import START, World

from detente.talks import alerts
from detente.terms.when import moment

DUE = "2025-08-10"
ON_THE_DAY, AFTER = moment("2025-08-10T12:00:00Z"), moment("2025-08-11T00:00:00Z")
LONG_AFTER = moment("2095-01-01T00:00:00Z")
UNSURE = {"words": "in August", "earliest": "2025-08-01T00:00:00Z", "latest": "2025-08-31"}

CASES: dict[str, tuple[object, list[tuple[str, str]], object, str]] = {
    "no date: never overdue": (None, [], LONG_AFTER, "no"),
    "no date and not kept: still never overdue": (None, [("not kept", "b")], LONG_AFTER, "no"),
    "before its day: no": (DUE, [], START, "no"),
    "on its day, no hour given: cannot tell": (DUE, [], ON_THE_DAY, "cannot tell"),
    "after its day: yes": (DUE, [], AFTER, "yes"),
    "kept by every word: no": (DUE, [("kept", "a")], AFTER, "no"),
    "kept by one word, not by another: cannot tell": (
        DUE,
        [("kept", "a"), ("not kept", "b")],
        AFTER,
        "cannot tell",
    ),
    "in doubt keeps nothing: yes": (DUE, [("in doubt", "b")], AFTER, "yes"),
    "withdrawn by its maker: no": (DUE, [("withdrawn", "a")], AFTER, "no"),
    "an uncertain date, within it: cannot tell": (UNSURE, [], AFTER, "cannot tell"),
    "an uncertain date, before it: no": (UNSURE, [], START, "no"),
    "words that give no date: cannot tell": ("before long", [], LONG_AFTER, "cannot tell"),
}


@pytest.mark.parametrize(("due", "words", "now", "expected"), CASES.values(), ids=CASES)
def test_overdue(due: object, words: list, now: object, expected: str) -> None:
    """Overdue is yes, no or cannot tell; without a date it is no."""
    world = World()
    world.commitment(**({"due": due} if due else {}))
    for state, by in words:
        world.stands(state, by)
    (found,) = world.state().picture(now)["commitments"]
    assert found["overdue"] == expected
    raised = [item.rule for item in alerts.alerts(world.state(), now)]
    assert raised == (["commitment-overdue"] if expected == "yes" else [])


def test_an_overdue_commitment_goes_to_the_first_post_of_its_maker(world: World) -> None:
    """The alert comes by time alone, at a known moment, to one post."""
    world.commitment(due=DUE)
    due = alerts.next_due(world.state(), START)
    assert due == AFTER
    (alert,) = alerts.alerts(world.state(), due)
    assert (alert.rule, alert.addressees) == ("commitment-overdue", ("a1",))
    assert alert.raised_at == due
    assert alert.deadline == due - timedelta(microseconds=1)


def test_an_overdue_commitment_of_an_actor_without_posts_is_a_flag(world: World) -> None:
    """There is nobody to address."""
    world.commitment(by=["m"], due=DUE)
    (flag,) = alerts.alerts(world.state(), AFTER)
    assert flag.is_flag


def test_standing_is_shown_by_whose_word_it_is(world: World) -> None:
    """Words that differ are disputed; each stays with its speaker."""
    world.commitment()
    assert world.state().picture(START)["commitments"][0]["state"] == "open"
    world.stands("kept", "a")
    world.stands("not kept", "b")
    (found,) = world.state().picture(START)["commitments"]
    assert found["state"] == "disputed"
    assert [(item["by"], item["state"]) for item in found["states"]] == [
        ("a", "kept"),
        ("b", "not kept"),
    ]


def test_an_actor_may_change_its_word(world: World) -> None:
    """Its latest word counts."""
    world.commitment()
    world.stands("in doubt", "b")
    world.stands("kept", "b")
    assert world.state().picture(START)["commitments"][0]["state"] == "kept"


def test_a_guarantee_without_guarantor_is_an_open_slot(world: World) -> None:
    """Open or taken is shown; the flag is raised where the instrument's slots are kept."""
    body = {"guarantee": "g1", "of": "accord", "guarantor": None, "words": "w", "statement": "S"}
    world.file("guarantee", body)
    world.file("guarantee", {**body, "guarantee": "g2", "guarantor": "m"})
    slots = [item["slot"] for item in world.state().picture(START)["guarantees"]]
    assert slots == ["open", "taken"]
    assert alerts.alerts(world.state(), START) == []
