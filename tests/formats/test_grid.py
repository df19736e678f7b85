"""MGRS against pyproj's UTM and UPS: an independent way from the letters to the ground."""

import math

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from detente.formats import grid, positions
from detente.terms.problems import Refused
from detente.terms.where import Position

COLUMNS = (
    "ABCDEFGH",
    "JKLMNPQR",
    "STUVWXYZ",
)  # by zone modulo 3; each letter is 100 km of easting
ROWS = "ABCDEFGHJKLMNPQRSTUV"  # every 2,000 km again; even zones start at F
BANDS = "CDEFGHJKLMNPQRSTUVWX"


def written_by_pyproj(lat: float, lon: float, digits: int) -> str:
    """MGRS by hand from pyproj's UTM: letters by the rule of the grid, digits cut off."""
    zone = _zone(lat, lon)
    crs = f"EPSG:{32600 + zone if lat >= 0 else 32700 + zone}"
    east, north = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    # A false northing of 10,000 km in the south is a whole number of cycles of the row letters.
    column = COLUMNS[(zone - 1) % 3][int(east // 100_000) - 1]
    row = ROWS[(int(north // 100_000) + (5 if zone % 2 == 0 else 0)) % 20]
    band = BANDS[min(int((lat + 80) // 8), 19)]
    side = 10 ** (5 - digits)
    parts = (int(east % 100_000) // side, int(north % 100_000) // side)
    return f"{zone:02d}{band}{column}{row}" + "".join(
        f"{part:0{digits}d}" for part in parts if digits
    )


def _zone(lat: float, lon: float) -> int:
    zone = min(int((lon + 180) // 6) + 1, 60)
    if 56 <= lat < 64 and 3 <= lon < 12:
        return 32
    if lat >= 72 and 0 <= lon < 42:
        return 31 + 2 * int((lon + 3) // 12)
    return zone


def ground_m(one: Position, lat: float, lon: float) -> float:
    """Metres between two places, by Karney's own Python."""
    return float(Geodesic.WGS84.Inverse(one.lat, one.lon, lat, lon)["s12"])


@settings(deadline=None)
@given(st.floats(-79.9, 83.9), st.floats(-180, 179.999999), st.integers(2, 5))
@example(lat=33.5102, lon=36.29128, digits=5)
@example(lat=60.5, lon=4.0, digits=4)
@example(lat=75.0, lon=20.0, digits=3)
@example(lat=0.0, lon=0.0, digits=5)
@example(lat=24.0, lon=0.0, digits=5)
@example(lat=-57.0, lon=27.0, digits=2)
@example(lat=-0.0000001, lon=-180.0, digits=5)
def test_square_by_hand_is_read_as_its_centre(lat: float, lon: float, digits: int) -> None:
    """The square that pyproj's UTM gives is read as a place at most accuracy_m away."""
    square = written_by_pyproj(lat, lon, digits)
    found = positions.read(square)
    assert found.form == "MGRS"
    assert found.position.accuracy_m == grid.square_accuracy_m(digits)
    assert ground_m(found.position, lat, lon) <= grid.square_accuracy_m(digits)


@pytest.mark.parametrize("digits", range(6))
def test_position_is_the_centre_not_a_corner(digits: int) -> None:
    """The middle of the square by pyproj, to a millimetre: packages differ in this."""
    side = 10 ** (5 - digits)
    east = 200_000 + 48_392 // side * side + side / 2
    north = 3_700_000 + 11_135 // side * side + side / 2
    lon, lat = Transformer.from_crs("EPSG:32637", "EPSG:4326", always_xy=True).transform(
        east, north
    )
    code = "37SBT" + "48392"[:digits] + "11135"[:digits]
    assert ground_m(positions.read(code).position, lat, lon) < 0.001


@settings(deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180), st.integers(2, 5))
@example(lat=90.0, lon=0.0, digits=5)
@example(lat=-90.0, lon=0.0, digits=5)
@example(lat=-1.4573343471120266e-09, lon=0.0, digits=2)
def test_round_trip_within_the_square(lat: float, lon: float, digits: int) -> None:
    """What is written as MGRS is read back within the square's accuracy, at the poles too."""
    found = positions.read(grid.written((lon, lat), digits)).position
    assert ground_m(found, lat, lon) <= grid.square_accuracy_m(digits)


def test_polar_square_against_ups() -> None:
    """Beyond 84 degrees the grid is polar stereographic (EPSG:5041, easting first)."""
    code = grid.written((10.0, 84.5)).replace(" ", "")
    east, north = Transformer.from_crs("EPSG:4326", "EPSG:5041", always_xy=True).transform(
        10, 84.5
    )
    assert code.startswith("Z")
    assert code[-10:-5] == f"{int(east % 100_000):05d}"
    assert code[-5:] == f"{int(north % 100_000):05d}"


REFUSED = {
    "an odd number of digits": ("37SBT 123", "3 digits"),
    "groups of different length": ("37SBT 483 11135", "3 digits of easting and 5"),
    "four groups": ("37SBT 1 2 3 4", "4 groups"),
    "twelve digits": ("37SBT 123456 123456", "12 digits"),
    "a zone that is not": ("61SBT 12 12", "no square"),
    "the letter I": ("37IBT 12 12", "no square"),
    "column letters of another zone": ("37SZZ 12 12", "no square"),
    "a band whose rows lie elsewhere": ("37TBT 12 34", "no square|outside"),
    "beyond the edge of its zone": ("37SBT 12 34", "called 36S YC 68 33"),
    "a polar square that is not polar": ("YZA 12 34", "no square|outside"),
}


@pytest.mark.parametrize(("text", "what"), REFUSED.values(), ids=REFUSED)
def test_refuses(text: str, what: str) -> None:
    """A square that is written wrongly or does not exist is refused with its reason."""
    with pytest.raises(Refused, match=what):
        positions.read(text)


SAME = ["37SBT4839211135", "37S BT 48392 11135", "37sbt 4839211135", " 37 S BT 48392 11135 "]


@pytest.mark.parametrize("text", SAME)
def test_spaces_and_small_letters_do_not_matter(text: str) -> None:
    """However it is spaced, it is the same square."""
    assert positions.read(text).position == positions.read(SAME[0]).position


def test_a_square_cut_by_the_edge_of_its_zone_stands() -> None:
    """A square with its centre beyond its zone but a corner within it exists on maps."""
    west_of_36 = positions.read("37SBT 2 1")  # 10 km; the zone begins at 36 E
    assert west_of_36.position.accuracy_m == grid.square_accuracy_m(1)


def test_accuracy_is_a_bound_on_the_ground() -> None:
    """Half the diagonal, divided by the least scale, rounded up to a decimetre."""
    for digits in range(6):
        half = 10 ** (5 - digits) * math.sqrt(2) / 2
        assert half / 0.994 <= grid.square_accuracy_m(digits) <= half / 0.994 + 0.1


@pytest.mark.parametrize(
    ("accuracy", "digits"), [(None, 5), (0.0, 5), (0.8, 5), (0.9, 4), (100, 2), (1e6, 0)]
)
def test_echo_says_no_more_than_is_known(accuracy: float | None, digits: int) -> None:
    """A position known to 100 m is written as a square that is no finer."""
    assert grid.digits_for(accuracy) == digits
