"""A small world in which claims are filed: two parties, a mediator, outlets, a coding desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from detente.claims.entries import KINDS
from detente.claims.state import State
from detente.terms.entries import Draft, Entry
from detente.terms.fields import Fields
from detente.terms.problems import Problem
from detente.terms.when import knowledge_moment, moment
from detente.terms.who import Actor, Bounds, Charter, Post, Role

START = moment("2025-07-25T20:00:00Z")
_KINDS = {kind.name: kind for kind in KINDS}


def charter() -> Charter:
    """Parties a and b, mediator m, third state t, outlets paper and wire, an official of each."""
    actors = [
        Actor("a", "Party A", Role.PARTY),
        Actor("b", "Party B", Role.PARTY),
        Actor("m", "Mediator", Role.MEDIATOR),
        Actor("t", "Third state", Role.OBSERVER),
        Actor("paper", "Paper", Role.OUTLET),
        Actor("wire", "Wire", Role.OUTLET),
        Actor("state-tv", "State TV of B", Role.OUTLET, of="b"),
        Actor("envoy", "Envoy of M", Role.PERSON, of="m"),
        Actor("official-a", "Official of A", Role.OFFICE, of="a"),
        Actor("official-b", "Official of B", Role.OFFICE, of="b"),
        Actor("source-b", "Source in B", Role.OFFICE, of="b"),
        Actor("desk", "Desk", Role.OBSERVER),
    ]
    posts = [
        Post("desk", "desk", "Desk"),
        Post("post-a", "a", "Post of A"),
        Post("clerk", "m", ""),
    ]
    return Charter(
        "claims-test",
        "Claims",
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
        learnt = body.get("learnt_at")
        entry = Entry(
            index=len(self.entries) + 1,
            id=f"e{len(self.entries) + 1}",
            kind=kind,
            post=post,
            actor=self.charter.posts[post].actor,
            stated_at=at,
            filed_at=at,
            known_at=knowledge_moment(learnt) if learnt else at,
            audience=frozenset({"all"}),
            value=value,
            body=body,
        )
        self.entries.append(entry)
        return entry

    def claim(
        self, claim: str = "met", parties: Iterable[str] = ("a", "b"), **more: object
    ) -> None:
        """File a claim."""
        self.file("claim", {"claim": claim, "words": claim, "about_parties": [*parties], **more})

    def source(self, source: str = "text", published: object = None) -> None:
        """File a source text."""
        body = {"source": source, "title": source, "outlet": "paper"}
        self.file("source", {**body, "published": published} if published else body)

    def say(
        self,
        statement: str,
        chain: Iterable[str],
        stance: str | None = "asserts",
        *,
        claim: str = "met",
        said: object = "2025-07-24",
        **more: object,
    ) -> Entry:
        """File a statement; a link that starts with `?` is unknown, the first actor speaks."""
        links = [{"unknown": one[1:]} if one[0] == "?" else {"actor": one} for one in chain]
        speaker = next(one["actor"] for one in links if "actor" in one)
        body = {
            "statement": statement,
            "kind": "test",
            "words": f"{statement} says something",
            "source": "text",
            "chain": links,
            "speaker": speaker,
            "said": said,
            **more,
        }
        if stance:
            hold = {"claim": claim, "stance": stance}
            body["holds"] = [{**hold, "part": "when"} if stance == "disputes part" else hold]
        return self.file("statement", body)

    def decide(self, decision: str, same: str, *subjects: str, what: str = "origin") -> None:
        """File an identity decision."""
        self.file(
            "identity",
            {
                "decision": decision,
                "same": same,
                "what": what,
                "subjects": [*subjects],
                "reasons_for": ["a reason"],
            },
        )

    def state(self, keep: Callable[[Entry], bool] = lambda _entry: True) -> State:
        """The state after all that was filed, or after what `keep` keeps."""
        return folded(self.charter, filter(keep, self.entries))

    def known(self, until: str) -> State:
        """The state as known at a moment."""
        bound = knowledge_moment(until)
        return self.state(lambda entry: entry.known_at <= bound)

    def shown(self, claim: str = "met") -> dict:
        """The picture of one claim."""
        return claim_of(self.state().picture(START), claim)

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
    """A state into which these entries were folded, in index order."""
    state = State(world)
    for at, entry in enumerate(entries):
        state.apply(replace(entry, index=at + 1))
    return state


def claim_of(picture: dict, claim: str) -> dict:
    """One claim of a picture."""
    return next(item for item in picture["claims"] if item["id"] == claim)


def row_of(claim: dict, actor: str) -> dict:
    """One row of a claim."""
    return next(item for item in claim["stances"] if item["actor"] == actor)


def read(kind: str, body: dict) -> list[Problem]:
    """Every problem of reading a body."""
    fields = Fields(body)
    _KINDS[kind].parse(fields)
    return fields.problems
