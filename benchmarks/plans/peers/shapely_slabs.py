"""Shapely: a tree of boxes for every quarter of an hour, NumPy for the rest, GEOS to decide.

What this file knows: shapely. What it must not know: other engines.

A tree cannot be added to, so that the incremental protocol is query only: its answers are found
in a tree of everything loaded, and operations that are filed later are not in it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks.plans.peers.engine import Batch, Insert, Longs, sorted_pairs
from benchmarks.plans.workloads import Workload

SLAB_MS = 900_000


class ShapelySlabs:
    """NumPy and GEOS, without any code of ours."""

    name = "shapely"
    note = "in memory; cannot insert, so that its incremental figure is a query alone"

    def batch(self, work: Workload) -> Batch:
        """A slab at a time; a pair belongs to the slab in which the later of the two starts."""
        wall, cpu = time.perf_counter(), time.process_time()
        shapes = polygons(work)
        first = (work.t0 // SLAB_MS).astype(np.int64)
        times = work.t1 // SLAB_MS - first + 1
        volume = np.repeat(np.arange(len(work.op)), times)
        slab = np.repeat(first, times) + _count_up(times)
        in_order = np.argsort(slab, kind="stable")
        volume, slab = volume[in_order], slab[in_order]
        cuts = np.flatnonzero(np.diff(slab)) + 1
        ones, twos = [], []
        for here, held in zip(slab[np.r_[0, cuts]], np.split(volume, cuts), strict=True):
            one, two = shapely.STRtree(shapes[held]).query(shapes[held])
            one, two = held[one], held[two]
            later = np.maximum(first[one], first[two])
            mine = (one < two) & (later == here)
            one, two = one[mine], two[mine]
            near = _meet(work, one, two)
            one, two = one[near], two[near]
            meet = shapely.intersects(shapes[one], shapes[two])
            ones.append(work.op[one[meet]])
            twos.append(work.op[two[meet]])
        pairs = sorted_pairs(np.concatenate(ones), np.concatenate(twos))
        return Batch(pairs, time.perf_counter() - wall, time.process_time() - cpu)

    @contextmanager
    def incremental(self, work: Workload, loaded: Longs) -> Iterator[Insert]:
        """Queries of what is loaded; see above."""
        shapes = polygons(work)
        held = np.flatnonzero(np.isin(work.op, loaded))
        tree = shapely.STRtree(shapes[held])
        volumes = work.first_volumes()

        def insert(operation: int) -> Iterable[int]:
            mine = np.arange(volumes[operation], volumes[operation + 1])
            one, two = tree.query(shapes[mine])
            one, two = mine[one], held[two]
            near = _meet(work, one, two)
            one, two = one[near], two[near]
            found = work.op[two[shapely.intersects(shapes[one], shapes[two])]]
            return set(found.tolist())

        yield insert


def polygons(work: Workload) -> NDArray[np.object_]:
    """A polygon for each volume, in whole 1e-7 degrees."""
    count = np.diff(work.off)
    closed = np.concatenate(([0], np.cumsum(count + 1)))
    volume = np.repeat(np.arange(len(count)), count + 1)
    place = np.arange(closed[-1]) - closed[volume]
    place[place == count[volume]] = 0
    corner = work.off[volume] + place
    points = np.stack((work.x[corner], work.y[corner]), axis=1).astype(np.float64)
    ends = np.arange(len(count) + 1)
    made: NDArray[np.object_] = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, points, (closed, ends)
    )
    return made


def _meet(work: Workload, one: Longs, two: Longs) -> NDArray[np.bool_]:
    """Other party, and common heights and times."""
    meet: NDArray[np.bool_] = (
        (work.party[one] != work.party[two])
        & (work.t0[one] <= work.t1[two])
        & (work.t0[two] <= work.t1[one])
        & (work.z0[one] <= work.z1[two])
        & (work.z0[two] <= work.z1[one])
    )
    return meet


def _count_up(times: Longs) -> Longs:
    """0, 1, .. for each of them: (3, 1, 2) gives 0 1 2 0 0 1."""
    ends = np.cumsum(times)
    return np.arange(ends[-1]) - np.repeat(ends - times, times)
