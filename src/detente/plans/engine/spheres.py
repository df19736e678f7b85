"""Planes in which geodesics are straight, fast: Gauss's conformal sphere, then gnomonic.

What this file knows: how a point of the ellipsoid is drawn in the plane of a pair, and how wrong
that may be. What it must not know: footprints, decisions.

How. The ellipsoid is mapped onto a sphere conformally so that on one parallel (the row's) the
scale is 1 and its first two derivatives vanish (Gauss 1844, Untersuchungen ueber Gegenstaende der
hoeheren Geodaesie): alpha^2 = 1 + e^2 cos^4 phi0 / (1 - e^2), sin chi0 = sin phi0 / alpha,
R^2 = M N. The sphere is then drawn from its centre onto the plane that touches it at the middle
of the pair, where great circles are straight. Rows are TENTH degrees of latitude; from LAST_DEG
to the pole one row serves whose parallel is the pole itself (alpha = 1).

Error budget. With u the difference of latitude from the row, the scale is 1 + s, |s| <= e_s u^3
(pole: e_s u^4), and a geodesic has curvature at most 3 e_s u^2 / R (4 e_s u^3 / R) in the plane of
the sphere, so that it strays from its chord of length L by at most that times L^2 / 8. `e_s` is
ROW_BEND; both bounds are tested against the closed form of the scale and against pyproj.
Rounding and the polynomials: below ROUNDING_M.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from detente.geometry.geodesics import ECCENTRICITY2, EQUATOR_M, Floats
from detente.plans.engine.compiled import compiled

LAST_DEG = 82
TENTH = 10
POLAR = LAST_DEG * TENTH + 1
REACH_RAD = 0.08
POLAR_REACH_RAD = 0.24
"""How far vertices may lie from the parallel of a Gauss row (510 km), and from the pole."""

ROUNDING_M = 1e-6
ROW_BEND = 0.003
_DEGREE = 9
_FIRST = 4  # columns: parallel, alpha, radius, polar; then the coefficients

_LAST_COLUMN = _FIRST + _DEGREE
_DEGREES = math.pi / 180.0
_SMALL = 0.05
_LOWEST = 0.8  # cosine of the distance from the centre: 4,000 km


def _isometric(phi: Floats) -> Floats:
    e = math.sqrt(ECCENTRICITY2)
    sine = np.sin(phi)
    result: Floats = np.arctanh(sine) - e * np.arctanh(e * sine)
    return result


def _gauss_row(degrees: float) -> Floats:
    phi0 = math.radians(degrees)
    alpha = math.sqrt(1 + ECCENTRICITY2 * math.cos(phi0) ** 4 / (1 - ECCENTRICITY2))
    chi0 = math.asin(math.sin(phi0) / alpha)
    radius = EQUATOR_M * math.sqrt(1 - ECCENTRICITY2) / (1 - ECCENTRICITY2 * math.sin(phi0) ** 2)
    off = REACH_RAD * 1.02 * np.cos(np.pi * (np.arange(32) + 0.5) / 32)
    t = alpha * (_isometric(phi0 + off) - _isometric(np.array([phi0]))) + math.atanh(
        math.sin(chi0)
    )
    chi = 2 * np.arctan(np.tanh(t / 2))
    return np.concatenate(([phi0, alpha, radius, 0.0], _fitted(off, chi)))


def _polar_row() -> Floats:
    e = math.sqrt(ECCENTRICITY2)
    scale = ((1 - e) / (1 + e)) ** (e / 2)
    half = 1.02 * POLAR_REACH_RAD * np.cos(np.pi * (np.arange(16) + 0.5) / 32)
    aside = 2 * np.arctan(scale * np.exp(-_isometric(np.pi / 2 - half)))
    off, chi = np.concatenate((-half, half)), np.concatenate((-aside, aside)) + np.pi / 2
    radius = EQUATOR_M / math.sqrt(1 - ECCENTRICITY2)
    return np.concatenate(([np.pi / 2, 1.0, radius, 1.0], _fitted(off, chi)))


def _fitted(off: Floats, chi: Floats) -> Floats:
    fit = np.polynomial.Chebyshev.fit(off, chi, _DEGREE)
    return np.asarray(fit.convert(kind=np.polynomial.Polynomial).coef, dtype=np.float64)


@lru_cache(maxsize=1)
def table() -> Floats:
    """The rows, (POLAR + 1, 4 + 10); south of the equator latitudes are mirrored."""
    rows = [_gauss_row(tenth / TENTH) for tenth in range(POLAR)]
    result = np.stack([*rows, _polar_row()])
    result.flags.writeable = False
    return result


@compiled
def _chi(rows: Floats, row: int, phi: float) -> float:
    """Latitude on the sphere of a row."""
    off = phi - rows[row, 0]
    value = rows[row, _LAST_COLUMN]
    for at in range(_LAST_COLUMN - 1, _FIRST - 1, -1):
        value = value * off + rows[row, at]
    return value


@compiled
def _sine(x: float) -> float:
    if abs(x) > _SMALL:
        return math.sin(x)
    x2 = x * x
    return x * (1.0 - x2 / 6.0 * (1.0 - x2 / 20.0 * (1.0 - x2 / 42.0 * (1.0 - x2 / 72.0))))


@compiled
def _versine(x: float) -> float:
    """1 - cos x."""
    if abs(x) > _SMALL:
        half = math.sin(0.5 * x)
        return 2.0 * half * half
    x2 = x * x
    return x2 / 2.0 * (1.0 - x2 / 12.0 * (1.0 - x2 / 30.0 * (1.0 - x2 / 56.0 * (1.0 - x2 / 90.0))))


@compiled
def centred(rows: Floats, lon: float, lat: float) -> tuple[int, float, float, float, float, float]:
    """The plane that touches at a place: row, 1 or -1 (mirrored), longitude, latitude on the
    sphere, its sine and cosine.
    """
    sign = 1.0 if lat >= 0.0 else -1.0
    row = min(POLAR, int(abs(lat) * TENTH + 0.5))
    chi = _chi(rows, row, abs(lat) * _DEGREES)
    return row, sign, lon, chi, math.sin(chi), math.cos(chi)


@compiled
def draw(
    rows: Floats,
    plane: tuple[int, float, float, float, float, float],
    lon: Floats,
    lat: Floats,
    first: int,
    last: int,
    drawn: Floats,
    to: int,
) -> float:
    """Vertices first to last in units of the row's radius, x and y into drawn[to] and the row
    after; the greatest difference of latitude from the row in radians, or infinity if one is too
    far to be drawn.
    """
    row, sign, lon_c, chi_c, sin_c, cos_c = plane
    alpha, parallel = rows[row, 1], rows[row, 0]
    most = 0.0
    for at in range(first, last):
        phi = sign * lat[at] * _DEGREES
        most = max(most, abs(phi - parallel))
        aside = lon[at] - lon_c
        if abs(aside) > 180.0:
            aside -= 360.0 * math.floor(aside / 360.0 + 0.5)
        aside *= alpha * _DEGREES
        off = _chi(rows, row, phi) - chi_c
        sine, cosine = _sine(off), 1.0 - _versine(off)
        cos_chi = cos_c * cosine - sin_c * sine
        turned = cos_chi * _versine(aside)
        height = cosine - cos_c * turned
        if height < _LOWEST:
            return math.inf
        drawn[to, at - first] = cos_chi * _sine(aside) / height
        drawn[to + 1, at - first] = (sine + sin_c * turned) / height
    return most if most <= (POLAR_REACH_RAD if rows[row, 3] > 0.0 else REACH_RAD) else math.inf


@compiled
def bend(rows: Floats, row: int, most: float, length: float) -> float:
    """How far a geodesic of a length (radians) strays from straight, at most; radians."""
    if rows[row, 3] > 0.0:
        return 0.5 * ROW_BEND * most**3 * length * length
    return 0.375 * ROW_BEND * most * most * length * length


@compiled
def stretch(rows: Floats, row: int, most: float) -> float:
    """How far the scale is from 1, at most."""
    return ROW_BEND * most**3 * (most if rows[row, 3] > 0.0 else 1.0)
