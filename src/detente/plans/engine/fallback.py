"""The same answers with NumPy and GEOS only: where kernels cannot be compiled, and as cross-check.

What this file knows: boxes, an STR tree, planes of geometry.planes. What it must not know: the
kernels; nothing of theirs is used here, so that the two can be held against one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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


class Engine:
    """As store.Engine, without kernels: every question is asked of every plan in turn.

    Arguments and answers of the methods are those of store.Engine.
    """

    def __init__(
        self,
        *,
        horizontal_m: float = 0.0,
        vertical_m: float = 0.0,
        time_ms: int = 0,
        closed: bool = True,
        reading: str = "geodesic",
    ) -> None:
        self._how: dict[str, Any] = {
            "horizontal_m": horizontal_m,
            "vertical_m": vertical_m,
            "time_ms": time_ms,
            "closed": closed,
            "reading": reading,
        }
        self._plans: dict[int, PlanArrays] = {}

    def __len__(self) -> int:
        return len(self._plans)

    def insert(self, plan: int, party: int, *volumes: Any, **more: Any) -> NDArray[np.int64]:
        """Keep a plan; its conflicts. ValueError: the id is taken."""
        if plan in self._plans:
            raise ValueError(f"there is a plan {plan} already")
        given = _one(party, *volumes, **more)
        found = self._conflicts(given)
        self._plans[plan] = given
        return found

    def query(self, plan: int, party: int, *volumes: Any, **more: Any) -> NDArray[np.int64]:
        """What `insert` would answer; nothing is kept."""
        found = self._conflicts(_one(party, *volumes, **more))
        return found[found != plan]

    def replace(
        self, plan: int, party: int, *volumes: Any, **more: Any
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Keep other volumes of a plan: conflicts that appear, conflicts that vanish."""
        before = self.delete(plan)
        after = self.insert(plan, party, *volumes, **more)
        return np.setdiff1d(after, before), np.setdiff1d(before, after)

    def delete(self, plan: int) -> NDArray[np.int64]:
        """Drop a plan; what it was in conflict with."""
        return self._conflicts(self._plans.pop(plan))

    def bulk(self, arrays: PlanArrays) -> None:
        """Keep many plans at once."""
        for plan, party in enumerate(arrays.party.tolist()):
            which = np.flatnonzero(arrays.plan == plan)
            parts = [_vertices(arrays, at) for at in which.tolist()]
            self.insert(
                *(plan, party, np.concatenate([lon for lon, _ in parts])),
                *(np.concatenate([lat for _, lat in parts]),),
                np.cumsum([0, *(len(lon) for lon, _ in parts)]),
                *(arrays.z0[which], arrays.z1[which], arrays.t0[which], arrays.t1[which]),
                *(arrays.radius_m[which], arrays.kind[which], arrays.edges[which]),
            )

    def _conflicts(self, given: PlanArrays) -> NDArray[np.int64]:
        found = [
            plan
            for plan, other in self._plans.items()
            if len(pairs(_both(given, other), **self._how))
        ]
        return np.array(sorted(found), dtype=np.int64)


def _one(
    party: int,
    lon: Any,
    lat: Any,
    off: Any,
    z0: Any,
    z1: Any,
    t0: Any,
    t1: Any,
    radius: Any = None,
    kind: Any = None,
    edges: Any = None,
) -> PlanArrays:
    """The arrays of one plan."""
    count = len(t0)
    return PlanArrays(
        plan=np.zeros(count, dtype=np.int32),
        party=np.array([party], dtype=np.int32),
        off=np.asarray(off, dtype=np.int64),
        lon=np.asarray(lon, dtype=np.float64),
        lat=np.asarray(lat, dtype=np.float64),
        radius_m=np.zeros(count) if radius is None else np.asarray(radius, dtype=np.float64),
        kind=np.zeros(count, np.uint8) if kind is None else np.asarray(kind, dtype=np.uint8),
        z0=np.asarray(z0, dtype=np.float64),
        z1=np.asarray(z1, dtype=np.float64),
        t0=np.asarray(t0, dtype=np.int64),
        t1=np.asarray(t1, dtype=np.int64),
        edges=np.zeros(count, np.uint8) if edges is None else np.asarray(edges, dtype=np.uint8),
    )


def _both(one: PlanArrays, two: PlanArrays) -> PlanArrays:
    """Two plans as arrays: plan 0 and plan 1."""
    return PlanArrays(
        plan=np.concatenate((one.plan, two.plan + np.int32(1))),
        off=np.concatenate((one.off, one.off[-1] + two.off[1:])),
        **{
            name: np.concatenate((getattr(one, name), getattr(two, name)))
            for name in (
                "party",
                "lon",
                "lat",
                "radius_m",
                "kind",
                "z0",
                "z1",
                "t0",
                "t1",
                "edges",
            )
        },
    )


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
