"""Demands that cannot both hold, and demands of one kind with different scope.

What this file knows: demands, their scope as said, and the scope that coders read into them. What
it must not know: where an area lies; who asks; which demand is just.

Rule 1. Presence and withdrawal of the same actor's forces, on shared ground, at a shared time, are
incompatible. Each of the three conditions is yes, no or cannot tell, and so is the result.
Rule 2. Areas are compared by their ids. Two different ids may still share ground: cannot tell. A
scope that was not said cannot be told either, unless a coder's recorded inference is taken.
Rule 3. A result that rests on an inference names the coder, always. Where coders disagree, nothing
can be told.
Rule 4. Two demilitarisation demands of one actor are two demands; they are never duplicates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from itertools import combinations

from detente.talks.entries import Demand, Demanded, Scope, ScopeInference
from detente.terms.truth import Truth, all_of, certainly
from detente.terms.when import When

_BEGINNING = datetime.min.replace(tzinfo=UTC)
_END = datetime.max.replace(tzinfo=UTC)


class Relation(Enum):
    """How two demands stand to one another."""

    INCOMPATIBLE = "incompatible"
    DIFFERENT_SCOPE = "same kind, different scope"
    SAME_SCOPE = "same kind, same scope"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two demands and how they stand to one another; truth: how sure that is.

    areas: the shared ground, for incompatible ones. given: posts whose inferences it rests on.
    conditions: what was asked, and each answer with its reason.
    """

    a: str
    b: str
    relation: Relation
    truth: Truth
    why: str
    areas: tuple[str, ...]
    given: tuple[str, ...]
    conditions: tuple[tuple[str, Truth, str], ...]


Inferences = Mapping[str, Sequence[ScopeInference]]


def pairs(demands: Sequence[Demand], inferred: Inferences) -> tuple[Pair, ...]:
    """Every pair that is or may be related, in the order of the demands' ids."""
    ordered = sorted(demands, key=lambda item: item.demand)
    related = [item for item in ordered if item.what is not Demanded.OTHER]
    found = (between(one, two, inferred) for one, two in combinations(related, 2))
    return tuple(pair for pair in found if pair is not None)


def between(one: Demand, two: Demand, inferred: Inferences) -> Pair | None:
    """How two demands stand to one another; None where they are not related.

    The same answer in either order; a is the one with the smaller id.
    """
    one, two = sorted((one, two), key=lambda item: item.demand)
    if {one.what, two.what} == {Demanded.PRESENCE, Demanded.WITHDRAWAL}:
        return _incompatible(one, two, inferred)
    if one.what is not two.what or one.by != two.by:
        return None
    subjects = {one.subject_actor, two.subject_actor} - {None}
    return _same_kind(one, two) if len(subjects) < 2 else None


def _incompatible(one: Demand, two: Demand, inferred: Inferences) -> Pair | None:
    subject = _same_forces(one, two)
    ground, areas, given, ground_why = _shared_ground(one, two, inferred)
    time, time_why = _shared_time(one.scope, two.scope)
    conditions = (
        ("the same actor's forces", *subject),
        ("shared ground", ground, ground_why),
        ("a shared time", time, time_why),
    )
    truth = all_of(answer for _, answer, _ in conditions)
    if truth is Truth.NO:
        return None
    if truth is Truth.YES:
        why = f"incompatible on {', '.join(areas)}"
        if given:
            why += f", given the inference of {', '.join(given)}: {ground_why}"
    else:
        open_ones = [reason for _, answer, reason in conditions if answer is Truth.CANNOT_TELL]
        why = "cannot tell whether they are incompatible: " + "; ".join(open_ones)
    return Pair(
        one.demand, two.demand, Relation.INCOMPATIBLE, truth, why, areas, given, conditions
    )


def _same_forces(one: Demand, two: Demand) -> tuple[Truth, str]:
    if one.subject_actor is None or two.subject_actor is None:
        return Truth.CANNOT_TELL, "whose forces are meant is not said"
    same = certainly(one.subject_actor == two.subject_actor)
    return same, f"{one.subject_actor} in one, {two.subject_actor} in the other"


def _shared_ground(
    one: Demand, two: Demand, inferred: Inferences
) -> tuple[Truth, tuple[str, ...], tuple[str, ...], str]:
    """Truth, the shared areas, the posts whose inferences it rests on, and why."""
    said = sorted(set(one.scope.areas) & set(two.scope.areas))
    if said:
        return Truth.YES, tuple(said), (), f"both name {', '.join(said)}"
    readings = [_readings(demand, inferred.get(demand.demand, ())) for demand in (one, two)]
    shared: set[str] = set()
    used: list[ScopeInference] = []
    apart = False
    for first, first_by in readings[0]:
        for second, second_by in readings[1]:
            common = set(first) & set(second)
            if common:
                shared |= common
                used += [item for item in (first_by, second_by) if item is not None]
            elif first_by is not None or second_by is not None:
                apart = True
    if not shared:
        return Truth.CANNOT_TELL, (), (), _no_ground(one, two)
    posts = tuple(sorted({item.by for item in used}))
    if apart:
        why = f"{', '.join(posts)} read shared ground into it, another inference does not"
        return Truth.CANNOT_TELL, tuple(sorted(shared)), posts, why
    reasons = dict.fromkeys(
        f"{item.by} reads {', '.join(sorted(item.areas))} into {item.demand} ({item.reason})"
        for item in sorted(used, key=lambda item: (item.by, item.demand, item.areas))
    )
    return Truth.YES, tuple(sorted(shared)), posts, "; ".join(reasons)


def _readings(
    demand: Demand, inferred: Sequence[ScopeInference]
) -> list[tuple[tuple[str, ...], ScopeInference | None]]:
    """What may be meant by its scope: the areas said, with what each coder reads into it."""
    said = demand.scope.areas
    if not inferred:
        return [(said, None)]
    return [(tuple(dict.fromkeys((*said, *item.areas))), item) for item in inferred]


def _no_ground(one: Demand, two: Demand) -> str:
    for demand in (one, two):
        if not demand.scope.areas:
            return f"where {demand.demand} applies is not said ({demand.scope.words})"
    first, second = (", ".join(demand.scope.areas) for demand in (one, two))
    return f"{first} and {second} may share ground or not: their ids do not tell"


def _shared_time(one: Scope, two: Scope) -> tuple[Truth, str]:
    """Whether the times meet: an open end is unknown unless the demand is lasting."""
    first, second = _bounds(one), _bounds(two)
    starts = max(first.start_late, second.start_late)
    if starts < min(first.end_early, second.end_early) or _holds_at_start(first, second):
        return Truth.YES, "both hold at one time"
    if first.end_late <= second.start_early or second.end_late <= first.start_early:
        return Truth.NO, "one ends before the other begins"
    return Truth.CANNOT_TELL, "whether their times meet is not said"


@dataclass(frozen=True, slots=True)
class _Bounds:
    """The earliest and latest that a demand's time can begin and end."""

    start_early: datetime
    start_late: datetime
    end_early: datetime
    end_late: datetime


def _bounds(scope: Scope) -> _Bounds:
    start_early = _or(scope.starts.earliest if scope.starts else None, _BEGINNING)
    start_late = _or(scope.starts.latest if scope.starts else None, _END)
    if scope.lasting:
        return _Bounds(start_early, start_late, _END, _END)
    # It has some duration, so it cannot end before it can have begun.
    end_early = _or(scope.ends.earliest if scope.ends else None, start_early)
    end_late = _or(scope.ends.latest if scope.ends else None, _END)
    return _Bounds(start_early, start_late, end_early, end_late)


def _or(found: datetime | None, otherwise: datetime) -> datetime:
    return otherwise if found is None else found


def _holds_at_start(one: _Bounds, two: _Bounds) -> bool:
    """Whether one of them certainly holds at whatever moment the other begins."""
    return any(
        holds.start_late <= begins.start_early and begins.start_late < holds.end_early
        for holds, begins in ((one, two), (two, one))
    )


def _same_kind(one: Demand, two: Demand) -> Pair | None:
    """Two demands of one kind by one actor: the scopes as they were said are compared."""
    first, second = set(one.scope.areas), set(two.scope.areas)
    if not first or not second:
        truth = Truth.CANNOT_TELL
        relation = Relation.DIFFERENT_SCOPE
        why = f"cannot tell: {_no_ground(one, two)}"
    elif first == second and _times(one.scope) == _times(two.scope):
        truth, relation = Truth.YES, Relation.SAME_SCOPE
        why = f"both name {', '.join(sorted(first))}; still two statements"
    else:
        truth, relation = Truth.YES, Relation.DIFFERENT_SCOPE
        why = f"one: {one.scope.words}; the other: {two.scope.words}"
    conditions = (("the same scope, as said", ~truth, why),)
    if relation is Relation.SAME_SCOPE:
        conditions = (("the same scope, as said", Truth.YES, why),)
    return Pair(one.demand, two.demand, relation, truth, why, (), (), conditions)


def _times(scope: Scope) -> tuple[When | None, When | None, bool]:
    return (scope.starts, scope.ends, scope.lasting)
