"""What the judges found wrong once, each as small as it could be made."""

from __future__ import annotations

from judged_engines import compiled, reference

from detente.geometry import coverings
from detente.terms.where import Area, Disc


def test_an_area_round_a_pole_that_lies_in_its_hole():
    """known_pairs seed 2, 30 m, tip before hole: the box ended at the outer ring, so a footprint
    by the edge of the hole, nearer to the pole, was no candidate.
    """
    outer = tuple((float(lon), 89.75) for lon in range(-180, 180, 40))
    hole = tuple((float(lon), 89.92) for lon in range(-180, 180, 60))
    area = Area(((*outer, outer[0]), (*hole, hole[0])))
    assert coverings.box(area).holds((0.0, 89.9))
    beside_the_hole = Disc((10.0, 89.93), 500.0)
    assert reference(area, beside_the_hole, 1_500.0) is not None
    assert compiled([(area, beside_the_hole)], 1_500.0).meet == [True]
    assert reference(area, Disc((10.0, 90.0), 500.0), 0.0) is None
