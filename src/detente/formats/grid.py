"""MGRS: a square of the grid -> its centre and how far the place may lie from it; and back.

What this file knows: how MGRS is written, and the traps of the package `mgrs`. What it must not
know: any other way in which a position is written.

Rule 1. A text names a square. The position is its centre, accuracy_m half its diagonal: a bound.
Rule 2. A square that does not exist in the zone and band that it names is refused with the name
that the place has: which of the two the writer meant is not ours to guess.
Rule 3. Digits in two groups must be groups of one length: 483 11135 is refused, though 8 digits.

Traps: the package gives the centre since 1.6 and the south-west corner before (a test against
pyproj holds this); it joins digits across spaces; outside a band it only warns; it takes squares
that overlap into the next zone.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache

import mgrs

from detente.formats.angles import Fault, quoted
from detente.geometry.geodesics import distance_m
from detente.terms.where import LonLat, Position

_SHAPE = re.compile(r"(\d{1,2})?\s*([A-Z])\s*([A-Z]\s*[A-Z])((?:\s*\d+)*)\s*", re.ASCII)
_LOOSE = re.compile(r"\d{0,2}\s*[A-Z]\s*[A-Z]\s*[A-Z][\s\d]*", re.ASCII)
_DIGITS_MAX = 5
_BANDS = "CDEFGHJKLMNPQRSTUVWX"  # 8 degrees each from 80 S; the last has 12
_WIDE = {
    (31, "V"): (0.0, 3.0),
    (32, "V"): (3.0, 12.0),
    (31, "X"): (0.0, 9.0),
    (33, "X"): (9.0, 21.0),
    (35, "X"): (21.0, 33.0),
    (37, "X"): (33.0, 42.0),
}
"""Zones that are not 6 degrees wide: south-west Norway and Svalbard."""
_SCALE_LEAST = 0.994  # of UPS at the pole; UTM's is 0.9996: ground metres per metre of the grid


@lru_cache(maxsize=1)
def _converter() -> mgrs.MGRS:
    return mgrs.MGRS()


def looks_like_mgrs(text: str) -> bool:
    """Whether a text (through `angles.plain`) has the shape of MGRS, right or wrong."""
    return _LOOSE.fullmatch(text) is not None


def read_square(text: str) -> tuple[Position, str] | list[Fault]:
    """(centre with accuracy_m, the square in one way of writing), or every fault."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        return [Fault(f"{quoted(text)} is not an MGRS position", "Write it as 37S BT 48392 11135")]
    zone, band, square, tail = match.groups()
    groups = tail.split()
    if len(groups) == 2 and len(groups[0]) != len(groups[1]):
        return [
            Fault(
                f"{quoted(text)} has {len(groups[0])} digits of easting and {len(groups[1])} of"
                " northing",
                "Give the same number of digits for both",
            )
        ]
    digits = "".join(groups)
    if len(groups) > 2 or len(digits) % 2 or len(digits) > 2 * _DIGITS_MAX:
        return [
            Fault(
                f"{quoted(text)} has {len(digits)} digits in {len(groups)} groups",
                "Give easting and northing with the same number of digits, at most 5 each",
            )
        ]
    # The package takes "0" before a one-digit zone or its absence; write it in one way.
    prefix = (f"{int(zone):02d}" if zone else "") + band + square.replace(" ", "")
    return _located(text, prefix, digits)


def _located(text: str, prefix: str, digits: str) -> tuple[Position, str] | list[Fault]:
    half = len(digits) // 2
    centre = _lonlat_of(prefix + digits)
    if centre is None:
        return [
            Fault(f"{quoted(text)} names no square of the grid", "Check zone, band and letters")
        ]
    if not _in_its_cell(prefix, digits, centre):
        return [
            Fault(
                f"{quoted(text)} lies outside of the zone and band that it names;"
                f" its place is called {spaced(_name_of(centre, half))}",
                "Check zone and band with the one who gave it",
            )
        ]
    return (
        Position(centre[0], centre[1], square_accuracy_m(half)),
        spaced(prefix + digits),
    )


def _in_its_cell(prefix: str, digits: str, centre: LonLat) -> bool:
    """Whether a square has any place in the zone and band that it names.

    A square that their edge cuts may have its centre and its corners beyond it, so each of these
    is also moved to the edge, as far as the square reaches.
    """
    half = len(digits) // 2
    east, north, rest = digits[:half], digits[half:], _DIGITS_MAX - half
    reach = square_accuracy_m(half)
    corners = (
        _lonlat_of(prefix + east + right * rest + north + top * rest)
        for right in "09"
        for top in "09"
    )
    return any(
        _name_of(point, 0) == prefix and distance_m(point, centre) <= reach
        for place in (centre, *corners)
        if place is not None
        for point in _moved_to_edge(prefix, place)
    )


def _moved_to_edge(prefix: str, place: LonLat) -> Iterator[LonLat]:
    """The place, and the place moved to the edges of the cell in longitude, latitude, both."""
    within = 1e-7  # degrees, a centimetre: edges belong to one cell only
    west, east, south, north = _cell(prefix)
    lon, lat = place
    lon = west + (lon - west + 180) % 360 - 180  # beside the cell, across the antimeridian too
    moved_lon = min(max(lon, west + within), east - within)
    moved_lat = min(max(lat, south + within), north - within)
    for one_lon in (lon, moved_lon):
        for one_lat in (lat, moved_lat):
            yield math.remainder(one_lon, 360.0), one_lat


def _cell(prefix: str) -> tuple[float, float, float, float]:
    """West, east, south, north of a zone in a band, degrees; polar halves have no zone."""
    if not prefix[0].isdigit():
        west = -180.0 if prefix[0] in "AY" else 0.0
        south, north = (-90.0, -80.0) if prefix[0] in "AB" else (84.0, 90.0)
        return west, west + 180, south, north
    zone, band = int(prefix[:2]), prefix[2]
    south = 8.0 * _BANDS.index(band) - 80
    west, east = _WIDE.get((zone, band), (6.0 * zone - 186, 6.0 * zone - 180))
    return west, east, south, 84.0 if band == "X" else south + 8


def _lonlat_of(code: str) -> LonLat | None:
    """Centre of a square as the package gives it; None where it refuses or warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # "Latitude Warning": far outside of the band
        try:
            lat, lon = _converter().toLatLon(code)
        except (mgrs.core.MGRSError, RuntimeWarning, ValueError):
            return None
    if not (math.isfinite(lat) and math.isfinite(lon)):
        return None
    return (math.remainder(lon, 360.0), lat)


def _name_of(point: LonLat, digits: int) -> str:
    lon, lat = point
    return str(_converter().toMGRS(lat, lon, MGRSPrecision=digits))


def square_accuracy_m(digits: int) -> float:
    """Half the diagonal of a square with so many digits each way, on the ground, rounded up."""
    side = 10.0 ** (_DIGITS_MAX - digits)
    return math.ceil(side / math.sqrt(2) / _SCALE_LEAST * 10) / 10


def digits_for(accuracy_m: float | None) -> int:
    """How many digits each way say no more than is known; 5 where the accuracy is unknown."""
    if accuracy_m is None:
        return _DIGITS_MAX
    return max(
        (digits for digits in range(_DIGITS_MAX + 1) if square_accuracy_m(digits) >= accuracy_m),
        default=0,
    )


def written(point: LonLat, digits: int = _DIGITS_MAX) -> str:
    """The square of so many digits each way that holds a point: 37S BT 48392 11135."""
    # Within a metre of the equator's south side the package writes a square that does not exist
    # (northing 10,000,000 is not 0): then the square a decimetre or a metre beside it is named.
    lon, lat = point
    for aside in (0.0, 1e-6, -1e-6, 1e-5):
        code = _name_of((lon, max(-90.0, min(90.0, lat + aside))), digits)
        if isinstance(read_square(code), tuple):
            break
    return spaced(code)


def spaced(code: str) -> str:
    """A code with the spaces that people read it by."""
    match = re.fullmatch(r"(\d{0,2}[A-Z])([A-Z]{2})(\d*)", code)
    assert match is not None, "a code of our own making"
    half = len(match[3]) // 2
    return " ".join(
        part for part in (*match.groups()[:2], match[3][:half], match[3][half:]) if part
    )
