"""What may not be filed beside what is filed: unknown ids, ids taken, decisions in silence.

What this file knows: a draft and the state that it would join. What it must not know: why somebody
files it. Every problem comes at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from detente.claims.entries import (
    Claim,
    Decision,
    SignedStance,
    SourceText,
    Statement,
    What,
)
from detente.terms.entries import Draft
from detente.terms.problems import Problem
from detente.terms.who import CLERK, Actor

if TYPE_CHECKING:
    from detente.claims.state import State


class _Check:
    """Gathers problems; each look-up names the path in the body."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.found: list[Problem] = []

    def free(self, where: str, kind: str, identity: str, taken: Callable[[str], bool]) -> None:
        if taken(identity):
            self.found.append(
                Problem(
                    where,
                    f"{identity} is the id of a {kind} that is filed already",
                    "Choose another id, or correct the entry that has it",
                )
            )

    def actor(self, where: str, actor: str | None) -> None:
        if actor and actor not in self.state.directory:
            self.found.append(
                Problem(where, f"no actor {actor} is known", "File an `actor` entry first")
            )

    def actors(self, where: str, actors: Iterable[str | None]) -> None:
        for at, actor in enumerate(actors):
            self.actor(f"{where}[{at}]", actor)

    def claim(self, where: str, claim: str) -> None:
        if claim not in self.state.claims:
            self.found.append(
                Problem(where, f"no claim {claim} is known", "File a `claim` entry first")
            )


def problems(state: State, draft: Draft) -> list[Problem]:
    """Every cross-reference fault of a draft of this room."""
    check = _Check(state)
    value = draft.value
    if isinstance(value, Actor):
        check.free("$.actor", "actor", value.id, state.directory.__contains__)
        check.actor("$.of", value.of)
    elif isinstance(value, SourceText):
        check.free("$.source", "source", value.id, state.sources.__contains__)
        check.actor("$.outlet", value.outlet)
    elif isinstance(value, Claim):
        check.free("$.claim", "claim", value.id, state.claims.__contains__)
        check.actors("$.about_parties", value.about_parties)
    elif isinstance(value, Statement):
        _statement(check, value)
    elif isinstance(value, SignedStance):
        check.claim("$.claim", value.claim)
    elif isinstance(value, Decision):
        _decision(check, value, draft)
    return check.found


def _statement(check: _Check, statement: Statement) -> None:
    check.free("$.statement", "statement", statement.id, check.state.statements.__contains__)
    if statement.source not in check.state.sources:
        check.found.append(
            Problem(
                "$.source",
                f"no source text {statement.source} is known",
                "File a `source` entry first",
            )
        )
    for at, link in enumerate(statement.chain):
        check.actor(f"$.chain[{at}].actor", link.actor)
    check.actors("$.on_behalf_of", statement.on_behalf_of)
    for at, hold in enumerate(statement.holds):
        check.claim(f"$.holds[{at}].claim", hold.claim)
    for at, report in enumerate(statement.reports_of):
        check.actor(f"$.reports_of[{at}].actor", report.actor)
        check.claim(f"$.reports_of[{at}].claim", report.claim)


def _decision(check: _Check, decision: Decision, draft: Draft) -> None:
    state = check.state
    check.free("$.decision", "decision", decision.id, state.decisions.__contains__)
    if draft.post == CLERK:
        check.found.append(
            Problem(
                "$.decision",
                "the clerk decides nothing about identity",
                "Let a person's post file it",
            )
        )
    for at, subject in enumerate(decision.subjects):
        where = f"$.subjects[{at}]"
        if decision.what is What.EVENT:
            check.claim(where, subject)
        elif decision.what is What.ACTOR or not _is_unknown_link(state, subject):
            check.actor(where, subject)


def _is_unknown_link(state: State, subject: str) -> bool:
    """Whether it names an unknown link, `<statement>@<position in its chain>`."""
    identity, at, position = subject.rpartition("@")
    statement = state.statements.get(identity)
    if not at or statement is None or not position.isdecimal():
        return False
    return int(position) < len(statement.chain) and (statement.chain[int(position)].actor is None)
