"""The search: the smallest change after which neither meets the other, nor anything else filed.

What this file knows: two activities that meet, and the field of all others. What it must not
know: who asks, what may be disclosed.

Rule 1. Each change is tried from the smallest on, in whole seconds or metres; those that are
known to be blocked (blocked.py, heights.py) are left out, every other is proved with the engine
against the other side and everything near, or it is not offered. So what is offered is free, and
nothing smaller is.
Rule 2. Where it meets a third plan, what that one blocks is left out too, and the search goes on.
Rule 3. Shared means half and half, to the second or metre: one side as far as the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from math import floor

import numpy as np

from detente.plans import times
from detente.plans.apart import blocked, heights
from detente.plans.apart.blocked import BLOCKED, States
from detente.plans.apart.field import Field
from detente.plans.apart.limits import HEIGHT_MOST_M, TIME_MOST_S, TRIES_MAX
from detente.plans.apart.shifts import higher, hull_ticks, later
from detente.plans.apart.values import (
    OPPOSITE,
    NoWay,
    WayApart,
    Ways,
    moved,
    ranked,
    within_words,
)
from detente.plans.conflicts import TOUCHING_M, Activity, SeparationFor, between
from detente.terms.who import Bounds, Separation

_SIGN = {"delay": 1, "raise": 1, "advance": -1, "lower": -1}


@dataclass(frozen=True)
class Asking:
    """Two activities that meet, and what is asked about them.

    among: everything else that stands. changes: moments at which separation_for may answer
    otherwise (what is in force changes). widest: no separation exceeds it; without it
    separation_for is asked about every plan. movable: ids of those that may be moved (a side asks
    about its own). grid_s: a plan may start only at whole multiples of it since 1970 (1: any whole
    change). in_height: whether changes of height are looked for. now: of the person who asks.
    """

    a: Activity
    b: Activity
    among: Field
    separation_for: SeparationFor
    bounds: Bounds
    changes: tuple[datetime, ...] = ()
    widest: Separation | None = None
    movable: frozenset[str] | None = None
    grid_s: int = 1
    in_height: bool = True
    closed: bool = False
    now: datetime | None = None
    _near: dict[tuple[str, int], tuple[Activity, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _blocked: dict[tuple[bool, str, str, Separation], States] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def sides(self) -> tuple[Activity, ...]:
        """Those that may be moved."""
        both = (self.a, self.b)
        return both if self.movable is None else tuple(x for x in both if x.plan in self.movable)

    @cached_property
    def reach(self) -> tuple[float, int]:
        """Metres and microseconds within which anything can matter to either."""
        if self.widest is not None:
            found = [self.widest]
        else:
            found = [
                self.separation_for(side, other)
                for side in (self.a, self.b)
                for other in (*self.among.against(side), self.b)
                if other is not side
            ]
        return (
            max(one.horizontal_m for one in found) + TOUCHING_M,
            times.outward(max(one.time_s for one in found)),
        )

    def partner(self, side: Activity) -> Activity:
        """The other of the two."""
        return self.b if side is self.a else self.a

    def near(self, side: Activity, most_s: int) -> tuple[Activity, ...]:
        """All others that it could meet when moved by up to so many seconds."""
        key = (side.plan, most_s)
        if key not in self._near:
            metres, apart = self.reach
            found = self.among.near(side, metres, apart + most_s * 1_000_000)
            both = (self.a.plan, self.b.plan)
            self._near[key] = tuple(one for one in found if one.plan not in both)
        return self._near[key]

    def blocked(self, time: bool, one: Activity, two: Activity, apart: Separation) -> States:
        """What is known of each change of one against two, from -most to most."""
        key = (time, one.plan, two.plan, apart)
        if key not in self._blocked:
            of_change = blocked.in_time if time else heights.in_height
            most = TIME_MOST_S if time else HEIGHT_MOST_M
            found = of_change(one, two, apart, self.bounds, most, closed=self.closed)
            self._blocked[key] = found
            self._blocked[time, two.plan, one.plan, apart] = found[::-1]
        return self._blocked[key]


def ways_apart(asking: Asking) -> Ways:
    """Every kind of change of either side, and shared: the smallest that is free of conflicts."""
    ways: list[WayApart] = []
    without: list[NoWay] = []
    for search in _searches(asking):
        found = search.run()
        if isinstance(found, NoWay):
            without.append(found)
        else:
            ways.append(found)
    return Ways(ranked(ways), tuple(without))


def after(way: WayApart, activity: Activity) -> Activity:
    """An activity after a change; the same where it is none of those that move."""
    if activity.plan not in way.of:
        return activity
    sign = _SIGN[way.kind] * (1 if activity.plan == way.of[0] else -1)
    if way.by_s is not None:
        return later(activity, sign * way.by_s)
    return higher(activity, sign * (way.by_m or 0))


def _searches(asking: Asking) -> Iterator[_Search]:
    sides = asking.sides
    kinds = ("delay", "advance", *(("raise", "lower") if asking.in_height else ()))
    for kind in kinds:
        for side in sides:
            yield _Search(asking, kind, (side,))
    if len(sides) == 2 and asking.grid_s == 1:
        for kind in kinds:
            yield _Search(asking, kind, sides)


@dataclass
class _Search:
    """One kind of change, of one side or of both by as much the other way."""

    asking: Asking
    kind: str
    of: tuple[Activity, ...]
    met: dict[str, None] = field(default_factory=dict)  # ids of plans in the way, in order

    @property
    def names(self) -> tuple[str, ...]:
        """Ids of the plans that move."""
        return tuple(one.plan for one in self.of)

    @property
    def in_time(self) -> bool:
        """Whether it is a change of time."""
        return self.kind in ("delay", "advance")

    @cached_property
    def signs(self) -> Mapping[str, int]:
        """Which way each plan moves."""
        sign = _SIGN[self.kind]
        return dict(zip(self.names, (sign, -sign), strict=False))

    def at(self, one: Activity, by: int) -> Activity:
        """An activity after the change; others stay as they are."""
        move = later if self.in_time else higher
        return move(one, self.signs.get(one.plan, 0) * by)

    def run(self) -> WayApart | NoWay:
        """The smallest change that is free, or why there is none."""
        held = self._held()
        if held is not None:
            return NoWay(self.kind, self.names, held)
        most = self._most()
        states = self._allowed(most)
        first = self.of[0]
        partner = self.asking.partner(first)
        known = {(first.plan, partner.plan)}
        self.met[partner.plan] = None
        np.maximum(states, self._states(first, partner, most), out=states)
        for _ in range(TRIES_MAX):
            free = np.flatnonzero(states < BLOCKED)
            if not len(free):
                break
            by = int(free[0])
            clash = self._clash(by)
            if clash is None:
                return self._way(by)
            side, other = clash
            states[by] = BLOCKED
            if (side.plan, other.plan) not in known:
                known.add((side.plan, other.plan))
                self.met[other.plan] = None
                np.maximum(states, self._states(side, other, most), out=states)
        else:
            why = f"{TRIES_MAX} changes were tried, and none was free: the search ended there"
            return NoWay(self.kind, self.names, why, tuple(self.met))
        why = f"none was found within {within_words(self.kind, shared=len(self.of) > 1)}"
        return NoWay(self.kind, self.names, why, tuple(self.met))

    # --- how far it may go -----------------------------------------------------------------------

    def _held(self) -> str | None:
        for one in self.of:
            if self.in_time and hull_ticks(one) is None:
                return f"the time of {one.plan} is not known"
            if not self.in_time and (why := heights.held(one)):
                return why
        return None

    def _most(self) -> int:
        most = (TIME_MOST_S if self.in_time else HEIGHT_MOST_M) // len(self.of)
        if self.in_time:
            return most
        for one in self.of:
            up = self.signs[one.plan] > 0
            room = heights.room_up(one) if up else heights.room_down(one, self.asking.bounds)
            most = min(most, room)
        return most

    def _allowed(self, most: int) -> States:
        """Changes of 0 to most: none is no change; some start off the grid."""
        states = np.zeros(most + 1, dtype=np.uint8)
        states[0] = BLOCKED
        grid = self.asking.grid_s
        if self.in_time and grid > 1:
            hull = hull_ticks(self.of[0])
            assert hull is not None
            starts = hull[0] // 1_000_000 + self.signs[self.of[0].plan] * np.arange(most + 1)
            states[starts % grid != 0] = BLOCKED
        return states

    # --- what is in the way ----------------------------------------------------------------------

    def _states(self, one: Activity, two: Activity, most: int) -> States:
        """What is known of each change from 0 to most for two activities."""
        relative = self.signs.get(one.plan, 0) - self.signs.get(two.plan, 0)
        states = np.zeros(most + 1, dtype=np.uint8)
        for first, last, apart in self._separations(one, two, most):
            found = self.asking.blocked(self.in_time, one, two, apart)
            by = np.arange(first, last + 1)
            states[first : last + 1] = found[relative * by + len(found) // 2]
        return states

    def _separations(
        self, one: Activity, two: Activity, most: int
    ) -> Iterator[tuple[int, int, Separation]]:
        """The separations that hold between two activities, change by change: (from, to, which).

        They depend on what is in force while both could be there, so that they can change only
        where an end of either passes an end of the other, or a moment at which that changes.
        """
        cuts = {0, most + 1}
        hulls = [(hull_ticks(each), self.signs.get(each.plan, 0)) for each in (one, two)]
        if self.in_time and self.asking.changes:
            ends = [(end, sign) for hull, sign in hulls if hull for end in hull]
            fixed = [(times.ticks(each), 0) for each in self.asking.changes]
            for start, sign in ends:
                for end, other in (*ends, *fixed):
                    if sign != other:
                        passes = floor((end - start) / ((sign - other) * 1e6))
                        cuts |= {passes, passes + 1}
        ordered = sorted(cut for cut in cuts if 0 <= cut <= most + 1)
        for first, following in pairwise(ordered):
            asked = self.asking.separation_for(self.at(one, first), self.at(two, first))
            yield first, following - 1, asked

    def _clash(self, by: int) -> tuple[Activity, Activity] | None:
        """The first conflict that is left after a change, by the engine; None: there is none."""
        first = self.of[0]
        if self._meet(first, self.asking.partner(first), by):
            return first, self.asking.partner(first)
        for side in self.of:
            for other in self._near(side):
                if self._meet(side, other, by):
                    return side, other
        return None

    def _near(self, side: Activity) -> tuple[Activity, ...]:
        return self.asking.near(side, TIME_MOST_S if self.in_time else 0)

    def _meet(self, one: Activity, two: Activity, by: int) -> bool:
        a, b = self.at(one, by), self.at(two, by)
        asking = self.asking
        separation = asking.separation_for(a, b)
        return between(a, b, separation, asking.bounds, closed=asking.closed) is not None

    def _way(self, by: int) -> WayApart:
        kinds = (self.kind, OPPOSITE[self.kind])
        ends = tuple(
            moved(one, self.at(one, by), kind) for one, kind in zip(self.of, kinds, strict=False)
        )
        now = self.asking.now
        moments = [at for one in ends for at in (one.was_at, one.starts_at) if at is not None]
        against = {other.plan for one in self.of for other in self.asking.among.against(one)}
        return WayApart(
            kind=self.kind,
            of=self.names,
            by_s=by if self.in_time else None,
            by_m=None if self.in_time else by,
            shared=len(self.of) > 1,
            free_of=len(against | {self.asking.a.plan, self.asking.b.plan}) - 1,
            ends=ends,
            in_time=None if now is None else all(now <= at for at in moments),
        )
