"""What every engine offers the harness.

What this file knows: the shape of a peer. What it must not know: any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.plans.workloads import Workload

Longs = NDArray[np.int64]


class MissingError(RuntimeError):
    """An engine that is not on this machine, and what to install."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs of operations (k, 2), sorted, smaller first; wall and processor seconds to find them
    (None: spent in a server, not known).

    What was prepared before (tables, indexes, arrays in the engine's own layout) is named in
    `besides`, with its seconds or bytes, and not counted in `seconds`.
    """

    pairs: Longs
    seconds: float
    cpu_seconds: float | None
    besides: dict[str, Any] = field(default_factory=dict)


Insert = Callable[[int], Iterable[int]]
"""An operation's index -> indexes of the operations filed before that it conflicts with."""


class Peer(Protocol):
    """One engine. `note` says what its figures hold besides the search: durability, transport."""

    name: str
    note: str

    def batch(self, work: Workload) -> Batch:
        """All pairs. MissingError where the engine is not installed."""
        ...

    def incremental(self, work: Workload, loaded: Longs) -> AbstractContextManager[Insert]:
        """The operations of `loaded` are filed; what is yielded files one more."""
        ...


def sorted_pairs(one: NDArray[np.integer], two: NDArray[np.integer]) -> Longs:
    """Pairs of operations, each once, smaller first, in order."""
    low = np.minimum(one, two).astype(np.int64)
    high = np.maximum(one, two).astype(np.int64)
    keys = np.unique((low << 32) | high)
    return np.stack((keys >> 32, keys & 0xFFFFFFFF), axis=1)
