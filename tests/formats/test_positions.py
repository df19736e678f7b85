"""Positions as people write them: what is read, what is refused, what is asked back."""

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detente.formats import positions
from detente.formats.positions import Written
from detente.terms.problems import Refused
from detente.terms.where import Position

DAMASCUS = (33 + 30 / 60 + 36.7 / 3600, 36 + 17 / 60 + 28.6 / 3600)

READ = {
    "degrees, minutes, seconds with letters": "33°30'36.7\"N 36°17'28.6\"E",
    "typographic marks": "33° 30′ 36.7″ N, 36° 17′ 28.6″ E",
    "doubled apostrophes for seconds": "33°30'36.7''N 36°17'28.6''E",
    "letters in front": "N33°30'36.7\" E036°17'28.6\"",
    "longitude first, said by the letters": "36°17'28.6\"E 33°30'36.7\"N",
    "spaces only": "33 30 36.7 N 36 17 28.6 E",
    "hyphens": "33-30-36.7N 36-17-28.6E",
    "run together as in notices to airmen": "333036.7N0361728.6E",
    "run together, letters in front": "N333036.7 E0361728.6",
    "decimal minutes": "33°30.611667'N 36°17.476667'E",
    "decimal degrees with letters": "33.5101944 N, 36.2912778 E",
    "decimal degrees with labels": "lat: 33.5101944 lon: 36.2912778",
    "labels, longitude first": "longitude 36.2912778, latitude 33.5101944",
    "small letters and no-break spaces": "33.5101944\u00a0n 36.2912778\u00a0e",
    "with a mark of writing direction": "\u200e33.5101944 N 36.2912778 E",
}


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_reads_one_place_however_it_is_written(text: str) -> None:
    """Every common way of writing gives the same place, to the last written digit."""
    found = positions.read(text).position
    assert found.lat == pytest.approx(DAMASCUS[0], abs=6e-8)
    assert found.lon == pytest.approx(DAMASCUS[1], abs=6e-8)
    assert found.accuracy_m is None


SIGNS = {
    "south and west by letters": ("12°30'S 45°15'W", (-12.5, -45.25)),
    "signs where only one can be the longitude": ("-12.5, 130.25", (-12.5, 130.25)),
    "longitude first, beyond 90": ("-130.25 12.5", (12.5, -130.25)),
    "labels with signs": ("lat -12.5 lon -45.25", (-12.5, -45.25)),
    "the poles and the seam": ("90 S 180 W", (-90.0, -180.0)),
}


@pytest.mark.parametrize(("text", "expected"), SIGNS.values(), ids=SIGNS)
def test_reads_signs_and_letters(text: str, expected: tuple[float, float]) -> None:
    """Southern and western places come out negative."""
    found = positions.read(text).position
    assert (found.lat, found.lon) == expected


REFUSED = {
    "two numbers that could both be latitudes": ("33.5102, 36.29128", "which number"),
    "the same with spaces": ("33.5102 36.29128", "which number"),
    "degrees with marks and no letters": ("33°30'36.7\" 36°17'28.6\"", "which number"),
    "sixty seconds": ("33°30'60\"N 36°17'28\"E", "60 seconds"),
    "sixty minutes": ("33°60'N 36°17'E", "60 minutes"),
    "sixty seconds, run together": ("333660N0361728E", "60 seconds"),
    "a fraction of minutes and seconds": ("33°30.5'20\"N 36°17'E", "fraction of minutes"),
    "two latitudes": ("33 N 36 N", "two latitudes"),
    "one letter for two numbers": ("33.5 36.3 E", "1 hemisphere letter"),
    "a sign and a letter": ("-33.5 S 36.3 E", "sign and a letter"),
    "beyond the pole": ("91 N 36 E", "beyond 90"),
    "a hundredth of a second beyond the pole": ("90°00'00.01\"N 36 E", "beyond 90"),
    "beyond the seam": ("33 N 181 E", "beyond 180"),
    "decimal commas": ("33,5102 N 36,29128 E", "decimal comma"),
    "decimal commas with a semicolon": ("33,5102; 36,29128", "decimal comma"),
    "label and letter disagree": ("lat 36 E lon 33 N", "disagree"),
    "run together without letters": ("333036 0361728", "hemispheres"),
    "eastern Arabic digits": ("٣٣.٥ N ٣٦.٣ E", "characters"),
    "nothing": ("  ", "empty"),
    "a name": ("Damascus", "not a position"),
    "one coordinate": ("33.5", "not a position"),
    "three coordinates": ("33.5 36.3 700", "not a position"),
    "a name of letters that also name hemispheres": ("SEES", "4 hemisphere letters"),
    "a whole sentence": ("at the bridge " * 20, "characters"),
}


@pytest.mark.parametrize(("text", "what"), REFUSED.values(), ids=REFUSED)
def test_refuses_or_asks_back(text: str, what: str) -> None:
    """What is wrong or could be read in two ways is refused with a reason, never guessed."""
    with pytest.raises(Refused, match=what) as refused:
        positions.read(text, "row 3, column position")
    for problem in refused.value.problems:
        assert problem.where == "row 3, column position"
        assert problem.next_step


def test_names_every_fault_of_both_coordinates() -> None:
    """All problems come at once: minutes and seconds of one, range of the other."""
    with pytest.raises(Refused) as refused:
        positions.read("33°61'75\"N 181°00'00\"E")
    assert len(refused.value.problems) == 3


def test_columns_decide_what_is_the_latitude() -> None:
    """Two bare numbers under 90 are read when columns say which is which."""
    written, north, east = positions.from_columns("33.5102", "36.29128")
    assert isinstance(written, Written)
    assert (written.position.lat, written.position.lon) == (33.5102, 36.29128)
    assert north == east == []


def test_a_letter_against_its_column_is_a_fault_of_that_column() -> None:
    """36 E in the latitude column is named there; the sound column has no fault."""
    written, north, east = positions.from_columns("36°17'E", "33.5")
    assert written is None
    assert [fault.what for fault in north] == ["“36°17'E” is no latitude"]
    assert east == []


lats = st.floats(-90, 90, allow_nan=False)
lons = st.floats(-180, 180, allow_nan=False)


@settings(deadline=None)
@given(lats, lons)
@example(lat=-0.0, lon=-0.0)
@example(lat=89.9999999, lon=179.9999999)
@example(lat=33.99999999, lon=-36.99999999)
def test_dms_round_trip(lat: float, lon: float) -> None:
    """A position written as DMS is read back to half a thousandth of a second."""
    found = positions.read(positions.dms(Position(lon, lat), decimals=3)).position
    assert found.lat == pytest.approx(lat, abs=0.00051 / 3600)
    assert found.lon == pytest.approx(lon, abs=0.00051 / 3600)


@settings(deadline=None)
@given(lats, lons)
def test_dms_never_shows_sixty(lat: float, lon: float) -> None:
    """Rounding carries: no written second or minute is 60."""
    shown = positions.dms(Position(lon, lat))
    assert '60.0"' not in shown
    assert "°60'" not in shown


@settings(deadline=None)
@given(lats, lons)
def test_decimal_round_trip(lat: float, lon: float) -> None:
    """A position written in decimal degrees is read back to half its last digit."""
    found = positions.read(positions.decimal(Position(lon, lat))).position
    assert found.lat == pytest.approx(lat, abs=0.51e-5)
    assert found.lon == pytest.approx(lon, abs=0.51e-5)


@settings(deadline=None)
@given(st.text(max_size=60) | st.text("0123456789.,;°'\"NSEW -+LATON", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text breaks the reader: it gives a place on Earth or faults with a next step."""
    found = positions.written_position(text)
    if isinstance(found, Written):
        assert -90 <= found.position.lat <= 90
        assert -180 <= found.position.lon <= 180
        assert math.isfinite(found.resolution_m)
    else:
        assert found
        assert all(fault.what and fault.next_step for fault in found)


def test_resolution_says_how_finely_it_was_written() -> None:
    """A tenth of a degree is kilometres, a tenth of a second is metres."""
    coarse = positions.read("33.5 N 36.3 E")
    fine = positions.read("33°30'36.7\"N 36°17'28.6\"E")
    assert 7_000 < coarse.resolution_m < 8_000
    assert 1.5 < fine.resolution_m < 2.5
    assert coarse.form == "decimal degrees"
    assert fine.form == "degrees, minutes, seconds"
    assert positions.read("33°30'N 36°17'E").form == "degrees and minutes"
