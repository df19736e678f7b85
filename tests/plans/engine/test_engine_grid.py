"""The grid and the first look: nothing that meets is overlooked, nothing is told twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.plans.engine import boxes, glancing, grid, sweep
from detente.plans.engine.deciding import APART, AREA, LONLAT, MEET, UNSURE
from detente.plans.engine.shelves import Shelves

ASKED = (1e-3, 0.0, 0, True, False)
ENDS = boxes.HALF_TURN


def _rows(seed, count, reach):
    """Random rows round a place on the antimeridian's near side, of all sizes and durations."""
    rng = np.random.default_rng(seed)
    rows = np.zeros((count, 10), dtype=np.int64)
    for column, spread in ((0, 2e8), (2, 9e7), (4, 1e5), (6, 5e5)):
        low = rng.integers(-spread, spread, count)
        size = np.exp(rng.uniform(0, np.log(reach * spread), count)).astype(np.int64)
        rows[:, column], rows[:, column + 1] = low, low + size
    rows[:, :2] = np.clip(rows[:, :2] + 1_600_000_000, -ENDS, ENDS)
    rows[:, 8] = np.arange(count)
    rows[:, 9] = rng.integers(0, 3, count)
    return rows.astype(np.int32)


def _meeting(rows):
    """Pairs of rows that meet, without any index."""
    low, high = rows[:, 0:8:2], rows[:, 1:8:2]
    meet = np.all(low[:, None] <= high[None], axis=2)
    return meet & meet.T


@pytest.mark.parametrize("reach", [0.01, 1.0])
def test_grid_tells_each_meeting_once(reach):
    """A row is found by every row that meets it, in one bucket only; dropped rows are gone."""
    rows = _rows(1, 300, reach)
    shelves = Shelves(ASKED)
    shelves.reserve(300, 300, 300)
    for row in rows:
        grid.put(shelves.grid, row)
    meet = _meeting(rows)
    blocks, numbers = shelves.grid
    places = np.empty(100_000, dtype=np.int64)
    for turn in range(2):
        for at, row in enumerate(rows):
            many = grid.look(shelves.grid, row, places)
            found = []
            for where in places[:many] if many >= 0 else range(int(numbers[grid.BUCKETS])):
                block = int(where)
                while block >= 0:
                    found += [
                        (int(where), int(blocks[block, grid.FIELDS - 1, lane]))
                        for lane in range(grid.LANES)
                        if grid.lane_meets(blocks[block], lane, row)
                        and grid.here(
                            blocks[block], lane, row, int(where), int(numbers[grid.BUCKETS])
                        )
                    ]
                    block = int(blocks[block, grid.FIELDS, grid.NEXT])
            expected = {other for other in np.flatnonzero(meet[at]) if turn == 0 or other % 3}
            assert {volume for _, volume in found} == expected
            assert len(set(found)) == len(expected)  # the same bucket may be looked at twice
        if turn == 0:
            for row in rows[::3]:
                assert grid.take(shelves.grid, row) > 0
                assert grid.take(shelves.grid, row) == 0


@pytest.mark.parametrize("reach", [0.001, 0.1, 1.0])
def test_sweep_finds_every_meeting_of_parties(reach):
    """The candidates are all pairs of different parties whose rows meet."""
    from detente.plans.engine.batch import find_candidates

    rows = _rows(2, 400, reach)
    meet = _meeting(rows) & (rows[:, 9][:, None] != rows[:, 9][None])
    expected = {(i, j) for i, j in zip(*np.nonzero(meet), strict=True) if i < j}
    found = np.sort(find_candidates(rows.copy()), axis=1)
    assert {tuple(pair) for pair in found.tolist()} == expected
    assert sorted(np.unique(sweep.by_start(rows))) == list(range(400))


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([0.0, 45.0, -70.0, 79.0]),
    st.sampled_from([0.001, 50.0, 2_000.0]),
)
def test_what_a_glance_says_is_so(seed, lat, limit):
    """Where the first look in degrees decides, geometry.distance decides the same."""
    from detente.geometry import distance
    from detente.plans.engine import judging

    rng = np.random.default_rng(seed)
    sides, rows, shapes = [], [], []
    place = np.array([7.0, lat])
    for size in 10 ** rng.uniform(-3, -0.2, 2):
        count = int(rng.integers(3, 9))
        turn = np.sort(rng.uniform(0, 2 * np.pi, count))
        far = size * rng.uniform(0.5, 1, count)
        centre = place + rng.uniform(-0.1, 0.1, 2)
        lon, lat_ = centre[0] + 1.5 * far * np.cos(turn), centre[1] + far * np.sin(turn)
        edges = int(rng.integers(2))
        side = (0, count, AREA, edges, 0.0)
        row = np.zeros(10, dtype=np.int32)
        row[:4] = boxes.rounded(*boxes.box(lon, lat_, side, limit / 2, False))
        sides += [lon, lat_, side]
        rows.append(row)
        shapes.append(judging.footprint(lon, lat_, AREA, edges, 0.0))
    answer = glancing.glance(*sides, *rows, limit, False)
    assert answer in (APART, MEET, UNSURE)
    assert LONLAT == 1
    if answer != UNSURE:
        assert (answer == MEET) == (distance.near(*shapes, limit) is not None)
