"""The claims matrix: each claim's rows, status, origins and turns, computed from what is filed.

What this file knows: claims, the entries that hold or report them, decisions. What it must not
know: how entries were ordered, stored or shown.

Rule 1. A claim has a row for each of its parties, always; for the mediators, where it has parties;
and for everybody else of whom something is known.
Rule 2. A turn is a moment of knowledge at which the status became another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from detente.claims.actors import Directory
from detente.claims.entries import Claim, Decision, SignedStance, Stance, Statement, What
from detente.claims.origins import Grouping, Origin, grouping, origins
from detente.claims.stances import AFFIRMS, Holding, Report, Row, row
from detente.claims.status import Status, status
from detente.terms.entries import Entry
from detente.terms.who import Role

SPOKEN_FOR = "spoken for"
AGAINST = frozenset({Stance.DENIES, Stance.DISPUTES_PART})


@dataclass(frozen=True, slots=True)
class Turn:
    """From this moment of knowledge on, the status was `key`.

    because: ids of the statements (or of the entries with signed stances) learnt at that moment.
    filed_at: the record's time at the last of their entries.
    """

    since: datetime
    filed_at: datetime
    key: str
    because: tuple[str, ...]


class Matrix:
    """Answers about every claim, under the decisions that are in force now."""

    def __init__(
        self,
        directory: Directory,
        touching: Mapping[str, Sequence[Entry]],
        decisions: Sequence[Decision],
    ) -> None:
        """touching: claim id -> entries that hold it or report stances on it, in index order."""
        self._directory = directory
        self._touching = touching
        self.actors: Grouping = grouping(decisions, (What.ACTOR,))
        self.origins_decided: Grouping = grouping(decisions, (What.ORIGIN, What.ACTOR))
        self._seats = tuple(item.id for item in directory if item.role is Role.MEDIATOR)

    def holder(self, speaker: str) -> str:
        """Whose stance it is when this actor speaks: its principal, one id for one actor."""
        group = self.actors.group(self._directory.principal(speaker))
        seated = (Role.PARTY, Role.MEDIATOR)
        return min(group, key=lambda item: (self._directory.role(item) not in seated, item))

    def holdings(self, claim: str) -> list[Holding]:
        """Every piece of evidence that somebody holds something of the claim."""
        found = []
        for entry in self._touching.get(claim, ()):
            holding = self._holding(entry, claim)
            if holding is not None:
                found.append(holding)
        return found

    def _holding(self, entry: Entry, claim: str) -> Holding | None:
        value = entry.value
        times = (entry.index, entry.id, entry.known_at, entry.filed_at)
        if isinstance(value, SignedStance):
            holder = self.holder(value.actor)
            return Holding(*times, holder, value.actor, value.stance, value.words, None)
        assert isinstance(value, Statement)
        for hold in value.holds:
            if hold.claim == claim:
                holder = self.holder(value.speaker)
                return Holding(*times, holder, value.speaker, hold.stance, hold.part, value)
        return None

    def reports(self, claim: str) -> list[Report]:
        """What speakers say about the stances of actors whose voice they are not."""
        found = []
        for entry in self._touching.get(claim, ()):
            value = entry.value
            if isinstance(value, Statement):
                found.extend(self._reports_in(value, entry, claim))
        return found

    def _reports_in(self, statement: Statement, entry: Entry, claim: str) -> list[Report]:
        said = [(r.actor, r.says.value) for r in statement.reports_of if r.claim == claim]
        stances = [hold.stance.value for hold in statement.holds if hold.claim == claim]
        # Whoever speaks for an actor without being its voice is a report on it, no more.
        said += [
            (actor, f"{SPOKEN_FOR}: {stances[0]}")
            for actor in (statement.on_behalf_of if stances else ())
            if self.holder(actor) != self.holder(statement.speaker)
        ]
        return [
            Report(
                self.holder(actor),
                statement.speaker,
                says,
                statement.id,
                statement.said,
                entry.known_at,
                entry.index,
            )
            for actor, says in said
        ]

    def rows(self, claim: Claim) -> tuple[Row, ...]:
        """The rows of a claim: its parties, mediators, then everybody else by id."""
        return self._rows(claim, self.holdings(claim.id), self.reports(claim.id))

    def _rows(
        self, claim: Claim, holdings: Sequence[Holding], reports: Sequence[Report]
    ) -> tuple[Row, ...]:
        parties = [self.holder(actor) for actor in claim.about_parties]
        seats = [self.holder(actor) for actor in self._seats] if parties else []
        others = {item.holder for item in holdings} | {item.actor for item in reports}
        outlets_last = sorted(
            others, key=lambda item: (self._directory.role(item) is Role.OUTLET, item)
        )
        return tuple(
            row(
                actor,
                [item for item in holdings if item.holder == actor],
                [item for item in reports if item.actor == actor],
            )
            for actor in dict.fromkeys([*parties, *seats, *outlets_last])
        )

    def status(self, claim: Claim) -> Status:
        """The computed status of a claim."""
        return self._status(claim, self.rows(claim))

    def _status(self, claim: Claim, rows: Sequence[Row]) -> Status:
        parties = frozenset(self.holder(actor) for actor in claim.about_parties)
        return status(parties, rows, self._directory)

    def turns(self, claim: Claim) -> tuple[Turn, ...]:
        """When the status became what it was, by moments of knowledge."""
        holdings = sorted(self.holdings(claim.id), key=lambda item: (item.known_at, item.index))
        reports = self.reports(claim.id)
        found: list[Turn] = []
        seen: list[Holding] = []
        for since, learnt in groupby(holdings, key=lambda item: item.known_at):
            new = list(learnt)
            seen += new
            known = [item for item in reports if item.since <= since]
            key = self._status(claim, self._rows(claim, seen, known)).key
            if not found or key != found[-1].key:
                because = tuple(h.statement.id if h.statement else h.entry for h in new)
                filed_at = max(item.filed_at for item in new)
                found.append(Turn(since, filed_at, key, because))
        return tuple(found)

    def behind(self, claim: str, stances: frozenset[Stance] = AFFIRMS) -> tuple[Statement, ...]:
        """The statements that hold the claim in one of these stances, in index order."""
        return tuple(
            item.statement
            for item in self.holdings(claim)
            if item.statement and item.stance in stances
        )

    def origins(self, claim: str, stances: frozenset[Stance] = AFFIRMS) -> tuple[Origin, ...]:
        """The origins of the statements and signatures that hold the claim in these stances."""
        signed = [
            (item.holder, item.entry)
            for item in self.holdings(claim)
            if item.statement is None and item.stance in stances
        ]
        statements = self.behind(claim, stances)
        return origins(statements, signed, self.origins_decided, self._directory.name)
