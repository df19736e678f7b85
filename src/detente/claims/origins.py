"""Origins: how many sources stand behind the statements on one claim, and not how many outlets.

What this file knows: roots of source chains and people's identity decisions. What it must not
know: names, wording, outlets: likeness makes suggestions elsewhere, it never merges here.

Rule 1. The origin of a statement is the root of its chain; an outlet that reports in its own
voice is the root itself.
Rule 2. An unknown root is its own origin, one per statement: two unknowns are not one.
Rule 3. Origins merge only through recorded decisions, and the order of decisions is irrelevant.
Rule 4. Where decisions contradict one another (a yes-chain joins what a no keeps apart), the whole
chain counts as not decided, and every decision of it is named as contradicting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from detente.claims.entries import Decision, Statement, What
from detente.terms.truth import Truth


@dataclass(frozen=True, slots=True)
class Root:
    """Where a chain begins. node: the actor's id, or `<statement>@0` for an unknown one.

    through: the first actor after an unknown or unnamed root, None where there is none.
    """

    node: str
    actor: str | None
    words: str
    through: str | None


def root_of(statement: Statement) -> Root:
    """The root of a statement's chain."""
    first = statement.chain[0]
    later = (link.actor for link in statement.chain[1:] if link.actor)
    through = next(later, None)
    if first.actor is not None:
        return Root(first.actor, first.actor, first.actor, through)
    return Root(f"{statement.id}@0", None, first.unknown or "", through)


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which nodes were decided to be one. A node that is not in `groups` stands alone."""

    groups: Mapping[str, tuple[str, ...]]  # node -> its whole group, sorted
    decisions: Mapping[str, tuple[str, ...]]  # node -> ids of the decisions that made the group
    contradicting: tuple[str, ...]  # ids of decisions that contradict one another

    def group(self, node: str) -> tuple[str, ...]:
        """The group of a node: itself where nothing was decided."""
        return self.groups.get(node, (node,))


class _Sets:
    """Union-find; the representative is the smallest node, so that order does not matter."""

    def __init__(self) -> None:
        self._up: dict[str, str] = {}

    def find(self, node: str) -> str:
        while (up := self._up.setdefault(node, node)) != node:
            self._up[node] = self._up[up]
            node = up
        return node

    def join(self, one: str, two: str) -> None:
        low, high = sorted((self.find(one), self.find(two)))
        self._up[high] = low

    def nodes(self) -> list[str]:
        return sorted(self._up)


def _joined(decisions: Iterable[Decision]) -> _Sets:
    sets = _Sets()
    for decision in decisions:
        for subject in decision.subjects:
            sets.join(decision.subjects[0], subject)
    return sets


def grouping(decisions: Iterable[Decision], about: Iterable[What]) -> Grouping:
    """What the decisions on these matters join, contradictions set aside (rule 4)."""
    wanted = frozenset(about)
    own = sorted((item for item in decisions if item.what in wanted), key=lambda item: item.id)
    joins = [item for item in own if item.same is Truth.YES]
    sets = _joined(joins)
    broken: set[str] = set()
    contradicting: set[str] = set()
    for item in own:
        if item.same is not Truth.NO:
            continue
        for one, two in combinations(sorted(set(item.subjects)), 2):
            if sets.find(one) == sets.find(two):
                broken.add(sets.find(one))
                contradicting.add(item.id)
    for item in joins:
        if sets.find(item.subjects[0]) in broken:
            contradicting.add(item.id)
    kept = [item for item in joins if item.id not in contradicting]
    return _grouping_of(_joined(kept), kept, tuple(sorted(contradicting)))


def _grouping_of(
    sets: _Sets, kept: Sequence[Decision], contradicting: tuple[str, ...]
) -> Grouping:
    members: dict[str, list[str]] = {}
    for node in sets.nodes():
        members.setdefault(sets.find(node), []).append(node)
    by: dict[str, list[str]] = {}
    for item in kept:
        by.setdefault(sets.find(item.subjects[0]), []).append(item.id)
    nodes = [node for group in members.values() for node in group]
    return Grouping(
        {node: tuple(members[sets.find(node)]) for node in nodes},
        {node: tuple(by.get(sets.find(node), ())) for node in nodes},
        contradicting,
    )


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin behind a claim. unknown: nobody knows who it is (its words stand in label).

    through: the actors that first passed it on. decisions: what merged several wordings into one.
    signed: ids of entries in which the actor itself signed.
    """

    id: str
    label: str
    actors: tuple[str, ...]
    unknown: bool
    through: tuple[str, ...]
    statements: tuple[str, ...]
    signed: tuple[str, ...]
    decisions: tuple[str, ...]


def origins(
    statements: Sequence[Statement],
    signed: Sequence[tuple[str, str]],
    decided: Grouping,
    name: Callable[[str], str],
) -> tuple[Origin, ...]:
    """The origins of these statements and signed stances (actor, entry id), first come first."""
    found: dict[tuple[str, ...], list[Root]] = {}
    behind: dict[tuple[str, ...], list[str]] = {}
    entries: dict[tuple[str, ...], list[str]] = {}
    for statement in statements:
        root = root_of(statement)
        group = decided.group(root.node)
        found.setdefault(group, []).append(root)
        behind.setdefault(group, []).append(statement.id)
    for actor, entry in signed:
        group = decided.group(actor)
        found.setdefault(group, []).append(Root(actor, actor, actor, None))
        entries.setdefault(group, []).append(entry)
    result = []
    for group, roots in found.items():
        labels = {name(root.actor) if root.actor else root.words for root in roots}
        nodes = {root.node for root in roots}
        result.append(
            Origin(
                min(nodes),
                " = ".join(sorted(labels)),
                tuple(sorted({root.actor for root in roots if root.actor})),
                all(root.actor is None for root in roots),
                tuple(sorted({root.through for root in roots if root.through})),
                tuple(behind.get(group, ())),
                tuple(entries.get(group, ())),
                decided.decisions.get(group[0], ()) if len(nodes) > 1 else (),
            )
        )
    return tuple(result)
