"""Pairs of footprints whose distance is known by construction, whatever any engine says.

Everything that decides is placed by `geographiclib` (pure Python, which no engine here calls): a
foot F on the skeleton of one footprint and, from F along the normal, the nearest point V of the
other at radii + separation + gap. What does not decide is placed on a sphere.

Why the distance is |FV|. One skeleton lies behind the geodesic through F at right angles to FV;
the other lies before the one through V, in a cone of less than 89 degrees on either side of the
normal. Those two geodesics come nearer to one another as d r^2 / 2 R^2 at r from the normal, the
cone opens as r cos(89 degrees): nothing is nearer than V. Families on parallels need no plane: of
two latitudes the meridian's arc is the least distance. `beside` grants 10 um. Lon/lat edges
elsewhere are short and not near the poles, so that they stay in their cones too.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from geographiclib.geodesic import Geodesic
from geographiclib.geodesiccapability import GeodesicCapability as Can

from detente.terms.where import Area, Corridor, Disc, Edges, Footprint, LonLat

GAPS_MM = (-20.0, -10.0, 0.0, 0.5, 2.0, 10.0, 20.0)
"""How much more (or less) than the separation they are apart. Up to 1 mm more is a conflict."""

SEPARATIONS_M = (0.0, 30.0, 500.0, 9_260.0, 50_000.0)

_WGS84 = Geodesic.WGS84
_WANTED = Can.LATITUDE | Can.LONGITUDE
_RADIUS = 6_371_000.0
_E2 = 0.0066943799901413165
_BESIDE_M = 1e-5


@dataclass(frozen=True, slots=True)
class Known:
    """Two footprints, horizontal_m + gap_mm apart by construction (nearer if they overlap)."""

    family: str
    a: Footprint
    b: Footprint
    horizontal_m: float
    gap_mm: float

    @property
    def meet(self) -> bool:
        """Whether a conflict must be reported; none may be where it is False."""
        return self.gap_mm < 1.0


@dataclass(frozen=True, slots=True)
class _Frame:
    """A foot, the azimuth of the normal there, how large the footprints are."""

    foot: LonLat
    normal: float
    size: float
    rng: random.Random


_Behind: TypeAlias = tuple[str, Footprint, float]
"""Name, footprint, radius of what has the foot."""


def direct(p: LonLat, azimuth: float, metres: float) -> LonLat:
    """By geographiclib."""
    end = _WGS84.Direct(p[1], p[0], azimuth, metres, _WANTED)
    return (end["lon2"], end["lat2"])


def rough(p: LonLat, azimuth: float, metres: float) -> LonLat:
    """On a sphere: within half a percent of the distance, for what decides nothing."""
    lon, lat, turn = math.radians(p[0]), math.radians(p[1]), math.radians(azimuth)
    arc = metres / _RADIUS
    # in the frame of the meridian, by vectors: as good at a pole as anywhere
    up = math.cos(arc), math.sin(arc) * math.cos(turn), math.sin(arc) * math.sin(turn)
    out = up[0] * math.cos(lat) - up[1] * math.sin(lat)
    north = up[0] * math.sin(lat) + up[1] * math.cos(lat)
    return (
        _wrapped(math.degrees(lon + math.atan2(up[2], out))),
        math.degrees(math.atan2(north, math.hypot(out, up[2]))),
    )


def place(rng: random.Random) -> LonLat:
    """Anywhere; one in three at a pole, at the antimeridian or on the equator."""
    lon, lat = rng.uniform(-180, 180), math.degrees(math.asin(rng.uniform(-1, 1)))
    match rng.randrange(12):
        case 0:
            lat = math.copysign(90.0 - rng.choice((0.0, 1e-7, 1e-4, 0.02, 0.5, 3.0)), lat)
        case 1 | 2:
            lon = _wrapped(180.0 + rng.choice((0.0, 1e-9, -1e-5, 1e-4, -0.02, 0.02)))
        case 3:
            lat = rng.choice((0.0, 1e-7, -1e-4, 0.01))
    return (lon, lat)


def batches(
    seed: int, horizontal_m: float, gaps_mm: tuple[float, ...] = GAPS_MM
) -> Iterator[Known]:
    """Endless constructed pairs for one separation: all gaps of a base one after another."""
    rng = random.Random(f"known pairs {seed} {horizontal_m}")
    while True:
        yield from _of_base(rng, horizontal_m, gaps_mm)


def _of_base(
    rng: random.Random, horizontal_m: float, gaps_mm: tuple[float, ...]
) -> Iterator[Known]:
    kind = rng.random()
    if kind < 0.05:
        return _on_parallels(rng, horizontal_m, gaps_mm)
    if kind < 0.13 and horizontal_m <= 500.0:
        return _beside(rng, horizontal_m, gaps_mm)
    if kind < 0.16:
        return _on_slanted(rng, horizontal_m, gaps_mm)
    return _before(rng, horizontal_m, gaps_mm)


def _normal(rng: random.Random) -> float:
    """Any azimuth; one in four north, east, south or west, where boxes are tightest."""
    return rng.choice((0.0, 90.0, 180.0, -90.0)) if rng.random() < 0.25 else rng.uniform(-180, 180)


def _size(rng: random.Random) -> float:
    """10 m to 20 km; one in fifty 50 to 300 km."""
    if rng.random() < 0.02:
        return 10 ** rng.uniform(4.7, 5.48)
    return 10 ** rng.uniform(1, 4.3)


def wide(seed: int, horizontal_m: float) -> Iterator[Known]:
    """Endless pairs of 300 to 1,700 km across: edges so long that planes bend them by metres."""
    rng = random.Random(f"wide pairs {seed} {horizontal_m}")
    while True:
        yield from _before(rng, horizontal_m, GAPS_MM, lambda rng: 10 ** rng.uniform(5.2, 5.65))


def _before(
    rng: random.Random,
    horizontal_m: float,
    gaps_mm: tuple[float, ...],
    size: Callable[[random.Random], float] = _size,
) -> Iterator[Known]:
    """A tip, a disc or a path before a foot of any kind."""
    frame = _Frame(place(rng), _normal(rng), size(rng), rng)
    name, behind, radius = rng.choice(_BEHIND)(frame)
    reach = size(rng)
    if name == "hole":
        if frame.size > 300_000.0 or horizontal_m > frame.size * 0.3:  # it would be too large
            name, behind, radius = _edge(frame)
        else:
            reach = frame.size * 0.1
    ahead = rng.choice(_AHEAD)
    of_ahead = _radius(rng, ahead, reach)
    if horizontal_m + radius + of_ahead == 0.0 and not _solid(name) and not _solid(ahead):
        of_ahead = reach * 0.5  # points and lines without width do not reach into one another
    apart = radius + of_ahead + horizontal_m
    line = _WGS84.Line(frame.foot[1], frame.foot[0], frame.normal, Can.STANDARD | Can.DISTANCE_IN)
    end = line.Position(apart)
    build = _SHAPES[ahead](_Frame((end["lon2"], end["lat2"]), end["azi2"], reach, rng), of_ahead)
    for gap_mm in gaps_mm:  # only V moves, its neighbours stay
        nearest = _at(line, apart + gap_mm / 1000)
        yield Known(f"{ahead} before {name}", behind, build(nearest), horizontal_m, gap_mm)


def _solid(name: str) -> bool:
    return name not in ("disc", "bend", "end", "leg")


def _at(line: Any, metres: float) -> LonLat:
    end = line.Position(metres, _WANTED)
    return (end["lon2"], end["lat2"])


def _fan(frame: _Frame, towards: float, half: float, count: int) -> list[LonLat]:
    """Vertices at rising azimuths, seen from the foot, within `half` degrees of a direction."""
    rng = frame.rng
    steps = [2 * at / (count - 1) - 1 for at in range(count)]
    return [
        rough(
            frame.foot,
            frame.normal + towards + half * (step + rng.uniform(-0.3, 0.3) / count) * 0.9,
            frame.size * rng.uniform(0.3, 1),
        )
        for step in steps
    ]


def _count(rng: random.Random) -> int:
    """Vertices beside the nearest one: now and then 199, for rings of 200."""
    return 199 if rng.random() < 0.02 else rng.randint(2, 9)


def _sides(frame: _Frame, size: float) -> list[LonLat]:
    """The ends of an edge at right angles to the normal."""
    rng = frame.rng
    return [direct(frame.foot, frame.normal + turn, size * rng.uniform(0.3, 1)) for turn in _SIDES]


def _edge(frame: _Frame) -> _Behind:
    """The middle of an edge, the rest of the area behind it."""
    margin = frame.rng.choice((0.0, 0.0, frame.size * 0.2))
    right, left = _sides(frame, frame.size)
    back = _fan(frame, 180.0, 80.0, _count(frame.rng))
    return "edge", _ring([right, *back, left], Edges.GEODESIC, margin), margin


def _sliver(frame: _Frame) -> _Behind:
    """A triangle of 5 cm to a metre behind a long edge."""
    right, left = _sides(frame, min(frame.size, 20_000.0))
    back = direct(frame.foot, frame.normal + 180.0, frame.rng.uniform(0.05, 1.0))
    return "sliver", _ring([right, back, left]), 0.0


def _hole(frame: _Frame) -> _Behind:
    """The edge of a hole, in which the other footprint lies."""
    rng, size = frame.rng, frame.size
    right, left = (direct(frame.foot, frame.normal + turn, size) for turn in _SIDES)
    far = [
        rough(frame.foot, frame.normal + turn, size * rng.uniform(1.2, 1.6))
        for turn in (50.0, 15.0, -15.0, -50.0)
    ]
    outer = [rough(frame.foot, frame.normal + turn, size * 3) for turn in range(0, 360, 40)]
    hole = [right, *far, left]
    return "hole", Area(((*outer, outer[0]), (*hole, hole[0]))), 0.0


def _leg(frame: _Frame) -> _Behind:
    """The middle of a corridor's leg."""
    width = frame.rng.choice((0.0, frame.size * 0.1, frame.size))
    right, left = _sides(frame, frame.size)
    return "leg", Corridor((right, left), width), width


def _behind(name: str) -> Callable[[_Frame], _Behind]:
    """What may lie ahead, laid behind."""

    def laid(frame: _Frame) -> _Behind:
        back = _Frame(frame.foot, frame.normal + 180.0, frame.size, frame.rng)
        radius = _radius(frame.rng, name, frame.size)
        return name, _SHAPES[name](back, radius)(frame.foot), radius

    return laid


def _radius(rng: random.Random, name: str, size: float) -> float:
    if name == "disc":
        return rng.choice((0.0, size * 0.5, size))
    if name in ("bend", "end"):
        return rng.choice((0.0, size * 0.05, size))
    return rng.choice((0.0, 0.0, size * 0.2)) if name == "tip" else 0.0


def _tip(frame: _Frame, radius: float) -> Callable[[LonLat], Footprint]:
    fan = _fan(frame, 0.0, frame.rng.uniform(5.0, 80.0), _count(frame.rng))
    return lambda nearest: _ring([nearest, *fan], Edges.GEODESIC, radius)


def _needle(frame: _Frame, radius: float) -> Callable[[LonLat], Footprint]:
    """A corner so sharp that the area is 4 cm to a metre wide at its far end."""
    half = math.degrees(frame.rng.uniform(0.02, 0.5) / frame.size)
    ends = [direct(frame.foot, frame.normal + turn, frame.size) for turn in (-half, half)]
    return lambda nearest: _ring([nearest, *ends])


def _flat(frame: _Frame, radius: float) -> Callable[[LonLat], Footprint]:
    """A tip of nearly half a turn: its edges run away from the other by a few degrees only."""
    fan = _fan(frame, 0.0, 88.0, 3)
    return lambda nearest: _ring([nearest, *fan])


def _disc(frame: _Frame, radius: float) -> Callable[[LonLat], Footprint]:
    return lambda nearest: Disc(nearest, radius)


def _bend(frame: _Frame, radius: float) -> Callable[[LonLat], Footprint]:
    left, right = (
        rough(frame.foot, frame.normal + turn, frame.size * frame.rng.uniform(0.3, 1))
        for turn in (-frame.rng.uniform(5, 80), frame.rng.uniform(5, 80))
    )
    return lambda nearest: Corridor((left, nearest, right), radius)


def _end(frame: _Frame, radius: float) -> Callable[[LonLat], Footprint]:
    rng = frame.rng
    one = rough(frame.foot, frame.normal + rng.uniform(-80, 80), frame.size * 0.5)
    two = rough(frame.foot, frame.normal + rng.uniform(-80, 80), frame.size)
    return lambda nearest: Corridor((nearest, one, two), radius)


_SIDES = (90.0, -90.0)
_SHAPES: dict[str, Callable[[_Frame, float], Callable[[LonLat], Footprint]]] = {
    "tip": _tip,
    "needle": _needle,
    "flat tip": _flat,
    "disc": _disc,
    "bend": _bend,
    "end": _end,
}
_AHEAD = ("tip", *_SHAPES)
_BEHIND = (_edge, _edge, _sliver, _hole, _leg, *(_behind(name) for name in _SHAPES))


def _ring(vertices: list[LonLat], edges: Edges = Edges.GEODESIC, margin_m: float = 0.0) -> Area:
    return Area(((*vertices, vertices[0]),), edges, margin_m)


def _beside(
    rng: random.Random, horizontal_m: float, gaps_mm: tuple[float, ...]
) -> Iterator[Known]:
    """Two edges side by side; at separation 0 and gap 0 they share an edge, or part of it."""
    frame = _Frame(place(rng), _normal(rng), 10 ** rng.uniform(1, 3.7), rng)
    most = min(5_000.0, math.sqrt(_BESIDE_M * _RADIUS**2 / max(horizontal_m, 0.1)))
    lengths = [min(most, frame.size * rng.uniform(0.3, 1)) for _ in range(4)]
    if rng.random() < 0.5:
        lengths[2:] = lengths[:2]
    ends = [direct(frame.foot, frame.normal + turn, lengths[at]) for at, turn in enumerate(_SIDES)]
    a = _ring([ends[0], *_fan(frame, 180.0, 80.0, 3), ends[1]])
    line = _WGS84.Line(frame.foot[1], frame.foot[0], frame.normal, Can.STANDARD | Can.DISTANCE_IN)
    for gap_mm in gaps_mm:
        end = line.Position(horizontal_m + gap_mm / 1000)
        nearest, onward = (end["lon2"], end["lat2"]), end["azi2"]
        other = _Frame(nearest, onward, frame.size, random.Random(7))
        near = [direct(nearest, onward + turn, lengths[2 + at]) for at, turn in enumerate(_SIDES)]
        if horizontal_m == 0.0 and gap_mm == 0.0 and lengths[2:] == lengths[:2]:
            near = ends  # the very same vertices
        b = _ring([near[1], *_fan(other, 0.0, 80.0, 3), near[0]])
        yield Known("beside", a, b, horizontal_m, gap_mm)


def _on_parallels(
    rng: random.Random, horizontal_m: float, gaps_mm: tuple[float, ...]
) -> Iterator[Known]:
    """Lon/lat areas on two parallels: the arc of the meridian is their distance."""
    lon, lat = place(rng)
    towards = rng.choice((1.0, -1.0))
    room = 89.9 - horizontal_m / 111_000.0
    lat = max(-room, min(room, lat))
    size = min(_size(rng) / 111_000.0, (90.0 - abs(lat)) * 0.4)
    wide = min(size / math.cos(math.radians(lat)), 8.0) * rng.uniform(0.2, 1)
    mid = lon + rng.uniform(-wide, wide)
    deep = lat - towards * size
    corners = [(mid + wide / 2, lat), (mid - wide / 2, lat), (mid - wide, deep), (mid, deep)]
    a = _ring([(_wrapped(x), y) for x, y in corners], Edges.LONLAT)
    line = _WGS84.Line(lat, 0.0, 0.0 if towards > 0 else 180.0, _WANTED | Can.DISTANCE_IN)
    whole_edge = rng.random() < 0.5
    for gap_mm in gaps_mm:
        low = _at(line, horizontal_m + gap_mm / 1000)[1]
        high = low + towards * size * 0.4
        if whole_edge:
            other = [(mid - wide / 3, low), (mid + wide, low), (mid + wide, high), (mid, high)]
        else:
            other = [(mid, low), (mid + wide, high), (mid - wide, high)]
        b = _ring([(_wrapped(x), y) for x, y in other], Edges.LONLAT)
        yield Known("parallels", a, b, horizontal_m, gap_mm)


def _on_slanted(
    rng: random.Random, horizontal_m: float, gaps_mm: tuple[float, ...]
) -> Iterator[Known]:
    """A tip before the middle of a slanted lon/lat edge."""
    lon, lat = place(rng)
    lat = max(-72.0, min(72.0, lat))
    size = 10 ** rng.uniform(1.5, 4)
    sine2 = math.sin(math.radians(lat)) ** 2
    north_m = 6378137.0 * (1 - _E2) / (1 - _E2 * sine2) ** 1.5 * math.pi / 180
    east_m = 6378137.0 / math.sqrt(1 - _E2 * sine2) * math.cos(math.radians(lat)) * math.pi / 180
    along = rng.uniform(0, 2 * math.pi)
    step = (size * math.sin(along) / east_m, size * math.cos(along) / north_m)
    normal = math.degrees(along) - 90.0
    ends = [
        (_wrapped(lon + share * step[0]), lat + share * step[1])
        for share in (rng.uniform(0.3, 1), -rng.uniform(0.3, 1))
    ]
    back = _fan(_Frame((lon, lat), normal, size, rng), 180.0, 50.0, rng.randint(2, 6))
    a = _ring([ends[0], *back, ends[1]], Edges.LONLAT)
    line = _WGS84.Line(lat, lon, normal, Can.STANDARD | Can.DISTANCE_IN)
    end = line.Position(horizontal_m)
    there = _Frame((end["lon2"], end["lat2"]), end["azi2"], size, rng)
    fan = _fan(there, 0.0, 55.0, rng.randint(2, 6))
    edges = rng.choice((Edges.LONLAT, Edges.GEODESIC))
    for gap_mm in gaps_mm:
        nearest = _at(line, horizontal_m + gap_mm / 1000)
        yield Known("slanted", a, _ring([nearest, *fan], edges), horizontal_m, gap_mm)


def _wrapped(lon: float) -> float:
    return lon if -180.0 <= lon <= 180.0 else (lon + 180.0) % 360.0 - 180.0
