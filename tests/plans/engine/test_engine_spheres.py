"""The planes of the engine: their error budget against the closed form and against pyproj."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pyproj import Geod

from detente.geometry.geodesics import ECCENTRICITY2, EQUATOR_M
from detente.plans.engine import spheres

GEOD = Geod(ellps="WGS84")


def _scale(row, off):
    phi = row[0] + off
    chi = np.polynomial.polynomial.polyval(off, row[4:])
    normal = EQUATOR_M / np.sqrt(1 - ECCENTRICITY2 * np.sin(phi) ** 2)
    return row[1] * row[2] * np.cos(chi) / (normal * np.cos(phi))


@pytest.mark.parametrize("tenth", [0, 1, 100, 333, 450, 600, 780, 820, spheres.POLAR])
def test_scale_and_curvature_are_bounded(tenth):
    """|scale - 1| and the curvature of geodesics stay below what the rows claim."""
    row = spheres.table()[tenth]
    power, reach = (4, spheres.POLAR_REACH_RAD) if row[3] else (3, spheres.REACH_RAD)
    off = np.geomspace(0.006, reach, 60)
    off = -off if row[3] else np.concatenate((-off, off))
    step = 1e-5
    slope = (np.log(_scale(row, off + step)) - np.log(_scale(row, off - step))) / (2 * step)
    sine2 = np.sin(row[0] + off) ** 2
    meridian = EQUATOR_M * (1 - ECCENTRICITY2) / (1 - ECCENTRICITY2 * sine2) ** 1.5
    curvature = np.abs(slope) / meridian * row[2]
    assert np.all(np.abs(_scale(row, off) - 1) < spheres.ROW_BEND * np.abs(off) ** power)
    assert np.all(curvature < power * spheres.ROW_BEND * np.abs(off) ** (power - 1))


@pytest.mark.parametrize("lat", [0.0, 0.05, 33.1, -50.0, 70.04, 82.0, 82.2, -88.0, 90.0])
@pytest.mark.parametrize("reach", [1e3, 2e4, 1e5, 4e5])
def test_geodesics_are_straight_and_lengths_true(lat, reach):
    """Middles of random geodesics lie on their chords, and lengths agree, within the budget."""
    rng = np.random.default_rng(7)
    rows = spheres.table()
    plane = spheres.centred(rows, 179.9, lat)
    row = rows[plane[0]]
    count = 60
    start = np.full(2 * count, 179.9), np.full(2 * count, lat)
    lon, lat_, _ = GEOD.fwd(
        *start, rng.uniform(0, 360, 2 * count), rng.uniform(0, reach, 2 * count)
    )
    a, b = (lon[:count], lat_[:count]), (lon[count:], lat_[count:])
    azimuth, _, metres = GEOD.inv(*a, *b)
    m = GEOD.fwd(*a, azimuth, metres / 2)[:2]
    drawn = []
    most = 0.0
    for x, y in (a, b, m):
        out = np.empty((2, count))
        most = max(most, spheres.draw(rows, plane, x, y, 0, count, out, 0))
        drawn.append(np.stack((*out, np.ones(count)), axis=1))
    assert most < math.inf
    one, two, middle = (each / np.linalg.norm(each, axis=1)[:, None] for each in drawn)
    pole = np.cross(drawn[0], drawn[1])
    pole /= np.linalg.norm(pole, axis=1)[:, None]
    off = np.abs(np.einsum("ij,ij->i", pole, middle)) * row[2]
    arc = (
        np.arctan2(np.linalg.norm(np.cross(one, two), axis=1), np.einsum("ij,ij->i", one, two))
        * row[2]
    )
    for stray, length, true in zip(off, arc, metres, strict=True):
        budget = spheres.bend(rows, plane[0], most, true / row[2]) * row[2] + spheres.ROUNDING_M
        assert stray <= budget
        assert (
            abs(length - true) <= spheres.stretch(rows, plane[0], most) * true + spheres.ROUNDING_M
        )


def test_what_is_too_far_is_not_drawn():
    """Vertices out of the reach of a row are refused, not drawn wrongly."""
    rows = spheres.table()
    plane = spheres.centred(rows, 0.0, 40.0)
    out = np.empty((2, 1))
    for far in ((0.0, 46.0), (120.0, 40.0), (0.0, -40.0)):
        lon, lat = (np.array([each]) for each in far)
        assert spheres.draw(rows, plane, lon, lat, 0, 1, out, 0) == math.inf
