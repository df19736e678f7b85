"""Which changes of height leave two activities meeting, and how far a plan can be moved in it.

What this file knows: bands and the mechanism's bounds. What it must not know: third plans.

Rule 1. Only pairs of volumes that meet in place and time count; heights of one such pair meet for
one interval of changes, whose ends follow from the least gap far below and far above.
Rule 2. A plan bound to the ground stays on it: by its kind, or because a part of it starts there.
Nothing is lowered unless it then stays above the ground for certain.
"""

from __future__ import annotations

import numpy as np

from detente.plans import candidates, meetings
from detente.plans.apart.blocked import ASK, BLOCKED, Changes, States
from detente.plans.apart.limits import HEIGHT_MOST_M, MAY_CHANGE_HEIGHT
from detente.plans.apart.shifts import raised
from detente.plans.conflicts import TOUCHING_M, Activity
from detente.plans.heights import compare
from detente.plans.meetings import Asked
from detente.terms.truth import Truth
from detente.terms.where import Band, HeightReference
from detente.terms.who import Bounds, Separation

_FAR_M = 1e6  # below or above everything
_EDGE_M = 1e-3  # nearer than this to the end of an interval is for the engine to say
_GROUND = Band(None, 0.0, HeightReference.AGL)


def in_height(
    a: Activity,
    b: Activity,
    separation: Separation,
    bounds: Bounds,
    reach_m: int,
    *,
    closed: bool,
) -> States:
    """For each change of a by -reach_m to reach_m whole metres: does it leave the two meeting?"""
    changes = Changes(reach_m)
    names = (a.plan, b.plan)
    asked = Asked(names, separation.horizontal_m + TOUCHING_M, separation.time_s, closed)
    intervals = []
    seen: dict[tuple[Band | None, Band | None], bool] = {}
    for i, j in candidates.within(a.volumes, b.volumes, asked.within_m, separation.time_s):
        one, two = a.volumes[i], b.volumes[j]
        bands = one.band, two.band
        if not seen.get(bands) and meetings.meeting(one, two, asked) is not None:
            seen[bands] = True
            intervals.append(_interval(names, *bands, bounds, separation.vertical_m))
    if intervals:
        low, high = np.array(intervals).T
        changes.mark(low - _EDGE_M, high + _EDGE_M, ASK)
        changes.mark(low + _EDGE_M, high - _EDGE_M, BLOCKED)
    return changes.states


def _interval(
    names: tuple[str, str], a: Band | None, b: Band | None, bounds: Bounds, vertical_m: float
) -> tuple[float, float]:
    """The changes of a between which the two bands meet; infinite where a height is unknown."""
    gaps = [
        compare((names[0], raised(a, far)), (names[1], b), bounds, vertical_m).least_m
        for far in (-_FAR_M, _FAR_M)
    ]
    ends = [np.inf if not gap else _FAR_M - gap + vertical_m for gap in gaps]
    return -ends[0], ends[1]


def held(activity: Activity) -> str | None:
    """Why a plan cannot be moved in height at all; None if it can."""
    if not MAY_CHANGE_HEIGHT.get(activity.kind, False):
        return f"a {activity.kind.replace('_', ' ')} stays where it is in height"
    bands = [volume.band for volume in activity.volumes]
    if any(band is None for band in bands):
        return f"the height of {activity.plan} is not known"
    for band in bands:
        assert band is not None
        if band.lower_m is None or (band.reference is HeightReference.AGL and band.lower_m <= 0):
            return f"a part of {activity.plan} starts at the ground"
        if band.upper_m is None:
            return f"{activity.plan} has no upper limit"
    return None


def room_up(activity: Activity) -> int:
    """By how many whole metres a plan that is not held can be raised."""
    tops = [v.band.upper_m for v in activity.volumes if v.band and v.band.upper_m is not None]
    return max(0, int(HEIGHT_MOST_M - max(tops)))


def room_down(activity: Activity, bounds: Bounds) -> int:
    """By how many whole metres it can be lowered and stay above the ground for certain."""
    rooms = []
    for volume in activity.volumes:
        over = compare(("", volume.band), ("", _GROUND), bounds, 0.0)
        if over.meet is not Truth.NO or over.least_m is None:
            return 0
        rooms.append(over.least_m)
    return max(0, int(np.ceil(min(rooms))) - 1)
