"""What the clocks would have done, computed from when it was asked and when it was heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from detente.channels.what_if import would_have
from detente.terms.who import Clocks

ASKED = datetime(2026, 5, 4, 8, tzinfo=UTC)


def test_twenty_seven_minutes_are_at_most_twenty_two_sooner() -> None:
    """Next post after 2 minutes, next channel after 5; heard after 27: 27 - 5 = 22."""
    found = would_have(ASKED, ASKED + timedelta(minutes=27), Clocks())
    assert found.next_post_at == ASKED + timedelta(minutes=2)
    assert found.next_channel_at == ASKED + timedelta(minutes=5)
    assert found.at_most_sooner_s == 22 * 60
    assert found.next_post_at_most_sooner_s == 25 * 60


CASES = {
    "never heard: nothing can be said": (None, True, True, None),
    "heard before any turn: nothing sooner": (60, True, True, 0),
    "heard between the two turns": (200, True, True, 0),
    "only another post": (600, True, False, 480),
    "only another channel": (600, False, True, 300),
    "nobody else to turn to": (600, False, False, None),
}


@pytest.mark.parametrize(("heard_s", "post", "channel", "sooner_s"), CASES.values(), ids=CASES)
def test_at_most_so_much_sooner(
    heard_s: int | None, post: bool, channel: bool, sooner_s: float | None
) -> None:
    """Counted from the later step that there is."""
    heard = None if heard_s is None else ASKED + timedelta(seconds=heard_s)
    found = would_have(ASKED, heard, Clocks(), another_post=post, another_channel=channel)
    assert found.at_most_sooner_s == sooner_s


def test_a_ladder_that_was_heard_late_shows_it(world: Any) -> None:
    """The board computes it from the ladder; one that was heard in time shows nothing."""
    world.notify("y")
    assert world.row("y")["would_have"] is None
    world.deliver("y", "acknowledged", at=1_620)
    assert world.row("y")["would_have"] == {
        "asked_at": "2026-05-04T08:00:00Z",
        "heard_at": "2026-05-04T08:27:00Z",
        "next_post_at": "2026-05-04T08:02:00Z",
        "next_channel_at": "2026-05-04T08:05:00Z",
        "at_most_sooner_s": 1_320,
        "next_post_at_most_sooner_s": 1_500,
    }
    world.notify("x", id_="n-2", about={"kind": "plan", "id": "q", "version": 1})
    world.deliver("x", "acknowledged", at=1_700, notification="n-2")
    assert world.row("x", id_="n-2")["would_have"]["next_post_at"] is None
