"""Every flipped byte of a mechanism file changes nothing that is read, or is found and named.

Here a sample; flip_sweep.py as a script flips every byte (it takes minutes).
"""

from __future__ import annotations

from pathlib import Path

from flip_sweep import make_mechanism, sweep

from detente.record.stores.sqlite import SqliteStore

SQLITE_HEADER = 100


def test_flips_all_over_the_file_change_nothing_or_are_named() -> None:
    """Every 37th byte, with a bit that moves along."""
    found = sweep(range(0, 1 << 30, 37))
    assert found.bad == []
    assert found.ends["found by verify"] > 200
    assert found.ends["as before"] > 200  # unused space


def test_flips_in_the_files_header_change_nothing_or_are_named() -> None:
    """Every byte of SQLite's own header, every bit at once, and the lowest."""
    found = sweep(range(SQLITE_HEADER), (0xFF, 0x01))
    assert found.bad == []


def test_flips_in_the_head_change_nothing_or_are_named(tmp_path: Path) -> None:
    """Every byte of the row that holds size, root and checkpoint, and of its surroundings."""
    path = tmp_path / "mechanism.detente"
    whole = make_mechanism(path)
    with SqliteStore.open(path) as store:
        head = store.head()
    start, stop = whole.index(head.root) - 40, whole.index(head.checkpoint)
    found = sweep(range(start, stop + len(head.checkpoint)), (0x01, 0x80))
    assert found.bad == []
    assert found.ends["found by verify"] > len(head.checkpoint)
