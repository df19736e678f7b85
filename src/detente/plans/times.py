"""When two spans of time meet, given a separation in time.

What this file knows: spans in whole microseconds. What it must not know: places and heights.

Rule 1. Two spans meet if the gap between them is smaller than the separation; without one, if
they share a moment. Time is half-open: a span that ends when another starts does not meet it.
Rule 2. `closed` makes time closed (an instrument may say so): then touching is meeting.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from detente.terms.when import Span

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)

Ticks: TypeAlias = tuple[int, int]
"""Start and end in microseconds since EPOCH."""


def ticks(moment: datetime) -> int:
    """Microseconds since EPOCH."""
    return (moment - EPOCH) // _MICROSECOND


def ticks_of(span: Span) -> Ticks:
    """A span in microseconds."""
    return ticks(span.start), ticks(span.end)


def outward(seconds: float) -> int:
    """A duration in whole microseconds, rounded up."""
    return math.ceil(seconds * 1_000_000)


def moment(at: int) -> datetime:
    """The moment of a tick, held within what a calendar can say."""
    low, high = ticks(_FIRST), ticks(_LAST)
    return EPOCH + timedelta(microseconds=min(max(at, low), high))


def span_of(at: Ticks) -> Span:
    """A span of at least a microsecond."""
    start = moment(min(at[0], ticks(_LAST) - 1))
    return Span(start, max(moment(at[1]), start + _MICROSECOND))


def gap(a: Ticks, b: Ticks) -> int:
    """From the end of the earlier to the start of the later; negative by as much as they share."""
    return max(a[0] - b[1], b[0] - a[1])


def meet(a: Ticks, b: Ticks, apart: int, closed: bool) -> bool:
    """Whether the gap is below the separation (or equal to it, where time is closed)."""
    between = gap(a, b)
    return between < apart or (closed and between == apart)


def common(a: Ticks, b: Ticks, apart: int) -> Ticks:
    """What the two share, each widened by half the separation, rounded outward."""
    half = (apart + 1) // 2
    return max(a[0], b[0]) - half, min(a[1], b[1]) + half
