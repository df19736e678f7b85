"""Counts against limits: never wrong, at worst cannot tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.rules.counts import Count, fits
from detente.terms.truth import Truth

CASES = {
    "a complete count of 36 guns of at most 36 fits": (Count(36, 36, 36, True), Truth.YES),
    "a complete count of 37, between 35 and 39, cannot tell": (
        Count(37, 35, 39, True),
        Truth.CANNOT_TELL,
    ),
    "a complete count of 41 is more than 36": (Count(41, 41, 41, True), Truth.NO),
    "bounds from 37 on leave no number that fits": (Count(40, 37, 45, True), Truth.NO),
    "bounds up to 36 leave no number that does not": (Count(30, 20, 36, True), Truth.YES),
    "a partial count of 30 does not say how many there were": (
        Count(30, 30, 30, False),
        Truth.CANNOT_TELL,
    ),
    "no guns seen in a partial count is not no guns": (Count(0, 0, 0, False), Truth.CANNOT_TELL),
    "a partial count of 41 is more than 36 already": (Count(41, 41, 41, False), Truth.NO),
    "a partial count of 37, perhaps only 35, cannot tell": (
        Count(37, 35, 39, False),
        Truth.CANNOT_TELL,
    ),
}


@pytest.mark.parametrize(("count", "expected"), CASES.values(), ids=CASES.keys())
def test_a_count_against_a_limit_of_36(count: Count, expected: Truth) -> None:
    """The truth table of the brief's artillery limit."""
    answer = fits(count, 36)
    assert answer.truth is expected
    assert "limit 36" in answer.words
    assert str(count.best) in answer.words


@st.composite
def counts(draw: st.DrawFn) -> Count:
    """Any count with its bounds."""
    low = draw(st.integers(0, 60))
    best = draw(st.integers(low, 70))
    return Count(best, low, draw(st.integers(best, 80)), draw(st.booleans()))


@given(counts(), st.integers(0, 90))
def test_the_answer_is_that_of_trying_every_number(count: Count, limit: int) -> None:
    """Oracle: every number that the bounds allow; a partial count allows every larger one."""
    numbers = range(count.low, (count.high if count.complete else 200) + 1)
    tried = {number <= limit for number in numbers}
    expected = (
        Truth.CANNOT_TELL if len(tried) == 2 else (Truth.YES if tried == {True} else Truth.NO)
    )
    assert fits(count, limit).truth is expected


@given(counts(), st.integers(0, 90))
def test_a_part_never_says_more_than_the_whole(count: Count, limit: int) -> None:
    """Where a count is only a part of what the rule is about, only too many stays certain."""
    whole, part = fits(count, limit).truth, fits(count.as_part(), limit).truth
    assert part is whole or (part is Truth.CANNOT_TELL and whole is Truth.YES)


@pytest.mark.parametrize(
    ("best", "low", "high"),
    [(5, 6, 7), (5, 4, 4), (-1, -1, 3)],
    ids=["below", "above", "negative"],
)
def test_bounds_hold_their_best_figure(best: int, low: int, high: int) -> None:
    """A count whose bounds do not hold it is no count."""
    with pytest.raises(ValueError, match="low <= best <= high"):
        Count(best, low, high, True)
