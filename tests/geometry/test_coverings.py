"""Boxes are conservative: a random point of a footprint lies in its box, anywhere on Earth."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.geometry.coverings import Box, box, hull
from detente.terms.where import Area, Corridor, Disc, Edges

centres = st.one_of(
    st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
    st.tuples(st.sampled_from([-180.0, 179.999, 0.0, 180.0]), st.floats(-80, 80)),
    st.tuples(st.floats(-180, 180), st.sampled_from([90.0, -90.0, 89.9, -89.99, 0.0])),
)
sizes = st.floats(1.0, 6.0).map(lambda power: min(10**power, 9e5))


def points_of(footprint, oracle, rng):
    """Random points of a footprint: on its edges, anywhere within its radius of them."""
    edges, radius = oracle.edges_of(footprint)
    for edge in edges:
        for share in (0.0, 1.0, 0.5, rng.random(), rng.random()):
            on_it = edge.at(share)
            yield on_it
            for bearing in (0.0, 90.0, 180.0, 270.0, rng.uniform(0, 360)):
                yield oracle.direct(on_it, bearing, radius)
                yield oracle.direct(on_it, bearing, radius * rng.random())


@settings(max_examples=70, deadline=None)
@given(centres, sizes, st.floats(0, 360), st.tuples(st.sampled_from(Edges), st.integers(0, 3)))
def test_every_point_of_a_footprint_lies_in_its_box(oracle, centre, size, turn, what):
    """Discs, corridors and areas with margins; bulges, poles and the antimeridian included."""
    edges, shape = what
    rng = random.Random(size)
    footprint = Disc(centre, size)
    if shape == 1:
        ends = (oracle.direct(centre, turn, size), oracle.direct(centre, 2 * turn, size))
        footprint = Corridor((ends[0], centre, ends[1]), size * rng.random() / 3, edges)
    elif shape > 1:
        margin = size / 10 if shape == 3 else 0.0
        count = rng.randint(3, 7)
        footprint = oracle.star(centre, size, count, turn=turn, edges=edges, margin=margin)
    covering = box(footprint)
    for point in points_of(footprint, oracle, rng):
        assert covering.holds(point), (footprint, covering, point)
    if isinstance(footprint, Area) and edges is Edges.GEODESIC:
        for edge in oracle.edges_of(footprint)[0]:  # from the centre every point is seen
            out = oracle.metres(centre, edge.at(0.4)) * rng.random()
            assert covering.holds(oracle.direct(centre, oracle.azimuth(centre, edge.at(0.4)), out))


@settings(max_examples=60, deadline=None)
@given(centres, sizes, st.floats(0, 360), st.floats(0, 1))
def test_a_margin_widens_the_box_by_at_least_that_distance(oracle, centre, size, bearing, share):
    """Every place within the margin of a footprint lies in its box with that margin."""
    covering = box(Disc(centre, size * share), size)
    assert covering.holds(oracle.direct(centre, bearing, size * (1 + share)))


def test_a_geodesic_bulges_towards_the_pole(oracle):
    """The box of an edge along a parallel reaches beyond the parallel, on both hemispheres."""
    north = box(Corridor(((0.0, 45.0), (10.0, 45.0)), 0.0))
    assert north.north == pytest.approx(45.1099, abs=1e-3)
    assert north.south == pytest.approx(45.0, abs=1e-6)
    south = box(Corridor(((0.0, -45.0), (10.0, -45.0)), 0.0))
    assert south.south == pytest.approx(-north.north, abs=1e-8)
    assert box(Corridor(((0.0, 45.0), (10.0, 45.0)), 0.0, Edges.LONLAT)).north < 45.000001


def test_boxes_stay_small():
    """Conservative is not careless: a circle's box is less than 2 % too wide at 60 degrees."""
    covering = box(Disc((179.9, 60.0), 20_000.0))
    assert covering.west > covering.east
    assert covering.width_deg == pytest.approx(2 * 0.3584, rel=0.02)
    assert covering.north - covering.south == pytest.approx(2 * 0.17949, rel=0.01)


CASES = {
    "side by side": (Box(0, 0, 1, 1), Box(2, 0, 3, 1), None),
    "one in the other": (Box(0, 0, 9, 9), Box(2, 1, 3, 2), Box(2, 1, 3, 2)),
    "sharing an edge": (Box(0, 0, 1, 1), Box(1, 0, 2, 1), Box(1, 0, 1, 1)),
    "above one another": (Box(0, 0, 1, 1), Box(0, 2, 1, 3), None),
    "across the antimeridian and east of it": (
        Box(179, 0, -179, 1),
        Box(-179.5, 0, -170, 1),
        Box(-179.5, 0, -179, 1),
    ),
    "across the antimeridian and west of it": (
        Box(179, 0, -179, 1),
        Box(170, 0, 179.5, 1),
        Box(179, 0, 179.5, 1),
    ),
    "across the antimeridian and far away": (Box(179, 0, -179, 1), Box(0, 0, 1, 1), None),
    "all longitudes": (Box(-180, 80, 180, 90), Box(179, 85, -179, 86), Box(179, 85, -179, 86)),
    "two strips": (Box(-100, 0, 100, 1), Box(90, 0, -90, 1), Box(90, 0, -90, 1)),
}


@pytest.mark.parametrize("case", CASES)
def test_what_two_boxes_share(case):
    """Truth table of Box.common, either way round."""
    one, two, common = CASES[case]
    assert one.common(two) == two.common(one) == common
    assert one.meets(two) is (common is not None)


box_sides = st.tuples(st.floats(-180, 179.9), st.floats(0.01, 300), st.floats(-80, 70))


@settings(max_examples=120, deadline=None)
@given(st.lists(box_sides, min_size=1, max_size=5), st.floats(0, 1), st.randoms())
def test_a_hull_holds_its_boxes_in_any_order(sides, share, shuffler):
    """A point of any of the boxes lies in the hull, which does not depend on their order."""
    boxes = []
    for west, width, south in sides:
        east = west + width
        boxes.append(Box(west, south, east - 360 if east >= 180 else east, south + 5))
    round_all = hull(boxes)
    for one, (west, width, south) in zip(boxes, sides, strict=True):
        lon = west + width * share
        point = (lon - 360 if lon >= 180 else lon, south + 2)
        assert not one.holds(point) or round_all.holds(point)
        common = round_all.common(one)
        assert common is not None
        assert common.width_deg == pytest.approx(one.width_deg, abs=1e-6)
    shuffler.shuffle(boxes)
    assert hull(boxes) == round_all


def test_a_hull_of_nothing_is_an_error():
    """There is no box round nothing."""
    with pytest.raises(ValueError, match="no box"):
        hull([])


def test_json_rounds_outward():
    """A box as it is shown still holds what it holds."""
    shown = Box(1.00000001, 2.00000001, 3.00000001, 4.00000001).as_json()
    assert shown == {"west": 1.0, "south": 2.0, "east": 3.0000001, "north": 4.0000001}
