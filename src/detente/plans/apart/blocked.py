"""Which shifts in time leave two activities meeting: by intervals, and by subdivision.

What this file knows: two activities and a separation. What it must not know: third plans.

The argument. Let one of two volumes be shifted by d. Two standing volumes within the limit meet
for an open interval of d, from the time algebra alone: exact. Something that moves meets a
standing volume if some second t of its own timetable at which it is near falls into the other's
span less d; two moving things, if they are near at seconds t and u of their timetables with
u - t nearer to d than the separation in time (and slack) allows. So what must be found is where
they are near, once, in t (or in t and u); it does not depend on d.

That is found by conservative subdivision: positions change no faster than the speeds involved, so
a piece of the timetables is near as a whole, or far as a whole, or halved. What is near as a
whole blocks every d that it projects to. What is still undecided when it projects to no more than
CELL_S marks the whole seconds in its projection ASK: the engine itself is asked there. Pieces
whose every d is blocked already are dropped, which is what makes it quick.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.geometry import distance, geodesics
from detente.geometry.geodesics import Bools, Floats
from detente.geometry.motion import Track
from detente.plans import candidates, times
from detente.plans.apart.limits import CELLS_MAX
from detente.plans.conflicts import TOUCHING_M, Activity
from detente.plans.heights import compare
from detente.plans.meetings import Asked
from detente.terms.truth import Truth
from detente.terms.where import Moving, Volume
from detente.terms.who import Bounds, Separation

FREE, ASK, BLOCKED = 0, 1, 2
"""What is known of one whole second (or metre) of change."""

CELL_S = 0.5
_EDGE_S = 1e-5  # nearer than this to the edge of a projection is for the engine to say
_EDGE_M = 1e-4
_LEAVES_MAX = 256  # pieces of one timetable tried on the engine; beyond, seconds are

States = NDArray[np.uint8]


class Changes:
    """What is known of every whole change from -reach to reach."""

    def __init__(self, reach: int, states: States | None = None) -> None:
        self.reach = reach
        self.states = np.zeros(2 * reach + 1, dtype=np.uint8) if states is None else states

    def turned(self) -> Changes:
        """The same, seen from the other side: its shift forward is ours back."""
        return Changes(self.reach, self.states[::-1])

    def block_all(self) -> None:
        """Every change leaves them meeting."""
        self.states[:] = BLOCKED

    def mark(self, low: Floats, high: Floats, state: int) -> None:
        """Whole changes in [low, high] of each row are at least of that state."""
        first, last = self._whole(low, high)
        keep = first <= last
        size = len(self.states) + 1
        edges = np.bincount(first[keep], minlength=size)
        edges -= np.bincount(last[keep] + 1, minlength=size)
        held = np.cumsum(edges)[:-1] > 0
        np.maximum(self.states, held.astype(np.uint8) * np.uint8(state), out=self.states)

    def open(self, low: Floats, high: Floats) -> Bools:
        """Whether any whole change in [low, high] of each row is still FREE."""
        first, last = self._whole(low, high)
        free = np.concatenate(([0], np.cumsum(self.states == FREE)))
        result: Bools = (first <= last) & (free[np.maximum(last, -1) + 1] - free[first] > 0)
        return result

    def project(self, low: Floats, high: Floats, sure: Bools) -> None:
        """Rows block what they project to where sure; else (and at the edges) ask."""
        self.mark(low - _EDGE_S, high + _EDGE_S, ASK)
        self.mark(low[sure] + _EDGE_S, high[sure] - _EDGE_S, BLOCKED)

    def _whole(self, low: Floats, high: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        reach = self.reach
        first = np.ceil(np.clip(low, -reach, reach + 1)).astype(np.int64) + reach
        last = np.floor(np.clip(high, -reach - 1, reach)).astype(np.int64) + reach
        return first, last


def in_time(
    a: Activity,
    b: Activity,
    separation: Separation,
    bounds: Bounds,
    reach_s: int,
    *,
    closed: bool,
) -> States:
    """For each shift of a by -reach_s to reach_s whole seconds: does it leave the two meeting?"""
    changes = Changes(reach_s)
    names = (a.plan, b.plan)
    asked = Asked(names, separation.horizontal_m + TOUCHING_M, separation.time_s, closed)
    wide_s = separation.time_s + reach_s  # at some shift: as at none, with so much more of time
    for i, j in candidates.within(a.volumes, b.volumes, asked.within_m, wide_s):
        one, two = a.volumes[i], b.volumes[j]
        heights = compare((a.plan, one.band), (b.plan, two.band), bounds, separation.vertical_m)
        if heights.meet is Truth.NO:
            continue
        if isinstance(one, Moving):
            if isinstance(two, Moving):
                _two_moving(changes, one, two, asked)
            else:
                _moving(changes, one, two, asked)
        elif isinstance(two, Moving):
            _moving(changes.turned(), two, one, asked)
        else:
            _standing(changes, one, two, asked)
    return changes.states


def _standing(changes: Changes, a: Volume, b: Volume, asked: Asked) -> None:
    """Two standing volumes: an interval, from times.meet."""
    low, high = -float(changes.reach), float(changes.reach)
    if a.span is not None and b.span is not None:
        one, two = times.ticks_of(a.span), times.ticks_of(b.span)
        first, last = two[0] - one[1] - asked.apart, two[1] - one[0] + asked.apart
        # in whole microseconds: strictly between them, or closed
        first, last = (first, last) if asked.closed else (first + 1, last - 1)
        low, high = float(-(-first // 1_000_000)), float(last // 1_000_000)
    row = np.array([low]), np.array([high])
    if changes.open(*row)[0] and distance.near(a.footprint, b.footprint, asked.within_m):
        changes.mark(*row, BLOCKED)


def _moving(changes: Changes, a: Moving, b: Volume, asked: Asked) -> None:
    """Something moving, and a standing volume: when it is near, in seconds of its timetable."""
    track, origin = Track(a, a.fixes[0][0]), times.ticks(a.fixes[0][0])
    first, last = track.stretch
    if b.span is None:
        swept = track.swept(first, last, a.radius_m)
        if distance.near(swept, b.footprint, asked.within_m) is not None:
            changes.block_all()
        return
    start, end = ((tick - origin) / 1e6 for tick in times.ticks_of(b.span))
    apart = (asked.apart + times.outward(a.slack_s)) / 1e6
    limit = a.radius_m + distance.radius_m(b.footprint) + asked.within_m
    starts = np.array([max(first, start - changes.reach - apart)])
    ends = np.array([min(last, end + changes.reach + apart)])
    leaves = 0
    while len(starts):
        low, high = start - apart - ends, end + apart - starts
        keep = (starts <= ends) & changes.open(low - _EDGE_S, high + _EDGE_S)
        starts, ends, low, high = starts[keep], ends[keep], low[keep], high[keep]
        if not len(starts):
            return
        middle, half = (starts + ends) / 2, (ends - starts) / 2
        metres, error = distance.to_points(*track.at(middle), b.footprint)
        slack = track.speed_within(starts, ends) * half
        near = metres + error + slack <= limit - _EDGE_M
        undecided = ~near & (metres - error - slack <= limit + _EDGE_M)
        changes.project(low[near], high[near], np.ones(int(near.sum()), dtype=bool))
        leaf = undecided & ((2 * half <= CELL_S / 8) | (slack <= _EDGE_M))
        for at in np.flatnonzero(leaf).tolist():
            leaves += 1
            piece = (float(starts[at]), float(ends[at]))
            swept = track.swept(*piece, a.radius_m)
            if leaves <= _LEAVES_MAX:
                if distance.near(swept, b.footprint, asked.within_m) is None:
                    continue
                # near somewhere in the piece: so it is whenever the span holds all of the piece
                inner = np.array([start - apart - piece[0]]), np.array([end + apart - piece[1]])
                changes.mark(inner[0] + _EDGE_S, inner[1] - _EDGE_S, BLOCKED)
            changes.mark(low[at : at + 1] - _EDGE_S, high[at : at + 1] + _EDGE_S, ASK)
        halved = undecided & ~leaf
        starts, ends, middle = starts[halved], ends[halved], middle[halved]
        starts, ends = np.concatenate((starts, middle)), np.concatenate((middle, ends))


def _two_moving(changes: Changes, a: Moving, b: Moving, asked: Asked) -> None:
    """Two moving things: where they are near, in seconds t of one timetable and u of the other."""
    origin = min(a.fixes[0][0], b.fixes[0][0])
    one, two = Track(a, origin), Track(b, origin)
    slack_us = times.outward(a.slack_s) + times.outward(b.slack_s)
    apart = (asked.apart + slack_us) / 1e6
    limit = a.radius_m + b.radius_m + asked.within_m
    cells = np.array([[*one.stretch, *two.stretch]])  # rows of t from, t to, u from, u to
    while len(cells):
        low, high = cells[:, 2] - cells[:, 1] - apart, cells[:, 3] - cells[:, 0] + apart
        keep = changes.open(low - _EDGE_S, high + _EDGE_S)
        cells, low, high = cells[keep], low[keep], high[keep]
        if not len(cells):
            return
        t, u = (cells[:, 0] + cells[:, 1]) / 2, (cells[:, 2] + cells[:, 3]) / 2
        metres = geodesics.inverse(*one.at(t), *two.at(u))[2]
        by_t = one.speed_within(cells[:, 0], cells[:, 1]) * (cells[:, 1] - cells[:, 0]) / 2
        by_u = two.speed_within(cells[:, 2], cells[:, 3]) * (cells[:, 3] - cells[:, 2]) / 2
        slack = by_t + by_u
        near = metres + slack <= limit - _EDGE_M
        undecided = ~near & (metres - slack <= limit + _EDGE_M)
        wide = cells[:, 1] - cells[:, 0] + cells[:, 3] - cells[:, 2]
        leaf = undecided & ((wide <= CELL_S) | (slack <= _EDGE_M))
        if int(undecided.sum()) > CELLS_MAX:
            leaf = undecided
        done = near | leaf
        changes.project(low[done], high[done], near[done])
        cells, t, u = (part[undecided & ~leaf] for part in (cells, t, u))
        cells = _halved(cells, t, u, (by_t >= by_u)[undecided & ~leaf])


def _halved(cells: Floats, t: Floats, u: Floats, across_t: Bools) -> Floats:
    """Each cell in two, across that of its sides which is the longer way."""
    left, right = cells.copy(), cells.copy()
    left[across_t, 1] = right[across_t, 0] = t[across_t]
    left[~across_t, 3] = right[~across_t, 2] = u[~across_t]
    return np.concatenate((left, right))
