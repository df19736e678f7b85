"""The store of the compiled engine, plan by plan: 3,500 constructed pairs in a shuffled order.

Whichever side of a pair is filed second is answered with the first, or with nothing; when one is
dropped, the other is named; and of a pair filed again only that pair is heard.
"""

from __future__ import annotations

import random
from itertools import islice

import pytest
from judged_engines import inserted, reference, world
from known_pairs import GAPS_MM, SEPARATIONS_M, batches

from detente.plans.engine.store import Engine


@pytest.mark.parametrize("horizontal_m", SEPARATIONS_M)
def test_filed_one_by_one_in_any_order(horizontal_m):
    """700 pairs a separation: the second of a pair is told of the first, and nobody else."""
    known = list(islice(batches(8, horizontal_m), 100 * len(GAPS_MM)))
    built = world([(one.a, one.b) for one in known])
    engine = Engine(horizontal_m=horizontal_m, closed=False)
    order = list(range(2 * len(known)))
    random.Random(5).shuffle(order)
    heard = {}
    for plan in order:
        heard[plan] = inserted(engine, built, plan).tolist()
    wrong = []
    for at, one in enumerate(known):
        first, second = sorted((2 * at, 2 * at + 1), key=order.index)
        meet = heard[second] == [first]
        if meet and built.beyond & {first, second}:  # a covering only asks
            meet = reference(one.a, one.b, horizontal_m) is not None
        if heard[first] or heard[second] not in ([], [first]) or meet is not one.meet:
            wrong.append((at, one.family, one.gap_mm))
    assert wrong == []
    for at in range(0, len(known), 9):
        before = [2 * at + 1] if heard[2 * at] or heard[2 * at + 1] else []
        assert engine.delete(2 * at).tolist() == before
        assert inserted(engine, built, 2 * at).tolist() == before
