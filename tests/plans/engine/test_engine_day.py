"""A day of activities: compiled look and exact decision, against the exact engine alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from detente.plans import conflicts
from detente.plans.conflicts import Activity
from detente.plans.engine import day
from detente.terms.where import Band, HeightReference, Moving, Volume

PLACES = ["middle latitudes", "antimeridian", "north pole"]


def mixed(worlds, place, seed):
    """A crowded world with all that arrays cannot express: timetables, unknown heights and
    times, heights of several references.
    """
    rng = np.random.default_rng(seed)
    given = worlds.activities(worlds.world(seed, worlds.PLACES[place], plans=40, lonlat=0.2))
    result = []
    for each in given:
        volumes = list(each.volumes)
        first = volumes[0]
        what = rng.integers(0, 5)
        if what == 0:
            volumes[0] = replace(first, band=None)
        elif what == 1:
            volumes[0] = replace(first, span=None)
        elif what == 2:
            volumes[0] = replace(first, band=Band(0.0, 120.0, HeightReference.AGL))
        elif what == 3 and isinstance(first, Volume):
            lon, lat = worlds.PLACES[place]
            start = worlds.DAY + timedelta(seconds=int(rng.integers(0, 3_000)))
            fixes = tuple(
                (start + timedelta(minutes=10 * at), (lon, lat + 0.004 * at)) for at in range(3)
            )
            volumes[0] = Moving(fixes, 300.0, first.band, 30.0)
        result.append(Activity(each.plan, each.version, each.actor, each.kind, tuple(volumes)))
    return result


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("seed", [5, 6])
def test_the_same_conflicts_to_the_last_digit(worlds, place, seed):
    """Separations that differ by pair are asked with the widest of all; every value is equal."""
    given = mixed(worlds, place, seed)
    narrow, wide = worlds.separation(200.0, 10.0, 30.0), worlds.separation(900.0, 50.0, 120.0)

    def separation_for(one, two):
        return wide if "party 01" in (one.actor, two.actor) else narrow

    bounds = worlds.NOTHING_KNOWN
    expected = conflicts.find(given, separation_for, bounds, widest=wide)
    found = day.find(given, separation_for, bounds, widest=wide, compiled_from=0)
    assert len(expected) >= 10
    assert found == expected
    assert day.find(given[::-1], separation_for, bounds, widest=wide, compiled_from=0) == found
