"""Hours of the day in UTC, half-open, over midnight where the second is before the first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from detente.terms.truth import Truth
from detente.terms.when import Span, When

_CLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
_DAY = timedelta(days=1)


def minute_of_day(text: str) -> int:
    """Minutes since midnight of "HH:MM" (24:00 is 1440); ValueError with a sentence else."""
    match = _CLOCK.fullmatch(text)
    minutes = int(match[1]) * 60 + int(match[2]) if match else 1441
    if minutes > 1440:
        raise ValueError(f"{text!r} is not a time of day such as 06:00")
    return minutes


@dataclass(frozen=True, slots=True)
class Hours:
    """From `start` until just before `end`, minutes of the UTC day; end <= start is over midnight.

    >>> Hours(22 * 60, 6 * 60)  # from ten in the evening until six in the morning
    """

    start: int
    end: int

    @property
    def words(self) -> str:
        """As bodies write it."""
        start, end = (f"{at // 60:02}:{at % 60:02}" for at in (self.start, self.end))
        return f"{start} to {end} UTC"

    def windows(self, span: Span) -> list[Span]:
        """The windows that could meet the span, in order."""
        length = timedelta(minutes=(self.end - self.start) % 1440 or 1440)
        day = span.start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - _DAY
        found = []
        while day < span.end:
            opens = day + timedelta(minutes=self.start)
            window = Span(opens, opens + length)
            if window.meets(span):
                found.append(window)
            day += _DAY
        return found

    def meets(self, span: Span) -> bool:
        """Whether any moment of the span is within the hours."""
        return bool(self.windows(span))

    def covers(self, span: Span) -> bool:
        """Whether every moment of the span is within the hours."""
        reached = span.start
        for window in self.windows(span):
            if window.start > reached:
                return False
            reached = max(reached, window.end)
        return reached >= span.end

    def holds(self, at: datetime) -> bool:
        """Whether a moment is within the hours."""
        return self.meets(Span(at, at + timedelta(microseconds=1)))

    def during(self, when: When) -> Truth:
        """Whether an uncertain moment fell within the hours."""
        if when.earliest is None or when.latest is None:
            return Truth.CANNOT_TELL
        span = Span(when.earliest, when.latest + timedelta(microseconds=1))
        if self.covers(span):
            return Truth.YES
        return Truth.CANNOT_TELL if self.meets(span) else Truth.NO
