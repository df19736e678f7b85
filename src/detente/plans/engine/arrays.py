"""Plans as arrays: what the kernels read, and how activities become that.

What this file knows: the layout. What it must not know: what conflicts.

What arrays can express: areas of one ring, paths and points with a distance around, closed
heights over one reference, times in whole milliseconds. Activities with anything else (holes,
timetables, heights of several references, times finer than that) are named by
`Built.beyond`; their arrays are coverings, and plans.conflicts decides every pair they are in.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.geometry.geodesics import Floats
from detente.plans import times
from detente.plans.conflicts import Activity
from detente.plans.engine.deciding import AREA, GEODESIC, LONLAT, PATH, POINT
from detente.terms.where import Area, Band, Corridor, Disc, Edges, Footprint, Moving, Volume

EVER_MS = 2**61
"""Times outside +-EVER_MS are before and after everything."""

Longs = NDArray[np.int64]
Codes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class PlanArrays:
    """n_plan plans of n_vol volumes with n_vert vertices.

    plan int32[n_vol]: index of the plan. party int32[n_plan]. off int64[n_vol + 1]: vertices of
    volume v are off[v] to off[v + 1]; rings without the closing vertex. lon, lat float64[n_vert]:
    degrees. radius_m float64[n_vol]: distance around. kind uint8[n_vol]: 0 area, 1 path, 2 point.
    z0, z1 float64[n_vol]: metres, infinite where unbounded. t0, t1 int64[n_vol]: milliseconds.
    edges uint8[n_vol]: 0 geodesic, 1 lon/lat.
    """

    plan: NDArray[np.int32]
    party: NDArray[np.int32]
    off: Longs
    lon: Floats
    lat: Floats
    radius_m: Floats
    kind: Codes
    z0: Floats
    z1: Floats
    t0: Longs
    t1: Longs
    edges: Codes

    def __len__(self) -> int:
        return len(self.plan)


def polygons(
    *,
    plan: NDArray[np.integer],
    party: NDArray[np.integer],
    off: NDArray[np.integer],
    lon: Floats,
    lat: Floats,
    z0: Floats,
    z1: Floats,
    t0: NDArray[np.integer],
    t1: NDArray[np.integer],
    edges: int = GEODESIC,
) -> PlanArrays:
    """Bare polygons, all with the same kind of edges, brought into the layout."""
    count = len(plan)
    return PlanArrays(
        plan=np.ascontiguousarray(plan, dtype=np.int32),
        party=np.ascontiguousarray(party, dtype=np.int32),
        off=np.ascontiguousarray(off, dtype=np.int64),
        lon=np.ascontiguousarray(lon, dtype=np.float64),
        lat=np.ascontiguousarray(lat, dtype=np.float64),
        radius_m=np.zeros(count),
        kind=np.full(count, AREA, dtype=np.uint8),
        z0=np.ascontiguousarray(z0, dtype=np.float64),
        z1=np.ascontiguousarray(z1, dtype=np.float64),
        t0=np.ascontiguousarray(t0, dtype=np.int64),
        t1=np.ascontiguousarray(t1, dtype=np.int64),
        edges=np.full(count, edges, dtype=np.uint8),
    )


@dataclass(frozen=True, slots=True)
class Built:
    """Arrays of activities, and the positions of those whose arrays only cover them."""

    arrays: PlanArrays
    beyond: frozenset[int]


def build(activities: Sequence[Activity]) -> Built:
    """Activities as arrays, plan i = activities[i]; parties numbered by actor."""
    actors = {actor: at for at, actor in enumerate(sorted({each.actor for each in activities}))}
    references = {
        volume.band.reference
        for each in activities
        for volume in each.volumes
        if volume.band is not None
    }
    one_reference = len(references) <= 1
    rows: list[_Row] = []
    beyond = set()
    for at, each in enumerate(activities):
        for volume in each.volumes:
            row = _row(at, volume, one_reference)
            rows.append(row)
            if row.covering:
                beyond.add(at)
    points = [point for row in rows for point in row.points]
    lon, lat = (np.array([point[axis] for point in points]) for axis in (0, 1))
    return Built(
        PlanArrays(
            plan=np.array([row.plan for row in rows], dtype=np.int32),
            party=np.array([actors[each.actor] for each in activities], dtype=np.int32),
            off=np.cumsum([0, *(len(row.points) for row in rows)], dtype=np.int64),
            lon=lon.astype(np.float64),
            lat=lat.astype(np.float64),
            radius_m=np.array([row.radius_m for row in rows], dtype=np.float64),
            kind=np.array([row.kind for row in rows], dtype=np.uint8),
            z0=np.array([row.heights[0] for row in rows], dtype=np.float64),
            z1=np.array([row.heights[1] for row in rows], dtype=np.float64),
            t0=np.array([row.times[0] for row in rows], dtype=np.int64),
            t1=np.array([row.times[1] for row in rows], dtype=np.int64),
            edges=np.array([row.edges for row in rows], dtype=np.uint8),
        ),
        frozenset(beyond),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    plan: int
    points: tuple[tuple[float, float], ...]
    kind: int
    edges: int
    radius_m: float
    heights: tuple[float, float]
    times: tuple[int, int]
    covering: bool


def _row(plan: int, volume: Volume | Moving, one_reference: bool) -> _Row:
    if isinstance(volume, Moving):
        footprint: Footprint = volume.swept
        slack = times.outward(volume.slack_s)
        start = times.ticks(volume.fixes[0][0]) - slack
        end = times.ticks(volume.fixes[-1][0]) + slack
    else:
        footprint = volume.footprint
        start, end = -EVER_MS * 1000, EVER_MS * 1000
        if volume.span is not None:
            start, end = times.ticks_of(volume.span)
    points, kind, radius_m = _shape(footprint)
    heights = _heights(volume.band) if one_reference else (-math.inf, math.inf)
    exact = (
        one_reference
        and not isinstance(volume, Moving)
        and not (isinstance(footprint, Area) and len(footprint.rings) > 1)
        and start % 1000 == 0
        and end % 1000 == 0
    )
    edges = GEODESIC
    if not isinstance(footprint, Disc) and footprint.edges is Edges.LONLAT:
        edges = LONLAT
    span = (start // 1000, -(-end // 1000))
    return _Row(plan, points, kind, edges, radius_m, heights, span, not exact)


def _shape(footprint: Footprint) -> tuple[tuple[tuple[float, float], ...], int, float]:
    if isinstance(footprint, Disc):
        return (footprint.centre,), POINT, footprint.radius_m
    if isinstance(footprint, Corridor):
        return footprint.path, PATH, footprint.half_width_m
    return footprint.rings[0][:-1], AREA, footprint.margin_m


def _heights(band: Band | None) -> tuple[float, float]:
    low = -math.inf if band is None or band.lower_m is None else band.lower_m
    return low, math.inf if band is None or band.upper_m is None else band.upper_m
