"""Insert one operation, be told whom it meets: the order, the timing, the check of every answer.

What this file knows: the protocol. What it must not know: any engine.

Operations are permuted by default_rng(1); all but the last are loaded; each of the rest is asked
about, answered with the operations it conflicts with, and kept for those after it. Every answer
is compared with what the batch answer says it must be.
"""

from __future__ import annotations

import gc
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]


def order(operations: int) -> Longs:
    """The order in which operations are filed."""
    return np.random.default_rng(1).permutation(operations)


def expected(pairs: Longs, filed: Longs) -> dict[int, frozenset[int]]:
    """For each operation that meets any: those filed before it that it conflicts with."""
    place = np.empty(len(filed), dtype=np.int64)
    place[filed] = np.arange(len(filed))
    answers: dict[int, set[int]] = defaultdict(set)
    for one, two in pairs.tolist():
        late, early = (one, two) if place[one] > place[two] else (two, one)
        answers[late].add(early)
    return {operation: frozenset(found) for operation, found in answers.items()}


@dataclass(frozen=True, slots=True)
class Inserted:
    """Microseconds for each insertion in turn, and how many answers were not the batch's."""

    micros: NDArray[np.float64]
    wrong: int

    def percentile(self, percent: float) -> float:
        """Microseconds that so many percent of the insertions took at most."""
        return float(np.percentile(self.micros, percent))

    def row(self) -> dict[str, float]:
        """Percentiles and rate, for tables and the JSON line."""
        return {
            "p50_us": round(self.percentile(50), 2),
            "p90_us": round(self.percentile(90), 2),
            "p99_us": round(self.percentile(99), 2),
            "per_s": round(1e6 * len(self.micros) / float(self.micros.sum())),
            "wrong": self.wrong,
        }


def run(
    operations: Sequence[int],
    insert: Callable[[int], Iterable[int]],
    must: dict[int, frozenset[int]],
) -> Inserted:
    """Insert each operation, one after the other, each timed alone; answers are checked after.

    The garbage collector is off meanwhile, as timeit has it.
    """
    clock = time.perf_counter_ns
    micros = np.empty(len(operations))
    answers = []
    collecting = gc.isenabled()
    gc.disable()
    try:
        for at, operation in enumerate(operations):
            start = clock()
            answer = insert(operation)
            micros[at] = (clock() - start) / 1000
            answers.append(frozenset(int(each) for each in answer))
    finally:
        if collecting:
            gc.enable()
    wrong = sum(
        answer != must.get(operation, frozenset())
        for operation, answer in zip(operations, answers, strict=True)
    )
    return Inserted(micros, wrong)
