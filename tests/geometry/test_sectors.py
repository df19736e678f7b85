"""Sightings by bearing and range as areas, and how much of an area lies in which zone."""

from __future__ import annotations

import math
import random

import pytest
from geographiclib.geodesic import Geodesic

from detente.geometry.distance import signed
from detente.geometry.sectors import area_m2, sector, shares
from detente.geometry.validity import problems
from detente.terms.where import Area, Corridor, Disc, Edges

QUNEITRA = (35.82461, 33.12595)
EAST = (78.75, 101.25)  # "east" of a 16-wind compass


def test_heard_from_quneitra_east_five_to_seven_kilometres():
    """The area of the acceptance example: 4.7 square kilometres."""
    heard = sector(QUNEITRA, *EAST, 5_000.0, 7_000.0)
    assert problems(heard) == []
    assert area_m2(heard) / 1e6 == pytest.approx(24 * math.pi * 22.5 / 360, rel=1e-4)


WIDTHS = {
    "east": EAST,
    "through north": (350.0, 10.0),
    "a quarter": (0.0, 90.0),
    "three quarters": (45.0, 315.0),
    "all round": (0.0, 360.0),
}


@pytest.mark.parametrize("near_m", [0.0, 5_000.0])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_place_of_the_sighting_is_lost(width, near_m, oracle):
    """Every place between the bearings and ranges is in the area; places well outside are not."""
    low, high = WIDTHS[width]
    rng = random.Random(width)
    heard = sector(QUNEITRA, low, high, near_m, 7_000.0)
    assert problems(heard) == []
    turn = (high - low) % 360 or 360
    for _ in range(60):
        place = oracle.direct(
            QUNEITRA, low + turn * rng.random(), near_m + (7_000.0 - near_m) * rng.random()
        )
        assert signed(place, heard).distance_m > -1e-3
    for bearing in (low + turn / 3, low + turn / 2):
        assert signed(oracle.direct(QUNEITRA, bearing, 7_010.0), heard).distance_m < 0
        if near_m:
            assert signed(oracle.direct(QUNEITRA, bearing, near_m - 10), heard).distance_m < 0
    if turn < 360:
        behind = oracle.direct(QUNEITRA, high + (360 - turn) / 2, 6_000.0)
        assert signed(behind, heard).distance_m < 0


@pytest.mark.parametrize("ranges", [(5_000.0, 5_000.0), (-1.0, 5.0), (6_000.0, 5_000.0)], ids=str)
def test_ranges_must_be_in_order(ranges):
    """A sector without width in range is refused."""
    with pytest.raises(ValueError, match="ranges"):
        sector(QUNEITRA, 0.0, 10.0, *ranges)


def test_equal_bearings_are_refused():
    """There is no area between a bearing and itself."""
    with pytest.raises(ValueError, match="bearings"):
        sector(QUNEITRA, 10.0, 10.0, 0.0, 5.0)


def test_areas_of_circles_corridors_and_polygons(oracle):
    """Against plane formulas where they hold, and geographiclib."""
    assert area_m2(Disc((8.0, 50.0), 1_000.0)) == pytest.approx(math.pi * 1e6, rel=1e-3)
    path = ((8.0, 50.0), oracle.direct((8.0, 50.0), 40.0, 10_000.0))
    assert area_m2(Corridor(path, 500.0)) == pytest.approx(1e7 + math.pi * 25e4, rel=1e-3)
    star = oracle.star((36.0, 33.0), 80_000.0, 7, dents=[1.0, 0.6])
    polygon = Geodesic.WGS84.Polygon()
    for lon, lat in star.rings[0][:-1]:
        polygon.AddPoint(lat, lon)
    truth = abs(polygon.Compute()[2])
    assert area_m2(star) == pytest.approx(truth, rel=1e-9)
    assert area_m2(Area(star.rings, margin_m=1e-3)) == pytest.approx(truth, rel=1e-5)
    cap = ((0.0, 85.0), (120.0, 85.0), (-120.0, 85.0), (0.0, 85.0))
    assert area_m2(Area((cap,), Edges.LONLAT)) == pytest.approx(9.790e11, rel=1e-3)


def test_shares_add_up_where_zones_part_an_area(oracle):
    """Two zones that part a sector share it out; a third, elsewhere, has none of it."""
    heard = sector(QUNEITRA, *EAST, 5_000.0, 7_000.0)
    ring = [oracle.direct(QUNEITRA, bearing, 6_000.0) for bearing in range(0, -360, -5)]
    inside = Area(((*ring, ring[0]),))
    box = ((35.0, 32.0), (37.0, 32.0), (37.0, 34.0), (35.0, 34.0), (35.0, 32.0))
    outside = Area((box, inside.rings[0]), Edges.GEODESIC)
    one, two, three = shares(heard, [inside, outside, Disc((0.0, 0.0), 50_000.0)])
    assert one.share + two.share == pytest.approx(1.0, abs=1e-6)
    assert one.share == pytest.approx((36 - 25) / 24, abs=2e-3)
    assert one.area_m2 == pytest.approx(one.share * area_m2(heard), rel=1e-5)
    assert three.share == 0.0


def test_a_point_has_no_share():
    """What has no area has share 0, not a division by zero."""
    (share,) = shares(Disc(QUNEITRA, 0.0), [Disc(QUNEITRA, 5_000.0)])
    assert (share.area_m2, share.share) == (0.0, 0.0)
