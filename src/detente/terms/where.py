"""Positions, heights, footprints and 4D volumes: values only, no geometry is computed here.

Rule 1. `lon, lat` in that order, WGS 84 degrees; metres.
Rule 2. Every footprint is a skeleton (a point, a path, an area) and a distance around it, so that
circles, corridors and separations are decided by distance and never by an inscribed polygon.
Rule 3. An edge says what it is: geodesic, or straight in lon/lat (RFC 7946, section 3.1.1).
Rule 4. A height names its reference, or it is unknown; unknown counts as every height.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import groupby
from typing import TypeAlias

from detente.terms.json import JSON
from detente.terms.when import Span

LonLat: TypeAlias = tuple[float, float]


class Edges(Enum):
    """What the line between two vertices is."""

    GEODESIC = "geodesic"
    LONLAT = "lonlat"


class HeightReference(Enum):
    """What a height is measured from."""

    WGS84 = "wgs84"  # the ellipsoid
    AMSL = "amsl"  # mean sea level (a geoid)
    AGL = "agl"  # the ground below
    PRESSURE = "pressure"  # flight level: 1013.25 hPa


@dataclass(frozen=True, slots=True)
class Position:
    """A point; accuracy_m is a bound on its error (not a deviation), None where unknown."""

    lon: float
    lat: float
    accuracy_m: float | None = None

    @property
    def lonlat(self) -> LonLat:
        """The pair, as geometry takes it."""
        return (self.lon, self.lat)

    def as_json(self) -> dict[str, JSON]:
        """As bodies write it."""
        return {"lon": self.lon, "lat": self.lat, "accuracy_m": self.accuracy_m}


@dataclass(frozen=True, slots=True)
class Disc:
    """Every place within radius_m of a point; radius 0 is the point."""

    centre: LonLat
    radius_m: float


@dataclass(frozen=True, slots=True)
class Corridor:
    """Every place within half_width_m of a path (round ends)."""

    path: tuple[LonLat, ...]
    half_width_m: float
    edges: Edges = Edges.GEODESIC


@dataclass(frozen=True, slots=True)
class Area:
    """A polygon: outer ring first, then holes; rings closed (first vertex repeated last).

    margin_m widens it by a distance (0 for the area as it is).
    """

    rings: tuple[tuple[LonLat, ...], ...]
    edges: Edges = Edges.GEODESIC
    margin_m: float = 0.0


Footprint: TypeAlias = Disc | Corridor | Area


@dataclass(frozen=True, slots=True)
class Band:
    """Heights from lower to upper over one reference, metres; closed. None = unbounded there."""

    lower_m: float | None
    upper_m: float | None
    reference: HeightReference


@dataclass(frozen=True, slots=True)
class Volume:
    """A 4D volume: a footprint, heights (None = unknown), a time (None = unknown)."""

    footprint: Footprint
    band: Band | None
    span: Span | None


@dataclass(frozen=True, slots=True)
class Moving:
    """Something that moves along a timetable: a convoy, a patrol, a circle round a ship.

    fixes: (moment, (lon, lat)), strictly increasing in time; the path between two fixes is the
    geodesic, passed at even speed. radius_m: how far around the point is taken. slack_s: how much
    earlier or later than the timetable it may be anywhere (a bound).
    """

    fixes: tuple[tuple[datetime, LonLat], ...]
    radius_m: float
    band: Band | None
    slack_s: float = 0.0

    @property
    def swept(self) -> Footprint:
        """Every place that is ever within radius_m of it; a halt is one vertex."""
        path = tuple(place for place, _ in groupby(place for _, place in self.fixes))
        return Corridor(path, self.radius_m) if len(path) > 1 else Disc(path[0], self.radius_m)


@dataclass(frozen=True, slots=True)
class Place:
    """A place as it was said, and where that is, if that is known."""

    words: str
    footprint: Footprint | None = None
