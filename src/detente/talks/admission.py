"""What may not be filed beside what is filed already: ids taken, ids unknown, words of others.

What this file knows: a draft and the state that it would join. What it must not know: claims and
instruments; whether a statement or instrument that is named exists is asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from detente.talks.entries import (
    Commitment,
    CommitmentState,
    Demand,
    Guarantee,
    Meeting,
    PhaseEntry,
    ScopeInference,
    Standing,
)
from detente.terms.entries import Draft
from detente.terms.problems import Problem

if TYPE_CHECKING:
    from detente.talks.state import State


def problems(state: State, draft: Draft) -> list[Problem]:
    """Every cross-reference fault of a draft of this room."""
    value = draft.value
    found: list[Problem] = []
    if isinstance(value, Meeting):
        found = _free("meeting", value.meeting, state.by_meeting)
    elif isinstance(value, PhaseEntry):
        found = _known("meeting", value.meeting, state.by_meeting)
    elif isinstance(value, Demand):
        found = _free("demand", value.demand, state.demands)
        found += _own_words(draft, (value.by,), value.statement)
    elif isinstance(value, ScopeInference):
        found = _inference(state, draft, value)
    elif isinstance(value, Commitment):
        found = _free("commitment", value.commitment, state.commitments)
        found += _own_words(draft, value.by, value.statement)
    elif isinstance(value, CommitmentState):
        found = _commitment_state(state, draft, value)
    elif isinstance(value, Guarantee):
        found = _free("guarantee", value.guarantee, state.guarantees)
        guarantor = (value.guarantor,) if value.guarantor else (draft.actor,)
        found += _own_words(draft, guarantor, value.statement, "guarantor")
    return found


def _free(name: str, identity: str, taken: Container[str]) -> list[Problem]:
    if identity not in taken:
        return []
    what = f"{identity} is the id of a {name} that is filed already"
    return [Problem(f"$.{name}", what, "Choose another id, or correct the entry that has it")]


def _known(name: str, identity: str, known: Container[str]) -> list[Problem]:
    if identity in known:
        return []
    return [Problem(f"$.{name}", f"no {name} {identity} is known", f"File a `{name}` entry first")]


def _own_words(
    draft: Draft, speakers: tuple[str, ...], statement: str | None, where: str = "by"
) -> list[Problem]:
    """Nobody's demand or promise is filed by another without the statement behind it."""
    if statement is not None or set(speakers) == {draft.actor}:
        return []
    what = f"{draft.post} stands for {draft.actor}, not for {', '.join(speakers)}"
    next_step = "Name the statement in which it was said, or let a post of that actor sign it"
    return [Problem(f"$.{where}", what, next_step)]


def _inference(state: State, draft: Draft, value: ScopeInference) -> list[Problem]:
    found = _known("demand", value.demand, state.demands)
    if value.by != draft.post:
        what = f"{value.by} is not the post that files it ({draft.post})"
        found.append(Problem("$.by", what, "An inference is signed by the post that makes it"))
    if any(item.by == value.by for item in state.inferences.get(value.demand, ())):
        what = f"{value.by} has read a scope into {value.demand} already"
        found.append(Problem("$.demand", what, "Correct or withdraw the entry that is there"))
    return found


def _commitment_state(state: State, draft: Draft, value: CommitmentState) -> list[Problem]:
    found = _known("commitment", value.commitment, state.commitments)
    found += _own_words(draft, (value.by,), value.statement)
    commitment = state.commitments.get(value.commitment)
    if commitment and value.state is Standing.WITHDRAWN and value.by not in commitment.by:
        what = f"the commitment is not {value.by}'s to withdraw"
        found.append(Problem("$.state", what, "Say `in doubt` or `not kept` instead"))
    return found
