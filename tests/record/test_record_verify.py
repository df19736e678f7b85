"""verify: whatever was changed behind its back is found, and the first bad entry is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from record_world import LOG_KEY, MECHANISM, START, World, key_of, next_entry, salt_of

from detente.record.checkpoint import sign_checkpoint
from detente.record.envelope import open_leaf, seal
from detente.record.keys import SigningKey
from detente.record.stores import Head, Placed, Row
from detente.record.stores.memory import MemoryStore
from detente.record.tree import Frontier, leaf_hash
from detente.record.verify import verify


@pytest.fixture
def full(world: World) -> World:
    """A record of 10 entries: charter, clock, then two batches."""
    world.file(("north-desk", "one"), ("south-desk", "two"))
    world.file(("clerk", "step"), ("monitor-desk", "three"), ("north-desk", "four"))
    world.file(("south-desk", "five"))
    return world


def memory(world: World) -> Any:
    """The store, to be tampered with."""
    assert isinstance(world.store, MemoryStore)
    return world.store


def test_a_sound_record_has_no_problem(full: World) -> None:
    """Size and root are those of the head; nothing is named."""
    report = verify(full.store, log_vkey=LOG_KEY.vkey, remembered=[full.store.head().checkpoint])
    assert (report.problems, report.first_bad, report.unsigned) == ((), None, 0)
    assert (report.size, report.root) == (11, full.store.head().root)
    assert report.as_json()["size"] == 11


def test_an_empty_store_has_no_problem() -> None:
    """Nothing is there, nothing is wrong."""
    assert verify(MemoryStore()).problems == ()


def _row(world: World, index: int, **changes: Any) -> None:
    rows = memory(world)._rows
    rows[index] = replace(rows[index], **changes)


def _flip(world: World, index: int, part: str) -> None:
    value = bytearray(getattr(memory(world)._rows[index], part))
    value[len(value) // 2] ^= 1
    _row(world, index, **{part: bytes(value)})


def _swap(world: World) -> None:
    rows = memory(world)._rows
    rows[3], rows[4] = replace(rows[4], index=3), replace(rows[3], index=4)


def _head(world: World, **changes: Any) -> None:
    memory(world)._head = replace(memory(world)._head, **changes)


TAMPERED: dict[str, tuple[Callable[[World], object], int | None, str]] = {
    "a flipped leaf": (lambda w: _flip(w, 4, "leaf"), 4, "entry 4"),
    "a flipped body": (lambda w: _flip(w, 4, "body"), 4, "body"),
    "a flipped salt": (lambda w: _flip(w, 4, "salt"), 4, "body"),
    "a flipped charter": (lambda w: _flip(w, 0, "body"), 0, "entry 0"),
    "two entries exchanged": (_swap, 3, "entry 3"),
    "an id that leads elsewhere": (
        lambda w: memory(w)._ids.update({open_leaf(w.store.rows(5, 6)[0].leaf).id: 2}),
        5,
        "looked up by its id at 2",
    ),
    "an id that leads nowhere": (
        lambda w: memory(w)._ids.pop(open_leaf(w.store.rows(5, 6)[0].leaf).id),
        5,
        "looked up by its id nowhere",
    ),
    "an id of nothing": (lambda w: memory(w)._ids.update(x=3), None, "12 ids"),
    "a wrong last entry": (
        lambda w: memory(w)._last.update({"north-desk": (9, "0" * 64)}),
        None,
        "post north-desk",
    ),
    "a post that never filed": (
        lambda w: memory(w)._last.update({"moon": (0, "0" * 64)}),
        None,
        "post moon",
    ),
    "a post forgotten": (lambda w: memory(w)._last.pop("clerk"), None, "post clerk"),
    "a changed leaf hash": (
        lambda w: memory(w)._nodes.update({(0, 6): bytes(32)}),
        6,
        "subtree 0/6",
    ),
    "a changed inner hash": (
        lambda w: memory(w)._nodes.update({(2, 1): bytes(32)}),
        7,
        "subtree 2/1",
    ),
    "a missing hash": (lambda w: memory(w)._nodes.pop((1, 2)), 5, "1/2 is missing"),
    "a hash too many": (lambda w: memory(w)._nodes.update({(9, 9): bytes(32)}), None, "hashes"),
    "another root": (lambda w: _head(w, root=bytes(32)), None, "not the root of the entries"),
    "a smaller size": (lambda w: _head(w, size=7), None, "not the root of the entries"),
    "a larger size": (lambda w: _head(w, size=12), 11, "entry 11: is missing"),
    "a checkpoint of another size": (
        lambda w: _head(w, checkpoint=sign_checkpoint(7, w.store.head().root, LOG_KEY)),
        None,
        "signed for size 7",
    ),
    "a checkpoint of another key": (
        lambda w: _head(w, checkpoint=sign_checkpoint(11, w.store.head().root, key_of("clerk"))),
        None,
        "no known key",
    ),
    "no checkpoint": (lambda w: _head(w, checkpoint=b""), None, "blank line"),
    "the last row gone": (lambda w: memory(w)._rows.pop(), 10, "entry 10: is missing"),
    "a row gone": (lambda w: memory(w)._rows.pop(6), 6, "entry 6"),
}


@pytest.mark.parametrize("case", TAMPERED.values(), ids=TAMPERED.keys())
def test_what_was_changed_is_named(
    full: World, case: tuple[Callable[[World], object], int | None, str]
) -> None:
    """One change, found, with the first bad entry where it is an entry's."""
    tamper, first_bad, words = case
    tamper(full)
    report = verify(full.store)
    assert report.first_bad == first_bad
    assert words in "\n".join(map(str, report.problems))


def _forge(world: World, *made: tuple[str, dict[str, Any]]) -> None:
    """Add entries as an operator with the log's key could, past every check of the sequencer."""
    store = memory(world)
    head = store.head()
    frontier = Frontier.at(head.size, store.node)
    entries, nodes = [], []
    for offset, (post, changes) in enumerate(made):
        seq, prev = store.last_of(post) or (-1, open_leaf(store.rows(0, 1)[0].leaf).id)
        values: dict[str, Any] = {
            "kind": "message",
            "mechanism": MECHANISM,
            "post": post,
            "seq": seq + 1,
            "prev": prev,
            "stated_at": START,
            "audience": ["all"],
            "body": {"words": "forged"},
            "salt": salt_of("forged"),
            "keys": [key_of(post)],
        }
        sealed = seal(**{**values, **changes})
        opened = open_leaf(sealed.leaf)
        row = Row(head.size + offset, sealed.leaf, sealed.body, sealed.salt)
        entries.append(Placed(row, opened.id, opened.post, opened.seq))
        nodes += frontier.append(leaf_hash(sealed.leaf))
    root = frontier.root()
    with store.writing() as writing:
        writing.append(entries, nodes)
        new = Head(frontier.size, root, sign_checkpoint(frontier.size, root, LOG_KEY))
        writing.swap_head(head, new)


FORGED: dict[str, tuple[tuple[str, dict[str, Any]], str]] = {
    "a stranger's key": (
        ("north-desk", {"keys": [SigningKey("harbour/x", b"\x07" * 32)]}),
        "not a key of the post",
    ),
    "a post that the charter does not name": (("moon-desk", {}), "not a key of the post"),
    "a gap in a post's numbers": (("north-desk", {"seq": 9}), "number 9"),
    "a broken chain": (("north-desk", {"prev": "0" * 64}), "after 0000"),
    "an entry of another mechanism": (("north-desk", {"mechanism": "river"}), "another mechanism"),
    "a second charter": (("north-desk", {"kind": "charter"}), "second charter"),
    "a clock that runs back": (
        ("clerk", {"kind": "clock", "body": {"at": "2025-07-24T11:00:00Z"}}),
        "not after",
    ),
    "a clock of a party": (
        ("north-desk", {"kind": "clock", "body": {"at": "2026-07-24T11:00:00Z"}}),
        "not of the clerk",
    ),
    "a clock without a time": (("clerk", {"kind": "clock", "body": {"at": "noon"}}), "RFC 3339"),
}


@pytest.mark.parametrize("case", FORGED.values(), ids=FORGED.keys())
def test_an_operator_with_the_logs_key_cannot_forge(
    full: World, case: tuple[tuple[str, dict[str, Any]], str]
) -> None:
    """The tree and the head are right, the entry is not: the server can withhold, never forge."""
    made, words = case
    _forge(full, made)
    report = verify(full.store)
    assert report.first_bad == 11
    assert words in "\n".join(map(str, report.problems))


def test_the_rig_of_the_forgery_test_is_sound(full: World) -> None:
    """Added the same way, an honest entry is no problem: the cases above fail for their reason."""
    _forge(full, ("north-desk", {}), ("monitor-desk", {}))
    assert verify(full.store).problems == ()


def test_a_whole_record_exchanged_is_found_by_the_key_one_knows(full: World) -> None:
    """In itself it is sound; the reader's own knowledge of the log key finds it."""
    other = SigningKey(LOG_KEY.name, b"\x08" * 32)
    assert verify(full.store).problems == ()
    report = verify(full.store, log_vkey=other.vkey)
    assert "another log key" in str(report.problems[0])


def test_a_record_that_was_cut_is_found_by_a_remembered_checkpoint(full: World) -> None:
    """An old copy verifies in itself; a checkpoint that was kept elsewhere shows the cut."""
    kept = full.store.head().checkpoint
    old = World.founded(MemoryStore())
    old.file(("north-desk", "one"), ("south-desk", "two"))
    assert verify(old.store).problems == ()
    assert "it was cut" in str(verify(old.store, remembered=[kept]).problems[0])
    old.file(("north-desk", "another"))
    for number in range(4):
        old.now += timedelta(minutes=1)
        with old.sequencer.turn(old.now) as turn:
            turn.append(next_entry(turn, "south-desk", f"history {number}"))
    assert verify(old.store).problems == ()
    assert "another history" in str(verify(old.store, remembered=[kept]).problems[0])
    assert verify(full.store, remembered=[b"nothing"]).problems
