"""Stances: what each actor holds of each claim, from its own signature or from what is reported.

What this file knows: holdings (evidence that an actor holds something), and reports about others'
stances. What it must not know: who the parties are, or whether the claim is true.

Rule 1. An actor's own signed stance is the strongest evidence; a later press statement that
differs is shown beside it, it does not replace it.
Rule 2. Otherwise the latest statement counts, by the time said, then by the time learnt. Where the
times said do not tell which came later, the row says so.
Rule 3. To decline does not take back what was said; only `withdraws` does.
Rule 4. What others report of an actor's stance stays apart from what the actor says. "Not
confirmed", followed by a confirmation, was superseded: that is no contradiction.
Rule 5. No statement known is not silence, and silence is not denial: the row says as of when, and
in which sources nothing was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from detente.claims.entries import Says, Stance, Statement
from detente.terms.truth import Truth
from detente.terms.when import When

NO_STATEMENT = "no statement known"

_DIRECTION = {
    Stance.ASSERTS: "for",
    Stance.CONFIRMS: "for",
    Stance.DENIES: "against",
    Stance.DISPUTES_PART: "in part",
    Stance.DECLINES: "none",
    Stance.WITHDRAWS: "taken back",
}

AFFIRMS = frozenset({Stance.ASSERTS, Stance.CONFIRMS})


@dataclass(frozen=True, slots=True)
class Holding:
    """Evidence that `holder` holds a stance. statement None: the holder's own signed entry.

    speaker: who is held to say it (a person or office for the holder, or the holder).
    """

    index: int
    entry: str
    known_at: datetime
    filed_at: datetime
    holder: str
    speaker: str
    stance: Stance
    part: str | None
    statement: Statement | None

    @property
    def said(self) -> When | None:
        """When it was said; None for a signed entry, which has only the record's time."""
        return self.statement.said if self.statement else None

    @property
    def order(self) -> tuple[datetime, datetime, int]:
        """What "latest" goes by: the last moment it can have been said, then when learnt."""
        said = self.said
        latest = said.latest if said and said.latest else self.known_at
        return (min(latest, self.known_at), self.known_at, self.index)


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody (`by`) says something about an actor's stance: never that actor's own word."""

    actor: str
    by: str
    says: str
    statement: str
    said: When
    since: datetime
    index: int
    until: datetime | None = None
    superseded_by: str | None = None
    agrees: Truth = Truth.CANNOT_TELL  # with what the actor itself says, where it says anything


@dataclass(frozen=True, slots=True)
class Row:
    """What one actor holds of one claim. stance None: no statement known.

    since: since when this has been known. through: who spoke for it. unnamed: only unnamed
    speakers are behind it. latest_certain: whether the times said tell that it is the latest.
    differs: statements later than the actor's own signature that say otherwise.
    """

    actor: str
    stance: Stance | None
    part: str | None
    since: datetime | None
    said: When | None
    signed: bool
    unnamed: bool
    relayed_unknown: bool
    through: tuple[str, ...]
    statements: tuple[str, ...]
    latest_certain: Truth
    differs: tuple[str, ...]
    reported: tuple[Report, ...]

    @property
    def affirms(self) -> bool:
        """Asserts or confirms."""
        return self.stance in AFFIRMS


def row(actor: str, holdings: Sequence[Holding], reports: Sequence[Report]) -> Row:
    """What the actor holds, given every holding of its own and every report about it."""
    statements = tuple(item.statement.id for item in holdings if item.statement)
    if not holdings:
        current = _reported(reports, None, None)
        return Row(
            actor, None, None, None, None, False, False, False, (), (), Truth.YES, (), current
        )
    run, others = _run(holdings)
    last = run[-1]
    stance = Stance.CONFIRMS if any(h.stance is Stance.CONFIRMS for h in run) else last.stance
    first = min(run, key=lambda item: (item.known_at, item.index))
    signed = last.statement is None
    spoken = [item.statement for item in run if item.statement]
    return Row(
        actor=actor,
        stance=stance,
        part=last.part,
        since=first.known_at,
        said=first.said,
        signed=signed,
        unnamed=bool(spoken) and not signed and all(item.unnamed for item in spoken),
        relayed_unknown=bool(spoken) and all(s.chain[0].actor is None for s in spoken),
        through=tuple(sorted({item.speaker for item in run if item.speaker != actor})),
        statements=statements,
        latest_certain=_certainly_latest(run, others),
        differs=_later_otherwise(last, holdings) if signed else (),
        reported=_reported(reports, stance, first),
    )


def _run(holdings: Sequence[Holding]) -> tuple[list[Holding], list[Holding]]:
    """The latest statements that say the same, oldest first; and those that said otherwise."""
    positions = [item for item in holdings if item.stance is not Stance.DECLINES]
    pool = positions or list(holdings)
    signed = [item for item in pool if item.statement is None]
    ordered = sorted(signed or pool, key=lambda item: item.order)
    direction = _DIRECTION[ordered[-1].stance]
    start = len(ordered)
    while start and _DIRECTION[ordered[start - 1].stance] == direction:
        start -= 1
    return ordered[start:], ordered[:start]


def _certainly_latest(run: Sequence[Holding], others: Sequence[Holding]) -> Truth:
    """Whether what now counts was certainly said after all that said otherwise."""
    result = Truth.YES
    for later in run[-1:]:
        for earlier in others:
            if _DIRECTION[earlier.stance] != _DIRECTION[later.stance]:
                result &= _before(earlier, later)
    return result


def _before(one: Holding, two: Holding) -> Truth:
    if one.said is None or two.said is None:
        return Truth.YES if one.order < two.order else Truth.NO
    return Truth.YES if _apart(one.said, two.said) else Truth.CANNOT_TELL


def _later_otherwise(signed: Holding, holdings: Sequence[Holding]) -> tuple[str, ...]:
    return tuple(
        item.statement.id
        for item in holdings
        if item.statement
        and item.stance is not Stance.DECLINES
        and item.order > signed.order
        and _DIRECTION[item.stance] != _DIRECTION[signed.stance]
    )


_AGREES: dict[str, frozenset[Stance]] = {
    Says.UNCONFIRMED.value: frozenset({Stance.DECLINES, Stance.WITHDRAWS}),
    Says.CONFIRMED.value: AFFIRMS,
    Says.DENIED.value: frozenset({Stance.DENIES}),
    Says.DECLINED.value: frozenset({Stance.DECLINES}),
}


def _reported(
    reports: Sequence[Report], stance: Stance | None, own: Holding | None
) -> tuple[Report, ...]:
    """Each report with its end: a later one by the same speaker, or the actor's own word."""
    ordered = sorted(reports, key=lambda item: (item.since, item.index))
    result = []
    for at, item in enumerate(ordered):
        found = item
        for later in ordered[at + 1 :]:
            if later.by == item.by and later.says != item.says:
                found = replace(found, until=later.since, superseded_by=later.statement)
                break
        if stance is not None and own is not None:
            found = _against_own_word(found, stance, own)
        result.append(found)
    return tuple(result)


def _against_own_word(report: Report, stance: Stance, own: Holding) -> Report:
    agreeing = _AGREES.get(report.says)
    if agreeing is None:  # spoken for by somebody else: compared with nothing
        return report
    if stance in agreeing:
        return replace(report, agrees=Truth.YES)
    if not _came_after(own, report):
        return replace(report, agrees=Truth.NO)
    if report.until is not None and report.until <= own.known_at:
        return report
    behind = own.statement.id if own.statement else own.entry
    return replace(report, until=max(own.known_at, report.since), superseded_by=behind)


def _came_after(own: Holding, report: Report) -> bool:
    """Whether the actor's own word came after the report: by time said, else by time learnt."""
    if own.said is not None:
        if _apart(report.said, own.said):
            return True
        if _apart(own.said, report.said):
            return False
    return own.known_at >= report.since


def _apart(one: When, two: When) -> bool:
    """Whether the first was certainly over before the second began."""
    return two.earliest is not None and one.before(two.earliest) is Truth.YES
