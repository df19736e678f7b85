"""What was read against what was sent: three answers, the distance always."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.channels.entries import Read
from detente.channels.read_back import compare
from detente.terms.truth import Truth
from detente.terms.where import Position

YES, NO, CANNOT_TELL = Truth.YES, Truth.NO, Truth.CANNOT_TELL
METRES_PER_DEGREE = 111_132.95  # along a meridian at 45 degrees


def north_of(metres: float, accuracy_m: float | None) -> Position:
    """A point so far north of 45 N, 0 E."""
    return Position(0.0, 45.0 + metres / METRES_PER_DEGREE, accuracy_m)


CASES = {
    "the same digits": (50, 0, None, YES),
    "the same digits, no accuracy known": (None, 0, None, YES),
    "the same digits, read with a wide accuracy": (50, 0, 5_000, YES),
    "half a metre off is rounding": (None, 0.5, None, YES),
    "within the sender's accuracy": (50, 40, None, YES),
    "beyond the sender's accuracy": (50, 60, None, NO),
    "9 km off": (50, 9_000, None, NO),
    "9 km off, read with its own accuracy": (50, 9_000, 100, NO),
    "9 km off, the sender's accuracy unknown": (None, 9_000, None, CANNOT_TELL),
    "the two circles overlap in part": (50, 60, 20, CANNOT_TELL),
    "the circle read lies within the one sent": (50, 20, 20, YES),
    "the circles touch": (50, 100, 60, CANNOT_TELL),
    "the circles do not touch": (50, 120, 60, NO),
}


@pytest.mark.parametrize(("sent_m", "off_m", "read_m", "truth"), CASES.values(), ids=CASES)
def test_is_it_the_same_place(
    sent_m: float | None, off_m: float, read_m: float | None, truth: Truth
) -> None:
    """Distance against accuracies."""
    found = compare(north_of(0, sent_m), "w", Read(north_of(off_m, read_m), None))
    assert found.matches is truth
    assert found.distance_m == pytest.approx(off_m, abs=1 + off_m / 1000)


def test_without_a_place_there_is_nothing_to_compare() -> None:
    """No position was sent: None, which the board shows as cannot tell."""
    found = compare(None, "w", Read(north_of(0, 1), "w"))
    assert (found.matches, found.distance_m) == (None, None)
    assert found.as_json()["matches"] == "cannot tell"


@pytest.mark.parametrize(
    ("read", "same"),
    [
        ("hold your fire", True),
        ("Hold your fire", False),
        ("hold your fire ", False),
        (None, None),
    ],
)
def test_words_are_compared_letter_by_letter_and_decide_nothing(
    read: str | None, same: bool | None
) -> None:
    """A hint only: the place is what it is, whatever the words are."""
    found = compare(north_of(0, 5), "hold your fire", Read(north_of(0, None), read))
    assert found.words_same is same
    assert found.matches is YES
    assert compare(north_of(0, 5), "w", Read(None, "w")).matches is CANNOT_TELL


@settings(deadline=None)
@given(
    off_m=st.floats(0, 20_000),
    sent_m=st.floats(0, 5_000),
    read_m=st.one_of(st.none(), st.floats(0, 5_000)),
)
def test_the_answer_never_grows_kinder_with_distance(
    off_m: float, sent_m: float, read_m: float | None
) -> None:
    """Further off is never more of a match: yes, then cannot tell, then no."""
    order = [YES, CANNOT_TELL, NO]
    near = compare(north_of(0, sent_m), "", Read(north_of(off_m, read_m), None)).matches
    far = compare(north_of(0, sent_m), "", Read(north_of(off_m * 1.5 + 2, read_m), None)).matches
    assert near is not None
    assert far is not None
    assert order.index(far) >= order.index(near)


def test_the_distance_is_that_of_the_ellipsoid() -> None:
    """One degree of longitude on the equator: 111 319.49 m (WGS 84, a * pi / 180)."""
    found = compare(Position(0, 0, 1), "", Read(Position(1, 0, 1), None))
    assert found.distance_m == pytest.approx(6_378_137 * math.pi / 180, abs=0.01)
