"""The delivery ladder: every cell decided, and what the board says in sentences."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.channels.ladder import NEXT, SHOWN, Event, Stage, Status, Units

HERE = {"lon": 36.2, "lat": 33.4, "accuracy_m": 50}
NINE_KM_NORTH = {"lon": 36.2, "lat": 33.48112, "accuracy_m": 50}


def test_every_cell_of_both_tables_is_decided() -> None:
    """(stage, event) -> stage and (stage, units) -> status have no hole and nothing beside."""
    assert set(NEXT) == {(stage, event) for stage in Stage for event in Event}
    assert set(SHOWN) == {(stage, units) for stage in Stage for units in Units}
    assert set(SHOWN.values()) == set(Status)


def test_a_void_ladder_stays_void_and_every_ladder_can_become_so() -> None:
    """Nothing revives an old version, and a new one ends every stage."""
    assert {NEXT[Stage.VOID, event] for event in Event} == {Stage.VOID}
    assert {NEXT[stage, Event.NEW_VERSION] for stage in Stage} == {Stage.VOID}


def test_only_reading_back_right_ends_a_wrong_place() -> None:
    """No other event but a new version leaves the stage of a place read back wrong."""
    leaving = {event for event in Event if NEXT[Stage.WRONG, event] is not Stage.WRONG}
    assert leaving == {Event.READ_RIGHT, Event.NEW_VERSION}


def test_reading_back_another_place_counts_at_every_living_stage() -> None:
    """However far the recipient had come, another place is the wrong place."""
    assert {NEXT[stage, Event.READ_WRONG] for stage in Stage if stage is not Stage.VOID} == {
        Stage.WRONG
    }


CASES = {
    "nothing was recorded: unknown to them": ([], [], "silent", "unknown to them"),
    "a machine took it, nobody answered": (
        ["delivered"],
        [],
        "delivered only",
        "delivered, not acknowledged",
    ),
    "acknowledged, nobody named to pass it on to": (
        ["acknowledged"],
        [],
        "acknowledged only",
        "acknowledged, not read back",
    ),
    "acknowledged, units were named: not passed on": (
        ["acknowledged"],
        ["gate A"],
        "acknowledged only",
        "not passed on",
    ),
    "read back right": (["right"], [], "read back", "read back"),
    "read back right, a unit was named": (["right"], ["gate A"], "not passed on", "not passed on"),
    "read back 9 km off": (["wrong"], [], "wrong place", "wrong place (9.0 km off)"),
    "read back 9 km off, then right": (["wrong", "right"], [], "read back", "read back"),
    "read back right, then 9 km off": (
        ["right", "wrong"],
        [],
        "wrong place",
        "wrong place (9.0 km off)",
    ),
    "words only where a place was sent": (
        ["words"],
        [],
        "place not confirmed",
        "place not confirmed",
    ),
    "words only do not undo a wrong place": (
        ["wrong", "words"],
        [],
        "wrong place",
        "wrong place (9.0 km off)",
    ),
    "words only do not undo a right place": (["right", "words"], [], "read back", "read back"),
    "passed on to the unit that was named": (
        ["right", "to gate A"],
        ["gate A"],
        "passed on",
        "passed on",
    ),
    "passed on to one of two": (
        ["right", "to gate A"],
        ["gate A", "gate B"],
        "not passed on",
        "not passed on to gate B",
    ),
    "passed on to somebody else": (["right", "to gate C"], ["gate A"], "not passed on", None),
    "passed on without being read back": (
        ["to gate A"],
        ["gate A"],
        "passed on",
        "passed on, not read back",
    ),
    "what was passed on before the wrong place does not count": (
        ["to gate A", "wrong", "right"],
        ["gate A"],
        "not passed on",
        "not passed on",
    ),
    "what was passed on with the wrong place does not count": (
        ["wrong", "to gate A", "right"],
        ["gate A"],
        "not passed on",
        "not passed on",
    ),
    "passed on again after the right place": (
        ["wrong", "to gate A", "right", "to gate A"],
        ["gate A"],
        "passed on",
        "passed on",
    ),
    "acknowledging again changes nothing": (
        ["right", "to gate A", "acknowledged", "delivered"],
        ["gate A"],
        "passed on",
        "passed on",
    ),
}


def record(world: Any, what: str, at: float) -> None:
    """Record one event by its short name."""
    reads = {
        "right": {"position": HERE},
        "wrong": {"position": NINE_KM_NORTH},
        "words": {"words": "three lorries"},
    }
    if what in reads:
        world.deliver("y", "read_back", at=at, read=reads[what])
    elif what.startswith("to "):
        world.deliver("y", "passed_on", at=at, units=[what[3:]])
    else:
        world.deliver("y", what, at=at)


@pytest.mark.parametrize(("events", "units", "status", "label"), CASES.values(), ids=CASES)
def test_what_the_board_says(
    world: Any, events: list[str], units: list[str], status: str, label: str | None
) -> None:
    """Status and words follow from what was recorded, in its order."""
    world.notify("y", position=HERE, units=units)
    for second, what in enumerate(events, start=10):
        record(world, what, second)
    row = world.row("y")
    assert row["status"] == status
    assert label is None or row["label"] == label


@settings(deadline=None)
@given(
    events=st.lists(
        st.sampled_from(["delivered", "acknowledged", "right", "wrong", "words", "to A", "to B"]),
        max_size=7,
    ),
    units=st.sampled_from([[], ["A"], ["A", "B"]]),
)
def test_the_tables_agree_with_the_sentences_they_stand_for(
    make_world: Any, events: list[str], units: list[str]
) -> None:
    """An oracle that knows no table: the last clear reading, then units told since, decides."""
    world = make_world()
    world.notify("y", position=HERE, units=units)
    for second, what in enumerate(events, start=10):
        record(world, what, second)
    clear = [(at, what) for at, what in enumerate(events) if what in ("right", "wrong")]
    wrongs = [at for at, what in clear if what == "wrong"]
    # Told counts unless a wrong reading came later, or stood at the time.
    told = [
        what[3:]
        for at, what in enumerate(events)
        if what.startswith("to ")
        and not any(later > at for later in wrongs)
        and not any(what == "wrong" for _, what in [c for c in clear if c[0] < at][-1:])
    ]
    all_told = set(units) <= set(told) if units else bool(told)
    if clear and clear[-1][1] == "wrong":
        expected = "wrong place"
    elif clear:
        expected = "passed on" if all_told else "not passed on" if units else "read back"
    elif "words" in events:
        expected = "place not confirmed"
    elif "acknowledged" in events or any(what.startswith("to ") for what in events):
        expected = "passed on" if all_told else "acknowledged only"
    else:
        expected = "delivered only" if "delivered" in events else "silent"
    assert world.row("y")["status"] == expected


def test_nothing_is_inferred_downwards(world: Any) -> None:
    """Reading back fills no other rung, though for the clocks it is an answer."""
    world.notify("y", position=HERE)
    world.deliver("y", "read_back", at=60, read={"position": HERE})
    rungs = world.row("y")["rungs"]
    assert rungs["delivered"] is None
    assert rungs["acknowledged"] is None
    assert rungs["read_back"]["at"] == "2026-05-04T08:01:00Z"
    assert world.tick(3600) == []


def test_a_new_version_voids_every_receipt_also_of_recipients_it_leaves_out(world: Any) -> None:
    """v1 was acknowledged by x and y; v2 goes to x alone: both of v1's ladders are void."""
    world.notify("x", "y", position=HERE)
    world.deliver("x", "acknowledged", at=30)
    world.deliver("y", "read_back", at=30, read={"position": HERE})
    about = {"kind": "plan", "id": "p", "version": 2}
    world.notify("x", id_="n-2", at=60, about=about)
    for recipient in ("x", "y"):
        row = world.row(recipient)
        assert (row["status"], row["void"], row["voided_by"]) == ("void", True, "n-2")
        assert row["label"] == "void: version 2 replaces version 1"
        assert not any(one["counts"] for one in row["receipts"])
    assert world.row("x", id_="n-2")["label"] == "unknown to them"
    # y holds an old version and was not told: the sender must know.
    alert = world.alert("not-told-again", 61)
    assert (alert.subjects, alert.version, alert.addressees) == (
        ("p", "y"),
        "version 2",
        ("org-desk",),
    )
    world.notify("y", id_="n-3", at=90, about=about)
    assert "not-told-again" not in world.rules(91)


def test_an_answer_to_a_void_version_is_kept_and_does_not_count(world: Any) -> None:
    """The receipt is shown; the ladder stays void."""
    world.notify("y", position=HERE)
    world.notify("y", id_="n-2", at=60, about={"kind": "plan", "id": "p", "version": 2})
    world.deliver("y", "acknowledged", at=70)
    row = world.row("y")
    assert row["status"] == "void"
    assert [one["counts"] for one in row["receipts"]] == [False]
    assert world.row("y", id_="n-2")["status"] == "silent"


def test_an_older_version_that_arrives_later_is_void_from_its_first_moment(world: Any) -> None:
    """Readers may get to know entries in another order; the newest version wins all the same."""
    world.notify("y", id_="n-2", about={"kind": "plan", "id": "p", "version": 2})
    entry = world.file(
        "notification",
        {
            "notification": "n-1",
            "about": {"kind": "plan", "id": "p", "version": 1},
            "words": "w",
            "precedence": "urgent",
            "recipients": ["y"],
        },
        post="org-desk",
        at=10,
        checked=False,
    )
    assert entry.kind == "notification"
    assert world.row("y")["void"] is True
    assert world.row("y", id_="n-2")["void"] is False


def test_a_notification_can_replace_another_of_the_same_version(world: Any) -> None:
    """A slip in the words: the old ladder is void, the new one starts silent."""
    world.notify("y")
    world.deliver("y", "acknowledged", at=20)
    world.notify("y", id_="n-2", at=40, replaces="n-1")
    assert world.row("y")["label"] == "void: replaced by n-2"
    assert world.row("y", id_="n-2")["status"] == "silent"


def test_what_was_amended_and_not_made_known_again_can_be_asked_for(world: Any) -> None:
    """void_below names the ladders that still stand below a version; has_notified is exact."""
    world.notify("x", "y")
    below = world.state.void_below("plan", "p", 2)
    assert [ladder.recipient for ladder in below] == ["x", "y"]
    assert world.state.void_below("plan", "p", 1) == ()
    assert world.state.void_below("site", "p", 2) == ()
    assert world.state.has_notified("plan", "p", 1)
    assert not world.state.has_notified("plan", "p", 2)


def test_a_right_place_that_was_said_before_the_wrong_one_does_not_clear_it(world: Any) -> None:
    """Filed later, stated earlier: the wrong place was the recipient's last word."""
    world.notify("y", position=HERE)
    world.deliver("y", "read_back", at=100, read={"position": NINE_KM_NORTH})
    world.deliver("y", "read_back", at=60, filed=200, read={"position": HERE})
    assert world.row("y")["status"] == "wrong place"
    world.deliver("y", "read_back", at=210, read={"position": HERE})
    assert world.row("y")["status"] == "read back"


def test_a_stated_time_in_the_future_bars_nothing(world: Any) -> None:
    """A wrong reading that claims to be from tomorrow cannot block a later right one."""
    world.notify("y", position=HERE)
    body = {
        "notification": "n-1",
        "recipient": "y",
        "rung": "read_back",
        "at": "2026-05-05T08:00:00Z",
        "read": {"position": NINE_KM_NORTH},
    }
    world.file("delivery", body, post="y-1", at=50, stated=90_000)
    world.deliver("y", "read_back", at=60, read={"position": HERE})
    assert world.row("y")["status"] == "read back"


def test_by_telephone_is_marked_as_not_signed(world: Any) -> None:
    """The sender records what the recipient said; the board says that they did not sign."""
    world.notify("y", position=HERE)
    world.deliver(
        "y", "acknowledged", at=60, post="org-desk", by_telephone=True, said_by="a duty officer"
    )
    row = world.row("y")
    assert row["label"] == "acknowledged, not read back (answered by telephone, they did not sign)"
    receipt = row["rungs"]["acknowledged"]
    assert (receipt["by_telephone"], receipt["signed_by_recipient"]) == (True, False)
    assert receipt["by_post"] == "org-desk"
    world.deliver("y", "read_back", at=90, read={"position": HERE})
    assert world.row("y")["label"] == "read back"


def test_a_late_fact_counts_when_it_was_filed_and_shows_both_times(world: Any) -> None:
    """Said at 08:01, filed at 08:10: not in time, and both times stand side by side."""
    world.notify("y", position=HERE, activity_starts_at="2026-05-04T09:00:00Z")
    world.deliver("y", "acknowledged", at=60, filed=600)
    row = world.row("y")
    receipt = row["rungs"]["acknowledged"]
    assert receipt["at"] == "2026-05-04T08:01:00Z"
    assert receipt["filed_at"] == "2026-05-04T08:10:00Z"
    assert receipt["lead_s"] == 3000
    answer = row["deadlines"][0]
    assert answer == {
        "rung": "acknowledged",
        "due_at": "2026-05-04T08:02:00Z",
        "reached_filed_at": "2026-05-04T08:10:00Z",
        "reached_said_at": "2026-05-04T08:01:00Z",
        "in_time": False,
    }


def test_a_message_sent_again_under_its_id_starts_anew(world: Any) -> None:
    """Version 2 of a message voids version 1; an answer can still name the version it meant."""
    body = {
        "message": "m-1",
        "channel": "line",
        "to": ["y"],
        "words": "hold your fire",
        "precedence": "urgent",
    }
    world.file("message", body, post="org-desk", at=0)
    world.file("message", {**body, "version": 2, "words": "hold all fire"}, post="org-desk", at=60)
    said = {"notification": "m-1", "recipient": "y", "rung": "acknowledged"}
    early = {**said, "at": "2026-05-04T08:00:30Z"}
    assert "Name the version" in world.problems("delivery", early, post="y-1", at=70)
    world.file("delivery", {**early, "version": 1}, post="y-1", at=70)
    rows = world.state.picture(world.at(80))["ladders"]
    assert [(row["edition"], row["status"]) for row in rows] == [(1, "void"), (2, "silent")]
    world.file("delivery", {**said, "at": "2026-05-04T08:01:15Z"}, post="y-1", at=80)
    rows = world.state.picture(world.at(90))["ladders"]
    assert [row["status"] for row in rows] == ["void", "acknowledged only"]
