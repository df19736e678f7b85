"""What needs attention in talks: overdue commitments (alerts), and what should be seen (flags).

What this file knows: the state and a moment. What it must not know: who reads.

Rule 1. Only a commitment that is certainly overdue is an alert, to the first post of whoever made
it; where that actor has no post here, it is a flag.
Rule 2. Demands that cannot both hold are a flag with its conditions: nobody is told to give way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from detente.talks.commitments import overdue
from detente.talks.demands import Relation
from detente.talks.entries import Phase
from detente.talks.meetings import overdue as time_passed
from detente.talks.pictures import pair_json
from detente.talks.state import State
from detente.terms.alerts import Alert
from detente.terms.entries import Entry
from detente.terms.truth import Truth
from detente.terms.when import When, rfc3339

_TICK = timedelta(microseconds=1)


def alerts(state: State, now: datetime) -> list[Alert]:
    """The alerts and flags of this room, by rule and subjects."""
    found = [
        *_incompatible(state),
        *_overdue(state, now),
        *_meetings(state, now),
    ]
    return sorted(found, key=lambda item: (item.rule, item.subjects, item.version))


def next_due(state: State, now: datetime) -> datetime | None:
    """The next moment at which a date of a commitment or meeting has certainly passed."""
    dates: list[When | None] = [item.due for item in state.commitments.values()]
    dates += [meeting.at for meeting in state.meetings()]
    dates += [step.value.new_date for m in state.meetings() for step in state.steps(m.meeting)]
    # A date has passed one tick after its latest moment (When.before is strict).
    moments = (when.latest + _TICK for when in dates if when is not None and when.latest)
    return min((moment for moment in moments if moment > now), default=None)


def _entries(state: State, *keys: tuple[str, str]) -> list[Entry]:
    return [entry for key in keys for entry in state.entries.get(key, ())]


def _incompatible(state: State) -> Iterator[Alert]:
    for pair in state.pairs():
        if pair.relation is not Relation.INCOMPATIBLE:
            continue
        entries = _entries(
            state,
            ("demand", pair.a),
            ("demand", pair.b),
            ("demand.scope", pair.a),
            ("demand.scope", pair.b),
        )
        yield Alert(
            rule="incompatible-demands",
            subjects=(pair.a, pair.b),
            version=pair.truth.value,
            function="talks",
            title=f"demands {pair.a} and {pair.b}: {pair.why}",
            addressees=(),
            raised_at=max(entry.filed_at for entry in entries),
            evidence=pair_json(pair),
            entries=tuple(entry.id for entry in entries),
        )


def _overdue(state: State, now: datetime) -> Iterator[Alert]:
    for item in state.commitments.values():
        words = state.words.get(item.commitment, {})
        if overdue(item, words, now) is not Truth.YES or item.due is None or not item.due.latest:
            continue
        key = item.commitment
        entries = _entries(state, ("commitment", key), ("commitment.state", key))
        posts = [state.charter.posts_of(actor)[:1] for actor in item.by]
        yield Alert(
            rule="commitment-overdue",
            subjects=(item.commitment,),
            version=rfc3339(item.due.latest),
            function="talks",
            title=f"commitment {item.commitment} is overdue since {item.due.words}: {item.words}",
            addressees=tuple(post for first in posts for post in first),
            raised_at=max(item.due.latest + _TICK, entries[0].filed_at),
            deadline=item.due.latest,
            evidence={
                "by": list(item.by),
                "due": item.due.as_json(),
                "statement": item.statement,
                "told_by": item.told_by,
            },
            entries=tuple(entry.id for entry in entries),
        )


def _meetings(state: State, now: datetime) -> Iterator[Alert]:
    for meeting in state.meetings():
        phases = state.steps(meeting.meeting)
        filed = [*_entries(state, ("meeting", meeting.meeting)), *(step.entry for step in phases)]
        last = phases[-1] if phases else None
        found: list[tuple[str, str, datetime]] = []
        raised_at = max(entry.filed_at for entry in filed)
        if time_passed(meeting, last, now) is Truth.YES:
            due = last.value.new_date if last and last.value.new_date else meeting.at
            assert due is not None
            assert due.latest is not None
            passed = f"its time ({due.words}) has passed, and nothing says that it was held"
            found.append(("meeting-time-passed", passed, max(due.latest + _TICK, raised_at)))
        if last and last.value.phase is Phase.POSTPONED and last.value.new_date is None:
            found.append(("meeting-without-date", "put off, no new date is known", raised_at))
        if any(not step.fits for step in phases):
            differ = "phases are told that cannot follow one another"
            found.append(("meeting-phases-differ", differ, raised_at))
        for rule, says, since in found:
            yield Alert(
                rule=rule,
                subjects=(meeting.meeting,),
                version=str(len(phases)),
                function="talks",
                title=f"{meeting.title}: {says}",
                addressees=(),
                raised_at=since,
                evidence={"phases": [step.value.phase.value for step in phases]},
                entries=tuple(entry.id for entry in filed),
            )
