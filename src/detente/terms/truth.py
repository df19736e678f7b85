"""Three-valued truth: yes, no, cannot tell (Kleene's strong logic, 1952, section 64).

Rule 1. Nothing in Detente turns *cannot tell* into yes or no silently: a Truth has no bool().
Rule 2. The words shown to people are the values below, everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """Yes, no, or cannot tell."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot tell"

    def __bool__(self) -> bool:
        raise TypeError("a Truth has three values: compare it with `is Truth.YES`")

    def __and__(self, other: Truth) -> Truth:
        if self is Truth.NO or other is Truth.NO:
            return Truth.NO
        return Truth.YES if self is other is Truth.YES else Truth.CANNOT_TELL

    def __or__(self, other: Truth) -> Truth:
        return ~(~self & ~other)

    def __invert__(self) -> Truth:
        return _NOT[self]


_NOT = {Truth.YES: Truth.NO, Truth.NO: Truth.YES, Truth.CANNOT_TELL: Truth.CANNOT_TELL}


def all_of(truths: Iterable[Truth]) -> Truth:
    """Yes when every one is yes (also when there is none), no as soon as one is no."""
    result = Truth.YES
    for truth in truths:
        result &= truth
    return result


def any_of(truths: Iterable[Truth]) -> Truth:
    """Yes as soon as one is yes, no when every one is no (also when there is none)."""
    result = Truth.NO
    for truth in truths:
        result |= truth
    return result


def certainly(condition: bool) -> Truth:
    """A plain comparison as a Truth: yes or no."""
    return Truth.YES if condition else Truth.NO
