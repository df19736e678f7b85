"""A meeting's life: rumoured, planned, postponed, held, cancelled, apart from acknowledgement."""

from __future__ import annotations

from datetime import timedelta

import pytest
from talks_world import START, World

from detente.talks import alerts
from detente.talks.entries import Phase
from detente.talks.meetings import FOLLOWS
from detente.terms.when import moment

PAST, FUTURE = "2025-07-20", "2025-08-20"
LATER = moment("2025-09-01T00:00:00Z")


def shown(world: World, now: object = START) -> dict:
    """The one meeting of the picture."""
    (found,) = world.state().picture(now)["meetings"]
    return found


def rules(world: World, now: object) -> list[str]:
    """The rules that are raised at a moment."""
    return [item.rule for item in alerts.alerts(world.state(), now)]


def test_every_cell_of_the_life_is_decided() -> None:
    """Each phase says what may follow it."""
    assert set(FOLLOWS) == set(Phase)
    assert FOLLOWS[Phase.HELD] == frozenset()


LIVES: dict[str, tuple[list[tuple[str, str]], str, list[bool]]] = {
    "rumoured, planned, held": (
        [("rumoured", "2025-07-01"), ("planned", "2025-07-05"), ("held", "2025-07-20")],
        "held",
        [True, True, True],
    ),
    "a forecast learnt after the meeting does not make it planned again": (
        [("held", "2025-07-20"), ("planned", "2025-07-10")],
        "held",
        [True, True],
    ),
    "planned, put off, planned again": (
        [("planned", "2025-07-01"), ("postponed", "2025-07-05"), ("planned", "2025-07-10")],
        "planned",
        [True, True, True],
    ),
    "held twice told is held": (
        [("held", "2025-07-20"), ("held", "2025-07-20")],
        "held",
        [True, True],
    ),
    "cancelled after it was held does not fit, and is kept": (
        [("held", "2025-07-10"), ("cancelled", "2025-07-20")],
        "cancelled",
        [True, False],
    ),
}


@pytest.mark.parametrize(("phases", "last", "fits"), LIVES.values(), ids=LIVES)
def test_life_of_a_meeting(phases: list, last: str, fits: list[bool]) -> None:
    """The phase is the latest by the time of which it speaks."""
    world = World()
    world.meeting()
    for phase, at in phases:
        world.phase(phase, at=at)
    meeting = shown(world)
    assert meeting["phase"] == last
    assert [step["fits"] for step in meeting["phases"]] == fits
    assert world.state().phase("talk") == last


def test_a_meeting_of_which_nothing_is_filed_has_no_phase(world: World) -> None:
    """Nothing is assumed."""
    world.meeting()
    assert shown(world)["phase"] is None
    assert world.state().phase("talk") is None


def test_a_planned_meeting_whose_time_passes_is_flagged(world: World) -> None:
    """Not before, and by time alone."""
    world.meeting(at=FUTURE)
    world.phase("planned", at=PAST)
    assert rules(world, START) == []
    due = alerts.next_due(world.state(), START)
    assert due == moment("2025-08-21T00:00:00Z")
    assert rules(world, due - timedelta(microseconds=1)) == []
    assert rules(world, due) == ["meeting-time-passed"]
    assert alerts.next_due(world.state(), due) is None


SILENT = {
    "held: its time may pass": [("held", PAST, {})],
    "cancelled: its time may pass": [("planned", PAST, {}), ("cancelled", PAST, {})],
    "put off to a later date": [("postponed", PAST, {"new_date": "2026-01-01"})],
}


@pytest.mark.parametrize("phases", SILENT.values(), ids=SILENT)
def test_nothing_is_flagged_for(phases: list) -> None:
    """No flag where something was said."""
    world = World()
    world.meeting(at=FUTURE)
    for phase, at, more in phases:
        world.phase(phase, at=at, **more)
    assert rules(world, LATER) == []


def test_put_off_without_a_new_date_is_flagged_and_never_late(world: World) -> None:
    """Without a date, no time can pass."""
    world.meeting(at=PAST)
    world.phase("postponed", at=PAST)
    assert rules(world, LATER) == ["meeting-without-date"]
    assert shown(world, LATER)["time_passed"] == "no"


def test_a_meeting_without_a_date_is_never_late(world: World) -> None:
    """Planned, no date: nothing can have passed."""
    world.meeting()
    world.phase("planned", at=PAST)
    assert shown(world, LATER)["time_passed"] == "no"


def test_an_uncertain_date_gives_an_uncertain_answer(world: World) -> None:
    """Words without bounds: cannot tell, and no flag."""
    world.meeting(at="some day soon")
    world.phase("planned", at=PAST)
    assert shown(world, LATER)["time_passed"] == "cannot tell"
    assert rules(world, LATER) == []


def test_phases_that_differ_are_flagged(world: World) -> None:
    """Held and cancelled cannot both be."""
    world.meeting()
    world.phase("held", at="2025-07-10")
    world.phase("cancelled", at="2025-07-20")
    assert rules(world, START + timedelta(days=1)) == ["meeting-phases-differ"]


def test_a_meeting_can_be_about_an_incident(world: World) -> None:
    """The incidents that it talks over are asked by id."""
    world.meeting(incidents=["inc-1"])
    assert world.state().is_talked_over("inc-1")
    assert not world.state().is_talked_over("inc-2")


def test_a_phase_filed_for_a_meeting_that_this_reader_does_not_see(world: World) -> None:
    """Readers are filtered before the fold: nothing raises."""
    world.meeting()
    world.phase("held", at=PAST)
    state = world.state(lambda entry: entry.kind != "meeting")
    assert state.picture(START)["meetings"] == []
    assert alerts.alerts(state, START) == []
