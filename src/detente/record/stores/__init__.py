"""Where the record is kept: one Protocol, one module per store.

What a store knows: rows in order, the hashes of complete subtrees, the last entry of each post,
the signed head; a write lock. What it must not know: signatures, kinds, what a row means.

Rules for every store (tests/record/test_store_contract.py runs them over each):
Rule 1. `writing()` excludes every other writer, in this process and others. What was written in it
is durable when it ends normally, and gone when it ends by an exception.
Rule 2. Reads see what was committed, read anew from where it is kept, never the writer's memory.
Rule 3. Rows may lie beyond the head: they are durable but nobody was told of them yet.
Rule 4. A store that cannot work raises StoreUnavailable; one whose content cannot be right raises
IntegrityError.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from detente.record.tree import EMPTY_ROOT, Node
from detente.terms.problems import Problem


@dataclass(frozen=True, slots=True)
class Head:
    """How far the record goes. size: entries; root: 32 bytes; checkpoint: the signed note."""

    size: int = 0
    root: bytes = EMPTY_ROOT
    checkpoint: bytes = b""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as it is kept. salt: 32 bytes."""

    index: int
    leaf: bytes
    body: bytes
    salt: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with what is looked up by: its id (hex), its post and the post's number for it."""

    row: Row
    id: str
    post: str
    seq: int


class Writing(Protocol):
    """The write lock, held."""

    def append(self, entries: Sequence[Placed], nodes: Sequence[Node]) -> None:
        """Add rows behind the last one, and the subtrees that they complete."""
        ...

    def swap_head(self, expected: Head, new: Head) -> None:
        """Set the head, only if its size and root are as expected; else IntegrityError."""
        ...


class Store(Protocol):
    """One mechanism's record, kept somewhere; threads may share it."""

    def head(self) -> Head:
        """The last signed head; size 0 and no checkpoint before the charter."""
        ...

    def count(self) -> int:
        """How many rows there are, those beyond the head included."""
        ...

    def rows(self, start: int, stop: int) -> list[Row]:
        """The rows start..stop-1, in order; fewer where there are no more."""
        ...

    def index_of(self, entry_id: str) -> int | None:
        """Where the entry with this id (hex) is."""
        ...

    def last_of(self, post: str) -> tuple[int, str] | None:
        """Number and id of the last entry of a post."""
        ...

    def posts(self) -> list[str]:
        """The posts that have filed, sorted."""
        ...

    def node(self, level: int, position: int) -> bytes:
        """The hash of a complete subtree; IntegrityError where it is missing."""
        ...

    def counts(self) -> tuple[int, int]:
        """How many ids can be looked up, and how many subtree hashes there are (for verify)."""
        ...

    def writing(self) -> AbstractContextManager[Writing]:
        """Take the write lock; StoreUnavailable where another holds it for too long."""
        ...

    def integrity(self) -> list[Problem]:
        """What the store itself finds wrong with how it is kept."""
        ...

    def close(self) -> None:
        """Let go of it; everything is in one place then."""
        ...
