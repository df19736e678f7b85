"""Pairs that are perhaps the same actor, event or origin, with reasons for and against.

What this file knows: names, claimed events, source chains, decisions. What it must not know: any
way to merge. A pair is offered and stays offered; a person's decision is shown beside it.

Rule 1. No pair without a reason for; what speaks against is always said too, where anything does.
Rule 2. Origins are offered only where both stand behind one claim: elsewhere no count changes.
Rule 3. The order of actors, claims or statements never changes which pairs are offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from detente.claims.actors import Directory
from detente.claims.entries import Claim, Decision, Event, SourceText, Statement, What
from detente.claims.names import alike, capitalised, given_name, skeleton, surnames
from detente.claims.origins import Root, root_of
from detente.terms.truth import Truth
from detente.terms.when import When
from detente.terms.who import Actor, Role


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two ids that are perhaps one. decisions: ids of what persons decided about this pair.

    statements: ids of the statements that the reasons rest on.
    """

    what: What
    pair: tuple[str, str]
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    decisions: tuple[str, ...]
    statements: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Stable: the kind of pair and its two ids."""
        return ":".join((self.what.value, *self.pair))


@dataclass(frozen=True, slots=True)
class _Told:
    """behind: claim id -> statements that hold it. sources: by id."""

    behind: Mapping[str, Sequence[Statement]]
    sources: Mapping[str, SourceText]

    def published(self, statement: Statement) -> When | None:
        """When the text that a statement stands in was published, if that is known."""
        source = self.sources.get(statement.source)
        return source.published if source else None


def suggestions(
    directory: Directory,
    claims: Sequence[Claim],
    behind: Mapping[str, Sequence[Statement]],
    sources: Mapping[str, SourceText],
    decisions: Sequence[Decision],
) -> tuple[Suggestion, ...]:
    """Every pair worth a person's look. behind: claim id -> statements that hold it."""
    found = [
        *_actors(directory, decisions),
        *_events(claims, _Told(behind, sources), directory.name, decisions),
        *_origins(claims, behind, directory, decisions),
    ]
    return tuple(sorted(found, key=lambda item: (item.what.value, item.pair)))


def _decided(
    decisions: Iterable[Decision], whats: frozenset[What], pair: tuple[str, str]
) -> tuple[str, ...]:
    return tuple(
        sorted(d.id for d in decisions if d.what in whats and set(pair) <= set(d.subjects))
    )


# Actors


def _actors(directory: Directory, decisions: Sequence[Decision]) -> list[Suggestion]:
    buckets: dict[tuple[str, str], list[Actor]] = {}
    for actor in directory:
        if actor.role in (Role.PERSON, Role.UNKNOWN):
            for tag, word in surnames(actor):
                buckets.setdefault((tag, skeleton(word)), []).append(actor)
    pairs = {
        (one.id, two.id): (one, two)
        for actors in buckets.values()
        for one, two in combinations(sorted(actors, key=lambda item: item.id), 2)
        if one.id != two.id
    }
    result = []
    for pair, (one, two) in sorted(pairs.items()):
        reasons = _alike_names(one, two)
        if reasons:
            decided = _decided(decisions, frozenset({What.ACTOR}), pair)
            against = _unlike_actors(one, two, directory)
            result.append(Suggestion(What.ACTOR, pair, reasons, against, decided))
    return result


def _alike_names(one: Actor, two: Actor) -> tuple[str, ...]:
    first, second = dict(surnames(one)), dict(surnames(two))
    reasons = []
    for tag in sorted(first.keys() & second.keys()):
        if alike(first[tag], second[tag]):
            script = f" (written in {tag})" if tag else ""
            reasons.append(f"surnames read alike: {first[tag]} and {second[tag]}{script}")
    given = given_name(one), given_name(two)
    if reasons and given[0] and given[1] and alike(given[0], given[1]):
        reasons.append(f"given names read alike: {given[0]} and {given[1]}")
    return tuple(reasons)


def _unlike_actors(one: Actor, two: Actor, directory: Directory) -> tuple[str, ...]:
    reasons = []
    first, second = given_name(one), given_name(two)
    if first and second and not alike(first, second):
        reasons.append(f"given names differ: {first} and {second}")
    if one.of != two.of:
        names = [directory.name(item.of) if item.of else "nobody named" for item in (one, two)]
        reasons.append(f"they speak for different actors: {names[0]} and {names[1]}")
    if one.described and two.described and one.described != two.described:
        reasons.append(f"described differently: {one.described}; {two.described}")
    return tuple(reasons)


# Events


def _events(
    claims: Sequence[Claim],
    told: _Told,
    name: Callable[[str], str],
    decisions: Sequence[Decision],
) -> list[Suggestion]:
    kinds: dict[str, list[tuple[Claim, Event]]] = {}
    for claim in claims:
        if claim.event is not None:
            kinds.setdefault(claim.event.kind, []).append((claim, claim.event))
    result = []
    for kind in sorted(kinds):
        ordered = sorted(kinds[kind], key=lambda item: item[0].id)
        for (one, first), (two, second) in combinations(ordered, 2):
            place = _same_place(first, second)
            meets = _times_meet(first.at, second.at)
            if place is None or meets is Truth.NO:
                continue
            reasons = [f"both are said to be of one kind: {kind}", f"one place named: {place}"]
            shared = set(one.about_parties) & set(two.about_parties)
            if shared:
                reasons.append("the same parties: " + ", ".join(map(name, sorted(shared))))
            if meets is Truth.YES:
                reasons.append("the times given are the same")
            pair = (one.id, two.id)
            decided = _decided(decisions, frozenset({What.EVENT}), pair)
            against = _unlike_events((one, two), (first, second), told, meets)
            heard = (*told.behind.get(one.id, ()), *told.behind.get(two.id, ()))
            rests_on = tuple(item.id for item in heard)
            found = Suggestion(What.EVENT, pair, tuple(reasons), against, decided, rests_on)
            result.append(found)
    return result


def _same_place(one: Event, two: Event) -> str | None:
    if one.place is None or two.place is None:
        return None
    first, second = capitalised(one.place.words), capitalised(two.place.words)
    shared = sorted(word for word in first if any(alike(word, other) for other in second))
    return ", ".join(shared) or None


def _times_meet(one: When | None, two: When | None) -> Truth:
    """Yes for equal bounds, no where the two cannot meet, else cannot tell."""
    if one is None or two is None:
        return Truth.CANNOT_TELL
    if _over_before(one, two) or _over_before(two, one):
        return Truth.NO
    bounds = (one.earliest, one.latest)
    same = None not in bounds and bounds == (two.earliest, two.latest)
    return Truth.YES if same else Truth.CANNOT_TELL


def _unlike_events(
    claims: tuple[Claim, Claim],
    events: tuple[Event, Event],
    told: _Told,
    meets: Truth,
) -> tuple[str, ...]:
    reasons = []
    one, two = events
    if one.phase and two.phase and one.phase != two.phase:
        reasons.append(f"one is said to be {one.phase}, the other {two.phase}")
    if meets is Truth.CANNOT_TELL:
        times = [event.at.words if event.at else "no time given" for event in events]
        reasons.append(f"the times given do not tell: {times[0]}; {times[1]}")
    reasons += _planned_later(claims[0], one, two, told)
    reasons += _planned_later(claims[1], two, one, told)
    parties = [set(claim.about_parties) for claim in claims]
    if parties[0] and parties[1] and not parties[0] & parties[1]:
        reasons.append("other parties are named")
    sources = [{item.source for item in told.behind.get(claim.id, ())} for claim in claims]
    if sources[0] and sources[1] and not sources[0] & sources[1]:
        reasons.append("told in different source texts")
    return tuple(reasons)


def _planned_later(claim: Claim, event: Event, other: Event, told: _Told) -> list[str]:
    """Source texts that have the event still to come when the other was certainly over."""
    if event.phase != "planned" or other.at is None:
        return []
    result = []
    for statement in told.behind.get(claim.id, ()):
        published = told.published(statement)
        if published is not None and _over_before(other.at, published):
            result.append(
                f"{statement.id} has it still to come (published: {published.words}); "
                f"the other is said to have been before that ({other.at.words})"
            )
    return result


def _over_before(event: When, said: When) -> bool:
    return said.earliest is not None and event.before(said.earliest) is Truth.YES


# Origins


def _origins(
    claims: Sequence[Claim],
    behind: Mapping[str, Sequence[Statement]],
    directory: Directory,
    decisions: Sequence[Decision],
) -> list[Suggestion]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    pairs: dict[tuple[str, str], tuple[tuple[Root, Statement], tuple[Root, Statement]]] = {}
    for claim in claims:
        roots: dict[str, tuple[Root, Statement]] = {}
        for statement in behind.get(claim.id, ()):
            root = root_of(statement)
            if root.actor is None or statement.unnamed:
                roots.setdefault(root.node, (root, statement))
        for one, two in combinations(sorted(roots), 2):
            reasons = _alike_roots(roots[one], roots[two], directory)
            if reasons:
                found.setdefault((one, two), reasons)
                pairs.setdefault((one, two), (roots[one], roots[two]))
    return [
        Suggestion(
            What.ORIGIN,
            pair,
            reasons,
            _unlike_roots(*pairs[pair], directory),
            _decided(decisions, frozenset({What.ORIGIN, What.ACTOR}), pair),
            tuple(statement.id for _, statement in pairs[pair]),
        )
        for pair, reasons in sorted(found.items())
    ]


def _label(root: Root, directory: Directory) -> str:
    return directory.name(root.actor) if root.actor else root.words


def _alike_roots(
    one: tuple[Root, Statement], two: tuple[Root, Statement], directory: Directory
) -> tuple[str, ...]:
    (first, said), (second, also) = one, two
    reasons = []
    if first.through and first.through == second.through:
        reasons.append(f"neither is named, and both speak through {directory.name(first.through)}")
    if first.actor and second.actor:
        principal = directory.principal(first.actor)
        if principal == directory.principal(second.actor) and principal not in (
            first.actor,
            second.actor,
        ):
            reasons.append(f"neither is named, and both speak for {directory.name(principal)}")
    if reasons and said.source == also.source:
        reasons.append("told in the same source text")
    return tuple(reasons)


def _unlike_roots(
    one: tuple[Root, Statement], two: tuple[Root, Statement], directory: Directory
) -> tuple[str, ...]:
    first, second = _label(one[0], directory), _label(two[0], directory)
    reasons = []
    if first != second:
        reasons.append(f"worded differently: {first}; {second}")
    if one[1].source != two[1].source:
        reasons.append("told in different source texts")
    return tuple(reasons) or ("an unknown source need not be one source",)
