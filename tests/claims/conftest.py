"""Makes claims_world importable, and offers a world with one claim."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from claims_world import START, World


@pytest.fixture
def world() -> World:
    """A world with one source text and one claim, `met`, about parties a and b."""
    made = World()
    made.source()
    made.claim()
    return made


@pytest.fixture
def now() -> datetime:
    """Some moment: nothing in this room depends on it."""
    return START
