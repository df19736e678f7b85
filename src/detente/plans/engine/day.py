"""All conflicts of a day: looked for by the compiled engine, decided by the exact one.

What this file knows: that the compiled engine, asked with the widest separation of all, finds
every pair that could conflict under any narrower one. What it must not know: instruments.

Rule. The answer is that of `plans.conflicts.find`, entry for entry (tests/plans/engine).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from detente.plans import conflicts
from detente.plans.conflicts import Activity, PlanConflict
from detente.terms.who import Bounds, Separation

COMPILED_FROM = 2_000
"""Activities from which the compiled engine pays for being loaded."""


def find(
    activities: Sequence[Activity],
    separation_for: Callable[[Activity, Activity], Separation],
    bounds: Bounds,
    *,
    widest: Separation,
    compiled_from: int = COMPILED_FROM,
) -> list[PlanConflict]:
    """All conflicts, sorted by their plans. widest: no answer of separation_for exceeds it."""
    if len(activities) < compiled_from:
        return conflicts.find(activities, separation_for, bounds, widest=widest)
    # Loaded only where it pays: the compiler alone takes longer than a small mechanism's picture.
    from detente.plans.engine import arrays, batch  # noqa: PLC0415

    ordered = sorted(activities, key=lambda one: (one.plan, one.version, one.actor))
    built = arrays.build(ordered)
    near = batch.pairs(
        built.arrays,
        horizontal_m=widest.horizontal_m,
        vertical_m=widest.vertical_m,
        time_ms=ceil(widest.time_s * 1000),
        closed=True,
    )
    found = []
    for i, j in near.tolist():
        one, two = ordered[i], ordered[j]
        conflict = conflicts.between(one, two, separation_for(one, two), bounds)
        if conflict is not None:
            found.append(conflict)
    return sorted(found, key=lambda one: one.plans)
