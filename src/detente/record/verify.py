"""Read a whole record again and check everything that can be read of it.

Rule 1. Nothing is taken from the store's word: look-up tables, tree, head are derived again from
the leaves and compared with what the store serves.
Rule 2. Every problem is named, with its entry; the first bad entry is named first.
Rule 3. A record that was exchanged as a whole, or cut back to an earlier signed head, is in itself
sound: only what the reader keeps elsewhere finds that. Give it: the log's key, checkpoints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from detente.record.checkpoint import open_checkpoint
from detente.record.envelope import CHARTER, CLOCK, NOTHING_FILED, Opened, Sealed, open_sealed
from detente.record.filed import clock_moment
from detente.record.keyring import (
    Keyring,
    KeysAt,
    founders_problems,
    read_keyring,
    signature_problems,
)
from detente.record.keys import parse_vkey
from detente.record.stores import Head, Row, Store
from detente.record.tree import Frontier, leaf_hash, node_count, root_at
from detente.terms.json import JSON, JSONObject
from detente.terms.problems import IntegrityError, Problem, Refused
from detente.terms.when import rfc3339
from detente.terms.who import CLERK

_CHUNK = 256
_NEXT = "Restore the mechanism from a backup"


@dataclass(frozen=True, slots=True)
class Report:
    """What verify found. size, root: of the signed head. unsigned: entries behind it, durable but
    not yet signed (a crash; the next turn completes them). bad: indexes of entries that have a
    problem of their own.
    """

    size: int
    root: bytes
    unsigned: int
    bad: tuple[int, ...]
    problems: tuple[Problem, ...]

    @property
    def first_bad(self) -> int | None:
        """The first entry that is not what it claims to be."""
        return self.bad[0] if self.bad else None

    def as_json(self) -> dict[str, JSON]:
        """As the command line's --json and the API give it."""
        return {
            "size": self.size,
            "root": self.root.hex(),
            "unsigned": self.unsigned,
            "first_bad": self.first_bad,
            "bad": list(self.bad),
            "problems": [problem.as_json() for problem in self.problems],
        }


def verify(
    store: Store,
    *,
    keys_at: KeysAt | None = None,
    log_vkey: str | None = None,
    remembered: Sequence[bytes] = (),
) -> Report:
    """Check the whole record.

    keys_at: (post, index) -> vkeys that hold there; None: the charter's, throughout. log_vkey: the
    log's key as the reader knows it from elsewhere; None: the charter's. remembered: checkpoints
    that the reader was given earlier: the record must contain every one of them.
    """
    return _Check(store, keys_at, log_vkey).run(remembered)


class _Check:
    """One pass; its fields are what was derived so far."""

    def __init__(self, store: Store, keys_at: KeysAt | None, log_vkey: str | None) -> None:
        self.store = store
        self.keys_at = keys_at
        self.log_vkey = log_vkey
        self.problems: list[Problem] = []
        self.bad: set[int] = set()
        self.frontier = Frontier()
        self.root_at_head: bytes | None = None
        self.lasts: dict[str, tuple[int, str]] = {}
        self.charter: Opened | None = None
        self.keyring: Keyring | None = None
        self.clock: datetime | None = None

    def run(self, remembered: Sequence[bytes]) -> Report:
        head, count = Head(), 0
        try:
            self.problems += self.store.integrity()
            head, count = self.store.head(), self.store.count()
        except IntegrityError as error:
            self.problems += error.problems
        if head.size == 0:
            self.root_at_head = self.frontier.root()
        for index, row in self._rows(max(count, head.size)):
            if row is not None:
                self._entry(row)
            self._grow(index, row)
            if self.frontier.size == head.size:
                self.root_at_head = self.frontier.root()
        self._guarded(self._look_ups, count)
        self._guarded(self._head, head)
        for number, checkpoint in enumerate(remembered, start=1):
            self._guarded(self._remembered, number, checkpoint, head)
        return Report(
            head.size,
            head.root,
            max(0, count - head.size),
            tuple(sorted(self.bad)),
            tuple(self.problems),
        )

    def _guarded(self, step: Callable[..., None], *values: object) -> None:
        try:
            step(*values)
        except IntegrityError as error:
            self.problems += error.problems

    def _note(self, where: str, what: str, next_step: str = _NEXT) -> None:
        self.problems.append(Problem(where, what, next_step))

    def _fault(self, index: int, what: str, next_step: str = _NEXT) -> None:
        self.bad.add(index)
        self._note(f"entry {index}", what, next_step)

    def _rows(self, count: int) -> Iterator[tuple[int, Row | None]]:
        """Every row, as it is served; where a stretch cannot be read, row by row."""
        for start in range(0, count, _CHUNK):
            stop = min(start + _CHUNK, count)
            try:
                found = {row.index: row for row in self.store.rows(start, stop)}
            except IntegrityError:
                found = {}
            for index in range(start, stop):
                row = found.get(index) or self._one_row(index)
                yield index, row

    def _one_row(self, index: int) -> Row | None:
        try:
            rows = self.store.rows(index, index + 1)
        except IntegrityError as error:
            self._fault(index, "cannot be read: " + "; ".join(one.what for one in error.problems))
            return None
        if not rows or rows[0].index != index:
            self._fault(index, "is missing")
            return None
        return rows[0]

    def _entry(self, row: Row) -> None:
        index = row.index
        try:
            opened, body = open_sealed(Sealed(row.leaf, row.body, row.salt))
        except Refused as refused:
            for one in refused.problems:
                self._fault(index, f"{one.where} {one.what}")
            return
        found = self._looked_up(opened.id, index)
        if found != index:
            where = "nowhere" if found is None else f"at {found}"
            self._fault(index, f"is looked up by its id {where}")
        if index == 0:
            self._charter(opened, body)
        else:
            self._signed(opened, index)
        self._chain(opened, index)
        if opened.kind == CLOCK:
            self._clock(opened, body, index)
        elif index == 1:
            self._fault(index, "is not the clock that must follow the charter")

    def _looked_up(self, entry_id: str, index: int) -> int | None:
        """Where the store finds an id; a fault of the entry where it cannot look."""
        try:
            return self.store.index_of(entry_id)
        except IntegrityError as error:
            self._fault(index, "; ".join(one.what for one in error.problems))
            return index

    def _charter(self, opened: Opened, body: JSONObject) -> None:
        self.charter = opened
        if opened.kind != CHARTER:
            self._fault(0, f"is a {opened.kind!r}, not the charter")
        try:
            self.keyring = read_keyring(body)
        except Refused as refused:
            for one in refused.problems:
                self._fault(0, f"body {one.where} {one.what}", one.next_step)
            return
        for one in founders_problems(opened, self.keyring):
            self._fault(0, one.what)

    def _signed(self, opened: Opened, index: int) -> None:
        if opened.kind == CHARTER:
            self._fault(index, "is a second charter")
        if self.charter and opened.mechanism != self.charter.mechanism:
            self._fault(index, f"is of another mechanism, {opened.mechanism!r}")
        if self.keys_at is not None:
            keys = [parse_vkey(text) for text in self.keys_at(opened.post, index)]
        elif self.keyring is not None:
            keys = list(self.keyring.keys_of(opened.post))
        else:
            return  # entry 0 is named; without it nobody's key is known
        for one in signature_problems(opened, keys):
            self._fault(index, one.what)

    def _chain(self, opened: Opened, index: int) -> None:
        first = self.charter.id if self.charter and index > 0 else None
        seq, prev = self.lasts.get(opened.post, (NOTHING_FILED, first))
        if (opened.seq, opened.prev) != (seq + 1, prev):
            what = f"is number {opened.seq} of {opened.post!r} after {opened.prev}"
            self._fault(index, f"{what}, where number {seq + 1} after {prev} belongs")
        self.lasts[opened.post] = (opened.seq, opened.id)

    def _clock(self, opened: Opened, body: JSONObject, index: int) -> None:
        try:
            at = clock_moment(body, index)
        except IntegrityError as error:
            for one in error.problems:
                self._fault(index, one.what)
            return
        if opened.post != CLERK:
            self._fault(index, f"is a clock of {opened.post!r}, not of the clerk")
        if self.clock is not None and at <= self.clock:
            what = f"is a clock of {rfc3339(at)}, not after {rfc3339(self.clock)}"
            self._fault(index, what)
        self.clock = at

    def _grow(self, index: int, row: Row | None) -> None:
        """Add the leaf to the tree that is derived here, and compare the hashes served."""
        try:
            leaf = leaf_hash(row.leaf) if row is not None else self.store.node(0, index)
            for level, position, found in self.frontier.append(leaf):
                if self.store.node(level, position) != found:
                    what = f"does not lead to the stored hash of subtree {level}/{position}"
                    self._fault(index, what)
        except IntegrityError as error:
            self._fault(index, "; ".join(one.what for one in error.problems))
            if self.frontier.size == index:
                self.frontier.append(bytes(32))

    def _look_ups(self, count: int) -> None:
        ids, nodes = self.store.counts()
        if ids != count:
            self._note("ids", f"{ids} ids can be looked up for {count} entries")
        if nodes != node_count(count):
            self._note("tree", f"has {nodes} hashes, not {node_count(count)}")
        for post in sorted({*self.lasts, *self.store.posts()}):
            served, derived = self.store.last_of(post), self.lasts.get(post)
            if served != derived:
                self._note(f"post {post}", f"has {derived} last, but {served} is served")

    def _head(self, head: Head) -> None:
        if self.root_at_head != head.root:
            self._note("head", "is not the root of the entries")
        if self.keyring is None:
            if head.size or head.checkpoint:
                self._note("head", "cannot be checked: the charter's log key is not known")
            return
        key = self.keyring.log_key
        if self.log_vkey is not None and parse_vkey(self.log_vkey) != key:
            self._note("charter", "names another log key than the one you gave", "Find out why")
            key = parse_vkey(self.log_vkey)
        if head.size == 0:
            return
        try:
            signed = open_checkpoint(head.checkpoint, key)
        except Refused as refused:
            self.problems += refused.problems
            return
        if (signed.size, signed.root) != (head.size, head.root):
            self._note("head", f"was signed for size {signed.size}, not {head.size}, or its root")

    def _remembered(self, number: int, checkpoint: bytes, head: Head) -> None:
        where = f"remembered checkpoint {number}"
        if self.keyring is None:
            self._note(where, "cannot be checked: the charter's log key is not known")
            return
        key = parse_vkey(self.log_vkey) if self.log_vkey is not None else self.keyring.log_key
        try:
            old = open_checkpoint(checkpoint, key)
        except Refused as refused:
            self.problems += refused.problems
            return
        if old.size > head.size:
            self._note(where, f"has {old.size} entries, the record only {head.size}: it was cut")
        elif root_at(old.size, self.store.node) != old.root:
            self._note(where, f"of size {old.size} is not in this record: it is another history")
