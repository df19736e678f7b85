"""Backup and restore of a mechanism file: a copy counts only after it has been verified."""

from __future__ import annotations

from pathlib import Path

from detente.record.stores.sqlite import SqliteStore
from detente.record.verify import verify
from detente.terms.problems import IntegrityError, NotFound, Problem, Refused


def backup(file: Path, target: Path) -> int:
    """Copy a mechanism in use to a new file and verify it; gives its number of entries."""
    if not file.exists():
        raise NotFound(f"{file} does not exist")
    _must_be_new(target)
    store = SqliteStore.open(file)
    try:
        store.backup(target)
    finally:
        store.close()
    return _verified(target)


def restore(source: Path, file: Path) -> int:
    """Put a verified backup in place as a new file; gives its number of entries."""
    _must_be_new(file)
    _verified(source)
    return backup(source, file)


def _must_be_new(path: Path) -> None:
    if path.exists():
        raise Refused([Problem(str(path), "exists already", "Choose another name")])


def _verified(path: Path) -> int:
    store = SqliteStore.open(path)
    try:
        report = verify(store)
        if report.problems:
            raise IntegrityError(report.problems)
        return store.head().size
    finally:
        store.close()
