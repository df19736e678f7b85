"""Which clocks run on a ladder: the next post, the next channel, reading back, the lead.

What this file knows: the charter's clocks, a ladder, which lines are usable. What it must not
know: the present moment: every answer is a moment, and alerts.py compares it with `now`.

The order in which a ladder moves on while nobody has answered:
Rule 1. On a channel, each post of the recipient that is on that channel has next_post_s.
Rule 2. When a channel has been held for next_channel_s, the ladder goes to the first post on the
next usable channel, whether or not posts were left; the channel wins where both fall together.
Rule 3. Where no further channel is left, the posts that are left on this one follow, then those
that were passed over on earlier ones, then those to which no line leads (channel None): nobody
is left out before the ladder is exhausted.
Rule 4. The last post keeps what is left of the channel's time, at least next_post_s; then the
ladder is exhausted. Pairs of post and channel are finite and none comes twice: every ladder ends.
Rule 5. A suspended line is left at once and is not entered; one that is reopened counts again.
Rule 6. Clocks run by the record's time. A step that was filed late moves the later ones by as
much, so that a post that is told late still has its time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from detente.channels.channel_state import Line
from detente.channels.entries import Reason
from detente.channels.ladder import Ladder, Stage
from detente.terms.who import Clocks


@dataclass(frozen=True, slots=True)
class Next:
    """The next step of a ladder, and when it is due."""

    to_post: str
    channel: str | None
    reason: Reason
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Exhausted:
    """Nobody is left to turn to from `at` on; why, in words."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class _Ways:
    """What of a ladder's channels can be used now."""

    ladder: Ladder
    lines: Mapping[str, Line]

    def suspended_since(self, channel: str | None) -> datetime | None:
        """Since when a channel is suspended. A line that is not known here is not suspended."""
        line = self.lines.get(channel) if channel else None
        return line.suspended_since if line else None

    def usable_since(self, channel: str | None) -> datetime:
        """Since when it is usable; the ladder's own beginning where it always was."""
        line = self.lines.get(channel) if channel else None
        since = self.ladder.filed_at
        return max(since, line.usable_since) if line else since

    def posts(self, channel: str | None) -> tuple[str, ...]:
        """The ladder's posts on a channel; all of them where the channel does not say. On None
        those to which no line leads: they are reached by whatever their contact is.
        """
        if channel is None:
            on_some = {post for one in self.ladder.channels for post in self.posts(one)}
            return tuple(post for post in self.ladder.posts if post not in on_some)
        line = self.lines.get(channel)
        if line is None:
            return self.ladder.posts
        return tuple(post for post in self.ladder.posts if post in line.opening.posts)


def first_step(ladder: Ladder, lines: Mapping[str, Line]) -> tuple[str | None, str | None]:
    """(post, channel) with which a ladder begins: the first usable channel, its first post."""
    ways = _Ways(ladder, lines)
    open_lines = [one for one in ladder.channels if ways.suspended_since(one) is None]
    for channel in (*open_lines, None, *ladder.channels):
        posts = ways.posts(channel)
        if posts:
            return posts[0], channel
    return None, None


def next_step(
    ladder: Ladder, clocks: Clocks, lines: Mapping[str, Line]
) -> Next | Exhausted | None:
    """What comes next while nobody has answered; None where no clock runs any more."""
    if ladder.heard is not None or ladder.stage is Stage.VOID:
        return None
    ways = _Ways(ladder, lines)
    step = ladder.step
    if step.post is None:
        return Exhausted(step.started_at, "the recipient has no post in this mechanism")
    here = step.channel
    tried = {(one.channel, one.post) for one in ladder.steps}
    post_at, channel_at = _turns(ladder, clocks)
    left_at = ways.suspended_since(here)
    if left_at is not None:
        post_at = channel_at = max(step.started_at, left_at)
    beyond = _first_beyond(ways, {channel for channel, _ in tried})
    following = [] if left_at else [one for one in ways.posts(here) if (here, one) not in tried]
    channel_due = max(channel_at, ways.usable_since(beyond[1])) if beyond else channel_at
    if following and (beyond is None or post_at < channel_due):
        return Next(following[0], here, Reason.NEXT_POST, post_at)
    if beyond:
        return Next(*beyond, Reason.NEXT_CHANNEL, channel_due)
    passed_over = _passed_over(ways, {post for _, post in tried})
    if passed_over:
        return Next(*passed_over, Reason.NEXT_POST, post_at)
    return Exhausted(max(post_at, channel_at), "every post was tried on every line that is open")


def _turns(ladder: Ladder, clocks: Clocks) -> tuple[datetime, datetime]:
    """When the next post's and the next channel's turn comes, by the steps so far."""
    entered = next(
        at
        for at, one in reversed(list(enumerate(ladder.steps)))
        if _enters(ladder, at, one.channel)
    )
    late_s = sum(
        max(0.0, (one.started_at - one.due_at).total_seconds())
        for one in ladder.steps[entered + 1 :]
        if one.due_at is not None
    )
    post_at = ladder.step.started_at + timedelta(seconds=clocks.next_post_s)
    held = timedelta(seconds=clocks.next_channel_s + late_s)
    return post_at, ladder.steps[entered].started_at + held


def _enters(ladder: Ladder, at: int, channel: str | None) -> bool:
    return at == 0 or ladder.steps[at - 1].channel != channel


def _first_beyond(ways: _Ways, entered: set[str | None]) -> tuple[str, str | None] | None:
    for channel in ways.ladder.channels:
        posts = ways.posts(channel)
        if channel not in entered and posts and ways.suspended_since(channel) is None:
            return posts[0], channel
    return None


def _passed_over(ways: _Ways, tried: set[str | None]) -> tuple[str, str | None] | None:
    for channel in (*ways.ladder.channels, None):
        if ways.suspended_since(channel) is None:
            for post in ways.posts(channel):
                if post not in tried:
                    return post, channel
    return None


def read_back_by(ladder: Ladder, clocks: Clocks) -> datetime:
    """By when it should be read back: read_back_s from when the post that has it was told."""
    return ladder.step.started_at + timedelta(seconds=clocks.read_back_s)


def act_by(ladder: Ladder, clocks: Clocks) -> datetime | None:
    """The last moment that leaves lead_s before the activity; None where its start is unknown."""
    starts = ladder.sent.activity_starts_at
    return starts - timedelta(seconds=clocks.lead_s) if starts else None


def pass_on_by(ladder: Ladder, clocks: Clocks) -> datetime | None:
    """By when named units should be told; None where none was named or no start is known."""
    return act_by(ladder, clocks) if ladder.sent.units else None
