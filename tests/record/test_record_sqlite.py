"""The SQLite store: one file, what may happen to it, backups, migrations."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from record_world import World, sequencer_for

from detente.record.filed import filed
from detente.record.stores import migrate
from detente.record.stores.sqlite import SqliteStore
from detente.record.verify import verify
from detente.terms.problems import IntegrityError, StoreUnavailable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the mechanism lies."""
    return tmp_path / "harbour.detente"


@pytest.fixture
def world_on_disk(path: Path) -> Iterator[World]:
    """A mechanism with two batches in a file."""
    with SqliteStore.create(path, busy_s=0.2) as store:
        world = World.founded(store)
        world.file(("north-desk", "one"), ("south-desk", "two"))
        yield world


def test_a_mechanism_at_rest_is_one_file(path: Path, world_on_disk: World) -> None:
    """After closing, the write-ahead log is gone and everything is in the file, mode 0600."""
    world_on_disk.store.close()
    assert [found.name for found in path.parent.iterdir()] == [path.name]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with SqliteStore.open(path) as store:
        assert len(filed(store)) == 5
        assert verify(store).problems == ()


def test_commits_are_synced(path: Path, world_on_disk: World) -> None:
    """Write-ahead log, synchronous=FULL, on both connections: what 4.3 of the study measured."""
    store = world_on_disk.store
    assert isinstance(store, SqliteStore)
    for connection in (store._writer, store._reader):
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_what_is_no_mechanism_is_told_apart(tmp_path: Path, path: Path) -> None:
    """Missing, taken: ours to mend. Not a database, another database: not what it claims to be."""
    with pytest.raises(StoreUnavailable, match="no mechanism file"):
        SqliteStore.open(path)
    with pytest.raises(StoreUnavailable, match="no mechanism file"):
        SqliteStore.open(tmp_path)
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        SqliteStore.create(tmp_path / "missing" / "x")
    path.write_bytes(b"hello, this is a text and no database at all" * 40)
    with pytest.raises(IntegrityError, match="not a database"):
        SqliteStore.open(path)
    with pytest.raises(StoreUnavailable, match="there already"):
        SqliteStore.create(path)
    path.write_bytes(b"")
    with pytest.raises(IntegrityError):
        SqliteStore.open(path)
    other = tmp_path / "other.sqlite"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE migrations (number)")
    connection.close()
    with pytest.raises(IntegrityError):
        SqliteStore.open(other)


def test_a_full_disk_refuses_the_batch_and_reading_goes_on(world_on_disk: World) -> None:
    """Nothing half-written, nothing acknowledged; when there is room again, filing goes on."""
    store = world_on_disk.store
    assert isinstance(store, SqliteStore)
    pages = store._writer.execute("PRAGMA page_count").fetchone()[0]
    store._writer.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    before = store.head()
    with pytest.raises(StoreUnavailable, match="disk is full"):
        world_on_disk.file(("north-desk", "word " * 4000))
    assert (store.head(), store.count()) == (before, before.size)
    assert len(filed(store)) == before.size
    store._writer.execute("PRAGMA max_page_count = 1000000").fetchall()
    world_on_disk.file(("north-desk", "word " * 4000))
    assert verify(store).problems == ()


def test_a_file_that_another_process_holds_is_busy(path: Path, world_on_disk: World) -> None:
    """After the busy time: StoreUnavailable; when it is free again, filing goes on."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="another process"):
        world_on_disk.file(("north-desk", "one"))
    assert len(filed(world_on_disk.store)) == 5
    other.execute("ROLLBACK")
    other.close()
    world_on_disk.file(("north-desk", "one"))


def test_after_an_io_error_nothing_more_is_written(world_on_disk: World) -> None:
    """A failed sync is reported once and then forgotten by the kernel: no retry on this object."""
    store = world_on_disk.store
    assert isinstance(store, SqliteStore)
    failed = sqlite3.OperationalError("disk I/O error")
    failed.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC

    class Broken:
        def execute(self, *_: object) -> None:
            raise failed

    whole = store._writer
    store._writer = Broken()  # type: ignore[assignment]
    with pytest.raises(StoreUnavailable, match="disk reported an error"):
        world_on_disk.file(("north-desk", "one"))
    store._writer = whole
    with pytest.raises(StoreUnavailable, match="open the mechanism again"):
        world_on_disk.file(("north-desk", "one"))
    assert len(filed(store)) == 5


def test_a_reader_sees_what_another_process_filed(path: Path, world_on_disk: World) -> None:
    """Two stores on one file: each sees the other's commits, and goes on from them."""
    with SqliteStore.open(path) as second:
        other = World(second, sequencer_for(second), world_on_disk.now)
        other.file(("monitor-desk", "from the other"))
        assert len(filed(world_on_disk.store)) == 7
        world_on_disk.now = other.now
        world_on_disk.file(("north-desk", "and back"))
        assert verify(second).problems == ()
        assert second.head() == world_on_disk.store.head()


def test_a_backup_is_whole_and_verified(path: Path, world_on_disk: World) -> None:
    """Taken while the mechanism is open; it opens, verifies, and goes on by itself."""
    target = path.with_name("copy.detente")
    store = world_on_disk.store
    assert isinstance(store, SqliteStore)
    assert store.backup(target) == store.head()
    world_on_disk.file(("north-desk", "after the backup"))
    assert sorted(found.name for found in path.parent.glob("copy*")) == ["copy.detente"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with SqliteStore.open(target) as copy:
        assert verify(copy).problems == ()
        assert copy.head().size == 5
        World(copy, sequencer_for(copy), world_on_disk.now).file(("south-desk", "on the copy"))
    with pytest.raises(StoreUnavailable, match="there already"):
        store.backup(target)


def test_a_backup_of_a_damaged_record_is_refused(path: Path, world_on_disk: World) -> None:
    """What does not verify is not kept as if it did; nothing is left lying about."""
    store = world_on_disk.store
    assert isinstance(store, SqliteStore)
    store._writer.execute("UPDATE entries SET salt = zeroblob(32) WHERE position = 3")
    with pytest.raises(IntegrityError, match="entry 3"):
        store.backup(path.with_name("copy.detente"))
    with pytest.raises(StoreUnavailable, match="cannot"):
        store.backup(path.parent / "missing" / "copy.detente")
    assert list(path.parent.glob("copy*")) == []


SCHEMAS = {
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON ids BEGIN DELETE FROM ids; END",
    "a view": "CREATE VIEW v AS SELECT * FROM entries",
    "a table more": "CREATE TABLE extra (x)",
    "an index more": "CREATE INDEX extra ON entries (body)",
    "a changed checksum": "UPDATE migrations SET sha256 = 'x'",
    "a forgotten migration": "DELETE FROM migrations",
    "another mark": "PRAGMA application_id = 1",
}


@pytest.mark.parametrize("statement", SCHEMAS.values(), ids=SCHEMAS.keys())
def test_a_file_with_another_schema_is_not_opened(
    path: Path, world_on_disk: World, statement: str
) -> None:
    """What the migrations did not make could hide or change rows; an open store finds it too."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(statement)
    connection.close()
    assert verify(world_on_disk.store).problems
    world_on_disk.store.close()
    with pytest.raises(IntegrityError):
        SqliteStore.open(path)


def test_a_file_of_a_newer_detente_is_told_apart(path: Path, world_on_disk: World) -> None:
    """It is no damage: the next step is to upgrade."""
    world_on_disk.store.close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("INSERT INTO migrations VALUES (99, '0099_later.sql', 'x')")
    connection.close()
    with pytest.raises(StoreUnavailable, match="newer"):
        SqliteStore.open(path)


def test_an_older_file_gets_the_new_migrations(
    path: Path, world_on_disk: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration that is new here is applied once, on opening; the entries stay."""
    world_on_disk.store.close()
    new = migrate.Migration(2, "0002_notes.sql", "CREATE TABLE notes (x TEXT) STRICT;\n")
    every = (*migrate.migrations(), new)
    monkeypatch.setattr(migrate, "migrations", lambda: every)
    migrate._expected_schema.cache_clear()
    try:
        for _ in range(2):
            with SqliteStore.open(path) as store:
                assert len(filed(store)) == 5
                assert verify(store).problems == ()
    finally:
        monkeypatch.undo()
        migrate._expected_schema.cache_clear()
    with pytest.raises(StoreUnavailable, match="newer"):
        SqliteStore.open(path)
