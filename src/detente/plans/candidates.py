"""Which volumes may meet at all, by their boxes and times: everything else is left out at once.

What this file knows: boxes and spans as arrays. What it must not know: distances; a candidate is
only a question. Rule: boxes are widened by half the separation each, so that of two footprints
within it the point half way lies in both boxes; times by the whole separation and the slack.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from detente.geometry import coverings
from detente.geometry.coverings import Box
from detente.geometry.geodesics import Bools, Floats, Ints
from detente.plans import times
from detente.terms.where import Corridor, Moving, Volume

_EVER, _NEVER = -(2**62), 2**62
_ROWS = 256


@dataclass(frozen=True, slots=True)
class _Table:
    """Volumes as arrays: box (middle longitude, half width, south, north), start and end in
    microseconds, which activity, which volume of it, whose.
    """

    lon: Floats
    half: Floats
    south: Floats
    north: Floats
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    activity: Ints
    volume: Ints
    actor: Ints

    def take(self, which: Ints | slice) -> _Table:
        return _Table(*(getattr(self, name)[which] for name in self.__slots__))


def pairs(
    volumes: Sequence[tuple[Volume | Moving, ...]],
    actors: Sequence[str],
    within_m: float,
    time_s: float,
) -> list[tuple[int, int]]:
    """Positions (i < j) of activities of different actors with volumes that may meet."""
    if not any(volumes):
        return []
    names = {name: at for at, name in enumerate(sorted(set(actors)))}
    table = _table(volumes, [names[actor] for actor in actors], within_m, time_s)
    table = table.take(np.argsort(table.start, kind="stable"))
    found: set[tuple[int, int]] = set()
    for first in range(0, len(table.start), _ROWS):
        rows = table.take(slice(first, first + _ROWS))
        last = int(np.searchsorted(table.start, rows.end.max(), side="right"))
        columns = table.take(slice(first, last))
        meet = _meet(rows, columns) & (rows.actor[:, None] != columns.actor[None, :])
        row, column = np.nonzero(meet)
        one, two = rows.activity[row], columns.activity[column]
        found.update(
            zip(np.minimum(one, two).tolist(), np.maximum(one, two).tolist(), strict=True)
        )
    return sorted(found)


def within(
    a: tuple[Volume | Moving, ...], b: tuple[Volume | Moving, ...], within_m: float, time_s: float
) -> list[tuple[int, int]]:
    """Positions (in a, in b) of the volumes of two activities that may meet."""
    if not a or not b:
        return []
    one, two = _table([a], [0], within_m, time_s), _table([b], [1], within_m, time_s)
    row, column = np.nonzero(_meet(one, two))
    return list(zip(row.tolist(), column.tolist(), strict=True))


def _meet(rows: _Table, columns: _Table) -> Bools:
    meet: Bools = (rows.start[:, None] <= columns.end) & (columns.start <= rows.end[:, None])
    meet &= (rows.south[:, None] <= columns.north) & (columns.south <= rows.north[:, None])
    aside = np.abs(np.remainder(rows.lon[:, None] - columns.lon + 180.0, 360.0) - 180.0)
    # boxes were rounded outward by 1e-9 degrees; these differences are good to 1e-13
    meet &= aside <= rows.half[:, None] + columns.half
    return meet


def _table(
    volumes: Sequence[tuple[Volume | Moving, ...]],
    actors: Sequence[int],
    within_m: float,
    time_s: float,
) -> _Table:
    flat = [volume for each in volumes for volume in each]
    boxes = [covering(volume, within_m / 2) for volume in flat]
    spans = np.array([_span(volume, times.outward(time_s)) for volume in flat], dtype=np.int64)
    counts = np.array([len(each) for each in volumes])
    activity = np.repeat(np.arange(len(counts)), counts)
    return _Table(
        *coverings.arrays(boxes),
        start=spans[:, 0],
        end=spans[:, 1],
        activity=activity,
        volume=np.concatenate([np.arange(count) for count in counts]),
        actor=np.array(actors)[activity],
    )


def _span(volume: Volume | Moving, apart: int) -> tuple[int, int]:
    """Half-open or closed is decided later: here both ends count."""
    if isinstance(volume, Moving):
        slack = times.outward(volume.slack_s)
        start, end = times.ticks(volume.fixes[0][0]), times.ticks(volume.fixes[-1][0])
        return start - slack - apart, end + slack + apart
    if volume.span is None:
        return _EVER, _NEVER
    start, end = times.ticks_of(volume.span)
    return start - apart, end + apart


@lru_cache(maxsize=65_536)
def covering(volume: Volume | Moving, margin_m: float) -> Box:
    """A box that holds every place of a volume, and everything within margin_m of it."""
    if isinstance(volume, Moving):
        path = tuple(place for _, place in volume.fixes)
        return coverings.box(Corridor(path, volume.radius_m), margin_m)
    return coverings.box(volume.footprint, margin_m)
