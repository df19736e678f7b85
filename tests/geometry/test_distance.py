"""Distances of footprints against geographiclib by brute force, and constructed gaps."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.geometry.distance import between, near, signed
from detente.terms.where import Area, Corridor, Disc, Edges

HALF_MM = 5e-4


def random_footprint(rng, oracle, centre, size):
    """A disc, a corridor or a star, of that size, with any kind of edge."""
    edges = rng.choice(list(Edges))
    shape = rng.random()
    if shape < 0.2:
        return Disc(centre, rng.choice([0.0, size * rng.random() / 3]))
    if shape < 0.5:
        path = [centre]
        for _ in range(rng.randint(1, 3)):
            path.append(oracle.direct(path[-1], rng.uniform(0, 360), size * rng.uniform(0.3, 1)))
        return Corridor(tuple(path), rng.choice([0.0, size * rng.random() / 10]), edges)
    dents = [rng.uniform(0.4, 1.0) for _ in range(5)]
    margin = rng.choice([0.0, 0.0, size / 20])
    turn = rng.uniform(0, 360)
    return oracle.star(
        centre, size, rng.randint(3, 9), turn=turn, edges=edges, dents=dents, margin=margin
    )


PLACES = {
    "mid latitude": (8.0, 50.0),
    "equator": (-70.0, 0.1),
    "antimeridian": (179.99, -17.0),
    "north pole": (30.0, 89.95),
    "south pole": (-120.0, -89.9),
}


@pytest.mark.parametrize("place", PLACES)
def test_random_pairs_agree_with_brute_force(place, oracle):
    """Least distance of random discs, corridors and areas is geographiclib's to half a mm."""
    rng = random.Random(place)
    apart = 0
    for _ in range(60):
        size = 10 ** rng.uniform(2, 4.9)
        here = PLACES[place]
        there = oracle.direct(here, rng.uniform(0, 360), size * rng.uniform(0.5, 4))
        a = random_footprint(rng, oracle, here, size)
        b = random_footprint(rng, oracle, there, size * rng.uniform(0.2, 1))
        gap, truth = between(a, b), oracle.distance(a, b)
        assert gap.error_m <= HALF_MM
        if gap.least_m == 0.0:  # sampling sees a crossing only from above
            assert truth <= size / 10
        else:
            apart += 1
            assert gap.least_m == pytest.approx(truth, abs=gap.error_m + 2e-5), (a, b)
            assert oracle.metres(gap.at_a, gap.at_b) == pytest.approx(gap.least_m, abs=HALF_MM)
    assert apart >= 20


@pytest.mark.parametrize("size", [300_000.0, 900_000.0])
def test_large_footprints_keep_their_error(size, oracle):
    """Up to 2,000 km across the error said is still below 0.5 mm, and true."""
    rng = random.Random(int(size))
    for edges in Edges:
        a = oracle.star((20.0, 45.0), size, 5, turn=10.0, edges=edges)
        b = oracle.star(
            oracle.direct((20.0, 45.0), 80.0, 2.1 * size), size, 4, turn=33.0, edges=edges
        )
        gap = between(a, b)
        assert gap.error_m <= HALF_MM
        assert gap.least_m == pytest.approx(oracle.distance(a, b), abs=gap.error_m + 2e-5)
        point = oracle.direct((20.0, 45.0), rng.uniform(0, 360), size * 1.3)
        found = signed(point, a)
        truth = -oracle.skeleton_distance(Disc(point, 0.0), a, samples=200)
        assert found.distance_m == pytest.approx(truth, abs=1e-4)


CENTIMETRES = [-0.02, -0.01, 0.0, 0.01, 0.02]
SITES = {
    "equator": (10.0, 0.0),
    "Damascus": (36.29, 33.51),
    "60 north": (-150.0, 60.0),
    "85 south": (77.0, -85.0),
    "antimeridian": (180.0, 52.0),
    "pole": (0.0, 90.0),
}


@pytest.mark.parametrize("gap_m", CENTIMETRES)
@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("half_edge_m", [50.0, 2_500.0, 50_000.0, 250_000.0])
def test_a_corner_at_a_constructed_gap_from_an_edge(site, half_edge_m, gap_m, oracle):
    """A corner put perpendicular to the middle of a geodesic edge is found where it was put."""
    separation = 150.0
    foot = SITES[site]
    p, q = oracle.direct(foot, 40.0, half_edge_m), oracle.direct(foot, 220.0, half_edge_m)
    far = oracle.direct(foot, 310.0, half_edge_m)
    corner = oracle.direct(foot, 130.0, separation + gap_m)
    beyond = [oracle.direct(corner, 130.0 + turn, half_edge_m / 2) for turn in (-30.0, 30.0)]
    a = Area(((p, q, far, p),))
    b = Area(((corner, *beyond, corner),))
    for one, two in ((a, b), (b, a)):
        assert between(one, two).least_m == pytest.approx(separation + gap_m, abs=HALF_MM)


@pytest.mark.parametrize("gap_m", CENTIMETRES)
@pytest.mark.parametrize("site", SITES)
def test_circles_and_corridors_at_a_constructed_gap(site, gap_m, oracle):
    """A circle beside a corridor: by distance, so the radius is the radius at every bearing."""
    foot = SITES[site]
    path = (oracle.direct(foot, 17.0, 30_000.0), oracle.direct(foot, 197.0, 30_000.0))
    centre = oracle.direct(foot, 107.0, 5_000.0 + 700.0 + 40.0 + gap_m)
    found = between(Corridor(path, 700.0), Disc(centre, 5_000.0))
    assert found.least_m == pytest.approx(40.0 + gap_m, abs=HALF_MM)
    touching = between(Corridor(path, 740.0), Disc(centre, 5_000.0))
    assert touching.least_m == pytest.approx(max(0.0, gap_m), abs=HALF_MM)
    assert touching.overlap_m == pytest.approx(max(0.0, -gap_m), abs=HALF_MM)


@pytest.mark.parametrize("gap_m", CENTIMETRES)
@pytest.mark.parametrize("lat", [0.0, 33.0, -60.0, 80.0])
def test_parallels_are_not_geodesics(lat, gap_m, oracle):
    """Between two lon/lat edges along parallels the distance is along the meridian."""
    step = 1e-6
    per_degree = oracle.metres((0.0, lat), (0.0, lat + step)) / step
    north = lat + (120.0 + gap_m) / per_degree
    truth = oracle.metres((0.0, lat), (0.0, north))
    low = Area((((0, lat - 1), (3, lat - 1), (3, lat), (0, lat), (0, lat - 1)),), Edges.LONLAT)
    high = Area(
        (((1, north), (2, north), (2, north + 1), (1, north + 1), (1, north)),), Edges.LONLAT
    )
    assert between(low, high).least_m == pytest.approx(truth, abs=HALF_MM)
    geodesic = Area(low.rings, Edges.GEODESIC)
    bulge = between(geodesic, high).least_m - truth
    assert (bulge == pytest.approx(0.0, abs=HALF_MM)) if lat == 0.0 else (abs(bulge) > 50.0)


SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0))
HOLE = ((0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7), (0.3, 0.3))


@pytest.mark.parametrize("edges", Edges)
def test_a_point_in_a_hole_is_outside(edges, oracle):
    """What lies in a hole does not meet the area; its distance is that to the hole's ring."""
    area = Area((SQUARE, HOLE), edges)
    point = Disc((0.5, 0.35), 0.0)
    truth = oracle.skeleton_distance(point, area, samples=100)
    assert between(point, area).least_m == pytest.approx(truth, abs=HALF_MM)
    assert signed(point.centre, area).distance_m == pytest.approx(-truth, abs=HALF_MM)
    assert between(Disc((0.5, 0.15), 0.0), area).least_m == 0.0
    assert signed((0.5, 0.15), area).distance_m > 0.0
    inner = Area((tuple((0.5 + (x - 0.5) / 4, 0.5 + (y - 0.5) / 4) for x, y in SQUARE),), edges)
    assert between(inner, area).least_m > 5_000.0
    assert between(inner, Area((SQUARE,), edges)).least_m == 0.0


@pytest.mark.parametrize("edges", Edges)
@pytest.mark.parametrize("pole", [90.0, -90.0])
def test_an_area_may_hold_a_pole(edges, pole):
    """A ring of corners round a pole holds the pole and what is near it, and not the rest."""
    ring = tuple((lon, math.copysign(85.0, pole)) for lon in (0.0, 90.0, 180.0, -90.0, 0.0))
    area = Area((ring,), edges)
    assert between(Disc((12.0, pole), 0.0), area).least_m == 0.0
    assert between(Disc((45.0, math.copysign(88.0, pole)), 10.0), area).least_m == 0.0
    assert between(Disc((45.0, math.copysign(84.0, pole)), 10.0), area).least_m > 100_000.0
    assert between(Disc((45.0, -pole), 10.0), area).least_m > 1_000_000.0
    at_84_9 = (45.0, math.copysign(86.0, pole))  # the geodesic between corners runs at 86.5
    inside = signed(at_84_9, area).distance_m > 0
    assert inside is (edges is Edges.LONLAT)


def test_an_area_across_the_antimeridian():
    """It is the small area across 180 degrees, not the rest of the world."""
    ring = ((179.5, -1.0), (-179.5, -1.0), (-179.5, 1.0), (179.5, 1.0), (179.5, -1.0))
    for edges in Edges:
        area = Area((ring,), edges)
        assert signed((180.0, 0.0), area).distance_m > 50_000
        assert signed((-179.9, 0.5), area).distance_m > 40_000
        assert signed((0.0, 0.0), area).distance_m < -9_000_000
        assert between(Disc((-179.0, 0.0), 10_000.0), area).least_m == pytest.approx(
            55_659.745 - 10_000.0, abs=0.01
        )


def test_sharing_a_corner_or_an_edge_is_sharing_a_point():
    """Space is closed: neighbours that share an edge, a corner or part of an edge have no gap."""
    east = tuple((lon + 1.0, lat) for lon, lat in SQUARE)
    corner = tuple((lon + 1.0, lat + 1.0) for lon, lat in SQUARE)
    half = tuple((lon + 1.0, lat / 2 + 0.25) for lon, lat in SQUARE)
    for edges in Edges:
        for other in (east, corner, half, SQUARE):
            assert between(Area((SQUARE,), edges), Area((other,), edges)).least_m == 0.0


def test_crossing_paths_share_the_point_where_they_cross(oracle):
    """Two paths that cross between their ends have distance 0, at a point on both."""
    here = (36.0, 33.0)
    one = Corridor((oracle.direct(here, 10, 9_000), oracle.direct(here, 190, 5_000)), 0.0)
    two = Corridor((oracle.direct(here, 80, 4_000), oracle.direct(here, 260, 7_000)), 0.0)
    gap = between(one, two)
    assert gap.least_m == 0.0
    assert oracle.metres(gap.at_a, here) < 1e-3
    assert gap.at_a == gap.at_b


def test_near_gives_up_only_when_certainly_further():
    """`near` is None exactly where the distance is above what was asked."""
    a, b = Disc((8.0, 50.0), 100.0), Area((SQUARE,))
    apart = between(a, b).least_m
    assert near(a, b, apart - 0.01) is None
    found = near(a, b, apart + 0.01)
    assert found is not None
    assert found.least_m == pytest.approx(apart, abs=1e-5)
    inside = Disc((0.5, 0.5), 1.0)  # far from every edge, and yet it meets
    assert near(inside, b, 0.001) is not None


coordinates = st.tuples(st.floats(-180, 180), st.floats(-89, 89))


@settings(max_examples=60, deadline=None)
@given(coordinates, st.floats(0, 360), st.floats(10, 500_000), st.floats(0, 1), st.data())
def test_exchanging_the_two_changes_nothing(centre, turn, size, share, data):
    """between(a, b) is between(b, a), to a micrometre."""
    from detente.geometry.geodesics import destination

    count = data.draw(st.integers(3, 8))
    edges = data.draw(st.sampled_from(Edges))
    corners = [destination(centre, turn + 360 * at / count, size) for at in range(count)]
    a = Area(((*corners, corners[0]),), edges)
    b = Corridor(
        (
            destination(centre, turn * 2, size * 3 * share),
            destination(centre, turn * 3 + 40, size * 3),
        ),
        size * share / 10,
        edges,
    )
    one, two = between(a, b), between(b, a)
    # lon/lat edges: the search may stop anywhere within the errors that it states
    assert one.least_m == pytest.approx(two.least_m, abs=one.error_m + two.error_m)
    assert one.error_m <= HALF_MM


@settings(max_examples=40, deadline=None)
@given(coordinates, st.floats(0, 360), st.floats(-1.0, 1.0))
def test_depth_in_a_disc_is_radius_less_distance(centre, bearing, share):
    """signed() of a disc, anywhere: positive inside, negative outside, by distance."""
    from detente.geometry.geodesics import destination

    radius = 7_000.0
    point = destination(centre, bearing, radius * (1 - share))
    assert signed(point, Disc(centre, radius)).distance_m == pytest.approx(
        radius * share, abs=1e-5
    )


@pytest.mark.parametrize("place", PLACES)
def test_signed_agrees_with_brute_force(place, oracle):
    """Inside or outside, and how far from the ring, for random points and random stars."""
    rng = random.Random("signed" + place)
    for _ in range(20):
        size = 10 ** rng.uniform(2, 4.5)
        edges = rng.choice(list(Edges))
        count, turn = rng.randint(3, 9), rng.uniform(0, 99)
        dents = [1.0, 0.5, 0.8]
        area = oracle.star(PLACES[place], size, count, turn=turn, edges=edges, dents=dents)
        point = oracle.direct(PLACES[place], rng.uniform(0, 360), size * rng.uniform(0, 1.5))
        found = signed(point, area)
        assert (found.distance_m > 0) is oracle.holds(area, point)
        truth = oracle.skeleton_distance(Disc(point, 0.0), area, samples=100)
        assert abs(found.distance_m) == pytest.approx(truth, abs=found.error_m + 2e-5)
