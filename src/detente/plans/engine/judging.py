"""What the kernels leave open, asked of those who can tell: geometry.distance, coverings, GEOS.

What this file knows: how a volume in arrays is written as a footprint. What it must not know:
kernels, grids.
"""

from __future__ import annotations

import numpy as np
import shapely

from detente.geometry import coverings, distance
from detente.geometry.geodesics import Floats
from detente.plans.engine.deciding import AREA, LONLAT, PATH
from detente.terms.where import Area, Corridor, Disc, Edges, Footprint


def footprint(lon: Floats, lat: Floats, kind: int, edges: int, radius_m: float) -> Footprint:
    """The footprint whose vertices these are."""
    points = tuple(zip(lon.tolist(), lat.tolist(), strict=True))
    kept = Edges.LONLAT if edges == LONLAT else Edges.GEODESIC
    if kind == AREA:
        return Area(((*points, points[0]),), kept, radius_m)
    if kind == PATH and len(points) > 1:
        return Corridor(points, radius_m, kept)
    return Disc(points[0], radius_m)


def within(a: Footprint, b: Footprint, metres: float) -> bool:
    """Whether two footprints are not certainly further apart than that."""
    return distance.near(a, b, metres) is not None


def share_a_point(a: tuple[Floats, Floats], b: tuple[Floats, Floats]) -> bool:
    """Whether two polygons meet when degrees are read as a plane; longitudes wrap round."""
    one, two = unwrapped(*a), unwrapped(*b)
    turns = 360.0 * round((one[0, 0] - two[0, 0]) / 360.0)
    return bool(
        shapely.intersects(shapely.Polygon(one), shapely.Polygon(two + np.array([turns, 0.0])))
    )


def unwrapped(lon: Floats, lat: Floats) -> Floats:
    """Vertices (n, 2) with longitudes that go on past 180, each edge the short way round."""
    steps = np.diff(lon, prepend=lon[0])
    turns = -360.0 * np.cumsum(np.where(np.abs(steps) > 180.0, np.floor(steps / 360.0 + 0.5), 0.0))
    return np.stack((lon + turns, lat), axis=1)


def wide_box(
    lon: Floats, lat: Floats, kind: int, edges: int, reach: tuple[float, float]
) -> tuple[float, float, float, float]:
    """West, east, south, north of a footprint that is too wide for the kernel; reach = (radius,
    margin) in metres. ValueError: a vertex is no number.
    """
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        raise ValueError("a vertex is not a number")
    found = coverings.box(footprint(lon, lat, kind, edges, reach[0]), reach[1])
    return found.west, found.west + found.width_deg, found.south, found.north
