"""Hours of the day, over midnight too, against spans and uncertain moments."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.rules.hours import Hours, minute_of_day
from detente.terms.truth import Truth
from detente.terms.when import Span, When, moment

DAY = Hours(6 * 60, 18 * 60)
NIGHT = Hours(22 * 60, 6 * 60)


def at(text: str) -> datetime:
    """A moment of May 2031."""
    return moment(f"2031-05-{text}:00Z")


CASES = {
    "noon is within the day": (DAY, "03T12:00", "03T12:00", Truth.YES),
    "six in the morning is within the day": (DAY, "03T06:00", "03T06:00", Truth.YES),
    "six in the evening is not: hours are half-open": (DAY, "03T18:00", "03T18:00", Truth.NO),
    "between five and seven it may be day or not": (
        DAY,
        "03T05:00",
        "03T07:00",
        Truth.CANNOT_TELL,
    ),
    "midnight is within the night": (NIGHT, "03T23:30", "04T01:00", Truth.YES),
    "noon is not within the night": (NIGHT, "03T12:00", "03T12:00", Truth.NO),
    "a whole day is both": (NIGHT, "03T12:00", "04T12:00", Truth.CANNOT_TELL),
}


@pytest.mark.parametrize(("hours", "early", "late", "expected"), CASES.values(), ids=CASES.keys())
def test_an_uncertain_moment_against_hours(
    hours: Hours, early: str, late: str, expected: Truth
) -> None:
    """Yes only if every moment of the bounds is within the hours, no only if none is."""
    assert hours.during(When("", at(early), at(late))) is expected


def test_a_moment_without_bounds_cannot_be_told() -> None:
    """Words alone say nothing about the hour."""
    assert DAY.during(When("in spring", None, None)) is Truth.CANNOT_TELL


@given(
    st.integers(0, 1439),
    st.integers(0, 1440),
    st.integers(0, 4 * 1440),
    st.integers(1, 3 * 1440),
)
def test_meeting_and_covering_agree_with_trying_every_minute(
    start: int, end: int, begins: int, lasts: int
) -> None:
    """Oracle: each minute of the span by itself."""
    if start == end:
        return
    hours = Hours(start, end)
    origin = datetime(2031, 5, 1, tzinfo=UTC)

    def within(minute: int) -> bool:
        of_day = minute % 1440
        last = end if end > start else end + 1440
        return start <= of_day < last or start <= of_day + 1440 < last

    minutes = [within(minute) for minute in range(begins, begins + lasts)]
    span = Span(origin + timedelta(minutes=begins), origin + timedelta(minutes=begins + lasts))
    assert hours.meets(span) is any(minutes)
    assert hours.covers(span) is all(minutes)
    assert hours.holds(span.start) is minutes[0]


@pytest.mark.parametrize("text", ["6:00", "24:01", "12:60", "noon", "12:00Z", ""])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    """A sentence says so."""
    with pytest.raises(ValueError, match="not a time of day"):
        minute_of_day(text)


def test_hours_say_themselves() -> None:
    """As a person reads them."""
    assert NIGHT.words == "22:00 to 06:00 UTC"
