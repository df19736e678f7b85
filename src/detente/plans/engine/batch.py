"""All pairs of plans of different parties that conflict, at once.

What this file knows: the order of the work, its buffers and threads. What it must not know: how a
cell is scanned (sweep.py) or a pair decided (refining.py).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.plans.engine import judging, refining, rows, spheres, sweep
from detente.plans.engine.arrays import EVER_MS, Longs, PlanArrays
from detente.plans.engine.boxes import Whole
from detente.plans.engine.compiled import AVAILABLE
from detente.plans.engine.refining import Asked
from detente.plans.engine.rows import Columns, Margins
from detente.plans.meetings import TOUCHING_M

Reading = Literal["geodesic", "planar"]
Pairs = NDArray[np.int64]

_ROOM = 65_536


def pairs(
    arrays: PlanArrays,
    *,
    horizontal_m: float = 0.0,
    vertical_m: float = 0.0,
    time_ms: int = 0,
    closed: bool = True,
    reading: Reading = "geodesic",
    threads: int = 1,
) -> Pairs:
    """Indexes of the plans that conflict, (k, 2) with the smaller first, sorted.

    geodesic: as plans.conflicts decides, with this separation between any two. planar: degrees
    read as a plane, polygons closed; radii and horizontal_m must be 0. ValueError: that, or a
    number that cannot be read.
    """
    if reading == "planar" and (horizontal_m > 0 or np.any(arrays.radius_m > 0)):
        raise ValueError("the planar reading knows no distances: horizontal_m and radii must be 0")
    bad = np.isnan(arrays.z0) | np.isnan(arrays.z1) | ~(arrays.radius_m >= 0)
    if np.any(bad | (arrays.z1 < arrays.z0) | (arrays.t1 < arrays.t0)):
        raise ValueError("a height, time or radius cannot be read")
    if len(arrays) < 2:
        return np.empty((0, 2), dtype=np.int64)
    if not AVAILABLE:
        from detente.plans.engine import fallback  # noqa: PLC0415 - it knows this file

        return fallback.pairs(
            arrays,
            horizontal_m=horizontal_m,
            vertical_m=vertical_m,
            time_ms=time_ms,
            closed=closed,
            reading=reading,
        )
    flat = reading == "planar"
    within = horizontal_m + TOUCHING_M
    asked = (float(within), float(vertical_m), int(time_ms), bool(closed), flat)
    columns = columns_of(arrays)
    whole = make_rows(arrays, columns, asked)
    candidates = find_candidates(whole, threads)
    return _decided(arrays, columns, whole, candidates, asked, threads)


def columns_of(arrays: PlanArrays) -> Columns:
    """The arrays as kernels take them."""
    return (
        *(arrays.plan, arrays.party, arrays.off, arrays.lon, arrays.lat, arrays.radius_m),
        *(arrays.kind, arrays.z0, arrays.z1, arrays.t0, arrays.t1, arrays.edges),
    )


def make_rows(arrays: PlanArrays, columns: Columns, asked: Asked) -> Whole:
    """A row for each volume, not yet split at the antimeridian."""
    margins = margins_of(arrays, asked)
    whole = np.empty((len(arrays), rows.COLUMNS), dtype=np.int32)
    wide = np.empty(len(arrays), dtype=np.int64)
    count = rows.fill(columns, margins, whole, wide)
    for at in wide[:count].tolist():
        part = slice(arrays.off[at], arrays.off[at + 1])
        reach = (float(arrays.radius_m[at]), asked[0] / 2)
        edges, kind = int(arrays.edges[at]), int(arrays.kind[at])
        box = judging.wide_box(arrays.lon[part], arrays.lat[part], kind, edges, reach)
        rows.set_box(whole[at], *box)
    return whole


def margins_of(arrays: PlanArrays, asked: Asked) -> Margins:
    """How far rows are widened, and how their times are counted."""
    known0 = arrays.t0[arrays.t0 > -EVER_MS]
    known1 = arrays.t1[arrays.t1 < EVER_MS]
    origin = int(known0.min(initial=EVER_MS))
    last = int(known1.max(initial=-EVER_MS))
    if origin > last:
        origin, last = 0, 1
    span = last - origin + asked[2] + 1
    shift = max(0, span.bit_length() - 30)
    half = -(-asked[2] // 2)
    return (asked[0] / 2, asked[1] / 2, half, origin, shift, asked[4])


def find_candidates(whole: Whole, threads: int = 1) -> Whole:
    """Pairs of volumes of different parties whose rows meet; a few of them more than once."""
    crossing = rows.crossings(whole)
    if crossing:
        given = len(whole)
        whole = np.concatenate((whole, np.empty((crossing, rows.COLUMNS), dtype=np.int32)))
        rows.split(whole, given)
    order = sweep.by_start(whole)
    buckets = 1 << max(4, int(len(whole) // 4).bit_length())
    sizes = np.zeros(2 * buckets, dtype=np.int32)
    levels = np.empty(len(whole), dtype=np.uint8)
    used = sweep.count_hosts(whole, levels, sizes)
    sweep.count_guests(whole, levels, used, sizes)
    first, longest = sweep.starts(sizes)
    entries = np.empty(int(first[-1]), dtype=np.int32)
    sweep.scatter(whole, order, levels, used, first, entries)

    def work(span: tuple[int, int]) -> Whole:
        return _scanned(whole, entries, (first, longest), span)

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(work, _spans(first, buckets, threads)))
    return np.concatenate(found)


def _spans(first: Longs, buckets: int, threads: int) -> list[tuple[int, int]]:
    """Buckets in parts with as many entries each, several for each of several threads."""
    parts = 1 if threads <= 1 else 8 * threads
    goals = np.arange(1, parts) * (int(first[-1]) / parts)
    cuts = [0, *(np.searchsorted(first[::2], goals)).tolist(), buckets]
    return [(start, end) for start, end in pairwise(cuts) if start < end]


def _scanned(
    whole: Whole, entries: sweep.Index, lists: tuple[Longs, int], span: tuple[int, int]
) -> Whole:
    room = _ROOM
    parts: list[Whole] = []
    at = span[0]
    while at < span[1]:
        out = np.empty((room, 2), dtype=np.int32)
        count, on = sweep.scan(whole, entries, *lists, (at, span[1]), out)
        parts.append(out[:count])
        room *= 4 if on == at else 2
        at = on
    return np.concatenate(parts) if parts else np.empty((0, 2), dtype=np.int32)


def _decided(
    arrays: PlanArrays,
    columns: Columns,
    whole: Whole,
    candidates: Whole,
    asked: Asked,
    threads: int,
) -> Pairs:
    parts = np.array_split(candidates, threads) if threads > 1 else [candidates]
    most = int(np.diff(arrays.off).max())
    drawn = spheres.table()

    def work(part: Whole) -> tuple[Longs, Whole]:
        found = np.full(1 << max(4, (2 * len(part)).bit_length()), -1, dtype=np.int64)
        unsure = np.empty_like(part)
        scratch = np.empty((4, most))
        count = refining.refine(drawn, columns, whole, part, asked, scratch, found, unsure)
        return found[found >= 0], unsure[:count]

    with ThreadPoolExecutor(max(1, threads)) as pool:
        answers = list(pool.map(work, parts))
    keys = np.unique(np.concatenate([found for found, _ in answers]))
    unsure = np.concatenate([left for _, left in answers])
    keys = np.union1d(keys, _judged(arrays, unsure, keys, asked)) if len(unsure) else keys
    return np.stack((keys >> 32, keys & 0xFFFFFFFF), axis=1)


def _judged(arrays: PlanArrays, unsure: Whole, keys: Longs, asked: Asked) -> Longs:
    """The pairs of plans that meet by what the kernels left open."""
    known = set(keys.tolist())
    for i, j in unsure.tolist():
        one, two = sorted((int(arrays.plan[i]), int(arrays.plan[j])))
        key = (one << 32) | two
        if key not in known and judge(arrays, i, j, asked):
            known.add(key)
    return np.array(sorted(known), dtype=np.int64)


def judge(arrays: PlanArrays, i: int, j: int, asked: Asked) -> bool:
    """Whether the footprints of two volumes meet, asked of geometry (planar: of GEOS)."""
    sides = [slice(arrays.off[at], arrays.off[at + 1]) for at in (i, j)]
    if asked[4]:
        one, two = ((arrays.lon[part], arrays.lat[part]) for part in sides)
        return judging.share_a_point(one, two)
    footprints = [
        judging.footprint(
            *(arrays.lon[part], arrays.lat[part], int(arrays.kind[at])),
            *(int(arrays.edges[at]), float(arrays.radius_m[at])),
        )
        for at, part in zip((i, j), sides, strict=True)
    ]
    return judging.within(footprints[0], footprints[1], asked[0])
