"""Whether points lie inside an area: by how often its rings wind round them.

What this file knows: rings as pieces. What it must not know: margins, distances.

Rule 1. Seen from a point, a geodesic edge sweeps the difference of the azimuths of its ends, and
always less than half a turn; so the sum over a ring is exact at any extent, over the poles and
across the antimeridian, without a plane. Only within rounding of the edge itself is it not sharp.
Rule 2. A ring encloses its smaller side.
Rule 3. A lon/lat edge counts by its chord only for points that lie outside the ball that holds
both; nearer ones split it.
"""

from __future__ import annotations

import numpy as np

from detente.geometry import geodesics
from detente.geometry.geodesics import Bools, Floats, Ints
from detente.geometry.nearest import PARTS
from detente.geometry.pieces import SAG_ENOUGH_M, Pieces, Skeleton, split


def inside(lon: Floats, lat: Floats, area: Skeleton) -> Bools:
    """Whether each point is inside the outer ring and in no hole.

    Within SAG_ENOUGH_M of a ring (a micrometre where edges are geodesic) either answer may come.
    """
    result = np.zeros(len(lon), dtype=bool)
    if area.ring is None:
        return result
    xyz = geodesics.cartesian(lon, lat)
    near = np.flatnonzero(np.linalg.norm(xyz - area.centre, axis=1) <= area.reach)
    if not len(near):
        return result
    turns = _turns(lon[near], lat[near], xyz[near], area.pieces, area.ring)
    around = np.rint(turns / 360.0).astype(np.intp) % 2 != 0
    result[near] = around[:, 0] & ~around[:, 1:].any(axis=1)
    return result


def _turns(lon: Floats, lat: Floats, xyz: Floats, pieces: Pieces, ring: Ints) -> Floats:
    """Degrees that each ring winds round each point, (points, rings)."""
    total = np.zeros((len(lon), int(ring.max()) + 1))
    point, piece = np.indices((len(lon), len(pieces))).reshape(2, -1)
    of_ring = ring[piece]
    while len(point):
        one = pieces.take(piece)
        away = np.linalg.norm(one.middle - xyz[point], axis=1)
        unsure = (one.sag > SAG_ENOUGH_M) & (away <= one.half * 1.001)
        sure = np.flatnonzero(~unsure)
        swept = _swept(lon[point[sure]], lat[point[sure]], one.take(sure))
        np.add.at(total, (point[sure], of_ring[sure]), swept)
        todo = np.flatnonzero(unsure)
        pieces = split(one, todo, PARTS)
        point, of_ring = np.repeat(point[todo], PARTS), np.repeat(of_ring[todo], PARTS)
        piece = np.arange(len(point))
    return total


def _swept(lon: Floats, lat: Floats, pieces: Pieces) -> Floats:
    first, _, _ = geodesics.inverse(lon, lat, pieces.lon0, pieces.lat0)
    last, _, _ = geodesics.inverse(lon, lat, pieces.lon1, pieces.lat1)
    return geodesics.wrapped_all(last - first)
