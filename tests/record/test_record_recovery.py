"""Crashes between the commits of a turn, other sequencers, restored copies, flipped bits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from record_world import LOG_KEY, START, World, sequencer_for

from detente.record.envelope import open_leaf
from detente.record.filed import filed, find
from detente.record.proofs import verify_filing
from detente.record.stores.memory import MemoryStore
from detente.record.verify import verify
from detente.terms.problems import IntegrityError

MINUTE = timedelta(minutes=1)


class Failing(MemoryStore):
    """A store that fails when the head is to be moved, as often as told: a crash in between."""

    failures = 0

    def _commit(self, draft: Any) -> None:
        if draft.head != self._head and self.failures:
            self.failures -= 1
            raise KeyboardInterrupt
        super()._commit(draft)


def test_a_batch_that_was_durable_but_not_signed_is_completed() -> None:
    """A crash between the two commits: unacknowledged, completed by the next turn, found again."""
    store = Failing()
    world = World.founded(store)
    entry = world.next("north-desk", "one")
    store.failures = 1
    with pytest.raises(KeyboardInterrupt):
        world.file_sealed(entry)
    head = store.head()
    assert (head.size, store.count()) == (2, 4)
    assert len(filed(store)) == 2  # not shown before it is signed
    assert find(store, open_leaf(entry.leaf).id) is None
    assert (verify(store).problems, verify(store).unsigned) == ((), 2)
    world.sequencer = sequencer_for(store)
    assert [proof.index for proof in world.file_sealed(entry)] == [3]
    assert store.head().size == 4
    world.file(("south-desk", "two"))
    assert (verify(store).problems, verify(store).unsigned) == ((), 0)


def test_an_unsigned_batch_that_changed_is_not_signed() -> None:
    """Signing a flipped bit would make the log unrepairable: it is re-hashed first."""
    for part in ("leaf", "body"):
        store = Failing()
        world = World.founded(store)
        store.failures = 1
        with pytest.raises(KeyboardInterrupt):
            world.file(("north-desk", "one"))
        value = bytearray(getattr(store._rows[3], part))
        value[20] ^= 1
        store._rows[3] = replace(store._rows[3], **{part: bytes(value)})
        with pytest.raises(IntegrityError, match="entry 3"):
            sequencer_for(store).turn(START + 2 * MINUTE).__enter__()
        assert store.head().size == 2


def test_a_record_that_went_back_is_not_continued(world: World) -> None:
    """A sequencer that signed size n never signs a fork of it: a restored old copy is refused."""
    old = MemoryStore()
    for name in ("_head", "_rows", "_ids", "_last", "_nodes"):
        value = getattr(world.store, name)
        setattr(old, name, value.copy() if hasattr(value, "copy") else value)
    world.file(("north-desk", "one"))
    world.sequencer.store = world.store = old
    with pytest.raises(IntegrityError, match="goes back"):
        world.file(("north-desk", "another history"))


def test_a_record_that_forked_is_not_continued(world: World) -> None:
    """Another history of the same length or longer, signed by the same key, is refused too."""
    world.file(("north-desk", "one"))
    for more in (0, 2):
        other = World.founded(MemoryStore())
        other.file(("north-desk", "another"))
        for number in range(more):
            other.file(("south-desk", f"{number}"))
        assert verify(other.store).problems == ()
        sequencer = world.sequencer
        sequencer.store, kept = other.store, sequencer.store
        with pytest.raises(IntegrityError, match="goes back"), sequencer.turn(other.now):
            pass
        sequencer.store = kept


class Overtaken(MemoryStore):
    """Between the two commits of a turn another sequencer signs its batch; then what lies there
    may change."""

    armed = False
    flips = False

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """The lock; and what happens right after it is let go."""
        with super().writing() as writing:
            yield writing
        if self.armed and self.count() > self.head().size:
            self.armed = False
            other = World(self, sequencer_for(self), START + MINUTE)
            other.file(("south-desk", "overtaking"))
            if self.flips:
                self._rows[3] = replace(self._rows[3], body=b"{}")


@pytest.mark.parametrize("flips", [False, True], ids=["as written", "changed since"])
def test_a_batch_that_another_sequencer_signed_is_still_read_back(flips: bool) -> None:
    """Its filer gets a proof, under the later head, only for what stands there byte for byte."""
    store = Overtaken()
    world = World.founded(store)
    entry = world.next("north-desk", "one")
    store.armed, store.flips = True, flips
    if flips:
        with pytest.raises(IntegrityError, match="not what was written"):
            world.file_sealed(entry)
        return
    (proof,) = world.file_sealed(entry)
    assert (proof.index, store.head().size) == (3, 6)
    verify_filing(proof, entry.leaf, LOG_KEY.vkey)
    assert verify(store).problems == ()


def test_a_written_row_that_reads_back_otherwise_gets_no_proof(world: World) -> None:
    """The batch is read again after the commit; a difference is an IntegrityError, no proof."""
    store = world.store
    assert isinstance(store, MemoryStore)
    rows = store.rows
    before = store.head()

    def flipped(start: int, stop: int) -> list[Any]:
        return [
            replace(row, body=row.body.replace(b"one", b"two")) if row.index == 3 else row
            for row in rows(start, stop)
        ]

    store.rows = flipped  # type: ignore[method-assign]
    with pytest.raises(IntegrityError, match="entry 3"):
        world.file(("north-desk", "one"))
    store.rows = rows  # type: ignore[method-assign]
    assert store.head() == before


def test_what_is_read_is_what_was_committed_to(world: World) -> None:
    """Reading entries checks each body against its leaf, and names the entry that differs."""
    world.file(("north-desk", "one"), ("south-desk", "two"))
    store = world.store
    assert isinstance(store, MemoryStore)
    whole = store._rows.copy()
    for changed in (replace(whole[3], body=b"{}"), replace(whole[3], leaf=b"nothing")):
        store._rows[3] = changed
        with pytest.raises(IntegrityError, match="entry 3"):
            filed(store)
    store._rows = [*whole[:3], *whole[4:]]
    with pytest.raises(IntegrityError, match="missing"):
        filed(store)
    store._rows = whole
    store._ids[filed(store)[4].id] = 3
    with pytest.raises(IntegrityError, match="entry 3"):
        find(store, filed(store)[4].id)
