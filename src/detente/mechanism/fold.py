"""Entries -> states: every function folds its own entries, in the order of the record.

Rule 1. The fold is a pure function of the charter and the entries; incremental or from scratch,
in one go or split, it gives the same states (tests/desk/test_scenarios.py).
Rule 2. A correction replaces the body of the entry it names, a withdrawal drops it, from the
moment that they are in the fold; the before stays in the timeline. Both make the fold start again,
because what came after was folded on the old body.
Rule 3. Kinds and versions that this version does not know are kept and shown as unread.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from detente.agreements.state import State as Agreements
from detente.channels.state import State as Channels
from detente.claims.state import State as Claims
from detente.incidents.state import State as Incidents
from detente.mechanism.entries import Correction, Withdrawal
from detente.mechanism.handling import State as Handled
from detente.mechanism.kinds import KINDS
from detente.observations.state import State as Observations
from detente.plans.state import State as Plans
from detente.talks.state import State as Talks
from detente.terms.entries import Entry
from detente.terms.fields import Fields
from detente.terms.who import Charter


@dataclass(slots=True)
class States:
    """The state of each function, folded from the same entries."""

    plans: Plans
    channels: Channels
    agreements: Agreements
    observations: Observations
    claims: Claims
    talks: Talks
    incidents: Incidents
    mechanism: Handled

    @classmethod
    def fresh(cls, charter: Charter) -> States:
        """States in which nothing has been filed."""
        return cls(
            Plans(charter),
            Channels(charter),
            Agreements(charter),
            Observations(charter),
            Claims(charter),
            Talks(charter),
            Incidents(charter),
            Handled(charter),
        )


@dataclass(slots=True)
class Fold:
    """Entries taken in, and the states that follow from them."""

    charter: Charter
    entries: list[Entry] = field(default_factory=list)
    states: States = field(init=False)
    by_id: dict[str, Entry] = field(default_factory=dict)
    corrected: dict[str, Entry] = field(default_factory=dict)  # entry id -> its last correction
    withdrawn: dict[str, Entry] = field(default_factory=dict)  # entry id -> its withdrawal

    def __post_init__(self) -> None:
        self.states = States.fresh(self.charter)
        taken, self.entries = self.entries, []
        self.take(taken)

    def take(self, entries: Iterable[Entry]) -> None:
        """Take entries in, in the order of the record."""
        again = False
        for entry in entries:
            self.entries.append(entry)
            self.by_id[entry.id] = entry
            if isinstance(entry.value, Correction) and entry.value.corrects in self.by_id:
                self.corrected[entry.value.corrects] = entry
                again = True
            elif isinstance(entry.value, Withdrawal) and entry.value.withdraws in self.by_id:
                self.withdrawn[entry.value.withdraws] = entry
                again = True
            elif not again:
                self._apply(entry)
        if again:
            self.states = States.fresh(self.charter)
            for entry in self.entries:
                self._apply(self.effective(entry))

    def effective(self, entry: Entry) -> Entry:
        """The entry as it counts now: with its corrected body, where one was filed."""
        correction = self.corrected.get(entry.id)
        if correction is None:
            return entry
        body = correction.value.body
        return replace(entry, body=body, value=KINDS[entry.kind].parse(Fields(body)))

    def _apply(self, entry: Entry) -> None:
        if entry.id in self.withdrawn or entry.value is None:
            return
        kind = KINDS[entry.kind]
        getattr(self.states, kind.function).apply(entry)

    @property
    def last_filed_at(self) -> datetime | None:
        """The record's time at its last entry."""
        return self.entries[-1].filed_at if self.entries else None
