"""How much of a sighting that is an area lies in which zone, and how much tolerance leaves open.

Shares are shown beside the verdict and decide nothing: nobody knows that a thing is more likely
in the larger part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from detente.geometry import distance, sectors
from detente.rules.zones import Zone
from detente.terms.json import JSON
from detente.terms.where import Area, Corridor, Disc, Footprint


@dataclass(frozen=True, slots=True)
class Share:
    """Shares of one area with respect to one zone, each between 0 and 1, good to error.

    drawn: within the drawn line. inside: inside wherever the true line runs within tolerance.
    undecided: so near the line that the tolerance leaves it open. The rest is outside.
    """

    zone: str
    name: str
    drawn: float
    inside: float
    undecided: float
    tolerance_m: float
    error: float

    def as_json(self) -> dict[str, JSON]:
        """As findings show it; shares to the tenth of a percent."""
        return {
            "zone": self.zone,
            "name": self.name,
            "drawn": round(self.drawn, 3),
            "inside": round(self.inside, 3),
            "undecided": round(self.undecided, 3),
            "outside": round(max(0.0, 1.0 - self.inside - self.undecided), 3),
            "tolerance_m": self.tolerance_m,
            "error": self.error,
        }


@lru_cache(maxsize=1024)
def _share(area: Footprint, part: Footprint) -> float:
    return sectors.shares(area, (part,))[0].share


def shares(area: Footprint, zones: Sequence[Zone]) -> tuple[Share, ...]:
    """The shares of an area with respect to each zone that it reaches, line's tolerance included.

    Zones may overlap, so that shares of several zones need not add up to 1.
    """
    found = []
    for zone in zones:
        gap = distance.between(area, zone.footprint)
        if gap.least_m - gap.error_m > zone.tolerance_m:
            continue  # nothing to draw: most zones are far from most sightings
        most = _share(area, zone.reach)
        if most <= sectors.SHARE_ERROR:
            continue
        inside = min(most, max(0.0, _narrower(area, zone.footprint, zone.tolerance_m)))
        found.append(
            Share(
                zone.id,
                zone.name,
                _share(area, zone.footprint),
                inside,
                most - inside,
                zone.tolerance_m,
                2 * sectors.SHARE_ERROR,
            )
        )
    return tuple(found)


def _narrower(area: Footprint, zone: Footprint, by_m: float) -> float:
    """The share of the area that lies in the zone and farther than by_m from its edge."""
    if isinstance(zone, Disc):
        left = zone.radius_m - by_m
        return _share(area, Disc(zone.centre, left)) if left > 0 else 0.0
    if isinstance(zone, Corridor):
        left = zone.half_width_m - by_m
        return _share(area, Corridor(zone.path, left, zone.edges)) if left > 0 else 0.0
    left = zone.margin_m - by_m
    if left >= 0:
        return _share(area, Area(zone.rings, zone.edges, left))
    # Within -left of a ring, on both sides of it, and within -left of the bare zone: the one
    # less the other is what lies deep inside. Strips of two rings that overlap count twice: a
    # bound from below.
    strips = sum(_share(area, Corridor(ring, -left, zone.edges)) for ring in zone.rings)
    return _share(area, Area(zone.rings, zone.edges, -left)) - strips
