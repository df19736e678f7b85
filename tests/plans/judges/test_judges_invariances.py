"""What may not change an answer does not: order, sides, splits, time, longitude, hemisphere.

Crowded random worlds of 60 plans at six places, asked of plans.conflicts ("exact"), of the
compiled engine all at once ("batch") and plan by plan ("store"). What is inserted, dropped and
replaced in any order is held to the batch by a state machine in tests/plans/engine.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from judged_engines import BAND, activity, named_pairs
from known_pairs import rough
from random_pairs import footprint

from detente.geometry import validity
from detente.terms.when import Span
from detente.terms.where import Area, Corridor, Disc, Edges

PLACES = {
    "middle latitudes": (8.0, 50.0),
    "equator": (-60.0, 0.0),
    "antimeridian": (179.999, -17.0),
    "near the north pole": (10.0, 89.97),
    "south": (25.0, -82.0),
    "greenwich": (0.0, 67.0),
}
ENGINES = ("exact", "batch", "store")


def _world(place, seed=1, plans=60):
    """Plans of one to three volumes, within a few kilometres and two minutes."""
    rng = random.Random(f"{place} {seed}")
    made = []
    for at in range(plans):
        volumes = []
        while len(volumes) < rng.randint(1, 3):
            here = rough(PLACES[place], rng.uniform(0, 360), rng.uniform(0, 8_000))
            one = footprint(rng, here, 10 ** rng.uniform(1.5, 3.5))
            if validity.problems(one):
                continue
            volume = activity("", "", one).volumes[0]
            start = volume.span.start + timedelta(seconds=rng.randint(0, 100))
            low = rng.randint(0, 200)
            band = replace(BAND, lower_m=float(low), upper_m=float(low + 60))
            span = Span(start, start + timedelta(seconds=rng.randint(10, 60)))
            volumes.append(replace(volume, band=band, span=span))
        one = activity(f"plan {at:02d}", f"actor {rng.randrange(5)}", volumes[0].footprint)
        made.append(replace(one, volumes=tuple(volumes)))
    return made


def _each(world, change):
    """The world with every volume changed into one or more."""
    return [
        replace(one, volumes=tuple(new for volume in one.volumes for new in change(volume)))
        for one in world
    ]


def _vertices(shape, move):
    if isinstance(shape, Disc):
        return replace(shape, centre=move(shape.centre))
    if isinstance(shape, Corridor):
        return replace(shape, path=tuple(move(p) for p in shape.path))
    return replace(shape, rings=tuple(tuple(move(p) for p in ring) for ring in shape.rings))


def _moved(world, move):
    return _each(
        world, lambda volume: [replace(volume, footprint=_vertices(volume.footprint, move))]
    )


def _permuted(world, place):
    random.Random(3).shuffle(world)
    return [replace(one, volumes=one.volumes[::-1]) for one in world]


def _rings_reversed(world, place):
    def turned(volume):
        shape = volume.footprint
        if isinstance(shape, Corridor):
            shape = replace(shape, path=shape.path[::-1])
        elif isinstance(shape, Area):
            shape = replace(shape, rings=tuple(ring[::-1] for ring in shape.rings))
        return [replace(volume, footprint=shape)]

    return _each(world, turned)


def _actors_renamed(world, place):
    return [replace(one, actor=f"{9 - int(one.actor[-1])} renamed") for one in world]


def _split_in_time(world, place):
    def halves(volume):
        span = volume.span
        middle = span.start + timedelta(seconds=int((span.end - span.start).total_seconds()) // 2)
        return [
            replace(volume, span=Span(span.start, middle)),
            replace(volume, span=Span(middle, span.end)),
        ]

    return _each(world, halves)


def _split_in_height(world, place):
    def halves(volume):
        band = volume.band
        middle = (band.lower_m + band.upper_m) / 2
        return [
            replace(volume, band=replace(band, upper_m=middle)),
            replace(volume, band=replace(band, lower_m=middle)),
        ]

    return _each(world, halves)


def _split_on_the_ground(world, place):
    """Corridors leg by leg; triangles along the line from a corner to a point of an edge."""

    def parts(volume):
        shape = volume.footprint
        if isinstance(shape, Corridor):
            legs = [
                replace(shape, path=shape.path[at : at + 2]) for at in range(len(shape.path) - 1)
            ]
            return [replace(volume, footprint=leg) for leg in legs]
        if isinstance(shape, Area) and len(shape.rings) == 1 and len(shape.rings[0]) == 4:
            if shape.edges is Edges.LONLAT:
                return [volume]
            a, b, c, _ = shape.rings[0]
            d = _midpoint(b, c)
            rings = (a, b, d, a), (a, d, c, a)
            return [replace(volume, footprint=replace(shape, rings=(ring,))) for ring in rings]
        return [volume]

    return _each(world, parts)


def _midpoint(p, q):
    from geographiclib.geodesic import Geodesic

    line = Geodesic.WGS84.InverseLine(p[1], p[0], q[1], q[0])
    end = line.Position(line.s13 / 2)
    return (end["lon2"], end["lat2"])


def _shifted_in_time(world, place):
    by = timedelta(days=4_000, milliseconds=17)
    return _each(
        world,
        lambda volume: [replace(volume, span=Span(volume.span.start + by, volume.span.end + by))],
    )


def _turned_to_the_antimeridian(world, place):
    by = 180.0 - PLACES[place][0]
    return _moved(world, lambda p: (_wrapped(p[0] + by), p[1]))


def _turned_by_a_third(world, place):
    return _moved(world, lambda p: (_wrapped(p[0] + 120.0), p[1]))


def _wrapped(lon):
    return (lon + 180.0) % 360.0 - 180.0


def _mirrored_north_to_south(world, place):
    return _moved(world, lambda p: (p[0], -p[1]))


def _mirrored_east_to_west(world, place):
    return _moved(world, lambda p: (-p[0], p[1]))


CHANGES = (
    *(_permuted, _rings_reversed, _actors_renamed, _split_in_time, _split_in_height),
    *(_split_on_the_ground, _shifted_in_time, _turned_to_the_antimeridian, _turned_by_a_third),
    *(_mirrored_north_to_south, _mirrored_east_to_west),
)


@pytest.mark.parametrize("horizontal_m", [0.0, 300.0])
@pytest.mark.parametrize("place", PLACES)
def test_all_engines_find_the_same(place, horizontal_m):
    """One world, three engines, one answer; and there is something to find."""
    world = _world(place)
    found = [named_pairs(world, horizontal_m, engine) for engine in ENGINES]
    assert found[0] == found[1] == found[2]
    assert 20 <= len(found[0]) <= 700


@pytest.mark.parametrize("change", CHANGES, ids=[one.__name__[1:] for one in CHANGES])
@pytest.mark.parametrize("place", PLACES)
def test_nothing_changes(place, change):
    """The same pairs of names conflict in the changed world."""
    expected = named_pairs(_world(place), 300.0, "exact")
    changed = change(_world(place), place)
    for engine in ENGINES:
        assert named_pairs(changed, 300.0, engine) == expected
