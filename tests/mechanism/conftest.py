"""The small mechanism, founded in memory, and a way to file into it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from mechanism_world import OPENS, POSTS, charter

from detente.desk.desk import Desk
from detente.desk.founding import found
from detente.desk.keys import exercise_ring
from detente.record.stores.memory import MemoryStore


@pytest.fixture
def desk() -> Desk:
    """The mechanism, founded in memory."""
    store = MemoryStore()
    ring = exercise_ring("test-line", POSTS)
    found(store, charter(), ring, at=OPENS, salt=bytes(32))
    return Desk(store, ring, wall=lambda: OPENS, entropy=secrets.token_bytes)


@pytest.fixture
def file(desk: Desk) -> Callable[..., Any]:
    """Files at so many minutes after opening: file(minutes, post, kind, body, *audience)."""

    def at(minutes: float, post: str, kind: str, body: dict[str, Any], *audience: str) -> Any:
        return desk.file(
            kind=kind,
            post=post,
            audience=audience or ("all",),
            body=body,
            at=OPENS + timedelta(minutes=minutes),
        )

    return at
