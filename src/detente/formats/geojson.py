"""GeoJSON (RFC 7946) -> plans and sites. The way out is `geojson_out`. docs/imports.md has the
table of properties.

What this file knows: geometry types, and how each becomes volumes. What it must not know: what a
plan must hold (imported.py asks parse_plan), files.

Rule 1. Edges are straight in longitude and latitude (section 3.1.1) unless the property `edges`
says geodesic. A timetable (property `times`) runs along geodesics, as every timetable here.
Rule 2. Winding is put right, never a reason to refuse (section 3.1.6).
Rule 3. What crosses the antimeridian must come cut in two (section 3.1.9): else an edge of 359
degrees and one of 1 degree look the same.
Rule 4. A third coordinate is refused until the file says what it is: exporters write 0 for "none".
Rule 5. A `crs` other than WGS 84 (CRS84) is refused: older datums lie hundreds of metres off.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TypeGuard

from detente.formats.echoes import echo
from detente.formats.gazetteer import Named
from detente.formats.imported import (
    PLAN_FIELDS,
    VOLUME_FIELDS,
    Imported,
    Piece,
    assemble,
    band_of,
    span_of,
)
from detente.formats.json_text import read_json
from detente.formats.positions import written_position
from detente.terms import limits
from detente.terms.json import JSON
from detente.terms.problems import Problem
from detente.terms.where import Position

PROPERTIES = (
    *PLAN_FIELDS,
    *VOLUME_FIELDS,
    "half_width_m",
    "margin_m",
    "edges",
    "times",
    "accuracy_m",
    "position",
    "third_coordinate",
)
"""Every property that is read; any other is a problem unless the caller says to ignore it."""

_WGS84 = ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "OGC:CRS84")
_DEPTHS = {"Point": 1, "LineString": 2, "Polygon": 3, "MultiLineString": 3, "MultiPolygon": 4}

_MEANT = {
    "Point": {"radius_m", "accuracy_m"},
    "LineString": {"half_width_m", "edges"},
    "Polygon": {"margin_m", "edges"},
    "timetable": {"times", "radius_m", "slack_s"},
}
"""Which properties shape a volume of which kind; said of any other they would be lost."""


def read(
    data: bytes,
    *,
    file: str,
    actor: str,
    defaults: Mapping[str, JSON] | None = None,
    ignore: Sequence[str] = (),
    gazetteer: Sequence[Named] = (),
) -> Imported:
    """Plans of a Feature or FeatureCollection; raises Refused with every problem.

    actor: the party that files them. ignore: properties to leave unread. gazetteer: for echoes.
    """
    document = read_json(data, file=file)
    problems: list[Problem] = []
    features = _features(document, file, problems)
    pieces = []
    for path, feature in features:
        reader = _Feature(feature, f"{file}:{path}", set(ignore), gazetteer)
        pieces.append(reader.piece())
        problems += reader.problems
    return assemble(pieces, problems, file=file, actor=actor, defaults=defaults or {})


def _features(document: JSON, file: str, problems: list[Problem]) -> list[tuple[str, JSON]]:
    if not isinstance(document, dict):
        problems.append(
            Problem(f"{file}:$", "is not a GeoJSON object", "Give a FeatureCollection")
        )
        return []
    _check_crs(document, f"{file}:$", problems)
    kind = document.get("type")
    if kind == "Feature":
        return [("$", document)]
    found = document.get("features")
    if kind != "FeatureCollection" or not isinstance(found, list):
        problems.append(
            Problem(
                f"{file}:$.type",
                f"{kind!r} carries no properties, so it says nothing of a plan",
                "Give a Feature or a FeatureCollection",
            )
        )
        return []
    if len(found) > limits.IMPORT_ROWS_MAX:
        what = f"has {len(found)} features, at most {limits.IMPORT_ROWS_MAX} fit"
        problems.append(Problem(f"{file}:$.features", what, "Split the file"))
        return []
    return [(f"$.features[{at}]", feature) for at, feature in enumerate(found)]


def _check_crs(document: Mapping[str, JSON], where: str, problems: list[Problem]) -> None:
    crs = document.get("crs")
    if crs is None:
        return
    inner = crs.get("properties") if isinstance(crs, dict) else None
    name = inner.get("name") if isinstance(inner, dict) else None
    if name in _WGS84:
        return
    problems.append(
        Problem(
            f"{where}.crs",
            f"names the reference system {name!r}; GeoJSON is WGS 84, longitude first (CRS84),"
            " and an older datum may lie hundreds of metres off",
            "Export it as WGS 84 (CRS84); drop the member if it is that already",
        )
    )


class _Feature:
    """One feature being read: its problems, and the piece of a plan that it is."""

    def __init__(
        self, feature: JSON, where: str, ignore: set[str], gazetteer: Sequence[Named]
    ) -> None:
        self.where = where
        self.problems: list[Problem] = []
        self.gazetteer = gazetteer
        self.feature: Mapping[str, JSON] = feature if isinstance(feature, dict) else {}
        if self.feature.get("type") != "Feature":
            self.wrong("type", "is not a Feature", 'Write "type": "Feature"')
        _check_crs(self.feature, where, self.problems)
        found = self.feature.get("properties")
        self.said: Mapping[str, JSON] = found if isinstance(found, dict) else {}
        if not self.said:
            self.wrong("properties", "is empty", "Give plan, kind, title and the like")
        for name in self.said:
            if name not in PROPERTIES and name not in ignore:
                self.wrong(
                    f"properties.{name}",
                    "is not a property that is read",
                    "Correct its name, drop it, or say that it may be ignored",
                )

    def wrong(self, path: str, what: str, next_step: str) -> None:
        self.problems.append(Problem(f"{self.where}.{path}", what, next_step))

    def piece(self) -> Piece:
        """What the feature says; the plan's id may be the feature's own `id`."""
        said = {name: self.said.get(name) for name in PLAN_FIELDS}
        if said["plan"] is None and isinstance(self.feature.get("id"), str | int):
            said["plan"] = str(self.feature["id"])
        piece = Piece(self.where, lambda path: f"{self.where}.properties.{path}", said)
        piece.position = self._position()
        geometry = self.feature.get("geometry")
        if not isinstance(geometry, dict):
            self.wrong("geometry", "is missing", "Say where it takes place")
            piece.faulty = True
            return piece
        kind, found = geometry.get("type"), geometry.get("coordinates")
        if not isinstance(kind, str) or kind not in _DEPTHS:
            self.wrong("geometry.type", f"{kind!r} is not read here", f"Use {', '.join(_DEPTHS)}")
            piece.faulty = True
            return piece
        heights: list[float] = []
        if self._check(found, _DEPTHS[kind] - 1, "geometry.coordinates", heights):
            self._volumes(kind, found, self._band(heights), piece)
        piece.faulty = piece.faulty or not piece.volumes
        if kind == "Point" and piece.volumes and "position" not in self.said:
            lon, lat = _flat(found)
            if _on_earth(lon, lat):  # else the circle around it is refused already
                found_m = self.said.get("accuracy_m")
                accuracy = found_m if _is_length(found_m) else None
                piece.position = {"lon": lon, "lat": lat, "accuracy_m": accuracy}
        return piece

    def _volumes(self, kind: str, found: JSON, band: JSON, piece: Piece) -> None:
        """Give the piece the volumes of a geometry whose coordinates were checked."""
        single, path = kind.removeprefix("Multi"), "geometry.coordinates"
        moving = kind == "LineString" and self.said.get("times") is not None
        meant = _MEANT["timetable" if moving else single]
        for name in sorted(set().union(*_MEANT.values()) - meant):
            if self.said.get(name) is not None:
                what = f"means nothing for a {'timetable' if moving else kind}"
                self.wrong(f"properties.{name}", what, "Drop it, or give the geometry it fits")
        if single == kind:
            parts = [(found, path)]
        else:
            assert isinstance(found, list), "checked before"
            parts = [(part, f"{path}[{at}]") for at, part in enumerate(found)]
        for part, inner in parts:
            volume = (
                self._moving(part, inner, band, piece)
                if moving
                else self._still(single, part, inner, band, piece)
            )
            if volume is not None:
                piece.volumes.append((volume, self._locator(inner)))

    def _locator(self, coordinates: str) -> Callable[[str], str]:
        """Path within a volume's body -> where that stands in the file."""
        moved = {
            "footprint.rings": coordinates,
            "footprint.path": coordinates,
            "footprint.centre": coordinates,
            "footprint.": "properties.",
            "footprint": coordinates,
            "band.reference": "properties.height_reference",
            "band.": "properties.",
            "span.": "properties.",
            "span": "properties.start",
            "moving.fixes": "properties.times",
            "moving.": "properties.",
            "moving": coordinates,
        }

        def locate(path: str) -> str:
            for ours, theirs in moved.items():
                if path.startswith(ours):
                    return f"{self.where}.{theirs}{path.removeprefix(ours)}"
            return f"{self.where}.{path}"

        return locate

    def _check(self, found: JSON, depth: int, path: str, heights: list[float]) -> bool:
        """Whether coordinates are nested as they must be, with numbers at the bottom."""
        if depth == 0:
            good = (
                isinstance(found, list)
                and 2 <= len(found) <= 3
                and all(
                    isinstance(one, int | float) and not isinstance(one, bool) for one in found
                )
            )
            if not good:
                self.wrong(path, "is not a position", "Give [longitude, latitude] as numbers")
            elif isinstance(found, list) and len(found) == 3:
                heights.append(float(found[2]))
            return good
        if not isinstance(found, list) or not found:
            self.wrong(path, "must be a list that is not empty", "Give the positions")
            return False
        # A list, so that every fault is found and not only the first.
        good_parts = [
            self._check(item, depth - 1, f"{path}[{at}]", heights) for at, item in enumerate(found)
        ]
        return all(good_parts)

    def _band(self, heights: list[float]) -> JSON:
        band, faults = band_of(self.said)
        for name, what, next_step in faults:
            self.wrong(f"properties.{name}", what, next_step)
        meaning = self.said.get("third_coordinate")
        if meaning not in (None, "ignore", "wgs84"):
            self.wrong("properties.third_coordinate", f"{meaning!r} is not known here", _THIRD)
        elif heights and meaning is None:
            self.wrong("geometry.coordinates", "have a third coordinate", _THIRD)
        elif heights and meaning == "wgs84":
            if band is not None:
                what = "and lower_m or upper_m both give heights"
                self.wrong("properties.third_coordinate", what, "Give heights in one way")
            return {"lower_m": min(heights), "upper_m": max(heights), "reference": "wgs84"}
        return band

    def _still(
        self, kind: str, found: JSON, path: str, band: JSON, piece: Piece
    ) -> dict[str, JSON]:
        """The body of a volume that stays where it is."""
        edges = self.said.get("edges", "lonlat")
        if kind == "Point":
            place = _flat(found)
            accuracy = self.said.get("accuracy_m")
            if accuracy is not None and not _is_length(accuracy):
                what = f"{accuracy!r} is not a length in metres"
                self.wrong("properties.accuracy_m", what, "Give a number from 0")
                accuracy = None
            self._echo(piece, "centre", place, path, accuracy)
            around = _sum(self.said.get("radius_m"), accuracy)
            shape: dict[str, JSON] = {"shape": "disc", "centre": place, "radius_m": around}
            return {"footprint": shape, "band": band, "span": span_of(self.said)}
        if kind == "LineString":
            line = _line(found)
            self._echo(piece, "start", line[0], f"{path}[0]", None)
            self._echo(piece, "end", line[-1], f"{path}[{len(line) - 1}]", None)
            self._seam(line, path)
            width = self.said.get("half_width_m", 0)
            shape = {"shape": "corridor", "path": line, "half_width_m": width, "edges": edges}
            return {"footprint": shape, "band": band, "span": span_of(self.said)}
        assert isinstance(found, list), "checked before"
        rings = [_line(ring) for ring in found]
        for at, ring in enumerate(rings):
            self._seam(ring, f"{path}[{at}]")
        self._echo(piece, "first vertex", rings[0][0], f"{path}[0][0]", None)
        wound = [_wound(ring, outer=at == 0) for at, ring in enumerate(rings)]
        margin = self.said.get("margin_m", 0)
        shape = {"shape": "area", "rings": wound, "edges": edges, "margin_m": margin}
        return {"footprint": shape, "band": band, "span": span_of(self.said)}

    def _moving(self, found: JSON, path: str, band: JSON, piece: Piece) -> dict[str, JSON] | None:
        """The body of a timetable, None where the times do not fit the positions."""
        line = _line(found)
        self._echo(piece, "start", line[0], f"{path}[0]", None)
        self._echo(piece, "end", line[-1], f"{path}[{len(line) - 1}]", None)
        times = self.said.get("times")
        if not isinstance(times, list) or len(times) != len(line):
            self.wrong(
                "properties.times",
                f"must be a list of {len(line)} times, one for each position",
                "Give when it passes each position",
            )
            return None
        if self.said.get("start") is not None or self.said.get("end") is not None:
            self.wrong("properties.times", "and start or end both give times", "Give one of them")
        fixes: JSON = [
            {"at": at, "lon": place[0], "lat": place[1]}
            for at, place in zip(times, line, strict=True)
        ]
        moving: dict[str, JSON] = {
            "fixes": fixes,
            "radius_m": self.said.get("radius_m", 0),
            "slack_s": self.said.get("slack_s", 0),
        }
        return {"moving": moving, "band": band}

    def _seam(self, line: list[list[float]], path: str) -> None:
        for at, (one, two) in enumerate(pairwise(line)):
            if abs(one[0] - two[0]) > 180:
                self.wrong(
                    f"{path}[{at + 1}]",
                    f"is {abs(one[0] - two[0]):g} degrees of longitude from the position before:"
                    " it seems to cross the antimeridian",
                    "Cut it there into two parts, a Multi geometry (RFC 7946, section 3.1.9)",
                )

    def _echo(
        self, piece: Piece, what: str, place: list[float], path: str, accuracy: JSON
    ) -> None:
        lon, lat = place
        if not _on_earth(lon, lat):
            return  # parse_plan names it
        known = float(accuracy) if isinstance(accuracy, int | float) else None
        piece.echoes.append(
            (what, f"{self.where}.{path}", echo(Position(lon, lat, known), self.gazetteer))
        )

    def _position(self) -> JSON:
        """The property `position`: an object as in the body, or a text in any way of writing."""
        found = self.said.get("position")
        if not isinstance(found, str):
            return found
        written = written_position(found)
        if isinstance(written, list):
            for fault in written:
                self.wrong("properties.position", fault.what, fault.next_step)
            return None
        return written.position.as_json()


_THIRD = 'Drop it, or say what it is: "third_coordinate": "ignore", or "wgs84" for heights'


def _on_earth(lon: float, lat: float) -> bool:
    return -180 <= lon <= 180 and -90 <= lat <= 90


def _flat(found: JSON) -> list[float]:
    """[lon, lat] of a position that was checked."""
    assert isinstance(found, list), "checked before"
    return [float(found[0]), float(found[1])]


def _line(found: JSON) -> list[list[float]]:
    assert isinstance(found, list), "checked before"
    return [_flat(place) for place in found]


def _sum(radius: JSON, accuracy: JSON) -> JSON:
    """radius_m, wider by accuracy_m; what is no number goes on to parse_plan, which names it."""
    if radius is None:
        radius = 0
    return radius + accuracy if _is_length(radius) and _is_length(accuracy) else radius


def _is_length(value: JSON) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _wound(ring: list[list[float]], *, outer: bool) -> list[list[float]]:
    """The ring counterclockwise if it is the outer one, else clockwise (section 3.1.6)."""
    if ring[0] != ring[-1] or any(one == two for one, two in pairwise(ring)):
        return ring  # it will be refused, by the place where each vertex stands in the file
    area = math.fsum(one[0] * two[1] - two[0] * one[1] for one, two in pairwise(ring))
    return ring if (area >= 0) == outer else ring[::-1]
