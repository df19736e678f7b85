"""Heights of different references, compared through bounds: certain, possible, none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.plans.heights import compare
from detente.terms.truth import Truth
from detente.terms.where import Band, HeightReference
from detente.terms.who import Bounds

YES, NO, PERHAPS = Truth.YES, Truth.NO, Truth.CANNOT_TELL
GOLAN = Bounds(terrain_m=(-200.0, 2_800.0), geoid_m=(18.0, 25.0), pressure_m=300.0)
FLAT = Bounds(terrain_m=(100.0, 110.0), geoid_m=(20.0, 21.0), pressure_m=300.0)
NOTHING = Bounds()


def band(text):
    """'agl 0 120', 'amsl - 500', or None for unknown; '-' is unbounded."""
    if text is None:
        return None
    reference, low, high = text.split()
    ends = [None if end == "-" else float(end) for end in (low, high)]
    return Band(ends[0], ends[1], HeightReference(reference))


TABLE = {
    "same reference, overlapping": ("agl 0 120", "agl 100 200", GOLAN, 0, YES),
    "same reference, touching": ("agl 0 100", "agl 100 200", GOLAN, 0, YES),
    "same reference, a metre apart": ("agl 0 100", "agl 101 200", GOLAN, 0, NO),
    "same reference, 10 m apart, 30 asked": ("agl 0 100", "agl 110 200", GOLAN, 30, YES),
    "exactly as far apart as asked": ("agl 0 100", "agl 130 200", GOLAN, 30, NO),
    "exactly 1,000 ft apart in feet": (
        f"pressure 0 {10_000 * 0.3048}",
        f"pressure {11_000 * 0.3048} -",
        GOLAN,
        1_000 * 0.3048,
        NO,
    ),
    "unbounded above": ("agl 0 -", "agl 5000 6000", NOTHING, 0, YES),
    "unbounded above and below one another": ("agl 0 -", "amsl - 5000", NOTHING, 0, PERHAPS),
    "both unbounded above, other references": ("agl 0 -", "amsl 9000 -", NOTHING, 0, YES),
    "one unknown": (None, "agl 0 100", GOLAN, 0, PERHAPS),
    "one unknown, the other every height": (None, "amsl - -", GOLAN, 0, YES),
    "both unknown": (None, None, GOLAN, 0, PERHAPS),
    "ground x sea level, nothing known": ("agl 0 100", "amsl 500 600", NOTHING, 0, PERHAPS),
    "ground x sea level, mountains": ("agl 0 100", "amsl 500 600", GOLAN, 0, PERHAPS),
    "ground x sea level, above every mountain": ("agl 0 100", "amsl 3500 3600", GOLAN, 0, NO),
    "ground x sea level, flat land": ("agl 0 120", "amsl 90 100", FLAT, 0, YES),
    "ground x sea level, flat land, well above": ("agl 0 100", "amsl 500 600", FLAT, 0, NO),
    "ellipsoid x sea level, surely": ("wgs84 0 120", "amsl 90 100", GOLAN, 0, YES),
    "ellipsoid x sea level, within the geoid's bounds": (
        "wgs84 0 120",
        "amsl 98 150",
        GOLAN,
        0,
        PERHAPS,
    ),
    "ellipsoid x sea level, not": ("wgs84 0 100", "amsl 90 150", GOLAN, 0, NO),
    "flight level x sea level needs no geoid": (
        "pressure 3000 3100",
        "amsl 2500 2600",
        Bounds(pressure_m=300.0),
        0,
        NO,
    ),
    "flight level x sea level, may be off": (
        "pressure 3000 3100",
        "amsl 2500 2800",
        Bounds(pressure_m=300.0),
        0,
        PERHAPS,
    ),
    "flight level x ground": ("pressure 3000 3100", "agl 0 100", GOLAN, 0, PERHAPS),
    "flight level x ground, far above": ("pressure 4000 4100", "agl 0 100", GOLAN, 0, NO),
}


@pytest.mark.parametrize("case", TABLE)
def test_how_two_bands_compare(case):
    """Truth table, either way round."""
    one, two, bounds, vertical, truth = TABLE[case]
    there = compare(("a", band(one)), ("b", band(two)), bounds, vertical)
    back = compare(("b", band(two)), ("a", band(one)), bounds, vertical)
    assert there.meet is back.meet is truth
    assert there.least_m == back.least_m
    assert bool(there.unknown) is (truth is PERHAPS)


def test_the_sentence_names_what_it_depends_on():
    """Ground, sea level and flight levels by name."""
    found = compare(("a", band("pressure 3000 3100")), ("b", band("agl 0 100")), GOLAN, 0)
    (sentence,) = found.unknown
    for words in ("of a and b", "how high the ground is", "the geoid", "flight levels"):
        assert words in sentence


ends = st.one_of(st.none(), st.integers(-5_000, 30_000).map(lambda tenths: tenths / 10))
bands = st.builds(
    lambda low, high, reference: Band(
        low, high if low is None or high is None else max(low, high), reference
    ),
    ends,
    ends,
    st.sampled_from(HeightReference),
)


@settings(max_examples=300, deadline=None)
@given(bands, bands, st.sampled_from([0.0, 50.0]), st.lists(st.floats(0, 1), min_size=9))
def test_no_possible_ground_contradicts_the_answer(one, two, vertical, shares):
    """Try grounds, geoids and pressures within the bounds: yes and no must hold for each."""
    answer = compare(("a", one), ("b", two), GOLAN, vertical)
    met = set()
    for share in [0.0, 1.0, *shares]:
        for other in [0.0, 1.0, *shares[:3]]:
            ground = -200 + 3_000 * share
            geoid = 18 + 7 * other
            pressure = -300 + 600 * other
            base = {
                HeightReference.WGS84: 0.0,
                HeightReference.AMSL: geoid,
                HeightReference.AGL: ground,
                HeightReference.PRESSURE: geoid + pressure,
            }
            low_a, high_a = ends_of(one, base[one.reference])
            low_b, high_b = ends_of(two, base[two.reference])
            if one.reference is two.reference:
                (low_a, high_a), (low_b, high_b) = ends_of(one, 0.0), ends_of(two, 0.0)
            gap = max(low_a - high_b, low_b - high_a, 0.0)
            met.add(gap == 0.0 or gap < vertical)
            assert answer.least_m <= gap + 1e-6
    if answer.meet is not PERHAPS:
        assert met == {answer.meet is YES}


def ends_of(one, base):
    """Lower and upper end over the ellipsoid."""
    low = float("-inf") if one.lower_m is None else one.lower_m + base
    return low, float("inf") if one.upper_m is None else one.upper_m + base
