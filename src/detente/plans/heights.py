"""How the heights of two activities compare when they may be measured from different things.

What this file knows: bands, their references, and the mechanism's bounds on ground and geoid.
What it must not know: places and times.

Rule 1. Bands of one reference are compared directly. Else one is moved into the frame of the
other by an offset of which only bounds are known (ground and geoid over WGS 84, what a flight
level may be off); where no bound is known, by any offset.
Rule 2. Certain is what holds for every possible offset; possible what holds for some.
Rule 3. Space is closed: bands that share a height meet. With a separation, bands meet when they
are nearer than it; exactly as far apart as it asks is far enough (to a micrometre: feet).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from detente.terms.truth import Truth
from detente.terms.where import Band, HeightReference
from detente.terms.who import Bounds

ROUNDING_M = 1e-6

_OVER = {
    HeightReference.WGS84: (),
    HeightReference.AMSL: ("geoid",),
    HeightReference.PRESSURE: ("geoid", "pressure"),
    HeightReference.AGL: ("ground",),
}
_WORDS = {
    "geoid": "where sea level lies (the geoid)",
    "pressure": "how far flight levels are off",
    "ground": "how high the ground is",
}


@dataclass(frozen=True, slots=True)
class Heights:
    """Whether heights meet; the least possible gap, metres (None: a height is unknown); and what
    is unknown, as sentences, where they meet only perhaps.
    """

    meet: Truth
    least_m: float | None
    unknown: tuple[str, ...] = ()


def compare(
    a: tuple[str, Band | None], b: tuple[str, Band | None], bounds: Bounds, vertical_m: float
) -> Heights:
    """Whether two bands (each with the name of its activity) come nearer than vertical_m."""
    (name_a, band_a), (name_b, band_b) = a, b
    if band_a is None or band_b is None:
        unknown = tuple(f"height of {name} is unknown" for name, band in (a, b) if band is None)
        if any(band is not None and _is_every_height(band) for band in (band_a, band_b)):
            return Heights(Truth.YES, None)
        return Heights(Truth.CANNOT_TELL, None, unknown)
    low, high, open_ = _offset(band_a.reference, band_b.reference, bounds)
    least, most = _gaps(band_a, band_b, low, high)
    if _meets(most, vertical_m):
        return Heights(Truth.YES, least)
    if not _meets(least, vertical_m):
        return Heights(Truth.NO, least)
    depends = " and ".join(_WORDS[what] for what in open_)
    return Heights(
        Truth.CANNOT_TELL,
        least,
        (f"whether the heights of {name_a} and {name_b} meet depends on {depends}",),
    )


def _is_every_height(band: Band) -> bool:
    return band.lower_m is None and band.upper_m is None


def _meets(gap: float, vertical_m: float) -> bool:
    return gap <= ROUNDING_M or gap < vertical_m - ROUNDING_M


def _offset(
    a: HeightReference, b: HeightReference, bounds: Bounds
) -> tuple[float, float, tuple[str, ...]]:
    """Bounds on what is added to a height over b's reference to have it over a's; and on what
    that depends. What both are measured over (sea level, for two of them) cancels out.
    """
    low = high = 0.0
    depends = []
    for what in ("ground", "geoid", "pressure"):
        sign = (what in _OVER[b]) - (what in _OVER[a])
        if sign == 0:
            continue
        depends.append(what)
        known = _bounds(what, bounds)
        if known is None:
            low, high = -math.inf, math.inf
        else:
            ends = (sign * known[0], sign * known[1])
            low, high = low + min(ends), high + max(ends)
    return low, high, tuple(depends)


def _bounds(what: str, bounds: Bounds) -> tuple[float, float] | None:
    if what == "ground":
        return bounds.terrain_m
    if what == "geoid":
        return bounds.geoid_m
    return None if bounds.pressure_m is None else (-bounds.pressure_m, bounds.pressure_m)


def _gaps(a: Band, b: Band, low: float, high: float) -> tuple[float, float]:
    """The least and the greatest gap over all offsets in [low, high]; the gap is convex in it."""
    at_low, at_high = _gap(a, b, low), _gap(a, b, high)
    a_low, a_high = _ends(a)
    b_low, b_high = _ends(b)
    could_meet = low <= a_high - b_low and a_low - b_high <= high
    return (0.0 if could_meet else min(at_low, at_high)), max(at_low, at_high)


def _ends(band: Band) -> tuple[float, float]:
    low = -math.inf if band.lower_m is None else band.lower_m
    return low, math.inf if band.upper_m is None else band.upper_m


def _gap(a: Band, b: Band, offset: float) -> float:
    a_low, a_high = _ends(a)
    b_low, b_high = _ends(b)
    over = -math.inf if math.inf in (-b_low, a_high) else b_low + offset - a_high
    under = -math.inf if math.inf in (-a_low, b_high) else a_low - b_high - offset
    return max(over, under, 0.0)
