"""The migration runner: numbered .sql files, applied once, remembered with their checksums.

Rule 1. A file that was applied is never edited: its checksum is in every mechanism file.
Rule 2. A mechanism file with a migration that is not known here was written by a newer Detente.
Rule 3. The schema of an opened file must be, to the letter, what the migrations make.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from detente.terms.problems import IntegrityError, Problem, StoreUnavailable

APPLICATION_ID = 0x44746E74
"""Marks an SQLite file as a mechanism ("Dtnt")."""

_OWN_TABLE = """CREATE TABLE migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL
) STRICT"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Its checksum, hex."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


@cache
def migrations() -> tuple[Migration, ...]:
    """Every migration, in order; the numbers run 1, 2, 3 without a gap."""
    folder = files("detente.record.stores.migrations")
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))
    found = tuple(
        Migration(int(name[:4]), name, (folder / name).read_text(encoding="utf-8"))
        for name in names
    )
    if [one.number for one in found] != list(range(1, len(found) + 1)):
        raise AssertionError("migrations must be numbered 1, 2, 3 without a gap")
    return found


def create(connection: sqlite3.Connection) -> None:
    """Make a mechanism in an empty database: all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(_OWN_TABLE)
    _apply(connection, migrations())
    connection.execute("COMMIT")


def upgrade(connection: sqlite3.Connection) -> None:
    """Apply to an opened file what is new, all or nothing; then check it."""
    applied = connection.execute("SELECT count(*) FROM migrations").fetchone()[0]
    if applied < len(migrations()):
        connection.execute("BEGIN IMMEDIATE")
        _apply(connection, migrations()[applied:])
        connection.execute("COMMIT")
    check(connection)


def check(connection: sqlite3.Connection) -> None:
    """Compare marks, migrations and schema with what is known here (rules 2 and 3)."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise _wrong("it is an SQLite database, but not a mechanism")
    query = "SELECT number, name, sha256 FROM migrations ORDER BY number"
    rows = connection.execute(query).fetchall()
    ours = [(one.number, one.name, one.sha256) for one in migrations()]
    if rows[: len(ours)] != ours:
        raise _wrong("its migrations are not those that are known here")
    if len(rows) > len(ours):
        raise StoreUnavailable("this mechanism file was written by a newer Detente: upgrade")
    if _schema(connection) != _expected_schema():
        raise _wrong("its tables are not those that the migrations make")


def _wrong(what: str) -> IntegrityError:
    return IntegrityError([Problem("schema", what, "Restore the file from a backup")])


def _apply(connection: sqlite3.Connection, wanted: tuple[Migration, ...]) -> None:
    for one in wanted:
        for statement in _statements(one.sql):
            connection.execute(statement)
        connection.execute(
            "INSERT INTO migrations VALUES (?, ?, ?)", (one.number, one.name, one.sha256)
        )


def _statements(sql: str) -> list[str]:
    """The file's statements; executescript would commit what is under way."""
    found, part = [], ""
    for line in sql.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            found.append(part)
            part = ""
    return found


@cache
def _expected_schema() -> list[tuple[object, ...]]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        create(connection)
        return _schema(connection)
    finally:
        connection.close()


def _schema(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    query = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
    return connection.execute(query).fetchall()
