"""One open mechanism: file, tick, look.

The way of an entry: admitted against everything filed so far, signed, appended under the write
lock, durable and in the tree, proven; then folded, checked, and what it causes is answered beside
the proof. What the loop has to file on it, the clerk files at once, in a batch of its own.

Time is an argument everywhere: `at` is the sequencer's time, given by the edge's clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from detente.desk.keys import KeyRing
from detente.desk.opening import opened
from detente.mechanism.admission import admit
from detente.mechanism.charter import read_charter
from detente.mechanism.findings import Found, find, next_due
from detente.mechanism.fold import Fold
from detente.mechanism.loop import CLERK_KINDS, steps_due
from detente.mechanism.pictures import Reader, compose, known, shown_alerts
from detente.mechanism.ways import ways_for
from detente.record.envelope import Sealed, open_sealed, seal
from detente.record.filed import Filed, filed
from detente.record.proofs import FilingProof
from detente.record.sequencer import Sequencer, Turn
from detente.record.stores import Store
from detente.record.verify import Report, verify
from detente.terms.alerts import Alert
from detente.terms.entries import Entry
from detente.terms.json import JSON, JSONObject
from detente.terms.problems import NotFound, Problem, Refused
from detente.terms.when import rfc3339
from detente.terms.who import CLERK, Charter

MOMENTS_MAX = 60
"""Stops offered on the as-known-at slider; a longer record offers its last ones."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What filing answers: its place in the record, its proof, and the alerts that it caused, as
    far as the post that filed may see them."""

    index: int
    id: str
    kind: str
    proof: FilingProof
    alerts: tuple[Alert, ...] = ()

    def as_json(self) -> dict[str, JSON]:
        """As the edges answer it."""
        return {
            "index": self.index,
            "id": self.id,
            "kind": self.kind,
            "proof": self.proof.as_json(),
            "alerts": [alert.as_json() for alert in self.alerts],
        }


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as a reader may have it: header, body, and where it lies."""

    entry: Entry

    @property
    def index(self) -> int:
        """Its place in the record."""
        return self.entry.index

    @property
    def id(self) -> str:
        """Its id."""
        return self.entry.id

    @property
    def kind(self) -> str:
        """Its kind."""
        return self.entry.kind

    def as_json(self) -> dict[str, JSON]:
        """As the edges show it."""
        entry = self.entry
        return {
            "index": entry.index,
            "id": entry.id,
            "kind": entry.kind,
            "post": entry.post,
            "actor": entry.actor,
            "stated_at": rfc3339(entry.stated_at),
            "filed_at": rfc3339(entry.filed_at),
            "known_at": rfc3339(entry.known_at),
            "audience": sorted(entry.audience),
            "body": entry.body,
        }


class Desk:
    """An open mechanism. Not thread-safe: one desk, one thread at a time.

    wall: the clock of a live mechanism. entropy: salts for the bodies' commitments. In EXERCISE
    mechanisms time stands still between entries and salts follow from the entry, so that a replay
    gives the same bytes.
    """

    def __init__(
        self,
        store: Store,
        keys: KeyRing,
        *,
        wall: Callable[[], datetime],
        entropy: Callable[[int], bytes],
        path: Path | None = None,
    ) -> None:
        self.store = store
        self.keys = keys
        self.path = path
        self._wall = wall
        self._entropy = entropy
        self._founding = charter_body(store)
        self.charter: Charter = read_charter(self._founding)
        self._sequencer = Sequencer(
            store,
            mechanism=self.charter.mechanism,
            log_key=keys.log_key,
            clerk_key=keys.clerk_key,
        )
        self._fold = Fold(self.charter)
        self._stood_at: datetime | None = None  # how far an exercise clock was moved by hand
        self._found: tuple[int, datetime, Found] | None = None
        self.catch_up()

    # --- what is known of it -------------------------------------------------------------------

    @property
    def id(self) -> str:
        """The mechanism's id."""
        return self.charter.mechanism

    @property
    def index(self) -> int:
        """How many entries the record has, as far as this desk has read."""
        return len(self._fold.entries)

    @property
    def head(self) -> dict[str, JSON]:
        """Size, root (hex) and the signed checkpoint."""
        head = self.store.head()
        return {"size": head.size, "root": head.root.hex(), "checkpoint": head.checkpoint.decode()}

    @property
    def opens_reader(self) -> str:
        """The post that a page opens as: the charter's `reader`, else its first post."""
        named = self._founding.get("reader")
        return named if isinstance(named, str) else next(iter(self.charter.posts))

    @property
    def opens_with(self) -> str | None:
        """The moment of knowledge that a page of an EXERCISE opens with, if its charter says."""
        named = self._founding.get("opens_with")
        return named if isinstance(named, str) else None

    @property
    def readers(self) -> Mapping[str, str]:
        """Access token -> post, for mechanisms that are not EXERCISE."""
        return self.keys.tokens

    @property
    def moments(self) -> list[dict[str, str]]:
        """Stops for "as known at": the end of each UTC day on which something became known."""
        days = sorted({entry.known_at.astimezone(UTC).date() for entry in self._fold.entries[1:]})
        return [
            {"label": f"{day.day} {day:%B %Y}", "known_at": day.isoformat()}
            for day in days[-MOMENTS_MAX:]
        ]

    def now(self) -> datetime:
        """The time that counts: the wall clock, or in an EXERCISE the record's own time."""
        if not self.charter.exercise:
            return self._wall()
        last = self._last_filed_at()
        return last if self._stood_at is None else max(self._stood_at, last)

    def _moment(self) -> datetime:
        """The time of a turn, asked for once its lock is held: never before what others filed."""
        self.catch_up()
        return max(self.now(), self._last_filed_at())

    def _last_filed_at(self) -> datetime:
        return self._fold.entries[-1].filed_at

    def entries(self, since: int, reader: str | None) -> list[EntryView]:
        """The entries from index `since` that a reader's audience covers."""
        actor = self.charter.actor_of(reader) if reader else None
        return [
            EntryView(entry) for entry in self._fold.entries[since:] if entry.visible_to(actor)
        ]

    def proof(self, index: int) -> FilingProof:
        """The filing proof of the entry at an index; NotFound beyond the record."""
        if not 0 <= index < self.index:
            raise NotFound(f"the record has {self.index} entries, none at {index}")
        return self._sequencer.prove(index)

    def verify(self) -> Report:
        """Re-read everything and check it."""
        return verify(self.store)

    # --- reading -------------------------------------------------------------------------------

    def picture(
        self,
        *,
        reader: str | None = None,
        known_at: datetime | None = None,
        now: datetime | None = None,
        index: int | None = None,
    ) -> dict[str, JSON]:
        """The picture for a post (None: the public), as known at a moment, at a time."""
        self.catch_up()
        now = now or self.now()
        fold, found = self._as_of(known_at, now, index)
        seen = Reader.of(self.charter, reader)
        latest = known_at or max(now, self._last_filed_at())
        picture = compose(fold, found, known_at=latest, now=now, reader=seen)
        picture["head"] = self.head
        return picture

    def ways_apart(
        self,
        alert: str,
        *,
        reader: str | None = None,
        known_at: datetime | None = None,
        now: datetime | None = None,
        index: int | None = None,
    ) -> dict[str, JSON]:
        """The ways apart of a plan conflict, as far as a post may know them; NotFound."""
        self.catch_up()
        now = now or self.now()
        fold, found = self._as_of(known_at, now, index)
        return ways_for(fold, found, alert, reader=Reader.of(self.charter, reader), now=now)

    def alerts(self, now: datetime | None = None) -> tuple[Alert, ...]:
        """Every alert that stands, undisclosed: for the operator and the loop."""
        return self._as_of(None, now or self.now(), None)[1].alerts

    def _as_of(
        self, known_at: datetime | None, now: datetime, index: int | None
    ) -> tuple[Fold, Found]:
        entries = self._fold.entries
        part = entries if index is None else entries[:index]
        if known_at is not None:
            part = known(part, known_at)
        if len(part) < len(entries):
            fold = Fold(self.charter, list(part))
            return fold, find(fold, now)
        if self._found is None or self._found[:2] != (len(entries), now):
            self._found = (len(entries), now, find(self._fold, now))
        return self._fold, self._found[2]

    # --- filing --------------------------------------------------------------------------------

    def file(
        self,
        *,
        kind: str,
        post: str,
        audience: Sequence[str],
        body: JSONObject,
        at: datetime | None = None,
        stated_at: datetime | None = None,
    ) -> Filing:
        """Sign with the post's key, which this desk must hold, and file; raises Refused."""
        before = self._standing(at or self.now())
        with self._sequencer.turn(at or self._moment) as turn:
            self._fold_in(turn)
            stated_at = stated_at or turn.at
            self._admit(kind, post, audience, body, stated_at)
            sealed = self._seal(
                turn, kind=kind, post=post, audience=audience, body=body, stated_at=stated_at
            )
            turn.append(sealed, keys=self._keys_of(post))
        return self._filed(turn.proofs[0], post, turn.at, before)

    def take(self, leaf: bytes, body: bytes, salt: bytes, at: datetime | None = None) -> Filing:
        """File an entry that was signed elsewhere; the same entry twice is one entry."""
        before = self._standing(at or self.now())
        sealed = Sealed(leaf=leaf, body=body, salt=salt)
        header, content = open_sealed(sealed)
        with self._sequencer.turn(at or self._moment) as turn:
            self._fold_in(turn)
            if header.id not in self._fold.by_id:
                if header.post == CLERK:
                    raise Refused([_CLERK_FROM_OUTSIDE])
                self._admit(
                    header.kind, header.post, sorted(header.audience), content, header.stated_at
                )
            turn.append(sealed, keys=self._keys_of(header.post))
        return self._filed(turn.proofs[0], header.post, turn.at, before)

    def file_all(
        self,
        drafts: Sequence[tuple[str, str, Sequence[str], JSONObject]],
        at: datetime | None = None,
    ) -> list[Filing]:
        """File several (kind, post, audience, body) as one batch: all of them or none; Refused."""
        problems: list[Problem] = []
        with self._sequencer.turn(at or self._moment) as turn:
            self._fold_in(turn)
            for number, (kind, post, audience, body) in enumerate(drafts):
                try:
                    self._admit(kind, post, audience, body, turn.at)
                except Refused as refused:
                    problems += (
                        Problem(f"[{number}] {one.where}", one.what, one.next_step)
                        for one in refused.problems
                    )
                    continue
                sealed = self._seal(
                    turn, kind=kind, post=post, audience=audience, body=body, stated_at=turn.at
                )
                turn.append(sealed, keys=self._keys_of(post))
            if problems:
                raise Refused(problems)
        self.catch_up()
        self._steps(turn.at)
        return [
            Filing(proof.index, proof.id, kind, proof)
            for proof, (kind, *_) in zip(turn.proofs, drafts, strict=True)
        ]

    def check(
        self,
        *,
        kind: str,
        post: str,
        audience: Sequence[str],
        body: JSONObject,
        stated_at: datetime | None = None,
    ) -> None:
        """What-if: raises Refused as filing would; nothing is filed."""
        self.catch_up()
        self._admit(kind, post, audience, body, stated_at or self.now())

    def _admit(
        self,
        kind: str,
        post: str,
        audience: Sequence[str],
        body: JSONObject,
        stated_at: datetime,
    ) -> None:
        admit(
            self._fold,
            kind=kind,
            post=post,
            audience=audience,
            body=body,
            stated_at=stated_at,
            known_alerts=frozenset(alert.id for alert in self._disclosed(self.alerts(), post))
            if kind.startswith("alert.")
            else frozenset(),
        )

    def _disclosed(self, alerts: Iterable[Alert], post: str) -> list[Alert]:
        """The alerts as far as a post may see them."""
        reader = Reader.of(self.charter, post)
        readable = {one.id for one in self._fold.entries if one.visible_to(reader.actor)}
        return shown_alerts(self.charter, alerts, reader, readable.__contains__)

    def _keys_of(self, post: str) -> tuple[str, ...]:
        found = self.charter.posts.get(post)
        return found.keys if found else ()

    def _seal(
        self,
        turn: Turn,
        *,
        kind: str,
        post: str,
        audience: Sequence[str],
        body: JSONObject,
        stated_at: datetime,
    ) -> Sealed:
        if post == CLERK and kind not in CLERK_KINDS:
            raise AssertionError(f"the clerk never signs {kind}")
        seq, prev = turn.last_of(post)
        return seal(
            kind=kind,
            mechanism=self.id,
            post=post,
            seq=seq + 1,
            prev=prev,
            stated_at=stated_at,
            audience=audience,
            body=body,
            salt=self._salt(post, seq + 1, prev),
            keys=[self.keys.signing_key(post)],
        )

    def _salt(self, post: str, seq: int, prev: str | None) -> bytes:
        if not self.charter.exercise:
            return self._entropy(32)
        return hashlib.sha256(f"exercise salt\n{self.id}\n{post}\n{seq}\n{prev}".encode()).digest()

    def _filed(
        self, proof: FilingProof, post: str, at: datetime, before: tuple[Alert, ...]
    ) -> Filing:
        self.catch_up()
        self._steps(at)
        stood = {alert.id for alert in before}
        caused = [alert for alert in self._standing(at) if alert.id not in stood]
        shown = tuple(self._disclosed(caused, post)) if caused else ()
        return Filing(proof.index, proof.id, self._fold.entries[proof.index].kind, proof, shown)

    def _standing(self, at: datetime) -> tuple[Alert, ...]:
        """The alerts that stand at a moment; looked up again only if one can have changed.

        Alerts change with the entries, or by time alone at a moment that next_due names.
        """
        self.catch_up()
        if self._found is not None:
            index, then, found = self._found
            if index == self.index and then <= at:
                due = next_due(self._fold, then)
                if due is None or at < due:
                    return found.alerts
        return self.alerts(at)

    # --- the loop's own steps --------------------------------------------------------------------

    def tick(self, now: datetime | None = None) -> list[Filing]:
        """Let the clerk file what is due by `now`.

        In an EXERCISE time moves step by step, so that each step is filed at its due moment. In a
        live mechanism what is overdue is filed now, with both its due_at and its filed_at.
        """
        self.catch_up()
        now = now or self.now()
        filings: list[Filing] = []
        if self.charter.exercise:
            cursor = self.now()
            while (due := next_due(self._fold, cursor)) is not None and due <= now:
                filings += self._steps(due)
                cursor = max(due, self._last_filed_at())
            self._stood_at = max(now, self.now())
        return filings + self._steps(now)

    def _steps(self, at: datetime) -> list[Filing]:
        filings: list[Filing] = []
        while steps_due(self._standing(at), self._fold):
            with self._sequencer.turn(at) as turn:
                self._fold_in(turn)
                # Looked up again under the lock: another process may have filed them meanwhile.
                steps = steps_due(find(self._fold, at).alerts, self._fold)
                for step in steps:
                    sealed = self._seal(
                        turn,
                        kind=step.kind,
                        post=CLERK,
                        audience=step.audience,
                        body=step.body,
                        stated_at=at,
                    )
                    turn.append(sealed, keys=self._keys_of(CLERK))
            self.catch_up()
            filings += [
                Filing(proof.index, proof.id, step.kind, proof)
                for proof, step in zip(turn.proofs, steps, strict=True)
            ]
        return filings

    # --- the tail ------------------------------------------------------------------------------

    def catch_up(self) -> int:
        """Fold what other processes filed since; gives how many entries were new."""
        return self._take_tail(filed(self.store, self.index))

    def _fold_in(self, turn: Turn) -> None:
        self._take_tail(turn.entries(self.index))

    def _take_tail(self, tail: Sequence[Filed]) -> int:
        if tail:
            self._fold.take(opened(self.charter, tail))
            self._found = None
        return len(tail)

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the store back; a SQLite store folds its write-ahead log into the one file."""
        self.store.close()


def charter_body(store: Store) -> JSONObject:
    """The body of entry 0; NotFound where the mechanism was never founded."""
    founding = filed(store, 0, 1)
    if not founding:
        raise NotFound("the record holds no charter: make it with `detente init`")
    return founding[0].body


_CLERK_FROM_OUTSIDE = Problem(
    "post", "the clerk files only what the loop's table says", "Sign with your own post"
)
