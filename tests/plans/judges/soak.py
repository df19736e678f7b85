"""The judges for as long as one likes: 3,000,000 pairs by default (`make soak-plans`).

    python tests/plans/judges/soak.py [--pairs N] [--seconds S] [--seed FIRST] [--workers W]
                                      [--state FILE] [--afresh]

Each seed is 4,970 pairs: 3,570 constructed ones (5 separations x 102 bases x 7 gaps), 700 random
ones and 700 random shapes at gaps of millimetres (100 pairs x 7), judged as in
test_judges_pairs.py. The compiled engine answers all of them, plans.conflicts every 29th and every
one that the judges and the compiled engine see differently.

Every finished seed is written to the state file; started again, it goes on after the last one
(`--afresh` forgets). Every pair that is answered wrongly is printed with its seed, and written
down. Ends with a summary and one line of JSON; the exit code is 1 if any answer was wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from brute_judge import bracket
from judged_engines import compiled, reference
from known_pairs import GAPS_MM, SEPARATIONS_M, batches, wide
from random_pairs import at_gaps, pairs

from detente.plans.meetings import TOUCHING_M
from detente.terms.where import Footprint

BASES = 100
WIDE = 2
RANDOM = 140
WIDENED = 25
REFERENCE_EVERY = 29
STATE = Path("build") / "soak-plans.json"

_Judged = tuple[str, str, Footprint, Footprint, bool | None]
"""How it is judged, its name, two footprints, whether they conflict (None: nobody can tell)."""


def judged(seed: int, horizontal_m: float) -> Iterator[_Judged]:
    """Pairs of a seed, for one separation."""
    for one in islice(batches(seed, horizontal_m), BASES * len(GAPS_MM)):
        yield "constructed", f"{one.family} {one.gap_mm:+g} mm", one.a, one.b, one.meet
    for one in islice(wide(seed, horizontal_m), WIDE * len(GAPS_MM)):
        yield "constructed", f"wide {one.family} {one.gap_mm:+g} mm", one.a, one.b, one.meet
    limit = horizontal_m + TOUCHING_M
    for a, b in islice(pairs(seed, horizontal_m), RANDOM):
        yield "brute", "random", a, b, bracket(a, b, limit).says(limit)
    if horizontal_m < 10_000.0:  # brute force is not as sharp at 50 km
        count = WIDENED * len(GAPS_MM)
        for a, b, gap_mm in islice(at_gaps(seed, horizontal_m, GAPS_MM), count):
            yield "measured", f"random {gap_mm:+g} mm", a, b, gap_mm < 1.0


def soak(seed: int) -> dict[str, Any]:
    """All pairs of a seed."""
    counts: Counter[str] = Counter()
    wrong: list[dict[str, Any]] = []
    for horizontal_m in SEPARATIONS_M:
        drawn = list(judged(seed, horizontal_m))
        answers = compiled([(a, b) for _, _, a, b, _ in drawn], horizontal_m)
        for strangers in answers.strangers:
            wrong.append(_wrong(seed, horizontal_m, "strangers", strangers, "compiled"))
        for at, ((kind, name, a, b, meet), found) in enumerate(
            zip(drawn, answers.meet, strict=True)
        ):
            counts["pairs"] += 1
            counts[kind] += 1
            if meet is None:
                counts["untold"] += 1
                continue
            if found is not meet:
                wrong.append(_wrong(seed, horizontal_m, name, at, "compiled"))
            if at % REFERENCE_EVERY == seed % REFERENCE_EVERY or found is not meet:
                counts["reference"] += 1
                if (reference(a, b, horizontal_m) is not None) is not meet:
                    wrong.append(_wrong(seed, horizontal_m, name, at, "reference"))
    return {"seed": seed, "counts": dict(counts), "wrong": wrong}


def _wrong(seed: int, horizontal_m: float, name: str, at: object, engine: str) -> dict[str, Any]:
    return {
        "seed": seed,
        "horizontal_m": horizontal_m,
        "pair": at,
        "name": name,
        "engine": engine,
    }


class Progress:
    """What was done, here and in runs before, kept in a file."""

    def __init__(self, file: Path, first: int, afresh: bool) -> None:
        self.file = file
        self.next_seed = first
        self.counts: Counter[str] = Counter()
        self.wrong: list[dict[str, Any]] = []
        self.seconds = 0.0
        self._waiting: dict[int, dict[str, Any]] = {}
        self.started = time.monotonic()
        self._here = 0
        if file.exists() and not afresh:
            kept = json.loads(file.read_text())
            self.next_seed, self.seconds = kept["next_seed"], kept["seconds"]
            self.counts, self.wrong = Counter(kept["counts"]), kept["wrong"]
            _say(f"going on at seed {self.next_seed}: {self.counts['pairs']:,} pairs are done")

    def take(self, done: dict[str, Any]) -> None:
        """A finished seed: counted in order of seeds, so that going on leaves none out."""
        for one in done["wrong"]:
            _say(f"WRONG {json.dumps(one)}")
        self._waiting[done["seed"]] = done
        while self.next_seed in self._waiting:
            one = self._waiting.pop(self.next_seed)
            self.counts.update(one["counts"])
            self.wrong += one["wrong"]
            self._here += one["counts"]["pairs"]
            self.next_seed += 1
        self.keep()

    @property
    def here_s(self) -> float:
        """Seconds of this run."""
        return time.monotonic() - self.started

    @property
    def rate(self) -> float:
        """Pairs a second in this run."""
        return self._here / max(self.here_s, 1e-9)

    def keep(self) -> None:
        """Written whole, then moved into place."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        new = self.file.with_suffix(".new")
        new.write_text(json.dumps(self.as_json()) + "\n")
        new.replace(self.file)

    def as_json(self) -> dict[str, Any]:
        """The state, and the last line."""
        return {
            "pairs": self.counts["pairs"],
            "next_seed": self.next_seed,
            "seconds": round(self.seconds + self.here_s, 1),
            "pairs_per_s": round(self.rate, 1),
            "counts": dict(self.counts),
            "wrong": self.wrong,
        }


def run(progress: Progress, goal: int, seconds: float, workers: int) -> None:
    """Seeds in turn on all workers, until enough pairs are done or the time is over."""
    at = progress.next_seed
    spoken = 0.0
    with ProcessPoolExecutor(workers) as pool:
        under_way: set[Future[dict[str, Any]]] = set()
        while True:
            enough = progress.counts["pairs"] >= goal or progress.here_s >= seconds
            while not enough and len(under_way) < workers + 1:
                under_way.add(pool.submit(soak, at))
                at += 1
            if not under_way:
                return
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for one in done:
                progress.take(one.result())
            if progress.here_s - spoken >= 10.0:
                spoken = progress.here_s
                _say(
                    f"{progress.counts['pairs']:>10,} of {goal:,} pairs, {progress.rate:,.0f} a"
                    f" second, next seed {progress.next_seed}, {len(progress.wrong)} wrong"
                )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """Soak, and say how it went."""
    asked = argparse.ArgumentParser(description="Hold the plan engines to their judges.")
    asked.add_argument("--pairs", type=int, default=3_000_000, help="stop after so many pairs")
    asked.add_argument("--seconds", type=float, default=float("inf"), help="or after so long")
    asked.add_argument("--seed", type=int, default=1_000, help="the first seed")
    asked.add_argument("--workers", type=int, default=2, help="processes")
    asked.add_argument("--state", type=Path, default=STATE, help="where progress is kept")
    asked.add_argument("--afresh", action="store_true", help="forget what was done before")
    given = asked.parse_args()
    progress = Progress(given.state, given.seed, given.afresh)
    run(progress, given.pairs, given.seconds, given.workers)
    counts = progress.counts
    _say(
        f"{counts['pairs']:,} pairs: {counts['constructed']:,} at constructed gaps,"
        f" {counts['measured']:,} at measured gaps, {counts['brute']:,} random ones by brute"
        f" force ({counts['untold']:,} too near the limit to tell); {counts['reference']:,} put"
        f" to plans.conflicts too; {len(progress.wrong)} wrong"
    )
    _say(json.dumps(progress.as_json()))
    return 1 if progress.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
