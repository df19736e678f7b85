"""What is measured, part by part: batch, insertions, cost by size. Progress goes to stderr.

What this file knows: workloads, protocol, peers as a shape. What it must not know: printing.

Rule 1. No figure without its answer compared: in the planar reading every engine must give the
same set of pairs; an insertion's answer must be the batch's. Rule 2. An engine that is missing is
named and left out. Rule 3. The median of several rounds counts for ours; peers run once.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from typing import Any

import numpy as np

from benchmarks.plans import machine, protocol
from benchmarks.plans.judge import brute_force
from benchmarks.plans.peers.duckdb_grid import DuckDbGrid
from benchmarks.plans.peers.engine import Batch, Longs, MissingError, Peer
from benchmarks.plans.peers.ours import Ours
from benchmarks.plans.peers.postgis import PostGis
from benchmarks.plans.peers.shapely_slabs import ShapelySlabs
from benchmarks.plans.workloads import RECIPES, Recipe, Workload, draw

LAST = 5_000
LAST_SLOW = 2_000
SCALE = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
SCALE_PEERS_MOST = {"shapely": 300_000, "duckdb": 300_000, "postgis": 30_000}
"""Sizes beyond which a peer would take more minutes, or memory, than it tells."""


@dataclass(slots=True)
class Results:
    """What was found. batch: workload -> engine -> figures; insert: row name -> figures."""

    batch: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    pairs: dict[str, int] = field(default_factory=dict)
    pairs_geodesic: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, dict[str, Any]] = field(default_factory=dict)
    insert: dict[str, dict[str, Any]] = field(default_factory=dict)
    scale: list[dict[str, float]] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    disagreements: list[str] = field(default_factory=list)
    bytes_a_plan: dict[str, float] = field(default_factory=dict)


def run(parts: Sequence[str], peers: Sequence[str], *, rounds: int, quick: bool) -> Results:
    """Measure the parts that are asked for, with the engines that are there."""
    results = Results()
    insert_on = "SMALL" if quick else "W1"
    for part in parts:
        if part == "insert":
            _insertions(results, insert_on, peers)
            if not quick and "ours" in peers:
                for name in ("HOT", "SKEW"):
                    _insertions(results, name, ["ours"])
        elif part == "scale":
            _scale(results, peers)
        else:
            _all_pairs(results, part.upper(), peers, rounds)
    return results


def _all_pairs(results: Results, name: str, peers: Sequence[str], rounds: int) -> None:
    recipe = RECIPES[name]
    _say(f"{name}: drawing {recipe.operations:,} operations")
    work = draw(recipe)
    drawn = work.sha256()
    results.hashes[name] = {
        "sha256": drawn,
        "study_sha256": recipe.study_sha256,
        "study_pairs": recipe.study_pairs,
        "as_the_study": drawn == recipe.study_sha256,
    }
    if drawn != recipe.sha256:
        results.disagreements.append(f"{name}: drawn {drawn}, must be {recipe.sha256}")
    truth: Longs | None = None
    if name == "SMALL":
        _say(f"{name}: index-free brute force")
        truth = brute_force(work)
    for engine in _engines(peers):
        found = _tried(results, engine, work, f"{name}: {_key(engine)}")
        if found is None:
            continue
        if isinstance(engine, Ours):
            more = [found, *(engine.batch(work) for _ in range(rounds - 1))]
            found = _median(more)
        results.batch.setdefault(name, {})[_key(engine)] = {
            "s": round(found.seconds, 4),
            "cpu_s": None if found.cpu_seconds is None else round(found.cpu_seconds, 4),
            "pairs": len(found.pairs),
            **found.besides,
        }
        if _key(engine) == "ours":
            results.pairs_geodesic[name] = len(found.pairs)
            continue
        truth = found.pairs if truth is None else truth
        if not np.array_equal(found.pairs, truth):
            results.disagreements.append(
                f"{name}: {_key(engine)} finds {len(found.pairs)} pairs, others {len(truth)}"
            )
    if truth is None:
        return
    results.pairs[name] = len(truth)
    if len(truth) != recipe.pairs:
        results.disagreements.append(f"{name}: {len(truth)} pairs, must be {recipe.pairs}")


def _engines(peers: Sequence[str]) -> list[Peer]:
    """Those asked for; ours twice, as the planar reading is the one that peers can be held to."""
    made: dict[str, list[Peer]] = {
        "shapely": [ShapelySlabs()],
        "ours": [Ours("planar"), Ours("geodesic")],
        "duckdb": [DuckDbGrid()],
        "postgis": [PostGis()],
    }
    return [engine for name, engines in made.items() if name in peers for engine in engines]


def _key(engine: Peer) -> str:
    planar = isinstance(engine, Ours) and engine.reading == "planar"
    return "ours, planar" if planar else engine.name


def _tried(results: Results, engine: Peer, work: Workload, doing: str) -> Batch | None:
    _say(doing)
    try:
        return engine.batch(work)
    except MissingError as error:
        results.missing[engine.name] = str(error)
        _say(f"{engine.name}: {error}")
        return None


def _median(batches: list[Batch]) -> Batch:
    return sorted(batches, key=lambda batch: batch.seconds)[len(batches) // 2]


def _insertions(results: Results, name: str, peers: Sequence[str]) -> None:
    work = draw(RECIPES[name])
    filed = protocol.order(work.operations)
    last = min(LAST, work.operations // 2)
    planar = protocol.expected(ShapelySlabs().batch(work).pairs, filed)

    def one(row: str, engine: Any, must: Any, count: int, **how: Any) -> None:
        _say(f"{name}: {row}, {count:,} insertions after {work.operations - count:,}")
        try:
            with engine.incremental(work, filed[:-count], **how) as insert:
                found = protocol.run(filed[-count:].tolist(), insert, must)
        except MissingError as error:
            results.missing[engine.name] = str(error)
            _say(f"{row}: {error}")
            return
        key = row if name in ("W1", "SMALL") else f"{row}, {name}"
        results.insert[key] = {**found.row(), "on": name}
        if found.wrong and not isinstance(engine, ShapelySlabs):
            results.disagreements.append(f"{name}: {row}: {found.wrong} wrong answers")

    if "ours" in peers:
        _ours_inserted(results, one, work, last)
        one("ours, planar", Ours("planar"), planar, last)
    if "shapely" in peers:
        queries = _seen_from(filed[:-last], planar)
        one("shapely, query only", ShapelySlabs(), queries, last)
    if "postgis" in peers:
        slow = min(LAST_SLOW, last)
        one("postgis", PostGis(), planar, slow)
        one("postgis, every commit on disk", PostGis(), planar, slow, durable=True)


def _ours_inserted(results: Results, one: Any, work: Workload, last: int) -> None:
    engine, filed = Ours("geodesic"), protocol.order(work.operations)
    try:
        pairs = engine.batch(work).pairs
    except MissingError as error:
        results.missing["ours"] = str(error)
        _say(str(error))
        return
    must = protocol.expected(pairs, filed)
    one("ours", engine, must, last)
    one("ours, from JSON", engine, must, last, from_json=True)
    store = engine.loaded(work, filed)
    besides, vertices = store.nbytes
    results.bytes_a_plan = {
        "beyond_vertices": round(besides / work.operations, 1),
        "vertices": round(vertices / work.operations, 1),
    }


def _seen_from(loaded: Longs, must: dict[int, frozenset[int]]) -> dict[int, frozenset[int]]:
    """Answers of an engine that only ever sees what was loaded."""
    known = frozenset(loaded.tolist())
    return {operation: answer & known for operation, answer in must.items()}


def _scale(results: Results, peers: Sequence[str]) -> None:
    """W1's traffic on squares of other sizes: as dense, from a thousand plans to a million."""
    for count in SCALE:
        side = RECIPES["W1"].side_m * (count / RECIPES["W1"].operations) ** 0.5
        hubs = max(1, round(RECIPES["W1"].hubs * count / RECIPES["W1"].operations))
        recipe: Recipe = changed(RECIPES["W1"], operations=count, side_m=side, hubs=hubs)
        work = draw(recipe)
        row: dict[str, float] = {"plans": count, "volumes": len(work.op)}
        for engine in _engines(peers):
            key = _key(engine)
            if key == "ours, planar" or count > SCALE_PEERS_MOST.get(key, count):
                continue
            found = _tried(results, engine, work, f"{count:,} plans: {key}")
            if found is not None:
                row[f"{key}_s"] = round(found.seconds, 5)
                row["pairs"] = len(found.pairs)
        if "ours" in peers and "ours" not in results.missing:
            row.update(_ours_at(work))
        results.scale.append(row)


def _ours_at(work: Workload) -> dict[str, float]:
    """Insertions of ours at one size, and the bytes that it keeps."""
    engine = Ours("geodesic")
    filed = protocol.order(work.operations)
    last = min(LAST, work.operations // 2)
    must = protocol.expected(engine.batch(work).pairs, filed)
    with engine.incremental(work, filed[:-last]) as insert:
        row = protocol.run(filed[-last:].tolist(), insert, must).row()
    return {"insert_p50_us": row["p50_us"], "insert_p99_us": row["p99_us"], "wrong": row["wrong"]}


def _say(words: str) -> None:
    load = machine.load()[0]
    print(f"[{time.strftime('%H:%M:%S')} load {load:.1f}] {words}", file=sys.stderr, flush=True)
