"""Whether two footprints that share a point only touch, or reach into one another.

What this file knows: how deep an overlap is, roughly. What it must not know: whether it matters.
That they share a point was decided by distance; this only says what kind of meeting it is.

Rule 1. Shapes are drawn in the local geodesic plane round the shared point; an overlap counts as
deep if it has room for a disc: of the depth asked within WINDOW_M of the point, and of that plus
the plane's error anywhere else. So a large area that overlaps another far from where they were
found to meet, and by less than that error, is said to touch; what is too large to be drawn, not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from detente.geometry.geodesics import cartesian
from detente.geometry.pieces import Pieces, Skeleton, in_parts, skeleton
from detente.geometry.planes import Plane
from detente.terms.where import Footprint, LonLat

WINDOW_M = 50_000.0
_SAG_NEAR_M = 2e-4
_SAG_FAR_M = 1.0
_ROUNDS = 8
_DRAWN_MAX_M = 4_500_000.0


def only_touch(a: Footprint, b: Footprint, at: LonLat, depth_m: float) -> bool:
    """Whether two footprints that share the point `at` reach less than depth_m into one another.

    Radii are not looked at: of footprints whose radii overlap the depth is known already.
    """
    middle = cartesian(np.array([at[0]]), np.array([at[1]]))[0]
    for whole in (skeleton(a), skeleton(b)):
        if float(np.linalg.norm(whole.centre - middle)) + whole.reach > _DRAWN_MAX_M:
            return False  # the path of a timetable may be too long to be drawn in one plane
    plane = Plane(at)
    one, two = _drawn(skeleton(a), plane), _drawn(skeleton(b), plane)
    far = max(float(np.abs(np.array(shape.bounds)).max()) for shape in (one, two))
    window = shapely.Point(0.0, 0.0).buffer(WINDOW_M)
    everywhere = depth_m + Plane.error_m(far) + (_SAG_FAR_M if far > WINDOW_M else 0.0)
    return not (
        _deep(shapely.intersection(one, window), shapely.intersection(two, window), depth_m)
        or _deep(one, two, everywhere)
    )


def _deep(one: Any, two: Any, depth_m: float) -> bool:
    solid = [shapely.get_dimensions(shape) == 2 for shape in (one, two)]
    if all(solid):
        return not shapely.intersection(one, two).buffer(-depth_m / 2).is_empty
    if any(solid):
        area, line = (one, two) if solid[0] else (two, one)
        return bool(shapely.intersects(area.buffer(-depth_m), line))
    return bool(shapely.crosses(one, two))


def _drawn(whole: Skeleton, plane: Plane) -> Any:
    """A skeleton in the plane: a polygon, a line or a point."""
    if whole.ring is None:
        points = _points(whole.pieces, plane)
        return (
            shapely.LineString(points)
            if len(whole.pieces) > 1 or _long(whole.pieces)
            else (shapely.Point(points[0]))
        )
    rings = [
        _points(whole.pieces.take(np.flatnonzero(whole.ring == at)), plane)
        for at in range(int(whole.ring.max()) + 1)
    ]
    return shapely.make_valid(shapely.Polygon(rings[0], rings[1:]))


def _long(pieces: Pieces) -> bool:
    return bool(pieces.length.max() > 0)


def _points(pieces: Pieces, plane: Plane) -> Any:
    """The ends of the pieces, in order, in the plane; lon/lat edges finely near its centre."""
    centre = cartesian(np.array([plane.centre[0]]), np.array([plane.centre[1]]))[0]
    for _ in range(_ROUNDS):
        away = np.linalg.norm(pieces.middle - centre, axis=1) - pieces.half
        wanted = np.where(away < WINDOW_M, _SAG_NEAR_M, _SAG_FAR_M)
        if not np.any(pieces.sag > wanted):
            break
        pieces, _ = in_parts(pieces, np.where(pieces.sag > wanted, 4, 1).astype(np.intp))
    lon = np.append(pieces.lon0, pieces.lon1[-1])
    lat = np.append(pieces.lat0, pieces.lat1[-1])
    return plane.to(lon, lat)
