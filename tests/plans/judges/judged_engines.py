"""The engines that are judged, each asked the same: do these two footprints conflict?

`compiled` puts many pairs into one world, each pair alone in its slot of time, so that the index,
the coverings and the kernels all take part in every answer. `reference` asks plans.conflicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from detente.plans import conflicts
from detente.plans.conflicts import Activity, PlanConflict
from detente.plans.engine import batch, fallback
from detente.plans.engine.arrays import Built, build
from detente.plans.engine.store import Engine
from detente.terms.when import Span
from detente.terms.where import Band, Footprint, HeightReference, Volume
from detente.terms.who import Bounds, Separation

DAY = datetime(2025, 7, 24, tzinfo=UTC)
BOUNDS = Bounds()
SLOT = timedelta(seconds=100)
BAND = Band(0.0, 100.0, HeightReference.WGS84)


@dataclass(frozen=True, slots=True)
class Answers:
    """Which pairs conflict, and which pairs of strangers were reported (must be none)."""

    meet: list[bool]
    strangers: list[tuple[int, int]]


def activity(
    name: str,
    actor: str,
    footprint: Footprint,
    at: int = 0,
    band: Band = BAND,
) -> Activity:
    """One volume for a minute, in the slot `at`."""
    start = DAY + at * SLOT
    volume = Volume(footprint, band, Span(start, start + SLOT * 0.6))
    return Activity(name, 1, actor, "other", (volume,))


def apart(horizontal_m: float, vertical_m: float = 0.0, time_s: float = 0.0) -> Separation:
    """A separation for all kinds."""
    return Separation(("*", "*"), horizontal_m, vertical_m, time_s, "judged")


def reference(a: Footprint, b: Footprint, horizontal_m: float) -> PlanConflict | None:
    """What plans.conflicts says of two footprints at one time."""
    one, two = activity("one", "a", a), activity("two", "b", b)
    return conflicts.between(one, two, apart(horizontal_m), BOUNDS)


def world(pairs: Sequence[tuple[Footprint, Footprint]]) -> Built:
    """Pair i as the plans 2 i and 2 i + 1; every other pair with its sides exchanged."""
    activities = []
    for at, pair in enumerate(pairs):
        one, two = pair if at % 2 else pair[::-1]
        activities.append(activity(f"{at} one", "a", one, at))
        activities.append(activity(f"{at} two", "b", two, at))
    return build(activities)


def compiled(
    pairs: Sequence[tuple[Footprint, Footprint]], horizontal_m: float, threads: int = 1
) -> Answers:
    """What the compiled engine says. Where arrays only cover, the exact one decides."""
    return _asked(world(pairs), pairs, horizontal_m, threads)


def by_fallback(pairs: Sequence[tuple[Footprint, Footprint]], horizontal_m: float) -> Answers:
    """What the engine of NumPy and GEOS says."""
    built = world(pairs)
    found = fallback.pairs(built.arrays, horizontal_m=horizontal_m, closed=False)
    return _answers(built, pairs, found, horizontal_m)


def _asked(
    built: Built, pairs: Sequence[tuple[Footprint, Footprint]], horizontal_m: float, threads: int
) -> Answers:
    found = batch.pairs(built.arrays, horizontal_m=horizontal_m, closed=False, threads=threads)
    return _answers(built, pairs, found, horizontal_m)


def _answers(
    built: Built,
    pairs: Sequence[tuple[Footprint, Footprint]],
    found: np.ndarray,
    horizontal_m: float,
) -> Answers:
    meet = [False] * len(pairs)
    strangers = []
    for one, two in found.tolist():
        if one // 2 != two // 2:
            strangers.append((one, two))
        elif one in built.beyond or two in built.beyond:
            meet[one // 2] = reference(*pairs[one // 2], horizontal_m) is not None
        else:
            meet[one // 2] = True
    return Answers(meet, strangers)


def named_pairs(
    activities: Sequence[Activity], horizontal_m: float, engine: str
) -> set[frozenset[str]]:
    """The plans that conflict, by name: of a whole world, by one of the engines."""
    widest = apart(horizontal_m)
    if engine == "exact":
        found = conflicts.find(activities, lambda one, two: widest, BOUNDS, widest=widest)
        return {frozenset(plan for plan, _ in each.plans) for each in found}
    built = build(activities)
    if engine == "store":
        pairs = _one_by_one(built, horizontal_m)
    else:
        near = batch.pairs(built.arrays, horizontal_m=horizontal_m, closed=False)
        pairs = [(one, two) for one, two in near.tolist()]
    return {
        frozenset((activities[one].plan, activities[two].plan))
        for one, two in pairs
        if not built.beyond & {one, two}
        or conflicts.between(activities[one], activities[two], widest, BOUNDS) is not None
    }


def _one_by_one(built: Built, horizontal_m: float) -> list[tuple[int, int]]:
    engine = Engine(horizontal_m=horizontal_m, closed=False)
    return [
        (plan, int(other))
        for plan in range(len(built.arrays.party))
        for other in inserted(engine, built, plan)
    ]


def inserted(engine: Engine, built: Built, plan: int) -> np.ndarray:
    """A plan of a built world put into the store; with what it conflicts."""
    arrays = built.arrays
    first, last = (int(at) for at in np.searchsorted(arrays.plan, (plan, plan + 1)))
    vertices = slice(int(arrays.off[first]), int(arrays.off[last]))
    part = slice(first, last)
    return engine.insert(
        *(plan, int(arrays.party[plan]), arrays.lon[vertices], arrays.lat[vertices]),
        *(arrays.off[first : last + 1] - arrays.off[first], arrays.z0[part], arrays.z1[part]),
        *(arrays.t0[part], arrays.t1[part], arrays.radius_m[part], arrays.kind[part]),
        arrays.edges[part],
    )
