"""What makes a footprint undecidable: a truth table, every problem with its next step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from detente.geometry.validity import problems
from detente.terms import limits
from detente.terms.where import Area, Corridor, Disc, Edges, Moving

NAN = float("nan")
SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
NINE = datetime(2025, 7, 24, 9, tzinfo=UTC)


def area(*rings, edges=Edges.GEODESIC, margin=0.0):
    """An area from open rings."""
    return Area(tuple((*ring, ring[0]) for ring in rings), edges, margin)


def moved(ring, by, factor=1.0):
    """The ring smaller or larger, and somewhere else."""
    return tuple((x * factor + by, y * factor + by) for x, y in ring)


LONLAT = Edges.LONLAT
comb = [(at * 0.001, float(at % 2)) for at in range(limits.RING_VERTICES_MAX + 2)]
WRONG = {
    "a latitude that is not a number": (Disc((0.0, NAN), 5.0), "not on Earth"),
    "a longitude of 200": (Disc((200.0, 0.0), 5.0), "not on Earth"),
    "a negative radius": (Disc((0.0, 0.0), -1.0), "cannot be used"),
    "a radius that is not a number": (Disc((0.0, 0.0), NAN), "cannot be used"),
    "a radius of 1,001 km": (Disc((0.0, 0.0), 1_001_000.0), "cannot be used"),
    "no position": (Corridor((), 5.0), "no position"),
    "a path that stands still": (Corridor(((1.0, 1.0), (1.0, 1.0)), 5.0), "the same place"),
    "a lon/lat edge half way round": (
        Corridor(((0.0, 89.0), (180.0, 89.0)), 0.0, LONLAT),
        "which way round",
    ),
    "a bow tie, geodesic": (area((SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3])), "crosses itself"),
    "a bow tie, lon/lat": (
        area((SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]), edges=LONLAT),
        "crosses itself",
    ),
    "a ring that is a line": (area(((0.0, 0.0), (1.0, 0.0), (2.0, 0.0))), "no area"),
    "a ring that is a line, lon/lat": (
        area(((0.0, 50.0), (1.0, 51.0), (2.0, 52.0)), edges=LONLAT),
        "no area",
    ),
    "an open ring": (Area((SQUARE,)), "not closed"),
    "two corners": (Area(((SQUARE[0], SQUARE[1], SQUARE[0]),)), "three corners"),
    "a corner filed twice": (area((SQUARE[0], *SQUARE)), "the same place"),
    "a ring that touches itself": (
        area(((0, 0), (2, 0), (1, 1), (2, 2), (0, 2), (1, 1)), edges=LONLAT),
        "touches itself",
    ),
    "a hole outside": (area(SQUARE, moved(SQUARE, 3.0, 0.2)), "outside the outer ring"),
    "a hole across the ring": (area(SQUARE, moved(SQUARE, 0.5)), "crosses"),
    "a hole in a hole": (
        area(SQUARE, moved(SQUARE, 0.2, 0.6), moved(SQUARE, 0.4, 0.2)),
        "inside another hole",
    ),
    "too many corners": (area(comb), "at most 256"),
    "too many corners in all": (area(*[comb[:250]] * 5), "at most 1024"),
    "4,600 km across": (area(moved(SQUARE, 0.0, 30.0)), "at most 2000 km"),
    "2,001 km with its margin": (
        Corridor(((0.0, 0.0), (1.0, 0.0)), 999_000.0),
        "at most 2000 km",
    ),
    "a timetable out of order": (
        Moving(((NINE, (0.0, 0.0)), (NINE, (1.0, 0.0))), 5.0, None),
        "not after",
    ),
    "a leg half way round the Earth": (
        Moving(((NINE, (0.0, 0.0)), (NINE + timedelta(hours=20), (170.0, 0.0))), 5.0, None),
        "quarter round",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_refused(case):
    """Each fault is named in a sentence, with the next step."""
    footprint, words = WRONG[case]
    found = problems(footprint)
    assert any(words in what for what, _ in found), found
    assert all(next_step for _, next_step in found)


RIGHT = {
    "a point": Disc((180.0, -90.0), 0.0),
    "a large circle": Disc((0.0, 0.0), 1_000_000.0),
    "a path": Corridor(((179.0, 0.0), (-179.0, 1.0)), 0.0),
    "a square": area(SQUARE),
    "a square the other way round": area(tuple(reversed(SQUARE)), edges=LONLAT),
    "a square with a hole": area(SQUARE, moved(SQUARE, 0.2, 0.5)),
    "a square across the antimeridian": area(
        ((179.0, 0.0), (-179.0, 0.0), (-179.0, 1.0), (179.0, 1.0)), edges=LONLAT
    ),
    "a ring round a pole": area(((0.0, 85.0), (120.0, 85.0), (-120.0, 85.0))),
    "a lon/lat ring round a pole": area(
        ((0.0, -85.0), (120.0, -85.0), (-120.0, -85.0)), edges=LONLAT
    ),
    "1,900 km across": area(moved(SQUARE, 0.0, 12.0)),
    "a metre across": area(moved(SQUARE, 30.0, 1e-5)),
    "a timetable that waits": Moving(
        ((NINE, (0.0, 0.0)), (NINE + timedelta(hours=1), (0.0, 0.0))), 5.0, None
    ),
}


@pytest.mark.parametrize("case", RIGHT)
def test_what_is_taken(case):
    """No problem is found where there is none."""
    assert problems(RIGHT[case]) == []


def test_every_problem_at_once():
    """Two faults are two problems."""
    found = problems(Corridor(((1.0, 1.0), (1.0, 1.0), (2.0, 2.0), (2.0, 2.0)), 5.0))
    assert len(found) == 2
    assert len(problems(Disc((999.0, 0.0), -1.0))) == 2


def test_the_place_of_a_crossing_is_said():
    """So that the filer finds it."""
    (what, _), *_ = problems(area((SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]), edges=LONLAT))
    assert "[0.500000, 0.500000]" in what
