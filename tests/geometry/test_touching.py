"""Whether two shapes that share a point only touch."""

from __future__ import annotations

import pytest

from detente.geometry.distance import between
from detente.geometry.touching import only_touch
from detente.terms.where import Area, Corridor, Disc, Edges

SQUARE = ((0.0, 50.0), (0.1, 50.0), (0.1, 50.1), (0.0, 50.1), (0.0, 50.0))


def moved(lon, lat, factor=1.0):
    """The square elsewhere."""
    return tuple((x * factor + lon, (y - 50.0) * factor + 50.0 + lat) for x, y in SQUARE)


CM = 1e-2 / 71_700  # a centimetre of longitude at 50 degrees
CASES = {
    "beside one another, sharing an edge": (moved(0.1, 0.0), True),
    "sharing a corner": (moved(0.1, 0.1), True),
    "overlapping by a centimetre": (moved(0.1 - CM, 0.0), False),
    "overlapping by a tenth of a millimetre": (moved(0.1 - CM / 100, 0.0), True),
    "overlapping by half, edges in line": (moved(0.05, 0.0), False),
    "the same": (SQUARE, False),
    "one in the other, sharing a corner": (moved(0.0, 0.0, 0.5), False),
}


# geodesic edges along a parallel are not in line with one another
BOTH = [(case, edges) for case in CASES for edges in Edges]
BOTH.remove(("overlapping by half, edges in line", Edges.GEODESIC))


@pytest.mark.parametrize(("case", "edges"), BOTH)
def test_areas(case, edges):
    """Truth table of areas, either way round."""
    ring, touches = CASES[case]
    a, b = Area((SQUARE,), edges), Area((ring,), edges)
    gap = between(a, b)
    assert gap.least_m < 1e-3
    assert only_touch(a, b, gap.at_a, 1e-3) is touches
    assert only_touch(b, a, gap.at_a, 1e-3) is touches


LINES = {
    "a path through": (Corridor(((-0.1, 50.05), (0.2, 50.05)), 0.0), False),
    "a path along the edge": (Corridor(((0.1, 50.02), (0.1, 50.08)), 0.0), True),
    "a path that ends at the edge": (Corridor(((0.2, 50.05), (0.1, 50.05)), 0.0), True),
    "a point inside": (Disc((0.05, 50.05), 0.0), False),
    "a point at the corner": (Disc((0.1, 50.1), 0.0), True),
}


@pytest.mark.parametrize("case", LINES)
def test_paths_and_points(case):
    """Truth table of what has no area against what has."""
    thing, touches = LINES[case]
    area = Area((SQUARE,), Edges.LONLAT)
    gap = between(area, thing)
    assert gap.least_m == 0.0
    assert only_touch(area, thing, gap.at_a, 1e-3) is touches


def test_what_is_too_long_to_be_drawn_is_not_said_to_touch():
    """A path across an ocean that passes a point: they meet; more is not claimed."""
    path = Corridor(((0.0, 0.0), (80.0, 0.0)), 0.0)
    assert only_touch(path, Disc((5.0, 0.0), 0.0), (5.0, 0.0), 1e-3) is False
