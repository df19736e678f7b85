"""Makes record_world importable, and offers every store to the contract tests."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from record_world import World

from detente.record.stores import Store
from detente.record.stores.memory import MemoryStore
from detente.record.stores.sqlite import SqliteStore


@pytest.fixture(params=["memory", "sqlite"])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Makes empty stores of one kind."""
    made: list[Store] = []

    def make() -> Store:
        if request.param == "memory":
            made.append(MemoryStore(busy_s=0.2))
        else:
            path = tmp_path / f"mechanism-{len(made)}.detente"
            made.append(SqliteStore.create(path, busy_s=0.2))
        return made[-1]

    yield make
    for store in made:
        store.close()


@pytest.fixture
def world() -> World:
    """A founded mechanism in memory."""
    return World.founded(MemoryStore(busy_s=0.2))
