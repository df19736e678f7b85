"""Founding a mechanism (entry 0) and opening one that exists."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from detente.desk.desk import Desk, charter_body
from detente.desk.keys import KeyRing, exercise_ring, folder_of, new_ring, read_ring, write_ring
from detente.mechanism.charter import read_charter
from detente.record.envelope import seal
from detente.record.keys import exercise_key
from detente.record.sequencer import Sequencer
from detente.record.stores import Store
from detente.record.stores.sqlite import SqliteStore
from detente.terms.json import JSON
from detente.terms.problems import NotFound, Problem, Refused
from detente.terms.when import rfc3339
from detente.terms.who import CLERK, EVERYBODY, Charter


def wall_clock() -> datetime:
    """The machine's time: the only place where Detente's own code asks for it."""
    return datetime.now(UTC)


def found(
    store: Store, body: dict[str, JSON], ring: KeyRing, *, at: datetime, salt: bytes
) -> Charter:
    """Write the charter as entry 0, signed by every founder's post, with the keys of the ring.

    Raises Refused with every problem; the store is untouched then.
    """
    body = {**body, "log_key": ring.log_key.vkey, "opens_at": rfc3339(at)}
    posts = body.get("posts")
    if isinstance(posts, list):
        body["posts"] = [_with_key(post, ring) for post in posts]
        if not any(isinstance(post, dict) and post.get("id") == CLERK for post in posts):
            clerk = {"id": CLERK, "actor": CLERK, "name": "Clerk"}
            body["posts"] = [*(_with_key(post, ring) for post in posts), _with_key(clerk, ring)]
    charter = read_charter(body)
    founders = body.get("founders")
    signers = [str(post) for post in founders] if isinstance(founders, list) else []
    problems = _founding_problems(charter, ring, signers)
    if problems:
        raise Refused(problems)
    sequencer = Sequencer(
        store, mechanism=charter.mechanism, log_key=ring.log_key, clerk_key=ring.clerk_key
    )
    with sequencer.turn(at) as turn:
        sealed = seal(
            kind="charter",
            mechanism=charter.mechanism,
            post=signers[0],
            seq=0,
            prev=None,
            stated_at=at,
            audience=[EVERYBODY],
            body=body,
            salt=salt,
            keys=[ring.signing_key(post) for post in signers],
        )
        turn.append(sealed)
    return charter


def _with_key(post: JSON, ring: KeyRing) -> JSON:
    """The post with its public key from the ring, unless it brings its own."""
    if not isinstance(post, dict) or post.get("keys") or post.get("id") not in ring.posts:
        return post
    return {**post, "keys": [ring.posts[post["id"]].vkey]}


def _founding_problems(charter: Charter, ring: KeyRing, founders: list[str]) -> list[Problem]:
    problems = []
    if not founders:
        problems.append(Problem("founders", "names no post", "Name the posts that sign it"))
    for post in charter.posts.values():
        if not post.keys:
            problems.append(
                Problem(f"posts.{post.id}", "has no key", "Give its public key in `keys`")
            )
        public = exercise_key(charter.mechanism, post.id).vkey
        if not charter.exercise and public in post.keys:
            problems.append(
                Problem(
                    f"posts.{post.id}",
                    "has an exercise key, which everybody can sign with",
                    "Make keys with `detente init`, or mark the mechanism EXERCISE",
                )
            )
    for founder in founders:
        if founder not in ring.posts:
            problems.append(
                Problem("founders", f"the key of {founder!r} is not here", "Found it where it is")
            )
    return problems


def found_file(
    path: Path,
    body: dict[str, JSON],
    *,
    at: datetime | None = None,
    wall: Callable[[], datetime] = wall_clock,
) -> Desk:
    """Make a mechanism file with its charter and, unless it is an EXERCISE, its folder of keys."""
    if path.exists():
        raise Refused([Problem(str(path), "exists already", "Choose another name")])
    charter = read_charter({**body, "log_key": "", "opens_at": ""})
    ring = (
        exercise_ring(charter.mechanism, charter.posts)
        if charter.exercise
        else new_ring(charter.mechanism, charter.posts, secrets.token_bytes)
    )
    if not charter.exercise:
        write_ring(folder_of(path), ring)
    store = SqliteStore.create(path)
    salt = secrets.token_bytes(32) if not charter.exercise else bytes(32)
    found(store, body, ring, at=at or wall(), salt=salt)
    return Desk(store, ring, wall=wall, entropy=secrets.token_bytes, path=path)


def open_desk(
    path: str | Path, *, keys: Path | None = None, wall: Callable[[], datetime] = wall_clock
) -> Desk:
    """Open a mechanism file with the keys beside it (or in another folder)."""
    path = Path(path)
    if not path.exists():
        raise NotFound(f"{path} does not exist; make it with `detente init`")
    store = SqliteStore.open(path)
    charter = read_charter(charter_body(store))
    if charter.exercise:
        ring = exercise_ring(charter.mechanism, charter.posts)
    else:
        ring = read_ring(keys or folder_of(path))
    return Desk(store, ring, wall=wall, entropy=secrets.token_bytes, path=path)
