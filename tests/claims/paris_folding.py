"""Folds the claims and talks of scenarios/paris-2025 without the record: parse, admit, apply."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from detente.claims import entries as claims
from detente.claims.state import State as Claims
from detente.talks import entries as talks
from detente.talks.state import State as Talks
from detente.terms.entries import Draft, Entry
from detente.terms.fields import Fields
from detente.terms.when import knowledge_moment, moment
from detente.terms.who import Actor, Bounds, Charter, Post, Role

HOME = Path(__file__).parents[2] / "scenarios" / "paris-2025"
_KINDS = {kind.name: kind for kind in (*claims.KINDS, *talks.KINDS)}
ENDS = moment("2025-07-26T22:00:00Z")


def lines() -> list[dict[str, Any]]:
    """The lines of entries.jsonl."""
    text = (HOME / "entries.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def charter() -> Charter:
    """The charter of world.toml."""
    world = tomllib.loads((HOME / "world.toml").read_text(encoding="utf-8"))
    actors = {
        item["id"]: Actor(
            item["id"],
            item["name"],
            Role(item["role"]),
            item.get("of"),
            item.get("names", {}),
            item.get("described"),
        )
        for item in world["actors"]
    }
    posts = {item["id"]: Post(item["id"], item["actor"], item["name"]) for item in world["posts"]}
    head = world["mechanism"]
    return Charter(
        head["id"], head["title"], head["exercise"], head["words"], actors, posts, {}, (), Bounds()
    )


def folded(
    known: str | None = None, keep: Callable[[dict[str, Any]], bool] = lambda _line: True
) -> tuple[Claims, Talks]:
    """Both rooms as known at a moment, with the lines that `keep` keeps; all must be admitted."""
    world = charter()
    rooms = {"claims": Claims(world), "talks": Talks(world)}
    for index, line in enumerate(lines()):
        kind = _KINDS.get(line["kind"])
        if kind is None or not keep(line):
            continue
        body, at = line["body"], moment(line["at"])
        fields = Fields(body)
        value = kind.parse(fields)
        assert fields.problems == [], line
        learnt = knowledge_moment(body["learnt_at"]) if "learnt_at" in body else at
        everybody = frozenset(line["audience"])
        post, room = line["post"], rooms[kind.function]
        draft = Draft(kind.name, post, world.posts[post].actor, at, everybody, value, body)
        if known is not None and learnt > knowledge_moment(known):
            continue
        assert room.problems(draft) == [], line
        actor = world.posts[post].actor
        entry = Entry(
            index, f"e{index}", kind.name, post, actor, at, at, learnt, everybody, value, body
        )
        room.apply(entry)
    return rooms["claims"], rooms["talks"]
