"""Three-valued truth against Kleene's tables, written out."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.terms.truth import Truth, all_of, any_of, certainly

YES, NO, CANNOT = Truth.YES, Truth.NO, Truth.CANNOT_TELL
TRUTHS = st.sampled_from(list(Truth))
# What each value may turn out to be once everything is known.
WORLDS = {YES: {True}, NO: {False}, CANNOT: {True, False}}


def of_worlds(outcomes: set[bool]) -> Truth:
    """The only truth that says neither more nor less than these outcomes."""
    if outcomes == {True}:
        return YES
    return NO if outcomes == {False} else CANNOT


@pytest.mark.parametrize(("one", "two"), list(itertools.product(Truth, Truth)))
def test_and_or_say_exactly_what_every_possible_world_says(one: Truth, two: Truth) -> None:
    """Both tables agree with going through the worlds that the values leave open."""
    worlds = list(itertools.product(WORLDS[one], WORLDS[two]))
    assert (one & two) is of_worlds({a and b for a, b in worlds})
    assert (one | two) is of_worlds({a or b for a, b in worlds})


@pytest.mark.parametrize("one", Truth)
def test_not_turns_yes_and_no_and_leaves_cannot_tell(one: Truth) -> None:
    """The negation agrees with the worlds, and twice is nothing."""
    assert ~one is of_worlds({not a for a in WORLDS[one]})
    assert ~~one is one


@given(st.lists(TRUTHS))
def test_all_and_any_are_the_folds_of_and_and_or(truths: list[Truth]) -> None:
    """In any order, and dual to one another."""
    assert all_of(truths) is all_of(reversed(truths))
    assert any_of(truths) is ~all_of(~truth for truth in truths)


def test_nothing_at_all_is_yes_for_all_and_no_for_any() -> None:
    """The empty cases."""
    assert all_of([]) is YES
    assert any_of([]) is NO


def test_a_truth_is_never_taken_for_true_or_false() -> None:
    """`if truth:` is an error, not a decision."""
    with pytest.raises(TypeError, match="three values"):
        bool(YES)
    assert certainly(True) is YES
    assert certainly(False) is NO
