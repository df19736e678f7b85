"""Three-way zone tests: never wrong about where a thing truly was, at worst cannot tell."""

import math

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.rules.zones import around, enters, where_is
from detente.terms.truth import Truth
from detente.terms.where import Area, Corridor, Disc, Edges, Footprint, LonLat, Position

EARTH = Geodesic.WGS84
HERE = (36.0, 33.0)


def away(p: LonLat, bearing: float, metres: float) -> LonLat:
    """An oracle of our own: geographiclib's pure Python geodesics."""
    found = EARTH.Direct(p[1], p[0], bearing, metres)
    return (found["lon2"], found["lat2"])


def apart(p: LonLat, q: LonLat) -> float:
    """Their distance, by the same oracle."""
    return float(EARTH.Inverse(p[1], p[0], q[1], q[0])["s12"])


def square(centre: LonLat, half_m: float, *holes: Area) -> Area:
    """A square round a point, perhaps with holes."""
    corners = [away(centre, bearing, half_m * math.sqrt(2)) for bearing in (45, 135, 225, 315)]
    ring = (*corners, corners[0])
    return Area((ring, *(hole.rings[0] for hole in holes)), Edges.GEODESIC)


ZONE = Disc(HERE, 10_000)
CASES = {
    "1.1 km inside a line known to 1 km is inside": (8_900, 0.0, Truth.YES),
    "exactly 1 km inside is inside, or the rounding is said": (9_000, 0.0, None),
    "60 m inside cannot be told": (9_940, 0.0, Truth.CANNOT_TELL),
    "60 m outside cannot be told": (10_060, 0.0, Truth.CANNOT_TELL),
    "40 km outside is outside": (50_000, 0.0, Truth.NO),
    "3 km inside, place known to 1 km, is inside": (7_000, 1_000.0, Truth.YES),
    "1.5 km inside, place known to 1 km, cannot be told": (8_500, 1_000.0, Truth.CANNOT_TELL),
    "a place of unknown accuracy cannot be told, even in the middle": (
        0.0,
        None,
        Truth.CANNOT_TELL,
    ),
}


@pytest.mark.parametrize(("from_m", "accuracy", "expected"), CASES.values(), ids=CASES.keys())
def test_a_position_against_a_line_known_to_1_km(
    from_m: float, accuracy: float | None, expected: Truth | None
) -> None:
    """The truth table of the domain study, on a disc whose distances are known."""
    lon, lat = away(HERE, 70.0, from_m)
    answer = where_is(Position(lon, lat, accuracy), ZONE, 1_000)
    if expected is not None:
        assert answer.truth is expected
    else:
        assert answer.truth is not Truth.NO
    assert answer.distance_m == pytest.approx(10_000 - from_m, abs=0.01)
    assert answer.tolerance_m == 1_000
    assert "tolerance 1.00 km" in answer.words


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0, 25_000),
    st.floats(0, 360),
    st.floats(0, 4_000),
    st.floats(0, 3_000),
    st.lists(st.tuples(st.floats(0, 360), st.floats(0, 1), st.floats(-1, 1)), min_size=4),
)
def test_the_answer_holds_wherever_thing_and_line_truly_are(
    from_m: float,
    bearing: float,
    accuracy: float,
    tolerance: float,
    truths: list[tuple[float, float, float]],
) -> None:
    """Oracle: the thing anywhere within its accuracy, the true line anywhere within tolerance."""
    said = away(HERE, bearing, from_m)
    answer = where_is(Position(*said, accuracy), ZONE, tolerance)
    for turn, share, off in truths:
        thing = away(said, turn, accuracy * share)
        true_radius = max(ZONE.radius_m + tolerance * off, 0.0)
        truly = apart(HERE, thing) <= true_radius
        if answer.truth is Truth.YES:
            assert truly or abs(apart(HERE, thing) - true_radius) < 1e-3
        if answer.truth is Truth.NO:
            assert not truly or abs(apart(HERE, thing) - true_radius) < 1e-3


HOLED = square(HERE, 20_000, square(away(HERE, 90.0, 12_000), 3_000))
AREAS: dict[str, tuple[Footprint, Truth]] = {
    "an area deep in the zone is inside": (square(away(HERE, 270, 10_000), 3_000), Truth.YES),
    "an area over the line cannot be told": (
        square(away(HERE, 270, 20_000), 3_000),
        Truth.CANNOT_TELL,
    ),
    "an area round a hole cannot be told": (
        square(away(HERE, 90, 12_000), 6_000),
        Truth.CANNOT_TELL,
    ),
    "an area within the hole is outside": (square(away(HERE, 90, 12_000), 1_000), Truth.NO),
    "an area within the hole, less than 1 km from it, cannot be told": (
        square(away(HERE, 90, 12_000), 2_500),
        Truth.CANNOT_TELL,
    ),
    "an area far off is outside": (square(away(HERE, 0, 40_000), 3_000), Truth.NO),
    "an area 500 m off cannot be told": (
        square(away(HERE, 270, 23_500), 3_000),
        Truth.CANNOT_TELL,
    ),
    "an area 500 m inside the line cannot be told": (
        square(away(HERE, 270, 16_500), 3_000),
        Truth.CANNOT_TELL,
    ),
    "a path deep in the zone is inside": (
        Corridor((away(HERE, 270, 5_000), away(HERE, 270, 15_000)), 500.0),
        Truth.YES,
    ),
    "an area widened by a margin reaches the line": (
        Area(square(away(HERE, 270, 10_000), 3_000).rings, margin_m=6_500.0),
        Truth.CANNOT_TELL,
    ),
}


@pytest.mark.parametrize(("area", "expected"), AREAS.values(), ids=AREAS.keys())
def test_somewhere_within_an_area_against_a_zone_with_a_hole(
    area: Footprint, expected: Truth
) -> None:
    """Yes needs all of the area inside by the tolerance, no needs all of it outside by it."""
    assert where_is(area, HOLED, 1_000).truth is expected


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0, 30_000),
    st.floats(0, 360),
    st.floats(500, 9_000),
    st.floats(0, 2_000),
    st.floats(0, 2_000),
)
def test_an_area_answers_as_every_point_of_it_does(
    from_m: float, bearing: float, half_m: float, margin: float, tolerance: float
) -> None:
    """Oracle: the points of the area one by one, by the test for exact positions."""
    centre = away(HERE, bearing, from_m)
    area = Area(square(centre, half_m).rings, margin_m=margin)
    answer = where_is(area, HOLED, tolerance).truth
    for turn in range(0, 360, 30):
        for share in (0.0, 0.5, 1.0):
            point = away(centre, turn, (half_m + margin) * share)
            one = where_is(Position(*point, 0.0), HOLED, tolerance).truth
            assert one is answer or answer is Truth.CANNOT_TELL


def test_the_disc_around_a_footprint_holds_it() -> None:
    """A bound on every vertex and margin, across the antimeridian too."""
    path = ((179.5, 10.0), (-179.5, 12.0), (-179.0, 11.0))
    centre, radius = around(Corridor(path, 700.0))
    assert all(apart(centre, vertex) + 700.0 <= radius for vertex in path)
    assert radius < 300_000


FILLED: dict[str, tuple[Footprint, Truth]] = {
    "a site 2 km inside enters": (Disc(away(HERE, 10, 8_000), 0.0), Truth.YES),
    "a site at the line may enter": (Disc(away(HERE, 10, 10_500), 0.0), Truth.CANNOT_TELL),
    "a site 2 km outside does not enter": (Disc(away(HERE, 10, 12_000), 0.0), Truth.NO),
    "a circle from outside that reaches 2 km in enters": (
        Disc(away(HERE, 10, 14_000), 6_000.0),
        Truth.YES,
    ),
    "a circle that reaches half a kilometre in may enter": (
        Disc(away(HERE, 10, 14_000), 4_500.0),
        Truth.CANNOT_TELL,
    ),
    "a closure over the whole zone enters, though none of its corners does": (
        square(HERE, 30_000),
        Truth.YES,
    ),
    "a route through the zone enters, though no end of it does": (
        Corridor((away(HERE, 270, 30_000), away(HERE, 90, 30_000)), 100.0),
        Truth.YES,
    ),
    "a route 20 km north of the centre does not": (
        Corridor((away(HERE, 300, 40_000), away(HERE, 60, 40_000)), 100.0),
        Truth.NO,
    ),
}


@pytest.mark.parametrize(("filled", "expected"), FILLED.values(), ids=FILLED.keys())
def test_what_fills_a_footprint_enters_with_any_part_of_it(
    filled: Footprint, expected: Truth
) -> None:
    """One point certainly inside is enough for yes; no needs a gap wider than the tolerance."""
    assert enters(filled, ZONE, 1_000).truth is expected


def test_a_narrow_zone_is_entered_by_what_covers_it() -> None:
    """No point is 1 km inside a zone 1 km wide; what reaches 1 km past its edge still enters."""
    narrow = square(HERE, 500)
    assert where_is(Position(*HERE, 0.0), narrow, 1_000).truth is Truth.CANNOT_TELL
    assert enters(square(HERE, 4_000), narrow, 1_000).truth is Truth.YES
    assert enters(Disc(HERE, 0.0), narrow, 1_000).truth is Truth.CANNOT_TELL


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 30_000), st.floats(0, 360), st.floats(0, 9_000), st.floats(0, 2_000))
def test_entering_agrees_with_the_distance_of_two_discs(
    from_m: float, bearing: float, radius: float, tolerance: float
) -> None:
    """Oracle: two discs meet where their centres are nearer than both radii together."""
    answer = enters(Disc(away(HERE, bearing, from_m), radius), ZONE, tolerance).truth
    surely = from_m <= radius + ZONE.radius_m - tolerance - 0.01
    never = from_m > radius + ZONE.radius_m + tolerance + 0.01
    if answer is Truth.YES:
        assert surely or from_m <= radius + ZONE.radius_m - tolerance + 0.01
    if never:
        assert answer is Truth.NO
    if answer is Truth.NO:
        assert from_m > radius + ZONE.radius_m + tolerance - 0.01
