"""Which separation holds between plans of two kinds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.rules.separations import NONE_AGREED, choose
from detente.terms.who import Separation


def apart(one: str, two: str, metres: float, source: str, vertical: float = 0.0) -> Separation:
    """A separation, named by its source."""
    return Separation((one, two), metres, vertical, 0.0, source)


ANY = apart("*", "*", 1_000, "any")
CONVOY = apart("convoy", "*", 2_000, "convoy")
PAIR = apart("convoy", "live_fire", 500, "pair")

CASES = {
    "both kinds named outrank one, although narrower": (
        "convoy",
        "live_fire",
        [ANY, CONVOY, PAIR],
        "pair",
    ),
    "the order of the two kinds does not matter": (
        "live_fire",
        "convoy",
        [ANY, CONVOY, PAIR],
        "pair",
    ),
    "one kind named outranks none": ("patrol", "convoy", [ANY, CONVOY, PAIR], "convoy"),
    "any kind holds for what nobody named": ("site", "patrol", [ANY, CONVOY, PAIR], "any"),
    "a pair of one kind needs both to be that kind": (
        "flight",
        "site",
        [apart("flight", "flight", 9_000, "flights"), ANY],
        "any",
    ),
}


@pytest.mark.parametrize(("one", "two", "given_", "source"), CASES.values(), ids=CASES.keys())
def test_the_most_specific_counts(
    one: str, two: str, given_: list[Separation], source: str
) -> None:
    """Specific before wide."""
    assert choose(one, two, given_).source == source


def test_of_equally_specific_ones_the_widest_of_each_measure_counts() -> None:
    """Keeping the result keeps each of them, and both sources are named."""
    wide = apart("convoy", "live_fire", 3_000, "wide", 10)
    high = apart("live_fire", "convoy", 1_000, "high", 300)
    chosen = choose("convoy", "live_fire", [wide, high, ANY])
    assert (chosen.horizontal_m, chosen.vertical_m) == (3_000, 300)
    assert chosen.source == "wide; high"


def test_without_any_agreed_separation_plans_must_not_share_a_point() -> None:
    """Nought, and the source says that nobody agreed on more."""
    assert choose("site", "patrol", [PAIR]) is NONE_AGREED
    assert NONE_AGREED.horizontal_m == 0
    assert "no separation agreed" in NONE_AGREED.source


KINDS = st.sampled_from(["convoy", "flight", "site", "*"])


@given(
    st.lists(
        st.builds(
            apart, KINDS, KINDS, st.integers(0, 9), st.sampled_from("abc"), st.integers(0, 9)
        )
    ),
    st.sampled_from(["convoy", "flight", "site"]),
    st.sampled_from(["convoy", "flight", "site"]),
)
def test_the_choice_knows_no_order(found: list[Separation], one: str, two: str) -> None:
    """Same answer whichever plan comes first, whichever candidate is listed first."""
    first, second = choose(one, two, found), choose(two, one, found[::-1])
    assert first.horizontal_m == second.horizontal_m
    assert first.vertical_m == second.vertical_m
