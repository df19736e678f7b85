"""The private keys that a desk holds: 0600 files outside the mechanism file, or exercise keys.

Beside `NAME.detente` lies the folder `NAME.detente.keys/` (0700): `POST.key` for each post that
this machine may sign for, `log.key` for the log, `tokens.json` with the access tokens of readers.
Exercise keys derive from public words and are made on the fly, in EXERCISE mechanisms only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from detente.record.keys import (
    SigningKey,
    exercise_key,
    exercise_log_key,
    generate,
    parse_skey,
)
from detente.terms.problems import Problem, Refused
from detente.terms.who import CLERK

LOG_KEY = "log"


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Signing keys by post, the log's key, and access tokens (token -> post)."""

    log_key: SigningKey
    posts: Mapping[str, SigningKey]
    tokens: Mapping[str, str] = field(default_factory=dict)

    @property
    def clerk_key(self) -> SigningKey:
        """The clerk's key."""
        return self.signing_key(CLERK)

    def signing_key(self, post: str) -> SigningKey:
        """The key of a post; Refused where this desk does not hold it."""
        found = self.posts.get(post)
        if found is None:
            raise Refused(
                [
                    Problem(
                        "post",
                        f"this desk does not hold the key of {post!r}",
                        "File from the desk that holds it, or give its key file",
                    )
                ]
            )
        return found


def exercise_ring(mechanism: str, posts: Iterable[str]) -> KeyRing:
    """The public keys of an EXERCISE: anybody may act as any post."""
    return KeyRing(
        exercise_log_key(mechanism),
        {post: exercise_key(mechanism, post) for post in {*posts, CLERK}},
    )


def new_ring(mechanism: str, posts: Iterable[str], randomness: Callable[[int], bytes]) -> KeyRing:
    """Fresh keys for every post, and an access token for each."""
    named = sorted({*posts, CLERK})
    if LOG_KEY in named:
        raise Refused([Problem("posts", f"{LOG_KEY!r} is the log's own name", "Rename the post")])
    return KeyRing(
        generate(f"{mechanism}/{LOG_KEY}", randomness),
        {post: generate(f"{mechanism}/{post}", randomness) for post in named},
        {randomness(24).hex(): post for post in named},
    )


def folder_of(mechanism_file: Path) -> Path:
    """Where the keys of a mechanism file lie."""
    return mechanism_file.with_name(mechanism_file.name + ".keys")


def write_ring(folder: Path, ring: KeyRing) -> None:
    """Write every key as a file of its own that only its owner reads; never over an old one."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for name, key in {**ring.posts, LOG_KEY: ring.log_key}.items():
        _write_secret(folder / f"{name}.key", key.secret_text() + "\n")
    _write_secret(folder / "tokens.json", json.dumps(dict(ring.tokens), indent=1) + "\n")


def _write_secret(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def read_ring(folder: Path) -> KeyRing:
    """The keys in a folder; Refused where the log's or clerk's is missing or others may read."""
    problems = []
    found: dict[str, SigningKey] = {}
    for path in sorted(folder.glob("*.key")):
        if path.stat().st_mode & 0o077:
            problems.append(Problem(str(path), "others can read it", f"chmod 600 {path}"))
            continue
        try:
            found[path.stem] = parse_skey(path.read_text(encoding="utf-8").strip())
        except Refused as refused:
            problems += [Problem(str(path), one.what, one.next_step) for one in refused.problems]
    for name in (LOG_KEY, CLERK):
        if name not in found and not problems:
            problems.append(
                Problem(str(folder), f"holds no {name}.key", "Restore the folder made by init")
            )
    if problems:
        raise Refused(problems)
    log_key = found.pop(LOG_KEY)
    tokens = folder / "tokens.json"
    listed = json.loads(tokens.read_text(encoding="utf-8")) if tokens.exists() else {}
    return KeyRing(log_key, found, listed)
