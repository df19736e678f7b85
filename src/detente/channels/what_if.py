"""What the clocks would have done: when it would have moved on, and by how much sooner at most.

What this file knows: when somebody asked, when the message was heard, the clocks. What it must not
know: whether anybody would have listened: that is why the answer says *at most*.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from detente.terms.json import JSON
from detente.terms.when import rfc3339
from detente.terms.who import Clocks


@dataclass(frozen=True, slots=True)
class WouldHave:
    """next_post_at, next_channel_at: when it would have moved on, None where there is no other.

    at_most_sooner_s: heard so many seconds sooner at most, had the *later* of these steps reached
    somebody who listened: by then every way that the clocks open had been tried. None where there
    is no step or it was never heard; 0 where it was heard before. next_post_at_most_sooner_s: the
    same for the next post alone.
    """

    asked_at: datetime
    heard_at: datetime | None
    next_post_at: datetime | None
    next_channel_at: datetime | None

    @property
    def at_most_sooner_s(self) -> float | None:
        """Seconds between the later step and the moment when it was heard."""
        steps = [one for one in (self.next_post_at, self.next_channel_at) if one is not None]
        return self._sooner(max(steps, default=None))

    @property
    def next_post_at_most_sooner_s(self) -> float | None:
        """Seconds between the next post's turn and the moment when it was heard."""
        return self._sooner(self.next_post_at)

    def _sooner(self, step: datetime | None) -> float | None:
        if step is None or self.heard_at is None:
            return None
        return max(0.0, (self.heard_at - step).total_seconds())

    def as_json(self) -> dict[str, JSON]:
        """Times as RFC 3339, durations in seconds."""
        return {
            "asked_at": rfc3339(self.asked_at),
            "heard_at": rfc3339(self.heard_at) if self.heard_at else None,
            "next_post_at": rfc3339(self.next_post_at) if self.next_post_at else None,
            "next_channel_at": rfc3339(self.next_channel_at) if self.next_channel_at else None,
            "at_most_sooner_s": self.at_most_sooner_s,
            "next_post_at_most_sooner_s": self.next_post_at_most_sooner_s,
        }


def would_have(
    asked_at: datetime,
    heard_at: datetime | None,
    clocks: Clocks,
    *,
    another_post: bool = True,
    another_channel: bool = True,
) -> WouldHave:
    """When the message would have reached the next post and the next channel, by these clocks."""
    post = asked_at + timedelta(seconds=clocks.next_post_s)
    channel = asked_at + timedelta(seconds=clocks.next_channel_s)
    if another_channel and channel <= post:
        another_post = False  # the channel's turn comes first
    return WouldHave(
        asked_at, heard_at, post if another_post else None, channel if another_channel else None
    )
