"""Entries -> what is so: lines, ladders, and which version of what was made known to whom.

What this file knows: the fold of this room's entries, and what a draft must fit. What it must not
know: plans, sites, protests (mechanism/checks asks `void_below` and `has_notified`), the clock.

Rule 1. A notification of a newer version of the same thing voids every earlier ladder of it, also
those of recipients whom the newer one does not name: what they hold is old either way.
Rule 2. An entry whose notification or line is not visible here is passed over without a word.
Rule 3. Nothing here depends on `now` except what a line's calendar and the clocks say of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from detente.channels import board, checking
from detente.channels.channel_state import Checked, Claimed, Line
from detente.channels.clocks import first_step
from detente.channels.entries import (
    About,
    Cause,
    ChannelOpen,
    ChannelReopen,
    ChannelSuspend,
    Delivery,
    Escalation,
    LineCheck,
    Notification,
    Recipient,
)
from detente.channels.ladder import Ladder, Step
from detente.channels.read_back import compare
from detente.terms.entries import Draft, Entry
from detente.terms.json import JSON
from detente.terms.problems import Problem
from detente.terms.who import CLERK, Charter


class State:
    """Lines by id; ladders in the order in which they began."""

    def __init__(self, charter: Charter) -> None:
        self.charter = charter
        self.lines: dict[str, Line] = {}
        self.ladders: list[Ladder] = []
        self.sent: dict[str, Entry] = {}  # notification or message id -> its last edition
        self._current: dict[tuple[str, str], Ladder] = {}
        self._about: dict[tuple[str, str], list[Ladder]] = {}
        self._by_id: dict[str, list[Ladder]] = {}
        self._known: dict[
            tuple[str, str], dict[int, Entry]
        ] = {}  # about -> version -> first entry
        self._steps: set[str] = set()

    def apply(self, entry: Entry) -> None:
        """Fold one entry of this room's kinds."""
        value = entry.value
        if isinstance(value, ChannelOpen):
            self.lines.setdefault(value.channel, Line(value, entry, entry.filed_at))
        elif isinstance(value, Notification):
            self._send(value, entry)
        elif isinstance(value, Delivery):
            self._deliver(value, entry)
        elif isinstance(value, Escalation):
            self._escalate(value, entry)
        elif value.channel in self.lines:
            self._on_line(self.lines[value.channel], value, entry)

    def _on_line(self, line: Line, value: object, entry: Entry) -> None:
        if isinstance(value, ChannelSuspend):
            line.suspend(value, entry)
        elif isinstance(value, ChannelReopen):
            line.reopen(value, entry)
        elif isinstance(value, LineCheck):
            line.checks.append(Checked(value, entry.actor, entry.filed_at, entry.id))
        elif isinstance(value, Cause):
            line.causes.append(Claimed(value, entry.actor, entry.filed_at))

    def _send(self, value: Notification, entry: Entry) -> None:
        if value.step:
            self._steps.add(value.step)
        self.sent[value.notification] = entry
        self._known.setdefault((value.about.kind, value.about.id), {}).setdefault(
            value.about.version, entry
        )
        for recipient in value.recipients:
            ladder = self._ladder(value, recipient, entry)
            self.ladders.append(ladder)
            self._about.setdefault((value.about.kind, value.about.id), []).append(ladder)
            self._by_id.setdefault(value.notification, []).append(ladder)
            self._current[value.notification, recipient.recipient] = ladder
        self._void_older(value.about)
        for ladder in self._by_id.get(value.replaces or "", ()):
            self._end(ladder, entry)

    def _void_older(self, about: About) -> None:
        versions = self._known[about.kind, about.id]
        newest = max(versions)
        for ladder in self.about(about.kind, about.id):
            if ladder.sent.about.version < newest:
                self._end(ladder, versions[newest])

    @staticmethod
    def _end(ladder: Ladder, entry: Entry) -> None:
        newer: Notification = entry.value
        ladder.end(
            by=newer.notification,
            entry=entry.id,
            version=newer.about.version,
            filed_at=max(entry.filed_at, ladder.filed_at),
        )

    def _ladder(self, value: Notification, to: Recipient, entry: Entry) -> Ladder:
        actor = value.on_behalf_of or (entry.actor if entry.post != CLERK else None)
        if entry.post != CLERK:
            sender: str | None = entry.post
        else:
            sender = next(iter(self.charter.posts_of(actor)), None) if actor else None
        ladder = Ladder(
            sent=value,
            recipient=to.recipient,
            sender=sender,
            sender_actor=actor,
            filed_by=entry.post,
            stated_at=entry.stated_at,
            filed_at=entry.filed_at,
            entry=entry.id,
            audience=entry.audience | {entry.actor},
            posts=to.posts or self.charter.posts_of(to.recipient),
            channels=self._channels(value, to, actor),
            steps=[],
        )
        post, channel = first_step(ladder, self.lines)
        ladder.steps.append(Step(post, channel, entry.filed_at, due_at=value.due_at))
        return ladder

    def _channels(self, value: Notification, to: Recipient, sender: str | None) -> tuple[str, ...]:
        """As named; else the open lines that both have, a message's own line first.

        Where only the clerk sends: its own lines, or where it has none every line that the
        recipient has.
        """
        first = (value.channel,) if value.channel else ()
        if to.channels:
            return first + tuple(one for one in to.channels if one not in first)
        theirs = [
            line
            for line in self.lines.values()
            if not line.suspended and self._has(line, to.recipient)
        ]
        shared = [line for line in theirs if self._has(line, sender or CLERK)]
        if sender is None and not shared:
            shared = theirs
        ids = (line.opening.channel for line in shared)
        return first + tuple(one for one in ids if one not in first)

    def _has(self, line: Line, actor: str) -> bool:
        return any(self.charter.actor_of(post) == actor for post in line.opening.posts)

    def _deliver(self, value: Delivery, entry: Entry) -> None:
        ladder = self.ladder(value.notification, value.recipient, value.version)
        if ladder is None:
            return
        sent = ladder.sent
        comparison = compare(sent.position, sent.words, value.read) if value.read else None
        ladder.take(value, comparison, filed_at=entry.filed_at, post=entry.post, entry=entry.id)

    def _escalate(self, value: Escalation, entry: Entry) -> None:
        self._steps.add(value.step)
        ladder = self.ladder(value.notification, value.recipient)
        if ladder is not None:
            ladder.move(
                Step(
                    value.to_post,
                    value.channel,
                    entry.filed_at,
                    value.reason,
                    value.due_at,
                    entry.id,
                )
            )

    def problems(self, draft: Draft) -> list[Problem]:
        """What speaks against a draft, given what was filed before."""
        return checking.problems(self, draft)

    def picture(self, now: datetime) -> dict[str, JSON]:
        """Lines and ladders, JSON-ready, in the order in which they began."""
        return board.picture(self.charter, self.lines, self.ladders, now)

    def ladder(
        self, notification: str, recipient: str, version: int | None = None
    ) -> Ladder | None:
        """The ladder of a notification to a recipient; of a message the last edition's, unless
        a version is named. None where there is none.
        """
        current = self._current.get((notification, recipient))
        if current is None or version is None or current.sent.edition == version:
            return current
        for ladder in self._by_id[notification]:
            if (ladder.recipient, ladder.sent.edition) == (recipient, version):
                return ladder
        return current

    def about(self, kind: str, id: str) -> Sequence[Ladder]:  # noqa: A002  the body's word
        """Every ladder about a thing, of any version, in the order in which they began."""
        return self._about.get((kind, id), ())

    def void_below(self, about_kind: str, about_id: str, version: int) -> tuple[Ladder, ...]:
        """The ladders that still count although they are of a version below this one.

        For a thing that was amended and not yet made known again: what their recipients have
        answered was for an older version.
        """
        return tuple(
            ladder
            for ladder in self.about(about_kind, about_id)
            if not ladder.void and ladder.sent.about.version < version
        )

    def has_notified(self, about_kind: str, about_id: str, version: int) -> bool:
        """Whether a notification of exactly this version was filed."""
        return version in self._known.get((about_kind, about_id), {})

    def newest(self, about_kind: str, about_id: str) -> tuple[int, Entry] | None:
        """The newest version of which a notification was filed, and the first that did."""
        versions = self._known.get((about_kind, about_id))
        return max(versions.items(), key=lambda one: one[0]) if versions else None

    def steps(self) -> frozenset[str]:
        """Ids of the loop's steps that the clerk has filed here."""
        return frozenset(self._steps)
