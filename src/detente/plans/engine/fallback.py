"""The same answers with NumPy and GEOS only: where kernels cannot be compiled, and as cross-check.

What this file knows: boxes, an STR tree, planes of geometry.planes. What it must not know: the
kernels; nothing of theirs is used here, so that the two can be held against one another.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from detente.geometry import coverings, geodesics
from detente.geometry.geodesics import Floats
from detente.geometry.planes import Plane
from detente.plans.engine import judging
from detente.plans.engine.arrays import PlanArrays
from detente.plans.heights import ROUNDING_M
from detente.plans.meetings import TOUCHING_M
from detente.terms.where import Footprint

_AREA, _LONLAT = 0, 1
_REACH_M = 1_000_000.0
_FLOOR_M = 1e-5


def pairs(
    arrays: PlanArrays,
    *,
    horizontal_m: float = 0.0,
    vertical_m: float = 0.0,
    time_ms: int = 0,
    closed: bool = True,
    reading: str = "geodesic",
) -> NDArray[np.int64]:
    """As batch.pairs."""
    flat = reading == "planar"
    within = horizontal_m + TOUCHING_M
    found: set[tuple[int, int]] = set()
    one, two = _boxes_that_meet(arrays, 0.0 if flat else within / 2, flat)
    plans = arrays.plan[one], arrays.plan[two]
    gap = np.maximum(arrays.t0[one] - arrays.t1[two], arrays.t0[two] - arrays.t1[one])
    meet = (gap < time_ms) | (closed & (gap == time_ms))
    height = np.maximum(arrays.z0[one] - arrays.z1[two], arrays.z0[two] - arrays.z1[one])
    meet &= (height <= ROUNDING_M) | (height < vertical_m - ROUNDING_M)
    meet &= arrays.party[plans[0]] != arrays.party[plans[1]]
    for i, j in zip(one[meet].tolist(), two[meet].tolist(), strict=True):
        first, last = sorted((int(arrays.plan[i]), int(arrays.plan[j])))
        if (first, last) not in found and _meet(arrays, i, j, within, flat):
            found.add((first, last))
    return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def _vertices(arrays: PlanArrays, at: int) -> tuple[Floats, Floats]:
    part = slice(arrays.off[at], arrays.off[at + 1])
    return arrays.lon[part], arrays.lat[part]


def _footprint(arrays: PlanArrays, at: int) -> Footprint:
    lon, lat = _vertices(arrays, at)
    kind, edges, radius = arrays.kind[at], arrays.edges[at], arrays.radius_m[at]
    return judging.footprint(lon, lat, int(kind), int(edges), float(radius))


def _boxes_that_meet(
    arrays: PlanArrays, margin: float, flat: bool
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of volumes, one before two, whose boxes meet; each once."""
    boxes, volume = [], []
    for at in range(len(arrays)):
        for west, east, south, north in _boxes(arrays, at, margin, flat):
            boxes.append(shapely.box(west, south, east, north))
            volume.append(at)
    owner = np.array(volume)
    tree = shapely.STRtree(boxes)
    one, two = owner[tree.query(boxes, predicate="intersects")]
    both = np.unique(np.stack((one, two))[:, one < two], axis=1)
    return both[0], both[1]


def _boxes(
    arrays: PlanArrays, at: int, margin: float, flat: bool
) -> Iterator[tuple[float, float, float, float]]:
    """The box of a volume, in two where it reaches over the antimeridian."""
    if flat:
        ring = judging.unwrapped(*_vertices(arrays, at))
        west, south = ring.min(axis=0)
        east, north = ring.max(axis=0)
        turns = 360.0 * np.floor((west + 180.0) / 360.0)
        west, east = west - turns, east - turns
    else:
        found = coverings.box(_footprint(arrays, at), margin)
        west, south, north = found.west, found.south, found.north
        east = west + found.width_deg
    yield west, min(east, 180.0), south, north
    if east >= 180.0:
        yield -180.0, east - 360.0, south, north
    if west == -180.0:
        yield 180.0, 180.0, south, north


def _meet(arrays: PlanArrays, i: int, j: int, within: float, flat: bool) -> bool:
    if flat:
        return judging.share_a_point(_vertices(arrays, i), _vertices(arrays, j))
    drawn = _in_plane(arrays, i, j, within + arrays.radius_m[i] + arrays.radius_m[j])
    if drawn is not None:
        return drawn
    return judging.within(_footprint(arrays, i), _footprint(arrays, j), within)


def _in_plane(arrays: PlanArrays, i: int, j: int, limit: float) -> bool | None:
    """What the plane round the two says, None where that is not sure."""
    if any(arrays.kind[at] != _AREA or arrays.edges[at] == _LONLAT for at in (i, j)):
        return None
    shapes, far = [], 0.0
    xyz = geodesics.cartesian(*_vertices(arrays, i)).mean(axis=0)
    centre = (
        float(np.degrees(np.arctan2(xyz[1], xyz[0]))),
        float(np.degrees(np.arctan2(xyz[2], np.hypot(xyz[0], xyz[1])))),
    )
    plane = Plane(centre)
    for at in (i, j):
        lon, lat = _vertices(arrays, at)
        from_lon, from_lat = np.full_like(lon, centre[0]), np.full_like(lat, centre[1])
        metres = geodesics.inverse(from_lon, from_lat, lon, lat)[2]
        if metres.max() > _REACH_M:
            return None
        drawn = plane.to(lon, lat)
        far = max(far, float(np.hypot(*drawn.T).max()))
        shapes.append(shapely.Polygon(drawn))
    apart = float(shapely.distance(shapes[0], shapes[1]))
    error = 2 * Plane.error_m(far) + _FLOOR_M
    least = apart / (1 + 1.01 * (far / geodesics.LEAST_RADIUS_M) ** 2)
    if apart + error <= limit:
        return True
    return False if least - error > limit else None
