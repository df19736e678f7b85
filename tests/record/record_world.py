"""A small mechanism for tests: two parties' posts, one monitor's, the clerk, exercise keys."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from detente.record.envelope import Sealed, seal
from detente.record.keys import SigningKey, exercise_key, exercise_log_key
from detente.record.proofs import FilingProof
from detente.record.sequencer import Sequencer, Turn
from detente.record.stores import Store
from detente.terms.json import JSON

MECHANISM = "harbour"
START = datetime(2025, 7, 24, 12, 0, tzinfo=UTC)
POSTS = ("north-desk", "south-desk", "monitor-desk", "clerk")
FOUNDERS = ("north-desk", "south-desk")
LOG_KEY = exercise_log_key(MECHANISM)


def key_of(post: str, mechanism: str = MECHANISM) -> SigningKey:
    """The exercise key of a post."""
    return exercise_key(mechanism, post)


def salt_of(*words: object) -> bytes:
    """A salt that is the same in every run."""
    return hashlib.sha256(repr(words).encode()).digest()


def charter_body(mechanism: str = MECHANISM) -> dict[str, JSON]:
    """What the record reads of a charter, and one field that it passes over."""
    return {
        "mechanism": mechanism,
        "title": "A harbour that two forces use",
        "exercise": True,
        "posts": [
            {"id": post, "actor": post.split("-")[0], "keys": [key_of(post, mechanism).vkey]}
            for post in POSTS
        ],
        "founders": list(FOUNDERS),
        "log_key": exercise_log_key(mechanism).vkey,
    }


def charter(mechanism: str = MECHANISM, at: datetime = START) -> Sealed:
    """A charter that both founders signed."""
    return seal(
        kind="charter",
        mechanism=mechanism,
        post=FOUNDERS[0],
        seq=0,
        prev=None,
        stated_at=at,
        audience=["all"],
        body=charter_body(mechanism),
        salt=salt_of("charter", mechanism),
        keys=[key_of(post, mechanism) for post in FOUNDERS],
    )


def sequencer_for(store: Store, mechanism: str = MECHANISM) -> Sequencer:
    """A sequencer with the mechanism's keys."""
    return Sequencer(store, exercise_log_key(mechanism), key_of("clerk", mechanism), mechanism)


def next_entry(
    turn: Turn, post: str, words: str, *, kind: str = "message", at: datetime | None = None
) -> Sealed:
    """The entry that this post may file next in this turn."""
    seq, prev = turn.last_of(post)
    return seal(
        kind=kind,
        mechanism=MECHANISM,
        post=post,
        seq=seq + 1,
        prev=prev,
        stated_at=at or turn.at,
        audience=["north", "south"],
        body={"message": f"{post}-{seq + 1}", "words": words},
        salt=salt_of(post, seq + 1, words),
        keys=[key_of(post)],
    )


@dataclass
class World:
    """A founded mechanism: its store, its sequencer, and a time that moves a minute a batch."""

    store: Store
    sequencer: Sequencer
    now: datetime = START

    @classmethod
    def founded(cls, store: Store) -> World:
        """Found the mechanism in an empty store."""
        world = cls(store, sequencer_for(store))
        with world.sequencer.turn(world.now) as turn:
            turn.append(charter())
        return world

    def file(self, *said: tuple[str, str]) -> list[FilingProof]:
        """File one batch of (post, words), a minute after the last."""
        self.now += timedelta(minutes=1)
        with self.sequencer.turn(self.now) as turn:
            for post, words in said:
                turn.append(next_entry(turn, post, words))
        return turn.proofs

    def file_sealed(self, *sealed: Sealed) -> list[FilingProof]:
        """File entries as they are."""
        self.now += timedelta(minutes=1)
        with self.sequencer.turn(self.now) as turn:
            for one in sealed:
                turn.append(one)
        return turn.proofs

    def next(self, post: str, words: str, kind: str = "message") -> Sealed:
        """The entry that this post may file next, not filed."""
        found: list[Sealed] = []
        with self.sequencer.turn(self.now + timedelta(minutes=1)) as turn:
            found.append(next_entry(turn, post, words, kind=kind))
        return found[0]


def with_text(sealed: Sealed, old: bytes, new: bytes) -> Sealed:
    """The same entry with a piece of its leaf replaced, signatures as they were."""
    assert sealed.leaf.count(old) >= 1
    return replace(sealed, leaf=sealed.leaf.replace(old, new, 1))
