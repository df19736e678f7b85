"""The stand-in of these tests, the port, and the real desk are called in the same way."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from detente.desk import Desk
from detente.http import ports

METHODS = (
    "catch_up",
    "now",
    "picture",
    "ways_apart",
    "entries",
    "proof",
    "check",
    "file",
    "take",
    "tick",
)
ATTRIBUTES = ("id", "index", "head", "readers", "opens_reader", "opens_with", "moments")


@pytest.mark.parametrize("name", METHODS)
def test_methods_take_the_same_arguments(new_desk: Any, name: str) -> None:
    """By name and by kind: a stand-in that drifts tests nothing."""
    port = inspect.signature(getattr(ports.Desk, name)).parameters
    for desk in (Desk, new_desk):
        real = inspect.signature(getattr(desk, name)).parameters
        assert [(one.name, one.kind) for one in real.values()] == [
            (one.name, one.kind) for one in port.values()
        ]


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_attributes_are_there(drill: Any, name: str) -> None:
    """Read, never called."""
    assert not callable(getattr(drill, name))
    found = inspect.getattr_static(Desk, name, None)
    assert found is None or isinstance(found, property)
