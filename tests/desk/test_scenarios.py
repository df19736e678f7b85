"""Every scenario follows, is sound, and gives the same picture in any store and any split."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.desk import open_desk, scenarios
from detente.desk.desk import Desk
from detente.desk.scenarios import Replay
from detente.mechanism.findings import find
from detente.mechanism.fold import Fold
from detente.mechanism.pictures import Reader, compose, picture
from detente.record.stores.memory import MemoryStore
from detente.record.stores.sqlite import SqliteStore

NAMES = scenarios.listed()


@pytest.fixture(scope="module")
def played() -> dict[str, Replay]:
    """Every scenario, replayed in memory once."""
    return {name: scenarios.replay(scenarios.load(name), MemoryStore()) for name in NAMES}


def written(value: object) -> bytes:
    """A picture as bytes: key order included, since it is part of what must be the same."""
    return json.dumps(value, ensure_ascii=False).encode()


def readers(desk: Desk) -> list[str | None]:
    """Every post of a mechanism, and the public."""
    return [*desk.charter.posts, None]


def test_the_scenarios_of_the_issue_are_there() -> None:
    """Six scenarios come with Detente, Paris first."""
    assert NAMES[0] == "paris-2025"
    assert {
        "golan-1974",
        "deir-ez-zor-2016",
        "handover-board",
        "mixed-plans",
        "whole-loop",
    } <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_all_that_must_follow_follows(name: str, played: dict[str, Replay]) -> None:
    """Each expectation of must_follow.toml holds in the replayed mechanism."""
    outcomes = played[name].outcomes()
    assert outcomes
    missed = [(one.expected.say, one.found) for one in outcomes if not one.followed]
    assert missed == []


@pytest.mark.parametrize("name", NAMES)
def test_the_record_of_a_replay_is_sound(name: str, played: dict[str, Replay]) -> None:
    """verify finds nothing wrong with what a replay filed."""
    assert played[name].desk.verify().problems == ()


@pytest.mark.parametrize("name", NAMES)
def test_any_store_gives_the_same_picture_bytes(
    name: str, played: dict[str, Replay], tmp_path: Path
) -> None:
    """SQLite, closed and opened again, gives byte for byte what memory gives, for every reader."""
    path = tmp_path / f"{name}.detente"
    scenarios.replay(scenarios.load(name), SqliteStore.create(path)).desk.close()
    reopened = open_desk(path)
    desk = played[name].desk
    desk.tick(desk.now())
    for reader in readers(desk):
        kept = reopened.picture(reader=reader, now=desk.now())
        assert written(kept) == written(desk.picture(reader=reader, now=desk.now())), reader
    reopened.close()


@pytest.mark.parametrize("name", NAMES)
def test_any_split_of_the_fold_gives_the_same_picture_bytes(
    name: str, played: dict[str, Replay]
) -> None:
    """Folding entry by entry, in two parts, or at once is the same for every reader."""
    desk = played[name].desk
    entries = [view.entry for view in desk.entries(0, "clerk")]
    now = desk.now()
    one_by_one, in_two = Fold(desk.charter), Fold(desk.charter, entries[: len(entries) // 3])
    for entry in entries:
        one_by_one.take([entry])
    in_two.take(entries[len(entries) // 3 :])
    for post in readers(desk):
        reader = Reader.of(desk.charter, post)
        scratch = picture(desk.charter, entries, known_at=now, now=now, reader=reader)
        for fold in (one_by_one, in_two):
            split = compose(fold, find(fold, now), known_at=now, now=now, reader=reader)
            assert written(split) == written(scratch), post


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_as_known_earlier_holds_nothing_learnt_later(
    name: str, played: dict[str, Replay]
) -> None:
    """No entry known after a moment appears in the picture as known at that moment."""
    desk = played[name].desk
    entries = [view.entry for view in desk.entries(0, "clerk")]
    middle = sorted(entry.known_at for entry in entries)[len(entries) // 2]
    shown = desk.picture(reader="clerk", known_at=middle)
    later = {entry.id for entry in entries if entry.known_at > middle}
    assert not later & {line["id"] for line in shown["timeline"]}


@pytest.mark.parametrize("name", NAMES)
def test_ticking_again_files_nothing(name: str, played: dict[str, Replay]) -> None:
    """A step of the loop is filed once, however often the clock is asked."""
    desk = played[name].desk
    desk.tick(desk.now())
    before = desk.index
    assert desk.tick(desk.now()) == []
    assert desk.index == before
