"""Files into a mechanism from a process of its own; prints each acknowledged entry.

python filing_process.py FILE POST COUNT [BATCH]: COUNT 0 goes on until it is killed. A line
`index id` is printed, and flushed, only after its turn has ended.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from record_world import next_entry, sequencer_for

from detente.record.stores.sqlite import SqliteStore


def _main(path: str, post: str, wanted: int, batch: int) -> None:
    with SqliteStore.open(Path(path)) as store:
        sequencer = sequencer_for(store)
        for number in range(wanted) if wanted else count():
            with sequencer.turn(lambda: datetime.now(UTC)) as turn:
                for part in range(batch):
                    turn.append(next_entry(turn, post, f"{number}.{part} " + "x" * 500))
            for proof in turn.proofs:
                print(proof.index, proof.id, flush=True)  # noqa: T201  # a program


if __name__ == "__main__":
    given = [*sys.argv[1:], "1"]
    _main(given[0], given[1], int(given[2]), int(given[3]))
