"""A small world in which talks are filed: two parties, a mediator without posts, a coding desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from detente.talks.entries import KINDS
from detente.talks.state import State
from detente.terms.entries import Draft, Entry
from detente.terms.fields import Fields
from detente.terms.problems import Problem
from detente.terms.when import moment
from detente.terms.who import Actor, Bounds, Charter, Post, Role

START = moment("2025-07-25T20:00:00Z")
_KINDS = {kind.name: kind for kind in KINDS}


def charter() -> Charter:
    """Party a has two posts, party b one, the mediator none; two coders."""
    actors = [
        Actor("a", "Party A", Role.PARTY),
        Actor("b", "Party B", Role.PARTY),
        Actor("m", "Mediator", Role.MEDIATOR),
        Actor("desk", "Desk", Role.OBSERVER),
    ]
    posts = [
        Post("a1", "a", "First post of A"),
        Post("a2", "a", "Second post of A"),
        Post("b1", "b", "Post of B"),
        Post("desk", "desk", "Desk"),
        Post("coder", "desk", "Another coder"),
    ]
    return Charter(
        "talks-test",
        "Talks",
        True,
        "synthetic",
        {actor.id: actor for actor in actors},
        {post.id: post for post in posts},
        {},
        (),
        Bounds(),
    )


@dataclass
class World:
    """Files bodies one after the other and folds them."""

    charter: Charter = field(default_factory=charter)
    entries: list[Entry] = field(default_factory=list)

    def file(self, kind: str, body: dict, *, post: str = "desk") -> Entry:
        """File a body; it must read without a problem."""
        fields = Fields(body)
        value = _KINDS[kind].parse(fields)
        assert fields.problems == []
        at = START + timedelta(minutes=len(self.entries))
        entry = Entry(
            index=len(self.entries) + 1,
            id=f"e{len(self.entries) + 1}",
            kind=kind,
            post=post,
            actor=self.charter.posts[post].actor,
            stated_at=at,
            filed_at=at,
            known_at=at,
            audience=frozenset({"all"}),
            value=value,
            body=body,
        )
        self.entries.append(entry)
        return entry

    def state(self, keep: Callable[[Entry], bool] = lambda _entry: True) -> State:
        """The state after all that was filed, or after what `keep` keeps."""
        return folded(self.charter, filter(keep, self.entries))

    def meeting(self, meeting: str = "talk", **more: object) -> None:
        """File a meeting."""
        self.file("meeting", {"meeting": meeting, "title": meeting, **more})

    def phase(self, phase: str, *, meeting: str = "talk", **more: object) -> None:
        """File a phase of a meeting."""
        self.file("meeting.phase", {"meeting": meeting, "phase": phase, "words": phase, **more})

    def demand(self, demand: str, what: str, areas: Iterable[str] = (), **more: object) -> None:
        """File a demand by a (or `by`) about a's forces (or `subject_actor`)."""
        scope = {"areas": [*areas], "words": f"scope of {demand}", **more.pop("scope", {})}
        body = {"demand": demand, "by": "a", "what": what, "words": demand, "statement": "S"}
        self.file("demand", {**body, "subject_actor": "a", "scope": scope, **more})

    def read_into(self, demand: str, *areas: str, post: str = "desk") -> None:
        """A coder reads areas into a demand."""
        reason = f"{post} has a reason"
        body = {"demand": demand, "areas": [*areas], "by": post, "reason": reason}
        self.file("demand.scope", body, post=post)

    def commitment(self, commitment: str = "promise", **more: object) -> None:
        """File a commitment of a."""
        body = {"commitment": commitment, "by": "a", "words": "to do it", "statement": "S"}
        self.file("commitment", {**body, **more})

    def stands(self, state: str, by: str, *, commitment: str = "promise") -> None:
        """Somebody says how a commitment stands."""
        body = {"commitment": commitment, "state": state, "by": by, "words": state}
        self.file("commitment.state", {**body, "statement": "S"})

    def refused(self, kind: str, body: dict, *, post: str = "desk") -> list[Problem]:
        """The cross-reference problems of a body beside all that was filed."""
        fields = Fields(body)
        value = _KINDS[kind].parse(fields)
        assert fields.problems == []
        actor = self.charter.posts[post].actor
        return self.state().problems(
            Draft(kind, post, actor, START, frozenset({"all"}), value, body)
        )


def folded(world: Charter, entries: Iterable[Entry]) -> State:
    """A state into which these entries were folded."""
    state = State(world)
    for entry in entries:
        state.apply(entry)
    return state


def read(kind: str, body: dict) -> list[Problem]:
    """Every problem of reading a body."""
    fields = Fields(body)
    _KINDS[kind].parse(fields)
    return fields.problems
