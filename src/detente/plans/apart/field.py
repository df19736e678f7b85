"""Everything else that was filed, as arrays: which of it could come near one activity at all.

What this file knows: boxes and times, widened outward, as candidates.py. What it must not know:
distances; what is left out here cannot meet the activity at any time that is searched.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.geometry import coverings
from detente.plans import candidates
from detente.plans.apart.shifts import ticks_of_volume
from detente.plans.conflicts import Activity

_EVER, _NEVER = -(2**62), 2**62


class Field:
    """Activities that stand. Built once, asked for many conflicts.

    margin_m: how much of what is asked for lies in their own boxes. It changes no answer; half of
    the widest separation, as the engine has it, finds its boxes already made.
    """

    def __init__(self, activities: Sequence[Activity], margin_m: float = 0.0) -> None:
        self._margin_m = margin_m
        self.activities = tuple(activities)
        flat = [volume for each in self.activities for volume in each.volumes]
        spans = [ticks_of_volume(volume) or (_EVER, _NEVER) for volume in flat]
        self._boxes = coverings.arrays([candidates.covering(one, margin_m) for one in flat])
        self._start = np.array([start for start, _ in spans], dtype=np.int64)
        self._end = np.array([end for _, end in spans], dtype=np.int64)
        counts = [len(each.volumes) for each in self.activities]
        self._of = np.repeat(np.arange(len(counts)), counts)

    def against(self, activity: Activity) -> list[Activity]:
        """All that it is held against: plans of other actors, as the engine has it."""
        return [one for one in self.activities if one.actor != activity.actor]

    def near(self, activity: Activity, within_m: float, apart_us: int) -> list[Activity]:
        """Those of other actors that could come within so much of it, in space and time."""
        lon, half, south, north = self._boxes
        rest_m = max(0.0, within_m - self._margin_m)
        hit = np.zeros(len(self._of), dtype=bool)
        for volume in activity.volumes:
            around = coverings.arrays([candidates.covering(volume, rest_m)])
            start, end = ticks_of_volume(volume) or (_EVER, _NEVER)
            aside = np.abs(np.remainder(lon - around[0] + 180.0, 360.0) - 180.0)
            hit |= (
                (aside <= half + around[1])
                & (south <= around[3])
                & (around[2] <= north)
                & (self._start <= end + apart_us)
                & (start - apart_us <= self._end)
            )
        found = (self.activities[at] for at in np.unique(self._of[hit]).tolist())
        return [one for one in found if one.actor != activity.actor]
