"""One line: open or suspended, its test calls, and how many in a row were missed.

What this file knows: a line's calendar, checks, suspensions and claimed causes. What it must not
know: what passes on the line (ladder.py), and why nobody answered.

Rule 1. A check is due at a time of the calendar and counts within its grace. Nothing recorded by
the end of the grace is a miss, as is a call that nobody answered.
Rule 2. Where the two sides recorded the same check differently it cannot be told whether it was
answered: neither a miss nor an answer.
Rule 3. So many misses in a row make the line degraded, cause unknown. A side's words for the
cause are kept as that side's claim; they never become the cause.
Rule 4. Each side suspends and reopens for itself: the line is open when no side holds it
suspended. No check is due while it is suspended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from detente.channels.entries import (
    Cause,
    ChannelOpen,
    ChannelReopen,
    ChannelSuspend,
    Checks,
    LineCheck,
)
from detente.terms.entries import Entry
from detente.terms.json import JSON
from detente.terms.truth import Truth
from detente.terms.when import rfc3339

MISSES_SHOWN_MAX = 10
"""So many missed checks are listed, the last ones; all are counted."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """One side's suspension, while it lasts."""

    reason: str
    since: datetime | None
    filed_at: datetime
    entry: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A recorded test call; actor: whose record it is."""

    check: LineCheck
    actor: str
    filed_at: datetime
    entry: str

    @property
    def at(self) -> datetime:
        """The stated time, as far as the record bears it: not after the entry was filed."""
        return min(self.check.at, self.filed_at)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claimed cause; recorded_by: the actor that filed it."""

    cause: Cause
    recorded_by: str
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class Misses:
    """The misses in a row since the line last answered: the times at which they were due."""

    due: tuple[datetime, ...]
    unclear_last: bool


@dataclass(slots=True)
class Line:
    """A channel, folded."""

    opening: ChannelOpen
    entry: Entry
    usable_since: datetime
    suspensions: dict[str, Suspension] = field(default_factory=dict)
    suspended_since: datetime | None = None
    checks: list[Checked] = field(default_factory=list)
    causes: list[Claimed] = field(default_factory=list)

    def suspend(self, value: ChannelSuspend, entry: Entry) -> None:
        """The filer's side suspends."""
        if not self.suspensions:
            self.suspended_since = entry.filed_at
        self.suspensions.setdefault(
            entry.actor, Suspension(value.reason, value.since, entry.filed_at, entry.id)
        )

    def reopen(self, value: ChannelReopen, entry: Entry) -> None:  # noqa: ARG002  the reason is shown by the timeline
        """The filer's side takes its suspension back."""
        if self.suspensions.pop(entry.actor, None) is not None and not self.suspensions:
            self.suspended_since = None
            self.usable_since = entry.filed_at

    @property
    def suspended(self) -> bool:
        """Whether any side holds it suspended."""
        return bool(self.suspensions)

    @property
    def grace(self) -> timedelta:
        """How far from its time a check counts."""
        checks = self.opening.checks
        return timedelta(seconds=checks.grace_s if checks else 0.0)

    def answered_near(self, moment: datetime) -> Truth | None:
        """What the records within grace of a moment say: per side the last one; None for none."""
        per_side: dict[str, tuple[datetime, Truth]] = {}
        for one in self.checks:
            if abs(one.at - moment) <= self.grace:
                before = per_side.get(one.actor)
                if before is None or one.at >= before[0]:
                    per_side[one.actor] = (one.at, one.check.answered)
        said = {answered for _, answered in per_side.values()}
        if not said:
            return None
        return said.pop() if len(said) == 1 else Truth.CANNOT_TELL

    def answered_last(self) -> datetime:
        """When the line last answered for certain; its opening or reopening where it never did."""
        answers = [
            one.at
            for one in self.checks
            if one.at > self.usable_since
            and one.check.answered is Truth.YES
            and self.answered_near(one.at) is Truth.YES
        ]
        return max(answers, default=self.usable_since)

    def misses(self, *, until: datetime | None = None, most: int | None = None) -> Misses:
        """The misses in a row: those whose grace is over by `until`, or, as if nothing more were
        ever recorded, the first `most`. One of the two must be given.
        """
        assert until is not None or most is not None
        checks = self.opening.checks
        if checks is None or self.suspended:
            return Misses((), False)
        due: list[datetime] = []
        unclear_last = False
        for slot in slots(checks, self.answered_last()):
            if until is not None and slot + self.grace > until:
                break
            answered = self.answered_near(slot)
            unclear_last = answered is Truth.CANNOT_TELL
            if answered is Truth.YES:
                due.clear()
            elif not unclear_last:
                due.append(slot)
                if most is not None and len(due) == most:
                    break
        return Misses(tuple(due), unclear_last)

    def next_check(self, now: datetime) -> datetime | None:
        """When the next check is due after now."""
        checks = self.opening.checks
        return None if checks is None or self.suspended else next(slots(checks, now))

    def state(self, now: datetime) -> str:
        """open, suspended, degraded or unknown."""
        if self.suspended:
            return "suspended"
        misses = self.misses(until=now)
        checks = self.opening.checks
        if checks is not None and len(misses.due) >= checks.misses_to_degraded:
            return "degraded"
        return "unknown" if misses.unclear_last else "open"

    def as_json(self, now: datetime) -> dict[str, JSON]:
        """As the picture shows it."""
        state = self.state(now)
        misses = self.misses(until=now).due
        next_check = self.next_check(now)
        last = max(self.checks, key=lambda one: one.at, default=None)
        return {
            "id": self.opening.channel,
            "name": self.opening.name,
            "kind": self.opening.kind.value,
            "posts": list(self.opening.posts),
            "words": self.opening.words,
            "state": state,
            "cause": "unknown" if state == "degraded" else None,
            "causes_claimed": [_claimed_json(one) for one in self.causes],
            "suspended_by": [
                {
                    "actor": actor,
                    "reason": one.reason,
                    "since": rfc3339(one.since) if one.since else None,
                    "filed_at": rfc3339(one.filed_at),
                }
                for actor, one in sorted(self.suspensions.items())
            ],
            "last_check": _checked_json(last) if last else None,
            "next_check": rfc3339(next_check) if next_check else None,
            "misses": len(misses),
            "missed": [rfc3339(one) for one in misses[-MISSES_SHOWN_MAX:]],
            "checks": _checks_json(self.opening.checks),
        }


def slots(checks: Checks, after: datetime) -> Iterator[datetime]:
    """The times at which checks are due, after a moment, without end."""
    day = after.replace(hour=0, minute=0, second=0, microsecond=0)
    while True:
        if day.weekday() in checks.weekdays:
            for seconds in checks.times_s:
                slot = day + timedelta(seconds=seconds)
                if slot > after:
                    yield slot
        day += timedelta(days=1)


def _claimed_json(one: Claimed) -> dict[str, JSON]:
    return {
        "claimed_by": one.cause.claimed_by,
        "words": one.cause.words,
        "at": rfc3339(one.cause.at) if one.cause.at else None,
        "filed_at": rfc3339(one.filed_at),
        "recorded_by": one.recorded_by,
    }


def _checked_json(one: Checked) -> dict[str, JSON]:
    return {
        "at": rfc3339(one.check.at),
        "filed_at": rfc3339(one.filed_at),
        "by": one.check.by,
        "to": one.check.to,
        "answered": one.check.answered.value,
        "words": one.check.words,
    }


def _checks_json(checks: Checks | None) -> JSON:
    if checks is None:
        return None
    return {
        "times_utc": [f"{one // 3600:02d}:{one // 60 % 60:02d}" for one in checks.times_s],
        "weekdays": list(checks.weekdays),
        "misses_to_degraded": checks.misses_to_degraded,
        "grace_s": checks.grace_s,
    }
