"""One angle as people write it: decimal degrees, degrees and minutes, degrees minutes seconds.

What this file knows: marks, hemisphere letters and the limits of minutes and seconds. What it must
not know: which of two angles is the latitude; that is `positions`.

Rule 1. Sixty seconds or minutes are refused, never carried over: they are a slip of somebody.
Rule 2. A sign and a hemisphere letter together are refused: -33 S says two things.
Rule 3. A decimal comma is named as such; nothing is ever read by dropping a character.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import Enum

_MARKS = str.maketrans(
    {
        "º": "°",
        "˚": "°",
        "′": "'",
        "’": "'",
        "‘": "'",
        "´": "'",
        "ʹ": "'",
        "″": '"',
        "”": '"',
        "“": '"',
        "ʺ": '"',
        "−": "-",
        "–": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        # Marks of writing direction, which texts carry along with Arabic and Hebrew names.
        "\u200e": None,
        "\u200f": None,
    }
)
_ANGLE = re.compile(
    r"\s*(?P<sign>[+-])?\s*(?P<deg>\d+(?:\.\d*)?)\s*(?P<deg_mark>°)?\s*"
    r"(?:(?P<min>\d+(?:\.\d*)?)\s*(?P<min_mark>')?\s*"
    r"(?:(?P<sec>\d+(?:\.\d*)?)\s*(?P<sec_mark>\")?)?)?\s*",
    re.ASCII,
)
_HYPHENS = re.compile(r"(?<=\d)\s*-\s*(?=\d)")  # 33-30-36.7 N: only read so beside a letter


class Axis(Enum):
    """Which coordinate an angle is."""

    LATITUDE = "latitude"
    LONGITUDE = "longitude"

    @property
    def most(self) -> float:
        """Its greatest value, degrees."""
        return 90.0 if self is Axis.LATITUDE else 180.0


LETTERS = {
    "N": (Axis.LATITUDE, 1.0),
    "S": (Axis.LATITUDE, -1.0),
    "E": (Axis.LONGITUDE, 1.0),
    "W": (Axis.LONGITUDE, -1.0),
}


@dataclass(frozen=True, slots=True)
class Angle:
    """Degrees; the axis if a letter said it; unit_deg: the last written place, in degrees."""

    degrees: float
    axis: Axis | None
    unit_deg: float


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an angle, and what to do about it."""

    what: str
    next_step: str


def quoted(text: str) -> str:
    """A text as a message cites it: in full up to 60 characters."""
    return f"“{text}”" if len(text) <= 60 else f"“{text[:57]}...”"


def plain(text: str) -> str:
    """The text in capitals with one kind of each mark; doubled apostrophes are seconds."""
    return text.translate(_MARKS).upper().replace("''", '"').strip()


def read_angle(text: str) -> Angle | list[Fault]:
    """One angle, or every fault of it. The text must have gone through `plain`."""
    letters = [letter for letter in text if letter in LETTERS]
    if len(letters) > 1:
        return [Fault(f"{quoted(text)} names two hemispheres", "Give one of N, S, E, W")]
    body, letter = text.strip(), None
    if letters:
        letter = letters[0]
        if not body.startswith(letter) and not body.endswith(letter):
            return [Fault(f"{quoted(text)} has {letter} in its middle", "Put it before or after")]
        body = body.strip(letter).strip(" :")
        body = _HYPHENS.sub(" ", body)
    if re.search(r"\d,\d", body):
        return [
            Fault(
                f"{quoted(text)} has a decimal comma",
                "Write a point: 33.51, and a comma between two",
            )
        ]
    match = _ANGLE.fullmatch(body)
    if match is None:
        return [
            Fault(
                f"{quoted(text)} is not an angle that can be read",
                "Write it as 33.5102 N or 33°30'36.7\"N",
            )
        ]
    return _measured(text, match, letter)


def _measured(text: str, match: re.Match[str], letter: str | None) -> Angle | list[Fault]:
    faults = []
    parts = [match[name] for name in ("deg", "min", "sec") if match[name] is not None]
    if (
        len(parts) > 1
        and match["deg_mark"] is None
        and any(match[mark] for mark in ("min_mark", "sec_mark"))
    ):
        faults.append(
            Fault(f"{quoted(text)} has no ° after the degrees", "Mark them: 33°30'36.7\"")
        )
    if len(parts) > 1 and letter is None and match["deg_mark"] is None:
        faults.append(
            Fault(f"{quoted(text)} has two numbers for one angle", "Mark degrees with °")
        )
    for part, name in zip(parts[:-1], ("degrees", "minutes"), strict=False):
        if "." in part:
            faults.append(
                Fault(
                    f"{quoted(text)} has a fraction of {name} and a smaller part too", "Give one"
                )
            )
    for part, name in zip(parts[1:], ("minutes", "seconds"), strict=False):
        if float(part) >= 60:
            faults.append(
                Fault(
                    f"{quoted(text)} has {part} {name}: they end before 60", f"Correct the {name}"
                )
            )
    if letter is not None and match["sign"]:
        faults.append(Fault(f"{quoted(text)} has a sign and a letter", "Give one of them"))
    whole = math.fsum(float(part) / 60**place for place, part in enumerate(parts))
    axis, sign = LETTERS[letter] if letter else (None, -1.0 if match["sign"] == "-" else 1.0)
    most = axis.most if axis else 180.0
    if whole > most:
        faults.append(Fault(f"{quoted(text)} is beyond {most:g} degrees", "Correct the degrees"))
    if faults:
        return faults
    decimals = len(parts[-1].partition(".")[2])
    return Angle(sign * whole + 0.0, axis, 10.0**-decimals / 60 ** (len(parts) - 1))


def sexagesimal(degrees: float, axis: Axis, decimals: int = 1) -> str:
    """Degrees, minutes, seconds with the letter: 33°30'36.7"N. Seconds are rounded, carried."""
    scale = 10**decimals
    units = round(abs(degrees) * 3600 * scale)
    minutes, units = divmod(units, 60 * scale)
    whole, minutes = divmod(minutes, 60)
    second, fraction = divmod(units, scale)
    shown = f"{second:02d}" + (f".{fraction:0{decimals}d}" if decimals else "")
    width = 2 if axis is Axis.LATITUDE else 3
    return f"{whole:0{width}d}°{minutes:02d}'{shown}\"{letter_of(degrees, axis)}"


def letter_of(degrees: float, axis: Axis) -> str:
    """N, S, E or W; zero is N or E."""
    if axis is Axis.LATITUDE:
        return "S" if degrees < 0 else "N"
    return "W" if degrees < 0 else "E"
