"""51,800 pairs of footprints, judged by construction and by brute force: no conflict is missed.

- 40,600 constructed pairs (5 separations x 1,160 bases x 7 gaps of -20, -10, 0, +0.5, +2, +10
  and +20 mm beyond the separation): tips, needles, slivers, discs, corridor ends, bends and legs,
  areas with holes, rings of 200 vertices, edges side by side and shared, lon/lat edges on
  parallels and slanted; one in three at a pole, the antimeridian or the equator; 10 m to 300 km.
- 1,680 constructed pairs of 300 to 1,700 km across.
- 6,020 random pairs, judged by brute force on edges densified by geographiclib.
- 3,500 random shapes (500 pairs x 7 gaps) widened until brute force says they are at the gap.

All are put to the compiled engine, a tenth to plans.conflicts, 700 to the fallback.

Expected: a conflict wherever the distance is below the separation plus 1 mm, and none where it is
2 mm or more beyond the separation. Errors of the judges: construction 10 um; brute force at most
0.1 mm, else it says that it cannot tell (and must rarely). Errors of the engines: 10 um,
0.3 mm with lon/lat edges.
"""

from __future__ import annotations

from itertools import islice

import pytest
from brute_judge import bracket
from judged_engines import by_fallback, compiled, reference
from known_pairs import GAPS_MM, SEPARATIONS_M, batches, wide
from random_pairs import at_gaps, pairs

from detente.geometry import validity
from detente.plans.meetings import TOUCHING_M

BASES = 1_160
RANDOM = 1_204
WIDENED = 125


def _known(horizontal_m, seed=1, bases=BASES):
    return list(islice(batches(seed, horizontal_m), bases * len(GAPS_MM)))


def _of(known):
    return [(one.a, one.b) for one in known]


def _wrong(known, meet):
    """What was answered otherwise than it was built."""
    return [
        (at, one.family, one.gap_mm)
        for at, (one, found) in enumerate(zip(known, meet, strict=True))
        if one.meet is not found
    ]


@pytest.mark.parametrize("horizontal_m", SEPARATIONS_M)
def test_constructed_gaps_compiled(horizontal_m):
    """8,120 pairs a separation: every conflict found, none beyond 1 mm, no strangers."""
    known = _known(horizontal_m)
    answers = compiled(_of(known), horizontal_m)
    assert _wrong(known, answers.meet) == []
    assert answers.strangers == []
    assert sum(answers.meet) == BASES * 4


@pytest.mark.parametrize("horizontal_m", SEPARATIONS_M)
def test_constructed_gaps_reference(horizontal_m):
    """Another 812 pairs a separation: plans.conflicts finds the same, and says what touches."""
    known = _known(horizontal_m, seed=2, bases=116)
    found = [reference(*pair, horizontal_m) for pair in _of(known)]
    assert _wrong(known, [one is not None for one in found]) == []
    for one, conflict in zip(known, found, strict=True):
        if conflict is None:
            continue
        beyond = conflict.least_horizontal_m - horizontal_m - max(one.gap_mm, 0.0) / 1000
        assert beyond <= conflict.error_m + 2e-5
        if horizontal_m > 0.0:
            assert abs(beyond - min(one.gap_mm, 0.0) / 1000) <= conflict.error_m + 2e-5
            assert conflict.touching is (one.gap_mm >= 0.0)


@pytest.mark.parametrize("horizontal_m", [0.0, 500.0, 9_260.0])
def test_constructed_gaps_of_wide_footprints(horizontal_m):
    """560 pairs a separation, 300 to 1,700 km across: no plane is trusted further than it goes."""
    known = list(islice(wide(1, horizontal_m), 80 * len(GAPS_MM)))
    answers = compiled(_of(known), horizontal_m)
    assert _wrong(known, answers.meet) == []
    assert answers.strangers == []
    for one in known[:: len(GAPS_MM)]:
        assert validity.problems(one.a) == []
        assert validity.problems(one.b) == []
        assert (reference(one.a, one.b, horizontal_m) is not None) is one.meet


def test_constructed_gaps_fallback():
    """700 pairs: NumPy and GEOS find the same."""
    for horizontal_m in (0.0, 500.0):
        known = _known(horizontal_m, seed=3, bases=50)
        answers = by_fallback(_of(known), horizontal_m)
        assert _wrong(known, answers.meet) == []
        assert answers.strangers == []


@pytest.mark.parametrize("horizontal_m", SEPARATIONS_M)
def test_constructions_are_what_they_say(horizontal_m):
    """Brute force agrees with the construction wherever it can tell, and they can be filed."""
    known = _known(horizontal_m, seed=4, bases=45)
    limit = horizontal_m + TOUCHING_M
    said = [bracket(one.a, one.b, limit).says(limit) for one in known]
    told = [(one, says) for one, says in zip(known, said, strict=True) if says is not None]
    assert [one for one, says in told if one.meet is not says] == []
    if horizontal_m < 10_000.0:
        assert len(told) >= 0.9 * len(known)
    for one in known[:: len(GAPS_MM)]:
        assert validity.problems(one.a) == []
        assert validity.problems(one.b) == []


@pytest.mark.parametrize("horizontal_m", SEPARATIONS_M)
def test_random_pairs_by_brute_force(horizontal_m):
    """1,204 pairs a separation: what brute force is sure of, both engines say."""
    drawn = list(islice(pairs(1, horizontal_m), RANDOM))
    limit = horizontal_m + TOUCHING_M
    said = [bracket(*pair, limit).says(limit) for pair in drawn]
    answers = compiled(drawn, horizontal_m)
    assert answers.strangers == []
    assert _against(said, answers.meet) == []
    assert said.count(None) <= 5
    assert min(said.count(True), said.count(False)) >= 100
    some = slice(0, None, 10)
    meet = [reference(*pair, horizontal_m) is not None for pair in drawn[some]]
    assert _against(said[some], meet) == []


def _against(said, meet):
    return [
        at
        for at, (one, found) in enumerate(zip(said, meet, strict=True))
        if one is not None and one is not found
    ]


@pytest.mark.parametrize("horizontal_m", SEPARATIONS_M[:4])  # 50 km: brute force is not as sharp
def test_random_shapes_at_gaps_of_millimetres(horizontal_m):
    """875 pairs a separation: any two shapes, brought to a gap that brute force measured."""
    drawn = list(islice(at_gaps(1, horizontal_m, GAPS_MM), WIDENED * len(GAPS_MM)))
    answers = compiled([(a, b) for a, b, _ in drawn], horizontal_m)
    expected = [gap_mm < 1.0 for _, _, gap_mm in drawn]
    assert _against(expected, answers.meet) == []
    assert answers.strangers == []
    some = slice(0, None, 10)
    meet = [reference(a, b, horizontal_m) is not None for a, b, _ in drawn[some]]
    assert _against(expected[some], meet) == []
