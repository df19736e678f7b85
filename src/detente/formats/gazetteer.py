"""Places with names, for read-back: "1.2 km north-east of Quneitra".

What this file knows: the package's gazetteer (GeoNames, CC BY 4.0; docs/data-licences.md) and how
the nearest place is found. What it must not know: borders or countries; the file holds none.

Names are those of GeoNames and no statement of ours.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from detente.geometry.geodesics import bearing_deg, distance_m
from detente.terms.json import JSON
from detente.terms.where import LonLat

CREDIT = "Place names: GeoNames (geonames.org), CC BY 4.0"

_WINDS = (
    "north", "north-north-east", "north-east", "east-north-east",
    "east", "east-south-east", "south-east", "south-south-east",
    "south", "south-south-west", "south-west", "west-south-west",
    "west", "west-north-west", "north-west", "north-north-west",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A place of the gazetteer. names: in Arabic or Hebrew script, as GeoNames lists them."""

    name: str
    lonlat: LonLat
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nearest:
    """A position as seen from the nearest named place: distance in metres, bearing in degrees."""

    place: Named
    distance_m: float
    bearing_deg: float

    @property
    def words(self) -> str:
        """For reading aloud: "1.2 km north-east of Quneitra"."""
        if self.distance_m < 50:
            return f"at {self.place.name}"
        far = self.distance_m
        shown = f"{far:.0f} m" if far < 1000 else f"{far / 1000:.1f} km"
        return f"{shown} {wind(self.bearing_deg)} of {self.place.name}"

    def as_json(self) -> dict[str, JSON]:
        """Name, distance, bearing and words."""
        return {
            "name": self.place.name,
            "distance_m": round(self.distance_m),
            "bearing_deg": round(self.bearing_deg),
            "words": self.words,
        }


def wind(bearing: float) -> str:
    """A bearing in words, to the nearest of sixteen winds."""
    return _WINDS[round(bearing % 360 / 22.5) % 16]


def nearest(position: LonLat, gazetteer: Sequence[Named]) -> Nearest | None:
    """The nearest place by geodesic distance, None where the gazetteer is empty."""
    if not gazetteer:
        return None
    # On the sphere first: the ellipsoid's distances differ by less than 1 %, so the nearest is
    # among those within 2 % of the nearest on the sphere, and only these are measured exactly.
    rough = [_haversine(place.lonlat, position) for place in gazetteer]
    reach = min(rough) * 1.02**2
    far, at = min(
        (distance_m(gazetteer[at].lonlat, position), at)
        for at, one in enumerate(rough)
        if one <= reach
    )
    place = gazetteer[at]
    return Nearest(place, far, bearing_deg(place.lonlat, position) if far else 0.0)


def _haversine(one: LonLat, two: LonLat) -> float:
    """Grows with the distance on the sphere, as its square where it is small."""
    lat_a, lat_b = math.radians(one[1]), math.radians(two[1])
    half_lon = math.radians(two[0] - one[0]) / 2
    return (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    )


@lru_cache(maxsize=1)
def gazetteer() -> tuple[Named, ...]:
    """The places that come with the package: Syria, around the Golan, a few cities."""
    text = files("detente.formats").joinpath("data/gazetteer.csv").read_text(encoding="utf-8")
    return tuple(
        Named(
            row["name"],
            (float(row["lon"]), float(row["lat"])),
            tuple(name for name in row["names"].split("|") if name),
        )
        for row in csv.DictReader(text.splitlines())
    )
