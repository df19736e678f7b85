"""Heights and times at the edge: 3,600 pairs of one footprint, by the definitions alone.

Heights meet when they share one, or are nearer than the vertical separation (exactly as far apart
is far enough); times when the gap is below the separation in time, or equal where time is closed.
Gaps of -20, -10, 0, +10 and +20 mm, and of -1, 0 and +1 ms.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from judged_engines import BAND, BOUNDS, DAY, activity, apart

from detente.plans import conflicts
from detente.plans.engine import batch
from detente.plans.engine.arrays import build
from detente.terms.when import Span
from detente.terms.where import Disc

SEPARATIONS = [
    (vertical_m, time_s) for vertical_m in (0.0, 30.48, 150.0) for time_s in (0.0, 0.5, 60.0)
]
PLACES = [(lon, lat) for lon in (-180.0, -3.0, 8.0, 179.9999) for lat in (-90.0, -33.0, 0.0, 61.0)]
MINUTE = timedelta(seconds=60)


def _pairs(vertical_m, time_s):
    """Every combination at every place, and whether it must conflict: (open, closed) times."""
    at = 0
    for place in PLACES[:: 1 if time_s else 2]:
        for gap_mm in (-20.0, -10.0, 0.0, 10.0, 20.0):
            for gap_ms in (-1, 0, 1):
                low = 100.0 + vertical_m + gap_mm / 1000
                band = replace(BAND, lower_m=low, upper_m=low + 10.0)
                start = DAY + at * timedelta(seconds=1_000)
                later = start + MINUTE + timedelta(seconds=time_s, milliseconds=gap_ms)
                one = activity(f"{at} a", "a", Disc(place, 10.0))
                two = activity(f"{at} b", "b", Disc(place, 10.0), band=band)
                one, two = (
                    replace(each, volumes=(replace(each.volumes[0], span=Span(t, t + MINUTE)),))
                    for each, t in ((one, start), (two, later))
                )
                heights = gap_mm < 0.0 or (gap_mm == 0.0 and vertical_m == 0.0)
                yield one, two, (heights and gap_ms < 0, heights and gap_ms <= 0)
                at += 1


@pytest.mark.parametrize("closed", [False, True], ids=["half-open", "closed"])
@pytest.mark.parametrize(("vertical_m", "time_s"), SEPARATIONS)
def test_edges_of_heights_and_times(vertical_m, time_s, closed):
    """Both engines say what the definitions say."""
    drawn = list(_pairs(vertical_m, time_s))
    built = build([each for one, two, _ in drawn for each in (one, two)])
    found = batch.pairs(
        built.arrays,
        vertical_m=vertical_m,
        time_ms=round(time_s * 1000),
        closed=closed,
    )
    expected = [at for at, (_, _, meet) in enumerate(drawn) if meet[closed]]
    assert found.tolist() == [[2 * at, 2 * at + 1] for at in expected]
    asked = apart(0.0, vertical_m, time_s)
    assert [
        at
        for at, (one, two, _) in enumerate(drawn)
        if conflicts.between(one, two, asked, BOUNDS, closed=closed) is not None
    ] == expected
    assert expected
