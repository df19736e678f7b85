"""An activity at another time or height: the same footprints, the same timetable.

What this file knows: moving values. What it must not know: whether it helps.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from detente.plans.conflicts import Activity
from detente.plans.times import Ticks, outward, ticks, ticks_of
from detente.terms.when import Span
from detente.terms.where import Band, Moving, Volume

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


def later(activity: Activity, seconds: int) -> Activity:
    """The activity, all of it that many seconds later (negative: earlier); unknown times stay."""
    return _moved(activity, timedelta(seconds=seconds), 0.0) if seconds else activity


def higher(activity: Activity, metres: int) -> Activity:
    """The activity, all of it that many metres higher; unknown and unbounded heights stay."""
    return _moved(activity, timedelta(), float(metres)) if metres else activity


@lru_cache(maxsize=1024)  # pure: a search asks for the same change for every neighbour
def _moved(activity: Activity, by: timedelta, metres: float) -> Activity:
    volumes = tuple(
        replace(
            one,
            band=raised(one.band, metres),
            fixes=tuple((_at(moment, by), place) for moment, place in one.fixes),
        )
        if isinstance(one, Moving)
        else replace(one, band=raised(one.band, metres), span=_span(one.span, by))
        for one in activity.volumes
    )
    return replace(activity, volumes=volumes)


def raised(band: Band | None, metres: float) -> Band | None:
    """A band that many metres higher."""
    if band is None:
        return None
    low, high = band.lower_m, band.upper_m
    return replace(
        band,
        lower_m=None if low is None else low + metres,
        upper_m=None if high is None else high + metres,
    )


def _span(span: Span | None, by: timedelta) -> Span | None:
    return None if span is None else Span(_at(span.start, by), _at(span.end, by))


def _at(moment: datetime, by: timedelta) -> datetime:
    """Moved, and held within what a calendar can say: "until 9999" stays so."""
    if by > timedelta():
        return moment + min(by, _LAST - moment)
    return moment + max(by, _FIRST - moment)


def ticks_of_volume(volume: Volume | Moving) -> Ticks | None:
    """When a volume is taken, slack included, in microseconds; None where unknown."""
    if isinstance(volume, Moving):
        slack = outward(volume.slack_s)
        return ticks(volume.fixes[0][0]) - slack, ticks(volume.fixes[-1][0]) + slack
    return ticks_of(volume.span) if volume.span else None


def hull_ticks(activity: Activity) -> Ticks | None:
    """From the first start to the last end; None where the time of any volume is unknown."""
    spans = [ticks_of_volume(volume) for volume in activity.volumes]
    known = [span for span in spans if span is not None]
    if not known or len(known) < len(spans):
        return None
    return min(start for start, _ in known), max(end for _, end in known)
