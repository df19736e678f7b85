"""A record in one SQLite file.

Rule 1. WAL, synchronous=FULL: a commit is on the disk before it returns. On closing, the last one
folds the log into the file: a mechanism at rest is one file.
Rule 2. Two connections: one writes, one reads. What the reader sees it has read from the file
after the commit, not from the writer's memory.
Rule 3. After an I/O error nothing more is written through this object: the kernel may have
dropped the page and report the error only once. Open it again.
Rule 4. What SQLite reports is told apart: full, locked, missing -> StoreUnavailable (ours to
mend); malformed, not a database, a value of the wrong type -> IntegrityError.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from detente.record.keyring import KeysAt
from detente.record.stores import Head, Placed, Row
from detente.record.stores.memory import head_moved, missing_node, out_of_order
from detente.record.stores.migrate import check, create, upgrade
from detente.record.tree import HASH_BYTES, Node
from detente.record.verify import verify
from detente.terms.problems import IntegrityError, Problem, StoreUnavailable

BUSY_S = 30.0
"""How long a writer waits for another before it gives up."""

_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY: "another process holds the mechanism file: try again",
    sqlite3.SQLITE_LOCKED: "another thread holds the mechanism file: try again",
    sqlite3.SQLITE_FULL: "the disk is full: nothing was written; make room",
    sqlite3.SQLITE_READONLY: "the mechanism file may not be written to: check its permissions",
    sqlite3.SQLITE_CANTOPEN: "the mechanism file cannot be opened: check its path and permissions",
    sqlite3.SQLITE_PERM: "the mechanism file may not be read: check its permissions",
    sqlite3.SQLITE_IOERR: "the disk reported an error: stop, check the disk, open it again",
    sqlite3.SQLITE_NOMEM: "there is not enough memory",
    sqlite3.SQLITE_INTERRUPT: "it was interrupted",
}


class SqliteStore:
    """A Store in one file; made by `create` or `open`. Close it, or use it in a `with`."""

    def __init__(self, path: Path, writer: sqlite3.Connection, reader: sqlite3.Connection) -> None:
        self.path = path
        self._writer, self._reader = writer, reader
        self._write_lock, self._read_lock = threading.Lock(), threading.Lock()
        self._busy_s = BUSY_S
        self._broken = False

    @classmethod
    def create(cls, path: Path, *, busy_s: float = BUSY_S) -> SqliteStore:
        """Make a new mechanism file; StoreUnavailable where there is something already."""
        try:
            # 0600 from the start: the file holds every party's clear bodies
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            raise StoreUnavailable(f"{path.name} is there already: choose another name") from None
        except OSError as error:
            raise StoreUnavailable(f"{path.name} cannot be made: {error.strerror}") from None
        try:
            with _named(path), _closing(_connect(path, busy_s)) as connection:
                create(connection)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return cls.open(path, busy_s=busy_s)

    @classmethod
    def open(cls, path: Path, *, busy_s: float = BUSY_S) -> SqliteStore:
        """Open a mechanism file; StoreUnavailable where there is none to be opened."""
        if not path.is_file():
            raise StoreUnavailable(f"there is no mechanism file {path.name}: check its path")
        opened: list[sqlite3.Connection] = []
        try:
            with _named(path):
                opened.append(_connect(path, busy_s))
                upgrade(opened[0])
                opened.append(_connect(path, busy_s))
        except BaseException:
            for connection in opened:
                connection.close()
            raise
        store = cls(path, *opened)
        store._busy_s = busy_s
        return store

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def head(self) -> Head:
        """The last signed head."""
        rows = self._read("SELECT size, root, checkpoint FROM head")
        if len(rows) != 1:
            raise _wrong("head", f"there are {len(rows)} heads, not one")
        size, root, checkpoint = rows[0]
        if not (_is_count(size) and _is_hash(root) and isinstance(checkpoint, bytes)):
            raise _wrong("head", "is not a size, a hash and a note")
        return Head(size, root, checkpoint)

    def count(self) -> int:
        """How many rows there are: one more than the last one's index."""
        return int(self._read("SELECT coalesce(max(position), -1) + 1 FROM entries")[0][0])

    def rows(self, start: int, stop: int) -> list[Row]:
        """The rows start..stop-1, in order."""
        query = (
            "SELECT position, leaf, body, salt FROM entries"
            " WHERE position >= ? AND position < ? ORDER BY position"
        )
        rows = self._read(query, start, stop)
        for row in rows:
            if not (_is_count(row[0]) and all(isinstance(part, bytes) for part in row[1:])):
                raise _wrong(f"entry {row[0]}", "is not made of bytes")
        return [Row(*row) for row in rows]

    def index_of(self, entry_id: str) -> int | None:
        """Where the entry with this id is."""
        try:
            key = bytes.fromhex(entry_id)
        except ValueError:
            return None
        rows = self._read("SELECT position FROM ids WHERE id = ?", key)
        if rows and not _is_count(rows[0][0]):
            raise _wrong(f"id {entry_id}", "leads to no index")
        return rows[0][0] if rows else None

    def last_of(self, post: str) -> tuple[int, str] | None:
        """Number and id of the last entry of a post."""
        rows = self._read("SELECT seq, id FROM lasts WHERE post = ?", post)
        if not rows:
            return None
        seq, found = rows[0]
        if not (_is_count(seq) and _is_hash(found)):
            raise _wrong(f"post {post}", "has a last entry that is no number and id")
        return seq, found.hex()

    def posts(self) -> list[str]:
        """The posts that have filed, sorted."""
        return [str(row[0]) for row in self._read("SELECT post FROM lasts ORDER BY post")]

    def node(self, level: int, position: int) -> bytes:
        """The hash of a complete subtree."""
        query = "SELECT hash FROM nodes WHERE level = ? AND position = ?"
        rows = self._read(query, level, position)
        if not rows:
            raise IntegrityError([missing_node(level, position)])
        if not _is_hash(rows[0][0]):
            raise _wrong(f"subtree {level}/{position}", "is not a hash")
        return bytes(rows[0][0])

    def counts(self) -> tuple[int, int]:
        """How many ids and subtree hashes there are."""
        rows = self._read("SELECT (SELECT count(*) FROM ids), (SELECT count(*) FROM nodes)")
        return rows[0][0], rows[0][1]

    @contextmanager
    def writing(self) -> Iterator[_Writing]:
        """Take the write lock of thread and file; committed (and synced) on normal exit."""
        if self._broken:
            raise StoreUnavailable("the disk reported an error before: open the mechanism again")
        if not self._write_lock.acquire(timeout=self._busy_s):
            raise StoreUnavailable("another thread holds the mechanism file: try again")
        try:
            self._write("BEGIN IMMEDIATE")
            try:
                yield _Writing(self._writer, self._write)
                self._write("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._writer.execute("ROLLBACK")
                raise
        finally:
            self._write_lock.release()

    def integrity(self) -> list[Problem]:
        """What SQLite's own check and the migrations' checksums find."""
        problems = []
        for (line,) in self._read("PRAGMA integrity_check"):
            if line != "ok":
                problems.append(Problem("file", str(line), "Restore the file from a backup"))
        try:
            with self._read_lock, _named(self.path):
                check(self._reader)
        except IntegrityError as error:
            problems += error.problems
        return problems

    def backup(self, target: Path, *, keys_at: KeysAt | None = None) -> Head:
        """Copy the record as it is at one moment into a new file, verify that, give its head.

        The target appears only when it is whole: what lies beside it as .partial is not a backup.
        Raises IntegrityError where the copy does not verify (nor, then, does the record).
        """
        if target.exists():
            raise StoreUnavailable(f"{target.name} is there already: choose another name")
        partial = target.with_name(target.name + ".partial")
        partial.unlink(missing_ok=True)
        try:
            with _named(target):
                with _closing(sqlite3.connect(partial)) as copy, self._read_lock:
                    self._reader.backup(copy)
                partial.chmod(0o600)
            with SqliteStore.open(partial) as copied:
                report = verify(copied, keys_at=keys_at)
                if report.problems:
                    raise IntegrityError(report.problems)
                head = copied.head()
            _sync(partial)
            partial.replace(target)
            _sync(target.parent)
        except OSError as error:
            raise StoreUnavailable(f"{target.name} cannot be made: {error.strerror}") from None
        finally:
            for leftover in ("", "-wal", "-shm"):
                partial.with_name(partial.name + leftover).unlink(missing_ok=True)
        return head

    def close(self) -> None:
        """Fold the write-ahead log into the file and let go; the last one to close leaves one
        file. Where another process still holds it, it folds the log when it closes."""
        with self._write_lock, self._read_lock:
            self._reader.close()
            with suppress(sqlite3.Error):  # busy or damaged: nothing is lost by not folding
                self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._writer.close()

    def _read(self, query: str, *values: object) -> list[Any]:
        with self._read_lock, _named(self.path):
            return self._reader.execute(query, values).fetchall()

    def _write(self, statement: str, values: Sequence[Sequence[object]] | None = None) -> int:
        """Run one statement, once or for each of the values; gives the rows that it changed."""
        try:
            with _named(self.path):
                if values is None:
                    return self._writer.execute(statement).rowcount
                return self._writer.executemany(statement, values).rowcount
        except StoreUnavailable as error:
            cause = error.__cause__
            if isinstance(cause, sqlite3.Error):
                self._broken |= _primary(cause) == sqlite3.SQLITE_IOERR
            raise


class _Writing:
    """The write lock of a file, held."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        write: Callable[[str, Sequence[Sequence[object]] | None], int],
    ) -> None:
        self._connection = connection
        self._write = write

    def append(self, entries: Sequence[Placed], nodes: Sequence[Node]) -> None:
        """Add rows behind the last one."""
        query = "SELECT coalesce(max(position), -1) + 1 FROM entries"
        expected = self._connection.execute(query).fetchone()[0]
        for placed in entries:
            if placed.row.index != expected:
                raise IntegrityError([out_of_order(placed.row.index, expected)])
            expected += 1
        rows = [(one.row.index, one.row.leaf, one.row.body, one.row.salt) for one in entries]
        self._write("INSERT INTO entries VALUES (?, ?, ?, ?)", rows)
        ids = [(bytes.fromhex(one.id), one.row.index) for one in entries]
        self._write("INSERT INTO ids VALUES (?, ?)", ids)
        lasts = [(one.post, one.seq, bytes.fromhex(one.id)) for one in entries]
        self._write("INSERT OR REPLACE INTO lasts VALUES (?, ?, ?)", lasts)
        self._write("INSERT INTO nodes VALUES (?, ?, ?)", nodes)

    def swap_head(self, expected: Head, new: Head) -> None:
        """Set the head if size and root are as expected."""
        changed = self._write(
            "UPDATE head SET size = ?, root = ?, checkpoint = ? WHERE size = ? AND root = ?",
            [(new.size, new.root, new.checkpoint, expected.size, expected.root)],
        )
        if changed != 1:
            raise IntegrityError([head_moved(expected.size)])


def _connect(path: Path, busy_s: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=busy_s, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _closing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into our errors (rule 4)."""
    try:
        yield
    except sqlite3.Error as error:
        words = _UNAVAILABLE.get(_primary(error))
        if words is not None:
            raise StoreUnavailable(f"{path.name}: {words}") from error
        raise _wrong(path.name, f"cannot be read as a mechanism ({error})") from error
    except (OverflowError, MemoryError, UnicodeError) as error:
        raise _wrong(path.name, f"cannot be read as a mechanism ({error})") from error


def _primary(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 where the driver itself refused."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def _wrong(where: str, what: str) -> IntegrityError:
    return IntegrityError([Problem(where, what, "Restore the file from a backup")])


def _is_count(value: object) -> bool:
    return isinstance(value, int) and value >= 0


def _is_hash(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == HASH_BYTES


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
