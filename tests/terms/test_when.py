"""Moments, spans and uncertain times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from detente.terms.truth import Truth
from detente.terms.when import Span, When, knowledge_moment, moment, rfc3339

MOMENTS = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001  Hypothesis wants naive bounds
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)

REFUSED = {
    "no zone": "2025-07-24T18:30:00",
    "a space and no zone": "2025-07-24 18:30",
    "midnight written as 24:00": "2025-07-24T24:00:00Z",
    "a leap second": "2016-12-31T23:59:60Z",
    "the thirtieth of February": "2025-02-30T00:00:00Z",
    "year zero": "0000-01-01T00:00:00Z",
    "nanoseconds": "2025-07-24T18:30:00.123456789Z",
    "a bare date": "2025-07-24",
    "words": "Thursday evening",
    "an offset of a day": "2025-07-24T18:30:00+24:00",
    "digits of another script": "٢٠٢٥-07-24T18:30:00Z",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_moment_is_refused_with_a_sentence(text: str) -> None:
    """Each raises ValueError; nothing is guessed."""
    with pytest.raises(ValueError, match=r".{10,}"):
        moment(text)


def test_a_time_without_its_zone_is_told_to_add_one() -> None:
    """The commonest fault has its own advice."""
    with pytest.raises(ValueError, match="no time zone: add Z"):
        moment("2025-07-24T18:30:00")


def test_offsets_are_one_moment() -> None:
    """Z, +00:00 and +03:00 of the same moment are equal, and written with Z."""
    texts = ("2025-07-24T18:30:00Z", "2025-07-24T18:30:00+00:00", "2025-07-24T21:30:00+03:00")
    assert {moment(text) for text in texts} == {datetime(2025, 7, 24, 18, 30, tzinfo=UTC)}
    assert {rfc3339(moment(text)) for text in texts} == {"2025-07-24T18:30:00Z"}


@given(MOMENTS)
def test_writing_and_reading_a_moment_is_nothing(when: datetime) -> None:
    """Round trip to the microsecond."""
    assert moment(rfc3339(when)) == when


def test_a_bare_date_of_knowledge_is_the_end_of_that_utc_day() -> None:
    """Known on the 25th means: by the last moment of the 25th."""
    known = knowledge_moment("2025-07-25")
    assert known < moment("2025-07-26T00:00:00Z")
    assert known > moment("2025-07-25T23:59:59Z")


@given(MOMENTS, st.integers(1, 10**6), MOMENTS, st.integers(1, 10**6))
def test_spans_meet_exactly_if_they_share_a_moment(
    one: datetime, long: int, two: datetime, wide: int
) -> None:
    """Against the definition; touching is not meeting."""
    a = Span(one, one + timedelta(seconds=long))
    b = Span(two, two + timedelta(seconds=wide))
    assert a.meets(b) is (max(a.start, b.start) < min(a.end, b.end))
    assert not a.meets(Span(a.end, a.end + timedelta(seconds=1)))


@given(MOMENTS, st.integers(0, 1000), MOMENTS, st.integers(1, 1000), st.data())
def test_an_uncertain_time_never_says_more_than_its_bounds(
    early: datetime, width: int, start: datetime, length: int, data: st.DataObject
) -> None:
    """Whatever moment within the bounds was the true one, yes and no would be right of it."""
    when = When("about then", early, early + timedelta(seconds=width))
    span = Span(start, start + timedelta(seconds=length))
    true = early + timedelta(seconds=data.draw(st.integers(0, width)))
    answer = when.overlaps(span)
    assume(answer is not Truth.CANNOT_TELL)
    assert (answer is Truth.YES) is (span.start <= true < span.end)


def test_a_missing_bound_is_cannot_tell_and_not_forever() -> None:
    """Since early December: before March cannot be told, before November it was not."""
    since = When("since early December", moment("2024-12-01T00:00:00Z"), None)
    assert since.before(moment("2025-03-01T00:00:00Z")) is Truth.CANNOT_TELL
    assert since.before(moment("2024-11-01T00:00:00Z")) is Truth.NO
