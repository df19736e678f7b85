"""All pairs: the kernels, the fallback, the reference engine and brute force say the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from detente.plans import conflicts
from detente.plans.engine import batch, boxes, fallback, judging, rows
from detente.plans.engine.arrays import build

PLACES = [
    "middle latitudes",
    "equator",
    "antimeridian",
    "where the rows of planes end",
    "north pole",
    "south pole",
]
APART = [(0.0, 0.0, 0), (700.0, 30.0, 60_000)]


def _reference(worlds, arrays, apart, closed):
    horizontal_m, vertical_m, time_ms = apart
    widest = worlds.separation(horizontal_m, vertical_m, time_ms / 1000)
    found = conflicts.find(
        *(worlds.activities(arrays), lambda one, two: widest, worlds.NOTHING_KNOWN),
        closed=closed,
        widest=widest,
    )
    return sorted(tuple(int(plan) for plan, _ in each.plans) for each in found)


@pytest.mark.parametrize("apart", APART, ids=["no separation", "700 m, 30 m, 60 s"])
@pytest.mark.parametrize("place", PLACES)
def test_as_the_reference_engine(worlds, place, apart):
    """The same pairs as plans.conflicts.find, at any place, with and without separation."""
    arrays = worlds.world(3, worlds.PLACES[place], plans=30, lonlat=0.2)
    horizontal_m, vertical_m, time_ms = apart
    found = batch.pairs(
        arrays, horizontal_m=horizontal_m, vertical_m=vertical_m, time_ms=time_ms, closed=False
    )
    expected = _reference(worlds, arrays, apart, False)
    assert [tuple(pair) for pair in found.tolist()] == expected
    assert len(expected) >= 5


@pytest.mark.parametrize("place", PLACES)
def test_as_the_fallback(worlds, place):
    """The kernels and NumPy with GEOS agree, and threads change nothing."""
    arrays = worlds.bare(worlds.world(11, worlds.PLACES[place], plans=120, spread_m=20_000.0))
    found = batch.pairs(arrays)
    assert len(found) >= 10
    assert np.array_equal(found, fallback.pairs(arrays))
    assert np.array_equal(found, batch.pairs(arrays, threads=3))


@pytest.mark.parametrize("place", ["middle latitudes", "antimeridian"])
def test_planar_reading_is_brute_force_of_geos(worlds, place):
    """Every two polygons, without any index, by GEOS in degrees."""
    arrays = worlds.bare(worlds.world(5, worlds.PLACES[place], plans=80, spread_m=12_000.0))
    keep = np.flatnonzero(arrays.kind == 0)
    arrays = _taken(arrays, keep)
    middle = worlds.PLACES[place][0]
    shapes = [
        shapely.Polygon(
            np.stack(((arrays.lon[a:b] - middle + 180) % 360 - 180, arrays.lat[a:b]), axis=1)
        )
        for a, b in zip(arrays.off[:-1], arrays.off[1:], strict=True)
    ]
    expected = set()
    for i in range(len(arrays)):
        for j in range(i + 1, len(arrays)):
            one, two = sorted((int(arrays.plan[i]), int(arrays.plan[j])))
            if (
                arrays.party[one] != arrays.party[two]
                and arrays.t0[i] <= arrays.t1[j]
                and arrays.t0[j] <= arrays.t1[i]
                and arrays.z0[i] <= arrays.z1[j]
                and arrays.z0[j] <= arrays.z1[i]
                and shapely.intersects(shapes[i], shapes[j])
            ):
                expected.add((one, two))
    found = batch.pairs(arrays, reading="planar")
    assert {tuple(pair) for pair in found.tolist()} == expected
    assert np.array_equal(found, fallback.pairs(arrays, reading="planar"))
    assert len(expected) >= 10


def _taken(arrays, which):
    """The world with these volumes only."""
    parts = [np.arange(arrays.off[at], arrays.off[at + 1]) for at in which]
    vertices = np.concatenate(parts)
    names = ("plan", "radius_m", "kind", "z0", "z1", "t0", "t1", "edges")
    return replace(
        arrays,
        off=np.cumsum([0, *(len(part) for part in parts)], dtype=np.int64),
        lon=arrays.lon[vertices],
        lat=arrays.lat[vertices],
        **{name: getattr(arrays, name)[which] for name in names},
    )


def test_planar_reading_knows_no_distance(worlds):
    """A separation or a radius in the planar reading is refused."""
    arrays = worlds.world(1, (8.0, 50.0), plans=3, radii=1.0)
    with pytest.raises(ValueError, match="no distances"):
        batch.pairs(arrays, reading="planar")
    with pytest.raises(ValueError, match="no distances"):
        batch.pairs(worlds.bare(arrays), reading="planar", horizontal_m=1.0)


def test_without_a_compiler_the_fallback_answers(worlds, monkeypatch):
    """Where numba is missing the pairs are the same, and the store says what to use instead."""
    from detente.plans.engine import store

    arrays = worlds.bare(worlds.world(8, (8.0, 50.0), plans=30))
    expected = batch.pairs(arrays)
    monkeypatch.setattr(batch, "AVAILABLE", False)
    monkeypatch.setattr(store, "AVAILABLE", False)
    monkeypatch.setattr(batch, "find_candidates", None)
    assert np.array_equal(batch.pairs(arrays), expected)
    with pytest.raises(ImportError, match="fallback"):
        store.Engine()


@pytest.mark.parametrize("reading", ["geodesic", "planar"])
@pytest.mark.parametrize("name", ["lon", "lat", "z0", "z1", "radius_m"])
def test_what_is_no_number_is_refused(worlds, name, reading):
    """NaN anywhere is a ValueError, never a pair that is missing."""
    arrays = worlds.bare(worlds.world(8, (8.0, 50.0), plans=6))
    for at in (0, -1):
        values = getattr(arrays, name).copy()
        values[at] = np.nan
        with pytest.raises(ValueError, match=r"not a number|cannot be read"):
            batch.pairs(replace(arrays, **{name: values}), reading=reading)


@pytest.mark.parametrize("size_m", [(200.0, 3_000.0), (100.0, 900_000.0)])
@pytest.mark.parametrize("place", PLACES)
def test_random_points_of_a_footprint_lie_in_its_row(worlds, place, size_m):
    """No false negative in the coverings: points of edges, and of the margin, are in the box."""
    arrays = worlds.world(9, worlds.PLACES[place], plans=25, size_m=size_m, lonlat=0.3)
    asked = (200.0, 0.0, 0, True, False)
    whole = batch.make_rows(arrays, batch.columns_of(arrays), asked)
    rng = np.random.default_rng(1)
    for at in range(len(arrays)):
        part = slice(arrays.off[at], arrays.off[at + 1])
        lon, lat = arrays.lon[part], arrays.lat[part]
        start = int(rng.integers(len(lon)))
        end = (start + 1) % len(lon) if arrays.kind[at] == 0 else min(start + 1, len(lon) - 1)
        share = rng.random()
        if arrays.edges[at]:
            aside = (lon[end] - lon[start] + 180.0) % 360.0 - 180.0
            point = (lon[start] + share * aside, lat[start] + share * (lat[end] - lat[start]))
        else:
            azimuth, _, metres = worlds.GEOD.inv(lon[start], lat[start], lon[end], lat[end])
            point = worlds.GEOD.fwd(lon[start], lat[start], azimuth, share * metres)[:2]
        reach = arrays.radius_m[at] + asked[0] / 2
        x, y, _ = worlds.GEOD.fwd(*point, rng.uniform(0, 360), rng.random() * reach)
        west, east, south, north = (whole[at, :4] / boxes.UNIT).tolist()
        assert south <= y <= north
        assert (x - west) % 360.0 <= east - west or east - west >= 360.0


def test_rows_are_cut_at_the_antimeridian():
    """What reaches over 180 degrees becomes two rows, and nothing is lost."""
    given = np.zeros((3, rows.COLUMNS), dtype=np.int32)
    given[:2, 0], given[:2, 1] = boxes.HALF_TURN - 5, boxes.HALF_TURN
    given[1, 1] = boxes.HALF_TURN + 7
    assert rows.crossings(given[:2]) == 1
    rows.split(given, 2)
    assert given[:, :2].tolist() == [
        [boxes.HALF_TURN - 5, boxes.HALF_TURN],
        [boxes.HALF_TURN - 5, boxes.HALF_TURN],
        [-boxes.HALF_TURN, -boxes.HALF_TURN + 7],
    ]


def test_activities_become_arrays_and_back(worlds):
    """Building arrays from activities loses nothing; what they cannot say is named."""
    arrays = worlds.world(2, (36.0, 33.0), plans=12)
    given = worlds.activities(arrays)
    built = build(given)
    assert built.beyond == frozenset()
    assert np.array_equal(built.arrays.lon, arrays.lon)
    assert np.array_equal(built.arrays.radius_m, arrays.radius_m)
    assert np.array_equal(batch.pairs(built.arrays), batch.pairs(arrays))
    ring = ((8.0, 50.0), (8.1, 50.0), (8.1, 50.1), (8.0, 50.0))
    hole = ((8.05, 50.01), (8.06, 50.01), (8.06, 50.02), (8.05, 50.01))
    shape = replace(given[0].volumes[0], footprint=judging.Area((ring, hole)))
    holed = build([replace(given[0], volumes=(shape,)), given[1]])
    assert holed.beyond == {0}
