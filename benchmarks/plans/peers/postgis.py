"""PostGIS: one multi-column GiST index over shape, time and height.

What this file knows: PostGIS. What it must not know: other engines.

The settings are the best that the study before found: no JIT, no parallel workers, joins by the
index only, 4 GB of shared buffers, the table written in the order of cells and times. Figures
hold what a database does besides searching: every insertion travels to a server over loopback
and back, is parsed, planned once, versioned, and written to a log on disk. With
synchronous_commit off (the figure that is compared) a crash may lose the last moments; with it
on every operation waits for the disk. Ours keeps nothing on disk at all; both figures are shown.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import shapely

from benchmarks.plans.peers.cluster import running
from benchmarks.plans.peers.engine import Batch, Insert, Longs, MissingError, sorted_pairs
from benchmarks.plans.peers.shapely_slabs import polygons
from benchmarks.plans.workloads import Workload

SETTINGS = {
    "shared_buffers": "4GB",
    "work_mem": "256MB",
    "maintenance_work_mem": "1GB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "autovacuum": "off",
    "max_wal_size": "8GB",
    "effective_cache_size": "8GB",
    "random_page_cost": "1.1",
}
CELL = 400_000
SLAB_MS = 900_000

_TABLE = """
create extension if not exists postgis;
create extension if not exists btree_gist;
create table volume (
  id int, op int, party int, shape geometry(Polygon), times int8range, heights int4range);
"""
_INDEX = "create index volume_place on volume using gist (shape, times, heights)"
_PAIRS = """
select distinct least(a.op, b.op), greatest(a.op, b.op) from volume a join volume b
  on a.shape && b.shape and a.times && b.times and a.heights && b.heights
  and a.id < b.id and a.party <> b.party and st_intersects(a.shape, b.shape)
"""
_INSERT = """
with filed as (
  insert into volume (id, op, party, shape, times, heights)
  select 0, %(op)s, %(party)s, st_geomfromwkb(g), t, z
  from unnest(%(shapes)s::bytea[], %(times)s::int8range[], %(heights)s::int4range[]) v(g, t, z)
  returning party, shape, times, heights)
select distinct b.op from filed a join volume b
  on a.shape && b.shape and a.times && b.times and a.heights && b.heights
  and a.party <> b.party and st_intersects(a.shape, b.shape)
"""


class PostGis:
    """The database that everybody has."""

    name = "postgis"
    note = (
        "client and server over loopback, transactions, write-ahead log; synchronous_commit off "
        "unless said otherwise"
    )

    def batch(self, work: Workload) -> Batch:
        """Copying, indexing and analysing are not counted in `seconds`."""
        with _connected() as connection:
            besides = _load(connection, work, np.arange(len(work.op)))
            wall = time.perf_counter()
            found = np.array(connection.execute(_PAIRS).fetchall(), dtype=np.int64).reshape(-1, 2)
            seconds = time.perf_counter() - wall
            size = connection.execute("select pg_total_relation_size('volume')").fetchone()
        besides["table_and_index_mib"] = round(size[0] / 2**20)
        return Batch(sorted_pairs(found[:, 0], found[:, 1]), seconds, None, besides)

    @contextmanager
    def incremental(
        self, work: Workload, loaded: Longs, *, durable: bool = False
    ) -> Iterator[Insert]:
        """One prepared statement an operation; its values are made before the clock starts."""
        volumes = work.first_volumes()
        with _connected() as connection:
            _load(connection, work, np.flatnonzero(np.isin(work.op, loaded)))
            connection.execute(f"set synchronous_commit = {'on' if durable else 'off'}")
            connection.prepare_threshold = 0
            ready = _Values(work, volumes, set(loaded.tolist()))
            cursor = connection.cursor()

            def insert(operation: int) -> Iterable[int]:
                cursor.execute(_INSERT, ready[operation], prepare=True)
                return [row[0] for row in cursor.fetchall()]

            _warm_up(connection, cursor, ready)
            yield insert


class _Values:
    """The values of a statement for each operation that is not loaded."""

    def __init__(self, work: Workload, volumes: Longs, loaded: set[int]) -> None:
        shapes = shapely.to_wkb(polygons(work))
        self._made: dict[int, dict[str, Any]] = {}
        for operation in [*list(loaded)[:20], *(set(range(work.operations)) - loaded)]:
            mine = range(volumes[operation], volumes[operation + 1])
            self._made[operation] = {
                "op": operation,
                "party": int(work.party[mine[0]]),
                "shapes": [shapes[at] for at in mine],
                "times": [_closed(work.t0[at], work.t1[at]) for at in mine],
                "heights": [_closed(work.z0[at], work.z1[at]) for at in mine],
            }

    def __getitem__(self, operation: int) -> dict[str, Any]:
        return self._made[operation]

    def warm(self) -> list[dict[str, Any]]:
        return list(self._made.values())[:20]


def _warm_up(connection: Any, cursor: Any, ready: _Values) -> None:
    """Plans and caches: a few operations that are loaded already, filed again and taken back."""
    with connection.transaction(force_rollback=True):
        for values in ready.warm():
            cursor.execute(_INSERT, values, prepare=True)


@contextmanager
def _connected() -> Iterator[Any]:
    try:
        import psycopg  # noqa: PLC0415 - peers are optional
    except ImportError as error:
        raise MissingError("pip install 'psycopg[binary]' (or .[bench])") from error
    with running(SETTINGS) as target, psycopg.connect(target, autocommit=True) as connection:
        try:
            for statement in _TABLE.strip().split(";\n"):
                connection.execute(statement)
        except psycopg.Error as error:
            raise MissingError(f"PostGIS is missing: {error}") from error
        yield connection


def _load(connection: Any, work: Workload, volumes: Longs) -> dict[str, Any]:
    """COPY in the order of cells and times, index, analyse: seconds for each."""
    first = work.off[:-1][volumes]
    keys = (work.t0[volumes] // SLAB_MS, work.y[first] // CELL, work.x[first] // CELL)
    volumes = volumes[np.lexsort(keys)]
    shapes = shapely.to_wkb(polygons(work), hex=True)
    start = time.perf_counter()
    with connection.cursor().copy("copy volume from stdin") as copy:
        for at in volumes.tolist():
            times = _closed(work.t0[at], work.t1[at])
            heights = _closed(work.z0[at], work.z1[at])
            row = f"{at}\t{work.op[at]}\t{work.party[at]}\t{shapes[at]}\t{times}\t{heights}\n"
            copy.write(row)
    copied = time.perf_counter()
    connection.execute(_INDEX)
    indexed = time.perf_counter()
    connection.execute("vacuum (freeze, analyze) volume")
    return {"copy_s": round(copied - start, 1), "index_s": round(indexed - copied, 1)}


def _closed(low: Any, high: Any) -> str:
    return f"[{low},{high}]"
