"""Geodesics of the WGS 84 ellipsoid: single points, and arrays of them.

What this file knows: how to call pyproj's Geod (Karney 2013, doi:10.1007/s00190-012-0578-z; good
to 15 nanometres), and closed forms of the ellipsoid. What it must not know: footprints.
Degrees and metres everywhere; azimuths clockwise from north.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from detente.terms.where import LonLat

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.intp]
Bools: TypeAlias = NDArray[np.bool_]

_GEOD = Geod(ellps="WGS84")

EQUATOR_M = 6_378_137.0
"""Semi-major axis a of WGS 84."""

FLATTENING = 1 / 298.257223563
"""Flattening f of WGS 84."""

ECCENTRICITY2 = FLATTENING * (2 - FLATTENING)
"""Square of the first eccentricity."""

LEAST_RADIUS_M = EQUATOR_M * (1 - ECCENTRICITY2)
"""Least radius of curvature anywhere: the meridian's at the equator, 6,335 km."""

GREATEST_RADIUS_M = EQUATOR_M / math.sqrt(1 - ECCENTRICITY2)
"""Greatest radius of curvature anywhere: at the poles, 6,400 km."""

GEODESIC_ERROR_M = 1e-6
"""What we grant to rounding in one geodesic computation; pyproj itself claims 15 nm."""


def distance_m(p: LonLat, q: LonLat) -> float:
    """Length of the shortest path between two points."""
    return float(_GEOD.inv(p[0], p[1], q[0], q[1])[2])


def bearing_deg(p: LonLat, q: LonLat) -> float:
    """Azimuth at p of the geodesic to q, in [0, 360)."""
    return float(_GEOD.inv(p[0], p[1], q[0], q[1])[0]) % 360.0


def destination(p: LonLat, bearing: float, metres: float) -> LonLat:
    """The point that many metres from p, setting out at that azimuth."""
    lon, lat, _ = _GEOD.fwd(p[0], p[1], bearing, metres)
    return (wrapped(float(lon)), float(lat))


def between(p: LonLat, q: LonLat, fraction: float) -> LonLat:
    """The point at that fraction of the geodesic from p to q."""
    azimuth, _, metres = _GEOD.inv(p[0], p[1], q[0], q[1])
    return destination(p, float(azimuth), float(metres) * fraction)


def midpoint(p: LonLat, q: LonLat) -> LonLat:
    """The point half way along the geodesic."""
    return between(p, q, 0.5)


def wrapped(lon: float) -> float:
    """A longitude brought into [-180, 180)."""
    return lon if -180.0 <= lon < 180.0 else float((lon + 180.0) % 360.0 - 180.0)


def wrapped_all(lon: Floats) -> Floats:
    """Longitudes brought into [-180, 180)."""
    return (lon + 180.0) % 360.0 - 180.0


def inverse(
    lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats
) -> tuple[Floats, Floats, Floats]:
    """Azimuth at 1 towards 2, azimuth at 2 towards 1, and distance, for arrays of one length."""
    if len(lon1) == 0:
        return (np.empty(0), np.empty(0), np.empty(0))
    at1, at2, metres = _GEOD.inv(lon1, lat1, lon2, lat2)
    return (np.asarray(at1), np.asarray(at2), np.asarray(metres))


def forward(
    lon: Floats, lat: Floats, azimuth: Floats, metres: Floats
) -> tuple[Floats, Floats, Floats]:
    """Where one arrives, lon and lat, and the azimuth there back to the start, for arrays."""
    if len(lon) == 0:
        return (np.empty(0), np.empty(0), np.empty(0))
    to_lon, to_lat, back = _GEOD.fwd(lon, lat, azimuth, metres)
    return (np.asarray(to_lon), np.asarray(to_lat), np.asarray(back))


def cartesian(lon: Floats, lat: Floats) -> Floats:
    """Earth-centred coordinates (n, 3) of points on the ellipsoid, metres.

    A straight line through the Earth is never longer than the geodesic: this is what makes it a
    seamless lower bound, at the poles and at the antimeridian too.
    """
    lam, phi = np.radians(lon), np.radians(lat)
    sine = np.sin(phi)
    normal = EQUATOR_M / np.sqrt(1 - ECCENTRICITY2 * sine * sine)
    across = normal * np.cos(phi)
    return np.stack(
        (across * np.cos(lam), across * np.sin(lam), normal * (1 - ECCENTRICITY2) * sine), axis=-1
    )


def curvature(lat: float) -> float:
    """Gaussian curvature of the ellipsoid at a latitude, 1/m^2."""
    sine = math.sin(math.radians(lat))
    w2: float = 1 - ECCENTRICITY2 * sine * sine
    meridian = EQUATOR_M * (1 - ECCENTRICITY2) / (w2 * math.sqrt(w2))
    return math.sqrt(w2) / EQUATOR_M / meridian


def polygon_area_m2(lon: Floats, lat: Floats) -> float:
    """Area inside one ring with geodesic edges (unsigned; the smaller side)."""
    area, _ = _GEOD.polygon_area_perimeter(lon, lat)
    return abs(float(area))
