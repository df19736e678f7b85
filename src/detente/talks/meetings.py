"""The life of a meeting: rumoured, planned, postponed, held, cancelled.

What this file knows: a meeting and what was filed about its phases. What it must not know: who
acknowledges that it took place; that is a claim, and another room's.

Rule 1. The current phase is the latest one by the time of which it speaks, not by when it was
filed: a forecast that is learnt after the meeting does not make it planned again.
Rule 2. Phases that cannot follow one another are both kept, and the later one says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from detente.talks.entries import Meeting, Phase, PhaseEntry
from detente.terms.entries import Entry
from detente.terms.truth import Truth

FOLLOWS: dict[Phase, frozenset[Phase]] = {
    Phase.RUMOURED: frozenset({Phase.PLANNED, Phase.POSTPONED, Phase.HELD, Phase.CANCELLED}),
    Phase.PLANNED: frozenset({Phase.POSTPONED, Phase.HELD, Phase.CANCELLED}),
    Phase.POSTPONED: frozenset({Phase.PLANNED, Phase.POSTPONED, Phase.HELD, Phase.CANCELLED}),
    Phase.HELD: frozenset(),
    Phase.CANCELLED: frozenset({Phase.PLANNED}),
}
"""What may come after what. A phase may always be said again."""

_RANK = {phase: at for at, phase in enumerate(Phase)}


@dataclass(frozen=True, slots=True)
class Step:
    """One filed phase in its place. fits: whether it can follow the step before it."""

    value: PhaseEntry
    entry: Entry
    fits: bool


def steps(filed: Sequence[tuple[Entry, PhaseEntry]]) -> tuple[Step, ...]:
    """The phases in the order of the times of which they speak."""
    ordered = sorted(filed, key=_order)
    result: list[Step] = []
    for entry, value in ordered:
        before = result[-1].value.phase if result else None
        fits = before is None or before is value.phase or value.phase in FOLLOWS[before]
        result.append(Step(value, entry, fits))
    return tuple(result)


def _order(item: tuple[Entry, PhaseEntry]) -> tuple[datetime, int, int]:
    entry, value = item
    latest = value.at.latest if value.at else None
    at = min(latest, entry.known_at) if latest else entry.known_at
    return (at, _RANK[value.phase], entry.index)


def overdue(meeting: Meeting, current: Step | None, now: datetime) -> Truth:
    """Whether its time has passed and nothing says that it was held or called off.

    Without a time, never: what has no date cannot be late.
    """
    if current is not None and current.value.phase in (Phase.HELD, Phase.CANCELLED):
        return Truth.NO
    due = meeting.at
    if current is not None and current.value.phase is Phase.POSTPONED:
        due = current.value.new_date
    return due.before(now) if due is not None else Truth.NO
