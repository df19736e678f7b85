"""The five workloads, re-created from their seeds, with the hashes and counts they must have.

What this file knows: the order of the draws and what a draw means. What it must not know: any
engine. Units: metres and seconds while drawing; then 1e-7 degrees, centimetres, milliseconds.

Rule 1. Nothing is drawn on condition: every operation draws five slots, whatever it uses.
Rule 2. A workload is what its seed says; a change here that changes a hash is a defect, unless it
meets the hash of the study that defined the workload, which is still to be found.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SLOTS = 5
MOST_VERTICES = 32
CENTRE_LON, CENTRE_LAT = 8.0, 50.0
_CHUNK = 20_000

_A, _F = 6_378_137.0, 1 / 298.257223563
_E2 = _F * (2 - _F)
_SIN = np.sin(np.radians(CENTRE_LAT))
MERIDIAN_RADIUS_M = _A * (1 - _E2) / (1 - _E2 * _SIN * _SIN) ** 1.5
PRIME_VERTICAL_RADIUS_M = _A / np.sqrt(1 - _E2 * _SIN * _SIN)
METRES_A_DEGREE_LAT = np.radians(1.0) * MERIDIAN_RADIUS_M
METRES_A_DEGREE_LON = np.radians(1.0) * PRIME_VERTICAL_RADIUS_M * np.cos(np.radians(CENTRE_LAT))


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a workload is drawn, and what is found in it."""

    name: str
    operations: int
    seed: int
    side_m: float
    hubs: int
    sigma_m: float
    hot: float
    wide: int
    volumes: int
    vertices: int
    pairs: int
    sha256: str
    study_pairs: int
    study_sha256: str
    """First 16 hexadecimal digits. `study_`: what the definition of the workload says; ours are
    not its bytes (benchmarks/README.md)."""


RECIPES = {
    each.name: each
    for each in (
        Recipe(
            *("SMALL", 5_000, 20240605, 60e3, 5, 20e3, 0.15, 0),
            *(19_967, 129_879, 177, "91f85539adaf90a9", 178, "985f5f895312cc7b"),
        ),
        Recipe(
            *("W1", 100_000, 20240601, 400e3, 40, 20e3, 0.15, 0),
            *(400_037, 2_557_005, 2_325, "961aa049973e1f40", 2_325, "02c72ac93c1c97c1"),
        ),
        Recipe(
            *("W2", 250_000, 20240602, 400e3, 40, 20e3, 0.15, 0),
            *(999_430, 6_392_627, 14_453, "554bf1487ca63c87", 14_457, "a15e8b74babc5c2e"),
        ),
        Recipe(
            *("HOT", 100_000, 20240603, 100e3, 10, 5e3, 0.15, 0),
            *(400_170, 2_557_466, 32_704, "61eef71a05f7e3b5", 32_625, "e9d3f45d1f78f94b"),
        ),
        Recipe(
            *("SKEW", 100_000, 20240604, 400e3, 40, 20e3, 0.15, 300),
            *(400_608, 2_565_469, 145_105, "dd849f0573a33b98", 144_150, "a78c4055c6906d48"),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Workload:
    """Volumes of operations, in order of operation and slot.

    op, party int32[n_vol]: index and party of the operation of a volume. off int64[n_vol + 1]:
    vertices of volume v are off[v] to off[v + 1], without a closing vertex. x, y int32[n_vert]:
    lon, lat, 1e-7 degrees. z0, z1 int32[n_vol]: centimetres. t0, t1 int32[n_vol]: milliseconds.
    """

    op: Ints
    party: Ints
    off: Longs
    x: Ints
    y: Ints
    z0: Ints
    z1: Ints
    t0: Ints
    t1: Ints

    @property
    def operations(self) -> int:
        """How many operations there are; each has a volume."""
        return int(self.op[-1]) + 1

    def ring(self, volume: int) -> Longs:
        """Vertices of one volume, (n, 2)."""
        part = slice(self.off[volume], self.off[volume + 1])
        return np.stack((self.x[part], self.y[part]), axis=1).astype(np.int64)

    def first_volumes(self) -> Longs:
        """(operations + 1): volumes of operation i are first[i] to first[i + 1]."""
        return np.searchsorted(self.op, np.arange(self.operations + 1)).astype(np.int64)

    def only(self, operations: int) -> Workload:
        """The first so many operations."""
        volumes = int(np.searchsorted(self.op, operations))
        vertices = int(self.off[volumes])
        cut = {"off": volumes + 1, "x": vertices, "y": vertices}
        return Workload(
            **{
                each.name: getattr(self, each.name)[: cut.get(each.name, volumes)]
                for each in fields(self)
            }
        )

    def sha256(self) -> str:
        """First 16 hexadecimal digits over the raw bytes of the arrays, in order."""
        digest = hashlib.sha256()
        for each in fields(self):
            digest.update(np.ascontiguousarray(getattr(self, each.name)).tobytes())
        return digest.hexdigest()[:16]


def make(name: str) -> Workload:
    """One of the five by its name; KeyError for any other."""
    return draw(RECIPES[name])


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What was drawn: one value per operation; slots (n, 5); rad, jit (n, 5, 12)."""

    kind: Longs
    volumes: Longs
    party: Longs
    e: Floats
    n: Floats
    start: Floats
    head: Floats
    u: Floats
    turn: Floats
    u_len: Floats
    u_dir: Floats
    corners: Longs
    circle: Flags
    rad: Floats
    jit: Floats

    def part(self, where: slice) -> _Drawn:
        return _Drawn(
            **{
                each.name: (value[:, where] if each.name == "u" else value[where])
                for each in fields(self)
                for value in (getattr(self, each.name),)
            }
        )


def draw(recipe: Recipe) -> Workload:
    """The workload of a recipe."""
    rng = np.random.default_rng(recipe.seed)
    drawn = _drawn(recipe, rng)
    parts = [
        _assembled(drawn.part(slice(at, at + _CHUNK)), at)
        for at in range(0, recipe.operations, _CHUNK)
    ]
    if recipe.wide:
        parts.append(_wide(recipe, rng))
    arrays = {
        each.name: np.concatenate([getattr(part, each.name) for part in parts])
        for each in fields(Workload)
        if each.name != "off"
    }
    counts = np.concatenate([np.diff(part.off) for part in parts])
    return Workload(off=np.concatenate(([0], np.cumsum(counts))), **arrays)


def _drawn(recipe: Recipe, rng: np.random.Generator) -> _Drawn:
    count, half = recipe.operations, recipe.side_m / 2
    hub_e, hub_n = (rng.uniform(-half, half, recipe.hubs) for _ in "en")
    kind = rng.choice(3, size=count, p=[0.65, 0.25, 0.10])
    volumes = rng.integers(3, 6, count)
    party = rng.integers(0, 20, count)
    e, n = (rng.uniform(-half, half, count) for _ in "en")
    in_hub = rng.random(count) < recipe.hot
    hub = rng.integers(0, recipe.hubs, count)
    off_e, off_n = (rng.normal(0, recipe.sigma_m, count) for _ in "en")
    start = rng.uniform(0, 72_000, count)
    head = rng.uniform(0, 2 * np.pi, count)
    u = rng.random((4, count))
    slots, twelve = (count, SLOTS), (count, SLOTS, 12)
    return _Drawn(
        kind=kind,
        volumes=volumes,
        party=party,
        e=np.clip(np.where(in_hub, hub_e[hub] + off_e, e), -half, half),
        n=np.clip(np.where(in_hub, hub_n[hub] + off_n, n), -half, half),
        start=start,
        head=head,
        u=u,
        turn=rng.normal(0, 0.3, slots),
        u_len=rng.random(slots),
        u_dir=rng.random(slots),
        corners=rng.integers(6, 13, slots),
        circle=rng.random(slots) < 0.2,
        rad=rng.uniform(0.6, 1, twelve),
        jit=rng.uniform(-0.35, 0.35, twelve),
    )


def _assembled(drawn: _Drawn, first: int) -> Workload:
    """Volumes of operations; the first of them has the index `first`."""
    area, large = (drawn.kind == 1), (drawn.kind == 2)
    u_w, u_b, u_h, u_v = drawn.u
    radius = _radius(drawn)
    half_width = np.where(large, 250 + 500 * u_w, 30 + 70 * u_w)
    speed = np.where(large, 60 + 90 * u_v, 10 + 15 * u_v)
    base = np.where(area, 30 + 1_470 * u_b, np.where(large, 300 + 5_400 * u_b, 30 + 420 * u_b))
    thick = np.where(area, 30 + 60 * u_h, np.where(large, 100 + 100 * u_h, 20 + 30 * u_h))
    pad = np.where(area, 60, 30)
    shape = (len(area), SLOTS)
    east, north = np.zeros((*shape, MOST_VERTICES)), np.zeros((*shape, MOST_VERTICES))
    start, end = np.zeros(shape), np.zeros(shape)
    e, n, head, at = drawn.e, drawn.n, drawn.head, drawn.start
    for slot in range(SLOTS):
        u_len, u_dir = drawn.u_len[:, slot], drawn.u_dir[:, slot]
        head = head - drawn.turn[:, slot]
        leg = np.where(large, 8_000 + 12_000 * u_len, 1_000 + 3_000 * u_len)
        lasts = np.where(area, 300 + 900 * u_len, (leg + 2 * half_width) / speed)
        start[:, slot], end[:, slot] = at - pad, at + lasts + pad
        along = (np.sin(head), np.cos(head))
        _rectangles(east[:, slot], north[:, slot], (e, n), along, (leg, half_width))
        _polygons(east[:, slot], north[:, slot], (e, n), drawn, slot)
        step, way = radius * (0.5 + u_dir), 14 * np.pi * u_dir
        e = e + np.where(area, step * np.sin(way), leg * along[0])
        n = n + np.where(area, step * np.cos(way), leg * along[1])
        at = at + lasts
    used = np.arange(SLOTS) < drawn.volumes[:, None]
    corners = np.where(area[:, None], np.where(drawn.circle, 32, drawn.corners), 4)
    vertex = used[:, :, None] & (np.arange(MOST_VERTICES) < corners[:, :, None])
    operation = np.broadcast_to(np.arange(len(area))[:, None], shape)[used]
    return _rounded(
        operation=operation + first,
        party=drawn.party[operation],
        corners=corners[used],
        lines=(east[vertex], north[vertex]),
        heights=(base[operation], (base + thick)[operation]),
        times=(start[used], end[used]),
    )


def _radius(drawn: _Drawn) -> Floats:
    """Of an area, metres."""
    reach: Floats = 200 + 1_300 * drawn.u[0]
    return reach


def _rectangles(
    east: Floats,
    north: Floats,
    at: tuple[Floats, Floats],
    along: tuple[Floats, Floats],
    size: tuple[Floats, Floats],
) -> None:
    """Four corners round a leg, longer by the half width at both ends, into (n, 32) each."""
    leg, half_width = size
    for corner, (far, side) in enumerate(((0, -1), (1, -1), (1, 1), (0, 1))):
        ahead = leg + half_width if far else -half_width
        east[:, corner] = at[0] + ahead * along[0] - side * half_width * along[1]
        north[:, corner] = at[1] + ahead * along[1] + side * half_width * along[0]


def _polygons(
    east: Floats,
    north: Floats,
    at: tuple[Floats, Floats],
    drawn: _Drawn,
    slot: int,
) -> None:
    """Stars of 6 to 12 corners, and 32-gons circumscribed about the radius, for areas."""
    area, radius = drawn.kind == 1, _radius(drawn)
    circle = area & drawn.circle[:, slot]
    star = area & ~drawn.circle[:, slot]
    angle = 2 * np.pi * (np.arange(12) + drawn.jit[star, slot]) / drawn.corners[star, slot, None]
    reach = radius[star, None] * drawn.rad[star, slot]
    east[star, :12] = at[0][star, None] - reach * np.sin(angle)
    north[star, :12] = at[1][star, None] + reach * np.cos(angle)
    angle = 2 * np.pi * np.arange(32) / 32
    reach = radius[circle, None] / np.cos(np.pi / 32)
    east[circle] = at[0][circle, None] + reach * np.cos(angle)
    north[circle] = at[1][circle, None] + reach * np.sin(angle)


def _wide(recipe: Recipe, rng: np.random.Generator) -> Workload:
    """The few very large and long operations of SKEW: one 32-gon each."""
    count, half = recipe.wide, recipe.side_m / 2
    party = rng.integers(0, 20, count)
    e, n = (rng.uniform(-half, half, count) for _ in "en")
    radius = rng.uniform(10_000, 30_000, count)
    lasts = rng.uniform(6 * 3_600, 12 * 3_600, count)
    start = rng.uniform(0, 12 * 3_600, count)
    angle = 2 * np.pi * np.arange(32) / 32
    reach = radius[:, None] / np.cos(np.pi / 32)
    return _rounded(
        operation=recipe.operations + np.arange(count),
        party=party,
        corners=np.full(count, 32),
        lines=(
            (e[:, None] + reach * np.cos(angle)).ravel(),
            (n[:, None] + reach * np.sin(angle)).ravel(),
        ),
        heights=(np.zeros(count), np.full(count, 6_000.0)),
        times=(start, start + lasts),
    )


def _rounded(
    *,
    operation: Longs,
    party: Longs,
    corners: Longs,
    lines: tuple[Floats, Floats],
    heights: tuple[Floats, Floats],
    times: tuple[Floats, Floats],
) -> Workload:
    """Metres and seconds to whole 1e-7 degrees, centimetres, milliseconds."""

    def whole(values: Floats) -> Ints:
        return np.rint(values).astype(np.int32)

    return Workload(
        op=operation.astype(np.int32),
        party=party.astype(np.int32),
        off=np.concatenate(([0], np.cumsum(corners))).astype(np.int64),
        x=whole((CENTRE_LON + lines[0] / METRES_A_DEGREE_LON) * 1e7),
        y=whole((CENTRE_LAT + lines[1] / METRES_A_DEGREE_LAT) * 1e7),
        z0=whole(heights[0] * 100),
        z1=whole(heights[1] * 100),
        t0=whole(times[0] * 1_000),
        t1=whole(times[1] * 1_000),
    )
