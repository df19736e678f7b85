"""A desk in memory for the door's own tests, and clients that talk to an application over it.

The stand-in keeps what the door relies on (audiences, refusals, an exercise clock) and can be told
to fail; test_desk_fits.py holds its signatures to those of the real desk.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from detente.http import app
from detente.terms.problems import NotFound, Problem, Refused
from detente.terms.when import rfc3339
from detente.terms.who import Actor, Bounds, Charter, Clocks, Post, Role

with warnings.catch_warnings():
    # Starlette 1.10 wishes for httpx2, older ones know httpx only: the client works with either.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

OPENS = datetime(2025, 7, 24, 12, tzinfo=UTC)


def charter_of(mechanism: str, *, exercise: bool) -> Charter:
    """Two parties, each with a post, and a mediator."""
    actors = {
        "north": Actor("north", "Force North", Role.PARTY, names={"ar": "الشمال"}),
        "south": Actor("south", "Force South", Role.PARTY),
        "envoy": Actor("envoy", "The envoy", Role.MEDIATOR),
        "clerk": Actor("clerk", "Clerk", Role.CLERK),
    }
    posts = {
        "north-cell": Post("north-cell", "north", "Northern cell"),
        "south-cell": Post("south-cell", "south", "Southern cell"),
        "envoy-desk": Post("envoy-desk", "envoy", "Envoy's desk"),
        "clerk": Post("clerk", "clerk", "Clerk"),
    }
    return Charter(
        mechanism=mechanism,
        title=f"Mechanism {mechanism}",
        exercise=exercise,
        words="made up for tests",
        actors=actors,
        posts=posts,
        clocks={"urgent": Clocks()},
        separations=(),
        bounds=Bounds(),
    )


@dataclass
class StandInFiling:
    """Index, id, and an alert for every post whose cell is named in the body."""

    index: int
    id: str
    alerts: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As the edges show it."""
        return {"index": self.index, "id": self.id, "alerts": self.alerts}


@dataclass
class StandInEntry:
    """An entry: its place, its signer, who reads it, and its body."""

    index: int
    id: str
    kind: str
    post: str
    actor: str
    audience: frozenset[str]
    body: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """As the edges show it."""
        return {
            "index": self.index,
            "id": self.id,
            "kind": self.kind,
            "post": self.post,
            "audience": sorted(self.audience),
            "body": self.body,
        }


class StandInProof:
    """A proof that says which index it is for."""

    def __init__(self, index: int) -> None:
        self.index = index

    def as_json(self) -> dict[str, Any]:
        """As the edges show it."""
        return {"index": self.index, "path": [], "checkpoint": "note"}


class StandInDesk:
    """The Desk of ports.py in memory. `fails`: raised by every call that would touch a store.

    A body {"refuse": [wheres]} is refused there; {"alerts_for": [posts]} causes an alert that only
    those posts may see.
    """

    def __init__(self, mechanism: str, *, exercise: bool = True) -> None:
        self.id = mechanism
        self.charter = charter_of(mechanism, exercise=exercise)
        self.readers: dict[str, str] = (
            {} if exercise else {"token-north": "north-cell", "token-south": "south-cell"}
        )
        self.opens_reader = "envoy-desk"
        self.opens_with = None
        self.moments = [{"label": "24 July 2025", "known_at": "2025-07-24"}]
        self.kept: list[StandInEntry] = []
        self.elsewhere: list[StandInEntry] = []
        self.alerts: list[tuple[str, list[str]]] = []
        self.clock = OPENS
        self.ticks: list[datetime] = []
        self.pictured: list[dict[str, Any]] = []
        self.fails: Exception | None = None
        self.keep("charter", "envoy-desk", ["all"], {"charter": mechanism})

    def keep(self, kind: str, post: str, audience: list[str], body: dict[str, Any]) -> int:
        """Put an entry into the record, as another part of this process would."""
        self.kept.append(self._entry(len(self.kept), kind, post, audience, body))
        return len(self.kept) - 1

    def keep_elsewhere(self, kind: str, post: str, audience: list[str], body: Any) -> None:
        """File as another process would: not seen before catch_up."""
        index = len(self.kept) + len(self.elsewhere)
        self.elsewhere.append(self._entry(index, kind, post, audience, body))

    def _entry(
        self, index: int, kind: str, post: str, audience: list[str], body: dict[str, Any]
    ) -> StandInEntry:
        actor = self.charter.actor_of(post) or ""
        return StandInEntry(index, f"{index:064x}", kind, post, actor, frozenset(audience), body)

    def catch_up(self) -> int:
        """Take in what was filed elsewhere; raise where the store fails."""
        if self.fails is not None:
            raise self.fails
        found, self.elsewhere = self.elsewhere, []
        self.kept += found
        return len(found)

    @property
    def index(self) -> int:
        """How many entries were read."""
        return len(self.kept)

    @property
    def head(self) -> dict[str, Any]:
        """Size, root, checkpoint."""
        return {"size": self.index, "root": "00", "checkpoint": f"log\n{self.index}\nroot\n"}

    def now(self) -> datetime:
        """The clock of the test."""
        return self.clock

    def picture(
        self,
        *,
        reader: str | None = None,
        known_at: datetime | None = None,
        now: datetime | None = None,
        index: int | None = None,
    ) -> dict[str, Any]:
        """What was asked, the reader's alerts, the reader's entries."""
        asked = {"reader": reader, "known_at": known_at, "now": now, "index": index}
        self.pictured.append(asked)
        seen = [alert for alert, posts in self.alerts if reader in posts]
        functions = "plans agreements observations channels claims talks incidents findings"
        return {
            "mechanism": {"id": self.id},
            "reader": {"post": reader, "actor": self.charter.actor_of(reader or "")},
            "index": index or self.index,
            "known_at": rfc3339(known_at) if known_at else None,
            "now": rfc3339(now or self.clock),
            **{name: {} for name in functions.split()},
            "alerts": [{"id": alert, "title": f"for {reader}"} for alert in seen],
            "flags": [],
            "timeline": [entry.as_json() for entry in self.entries(0, reader)],
        }

    def ways_apart(
        self,
        alert: str,
        *,
        reader: str | None = None,
        known_at: datetime | None = None,
        now: datetime | None = None,
        index: int | None = None,
    ) -> dict[str, Any]:
        """None for the alert `a-conflict`; no other is there."""
        if alert != "a-conflict":
            raise NotFound(alert)
        limits = {"time_s": 1, "time_shared_s": 1, "height_m": 1, "grid_s": 1, "metre_s": 1.0}
        return {
            "alert": alert,
            "in_full": True,
            "checked_against": "everything filed",
            "ways": [],
            "not_offered": [],
            "limits": limits,
            "notice": "This is not permission.",
        }

    def entries(self, since: int, reader: str | None) -> list[StandInEntry]:
        """Those that the reader may see."""
        actor = self.charter.actor_of(reader) if reader else None
        return [
            entry
            for entry in self.kept[since:]
            if entry.audience & {"all", actor} or actor in (entry.actor, "clerk")
        ]

    def proof(self, index: int) -> StandInProof:
        """Of any index in the record."""
        if not 0 <= index < self.index:
            raise NotFound("no such entry")
        return StandInProof(index)

    def check(
        self,
        *,
        kind: str,
        post: str,
        audience: Any,
        body: Any,
        stated_at: datetime | None = None,
    ) -> None:
        """Refuse where the body says so."""
        problems = [Problem(where, "is wrong", "Mend it") for where in body.get("refuse", [])]
        if problems:
            raise Refused(problems)

    def file(
        self,
        *,
        kind: str,
        post: str,
        audience: Any,
        body: Any,
        at: datetime | None = None,
        stated_at: datetime | None = None,
    ) -> StandInFiling:
        """Keep it."""
        self.check(kind=kind, post=post, audience=audience, body=body)
        index = self.keep(kind, post, list(audience), body)
        posts = body.get("alerts_for")
        caused = []
        if posts:
            self.alerts.append((f"alert-{index}", posts))
            caused = [{"id": f"alert-{index}", "evidence": "the other party's secret"}]
        return StandInFiling(index, self.kept[index].id, caused)

    def take(
        self, leaf: bytes, body: bytes, salt: bytes, at: datetime | None = None
    ) -> StandInFiling:
        """A leaf here is `post kind`; the same leaf again is the same entry."""
        if leaf == b"forged":
            raise Refused([Problem("leaf", "is not signed by a key of that post", "Sign it")])
        post, kind = leaf.decode().split()
        for entry in self.kept:
            if entry.body.get("leaf") == leaf.decode():
                return StandInFiling(entry.index, entry.id, [{"id": "alert-x"}])
        found = {"leaf": leaf.decode(), "alerts_for": [post]}
        return self.file(kind=kind, post=post, audience=["all"], body=found, at=at)

    def tick(self, now: datetime | None = None) -> list[StandInFiling]:
        """Move the clock, and file that it moved."""
        self.ticks.append(now or self.clock)
        if self.charter.exercise:
            self.clock = max(self.clock, now or self.clock)
        index = self.keep("clock", "clerk", ["all"], {"at": rfc3339(self.clock)})
        return [StandInFiling(index, self.kept[index].id)]


@pytest.fixture
def new_desk() -> Callable[..., StandInDesk]:
    """A maker of desks in memory."""
    return StandInDesk


@pytest.fixture
def drill() -> StandInDesk:
    """An EXERCISE mechanism `drill`, with one entry for each party alone."""
    desk = StandInDesk("drill")
    desk.keep("plan.file", "north-cell", ["north"], {"words": "northern secret"})
    desk.keep("plan.file", "south-cell", ["south"], {"words": "southern secret"})
    return desk


@pytest.fixture
def live() -> StandInDesk:
    """A mechanism `live` that is not an EXERCISE, with one entry for each party alone."""
    desk = StandInDesk("live", exercise=False)
    desk.keep("plan.file", "north-cell", ["north"], {"words": "northern secret"})
    desk.keep("plan.file", "south-cell", ["south"], {"words": "southern secret"})
    return desk


@pytest.fixture
def connect() -> Iterator[Callable[..., TestClient]]:
    """A maker of clients, as a browser on the same machine would reach the server."""
    with ExitStack() as stack:

        def connected(*desks: Any, **options: Any) -> TestClient:
            client = TestClient(
                app(desks, **options), "http://localhost", raise_server_exceptions=False
            )
            return stack.enter_context(client)

        yield connected


@pytest.fixture
def client(connect: Callable[..., TestClient], drill: Any, live: Any) -> TestClient:
    """A client of a server with both mechanisms."""
    return connect(drill, live)
