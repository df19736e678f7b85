"""What every store must do: run over each of them. A new store = one more name in conftest.py."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from record_world import START, World, next_entry, sequencer_for

from detente.record.filed import filed
from detente.record.stores import Head, Placed, Row, Store
from detente.record.tree import Frontier, leaf_hash
from detente.record.verify import verify
from detente.terms.problems import IntegrityError, StoreUnavailable

NewStore = Callable[[], Store]


def placed(index: int, post: str = "north-desk") -> Placed:
    """A row that looks like an entry to a store."""
    row = Row(index, f"leaf {index}".encode(), b"{}", bytes(32))
    return Placed(row, f"{index:064x}", post, index)


def test_a_new_store_is_empty(new_store: NewStore) -> None:
    """Head of the empty tree, no rows, nothing to look up."""
    store = new_store()
    assert store.head() == Head()
    assert (store.count(), store.rows(0, 9), store.posts(), store.counts()) == (0, [], [], (0, 0))
    assert store.index_of("0" * 64) is None
    assert store.index_of("no id") is None
    assert store.last_of("north-desk") is None
    assert store.integrity() == []
    with pytest.raises(IntegrityError):
        store.node(0, 0)


def test_what_is_written_is_read_back(new_store: NewStore) -> None:
    """Rows in order, ids, the last of each post, nodes, head."""
    store = new_store()
    frontier = Frontier()
    entries = [placed(0), placed(1, "south-desk"), placed(2)]
    nodes = [node for one in entries for node in frontier.append(leaf_hash(one.row.leaf))]
    head = Head(3, frontier.root(), "note — signed\n".encode())
    with store.writing() as writing:
        writing.append(entries, nodes)
        writing.swap_head(Head(), head)
    assert store.head() == head
    assert store.rows(1, 9) == [entries[1].row, entries[2].row]
    assert store.index_of(entries[1].id) == 1
    assert store.last_of("north-desk") == (2, entries[2].id)
    assert store.posts() == ["north-desk", "south-desk"]
    assert store.counts() == (3, 4)
    assert [store.node(level, position) for level, position, _ in nodes] == [
        found for *_, found in nodes
    ]


def _write_and_fail(store: Store) -> None:
    with store.writing() as writing:
        writing.append([placed(0)], [(0, 0, bytes(32))])
        writing.swap_head(Head(), Head(1, bytes(32), b"x"))
        raise RuntimeError


def test_an_exception_leaves_nothing(new_store: NewStore) -> None:
    """Neither rows nor look-ups nor head: all or nothing; and the lock is free again."""
    store = new_store()
    with pytest.raises(RuntimeError):
        _write_and_fail(store)
    assert (store.head(), store.count(), store.counts()) == (Head(), 0, (0, 0))
    assert store.last_of("north-desk") is None
    with store.writing() as writing:
        writing.append([placed(0)], [(0, 0, bytes(32))])
    assert store.count() == 1


def test_the_head_moves_only_from_where_it_was_expected(new_store: NewStore) -> None:
    """Compare-and-swap on size and root."""
    store = new_store()
    with store.writing() as writing:
        writing.swap_head(Head(), Head(1, bytes(32), b"x"))
    for expected in (Head(), Head(1, b"\x01" * 32), Head(2, bytes(32))):
        with pytest.raises(IntegrityError), store.writing() as writing:
            writing.swap_head(expected, Head(2, bytes(32), b"y"))
    assert store.head() == Head(1, bytes(32), b"x")


def test_rows_come_one_behind_the_other(new_store: NewStore) -> None:
    """No gap, no second row at one place, in one batch or across two."""
    store = new_store()
    with store.writing() as writing:
        writing.append([placed(0)], [])
    for wrong in ([placed(0)], [placed(2)], [placed(1), placed(1)], [placed(1), placed(3)]):
        with pytest.raises(IntegrityError), store.writing() as writing:
            writing.append(wrong, [])
    assert store.count() == 1


def test_a_second_writer_waits_and_then_gives_up(new_store: NewStore) -> None:
    """The lock excludes; who cannot have it is told that the store is busy."""
    store = new_store()
    told: list[BaseException] = []

    def write() -> None:
        try:
            with store.writing():
                pass
        except StoreUnavailable as error:
            told.append(error)

    with store.writing():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert len(told) == 1
    write()
    assert len(told) == 1


def test_threads_that_share_a_store_lose_nothing(new_store: NewStore) -> None:
    """Four threads file through one sequencer: every entry once, one history."""
    world = World.founded(new_store())
    world.store._busy_s = 30.0  # type: ignore[attr-defined]

    def work(post: str) -> int:
        for number in range(5):
            with world.sequencer.turn(START) as turn:
                turn.append(next_entry(turn, post, f"{number}"))
        return len(turn.proofs)

    posts = ("north-desk", "south-desk", "monitor-desk", "clerk")
    with ThreadPoolExecutor(len(posts)) as pool:
        assert list(pool.map(work, posts)) == [1, 1, 1, 1]
    report = verify(world.store)
    assert (report.problems, report.size) == ((), 2 + 20)


def test_every_store_gives_the_same_record(new_store: NewStore) -> None:
    """The same entries at the same times: the same root and head, pinned, whatever keeps them."""
    world = World.founded(new_store())
    world.file(("north-desk", "one"), ("south-desk", "two"))
    world.file(("clerk", "step"), ("monitor-desk", "three"), ("north-desk", "four"))
    head = world.store.head()
    assert head.size == 9
    assert head.root.hex() == "f53d2b5097ec75437362e55859ebed4418870c64d4f702d844ee54c63c1599a3"
    assert [one.index for one in filed(world.store)] == list(range(9))
    assert verify(world.store).problems == ()


def test_how_entries_are_read_in_parts_makes_no_difference(new_store: NewStore) -> None:
    """From any index, the same entries with the same filing times."""
    world = World.founded(new_store())
    world.file(*[("north-desk", f"{number}") for number in range(20)])
    world.file(("south-desk", "last"))
    whole = filed(world.store)
    for since in range(len(whole) + 1):
        assert filed(world.store, since) == whole[since:]
    assert filed(world.store, 3, 7) == whole[3:7]


def test_a_sequencer_over_the_same_store_goes_on(new_store: NewStore) -> None:
    """Nothing lives in the sequencer that the store does not give back."""
    world = World.founded(new_store())
    world.file(("north-desk", "one"))
    world.sequencer = sequencer_for(world.store)
    world.file(("north-desk", "two"), ("south-desk", "three"))
    assert verify(world.store).problems == ()
