"""Compiled kernels are kept, and not used once any of their sources has changed."""

from __future__ import annotations

import pytest

from detente.plans.engine import compiled, rows, spheres

pytest.importorskip("numba")


def test_kept_code_is_bound_to_all_sources():
    """The stamp of a kept kernel names the checksum of the room."""
    for kernel in (rows.fill, spheres.draw):
        stamp = kernel._cache._cache_file._source_stamp
        assert stamp[1] == compiled.SOURCES
    assert compiled._fingerprint() == compiled.SOURCES


def test_another_source_is_another_fingerprint(monkeypatch):
    """A changed constant outside the room counts as well."""
    monkeypatch.setattr(compiled, "_OTHER_SOURCES", (("detente.plans", "times.py"),))
    assert compiled._fingerprint() != compiled.SOURCES


def test_kernels_release_the_lock_and_keep_ieee():
    """No fast-math, no lock."""
    options = rows.fill.targetoptions
    assert options["nogil"] is True
    assert not options["fastmath"]
