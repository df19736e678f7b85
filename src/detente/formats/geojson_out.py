"""A picture's plans, zones and lines -> GeoJSON (RFC 7946).

What this file knows: the shapes of pictures. What it must not know: states, readers; a picture
holds already only what its reader may see.

Rule 1. What goes out comes in again: a plan that is read back by `geojson.read` has the same
volumes (property test). So a circle is a Point with radius_m, a corridor a LineString with
half_width_m, a timetable a LineString with `times`; drawn outlines are for the page only.
Rule 2. Edges that are geodesics say so (`edges`): RFC 7946 readers draw them straight.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from detente.terms.json import JSON

_SAID = (
    "version",
    "kind",
    "actor",
    "title",
    "contact",
    "function",
    "armed_escort",
    "vehicles",
    "marking",
    "notify",
    "units_to_pass_on",
    "expires_at",
    "words",
    "position",
)


def write(picture: Mapping[str, Any]) -> bytes:
    """The plans, zones and lines of a whole picture as one FeatureCollection, UTF-8."""
    features = [
        *plan_features(picture["plans"]["plans"]),
        *zone_features(picture["agreements"]["instruments"]),
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, indent=1).encode() + b"\n"


def plan_features(plans: Sequence[Mapping[str, Any]]) -> list[dict[str, JSON]]:
    """One feature for each volume of each plan, as State.picture of plans shows them."""
    found = []
    for plan in plans:
        said: dict[str, JSON] = {"plan": plan["id"]}
        said |= {name: plan[name] for name in _SAID if plan.get(name) not in (None, [])}
        said.setdefault("position", None)  # else a Point would become the point to be read back
        for volume in plan["volumes"]:
            geometry, shaped = _geometry(volume)
            found.append(_feature(geometry, {**said, **shaped, **_heights(volume)}))
    return found


def zone_features(instruments: Sequence[Mapping[str, Any]]) -> list[dict[str, JSON]]:
    """One feature for each zone and line of each instrument, with its tolerance and source."""
    found = []
    for instrument in instruments:
        shared = {
            "instrument": instrument["id"],
            "version": instrument["version"],
            "in_force": instrument.get("in_force"),
        }
        for zone in instrument.get("zones", ()):
            geometry, shaped = _footprint(zone["footprint"])
            said = {name: zone.get(name) for name in ("name", "tolerance_m", "source")}
            found.append(
                _feature(
                    geometry,
                    {"zone": zone.get("id", zone.get("zone")), **said, **shared, **shaped},
                )
            )
        for line in instrument.get("lines", ()):
            said = {name: line.get(name) for name in ("name", "tolerance_m", "source")}
            geometry = {"type": "LineString", "coordinates": line["path"]}
            found.append(
                _feature(geometry, {"line": line.get("id", line.get("line")), **said, **shared})
            )
    return found


def _feature(geometry: JSON, properties: dict[str, JSON]) -> dict[str, JSON]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _heights(volume: Mapping[str, Any]) -> dict[str, JSON]:
    band = volume.get("band")
    if not band:
        return {}
    return {
        "lower_m": band["lower_m"],
        "upper_m": band["upper_m"],
        "height_reference": band["reference"],
    }


def _geometry(volume: Mapping[str, Any]) -> tuple[JSON, dict[str, JSON]]:
    """Geometry and the properties that give it its size and time."""
    moving = volume.get("moving")
    if moving:
        fixes = moving["fixes"]
        line: JSON = [[fix["lon"], fix["lat"]] for fix in fixes]
        return {"type": "LineString", "coordinates": line}, {
            "times": [fix["at"] for fix in fixes],
            "radius_m": moving["radius_m"],
            "slack_s": moving["slack_s"],
        }
    geometry, said = _footprint(volume["footprint"])
    span = volume.get("span")
    return geometry, {**said, **(span or {})}


def _footprint(footprint: Mapping[str, Any]) -> tuple[JSON, dict[str, JSON]]:
    if footprint["shape"] == "disc":
        return {"type": "Point", "coordinates": footprint["centre"]}, {
            "radius_m": footprint["radius_m"]
        }
    if footprint["shape"] == "corridor":
        return {"type": "LineString", "coordinates": footprint["path"]}, {
            "half_width_m": footprint["half_width_m"],
            "edges": footprint["edges"],
            **_seam([footprint["path"]]),
        }
    return {"type": "Polygon", "coordinates": footprint["rings"]}, {
        "margin_m": footprint["margin_m"],
        "edges": footprint["edges"],
        **_seam(footprint["rings"]),
    }


def _seam(lines: Sequence[Sequence[Sequence[float]]]) -> dict[str, JSON]:
    """A mark for what crosses the antimeridian and is not cut there (RFC 7946, section 3.1.9)."""
    crosses = any(abs(a[0] - b[0]) > 180 for line in lines for a, b in pairwise(line))
    return {"crosses_antimeridian": True} if crosses else {}
