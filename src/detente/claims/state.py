"""Claims as they stand: entries -> who says what about which claim, and what is known of whom.

What this file knows: the entries of this room that one reader sees, in index order. What it must
not know: the record, other functions, a clock.

Rule 1. An admitted entry never raises here; what it refers to may be invisible to this reader, and
then it is kept and shown by its ids.
Rule 2. Nothing is dropped: a second value with an id that is taken was refused at the door.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from detente.claims import admission, pictures
from detente.claims.actors import Directory
from detente.claims.entries import Claim, Decision, SignedStance, SourceText, Statement
from detente.claims.matrix import Matrix
from detente.claims.suggestions import Suggestion, suggestions
from detente.terms.entries import Draft, Entry
from detente.terms.json import JSON
from detente.terms.problems import Problem
from detente.terms.who import Actor, Charter

T = TypeVar("T")


class State:
    """The claims of one mechanism as one reader may see them."""

    def __init__(self, charter: Charter) -> None:
        self.directory = Directory(charter)
        self.sources: dict[str, SourceText] = {}
        self.claims: dict[str, Claim] = {}
        self.statements: dict[str, Statement] = {}
        self.decisions: dict[str, Decision] = {}
        self.entries: dict[tuple[str, str], Entry] = {}  # (kind, id of its value) -> entry
        self.first: Entry | None = None  # what dates everything that the charter brought
        self.as_of: datetime | None = None  # the latest moment of knowledge taken in
        self._touching: dict[str, list[Entry]] = {}  # claim -> entries that hold or report it

    def apply(self, entry: Entry) -> None:
        """Take in one admitted entry of this room; entries come in index order."""
        value = entry.value
        if isinstance(value, Actor):
            self.directory.add(value)
            self.entries.setdefault(("actor", value.id), entry)
        elif isinstance(value, SourceText):
            self._keep(self.sources, value.id, value, entry)
        elif isinstance(value, Claim):
            self._keep(self.claims, value.id, value, entry)
        elif isinstance(value, Statement):
            if self._keep(self.statements, value.id, value, entry):
                held = [hold.claim for hold in value.holds]
                for claim in dict.fromkeys(held + [item.claim for item in value.reports_of]):
                    self._touching.setdefault(claim, []).append(entry)
        elif isinstance(value, SignedStance):
            self._touching.setdefault(value.claim, []).append(entry)
        elif isinstance(value, Decision):
            self._keep(self.decisions, value.id, value, entry)
        else:
            return
        self.first = self.first or entry
        if self.as_of is None or entry.known_at > self.as_of:
            self.as_of = entry.known_at

    def _keep(self, kept: dict[str, T], identity: str, value: T, entry: Entry) -> bool:
        if identity in kept:
            return False
        kept[identity] = value
        self.entries[(entry.kind, identity)] = entry
        return True

    def problems(self, draft: Draft) -> list[Problem]:
        """What is wrong with a draft beside what is filed already; all of it."""
        return admission.problems(self, draft)

    def touching(self, claim: str) -> tuple[Entry, ...]:
        """The entries that hold a claim, or report somebody's stance on it."""
        return tuple(self._touching.get(claim, ()))

    def matrix(self) -> Matrix:
        """Rows, statuses and origins of every claim, as things stand."""
        return Matrix(self.directory, self._touching, tuple(self.decisions.values()))

    def actors(self) -> Mapping[str, Actor]:
        """Everybody who can speak here by id: the charter's actors and those added."""
        return {actor.id: actor for actor in self.directory}

    def actor_ids(self) -> frozenset[str]:
        """The ids of `actors`."""
        return frozenset(self.actors())

    def status(self, claim: str) -> dict[str, JSON] | None:
        """The status of a claim as pictures show it; None for a claim not known here."""
        found = self.claims.get(claim)
        return pictures.status_json(self.matrix().status(found)) if found else None

    def suggestions(self) -> tuple[Suggestion, ...]:
        """Pairs that are perhaps one, whether decided or not."""
        matrix = self.matrix()
        return suggestions(
            self.directory,
            tuple(self.claims.values()),
            {claim: matrix.behind(claim) for claim in self.claims},
            self.sources,
            tuple(self.decisions.values()),
        )

    def picture(self, now: datetime) -> dict[str, JSON]:
        """The room as JSON; `now` changes nothing here, claims have no clock."""
        del now
        return pictures.picture(self)
