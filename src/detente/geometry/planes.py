"""Local planes: one in which geodesics are straight, one in which areas are true.

What this file knows: projections round a centre. What it must not know: footprints, decisions by
distance (a plane decides topology: what crosses, what is a valid ring).

`Plane` keeps azimuths from its centre and draws a point at distance s from it at
rho = tan(s sqrt(K)) / sqrt(K), K the Gaussian curvature at the centre. On a sphere that is the
gnomonic projection, where geodesics are straight exactly; on WGS 84 they bend by what the
curvature changes within reach: see `Plane.error_m`.

`EqualArea` is Lambert's azimuthal projection of the authalic sphere (Snyder 1987, Map Projections,
USGS Professional Paper 1395, equations 3-11, 3-12, 24-2 to 24-4): areas are true everywhere.
"""

from __future__ import annotations

import math

import numpy as np

from detente.geometry import geodesics
from detente.geometry.geodesics import ECCENTRICITY2, EQUATOR_M, Floats
from detente.terms.where import LonLat

PLANE_REACH_M = 5_000_000.0
"""No further from its centre is a plane of use: half of what it shows as infinity."""

_BEND_M = 2.9e-4
"""How far a geodesic between places 100 km from the centre strays from straight, at most (worst
measured: 0.27 mm, tests/geometry/test_planes.py); it grows with the fourth power of that, and by
up to half as much again at PLANE_REACH_M. 10 km: below rounding. 1,000 km: 2.8 m."""


class Plane:
    """The plane round a centre in which geodesics are straight to a stated error."""

    def __init__(self, centre: LonLat) -> None:
        self.centre = centre
        self._root = math.sqrt(geodesics.curvature(centre[1]))

    @staticmethod
    def error_m(reach_m: float) -> float:
        """How far geodesics stay from straight lines, at most, that far from the centre (m)."""
        beyond = 1 + 1.2 * (reach_m / 6_371_000.0) ** 2
        return _BEND_M * (reach_m / 100_000.0) ** 4 * beyond + geodesics.GEODESIC_ERROR_M

    def to(self, lon: Floats, lat: Floats) -> Floats:
        """Points drawn: (n, 2) metres east and north. ValueError beyond PLANE_REACH_M."""
        from_lon = np.full_like(lon, self.centre[0])
        from_lat = np.full_like(lat, self.centre[1])
        azimuth, _, metres = geodesics.inverse(from_lon, from_lat, lon, lat)
        if np.any(metres > PLANE_REACH_M):
            raise ValueError("a point is too far from the centre of its plane")
        rho = np.tan(metres * self._root) / self._root
        angle = np.radians(azimuth)
        return np.stack((rho * np.sin(angle), rho * np.cos(angle)), axis=1)

    def back(self, xy: Floats) -> tuple[Floats, Floats]:
        """Longitudes and latitudes of drawn points (n, 2)."""
        rho = np.hypot(xy[:, 0], xy[:, 1])
        metres = np.arctan(rho * self._root) / self._root
        azimuth = np.degrees(np.arctan2(xy[:, 0], xy[:, 1]))
        from_lon = np.full(len(rho), self.centre[0])
        from_lat = np.full(len(rho), self.centre[1])
        lon, lat, _ = geodesics.forward(from_lon, from_lat, azimuth, metres)
        return geodesics.wrapped_all(lon), lat


class EqualArea:
    """A plane in which every area is true; edges must be densified before they are drawn."""

    def __init__(self, centre: LonLat) -> None:
        self._lon = math.radians(centre[0])
        beta = float(_authalic(np.array([centre[1]]))[0])
        self._sine, self._cosine = math.sin(beta), math.cos(beta)
        self._radius = EQUATOR_M * math.sqrt(_whole() / 2)

    def to(self, lon: Floats, lat: Floats) -> Floats:
        """Points drawn: (n, 2) metres. The point opposite the centre has no place."""
        beta, lam = _authalic(lat), np.radians(lon) - self._lon
        sine, cosine = np.sin(beta), np.cos(beta)
        height = 1 + self._sine * sine + self._cosine * cosine * np.cos(lam)
        scale = self._radius * np.sqrt(2 / height)
        x = scale * cosine * np.sin(lam)
        y = scale * (self._cosine * sine - self._sine * cosine * np.cos(lam))
        return np.stack((x, y), axis=1)


def _q(sine: Floats) -> Floats:
    e = math.sqrt(ECCENTRICITY2)
    inner = sine / (1 - ECCENTRICITY2 * sine * sine)
    result: Floats = (1 - ECCENTRICITY2) * (inner + np.arctanh(e * sine) / e)
    return result


def _whole() -> float:
    return float(_q(np.array([1.0]))[0])


def _authalic(lat: Floats) -> Floats:
    """Authalic latitude in radians."""
    share = _q(np.sin(np.radians(lat))) / _whole()
    return np.arcsin(np.clip(share, -1.0, 1.0))
