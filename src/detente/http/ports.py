"""The desk as HTTP sees it: what is called, and nothing else.

Rule. No call here is thread-safe and every one may wait for a disk: house.py is the only caller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from detente.terms.json import JSON, JSONObject
from detente.terms.who import Charter


class EntryView(Protocol):
    """One entry that a reader may see."""

    @property
    def index(self) -> int:
        """Its place in the record."""
        ...

    @property
    def id(self) -> str:
        """Its id: SHA-256 of the signed text, hex."""
        ...

    def as_json(self) -> Mapping[str, JSON]:
        """Everything that the reader may see of it; `post` is who signed it."""
        ...


class FilingProof(Protocol):
    """The evidence that an entry is in the record, durably."""

    def as_json(self) -> Mapping[str, JSON]:
        """The proof, to be kept by whoever filed."""
        ...


class Filing(Protocol):
    """What one filing led to."""

    @property
    def index(self) -> int:
        """Where the entry stands in the record; the old place where it had been filed before."""
        ...

    def as_json(self) -> Mapping[str, JSON]:
        """Index, id, filing proof, and every alert that the filing caused, undisclosed."""
        ...


class Desk(Protocol):
    """One open mechanism: `detente.desk.Desk`, or a stand-in in tests."""

    @property
    def id(self) -> str:
        """The mechanism's id."""
        ...

    @property
    def charter(self) -> Charter:
        """Who takes part."""
        ...

    @property
    def index(self) -> int:
        """How many entries this desk has read."""
        ...

    @property
    def head(self) -> Mapping[str, JSON]:
        """`size`, `root`, `checkpoint` (the signed note, text)."""
        ...

    @property
    def readers(self) -> Mapping[str, str]:
        """Access token -> post id; empty in an EXERCISE."""
        ...

    @property
    def opens_reader(self) -> str | None:
        """The post as which an EXERCISE opens."""
        ...

    @property
    def opens_with(self) -> str | None:
        """The moment of knowledge with which an EXERCISE opens; None is the latest."""
        ...

    @property
    def moments(self) -> Sequence[JSON]:
        """Named moments of knowledge: `label`, `known_at`."""
        ...

    def catch_up(self) -> int:
        """Read what other processes filed since; how many entries that were."""
        ...

    def now(self) -> datetime:
        """The mechanism's clock: frozen in an EXERCISE, the wall clock elsewhere."""
        ...

    def picture(
        self,
        *,
        reader: str | None,
        known_at: datetime | None,
        now: datetime | None,
        index: int | None,
    ) -> Mapping[str, JSON]:
        """The picture of the whole for one reader (a post id; None is the public), disclosed."""
        ...

    def ways_apart(
        self,
        alert: str,
        *,
        reader: str | None,
        known_at: datetime | None,
        now: datetime | None,
        index: int | None,
    ) -> Mapping[str, JSON]:
        """The ways apart of a plan conflict, disclosed to one reader; raises NotFound."""
        ...

    def entries(self, since: int, reader: str | None) -> Sequence[EntryView]:
        """The entries from index `since` on that the reader may see, in order."""
        ...

    def proof(self, index: int) -> FilingProof:
        """The filing proof of the entry at an index; raises NotFound."""
        ...

    def check(
        self,
        *,
        kind: str,
        post: str,
        audience: Sequence[str],
        body: JSONObject,
        stated_at: datetime | None,
    ) -> None:
        """Raise Refused with every reason why this could not be filed now; files nothing."""
        ...

    def file(
        self,
        *,
        kind: str,
        post: str,
        audience: Sequence[str],
        body: JSONObject,
        at: datetime,
        stated_at: datetime | None,
    ) -> Filing:
        """Sign with a key that the desk holds, and file; raises Refused."""
        ...

    def take(self, leaf: bytes, body: bytes, salt: bytes, at: datetime) -> Filing:
        """File an entry that was signed elsewhere; raises Refused."""
        ...

    def tick(self, now: datetime) -> Sequence[Filing]:
        """File, as the clerk, every step of the loop that is due by `now`."""
        ...
