"""Reading positions, places, footprints and volumes from bodies.

What this file knows: their JSON form and its limits. What it must not know: geometry; whether a
ring crosses itself is asked of geometry/ by the function that files it.
"""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from detente.terms import limits
from detente.terms.fields import Fields
from detente.terms.json import JSON
from detente.terms.when import rfc3339
from detente.terms.where import (
    Area,
    Band,
    Corridor,
    Disc,
    Edges,
    Footprint,
    HeightReference,
    LonLat,
    Moving,
    Place,
    Position,
    Volume,
)


def read_position(fields: Fields) -> Position:
    """{"lon", "lat", "accuracy_m"?}."""
    position = Position(
        fields.number("lon", low=-180, high=180, unit="degrees"),
        fields.number("lat", low=-90, high=90, unit="degrees"),
        fields.optional_number("accuracy_m", low=0, unit="metres"),
    )
    fields.done()
    return position


def _lonlat(fields: Fields, name: str, found: JSON) -> LonLat:
    if (
        isinstance(found, list)
        and len(found) == 2
        and all(isinstance(part, int | float) and not isinstance(part, bool) for part in found)
    ):
        lon, lat = float(found[0]), float(found[1])
        if -180 <= lon <= 180 and -90 <= lat <= 90:
            return (lon, lat)
        fields.wrong(name, f"[{lon}, {lat}] is not on Earth", "Give [longitude, latitude]")
    else:
        fields.wrong(name, "must be [longitude, latitude]", "Give two numbers, longitude first")
    return (0.0, 0.0)


def _line(fields: Fields, name: str, found: JSON, least: int, most: int) -> tuple[LonLat, ...]:
    if not isinstance(found, list) or not least <= len(found) <= most:
        fields.wrong(
            name, f"must be a list of {least} to {most} positions", "Give [lon, lat] each"
        )
        return ()
    line = tuple(_lonlat(fields, f"{name}[{at}]", item) for at, item in enumerate(found))
    for at, (one, two) in enumerate(pairwise(line)):
        if one == two:
            fields.wrong(f"{name}[{at + 1}]", "repeats the vertex before it", "Drop it")
    return line


def _rings(fields: Fields) -> tuple[tuple[LonLat, ...], ...]:
    found = fields.raw("rings")
    if not isinstance(found, list) or not found:
        fields.wrong("rings", "must be a list of rings", "Give the outer ring first, then holes")
        return ()
    rings = []
    for at, item in enumerate(found):
        ring = _line(fields, f"rings[{at}]", item, 4, limits.RING_VERTICES_MAX + 1)
        if ring and ring[0] != ring[-1]:
            fields.wrong(f"rings[{at}]", "is not closed", "Repeat the first position at the end")
        rings.append(ring)
    return tuple(rings)


def read_footprint(fields: Fields) -> Footprint:
    """{"shape": "disc", "centre", "radius_m"} | {"shape": "corridor", "path", "half_width_m",
    "edges"?} | {"shape": "area", "rings", "edges"?, "margin_m"?}; edges are geodesic (default)
    or lonlat.
    """
    shape = fields.text("shape")
    edges = fields.choice("edges", Edges, default=Edges.GEODESIC)
    result: Footprint = Disc((0.0, 0.0), 0.0)
    far = limits.FOOTPRINT_EXTENT_MAX_M
    if shape == "disc":
        centre = _lonlat(fields, "centre", fields.raw("centre"))
        result = Disc(centre, fields.number("radius_m", low=0, high=far / 2, unit="metres"))
    elif shape == "corridor":
        path = _line(fields, "path", fields.raw("path"), 2, limits.FIXES_PER_PATH_MAX)
        width = fields.number("half_width_m", low=0, high=far / 2, unit="metres")
        result = Corridor(path, width, edges)
    elif shape == "area":
        margin = fields.number("margin_m", low=0, high=far / 2, default=0.0, unit="metres")
        result = Area(_rings(fields), edges, margin)
    else:
        fields.wrong("shape", f"{shape!r} is not known here", "Use disc, corridor or area")
        return result
    fields.done()
    return result


def read_band(fields: Fields) -> Band:
    """{"lower_m"?, "upper_m"?, "reference"}: a height without its reference is a problem."""
    high = limits.HEIGHT_MAX_M
    lower = fields.optional_number("lower_m", low=-1_000, high=high, unit="metres")
    upper = fields.optional_number("upper_m", low=-1_000, high=high, unit="metres")
    if not fields.has("reference"):
        fields.wrong(
            "reference",
            "a height without its reference cannot be compared",
            "Say wgs84, amsl, agl or pressure, or leave the whole band out if it is unknown",
        )
    reference = fields.choice("reference", HeightReference, default=HeightReference.WGS84)
    if lower is not None and upper is not None and upper < lower:
        fields.wrong("upper_m", "is below lower_m", "Exchange or correct them")
    fields.done()
    return Band(lower, upper, reference)


def read_volume(fields: Fields) -> Volume | Moving:
    """{"footprint", "band"?, "span"?} or {"moving": {"fixes": [{"at", "lon", "lat"}], "radius_m",
    "slack_s"?}, "band"?}. A missing band or span is unknown.
    """
    inner = fields.optional_object("band")
    band = read_band(inner) if inner else None
    if fields.has("moving"):
        moving = _read_moving(fields.object("moving"), band)
        fields.done()
        return moving
    footprint = read_footprint(fields.object("footprint"))
    volume = Volume(footprint, band, fields.span("span", required=False))
    fields.done()
    return volume


def _read_moving(fields: Fields, band: Band | None) -> Moving:
    fixes: list[tuple[datetime, LonLat]] = []
    for item in fields.objects("fixes", required=True, most=limits.FIXES_PER_PATH_MAX):
        at = item.moment("at")
        lon = item.number("lon", low=-180, high=180, unit="degrees")
        lat = item.number("lat", low=-90, high=90, unit="degrees")
        item.done()
        if fixes and at <= fixes[-1][0]:
            item.wrong("at", "is not after the fix before it", "Order the fixes by time")
        fixes.append((at, (lon, lat)))
    if len(fixes) < 2:
        fields.wrong("fixes", "needs at least two fixes", "Give where it is, and when, twice")
    radius = fields.number("radius_m", low=0, high=1_000_000, unit="metres")
    slack = fields.number("slack_s", low=0, high=86_400, default=0.0, unit="seconds")
    fields.done()
    return Moving(tuple(fixes), radius, band, slack)


def read_place(fields: Fields) -> Place:
    """{"words", "footprint"?}: a place as it was said, and where that is if that is known."""
    words = fields.text("words")
    inner = fields.optional_object("footprint")
    place = Place(words, read_footprint(inner) if inner else None)
    fields.done()
    return place


def footprint_json(footprint: Footprint) -> dict[str, JSON]:
    """A footprint as bodies write it."""
    if isinstance(footprint, Disc):
        return {"shape": "disc", "centre": list(footprint.centre), "radius_m": footprint.radius_m}
    if isinstance(footprint, Corridor):
        return {
            "shape": "corridor",
            "path": [list(vertex) for vertex in footprint.path],
            "half_width_m": footprint.half_width_m,
            "edges": footprint.edges.value,
        }
    return {
        "shape": "area",
        "rings": [[list(vertex) for vertex in ring] for ring in footprint.rings],
        "edges": footprint.edges.value,
        "margin_m": footprint.margin_m,
    }


def band_json(band: Band | None) -> JSON:
    """A band as bodies write it; null where unknown."""
    if band is None:
        return None
    return {"lower_m": band.lower_m, "upper_m": band.upper_m, "reference": band.reference.value}


def volume_json(volume: Volume | Moving) -> dict[str, JSON]:
    """A volume as bodies write it."""
    if isinstance(volume, Moving):
        fixes: JSON = [
            {"at": rfc3339(at), "lon": lon, "lat": lat} for at, (lon, lat) in volume.fixes
        ]
        moving: JSON = {"fixes": fixes, "radius_m": volume.radius_m, "slack_s": volume.slack_s}
        return {"moving": moving, "band": band_json(volume.band)}
    return {
        "footprint": footprint_json(volume.footprint),
        "band": band_json(volume.band),
        "span": volume.span.as_json() if volume.span else None,
    }


def place_json(place: Place) -> dict[str, JSON]:
    """A place as bodies write it."""
    where = footprint_json(place.footprint) if place.footprint else None
    return {"words": place.words, "footprint": where}
