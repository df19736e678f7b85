"""Makes talks_world importable, and offers an empty world."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from talks_world import World


@pytest.fixture
def world() -> World:
    """A world in which nothing has been filed."""
    return World()
