"""Who can speak here: the charter's actors and those that entries added; who speaks for whom.

Rule 1. Identity is by id; two ids are one actor only by a person's recorded decision.
Rule 2. A person or office speaks for the actor named in `of`, and so on upwards.
Rule 3. An outlet never speaks for its owner: its `of` is ownership, not voice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from detente.terms.json import JSON
from detente.terms.who import Actor, Charter, Role


class Directory:
    """The actors of a charter, and those added later. An unknown id is its own name."""

    def __init__(self, charter: Charter) -> None:
        self._actors: dict[str, Actor] = dict(charter.actors)

    def add(self, actor: Actor) -> None:
        """Take in an actor; the first one with an id keeps it."""
        self._actors.setdefault(actor.id, actor)

    def __contains__(self, actor: object) -> bool:
        return actor in self._actors

    def __iter__(self) -> Iterator[Actor]:
        return iter(self._actors.values())

    def get(self, actor: str) -> Actor | None:
        """The actor with an id, None where this reader knows none."""
        return self._actors.get(actor)

    def name(self, actor: str) -> str:
        """Its name, or the id where the name is not known to this reader."""
        found = self._actors.get(actor)
        return found.name if found else actor

    def role(self, actor: str) -> Role:
        """Its role, unknown where this reader does not know the actor."""
        found = self._actors.get(actor)
        return found.role if found else Role.UNKNOWN

    def principal(self, actor: str) -> str:
        """For whom it speaks in the end: itself, or whom its `of` leads to."""
        seen = {actor}
        while True:
            found = self._actors.get(actor)
            # A circle of `of` can be filed; then the walk stops where it began.
            if found is None or found.role is Role.OUTLET or not found.of or found.of in seen:
                return actor
            actor = found.of
            seen.add(actor)


def actor_json(actor: Actor) -> dict[str, JSON]:
    """An actor as pictures show it."""
    names: Mapping[str, JSON] = {tag: actor.names[tag] for tag in sorted(actor.names)}
    return {
        "id": actor.id,
        "name": actor.name,
        "role": actor.role.value,
        "of": actor.of,
        "names": names,
        "described": actor.described,
    }
