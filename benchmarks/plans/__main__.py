"""One command: every engine on every workload, a table, and one JSON line last.

    python -m benchmarks.plans [--only small,w1] [--peers ours,postgis] [--quick] [--out file]

What this file knows: arguments and the order of the work. What it must not know: how any engine
works. The exit code is 1 where engines disagree, or where an answer was wrong.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.plans import machine, measure, plot, table

PARTS = ("small", "w1", "w2", "hot", "skew", "insert", "scale")
PEERS = ("ours", "shapely", "duckdb", "postgis")
QUICK = ("small", "insert")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for."""
    asked = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # clusters are cleared away
    parts = asked.only or (QUICK if asked.quick else PARTS)
    started = machine.load()
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", machine.describe())
    print(f"load average before: {started}", "" if machine.quiet() else "(NOT QUIET)")
    with machine.one_core() as core:
        print(f"this process is held on core {core}; a PostgreSQL server is free to use another")
        results = measure.run(parts, asked.peers or PEERS, rounds=asked.rounds, quick=asked.quick)
    ended = machine.load()
    print(table.render(results))
    if results.scale:
        asked.plot.write_text(plot.svg(results.scale), encoding="utf-8")
        print(f"plot written to {asked.plot}")
    print(f"load average after: {ended}", "" if machine.quiet() else "(NOT QUIET)")
    line = {**table.summary(results), "load_before": started, "load_after": ended}
    if asked.out:
        asked.out.write_text(json.dumps(line, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(line, separators=(",", ":")))
    return 1 if results.disagreements else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plans", description=__doc__)
    parser.add_argument("--only", type=_several(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--peers", type=_several(PEERS), help=f"of {', '.join(PEERS)}")
    parser.add_argument("--quick", action="store_true", help="SMALL only, a minute or less")
    parser.add_argument("--rounds", type=int, default=3, help="of ours; the median counts")
    parser.add_argument("--out", type=Path, help="also write the figures to this file")
    parser.add_argument("--plot", type=Path, default=Path(__file__).with_name("scale.svg"))
    return parser


def _several(known: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        chosen = tuple(part.strip().lower() for part in text.split(",") if part.strip())
        unknown = [part for part in chosen if part not in known]
        if unknown:
            raise argparse.ArgumentTypeError(
                f"unknown: {', '.join(unknown)}; known: {', '.join(known)}"
            )
        return chosen

    return read


if __name__ == "__main__":
    sys.exit(main())
