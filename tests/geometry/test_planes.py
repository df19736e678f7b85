"""The planes keep what they promise: straight geodesics to a stated error, true areas."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from detente.geometry import geodesics
from detente.geometry.planes import EqualArea, Plane

WGS84 = Geodesic.WGS84


@pytest.mark.parametrize("reach", [100_000.0, 300_000.0, 1_000_000.0, 4_000_000.0])
def test_geodesics_are_straight_to_the_stated_error(reach, oracle):
    """Points of random geodesics within reach lie on the line between its ends, to error_m."""
    rng = random.Random(int(reach))
    worst = 0.0
    for _ in range(150):
        centre = (rng.uniform(-180, 180), rng.choice([0.0, 90.0, 45.0, rng.uniform(-90, 90)]))
        ends = [oracle.direct(centre, rng.uniform(0, 360), reach) for _ in range(2)]
        edge = oracle.Edge(*ends, geodesics_are())
        points = [edge.at(share) for share in np.linspace(0, 1, 9)]
        xy = Plane(centre).to(*np.array(points).T.copy())
        along = xy[-1] - xy[0]
        if np.hypot(*along) < reach / 10:
            continue
        off = (xy[:, 0] - xy[0, 0]) * along[1] - (xy[:, 1] - xy[0, 1]) * along[0]
        worst = max(worst, float(np.abs(off / np.hypot(*along)).max()))
    assert Plane.error_m(reach) / 5 < worst <= Plane.error_m(reach)


def geodesics_are():
    """The kind of edge that is a geodesic."""
    from detente.terms.where import Edges

    return Edges.GEODESIC


def test_there_and_back_again():
    """A point drawn and read back is the point."""
    plane = Plane((179.0, 60.0))
    lon, lat = np.array([-179.5, 178.0, 179.0]), np.array([61.0, 58.0, 60.0])
    back_lon, back_lat = plane.back(plane.to(lon, lat))
    assert back_lon == pytest.approx(lon, abs=1e-12)
    assert back_lat == pytest.approx(lat, abs=1e-12)


def test_a_plane_has_an_end():
    """What lies too far from the centre is refused, not drawn wrongly."""
    with pytest.raises(ValueError, match="too far"):
        Plane((0.0, 0.0)).to(np.array([90.0]), np.array([0.0]))


@pytest.mark.parametrize("centre", [(0.0, 0.0), (36.0, 33.0), (-170.0, -80.0), (5.0, 90.0)])
@pytest.mark.parametrize("size", [1_000.0, 500_000.0])
def test_areas_are_true_in_the_equal_area_plane(centre, size, oracle):
    """The area of a densified polygon is geographiclib's, wherever it lies in the plane."""
    ring = oracle.star(oracle.direct(centre, 70.0, 2 * size), size, 5).rings[0]
    polygon = WGS84.Polygon()
    points = []
    for p, q in pairwise(ring):
        polygon.AddPoint(p[1], p[0])
        edge = oracle.Edge(p, q, geodesics_are())
        points += [edge.at(share) for share in np.linspace(0, 1, 400, endpoint=False)]
    _, _, truth = polygon.Compute()
    x, y = EqualArea(centre).to(*np.array(points).T.copy()).T
    area = abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2
    assert area == pytest.approx(abs(truth), rel=2e-6)


def test_single_geodesics_agree_with_geographiclib():
    """Distance, bearing, destination and midpoint, one at a time."""
    rng = random.Random(7)
    for _ in range(50):
        p, q = ((rng.uniform(-180, 180), rng.uniform(-90, 90)) for _ in range(2))
        inverse = WGS84.Inverse(p[1], p[0], q[1], q[0])
        assert geodesics.distance_m(p, q) == pytest.approx(inverse["s12"], abs=1e-6)
        assert geodesics.bearing_deg(p, q) == pytest.approx(inverse["azi1"] % 360, abs=1e-9)
        there = geodesics.destination(p, inverse["azi1"], inverse["s12"])
        assert geodesics.distance_m(there, q) < 1e-6
        middle = geodesics.midpoint(p, q)
        assert geodesics.distance_m(p, middle) == pytest.approx(inverse["s12"] / 2, abs=1e-6)
        assert -180.0 <= middle[0] < 180.0
