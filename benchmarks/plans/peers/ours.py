"""Ours: detente.plans.engine, in the geodesic reading (what is sold) and the planar one (judged).

What this file knows: detente.plans.engine. What it must not know: other engines, the engine's
insides.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import numpy as np

from benchmarks.plans.documents import DAY_MS, document
from benchmarks.plans.peers.engine import Batch, Insert, Longs, MissingError
from benchmarks.plans.workloads import RECIPES, Workload, draw

Reading = Literal["geodesic", "planar"]


class Ours:
    """Compiled kernels over NumPy arrays."""

    name = "ours"
    note = "in memory, in process, nothing kept on disk; one core"

    def __init__(self, reading: Reading = "geodesic") -> None:
        self.reading: Reading = reading
        self._warm = False

    def batch(self, work: Workload) -> Batch:
        """From arrays; compiling is done before, on a small workload."""
        engine = _engine()
        self._warm_up()
        arrays = plan_arrays(work)
        wall, cpu = time.perf_counter(), time.process_time()
        pairs = engine.pairs(arrays, reading=self.reading)
        seconds = time.perf_counter() - wall
        return Batch(np.asarray(pairs, dtype=np.int64), seconds, time.process_time() - cpu)

    def _warm_up(self) -> None:
        if not self._warm:
            _engine().pairs(plan_arrays(draw(RECIPES["SMALL"])), reading=self.reading)
            self._warm = True

    @contextmanager
    def incremental(
        self, work: Workload, loaded: Longs, *, from_json: bool = False
    ) -> Iterator[Insert]:
        """From arrays, or from documents in JSON; only these are made before the clock starts."""
        store = self.loaded(work, loaded)
        arrays = plan_arrays(work)
        first = work.first_volumes()
        kept = set(loaded.tolist())
        later = [each for each in range(work.operations) if each not in kept]
        if from_json:
            texts = {each: document(work, each, range(*first[each : each + 2])) for each in later}
            parties = {each: int(arrays.party[each]) for each in later}

            def insert(operation: int) -> Iterable[int]:
                found: Iterable[int] = store.insert_document(
                    texts[operation], operation, parties[operation]
                )
                return found
        else:
            values = {each: _values(arrays, each, first) for each in later}

            def insert(operation: int) -> Iterable[int]:
                found: Iterable[int] = store.insert(*values[operation])
                return found

        self._warm_inserts(from_json=from_json)
        yield insert

    def loaded(self, work: Workload, operations: Longs) -> Any:
        """A store that holds these operations."""
        arrays = plan_arrays(work)
        store = _engine().Engine(reading=self.reading)
        first = work.first_volumes()
        for operation in operations.tolist():
            store.insert(*_values(arrays, operation, first))
        return store

    def _warm_inserts(self, *, from_json: bool) -> None:
        """Every kernel of an insertion compiled, in a store that is then forgotten."""
        work = draw(RECIPES["SMALL"])
        arrays, first = plan_arrays(work), work.first_volumes()
        store = _engine().Engine(reading=self.reading)
        for operation in range(200):
            if from_json:
                text = document(work, operation, range(*first[operation : operation + 2]))
                store.insert_document(text, operation, int(arrays.party[operation]))
            else:
                store.insert(*_values(arrays, operation, first))


def plan_arrays(work: Workload) -> Any:
    """The workload in the engine's layout: degrees, metres, milliseconds since 1970."""
    _, ends = np.unique(work.op, return_index=True)
    polygons = _engine().polygons
    return polygons(
        plan=work.op,
        party=work.party[ends],
        off=work.off,
        lon=work.x / 1e7,
        lat=work.y / 1e7,
        z0=work.z0 / 100,
        z1=work.z1 / 100,
        t0=work.t0.astype(np.int64) + DAY_MS,
        t1=work.t1.astype(np.int64) + DAY_MS,
    )


def _values(arrays: Any, operation: int, first: Longs) -> tuple[Any, ...]:
    volumes = slice(int(first[operation]), int(first[operation + 1]))
    off = arrays.off[volumes.start : volumes.stop + 1]
    vertices = slice(int(off[0]), int(off[-1]))
    return (
        *(operation, int(arrays.party[operation])),
        *(arrays.lon[vertices], arrays.lat[vertices], off - off[0]),
        *(arrays.z0[volumes], arrays.z1[volumes], arrays.t0[volumes], arrays.t1[volumes]),
    )


class _Engine:
    """The names of the engine that are used here."""

    def __init__(self) -> None:
        from detente.plans.engine.arrays import polygons  # noqa: PLC0415 - as any other peer
        from detente.plans.engine.batch import pairs  # noqa: PLC0415
        from detente.plans.engine.store import Engine  # noqa: PLC0415

        self.polygons, self.pairs, self.Engine = polygons, pairs, Engine


def _engine() -> _Engine:
    try:
        return _Engine()
    except ImportError as error:
        raise MissingError(f"ours: not built yet ({error})") from error
