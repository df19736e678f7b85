"""Actors, posts and the charter: who takes part, who holds which duty, what holds by default.

Rule 1. A post is a duty post, not a person; its keys act for it. Authority comes from the post.
Rule 2. Identity is by id. Two names that look alike are two actors until a person decides.
Rule 3. The clerk is the post through which the software itself files; it belongs to no party.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

CLERK = "clerk"
"""Id of the clerk's post and of the actor that it stands for, in every mechanism."""

EVERYBODY = "all"
"""An audience entry that means: every reader."""


class Role(Enum):
    """What an actor is in a mechanism."""

    PARTY = "party"
    MEDIATOR = "mediator"
    GUARANTOR = "guarantor"
    MONITOR = "monitor"
    OBSERVER = "observer"
    WITNESS = "witness"
    OUTLET = "outlet"
    OFFICE = "office"
    PERSON = "person"
    GROUP = "group"
    HUMANITARIAN = "humanitarian"
    UNKNOWN = "unknown"  # an explicit unknown link in a source chain
    CLERK = "clerk"


@dataclass(frozen=True, slots=True)
class Actor:
    """Anybody who can speak or act. `of`: the actor for whom a person or office speaks."""

    id: str
    name: str
    role: Role
    of: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)  # language tag -> name in that script
    described: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A duty post of an actor. keys: C2SP verifier keys (`name+hash+base64`)."""

    id: str
    actor: str
    name: str
    keys: tuple[str, ...] = ()
    contact: str | None = None  # how a person reaches it, as told to others


@dataclass(frozen=True, slots=True)
class Clocks:
    """How long each rung may take, seconds, for one precedence. Defaults are ours, from no treaty.

    next_post_s: unacknowledged for so long, it goes to the next post. next_channel_s: for so long
    on one channel, it goes to the next channel. read_back_s: from sent to read back.
    lead_s: less than this before the activity is "too late to act on".
    """

    next_post_s: float = 120
    next_channel_s: float = 300
    read_back_s: float = 300
    lead_s: float = 900


URGENT = Clocks()
ROUTINE = Clocks(next_post_s=3_600, next_channel_s=10_800, read_back_s=14_400, lead_s=3_600)
"""What holds where a charter names no clocks."""


@dataclass(frozen=True, slots=True)
class Separation:
    """How far apart plans of two kinds must stay; `source` says who set it.

    kinds: an unordered pair of plan kinds, `*` for any kind. parties: None for every pair.
    """

    kinds: tuple[str, str]
    horizontal_m: float
    vertical_m: float
    time_s: float
    source: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is known of ground and geoid in the whole area of the mechanism, metres over WGS 84.

    Used where heights of two references must be compared; None = every height is possible.
    pressure_m: bound on how far a flight level may lie from its height over mean sea level.
    """

    terrain_m: tuple[float, float] | None = None
    geoid_m: tuple[float, float] | None = None
    pressure_m: float | None = None


@dataclass(frozen=True, slots=True)
class Charter:
    """Entry 0: who takes part, and the defaults that hold where no instrument says otherwise."""

    mechanism: str
    title: str
    exercise: bool
    words: str
    actors: Mapping[str, Actor]
    posts: Mapping[str, Post]
    clocks: Mapping[str, Clocks]  # precedence -> clocks
    separations: tuple[Separation, ...]
    bounds: Bounds

    def actor_of(self, post: str) -> str | None:
        """The actor that a post stands for, None for an unknown post."""
        found = self.posts.get(post)
        return found.actor if found else None

    def posts_of(self, actor: str) -> tuple[str, ...]:
        """The posts of an actor, in the order of the charter: the first is called first."""
        return tuple(post.id for post in self.posts.values() if post.actor == actor)

    def clocks_for(self, precedence: str) -> Clocks:
        """The clocks of a precedence, the defaults where the charter names none."""
        usual = ROUTINE if precedence == "routine" else URGENT
        return self.clocks.get(precedence, usual)
