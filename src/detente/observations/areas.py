"""Sectors: somewhere between two bearings and two ranges from a point, and the area that makes.

What this file knows: geometry of one sighting. What it must not know: what was sighted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from detente.geometry import sectors
from detente.terms.json import JSON
from detente.terms.where import Area, Disc, Position


@dataclass(frozen=True, slots=True)
class Sector:
    """Somewhere between two bearings (clockwise from the first) and two ranges from a point."""

    origin: Position
    bearing_deg: tuple[float, float]
    range_m: tuple[float, float]

    @property
    def width_deg(self) -> float:
        """How many degrees it is wide, clockwise, in (0, 360]."""
        return (self.bearing_deg[1] - self.bearing_deg[0]) % 360.0 or 360.0

    @property
    def size_m2(self) -> float:
        """The size of the sector on a plane: right to 1 part in 10,000 up to 100 km."""
        near, far = self.range_m
        return math.radians(self.width_deg) / 2 * (far * far - near * near)

    def footprint(self) -> Area | Disc | None:
        """Everywhere within the bounds; None where the accuracy of the origin is unknown.

        Without bounds of where one looked from, there are none of what one saw.
        """
        accuracy = self.origin.accuracy_m
        if accuracy is None:
            return None
        near, far = self.range_m
        if self.width_deg == 360.0:  # all round: the ring's hole is left out, which only widens
            return Disc(self.origin.lonlat, far + accuracy)
        area = sectors.sector(self.origin.lonlat, *self.bearing_deg, near, far)
        return replace(area, margin_m=area.margin_m + accuracy)

    def as_json(self) -> dict[str, JSON]:
        """As bodies write it."""
        return {
            "from": self.origin.as_json(),
            "bearing_deg": list(self.bearing_deg),
            "range_m": list(self.range_m),
        }
