"""What should be seen about claims. All of it are flags: nobody has a deadline to believe.

What this file knows: the state. What it must not know: who reads. No flag depends on `now`.

Rule 1. A changed status is shown once per change, with what it was and what changed it.
Rule 2. A pair that is perhaps one is shown until a person has decided it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from detente.claims.entries import What
from detente.claims.matrix import Matrix
from detente.claims.state import State
from detente.claims.suggestions import Suggestion
from detente.terms.alerts import Alert
from detente.terms.entries import Entry
from detente.terms.when import rfc3339


def alerts(state: State, now: datetime) -> list[Alert]:
    """The flags of this room, by rule and subjects."""
    del now
    matrix = state.matrix()
    found = [
        *_changed(state, matrix),
        *_undecided(state),
        *_contradicting(state, matrix),
        *_differing(state, matrix),
    ]
    return sorted(found, key=lambda item: (item.rule, item.subjects, item.version))


def next_due(state: State, now: datetime) -> datetime | None:
    """Never: nothing here changes by time alone."""
    del state, now
    return None


def _changed(state: State, matrix: Matrix) -> Iterator[Alert]:
    for claim in state.claims.values():
        turns = matrix.turns(claim)
        if len(turns) < 2:
            continue
        before, after = turns[-2:]
        yield Alert(
            rule="claim-status-changed",
            subjects=(claim.id,),
            version=f"{len(turns) - 1}:{after.key}",
            function="claims",
            title=f"{claim.words}: now {after.key}, before {before.key}",
            addressees=(),
            raised_at=after.filed_at,
            evidence={
                "before": before.key,
                "after": after.key,
                "since": rfc3339(after.since),
                "because": list(after.because),
            },
            # A status rests on every voice; who may not read them all is not shown the flag.
            entries=tuple(entry.id for entry in state.touching(claim.id)),
        )


def _undecided(state: State) -> Iterator[Alert]:
    for pair in state.suggestions():
        if pair.decisions:
            continue
        entries = _behind(pair, state)
        if not entries:  # nothing of this room is filed yet, so nothing dates the pair
            continue
        yield Alert(
            rule="pair-undecided",
            subjects=pair.pair,
            version=pair.what.value,
            function="claims",
            title=f"perhaps the same {pair.what.value}: {pair.pair[0]} and {pair.pair[1]}",
            addressees=(),
            raised_at=max(entry.filed_at for entry in entries),
            evidence={
                "reasons_for": list(pair.reasons_for),
                "reasons_against": list(pair.reasons_against),
            },
            entries=tuple(dict.fromkeys(entry.id for entry in entries)),
        )


def _behind(pair: Suggestion, state: State) -> list[Entry]:
    """The entries that brought the two; where the charter did, the first entry of the room."""
    kind = "claim" if pair.what is What.EVENT else "actor"
    keys = [(kind, subject) for subject in pair.pair]
    keys += [("statement", statement) for statement in pair.statements]
    found = [state.entries[key] for key in keys if key in state.entries]
    return found or ([state.first] if state.first else [])


def _contradicting(state: State, matrix: Matrix) -> Iterator[Alert]:
    found = {*matrix.origins_decided.contradicting, *matrix.actors.contradicting}
    if not found:
        return
    subjects = tuple(sorted(found))
    entries = [state.entries[("identity", decision)] for decision in subjects]
    yield Alert(
        rule="decisions-contradict",
        subjects=subjects,
        version="1",
        function="claims",
        title="these identity decisions contradict one another: none of them merges anything",
        addressees=(),
        raised_at=max(entry.filed_at for entry in entries),
        entries=tuple(entry.id for entry in entries),
    )


def _differing(state: State, matrix: Matrix) -> Iterator[Alert]:
    """A later statement says other than the actor's own signature."""
    for claim in state.claims.values():
        for row in matrix.rows(claim):
            if not row.differs:
                continue
            entries = [state.entries[("statement", item)] for item in row.differs]
            yield Alert(
                rule="statement-differs-from-signature",
                subjects=(claim.id, row.actor),
                version=",".join(row.differs),
                function="claims",
                title=(
                    f"{state.directory.name(row.actor)} signed otherwise than a later statement "
                    f"has it: {claim.words}"
                ),
                addressees=(),
                raised_at=max(entry.filed_at for entry in entries),
                evidence={"statements": list(row.differs)},
                entries=tuple(entry.id for entry in entries),
            )
