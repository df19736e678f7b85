"""Coverings judged apart: no point of a footprint lies outside its box, whoever made the box.

1,002 footprints anywhere (poles, antimeridian, holes, 200 vertices, edges along parallels, up to
500 km) and ten points each, placed by geographiclib: on edges, inside, and moved outward by the
footprint's radius and by what is asked to stay apart. Boxes: geometry.coverings, and the rows of
the compiled engine (1e-7 degrees, outward), cut at the antimeridian as the grid cuts them.
"""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from brute_judge import _Edge, holds, lines_of
from judged_engines import activity
from known_pairs import direct, place
from random_pairs import footprint

from detente.geometry import coverings, validity
from detente.plans.engine import batch, boxes, rows
from detente.plans.engine.arrays import build
from detente.terms.where import Area, Corridor, Edges

APART_M = (0.0, 500.0, 20_000.0)
FOOTPRINTS = 1_000
POINTS = 10


def _drawn(seed):
    rng = random.Random(f"coverings {seed}")
    found = []
    while len(found) < FOOTPRINTS // len(APART_M) + 1:
        size = 10 ** (rng.uniform(4.3, 5.6) if rng.random() < 0.2 else rng.uniform(1, 4.3))
        here = place(rng)
        one = _upright(rng, here, size) if rng.random() < 0.3 else footprint(rng, here, size)
        if not validity.problems(one):
            found.append(one)
    return found


def _upright(rng, here, size):
    """Four geodesics between two latitudes and two longitudes: their bulge is all that a box of
    the corners would leave out.
    """
    lat = max(-89.0, min(89.0, here[1]))
    high, wide = size / 111_000.0, min(4.0, size / 111_000.0 / math.cos(math.radians(lat)))
    corners = [(0.0, 0.0), (wide, 0.0), (wide, high), (0.0, high), (0.0, 0.0)]
    ring = [(math.remainder(here[0] + x, 360.0), min(89.9, lat + y)) for x, y in corners]
    if rng.random() < 0.5:
        return Corridor(tuple(ring[:2]), rng.choice((0.0, size / 10)))
    return Area((tuple(ring),))


def _points(rng, shape, beyond_m):
    """Points of a footprint and points within beyond_m of it."""
    lines, lonlat, radius_m = lines_of(shape)
    found = []
    for _ in range(POINTS):
        on_edge = _on_some_edge(rng, lines, lonlat)
        if isinstance(shape, Area) and rng.random() < 0.3:
            across = _Edge(on_edge, _on_some_edge(rng, lines, lonlat), False).at(rng.random())
            if holds(shape, across, 0.01):
                found.append(across)
        # a micrometre less, so that geographiclib's rounding does not lead out of the footprint
        reach = max(0.0, radius_m + beyond_m - 1e-6) * rng.choice((1.0, 1.0, rng.random()))
        azimuth = rng.choice((0.0, 90.0, 180.0, 270.0, rng.uniform(0, 360)))
        found.append(direct(on_edge, azimuth, reach))
    return found


def _on_some_edge(rng, lines, lonlat):
    line = rng.choice(lines)
    at = rng.randrange(len(line) - 1)
    share = rng.choice((0.0, 0.5, rng.random()))
    lon, lat = _Edge(line[at], line[at + 1], lonlat).at(share)
    return (math.remainder(lon, 360.0), lat)


@pytest.mark.parametrize("apart_m", APART_M)
def test_every_point_lies_in_every_box(apart_m):
    """334 footprints: the exact engine's box and the compiled engine's rows hold every point."""
    shapes = _drawn(apart_m)
    built = build([activity(f"{at:04d}", "a", shape) for at, shape in enumerate(shapes)])
    asked = (apart_m, 0.0, 0, False, False)
    whole = batch.make_rows(built.arrays, batch.columns_of(built.arrays), asked)
    crossing = rows.crossings(whole)
    cut = np.concatenate((whole, np.empty((crossing, rows.COLUMNS), dtype=np.int32)))
    rows.split(cut, len(whole))
    rng = random.Random(f"points {apart_m}")
    missed = []
    for at, shape in enumerate(shapes):
        box = coverings.box(shape, apart_m / 2)
        mine = cut[cut[:, 8] == at]
        for p in _points(rng, shape, apart_m / 2):
            if not box.holds(p):
                missed.append(("exact", at, p))
            if not _in_rows(mine, p):
                missed.append(("compiled", at, p))
    assert missed == []
    assert crossing >= 10
    assert any(isinstance(one, Corridor) and one.edges is Edges.LONLAT for one in shapes)


def _in_rows(mine, p):
    lon, lat = p[0] * boxes.UNIT, p[1] * boxes.UNIT
    seams = (lon, -lon) if abs(p[0]) == 180.0 else (lon,)
    if abs(p[1]) == 90.0:  # at a pole every longitude is the same place
        return any(row[2] <= lat <= row[3] for row in mine)
    return any(row[0] <= x <= row[1] and row[2] <= lat <= row[3] for row in mine for x in seams)


def test_a_box_that_leaves_something_out_is_seen():
    """The test can fail: a box a millimetre too small does not hold every point."""
    shape = Area((((8.0, 50.0), (8.2, 50.0), (8.1, 50.1), (8.0, 50.0)),))
    box = coverings.box(shape)
    assert not box.holds((8.1, box.south - 1e-8))
    assert not box.holds((8.1, 50.1 + 1e-6))
    assert box.holds((8.1, 50.1))
    assert isinstance(box, coverings.Box)
