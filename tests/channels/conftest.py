"""A small world for the channels room: entries in, state and alerts out, a clerk that files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from detente.channels import alerts
from detente.channels.entries import KINDS
from detente.channels.state import State
from detente.terms.alerts import Alert, step_id
from detente.terms.entries import Draft, Entry
from detente.terms.fields import Fields
from detente.terms.problems import Problem
from detente.terms.when import moment, rfc3339
from detente.terms.who import Actor, Bounds, Charter, Clocks, Post, Role

KIND = {kind.name: kind for kind in KINDS}
T0 = moment("2026-05-04T08:00:00Z")  # a Monday


def charter() -> Charter:
    """A sender with one post, three recipients with 1, 2 and 3 posts, a mediator, the clerk."""
    actors = {
        "org": Role.HUMANITARIAN,
        "x": Role.PARTY,
        "y": Role.PARTY,
        "z": Role.PARTY,
        "mediator": Role.MEDIATOR,
        "clerk": Role.CLERK,
    }
    posts = {
        "org-desk": "org",
        "x-1": "x",
        "y-1": "y",
        "y-2": "y",
        "z-1": "z",
        "z-2": "z",
        "z-3": "z",
        "med-desk": "mediator",
        "clerk": "clerk",
    }
    return Charter(
        mechanism="m",
        title="A world for tests",
        exercise=True,
        words="",
        actors={id_: Actor(id_, id_.upper(), role) for id_, role in actors.items()},
        posts={id_: Post(id_, actor, id_.upper()) for id_, actor in posts.items()},
        clocks={"urgent": Clocks(120, 300, 300, 900)},
        separations=(),
        bounds=Bounds(),
    )


@dataclass
class World:
    """What was filed, folded as it came."""

    charter: Charter = field(default_factory=charter)
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = State(self.charter)

    @staticmethod
    def at(seconds: float) -> datetime:
        """A moment after T0."""
        return T0 + timedelta(seconds=seconds)

    def draft(
        self,
        kind: str,
        body: dict[str, Any],
        *,
        post: str,
        at: float,
        audience: frozenset[str] = frozenset({"all"}),
    ) -> tuple[Draft, list[Problem]]:
        """A draft and every problem of its body alone."""
        fields = Fields(body)
        value = KIND[kind].parse(fields)
        actor = self.charter.actor_of(post) or ""
        return Draft(kind, post, actor, self.at(at), audience, value, body), fields.problems

    def problems(
        self, kind: str, body: dict[str, Any], *, post: str, at: float, **more: Any
    ) -> str:
        """Every problem of a draft, one a line."""
        draft, found = self.draft(kind, body, post=post, at=at, **more)
        return "\n".join(str(one) for one in (found or self.state.problems(draft)))

    def file(
        self,
        kind: str,
        body: dict[str, Any],
        *,
        post: str,
        at: float,
        stated: float | None = None,
        checked: bool = True,
        audience: frozenset[str] = frozenset({"all"}),
    ) -> Entry:
        """File an entry at a moment after T0 and fold it; it must have no problem."""
        said = at if stated is None else stated
        draft, found = self.draft(kind, body, post=post, at=said, audience=audience)
        assert not found, found
        if checked:
            assert not (wrong := self.state.problems(draft)), wrong
        index = len(self.entries) + 1
        entry = Entry(
            index=index,
            id=f"e{index:03d}",
            kind=kind,
            post=post,
            actor=draft.actor,
            stated_at=draft.stated_at,
            filed_at=self.at(at),
            known_at=self.at(at),
            audience=draft.audience,
            value=draft.value,
            body=body,
        )
        self.entries.append(entry)
        self.state.apply(entry)
        return entry

    def open(self, channel: str, posts: list[str], *, at: float = -3600, **more: Any) -> None:
        """Open a line, by its first post."""
        body = {"channel": channel, "name": channel, "kind": "hotline", "posts": posts, **more}
        self.file("channel.open", body, post=posts[0], at=at)

    def notify(self, *to: Any, id_: str = "n-1", at: float = 0, **more: Any) -> Entry:
        """An urgent notification of org about plan p, version 1."""
        body = {
            "notification": id_,
            "about": {"kind": "plan", "id": "p", "version": 1},
            "words": "convoy of three lorries",
            "precedence": "urgent",
            "recipients": list(to),
            **more,
        }
        return self.file("notification", body, post="org-desk", at=at)

    def deliver(
        self, recipient: str, rung: str, *, at: float, post: str | None = None, **more: Any
    ) -> Entry:
        """A delivery, signed by the recipient's first post unless another is named."""
        filed = more.pop("filed", at)
        body = {
            "notification": "n-1",
            "recipient": recipient,
            "rung": rung,
            "at": rfc3339(self.at(at)),
            **more,
        }
        return self.file("delivery", body, post=post or f"{recipient}-1", at=filed)

    def tick(self, until: float, *, late: float = 0) -> list[tuple[float, str, str | None]]:
        """Let the clerk file what is due by then, `late` seconds late: (second, post, channel)."""
        filed = []
        now = T0 - timedelta(days=1)
        while (due := alerts.next_due(self.state, now)) is not None and due <= self.at(until):
            now = due
            for alert in self.standing((due - T0).total_seconds()):
                if alert.rule in ("next-post-due", "next-channel-due"):
                    seconds = (due - T0).total_seconds() + late
                    names = ("notification", "recipient", "to_post", "channel", "reason", "due_at")
                    body = {name: alert.evidence[name] for name in names}
                    body["step"] = step_id(alert.id, "escalate")
                    self.file("escalation", body, post="clerk", at=seconds)
                    filed.append((seconds, str(body["to_post"]), body["channel"]))
        return filed

    def standing(self, at: float) -> list[Alert]:
        """The alerts that stand at a moment after T0."""
        return alerts.alerts(self.state, self.at(at))

    def rules(self, at: float) -> list[str]:
        """Their rules, sorted."""
        return sorted(alert.rule for alert in self.standing(at))

    def alert(self, rule: str, at: float) -> Alert:
        """The one alert of a rule that stands."""
        (found,) = [alert for alert in self.standing(at) if alert.rule == rule]
        return found

    def row(self, recipient: str, *, at: float = 10_000, id_: str = "n-1") -> dict[str, Any]:
        """The board's row of a recipient."""
        rows = self.state.picture(self.at(at))["ladders"]
        assert isinstance(rows, list)
        (found,) = [
            row for row in rows if (row["recipient"], row["notification"]) == (recipient, id_)
        ]
        return dict(found)

    def line(self, channel: str, at: float) -> dict[str, Any]:
        """A line as the picture shows it."""
        lines = self.state.picture(self.at(at))["channels"]
        assert isinstance(lines, list)
        (found,) = [one for one in lines if one["id"] == channel]
        return dict(found)


@pytest.fixture
def world() -> World:
    """An empty world with two lines to everybody: `line` first, then `relay`."""
    made = World()
    everybody = ["org-desk", "x-1", "y-1", "y-2", "z-1", "z-2", "z-3"]
    made.open("line", everybody)
    made.open("relay", [*everybody, "med-desk"])
    return made


@pytest.fixture(scope="session")
def make_world() -> type[World]:
    """The class itself, for tests that need several worlds, or none of the lines."""
    return World
