"""Echoes: one place in every way of writing, and where it lies from the nearest named place."""

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.formats import positions
from detente.formats.echoes import echo
from detente.formats.gazetteer import CREDIT, Named, gazetteer, nearest, wind
from detente.terms.where import Position

lons = st.floats(-180, 180)
lats = st.floats(-89, 89)


def metres(one: tuple[float, float], two: tuple[float, float]) -> float:
    """Distance by Karney's own Python."""
    return float(Geodesic.WGS84.Inverse(one[1], one[0], two[1], two[0])["s12"])


@settings(deadline=None)
@given(lons, lats)
def test_every_way_of_writing_names_the_same_place(lon: float, lat: float) -> None:
    """What the echo shows, read back by our own reader, lies within a few metres."""
    made = echo(Position(lon, lat))
    assert metres(positions.read(made.decimal).position.lonlat, (lon, lat)) < 0.8
    assert metres(positions.read(made.dms).position.lonlat, (lon, lat)) < 2.3
    assert metres(positions.read(made.mgrs).position.lonlat, (lon, lat)) < 3


@settings(deadline=None)
@given(lons, lats, st.lists(st.tuples(lons, lats), min_size=1, max_size=12))
def test_nearest_is_the_least_of_all_distances(
    lon: float, lat: float, places: list[tuple[float, float]]
) -> None:
    """The short cut over the sphere loses nothing: brute force on the ellipsoid agrees."""
    found = nearest((lon, lat), [Named(f"p{at}", place) for at, place in enumerate(places)])
    assert found is not None
    assert found.distance_m == pytest.approx(
        min(metres(place, (lon, lat)) for place in places), rel=1e-9, abs=1e-5
    )


def test_names_place_distance_and_direction() -> None:
    """As a person would say it."""
    made = echo(Position(35.85, 33.17), gazetteer())
    assert made.near is not None
    assert made.near.words == "4.2 km west-south-west of Khān Arnabah"
    here = echo(Position(36.29128, 33.5102), gazetteer())
    assert here.near is not None
    assert here.near.words == "at Damascus"
    assert "Damascus" in here.words


@pytest.mark.parametrize(
    ("bearing", "words"),
    [
        (0, "north"),
        (359, "north"),
        (11.2, "north"),
        (11.3, "north-north-east"),
        (225, "south-west"),
    ],
)
def test_winds(bearing: float, words: str) -> None:
    """A bearing to the nearest of sixteen."""
    assert wind(bearing) == words


def test_without_a_gazetteer_no_place_is_named() -> None:
    """Nothing is said rather than something invented."""
    made = echo(Position(36.0, 33.0))
    assert made.near is None
    assert made.as_json()["near"] is None


def test_the_package_brings_its_gazetteer_and_its_credit() -> None:
    """577 places with names in their own scripts; GeoNames is credited."""
    places = {place.name: place for place in gazetteer()}
    assert len(gazetteer()) == 577
    assert "دمشق" in places["Damascus"].names
    assert "GeoNames" in CREDIT
    assert "CC BY 4.0" in CREDIT


def test_an_echo_says_no_more_than_is_known() -> None:
    """A position known to a kilometre is echoed as a square of ten."""
    assert echo(Position(36.29128, 33.5102, 1000)).mgrs == "37S BT 4 1"
