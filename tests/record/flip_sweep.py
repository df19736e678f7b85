"""Flip bytes of a real mechanism file, one at a time, and look at what can be read then.

For each flip there are three good ends: everything reads as before; opening or reading it names a
fault; `verify` names one. The one bad end is a file that reads otherwise with nothing named.

As a script it flips every byte:  python tests/record/flip_sweep.py [--every N] [--mask BITS]
It ends with status 1 if there was a single bad end, and prints where.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from record_world import LOG_KEY, World

from detente.record.filed import filed
from detente.record.stores.sqlite import SqliteStore
from detente.record.tree import node_count
from detente.record.verify import verify
from detente.terms.problems import DetenteError, IntegrityError


@dataclass
class Sweep:
    """What became of the flips: how many of each end, and where the bad ones are."""

    ends: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)


def make_mechanism(path: Path) -> bytes:
    """A mechanism of a few batches, closed; gives the file's bytes."""
    with SqliteStore.create(path) as store:
        world = World.founded(store)
        world.file(("north-desk", "convoy at noon"), ("south-desk", "received"))
        world.file(("monitor-desk", "مراقبة " * 40), ("clerk", "step"), ("north-desk", "moved"))
        world.file(("south-desk", "read back " * 600))  # long enough for overflow pages
    return path.read_bytes()


def everything(store: SqliteStore) -> list[Any]:
    """Whatever can be read of a record through the store and what stands on it."""
    head, count = store.head(), store.count()
    rows = store.rows(0, count)
    entries = filed(store)
    return [
        head,
        count,
        rows,
        [(one.index, one.id, one.filed_at, one.body) for one in entries],
        [store.index_of(one.id) for one in entries],
        [(post, store.last_of(post)) for post in store.posts()],
        store.counts(),
        [
            store.node(level, position)
            for level in range(count.bit_length())
            for position in range(count >> level)
        ],
        node_count(count),
    ]


def after_flip(path: Path, before: list[Any]) -> str:
    """How it ends: "as before", "found ..." or "BAD ..."."""
    try:
        with SqliteStore.open(path, busy_s=0.1) as store:
            report = verify(store, log_vkey=LOG_KEY.vkey)
            if report.problems:
                return "found by verify"
            return "as before" if everything(store) == before else "BAD: reads otherwise, unnamed"
    except IntegrityError as error:
        return "found on opening" if error.problems else "BAD: no problem named"
    except DetenteError as error:
        return f"found: {error.code}"


def sweep(offsets: Iterable[int], masks: Iterable[int] | None = None) -> Sweep:
    """Flip each offset of a fresh mechanism (with a single bit that moves along, or each mask)."""
    found = Sweep()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mechanism.detente"
        whole = make_mechanism(path)
        with SqliteStore.open(path) as store:
            before = everything(store)
        flipped = Path(folder) / "flipped.detente"
        for offset in offsets:
            if offset >= len(whole):
                break
            for mask in masks or (1 << offset % 8,):
                data = bytearray(whole)
                data[offset] ^= mask
                flipped.write_bytes(data)
                end = after_flip(flipped, before)
                found.ends[end] += 1
                if end.startswith("BAD"):
                    found.bad.append(f"byte {offset} ^ {mask:#04x}: {end}")
                for beside in ("-wal", "-shm"):
                    flipped.with_name(flipped.name + beside).unlink(missing_ok=True)
    return found


def _main() -> int:
    parser = argparse.ArgumentParser(description="Flip every byte of a mechanism file.")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--mask", type=lambda text: int(text, 0), default=None)
    chosen = parser.parse_args()
    masks = None if chosen.mask is None else (chosen.mask,)
    found = sweep(range(chosen.start, 1 << 30, chosen.every), masks)
    for end, count in sorted(found.ends.items()):
        print(f"{count:8d}  {end}")  # noqa: T201  # a program
    for line in found.bad:
        print(line)  # noqa: T201  # a program
    return 1 if found.bad else 0


if __name__ == "__main__":
    sys.exit(_main())
