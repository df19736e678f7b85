"""The picture of this room: the state as JSON for one reader, in a fixed order.

What this file knows: values and their JSON. What it must not know: how anything is derived.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from detente.talks.commitments import overdue, standing
from detente.talks.demands import Pair
from detente.talks.entries import (
    Commitment,
    CommitmentState,
    Demand,
    Guarantee,
    Meeting,
    Participant,
    Scope,
    ScopeInference,
)
from detente.talks.meetings import Step
from detente.talks.meetings import overdue as time_passed
from detente.terms.json import JSON
from detente.terms.places import place_json
from detente.terms.when import When, rfc3339

if TYPE_CHECKING:
    from detente.talks.state import State


def picture(state: State, now: datetime) -> dict[str, JSON]:
    """Meetings, demands, pairs of demands, commitments, guarantees."""
    return {
        "meetings": [_meeting(item, state, now) for item in state.meetings()],
        "demands": [_demand(item, state) for item in state.demands.values()],
        "pairs": [pair_json(pair) for pair in state.pairs()],
        "commitments": [_commitment(item, state, now) for item in state.commitments.values()],
        "guarantees": [_guarantee(item) for item in state.guarantees.values()],
    }


def _when(when: When | None) -> JSON:
    return when.as_json() if when else None


def _meeting(meeting: Meeting, state: State, now: datetime) -> JSON:
    phases = state.steps(meeting.meeting)
    last = phases[-1] if phases else None
    return {
        "id": meeting.meeting,
        "title": meeting.title,
        "place": place_json(meeting.place) if meeting.place else None,
        "at": _when(meeting.at),
        "participants": [_participant(item) for item in meeting.participants],
        "claim": meeting.claim,
        "incidents": list(meeting.incidents),
        "statement": meeting.statement,
        "phase": last.value.phase.value if last else None,
        "new_date": _when(last.value.new_date) if last else None,
        "time_passed": time_passed(meeting, last, now).value,
        "phases": [_step(step) for step in phases],
    }


def _participant(participant: Participant) -> JSON:
    return {
        "actor": participant.actor,
        "slot": participant.slot,
        "role": participant.role.value,
        "of": participant.of,
        "claim": participant.claim,
    }


def _step(step: Step) -> JSON:
    return {
        "phase": step.value.phase.value,
        "at": _when(step.value.at),
        "new_date": _when(step.value.new_date),
        "statement": step.value.statement,
        "words": step.value.words,
        "known_at": rfc3339(step.entry.known_at),
        "fits": step.fits,
    }


def _scope(scope: Scope | None) -> JSON:
    if scope is None:
        return None
    return {
        "areas": list(scope.areas),
        "words": scope.words,
        "from": _when(scope.starts),
        "until": _when(scope.ends),
        "lasting": scope.lasting,
    }


def _inference(inference: ScopeInference) -> JSON:
    return {"areas": list(inference.areas), "by": inference.by, "reason": inference.reason}


def _demand(demand: Demand, state: State) -> JSON:
    return {
        "id": demand.demand,
        "by": demand.by,
        "of": list(demand.of),
        "what": demand.what.value,
        "words": demand.words,
        "subject_actor": demand.subject_actor,
        "scope": _scope(demand.scope),
        "inferred": [_inference(item) for item in state.inferences.get(demand.demand, ())],
        "statement": demand.statement,
        "claim": demand.claim,
    }


def pair_json(pair: Pair) -> dict[str, JSON]:
    """A pair of demands as pictures and alerts show it."""
    return {
        "a": pair.a,
        "b": pair.b,
        "relation": pair.relation.value,
        "truth": pair.truth.value,
        "why": pair.why,
        "areas": list(pair.areas),
        "given_inference_of": list(pair.given),
        "conditions": [
            {"asked": asked, "truth": truth.value, "why": why}
            for asked, truth, why in pair.conditions
        ],
    }


def _commitment(commitment: Commitment, state: State, now: datetime) -> JSON:
    words = state.words.get(commitment.commitment, {})
    return {
        "id": commitment.commitment,
        "by": list(commitment.by),
        "to": list(commitment.to),
        "words": commitment.words,
        "due": _when(commitment.due),
        "scope": _scope(commitment.scope),
        "statement": commitment.statement,
        "told_by": commitment.told_by,
        "state": standing(words),
        "states": [_word(item) for item in words.values()],
        "overdue": overdue(commitment, words, now).value,
    }


def _word(word: CommitmentState) -> JSON:
    return {
        "by": word.by,
        "state": word.state.value,
        "words": word.words,
        "statement": word.statement,
    }


def _guarantee(guarantee: Guarantee) -> JSON:
    return {
        "id": guarantee.guarantee,
        "of": guarantee.of,
        "guarantor": guarantee.guarantor,
        "slot": "taken" if guarantee.guarantor else "open",
        "words": guarantee.words,
        "statement": guarantee.statement,
    }
