"""What needs attention about agreements: open guarantor slots, versions that wait for a party,
validity that has ended.
"""

from __future__ import annotations

from datetime import datetime

from detente.agreements import life as lives_engine
from detente.agreements.state import State
from detente.terms.alerts import Alert
from detente.terms.truth import Truth, all_of
from detente.terms.when import rfc3339


def alerts(state: State, now: datetime) -> list[Alert]:
    """All alerts and flags of this room, in order of instrument."""
    found: list[Alert] = []
    for instrument in state.instruments():
        found += _open_slots(state, instrument)
        found += _waiting(state, instrument, now)
        found += _ended(state, instrument, now)
    return found


def next_due(state: State, now: datetime) -> datetime | None:
    """The next moment after now at which what is in force changes by time alone."""
    return min(
        (
            moment
            for instrument in state.instruments()
            for moment in lives_engine.changes(state.versions(instrument), state.lives(instrument))
            if moment > now
        ),
        default=None,
    )


def _open_slots(state: State, instrument: str) -> list[Alert]:
    version = state.versions(instrument)[-1]
    return [
        Alert(
            rule="guarantor-slot-open",
            subjects=(instrument, slot.slot),
            version=str(version.number),
            function="agreements",
            title=f"{version.value.title}: no guarantor for {slot.slot}",
            addressees=(),
            raised_at=version.filed_at,
            evidence={"instrument": instrument, "slot": slot.slot},
            entries=(version.entry,),
        )
        for slot in version.value.guarantors
        if slot.actor is None
    ]


def _waiting(state: State, instrument: str, now: datetime) -> list[Alert]:
    """The latest amendment, for each party that does not hold it in force.

    A flag, until one party holds it in force: from then on somebody waits for the others.
    """
    version = state.versions(instrument)[-1]
    lives = state.lives(instrument)
    if version.number == 1 or (version.value.valid and now >= version.value.valid.end):
        return []
    held = {
        party: lives_engine.holds(lives, party, version.number, now)
        for party in version.value.parties
    }
    somebody = [party for party, truth in held.items() if truth is Truth.YES]
    since = max([version.filed_at, *(one.filed_at for one in lives if one.life.actor in somebody)])
    return [
        Alert(
            rule="amendment-not-in-force",
            subjects=(instrument, party),
            version=str(version.number),
            function="agreements",
            title=(
                f"{version.value.title}, version {version.number}: "
                f"not held in force by {_name(state, party)}"
            ),
            addressees=state.charter.posts_of(party)[:1] if somebody else (),
            raised_at=since if somebody else version.filed_at,
            evidence={
                "instrument": instrument,
                "party": party,
                "held_in_force": {one: value.value for one, value in held.items()},
                "changes": version.value.words,
            },
            entries=(version.entry, *(one.entry for one in lives)),
        )
        for party, truth in held.items()
        if truth is not Truth.YES
    ]


def _ended(state: State, instrument: str, now: datetime) -> list[Alert]:
    """A flag where the parties hold in force what by its own words has ended."""
    version = state.versions(instrument)[-1]
    valid = version.value.valid
    if valid is None or now < valid.end:
        return []
    lives = state.lives(instrument)
    still = all_of(
        lives_engine.holds(lives, party, version.number, now) for party in version.value.parties
    )
    if still is not Truth.YES:
        return []
    return [
        Alert(
            rule="instrument-validity-ended",
            subjects=(instrument,),
            version=str(version.number),
            function="agreements",
            title=f"{version.value.title}: its validity ended at {rfc3339(valid.end)}",
            addressees=(),
            raised_at=valid.end,
            evidence={"instrument": instrument, "valid": valid.as_json()},
            entries=tuple(entry for entry, _ in state.behind(version, valid.end)),
        )
    ]


def _name(state: State, actor: str) -> str:
    known = state.charter.actors.get(actor)
    return known.name if known else actor
