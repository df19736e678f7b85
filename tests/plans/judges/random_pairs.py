"""Random pairs of footprints near one another: whatever comes, brute force has to tell.

Areas (stars of 3 to 12 corners, now and then 200; with a hole; slivers), corridors and discs, with
geodesic or lon/lat edges, of 10 m to 500 km, anywhere on Earth with poles, antimeridian and
equator more often than chance would have them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from brute_judge import bracket
from known_pairs import place, rough

from detente.geometry import validity
from detente.terms.where import Area, Corridor, Disc, Edges, Footprint, LonLat


def pairs(seed: int, horizontal_m: float) -> Iterator[tuple[Footprint, Footprint]]:
    """Endless random pairs: about half of them nearer than horizontal_m."""
    rng = random.Random(f"random pairs {seed} {horizontal_m}")
    while True:
        here, size = place(rng), _size(rng)
        other = size * 10 ** rng.uniform(-1, 1) if size < 50_000 else size * rng.uniform(0.3, 1)
        apart = (size + other) * rng.uniform(0, 1.4) + horizontal_m * rng.uniform(0.3, 1.1)
        there = rough(here, rng.uniform(0, 360), apart)
        a, b = footprint(rng, here, size), footprint(rng, there, other)
        if all(_sound(one) for one in (a, b)):
            yield a, b


def _size(rng: random.Random) -> float:
    return 10 ** (rng.uniform(4.7, 5.5) if rng.random() < 0.03 else rng.uniform(1, 4.3))


def _sound(footprint: Footprint) -> bool:
    """Stars with lon/lat edges may cross themselves near a pole: such cannot be filed."""
    if isinstance(footprint, Disc) or footprint.edges is Edges.GEODESIC:
        return True
    return not validity.problems(footprint)


def footprint(rng: random.Random, here: LonLat, size: float) -> Footprint:
    """One footprint round a place."""
    edges = Edges.LONLAT if rng.random() < 0.15 else Edges.GEODESIC
    radius = rng.choice((0.0, 0.0, size * rng.random()))
    match rng.randrange(8):
        case 0:
            return Disc(here, radius or size)
        case 1:
            path = [rough(here, rng.uniform(0, 360), size * rng.random()) for _ in range(4)]
            return Corridor(tuple(path[: rng.randint(2, 4)]), radius * 0.3, edges)
        case 2:
            outer = star(rng, here, size, rng.randint(5, 12), 0.8)
            hole = star(rng, here, size * 0.4, rng.randint(3, 8), 0.5)
            return Area((outer, hole), edges)
        case 3:
            towards = rng.uniform(0, 360)
            wide = rng.uniform(0.1, 2.0)
            tips = [rough(here, towards, size), rough(here, towards + 90, wide)]
            return Area(((here, *tips, here),), edges)
        case _:
            count = 200 if rng.random() < 0.02 else rng.randint(3, 12)
            least = 0.3 if rng.random() < 0.5 else 0.8
            return Area((star(rng, here, size, count, least),), edges, radius * 0.2)


def star(
    rng: random.Random, here: LonLat, size: float, count: int, least: float
) -> tuple[LonLat, ...]:
    """A closed ring, every corner of which is seen from the middle."""
    turn = rng.uniform(0, 360)
    corners = [
        rough(
            here,
            turn + 360 * (at + rng.uniform(-0.3, 0.3)) / count,
            size * rng.uniform(least, 1),
        )
        for at in range(count)
    ]
    return (*corners, corners[0])


def widened(one: Footprint, by_m: float) -> Footprint:
    """The same skeleton with so much more (or less) around it."""
    if isinstance(one, Disc):
        return Disc(one.centre, one.radius_m + by_m)
    if isinstance(one, Corridor):
        return Corridor(one.path, one.half_width_m + by_m, one.edges)
    return Area(one.rings, one.edges, one.margin_m + by_m)


def at_gaps(
    seed: int, horizontal_m: float, gaps_mm: tuple[float, ...]
) -> Iterator[tuple[Footprint, Footprint, float]]:
    """Random pairs of any shape brought to gaps of millimetres: (a, b, gap in mm).

    Brute force measures their distance, then the distance around one is made so much larger that
    they are horizontal_m and the gap apart. Pairs that brute force cannot measure to 0.1 mm are
    left out, and pairs that meet without that.
    """
    for a, b in pairs(seed, horizontal_m):
        apart = bracket(a, b)
        missing = (apart.low_m + apart.high_m) / 2 - horizontal_m
        if missing > 0.1 and apart.high_m - apart.low_m < 1e-4:
            for gap_mm in gaps_mm:
                yield widened(a, missing - gap_mm / 1000), b, gap_mm
