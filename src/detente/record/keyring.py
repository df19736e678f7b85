"""Who may sign what, as the charter says: keys of posts, the founders, the log's key.

What this file knows of a charter's body: `posts` (id, keys), `founders`, `log_key`, `exercise`.
Everything else in it is for others to read.
Rule 1. One key, one purpose: no key serves two posts, or a post and the log.
Rule 2. The founders are every one of them signers of entry 0, each once, and nobody else is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from detente.record.envelope import Opened
from detente.record.keys import LOG, VerifierKey, exercise_key, is_exercise_key, parse_vkey
from detente.terms.fields import Fields
from detente.terms.json import JSON
from detente.terms.problems import Problem, Refused
from detente.terms.who import CLERK

KeysAt: TypeAlias = Callable[[str, int], Sequence[str]]
"""(post, index) -> the verifier keys that are valid for an entry of that post at that index."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of a charter. founders: post ids, in the charter's order."""

    posts: Mapping[str, tuple[VerifierKey, ...]]
    founders: tuple[str, ...]
    log_key: VerifierKey

    def keys_of(self, post: str) -> tuple[VerifierKey, ...]:
        """The keys of a post; none for a post that the charter does not name."""
        return self.posts.get(post, ())


def read_keyring(body: JSON) -> Keyring:
    """The keys of a charter's body; raises Refused with every problem."""
    fields = Fields(body)
    posts: dict[str, tuple[VerifierKey, ...]] = {}
    for post in fields.objects("posts", required=True):
        name = post.id("id")
        if name in posts:
            post.wrong("id", f"{name!r} is there twice", "Give every post its own id")
        posts[name] = tuple(
            key
            for position, text in enumerate(post.texts("keys"))
            if (key := _key(text, post, f"keys[{position}]")) is not None
        )
    log_key = _key(fields.text("log_key"), fields, "log_key")
    founders = fields.ids("founders", required=True)
    if not founders or len(set(founders)) < len(founders):
        fields.wrong("founders", "must name each founder once", "Name at least one post, once")
    for post_id in dict.fromkeys((*founders, CLERK)):
        if not posts.get(post_id):
            what = f"{post_id!r} has no key here, and must sign"
            fields.wrong("posts", what, "Give the post with its verifier key")
    _check_purposes(fields, posts, log_key)
    if fields.problems or log_key is None:
        raise Refused(fields.problems)
    return Keyring(posts, founders, log_key)


def _key(text: str, fields: Fields, name: str) -> VerifierKey | None:
    try:
        return parse_vkey(text)
    except Refused as refused:
        for problem in refused.problems:
            fields.wrong(name, problem.what, problem.next_step)
        return None


def _check_purposes(
    fields: Fields, posts: Mapping[str, tuple[VerifierKey, ...]], log_key: VerifierKey | None
) -> None:
    holders: dict[bytes, str] = {log_key.public: "the log"} if log_key else {}
    mechanism = str(fields.raw("mechanism"))
    known = {exercise_key(mechanism, post).verifier.public for post in (*posts, LOG)}
    every = [("the log", log_key)] if log_key else []
    every += [(post, key) for post, keys in posts.items() for key in keys]
    for holder, key in every:
        if holders.setdefault(key.public, holder) != holder:
            what = f"{holder!r} and {holders[key.public]!r} have the same key"
            fields.wrong("posts", what, "Make one key for each")
        public = key.public in known or is_exercise_key(key.text)
        if public and fields.raw("exercise") is not True:
            what = f"{key.name!r} is an exercise key: everybody can sign with it"
            fields.wrong("posts", what, "Make a key of its own for each post")


def signature_problems(
    opened: Opened, keys: Sequence[VerifierKey], where: str = "entry"
) -> list[Problem]:
    """What is wrong with the signature of an entry: exactly one line, by a key of its post."""
    if len(opened.signatures) != 1:
        what = f"has {len(opened.signatures)} signature lines, not one"
        return [Problem(where, what, "Sign it with one key of its post")]
    return _line_problems(opened, 0, keys, f"the post {opened.post!r}", where)


def founders_problems(opened: Opened, keyring: Keyring, where: str = "entry") -> list[Problem]:
    """What is wrong with the signatures of the charter: one line by each founder, no other."""
    problems: list[Problem] = []
    if opened.post not in keyring.founders:
        problems.append(
            Problem(where, f"{opened.post!r} files it and is no founder", "File it as a founder")
        )
    if len(opened.signatures) != len(keyring.founders):
        what = f"has {len(opened.signatures)} signature lines for {len(keyring.founders)} founders"
        problems.append(Problem(where, what, "Have every founder sign once, and nobody else"))
    for founder in keyring.founders:
        keys = keyring.keys_of(founder)
        lines = [
            number
            for number, signature in enumerate(opened.signatures)
            if any(signature.by(key) for key in keys)
        ]
        if not lines:
            what = f"is not signed by the founder {founder!r}"
            problems.append(Problem(where, what, "Have every founder sign"))
        for number in lines:
            problems += _line_problems(opened, number, keys, f"the founder {founder!r}", where)
    return problems


def _line_problems(
    opened: Opened, number: int, keys: Sequence[VerifierKey], whose: str, where: str
) -> list[Problem]:
    signature = opened.signatures[number]
    meant = [key for key in keys if signature.by(key)]
    if not meant:
        what = f"is signed with {signature.name!r}, which is not a key of {whose}"
        return [Problem(where, what, "Sign it with a key that holds for the post")]
    if not any(key.holds(opened.text, signature.value) for key in meant):
        what = f"the signature of {signature.name!r} does not hold"
        return [Problem(where, what, "Sign the text as it is sent")]
    return []
