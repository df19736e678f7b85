"""Alerts can be taken, closed and reopened; each act is an entry of a post."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from mechanism_world import OPENS, disc_plan

from detente.desk.desk import Desk
from detente.terms.problems import Refused


def conflict(desk: Desk, file: Callable[..., Any], at: float | None = None) -> dict[str, Any]:
    """The plan conflict's alert as North sees it, after so many minutes."""
    now = None if at is None else OPENS + timedelta(minutes=at)
    picture = desk.picture(reader="north-duty", now=now)
    (alert,) = [one for one in picture["alerts"] if one["rule"] == "plan-conflict"]
    return dict(alert)


@pytest.fixture
def alert(desk: Desk, file: Callable[..., Any]) -> str:
    """The id of an open plan conflict."""
    file(1, "north-duty", "plan.file", disc_plan("n-1", "north", 69.3), "north")
    file(2, "south-duty", "plan.file", disc_plan("s-1", "south", 69.31), "south")
    return str(conflict(desk, file)["id"])


def test_taken_until_its_time_is_over_then_open_again(
    desk: Desk, file: Callable[..., Any], alert: str
) -> None:
    """Somebody is on it, until the moment they named."""
    until = "2026-03-10T07:30:00Z"
    file(5, "north-duty", "alert.take", {"alert": alert, "until": until}, "north")
    assert conflict(desk, file)["state"] == "taken"
    assert conflict(desk, file)["taken_by"] == "north-duty"
    assert conflict(desk, file, 31)["state"] == "open"


def test_closed_with_a_reason_and_reopened_with_one(
    desk: Desk, file: Callable[..., Any], alert: str
) -> None:
    """The history keeps both acts."""
    file(5, "north-duty", "alert.close", {"alert": alert, "reason": "spoke to them"}, "north")
    assert conflict(desk, file)["state"] == "closed"
    file(6, "north-duty", "alert.reopen", {"alert": alert, "reason": "they moved"}, "north")
    found = conflict(desk, file)
    assert found["state"] == "open"
    assert [act["act"] for act in found["history"]] == ["close", "reopen"]


def test_what_a_post_does_not_see_it_cannot_close(
    desk: Desk, file: Callable[..., Any], alert: str
) -> None:
    """The mission knows nothing of the conflict: the id is unknown to it."""
    with pytest.raises(Refused, match="no alert"):
        file(5, "mission-desk", "alert.close", {"alert": alert, "reason": "x"})
    assert conflict(desk, file)["state"] == "open"


def test_only_a_closed_alert_can_be_reopened(
    desk: Desk, file: Callable[..., Any], alert: str
) -> None:
    """Reopening an open one is refused."""
    with pytest.raises(Refused, match="not closed"):
        file(5, "north-duty", "alert.reopen", {"alert": alert, "reason": "x"}, "north")
