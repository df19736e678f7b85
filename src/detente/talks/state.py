"""Talks as they stand: entries -> meetings with their phases, demands, commitments, guarantees.

What this file knows: the entries of this room that one reader sees, in index order. What it must
not know: the record, other functions, a clock.

Rule 1. An admitted entry never raises here; what it refers to may be invisible to this reader.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from detente.talks import admission, pictures
from detente.talks.demands import Pair, pairs
from detente.talks.entries import (
    Commitment,
    CommitmentState,
    Demand,
    Guarantee,
    Meeting,
    PhaseEntry,
    ScopeInference,
)
from detente.talks.meetings import Step, steps
from detente.terms.entries import Draft, Entry
from detente.terms.json import JSON
from detente.terms.problems import Problem
from detente.terms.who import Charter

T = TypeVar("T")


class State:
    """The talks of one mechanism as one reader may see them."""

    def __init__(self, charter: Charter) -> None:
        self.charter = charter
        self.by_meeting: dict[str, Meeting] = {}
        self.demands: dict[str, Demand] = {}
        self.commitments: dict[str, Commitment] = {}
        self.guarantees: dict[str, Guarantee] = {}
        self.inferences: dict[str, list[ScopeInference]] = {}  # demand -> what coders read into it
        self.words: dict[str, dict[str, CommitmentState]] = {}  # commitment -> actor -> its word
        self.entries: dict[tuple[str, str], list[Entry]] = {}  # (kind, id) -> its entries
        self._phases: dict[str, list[tuple[Entry, PhaseEntry]]] = {}

    def apply(self, entry: Entry) -> None:
        """Take in one admitted entry of this room; entries come in index order."""
        value = entry.value
        if isinstance(value, Meeting):
            self._keep(self.by_meeting, value.meeting, value, entry)
        elif isinstance(value, PhaseEntry):
            self._phases.setdefault(value.meeting, []).append((entry, value))
        elif isinstance(value, Demand):
            self._keep(self.demands, value.demand, value, entry)
        elif isinstance(value, ScopeInference):
            self.inferences.setdefault(value.demand, []).append(value)
            self._note(entry, value.demand)
        elif isinstance(value, Commitment):
            self._keep(self.commitments, value.commitment, value, entry)
        elif isinstance(value, CommitmentState):
            self.words.setdefault(value.commitment, {})[value.by] = value
            self._note(entry, value.commitment)
        elif isinstance(value, Guarantee):
            self._keep(self.guarantees, value.guarantee, value, entry)

    def _keep(self, kept: dict[str, T], identity: str, value: T, entry: Entry) -> None:
        if identity not in kept:
            kept[identity] = value
            self._note(entry, identity)

    def _note(self, entry: Entry, identity: str) -> None:
        self.entries.setdefault((entry.kind, identity), []).append(entry)

    def problems(self, draft: Draft) -> list[Problem]:
        """What is wrong with a draft beside what is filed already; all of it."""
        return admission.problems(self, draft)

    def meetings(self) -> tuple[Meeting, ...]:
        """The meetings, in the order of filing."""
        return tuple(self.by_meeting.values())

    def steps(self, meeting: str) -> tuple[Step, ...]:
        """The phases of a meeting, by the times of which they speak."""
        return steps(self._phases.get(meeting, ()))

    def phase(self, meeting: str) -> str | None:
        """How far a meeting came; None where nothing is filed about it."""
        found = self.steps(meeting)
        return found[-1].value.phase.value if found else None

    def is_talked_over(self, incident: str) -> bool:
        """Whether a meeting is about an incident."""
        return any(incident in meeting.incidents for meeting in self.by_meeting.values())

    def pairs(self) -> tuple[Pair, ...]:
        """Demands that are incompatible, perhaps incompatible, or of one kind."""
        return pairs(tuple(self.demands.values()), self.inferences)

    def picture(self, now: datetime) -> dict[str, JSON]:
        """The room as JSON at a moment."""
        return pictures.picture(self, now)
