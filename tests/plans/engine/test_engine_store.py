"""One plan at a time: any order is the batch answer, what was dropped was never there."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from detente.geometry.coverings import Box
from detente.plans.engine import batch, fallback, grid
from detente.plans.engine.store import Engine

PLACES = {
    "middle latitudes": (8.0, 50.0),
    "antimeridian": (180.0, -17.0),
    "north pole": (10.0, 89.97),
}
APART = {"horizontal_m": 400.0, "vertical_m": 20.0, "time_ms": 30_000}


def _volumes(arrays, plan):
    """A plan of the world as `insert` takes it."""
    which = np.flatnonzero(arrays.plan == plan)
    first, last = which[0], which[-1] + 1
    part = slice(arrays.off[first], arrays.off[last])
    rows = slice(first, last)
    return (
        *(arrays.lon[part], arrays.lat[part], arrays.off[first : last + 1] - arrays.off[first]),
        *(arrays.z0[rows], arrays.z1[rows], arrays.t0[rows], arrays.t1[rows]),
        *(arrays.radius_m[rows], arrays.kind[rows], arrays.edges[rows]),
    )


def _insert(engine, arrays, plan):
    return engine.insert(plan, int(arrays.party[plan]), *_volumes(arrays, plan))


def _neighbours(pairs, plan):
    return sorted(
        {int(b) for a, b in pairs if a == plan} | {int(a) for a, b in pairs if b == plan}
    )


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("apart", [{}, APART], ids=["no separation", "apart"])
def test_any_order_is_the_batch(worlds, place, apart):
    """Inserted in any order, in bulk or both, the pairs are those of batch.pairs."""
    arrays = worlds.world(21, place, plans=40, lonlat=0.2)
    expected = {tuple(pair) for pair in batch.pairs(arrays, **apart).tolist()}
    assert len(expected) >= 8
    rng = np.random.default_rng(4)
    for _ in range(3):
        engine, found = Engine(**apart), set()
        for plan in rng.permutation(40).tolist():
            for other in _insert(engine, arrays, plan).tolist():
                found.add((min(plan, other), max(plan, other)))
        assert found == expected
    whole = Engine(**apart)
    whole.bulk(arrays)
    for plan in range(40):
        assert whole.delete(plan).tolist() == _neighbours(expected, plan)
        assert _insert(whole, arrays, plan).tolist() == _neighbours(expected, plan)


def test_what_if_keeps_nothing_and_replace_tells_the_difference(worlds):
    """query says what insert would; replace says what appears and what vanishes."""
    arrays = worlds.world(22, (8.0, 50.0), plans=30)
    expected = batch.pairs(arrays).tolist()
    engine = Engine()
    for plan in range(29):
        _insert(engine, arrays, plan)
    moved = _volumes(arrays, 29)
    asked = engine.query(29, int(arrays.party[29]), *moved)
    assert asked.tolist() == _neighbours(expected, 29)
    assert len(engine) == 29
    assert 29 not in engine
    for plan in range(29):
        before = set(_neighbours([pair for pair in expected if 29 not in pair], plan))
        appeared, vanished = engine.replace(plan, int(arrays.party[29]), *moved)
        after = set(engine.query(plan, int(arrays.party[29]), *moved).tolist())
        assert set(appeared.tolist()) == after - before
        assert set(vanished.tolist()) == before - after
        engine.replace(plan, int(arrays.party[plan]), *_volumes(arrays, plan))


class Filing(RuleBasedStateMachine):
    """Insert, drop and move plans of a small world in any order; a new engine is the judge."""

    def __init__(self):
        super().__init__()
        self.arrays = WORLD[0]
        self.engine = Engine(**APART)
        self.kept = {}  # id -> which plan of the world it is
        self.parties = {}

    def _others(self, plan):
        return sorted(
            other
            for other, source in self.kept.items()
            if self.parties[other] != self.parties[plan]
            and _pair(self.kept[plan], source, self.parties[plan], self.parties[other])
        )

    @rule(plan=st.integers(0, 23), source=st.integers(0, 23), party=st.integers(0, 2))
    def insert(self, plan, source, party):
        """File, or refuse a second plan of the same id."""
        if plan in self.kept:
            with pytest.raises(ValueError, match="already"):
                self.engine.insert(plan, party, *_volumes(self.arrays, source))
            return
        self.kept[plan], self.parties[plan] = source, party
        found = self.engine.insert(plan, party, *_volumes(self.arrays, source))
        assert found.tolist() == self._others(plan)

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def delete(self, data):
        """What vanishes with a plan are its conflicts."""
        plan = data.draw(st.sampled_from(sorted(self.kept)))
        expected = self._others(plan)
        assert self.engine.delete(plan).tolist() == expected
        del self.kept[plan], self.parties[plan]

    @precondition(lambda self: self.kept)
    @rule(data=st.data(), source=st.integers(0, 23), party=st.integers(0, 2))
    def replace(self, data, source, party):
        """Another version: what appears, what vanishes."""
        plan = data.draw(st.sampled_from(sorted(self.kept)))
        before = set(self._others(plan))
        self.kept[plan], self.parties[plan] = source, party
        after = set(self._others(plan))
        appeared, vanished = self.engine.replace(plan, party, *_volumes(self.arrays, source))
        assert set(appeared.tolist()) == after - before
        assert set(vanished.tolist()) == before - after

    @invariant()
    def holds_what_was_filed(self):
        """Entries of the grid are those of the plans that are kept, no more."""
        assert len(self.engine) == len(self.kept)
        assert (int(self.engine._shelves.numbers[grid.ENTRIES]) == 0) == (not self.kept)


WORLD = []
_PAIRS = {}


def _pair(one, two, party, other):
    """Whether two plans of the world meet if their parties differ, by a fresh batch."""
    key = (min(one, two), max(one, two))
    if key not in _PAIRS:
        engine = Engine(**APART)
        engine.insert(0, 0, *_volumes(WORLD[0], key[0]))
        _PAIRS[key] = len(engine.query(1, 1, *_volumes(WORLD[0], key[1]))) > 0
    return _PAIRS[key] and party != other


def test_dropped_is_never_filed(worlds):
    """The state machine."""
    WORLD[:] = [worlds.world(23, (180.0, 40.0), plans=24, spread_m=3_000.0)]
    _PAIRS.clear()
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Filing, settings=settings(max_examples=25, stateful_step_count=30, deadline=None)
    )


def test_growth_past_every_capacity(worlds):
    """Many more plans than there was room for at first; all dropped, and memory used again."""
    arrays = worlds.bare(worlds.world(24, (8.0, 50.0), plans=700, spread_m=60_000.0))
    expected = {tuple(pair) for pair in batch.pairs(arrays).tolist()}
    engine, found = Engine(), set()
    for turn in range(2):
        for plan in range(700):
            for other in _insert(engine, arrays, plan).tolist():
                found.add((min(plan, other), max(plan, other)))
        assert found == expected, turn
        for plan in range(700):
            engine.delete(plan)
        assert engine._shelves.numbers[grid.ENTRIES] == 0
        size = engine.nbytes
    for plan in range(700):
        _insert(engine, arrays, plan)
    assert sum(engine.nbytes) <= sum(size)


def test_tall_short_long_and_wide(worlds):
    """Unbounded heights, a second and ten years, a metre and 6,000 km, in one store."""
    engine = Engine()
    year, day = 31_557_600_000, 86_400_000
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) / 2
    cases = {
        1: (0.00001, 5, 10, 1000, 2000),
        2: (9.0, 5, 10, 0, year * 10),
        3: (0.5, -np.inf, np.inf, 1500, 1500 + day),
        4: (0.02, 11, 12, -year * 100, year * 100),
        5: (0.02, 10, 11, -(2**61), 2**61),
        6: (0.02, 5, 10, 3 * day, 4 * day),
        7: (60.0, 5, 10, 1500, 1600),
    }
    volumes = {
        name: (
            *(square[:, 0] * size + 179.99, square[:, 1] * size + 50.0, [0, 4]),
            *([low], [high], [start], [end]),
        )
        for name, (size, low, high, start, end) in cases.items()
    }
    for name in volumes:
        volumes[name] = ((volumes[name][0] + 180) % 360 - 180, *volumes[name][1:])

    def meet(a, b):
        _, low, high, start, end = cases[a]
        _, other_low, other_high, other_start, other_end = cases[b]
        return (
            low <= other_high and other_low <= high and start <= other_end and other_start <= end
        )

    for order in itertools.islice(itertools.permutations(cases), 0, 5040, 311):
        engine = Engine()
        for at, name in enumerate(order):
            expected = sorted(other for other in order[:at] if meet(name, other))
            assert engine.insert(name, name, *volumes[name]).tolist() == expected
        for at, name in enumerate(order):
            expected = sorted(other for other in order[at + 1 :] if meet(name, other))
            assert engine.delete(name).tolist() == expected


def test_within_a_box(worlds):
    """Every plan with a point in the box is told; what is far away, above or later is not."""
    arrays = worlds.world(25, (180.0, 10.0), plans=60, spread_m=40_000.0)
    engine = Engine()
    engine.bulk(arrays)
    box = Box(179.85, 9.9, -179.9, 10.05)
    z, t = (50.0, 250.0), (500_000, 2_900_000)
    found = set(engine.within(box, z, t).tolist())
    sure, maybe = set(), set()
    for at in range(len(arrays)):
        part = slice(arrays.off[at], arrays.off[at + 1])
        if (
            arrays.z0[at] > z[1]
            or arrays.z1[at] < z[0]
            or arrays.t0[at] > t[1]
            or arrays.t1[at] < t[0]
        ):
            continue
        maybe.add(int(arrays.plan[at]))
        points = zip(arrays.lon[part], arrays.lat[part], strict=True)
        if any(box.holds(point) for point in points):
            sure.add(int(arrays.plan[at]))
    assert sure
    assert sure <= found <= maybe
    assert len(found) < 60
    assert engine.within((0.0, 0.0, 10.0, 10.0)).tolist() == []
    assert engine.within((-180.0, -90.0, 180.0, 90.0)).tolist() == list(range(60))


def test_what_cannot_be_read_is_refused(worlds):
    """NaN, places that are not on Earth, spans that end before they start: nothing is kept."""
    arrays = worlds.world(26, (8.0, 50.0), plans=2)
    engine = Engine()
    _insert(engine, arrays, 0)
    good = list(_volumes(arrays, 1))
    for field, value in ((0, np.nan), (1, 91.0), (3, np.nan), (4, -1e9), (6, -(2**50)), (7, -1.0)):
        bad = [each.copy() for each in good]
        bad[field][0] = value
        with pytest.raises(ValueError, match="cannot be read"):
            engine.insert(1, 9, *bad)
        with pytest.raises(ValueError, match="cannot be read"):
            engine.replace(0, 9, *bad)
    assert len(engine) == 1
    with pytest.raises(ValueError, match="taken"):
        engine.bulk(arrays)
    with pytest.raises(KeyError):
        engine.delete(7)
    with pytest.raises(ValueError, match="no distances"):
        Engine(reading="planar", horizontal_m=5.0)
    with pytest.raises(ValueError, match="no distances"):
        Engine(reading="planar").insert(1, 1, *good[:7], radius=np.ones(len(good[3])))


def _intent(name, manager, vertices, *, low=100, high=120, start="2025-07-24T10:00:00Z"):
    outline = {"outline_polygon": {"vertices": [{"lng": x, "lat": y} for x, y in vertices]}}
    if len(vertices) == 1:
        centre = {"lng": vertices[0][0], "lat": vertices[0][1]}
        radius = {"value": 500, "units": "M"}
        outline = {"outline_polygon": None, "outline_circle": {"center": centre, "radius": radius}}
    heights = {
        "altitude_lower": {"value": low, "reference": "W84", "units": "M"},
        "altitude_upper": {"value": high, "reference": "W84", "units": "M"},
    }
    volume = {
        "volume": outline | heights,
        "time_start": {"value": start, "format": "RFC3339"},
        "time_end": {"value": "2025-07-24T12:00:00.5+01:00", "format": "RFC3339"},
    }
    reference = {"id": name, "manager": manager, "state": "Accepted"}
    return {"reference": reference, "details": {"volumes": [volume], "priority": 0}}


def test_documents():
    """Operational intents: polygons with geodesic edges, true circles, times with offsets."""
    engine = Engine()
    ring = [(8.0, 50.0), (8.02, 50.0), (8.02, 50.02), (8.0, 50.02)]
    first = engine.insert_document(json.dumps(_intent("a", "one", ring)).encode())
    assert first.tolist() == []
    east = _intent("b", "two", [(8.0268, 50.01)])  # 486 m from the ring's edge: inside 500 m
    assert engine.insert_document(json.dumps(east).encode()).tolist() == [engine.names["plan a"]]
    same = _intent("c", "one", ring)
    found = engine.insert_document(json.dumps(same).encode()).tolist()
    assert found == [engine.names["plan b"]]
    above = _intent("d", "three", ring, low=120.5, high=130)
    assert engine.insert_document(json.dumps(above).encode(), plan=99, party=7).tolist() == []
    later = _intent("e", "three", ring, start="2025-07-24T11:00:00.501Z")
    with pytest.raises(ValueError, match="cannot be read"):
        engine.insert_document(json.dumps(later).encode())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d["details"].update(volumes=[]), "no volume"),
        (lambda d: d["details"]["volumes"][0].update(volume={}), "no outline"),
        (lambda d: d.pop("details"), "details"),
        (
            lambda d: d["details"]["volumes"][0]["volume"]["altitude_lower"].update(units="FT"),
            r"altitude_lower\.units",
        ),
        (
            lambda d: d["details"]["volumes"][0]["time_start"].update(value="2025-07-24T10:00:00"),
            "offset",
        ),
    ],
)
def test_documents_that_cannot_be_read(change, says):
    """The answer says where."""
    document = _intent("a", "one", [(8.0, 50.0), (8.02, 50.0), (8.02, 50.02)])
    change(document)
    engine = Engine()
    with pytest.raises(ValueError, match=says):
        engine.insert_document(json.dumps(document).encode())
    assert len(engine) == 0


def test_as_the_fallback_one_plan_at_a_time(worlds):
    """The engine without kernels answers the same."""
    arrays = worlds.bare(worlds.world(31, (179.99, 60.0), plans=20, spread_m=600.0))
    ours, other = Engine(**APART), fallback.Engine(**APART)
    found = 0
    for plan in range(20):
        mine = _insert(ours, arrays, plan)
        assert mine.tolist() == _insert(other, arrays, plan).tolist()
        found += len(mine)
    assert found >= 5
    for plan in range(0, 20, 3):
        moved = _volumes(arrays, (plan + 5) % 20)
        for mine, theirs in zip(
            ours.replace(plan, 9, *moved), other.replace(plan, 9, *moved), strict=True
        ):
            assert mine.tolist() == theirs.tolist()
        assert ours.delete(plan).tolist() == other.delete(plan).tolist()
    assert len(ours) == len(other)
