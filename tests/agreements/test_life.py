"""Which version of an instrument is in force when, by the parties' own words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.agreements.entries import Instrument, InstrumentKind, Life, LifeState
from detente.agreements.life import Held, Version, changes, holds, in_force, standing
from detente.terms.truth import Truth
from detente.terms.when import Span, When, moment

FIRST = moment("2031-01-01T00:00:00Z")


def day(number: float) -> datetime:
    """That many days after the first."""
    return FIRST + timedelta(days=number)


def version(
    number: int, kind: InstrumentKind = InstrumentKind.AGREEMENT, valid: Span | None = None
) -> Version:
    """A version between north and south, filed before everything."""
    value = Instrument(
        "pact", number, "Pact", kind, ("north", "south"), (), (), (), (), (), (), valid, None
    )
    return Version(value, f"v{number}", FIRST, "north")


@dataclass(slots=True)
class Said:
    """A life entry as a case writes it; by None: the actor of itself."""

    actor: str
    state: str
    since: float
    number: int | None = 1
    by: str | None = None
    latest: float | None = None


def lives(*said: Said) -> list[Held]:
    """The entries, in the order of the record; without a number they resolve to version 2."""
    return [
        Held(
            Life(
                "pact",
                one.number,
                one.actor,
                LifeState(one.state),
                When("then", day(one.since), day(one.since if one.latest is None else one.latest)),
                None,
                None,
            ),
            one.number or 2,
            one.by is None,
            f"e{index}",
            day(index),
            one.by or one.actor,
            index,
        )
        for index, one in enumerate(said)
    ]


NORTH, SOUTH = Said("north", "in force", 1), Said("south", "in force", 2)
IN_FORCE: dict[str, tuple[list[Said], float, Truth]] = {
    "both hold it in force: yes": ([NORTH, SOUTH], 5, Truth.YES),
    "before the second party held it: no": ([NORTH, SOUTH], 1.5, Truth.NO),
    "only one has spoken: cannot tell of the other": ([NORTH], 5, Truth.CANNOT_TELL),
    "nobody has spoken: cannot tell": ([], 5, Truth.CANNOT_TELL),
    "others report it of the second: cannot tell": (
        [NORTH, Said("south", "in force", 2, by="outlet")],
        5,
        Truth.CANNOT_TELL,
    ),
    "the party's own no outranks what others report later": (
        [NORTH, Said("south", "agreed", 2), Said("south", "in force", 3, by="outlet")],
        5,
        Truth.NO,
    ),
    "the party's own yes outranks what others report later": (
        [NORTH, SOUTH, Said("south", "lapsed", 3, by="outlet")],
        5,
        Truth.YES,
    ),
    "suspended by one: no": ([NORTH, SOUTH, Said("south", "suspended", 3)], 5, Truth.NO),
    "suspended from later on: still yes": (
        [NORTH, SOUTH, Said("south", "suspended", 9)],
        5,
        Truth.YES,
    ),
    "suspended and held in force again: yes": (
        [NORTH, SOUTH, Said("south", "suspended", 3), Said("south", "in force", 4)],
        5,
        Truth.YES,
    ),
    "filed late about an earlier time: the time it is about counts": (
        [NORTH, SOUTH, Said("south", "in force", 4), Said("south", "suspended", 3)],
        5,
        Truth.YES,
    ),
    "since some day between the 3rd and the 7th: cannot tell on the 5th": (
        [NORTH, Said("south", "in force", 3, latest=7)],
        5,
        Truth.CANNOT_TELL,
    ),
    "suspended some day between the 3rd and the 7th: cannot tell on the 5th": (
        [NORTH, SOUTH, Said("south", "suspended", 3, latest=7)],
        5,
        Truth.CANNOT_TELL,
    ),
    "agreed is not in force": ([Said("north", "agreed", 1), SOUTH], 5, Truth.NO),
}


@pytest.mark.parametrize(("said", "at", "expected"), IN_FORCE.values(), ids=IN_FORCE.keys())
def test_in_force(said: list[Said], at: float, expected: Truth) -> None:
    """Yes only by all parties' own words; others' reports never make or break it."""
    assert in_force(version(1), lives(*said), day(at)) is expected


def test_a_draft_is_never_in_force() -> None:
    """Whatever is said of it."""
    draft = version(1, InstrumentKind.DRAFT)
    assert in_force(draft, lives(NORTH, SOUTH), day(5)) is Truth.NO


def test_outside_its_validity_it_is_not_in_force() -> None:
    """Half-open, as all time."""
    valid = version(1, valid=Span(day(3), day(6)))
    held = lives(NORTH, SOUTH)
    assert [in_force(valid, held, day(at)) for at in (2, 3, 6)] == [Truth.NO, Truth.YES, Truth.NO]


STANDING: dict[str, tuple[list[Said], float, list[tuple[int, Truth]]]] = {
    "until all hold the second, the first stands": (
        [NORTH, SOUTH, Said("north", "in force", 3, 2)],
        5,
        [(1, Truth.YES)],
    ),
    "once all hold the second, it displaces the first": (
        [NORTH, SOUTH, Said("north", "in force", 3, 2), Said("south", "in force", 4, 2)],
        5,
        [(2, Truth.YES)],
    ),
    "before that moment the first stood": (
        [NORTH, SOUTH, Said("north", "in force", 3, 2), Said("south", "in force", 4, 2)],
        3.5,
        [(1, Truth.YES)],
    ),
    "where the second may be in force, neither is for certain": (
        [NORTH, SOUTH, Said("north", "in force", 3, 2), Said("south", "in force", 4, 2, latest=8)],
        5,
        [(2, Truth.CANNOT_TELL), (1, Truth.CANNOT_TELL)],
    ),
    "where none is in force, the latest is looked at": (
        [Said("north", "agreed", 1), Said("south", "agreed", 1)],
        5,
        [(2, Truth.NO)],
    ),
    "suspending the second does not bring the first back": (
        [
            NORTH,
            SOUTH,
            Said("north", "in force", 3, 2),
            Said("south", "in force", 3, 2),
            Said("south", "suspended", 4, 2),
        ],
        5,
        [(2, Truth.NO)],
    ),
    "suspending without a version suspends all": (
        [NORTH, SOUTH, Said("north", "suspended", 4, None)],
        5,
        [(2, Truth.NO)],
    ),
}


@pytest.mark.parametrize(("said", "at", "expected"), STANDING.values(), ids=STANDING.keys())
def test_which_versions_count_at_a_moment(
    said: list[Said], at: float, expected: list[tuple[int, Truth]]
) -> None:
    """The newest in force; where that cannot be told, each that may be."""
    found = standing([version(1), version(2)], lives(*said), day(at))
    assert [(one.version.number, one.in_force) for one in found] == expected


SAYINGS = st.lists(
    st.builds(
        Said,
        st.sampled_from(["north", "south"]),
        st.sampled_from([state.value for state in LifeState]),
        st.integers(0, 8),
        st.sampled_from([None, 1, 2]),
        st.sampled_from([None, None, "outlet"]),
    ),
    max_size=7,
)


WIDE = st.lists(
    st.builds(
        lambda state, since, width: Said("north", state, since, latest=since + width),
        st.sampled_from(["in force", "suspended", "agreed"]),
        st.integers(0, 5),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda said: (said.since, said.latest),
)


@given(WIDE, st.integers(0, 8))
def test_uncertain_times_answer_as_every_exact_time_within_them_does(
    said: list[Said], at: int
) -> None:
    """Oracle: every way to place each entry within its bounds; on a tie either may be last."""
    found = set()
    for times in product(*(range(int(one.since), int(one.latest or 0) + 1) for one in said)):
        begun = [(time, one) for time, one in zip(times, said, strict=True) if time <= at]
        last = max((time for time, _ in begun), default=None)
        found |= {one.state == "in force" for time, one in begun if time == last} or {False}
    expected = (
        Truth.CANNOT_TELL if len(found) == 2 else (Truth.YES if found == {True} else Truth.NO)
    )
    assert holds(lives(*said), "north", 1, day(at)) is expected


@given(SAYINGS)
def test_nothing_changes_between_the_changes(said: list[Said]) -> None:
    """What is in force is the same at both ends of every stretch in which nothing changes."""
    held, versions = lives(*said), [version(1), version(2)]
    moments = changes(versions, held)
    assert moments == sorted(set(moments))
    for start, end in pairwise(moments):
        early = standing(versions, held, start)
        late = standing(versions, held, end - timedelta(microseconds=1))
        assert early == late
