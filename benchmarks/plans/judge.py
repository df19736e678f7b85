"""Which operations conflict, decided without any index and without any library of geometry.

What this file knows: the planar reading. What it must not know: any engine it judges.

The planar reading: edges straight between vertices in whole 1e-7 degrees, every interval closed
(space, height, time), only operations of different parties conflict. All arithmetic is on whole
numbers: differences stay below 2**31, cross products below 2**63, so that every sign is exact.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.plans.workloads import Workload

Longs = NDArray[np.int64]


def brute_force(work: Workload) -> Longs:
    """Pairs of operations that conflict, (k, 2), sorted; every pair of volumes is looked at."""
    west, south, east, north = boxes(work)
    low, high = np.minimum, np.maximum
    count = len(work.op)
    party = work.party
    found = set()
    for i in range(count - 1):
        rest = slice(i + 1, count)
        meet = (
            (low(east[rest], east[i]) >= high(west[rest], west[i]))
            & (low(north[rest], north[i]) >= high(south[rest], south[i]))
            & (low(work.z1[rest], work.z1[i]) >= high(work.z0[rest], work.z0[i]))
            & (low(work.t1[rest], work.t1[i]) >= high(work.t0[rest], work.t0[i]))
            & (party[rest] != party[i])
        )
        for j in (np.flatnonzero(meet) + i + 1).tolist():
            if share_a_point(work.ring(i), work.ring(j)):
                one, two = int(work.op[i]), int(work.op[j])
                found.add((min(one, two), max(one, two)))
    return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def boxes(work: Workload) -> tuple[Longs, Longs, Longs, Longs]:
    """West, south, east, north of every volume, 1e-7 degrees."""
    starts = work.off[:-1]
    x, y = work.x.astype(np.int64), work.y.astype(np.int64)
    return (
        np.minimum.reduceat(x, starts),
        np.minimum.reduceat(y, starts),
        np.maximum.reduceat(x, starts),
        np.maximum.reduceat(y, starts),
    )


def share_a_point(one: Longs, two: Longs) -> bool:
    """Whether two closed polygons, (n, 2) and (m, 2) without closing vertex, have a common point.

    Either two edges do, or one lies wholly inside the other and so does its first vertex.
    """
    return bool(np.any(_edges_meet(one, two))) or _holds(one, two[0]) or _holds(two, one[0])


def _edges_meet(one: Longs, two: Longs) -> NDArray[np.bool_]:
    a, b = one[:, None, :], np.roll(one, -1, axis=0)[:, None, :]
    c, d = two[None, :, :], np.roll(two, -1, axis=0)[None, :, :]
    boxes_meet = np.all(
        (np.minimum(a, b) <= np.maximum(c, d)) & (np.minimum(c, d) <= np.maximum(a, b)), axis=2
    )
    across_one = np.sign(_turn(a, b, c)) * np.sign(_turn(a, b, d)) <= 0
    across_two = np.sign(_turn(c, d, a)) * np.sign(_turn(c, d, b)) <= 0
    meet: NDArray[np.bool_] = boxes_meet & across_one & across_two
    return meet


def _turn(a: Longs, b: Longs, c: Longs) -> Longs:
    """Positive where a, b, c turn left, 0 where they lie on one line."""
    return (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (
        c[..., 0] - a[..., 0]
    )


def _holds(ring: Longs, point: Longs) -> bool:
    """Whether a point that lies on no edge is inside: a ray to the east crosses an odd number."""
    after = np.roll(ring, -1, axis=0)
    rises = (ring[:, 1] > point[1]) != (after[:, 1] > point[1])
    side = _turn(ring, after, np.broadcast_to(point, ring.shape))
    east = np.where(after[:, 1] > ring[:, 1], side > 0, side < 0)
    return bool(np.count_nonzero(rises & east) % 2)
