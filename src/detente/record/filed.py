"""Entries as they stand in the record, read back with the time at which they were filed.

Rule 1. An entry was filed at the `at` of the last clock entry before it; the charter, before which
there is none, at that of the clock that follows it.
Rule 2. What is read must be what its leaf commits to; else IntegrityError names the entry. The
whole of the checks (tree, signatures, chains) is `verify`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from detente.record.canonical import parse
from detente.record.envelope import CLOCK, Opened, Sealed, read_leaf
from detente.record.envelope import commitment as commit
from detente.record.stores import Row, Store
from detente.terms.fields import Fields
from detente.terms.json import JSON, JSONObject
from detente.terms.problems import IntegrityError, Problem, Refused

_CHUNK = 256


@dataclass(frozen=True, slots=True)
class Filed:
    """One entry of the record. filed_at: the sequencer's time of its batch."""

    index: int
    sealed: Sealed
    opened: Opened
    body: JSONObject
    filed_at: datetime

    @property
    def id(self) -> str:
        """The entry's id, hex."""
        return self.opened.id


def filed(store: Store, since: int = 0, until: int | None = None) -> list[Filed]:
    """The entries since..until-1, in order; without `until`, up to the last signed head."""
    stop = store.head().size if until is None else until
    at = clock_before(store, since) if since > 0 else None
    found: list[Filed] = []
    for start in range(since, stop, _CHUNK):
        rows = store.rows(start, min(start + _CHUNK, stop))
        if [row.index for row in rows] != list(range(start, min(start + _CHUNK, stop))):
            raise _wrong(start, "or one of the next is missing")
        for row in rows:
            opened, body = _opened(row)
            if opened.kind == CLOCK:
                at = clock_moment(body, row.index)
            moment = at or _first_clock(store)
            found.append(
                Filed(row.index, Sealed(row.leaf, row.body, row.salt), opened, body, moment)
            )
    return found


def find(store: Store, entry_id: str) -> Filed | None:
    """The entry with this id, if it is in the record."""
    index = store.index_of(entry_id)
    if index is None or index >= store.head().size:
        return None
    found = filed(store, index, index + 1)[0]
    if found.id != entry_id:
        raise _wrong(index, f"is not {entry_id}, which was looked up there")
    return found


def clock_before(store: Store, index: int) -> datetime | None:
    """The time of the last clock entry before an index; None where there is none."""
    stop = index
    while stop > 0:
        start = max(0, stop - 16)
        for row in reversed(store.rows(start, stop)):
            opened, body = _opened(row)
            if opened.kind == CLOCK:
                return clock_moment(body, row.index)
        stop = start
    return None


def clock_moment(body: JSON, index: int) -> datetime:
    """What a clock entry says: {"at": time}, nothing else."""
    fields = Fields(body, path=f"entry {index} body $")
    at = fields.moment("at")
    fields.done()
    if fields.problems:
        raise IntegrityError(fields.problems)
    return at


def _first_clock(store: Store) -> datetime:
    for row in store.rows(1, 2):
        opened, body = _opened(row)
        if opened.kind == CLOCK:
            return clock_moment(body, row.index)
    raise _wrong(1, "is not the clock that must follow the charter")


def _opened(row: Row) -> tuple[Opened, JSONObject]:
    try:
        opened, body = read_leaf(row.leaf), parse(row.body)
    except Refused as refused:
        raise IntegrityError(
            Problem(f"entry {row.index} {one.where}", one.what, "Verify the record")
            for one in refused.problems
        ) from None
    if commit(row.salt, row.body) != opened.commitment or not isinstance(body, dict):
        raise _wrong(row.index, "has a body that it does not commit to")
    return opened, body


def _wrong(index: int, what: str) -> IntegrityError:
    return IntegrityError([Problem(f"entry {index}", what, "Verify the record")])
