"""Corrections and withdrawals: from then on they count, and the before remains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from mechanism_world import disc_plan

from detente.desk.desk import Desk
from detente.terms.problems import Refused

SEEN: dict[str, Any] = {
    "observation": "obs-1",
    "kind": "sighting",
    "by": "post 4",
    "of_actor": None,
    "subject": "vehicles",
    "at": "2026-03-10T09:00:00Z",
    "place": {"words": "north of the ford"},
    "means": "seen",
    "source": ["post 4"],
    "words": "Two vehicles.",
}


def test_a_correction_counts_from_then_on_and_the_before_remains(
    desk: Desk, file: Callable[..., Any]
) -> None:
    """The picture holds the corrected words; the picture from before holds the old ones."""
    first = file(1, "mission-desk", "observation", SEEN)
    body = {"corrects": first.id, "body": {**SEEN, "words": "Three."}, "reason": "counted again"}
    file(5, "mission-desk", "correction", body)
    now = desk.picture(reader="mission-desk")
    assert [one["words"] for one in now["observations"]["observations"]] == ["Three."]
    before = desk.picture(reader="mission-desk", index=first.index + 1)
    assert [one["words"] for one in before["observations"]["observations"]] == ["Two vehicles."]
    (line,) = [one for one in now["timeline"] if one["id"] == first.id]
    assert line["corrected_by"]


def test_a_withdrawn_entry_is_out_of_the_picture_but_in_the_timeline(
    desk: Desk, file: Callable[..., Any]
) -> None:
    """What was taken back yields nothing, and can be seen to have been taken back."""
    first = file(1, "mission-desk", "observation", SEEN)
    file(2, "mission-desk", "withdrawal", {"withdraws": first.id, "reason": "wrong day"})
    now = desk.picture(reader="mission-desk")
    assert now["observations"]["observations"] == []
    assert [
        one["withdrawn_by"] is not None for one in now["timeline"] if one["id"] == first.id
    ] == [True]


CASES = {
    "another actor's entry cannot be corrected": ("north-duty", {}, "another actor"),
    "an entry that does not exist cannot be corrected": (
        "mission-desk",
        {"corrects": "f" * 64},
        "no entry",
    ),
    "a correction with a faulty body names the fault in it": (
        "mission-desk",
        {"body": {**SEEN, "means": "smelt"}},
        "smelt",
    ),
}


@pytest.mark.parametrize(("post", "change", "said"), CASES.values(), ids=CASES.keys())
def test_corrections_that_are_refused(
    desk: Desk, file: Callable[..., Any], post: str, change: dict[str, Any], said: str
) -> None:
    """Each is refused with a reason, and the record stays as it was."""
    first = file(1, "mission-desk", "observation", SEEN)
    before = desk.index
    body = {"corrects": first.id, "body": SEEN, "reason": "because", **change}
    with pytest.raises(Refused, match=said):
        file(2, post, "correction", body)
    assert desk.index == before


def test_a_plan_is_amended_not_corrected(desk: Desk, file: Callable[..., Any]) -> None:
    """Receipts were given for the plan as it was: only a new version changes it."""
    first = file(1, "north-duty", "plan.file", disc_plan("n-1", "north", 69.3), "north")
    body = {"corrects": first.id, "body": disc_plan("n-1", "north", 69.4), "reason": "moved"}
    with pytest.raises(Refused, match=r"plan\.amend"):
        file(2, "north-duty", "correction", body, "north")
    assert desk.index == first.index + 1 + len(desk.tick(desk.now()))
