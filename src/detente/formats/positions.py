"""A position as people write it: decimal degrees, DMS, degrees and minutes, MGRS.

What this file knows: which part of a text is the latitude, and when that cannot be known.
What it must not know: files, plans, gazetteers.

Rule 1. The order of two coordinates is never guessed. Letters (N, S, E, W), labels (lat, lon) or
columns decide; a coordinate beyond 90 degrees can only be the longitude; else it is asked back.
Rule 2. MGRS names a square: its centre, with accuracy_m. For every other way of writing the
accuracy is unknown (None): digits say how finely it was written, not how well it is known;
`resolution_m` says the former.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from detente.formats.angles import (
    LETTERS,
    Angle,
    Axis,
    Fault,
    letter_of,
    plain,
    quoted,
    read_angle,
    sexagesimal,
)
from detente.formats.grid import digits_for, looks_like_mgrs, read_square, written
from detente.terms.problems import Problem, Refused
from detente.terms.where import Position

METRES_PER_DEGREE = 111_700.0  # at most: a degree of latitude at the pole is 111,694 m (WGS 84)
TEXT_MAX = 120  # characters of one written position: the longest seen in notices has about 60

_LABEL = re.compile(r"\b(LATITUDE|LAT|LONGITUDE|LONG|LON)\b\s*[:=.]?\s*", re.ASCII)
_COMPACT = re.compile(
    r"([NS])?\s*(\d{4}|\d{6})((?:\.\d+)?)\s*([NS])?[\s,]*([EW])?\s*(\d{5}|\d{7})((?:\.\d+)?)\s*([EW])?",
    re.ASCII,
)
_HEMISPHERES = str.maketrans("", "", "NSEW")
_ORDER = Fault(
    "does not say which number is the latitude, and both could be",
    "Add letters (33.5102 N, 36.29128 E), or use columns lat and lon",
)


@dataclass(frozen=True, slots=True)
class Written:
    """A position that was read: as it was written, how, and how finely (metres, a bound)."""

    position: Position
    text: str
    form: str  # "decimal degrees", "degrees and minutes", "degrees, minutes, seconds", "MGRS"
    resolution_m: float


def read(text: str, where: str = "position") -> Written:
    """The position that a text says; raises Refused with every fault, each at `where`."""
    found = written_position(text)
    if isinstance(found, Written):
        return found
    raise Refused(Problem(where, fault.what, fault.next_step) for fault in found)


def written_position(text: str) -> Written | list[Fault]:
    """The position that a text says, or every fault of it."""
    if len(text) > TEXT_MAX:
        return [Fault(f"has {len(text)} characters", "Give one position and nothing else")]
    bare = plain(text)
    if not bare:
        return [Fault("is empty", "Give a position such as 33.5102 N, 36.29128 E")]
    if not bare.isascii() and not bare.replace("°", "").isascii():
        return [Fault(f"{quoted(text)} has characters that no position has", "Use digits 0 to 9")]
    if looks_like_mgrs(bare):
        square = read_square(bare)
        if isinstance(square, list):
            return square
        position, _ = square
        assert position.accuracy_m is not None, "a square has a size"
        return Written(position, text, "MGRS", position.accuracy_m)
    halves = _halves(bare)
    if isinstance(halves, Fault):
        return [halves]
    return _joined(text, *halves)


def from_columns(lat: str, lon: str) -> tuple[Written | None, list[Fault], list[Fault]]:
    """Position from two cells whose columns say what they are; faults of lat, faults of lon."""
    angles, faults = [], []
    for cell, axis in ((lat, Axis.LATITUDE), (lon, Axis.LONGITUDE)):
        found = _of_axis(plain(cell), axis)
        angles.append(found)
        faults.append(found if isinstance(found, list) else [])
    north, east = angles
    if isinstance(north, list) or isinstance(east, list):
        return None, faults[0], faults[1]
    return _position(f"{lat}, {lon}", north, east), [], []


def _of_axis(text: str, axis: Axis) -> Angle | list[Fault]:
    found = read_angle(text)
    if isinstance(found, list):
        return found
    if found.axis not in (None, axis):
        return [Fault(f"{quoted(text)} is no {axis.value}", "Exchange the columns, or correct it")]
    if abs(found.degrees) > axis.most:
        return [
            Fault(f"{quoted(text)} is beyond {axis.most:g} degrees", f"Correct the {axis.value}")
        ]
    return found


def _halves(text: str) -> tuple[str, str] | Fault:  # noqa: PLR0911  a way of writing each
    """The text of the two angles, with letters for labels."""
    labels = [match[1][:3] for match in _LABEL.finditer(text)]
    if labels:
        parts = [part.strip(" ,;") for part in _LABEL.split(text)[::2]]
        if sorted(labels) != ["LAT", "LON"] or parts[0]:
            return Fault(f"{quoted(text)} has labels that do not fit", "Write lat 33.5 lon 36.3")
        one, two = parts[1:]
        return (one, two) if labels[0] == "LAT" else (two, one)
    compact = _COMPACT.fullmatch(text)
    if compact:
        return _compact(text, compact)
    if re.search(r"[A-Z]", text.translate(_HEMISPHERES)):
        return _no_position(text)
    letters = [at for at, character in enumerate(text) if character in LETTERS]
    if len(letters) == 2:
        cut = letters[1] if letters[0] == 0 else letters[0] + 1
        return text[:cut].strip(" ,;/"), text[cut:].strip(" ,;/")
    if letters:
        return Fault(
            f"{quoted(text)} has {len(letters)} hemisphere letters", "Give one for each coordinate"
        )
    if re.search(r"\d,\d", text) and len(re.findall(r"[.,;]", text)) != text.count(".") + 1:
        return Fault(f"{quoted(text)} has a decimal comma", "Write points: 33.5102 N, 36.29128 E")
    halves = re.split(r"\s*[,;/]\s*|(?<=[\d\"'°])\s+(?=[+-]?\d+\.)", text)
    if len(halves) != 2:
        halves = text.split()
    numbers = re.findall(r"\d+(?:\.\d*)?", text, re.ASCII)
    if len(halves) != 2 or (len(numbers) != 2 and "°" not in text):
        return _no_position(text)
    return halves[0], halves[1]


def _no_position(text: str) -> Fault:
    return Fault(
        f"{quoted(text)} is not a position that can be read",
        "Write it as 33.5102 N, 36.29128 E, as 33°30'36.7\"N 36°17'28.6\"E or as MGRS",
    )


def _compact(text: str, match: re.Match[str]) -> tuple[str, str] | Fault:
    """DDMM[SS]N DDDMM[SS]E, as notices to airmen write it."""
    before, lat, lat_rest, after, first, lon, lon_rest, last = match.groups()
    if bool(before) == bool(after) or bool(first) == bool(last):
        return Fault(f"{quoted(text)} does not name its hemispheres", "Write 333036N0361728E")
    halves = []
    for digits, rest, letter, width in (
        (lat, lat_rest, before or after, 2),
        (lon, lon_rest, first or last, 3),
    ):
        parts = [digits[:width], *re.findall(r"\d\d", digits[width:])]
        halves.append(" ".join(parts) + rest + " " + letter)
    return halves[0], halves[1]


def _joined(text: str, one: str, two: str) -> Written | list[Fault]:
    labelled = bool(_LABEL.search(plain(text)))
    first, second = read_angle(one), read_angle(two)
    if isinstance(first, list) or isinstance(second, list):
        return [
            *(first if isinstance(first, list) else []),
            *(second if isinstance(second, list) else []),
        ]
    if labelled:
        for angle, axis in ((first, Axis.LATITUDE), (second, Axis.LONGITUDE)):
            if angle.axis not in (None, axis):
                return [Fault(f"{quoted(text)}: label and letter disagree", "Correct one of them")]
    elif first.axis is not None and second.axis is not None:
        if first.axis is second.axis:
            return [
                Fault(f"{quoted(text)} has two {first.axis.value}s", "Correct one of the letters")
            ]
        if first.axis is Axis.LONGITUDE:
            first, second = second, first
    elif abs(first.degrees) > 90 >= abs(second.degrees):
        first, second = second, first
    elif abs(second.degrees) <= 90:
        return [Fault(f"{quoted(text)} {_ORDER.what}", _ORDER.next_step)]
    faults = [
        Fault(f"{quoted(text)}: the {axis.value} is beyond {axis.most:g} degrees", "Correct it")
        for angle, axis in ((first, Axis.LATITUDE), (second, Axis.LONGITUDE))
        if abs(angle.degrees) > axis.most
    ]
    return faults or _position(text, first, second)


def _position(text: str, lat: Angle, lon: Angle) -> Written:
    unit = max(lat.unit_deg, lon.unit_deg)
    form = "decimal degrees"
    if not math.isclose(math.log10(unit), round(math.log10(unit)), abs_tol=1e-9):
        form = "degrees, minutes, seconds" if _power_of_ten(unit * 3600) else "degrees and minutes"
    half = (
        math.hypot(lat.unit_deg, lon.unit_deg * math.cos(math.radians(lat.degrees)))
        * METRES_PER_DEGREE
        / 2
    )
    return Written(Position(lon.degrees, lat.degrees), text, form, half)


def _power_of_ten(value: float) -> bool:
    return math.isclose(math.log10(value), round(math.log10(value)), abs_tol=1e-9)


def decimal(position: Position, decimals: int = 5) -> str:
    """33.51020 N, 36.29128 E: five decimals are 1.1 m at most."""
    lat, lon = round(position.lat, decimals), round(position.lon, decimals)
    return (
        f"{abs(lat):.{decimals}f} {letter_of(lat, Axis.LATITUDE)}, "
        f"{abs(lon):.{decimals}f} {letter_of(lon, Axis.LONGITUDE)}"
    )


def dms(position: Position, decimals: int = 1) -> str:
    """33°30'36.7"N 036°17'28.6"E: one decimal of a second is 3 m."""
    return (
        sexagesimal(position.lat, Axis.LATITUDE, decimals)
        + " "
        + sexagesimal(position.lon, Axis.LONGITUDE, decimals)
    )


def mgrs(position: Position) -> str:
    """The square that says no more than is known of the position."""
    return written(position.lonlat, digits_for(position.accuracy_m))
