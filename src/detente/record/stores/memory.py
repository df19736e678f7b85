"""A record in memory: for tests, for scenarios that are replayed and thrown away.

Durable means here: visible to readers. It is as strict as the stores on disk, so that what runs
over it runs over them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from detente.record.stores import Head, Placed, Row
from detente.record.tree import Node
from detente.terms.problems import IntegrityError, Problem, StoreUnavailable


class MemoryStore:
    """A Store in this process. busy_s: how long a writer waits for another."""

    def __init__(self, *, busy_s: float = 30.0) -> None:
        self._busy_s = busy_s
        self._lock = threading.Lock()
        self._head = Head()
        self._rows: list[Row] = []
        self._ids: dict[str, int] = {}
        self._last: dict[str, tuple[int, str]] = {}
        self._nodes: dict[tuple[int, int], bytes] = {}

    def head(self) -> Head:
        """The last signed head."""
        return self._head

    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def rows(self, start: int, stop: int) -> list[Row]:
        """The rows start..stop-1."""
        return self._rows[start:stop]

    def index_of(self, entry_id: str) -> int | None:
        """Where the entry with this id is."""
        return self._ids.get(entry_id)

    def last_of(self, post: str) -> tuple[int, str] | None:
        """Number and id of the last entry of a post."""
        return self._last.get(post)

    def posts(self) -> list[str]:
        """The posts that have filed."""
        return sorted(self._last)

    def node(self, level: int, position: int) -> bytes:
        """The hash of a complete subtree."""
        found = self._nodes.get((level, position))
        if found is None:
            raise IntegrityError([missing_node(level, position)])
        return found

    def counts(self) -> tuple[int, int]:
        """How many ids and subtree hashes there are."""
        return len(self._ids), len(self._nodes)

    @contextmanager
    def writing(self) -> Iterator[_Draft]:
        """Take the write lock; changes are seen when it ends normally."""
        if not self._lock.acquire(timeout=self._busy_s):
            raise StoreUnavailable("another writer holds the record: try again")
        try:
            draft = _Draft(self._head, len(self._rows))
            yield draft
            self._commit(draft)
        finally:
            self._lock.release()

    def _commit(self, draft: _Draft) -> None:
        self._nodes.update({(level, position): found for level, position, found in draft.nodes})
        for placed in draft.entries:
            self._ids[placed.id] = placed.row.index
            self._last[placed.post] = (placed.seq, placed.id)
        self._rows += [placed.row for placed in draft.entries]
        self._head = draft.head

    def integrity(self) -> list[Problem]:
        """Nothing: memory has no form of its own to check."""
        return []

    def close(self) -> None:
        """Nothing is held open."""


class _Draft:
    """What one writer wants, until it is committed."""

    def __init__(self, head: Head, count: int) -> None:
        self.head = head
        self.entries: list[Placed] = []
        self.nodes: list[Node] = []
        self._count = count

    def append(self, entries: Sequence[Placed], nodes: Sequence[Node]) -> None:
        """Add rows behind the last one."""
        for placed in entries:
            if placed.row.index != self._count:
                raise IntegrityError([out_of_order(placed.row.index, self._count)])
            self._count += 1
        self.entries += entries
        self.nodes += nodes

    def swap_head(self, expected: Head, new: Head) -> None:
        """Set the head if it is as expected."""
        if (self.head.size, self.head.root) != (expected.size, expected.root):
            raise IntegrityError([head_moved(expected.size)])
        self.head = new


def missing_node(level: int, position: int) -> Problem:
    """A stored subtree hash is not there."""
    what = f"the hash of subtree {level}/{position} is missing"
    return Problem("tree", what, "Restore the mechanism from a backup")


def out_of_order(index: int, expected: int) -> Problem:
    """A row was to be stored at another place than behind the last."""
    what = f"was to be stored where entry {expected} belongs"
    return Problem(f"entry {index}", what, "Open the mechanism again")


def head_moved(size: int) -> Problem:
    """The head is not what the sequencer signed last."""
    what = f"is no longer the one of size {size} that this sequencer read under its lock"
    return Problem("head", what, "Stop; verify the mechanism, and see who else writes to it")
