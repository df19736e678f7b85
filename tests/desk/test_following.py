"""Paths into a picture, and the comparisons of must_follow.toml."""

from __future__ import annotations

import pytest

from detente.desk.following import MISSING, OPERATORS, holds, look

PICTURE = {
    "claims": [
        {"id": "a", "status": {"key": "confirmed"}, "n": 1, "void": False},
        {"id": "b", "status": {"key": "denied"}, "n": 2, "void": True},
    ]
}

PATHS = {
    "a name": ("claims", PICTURE["claims"]),
    "the n-th item": ("claims[1].n", 2),
    "the first item whose key is that": ("claims[id=b].status.key", "denied"),
    "a key deeper in the item": ("claims[status.key=denied].id", MISSING),
    "a truth value as it is written in JSON": ("claims[void=true].id", "b"),
    "every item": ("claims[*].n", [1, 2]),
    "every item's deeper name": ("claims[*].status.key", ["confirmed", "denied"]),
    "an item that is not there": ("claims[7].n", MISSING),
    "a name that is not there": ("nothing.at.all", MISSING),
}


@pytest.mark.parametrize(("path", "expected"), PATHS.values(), ids=PATHS.keys())
def test_paths(path: str, expected: object) -> None:
    """Each path finds what its sentence says."""
    if path == "claims[status.key=denied].id":
        with pytest.raises(ValueError, match="stuck"):
            look(PICTURE, path)
        return
    assert look(PICTURE, path) == expected


COMPARISONS = {
    "is: equal": (1, "is", 1, True),
    "is: nothing there is not equal to nothing": (MISSING, "is", None, False),
    "is_not: different": (1, "is_not", 2, True),
    "is_not: nothing there is no difference": (MISSING, "is_not", 2, False),
    "contains: part of a text": ("version 2", "contains", "2", True),
    "contains: an item": (["a"], "contains", "b", False),
    "lacks: nothing there lacks everything": (MISSING, "lacks", "x", True),
    "lacks: an item that is there": (["x"], "lacks", "x", False),
    "count: items": ([1, 2], "count", 2, True),
    "at_least: enough": (5, "at_least", 5, True),
    "at_least: a truth value is no number": (True, "at_least", 0, False),
    "at_most: too many": (6, "at_most", 5, False),
    "absent: nothing there": (MISSING, "absent", True, True),
    "absent: something there": (0, "absent", True, False),
}


@pytest.mark.parametrize(
    ("found", "operator", "value", "expected"), COMPARISONS.values(), ids=COMPARISONS.keys()
)
def test_comparisons(found: object, operator: str, value: object, expected: bool) -> None:
    """Each operator as its sentence says."""
    assert holds(found, operator, value) is expected  # type: ignore[arg-type]


def test_every_operator_is_tried_here() -> None:
    """A new operator needs a case."""
    assert {case[1] for case in COMPARISONS.values()} == set(OPERATORS)


def test_an_unknown_operator_is_an_error() -> None:
    """It never counts as followed."""
    with pytest.raises(ValueError, match="not an operator"):
        holds(1, "resembles", 1)
