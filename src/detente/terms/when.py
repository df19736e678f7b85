"""Moments, spans and uncertain times.

Rule 1. Every moment is aware UTC. A time without a zone is refused, never guessed.
Rule 2. A bare date given as a moment of knowledge is the end of that UTC day.
Rule 3. An uncertain time keeps its words and its bounds; no bound is invented.
Rule 4. Time is half-open: a span that ends at 10:00 does not meet one that starts at 10:00.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from detente.terms.json import JSON
from detente.terms.truth import Truth

_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d{1,6})?(Z|z|[+-]\d\d:\d\d)", re.ASCII
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def moment(text: str) -> datetime:
    """Read an RFC 3339 time with its offset; give it back in UTC.

    Raises ValueError with a sentence for a person: no zone, not a time, more than microseconds,
    a leap second (:60), 24:00.
    """
    match = _RFC3339.fullmatch(text)
    if match is None:
        if re.fullmatch(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*", text) and not re.search(
            r"(Z|z|[+-]\d\d:?\d\d)$", text
        ):
            raise ValueError(f"{text!r} has no time zone: add Z or an offset such as +03:00")
        raise ValueError(f"{text!r} is not an RFC 3339 time such as 2025-07-24T18:30:00Z")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is not a moment of the calendar: {error}") from None


def knowledge_moment(text: str) -> datetime:
    """A moment, or a bare date, which as a moment of knowledge is the end of that UTC day."""
    if _DATE.fullmatch(text):
        return moment(text + "T00:00:00Z") + timedelta(days=1) - timedelta(microseconds=1)
    return moment(text)


def rfc3339(when: datetime) -> str:
    """The one way in which a moment is written: UTC, `Z`, no fraction where it is zero."""
    text = when.astimezone(UTC).isoformat()
    return text.removesuffix("+00:00") + "Z"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `start` until just before `end`."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError("a span must end after it starts")

    def meets(self, other: Span) -> bool:
        """Whether the two share a moment (half-open: touching is not meeting)."""
        return self.start < other.end and other.start < self.end

    def widened(self, by: timedelta) -> Span:
        """The span, longer by that much at both ends."""
        return Span(self.start - by, self.end + by)

    def as_json(self) -> dict[str, JSON]:
        """Start and end as RFC 3339."""
        return {"start": rfc3339(self.start), "end": rfc3339(self.end)}


@dataclass(frozen=True, slots=True)
class When:
    """An uncertain time: the words that were used, and the bounds that follow from them.

    A missing bound is unknown, not infinite knowledge: comparisons answer cannot tell.
    """

    words: str
    earliest: datetime | None
    latest: datetime | None

    def before(self, other: datetime) -> Truth:
        """Whether it was before that moment."""
        if self.latest is not None and self.latest < other:
            return Truth.YES
        if self.earliest is not None and self.earliest >= other:
            return Truth.NO
        return Truth.CANNOT_TELL

    def overlaps(self, span: Span) -> Truth:
        """Whether it fell within the span."""
        early, late = self.earliest, self.latest
        if early is not None and late is not None and span.start <= early and late < span.end:
            return Truth.YES
        if (late is not None and late < span.start) or (early is not None and early >= span.end):
            return Truth.NO
        return Truth.CANNOT_TELL

    def as_json(self) -> dict[str, JSON]:
        """Words and bounds; an unknown bound is null."""
        return {
            "words": self.words,
            "earliest": rfc3339(self.earliest) if self.earliest else None,
            "latest": rfc3339(self.latest) if self.latest else None,
        }
