"""The conflict engine: which planned activities could meet, where, when, how near, how surely.

What this file knows: activities as 4D volumes and timetables, a separation, the mechanism's bounds
on ground and geoid. What it must not know: who asks, agreements, entries, the time of day.

Rule 1. The engine does not know which party asks, and answers the same in any order.
Rule 2. No false negative: boxes and times widen outward, then each pair is decided by distance on
the ellipsoid (geometry.distance; its error budget is there). Within TOUCHING_M of the limit is a
conflict that says "touching".
Rule 3. Unknown is not absent: an unknown height is every height, an unknown time any time; what
follows is possible (cannot tell), and says what is unknown.
Rule 4. Space is closed, time half-open (`closed=True`: time is closed too).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from detente.geometry.coverings import Box, hull
from detente.plans import candidates, meetings
from detente.plans.heights import compare
from detente.plans.meetings import TOUCHING_M, Asked, Meeting
from detente.plans.times import span_of
from detente.terms.json import JSON
from detente.terms.truth import Truth, any_of
from detente.terms.when import Span
from detente.terms.where import LonLat, Moving, Volume
from detente.terms.who import Bounds, Separation

__all__ = ["TOUCHING_M", "Activity", "PlanConflict", "SeparationFor", "between", "find"]


@dataclass(frozen=True, slots=True)
class Activity:
    """A version of a plan, as the engine takes it. Its volumes are valid (geometry.validity)."""

    plan: str
    version: int
    actor: str
    kind: str
    volumes: tuple[Volume | Moving, ...]


SeparationFor = Callable[[Activity, Activity], Separation]
"""How far two activities must stay apart. Must not depend on the order of the two."""


@dataclass(frozen=True, slots=True)
class PlanConflict:
    """Two plans that could meet.

    plans: (id, version) of both, sorted. certain: yes, or cannot tell where `unknown` says why.
    touching: nowhere nearer than the separation by more than 1 mm. interval: from the first to the
    last moment at which they could meet, each time widened by half the separation in time; None =
    any time, because a time is unknown (where they meet certainly: of the volumes whose times are
    known). region: a box that holds every place of either within the separation of the other.
    least_horizontal_m: least distance of the footprints while both could be there, true to
    error_m; `at` is where. least_vertical_m: least possible gap of heights, None = unknown.
    gap_s: least gap in time, 0 if they share time. volumes: pairs of positions in the two plans'
    lists of volumes.
    """

    plans: tuple[tuple[str, int], tuple[str, int]]
    certain: Truth
    touching: bool
    interval: Span | None
    region: Box
    least_horizontal_m: float
    error_m: float
    least_vertical_m: float | None
    gap_s: float
    separation: Separation
    unknown: tuple[str, ...]
    volumes: tuple[tuple[int, int], ...]
    at: LonLat

    def as_json(self) -> dict[str, JSON]:
        """As findings show it; lengths to the millimetre, places to a centimetre."""
        vertical = self.least_vertical_m
        return {
            "plans": [{"id": plan, "version": version} for plan, version in self.plans],
            "certain": self.certain.value,
            "touching": self.touching,
            "unknown": list(self.unknown),
            "interval": self.interval.as_json() if self.interval else None,
            "region": self.region.as_json(),
            "at": [round(self.at[0], 7), round(self.at[1], 7)],
            "least_horizontal_m": round(self.least_horizontal_m, 3),
            "error_m": round(self.error_m, 4),
            "least_vertical_m": None if vertical is None else round(vertical, 3),
            "gap_s": self.gap_s,
            "volumes": [list(pair) for pair in self.volumes],
            "separation": {
                "horizontal_m": self.separation.horizontal_m,
                "vertical_m": self.separation.vertical_m,
                "time_s": self.separation.time_s,
                "source": self.separation.source,
            },
        }


def between(
    a: Activity, b: Activity, separation: Separation, bounds: Bounds, *, closed: bool = False
) -> PlanConflict | None:
    """The conflict of two activities under a separation, or None: they cannot meet.

    closed: time is closed, so that spans that only touch in time do meet.
    """
    one, two = sorted((a, b), key=_key)
    return _decided(one, two, separation, bounds, closed)


def find(
    activities: Iterable[Activity],
    separation_for: SeparationFor,
    bounds: Bounds,
    *,
    closed: bool = False,
    widest: Separation | None = None,
) -> list[PlanConflict]:
    """All conflicts between activities of different actors, sorted by their plans.

    The order of the activities changes nothing. widest: no separation_for answer exceeds it in
    any respect; without it separation_for is asked for every two activities of different actors
    (n squared of them), so give it where there are many.
    """
    ordered = sorted(activities, key=_key)
    asked: dict[tuple[int, int], Separation] = {}
    if widest is None:
        asked = {
            (i, j): separation_for(one, two)
            for i, one in enumerate(ordered)
            for j, two in enumerate(ordered[i + 1 :], i + 1)
            if one.actor != two.actor
        }
        horizontal = max((each.horizontal_m for each in asked.values()), default=0.0)
        time = max((each.time_s for each in asked.values()), default=0.0)
    else:
        horizontal, time = widest.horizontal_m, widest.time_s
    near = candidates.pairs(
        [each.volumes for each in ordered],
        [each.actor for each in ordered],
        horizontal + TOUCHING_M,
        time,
    )
    found = []
    for i, j in near:
        one, two = ordered[i], ordered[j]
        separation = asked[i, j] if asked else separation_for(one, two)
        conflict = _decided(one, two, separation, bounds, closed)
        if conflict is not None:
            found.append(conflict)
    return sorted(found, key=lambda conflict: conflict.plans)


def _key(activity: Activity) -> tuple[str, int, str]:
    return (activity.plan, activity.version, activity.actor)


@lru_cache(maxsize=16_384)  # values of values: the same plans are decided again at every filing
def _decided(
    a: Activity, b: Activity, separation: Separation, bounds: Bounds, closed: bool
) -> PlanConflict | None:
    """The conflict of two activities in their canonical order."""
    asked = Asked(
        (a.plan, b.plan), separation.horizontal_m + TOUCHING_M, separation.time_s, closed
    )
    found: dict[tuple[int, int], Meeting] = {}
    near = candidates.within(a.volumes, b.volumes, asked.within_m, separation.time_s)
    for i, j in near:
        one, two = a.volumes[i], b.volumes[j]
        heights = compare((a.plan, one.band), (b.plan, two.band), bounds, separation.vertical_m)
        if heights.meet is Truth.NO:
            continue
        met = meetings.meeting(one, two, asked)
        if met is not None:
            found[i, j] = met.with_heights(heights)
    if not found:
        return None
    return _conflict(((a.plan, a.version), (b.plan, b.version)), separation, found)


def _conflict(
    plans: tuple[tuple[str, int], tuple[str, int]],
    separation: Separation,
    found: dict[tuple[int, int], Meeting],
) -> PlanConflict:
    """What the meetings of pairs of volumes say of the two plans."""
    met = list(found.values())
    nearest = min(met, key=lambda one: (one.least_m, one.at))
    spans = [one.interval for one in met if one.interval is not None]
    hull_of = (min(start for start, _ in spans), max(end for _, end in spans)) if spans else None
    certain = any_of(one.certain for one in met)
    timed = len(spans) == len(met) or certain is Truth.YES
    unknown = {sentence for one in met for sentence in one.unknown}
    gaps = [one.least_vertical_m for one in met]
    known = [gap for gap in gaps if gap is not None]
    return PlanConflict(
        plans=plans,
        certain=certain,
        touching=all(one.touching for one in met),
        interval=span_of(hull_of) if hull_of is not None and timed else None,
        region=hull(one.region for one in met),
        least_horizontal_m=nearest.least_m,
        error_m=nearest.error_m,
        least_vertical_m=min(known) if len(known) == len(gaps) else None,
        gap_s=min(one.gap_s for one in met),
        separation=separation,
        unknown=() if certain is Truth.YES else tuple(sorted(unknown)),
        volumes=tuple(sorted(found)),
        at=nearest.at,
    )
