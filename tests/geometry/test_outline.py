"""What is drawn: valid GeoJSON, round circles, cuts at the antimeridian, areas over poles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import shapely.geometry

from detente.geometry.outline import geojson
from detente.terms.where import Area, Corridor, Disc, Edges, Moving

CAP = ((0.0, 80.0), (90.0, 80.0), (180.0, 80.0), (-90.0, 80.0), (0.0, 80.0))
ACROSS = ((179.0, 0.0), (-179.0, 0.0), (-179.0, 1.0), (179.0, 1.0), (179.0, 0.0))
SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0))
HOLE = ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6), (0.4, 0.4))
NINE = datetime(2025, 7, 24, 9, tzinfo=UTC)
MOVING = Moving(((NINE, (36.0, 33.0)), (NINE + timedelta(hours=1), (36.2, 33.1))), 500.0, None)

DRAWN = {
    "a point": (Disc((8.0, 50.0), 0.0), "Point"),
    "a circle": (Disc((8.0, 50.0), 1_000.0), "Polygon"),
    "a circle across the antimeridian": (Disc((179.99, 50.0), 5_000.0), "MultiPolygon"),
    "a circle over the pole": (Disc((0.0, 89.99), 5_000.0), "Polygon"),
    "a path": (Corridor(((8.0, 50.0), (9.0, 50.0)), 0.0), "LineString"),
    "a path across the antimeridian": (
        Corridor(((179.0, 50.0), (-179.0, 51.0)), 0.0),
        "MultiLineString",
    ),
    "a corridor": (Corridor(((8.0, 50.0), (9.0, 50.0), (9.0, 51.0)), 500.0), "Polygon"),
    "a corridor across the antimeridian": (
        Corridor(((179.0, 50.0), (-179.0, 51.0), (-178.0, 51.0)), 3_000.0),
        "MultiPolygon",
    ),
    "an area with a hole": (Area((SQUARE, HOLE)), "Polygon"),
    "an area with a hole and a margin": (Area((SQUARE, HOLE), margin_m=1_000.0), "Polygon"),
    "an area across the antimeridian": (Area((ACROSS,), margin_m=9_000.0), "MultiPolygon"),
    "an area over a pole": (Area((CAP,)), "Polygon"),
    "a lon/lat area over a pole": (Area((CAP,), Edges.LONLAT), "Polygon"),
    "a convoy": (MOVING, "Polygon"),
}


@pytest.mark.parametrize("case", DRAWN)
def test_drawings_are_valid_and_within_the_map(case):
    """The kind of geometry, valid, within -180 to 180 and -90 to 90."""
    footprint, kind = DRAWN[case]
    drawn = geojson(footprint)
    assert drawn["type"] == kind
    shape = shapely.geometry.shape(drawn)
    assert shape.is_valid
    west, south, east, north = shape.bounds
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90


@pytest.mark.parametrize("lat", [0.0, 60.0, 85.0])
def test_a_drawn_circle_is_round_on_the_ground(lat, oracle):
    """Every drawn point of a circle is its radius away, to the rounding of what is drawn."""
    (ring,) = geojson(Disc((20.0, lat), 10_000.0))["coordinates"]
    assert all(
        oracle.metres((20.0, lat), point) == pytest.approx(10_000.0, abs=0.02) for point in ring
    )


def test_a_drawn_corridor_is_as_wide_as_it_is(oracle):
    """Beside the middle of a long edge the drawing reaches half the width, to a metre."""
    shape = shapely.geometry.shape(geojson(Corridor(((8.0, 60.0), (10.0, 60.0)), 2_000.0)))
    edge = oracle.Edge((8.0, 60.0), (10.0, 60.0), Edges.GEODESIC)
    middle = edge.at(0.5)
    for bearing in (0.0, 180.0):
        assert shape.contains(shapely.Point(oracle.direct(middle, bearing, 1_998.0)))
        assert not shape.contains(shapely.Point(oracle.direct(middle, bearing, 2_002.0)))


def test_a_drawn_cap_covers_its_pole():
    """The area over a pole is drawn up to the edge of the map."""
    shape = shapely.geometry.shape(geojson(Area((CAP,), Edges.LONLAT)))
    assert shape.area == pytest.approx(360 * 10)


def test_a_margin_shrinks_holes_and_fills_small_ones():
    """A hole narrower than twice the margin is gone."""
    assert len(geojson(Area((SQUARE, HOLE), margin_m=1_000.0))["coordinates"]) == 2
    assert len(geojson(Area((SQUARE, HOLE), margin_m=12_000.0))["coordinates"]) == 1
