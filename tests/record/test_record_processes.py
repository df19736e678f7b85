"""Several processes on one file, and a process that is killed."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from record_world import LOG_KEY, World, sequencer_for

from detente.record.filed import filed
from detente.record.proofs import verify_filing
from detente.record.stores.sqlite import SqliteStore
from detente.record.verify import verify

PROGRAM = Path(__file__).with_name("filing_process.py")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A founded mechanism, closed."""
    found = tmp_path / "harbour.detente"
    with SqliteStore.create(found) as store:
        World.founded(store)
    return found


def start(path: Path, post: str, count: int, batch: int = 1) -> subprocess.Popen[str]:
    """A process that files."""
    command = [sys.executable, str(PROGRAM), str(path), post, str(count), str(batch)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def acknowledged(output: str) -> dict[str, int]:
    """id -> index, of every whole line."""
    lines = [line.split() for line in output.split("\n")[:-1]]
    return {entry_id: int(index) for index, entry_id in lines}


def assert_all_there(store: SqliteStore, told: dict[str, int]) -> None:
    """Every acknowledged entry is at its index; the record verifies and goes on."""
    report = verify(store, log_vkey=LOG_KEY.vkey)
    assert report.problems == ()
    there = {one.id: one.index for one in filed(store)}
    assert told.items() <= there.items()


def test_two_processes_file_into_one_mechanism(path: Path) -> None:
    """Nothing lost, nothing twice, no fork: one history that both were told of."""
    processes = [start(path, "north-desk", 12), start(path, "south-desk", 12, 2)]
    outputs = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    told = [acknowledged(output) for output, _ in outputs]
    assert [len(one) for one in told] == [12, 24]
    assert not set(told[0].values()) & set(told[1].values())
    with SqliteStore.open(path) as store:
        assert_all_there(store, {**told[0], **told[1]})
        messages = [one for one in filed(store) if one.opened.kind == "message"]
        assert len(messages) == 36


def test_a_killed_process_loses_nothing_acknowledged(path: Path) -> None:
    """kill -9 at random moments in the middle of batches: what was told stays, in its place."""
    chance = random.Random(5)
    told: dict[str, int] = {}
    for round_ in range(4):
        process = start(path, ("north-desk", "south-desk")[round_ % 2], 0, batch=5)
        assert process.stdout is not None
        # all of it through one buffer: communicate() would pass over what readline took in
        lines = [process.stdout.readline()]  # it is filing now
        time.sleep(chance.uniform(0.0, 0.15))
        process.kill()
        lines += process.stdout.readlines()
        process.communicate(timeout=30)
        new = acknowledged("".join(lines))
        assert new
        told.update(new)
        with SqliteStore.open(path) as store:
            assert_all_there(store, told)
    assert len(told) >= 4
    with SqliteStore.open(path) as store:
        world = World(store, sequencer_for(store))
        last = filed(store)[-1]
        assert verify(store).unsigned in (0, 6)
        world.now = last.filed_at
        entry = world.next("monitor-desk", "after the crashes")
        (proof,) = world.file_sealed(entry)
        verify_filing(proof, entry.leaf, LOG_KEY.vkey)
        assert (verify(store).problems, verify(store).unsigned) == ((), 0)
