"""Entries as the functions see them, and kinds: what may be filed, by whom, how it reads.

What this file knows: an entry has a kind, a post, times, an audience and a body. What it must not
know: signatures, trees, stores (record/) and what any body means (the functions).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from detente.terms.fields import Fields
from detente.terms.json import JSONObject
from detente.terms.who import EVERYBODY


class Filer(Enum):
    """Who may sign an entry of a kind. Finer rules are the kind's own `problems`."""

    ANY_POST = "any post"
    ACTOR_NAMED = "a post of the actor that the body names"  # see Kind.acts_for
    CLERK = "the clerk only"
    CLERK_OR_POST = "the clerk, or any post"
    FOUNDERS = "the founders"


@dataclass(frozen=True, slots=True)
class Entry:
    """One filed entry, opened: `value` is what Kind.parse made of the body.

    filed_at: the sequencer's clock (deadlines run from it). stated_at: the filer's own time.
    known_at: when it counts as known: the body's `learnt_at` where it has one, else filed_at.
    audience: actor ids, or {"all"}; the filer's own actor always reads it.
    """

    index: int
    id: str
    kind: str
    post: str
    actor: str
    stated_at: datetime
    filed_at: datetime
    known_at: datetime
    audience: frozenset[str]
    value: Any
    body: JSONObject

    def visible_to(self, actor: str | None) -> bool:
        """Whether an actor reads it; None is the public. The clerk (the operator) reads all."""
        if EVERYBODY in self.audience:
            return True
        return actor is not None and (actor in self.audience or actor in (self.actor, "clerk"))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry, as a function declares it in its entries.py.

    parse: body -> value (problems are gathered in the Fields; the value counts only if none).
    says: value -> one line for the timeline. filer: who may sign it.
    acts_for: value -> actor id that must be the filer's (with Filer.ACTOR_NAMED).
    amended_by: the kind that changes it; None: a `correction` entry may replace its body.
    """

    name: str
    function: str
    parse: Callable[[Fields], Any]
    says: Callable[[Any], str]
    filer: Filer = Filer.ANY_POST
    acts_for: Callable[[Any], str | None] | None = None
    amended_by: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to file, parsed but not yet in the record."""

    kind: str
    post: str
    actor: str
    stated_at: datetime
    audience: frozenset[str]
    value: Any
    body: JSONObject


Kinds = Mapping[str, Kind]
