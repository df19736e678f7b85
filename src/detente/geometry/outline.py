"""Footprints as GeoJSON for display only: densified, cut at the antimeridian, closed at the poles.

What this file knows: how to draw. What it must not know: decisions; nothing decided rests on what
is drawn here. Circles have CIRCLE_POINTS points, so that a drawn circle is inscribed by 0.03 %.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

from detente.geometry import geodesics
from detente.geometry.planes import Plane
from detente.terms.json import JSON
from detente.terms.where import Area, Corridor, Disc, Edges, Footprint, LonLat, Moving

CIRCLE_POINTS = 128
_STEPS_MOST = 64


def geojson(footprint: Footprint | Moving) -> dict[str, JSON]:
    """A GeoJSON geometry (RFC 7946): a Moving is drawn as the whole band that it may pass."""
    if isinstance(footprint, Moving):
        path = tuple(at for _, at in footprint.fixes)
        footprint = Corridor(path, footprint.radius_m)
    if isinstance(footprint, Disc) and footprint.radius_m == 0:
        return {"type": "Point", "coordinates": list(footprint.centre)}
    if isinstance(footprint, Corridor) and footprint.half_width_m == 0:
        drawn = shapely.LineString(_unwrapped(_dense(footprint.path, footprint.edges)))
    else:
        solid, holes = rings(footprint)
        drawn = shapely.union_all([_closed(ring) for ring in solid])
        for hole in holes:
            drawn = shapely.difference(drawn, _beside(_closed(hole), drawn))
    return _as_geojson(_cut(drawn))


def rings(footprint: Footprint) -> tuple[list[list[LonLat]], list[list[LonLat]]]:
    """Closed rings to draw: those whose union is solid, and the holes; longitudes unwrapped.

    Straight in lon/lat from point to point. A point or a line has none.
    """
    if isinstance(footprint, Disc) and footprint.radius_m == 0:
        return [], []
    if isinstance(footprint, Corridor) and footprint.half_width_m == 0:
        return [], []
    return _shells(footprint), _holes(footprint)


def _shells(footprint: Footprint) -> list[list[LonLat]]:
    """Rings whose union is the footprint without its holes, unwrapped beside one another."""
    if isinstance(footprint, Disc):
        return [_circle(footprint.centre, footprint.radius_m)]
    if isinstance(footprint, Corridor):
        return _band(footprint.path, footprint.edges, footprint.half_width_m)
    outer = _dense(footprint.rings[0], footprint.edges)
    if footprint.margin_m == 0:
        return [_unwrapped(outer)]
    first = _unwrapped(outer)
    band = _band(footprint.rings[0], footprint.edges, footprint.margin_m)
    return [first, *(_moved_beside(ring, first) for ring in band)]


def _holes(footprint: Footprint) -> list[list[LonLat]]:
    """Holes, smaller by the margin; a hole that the margin fills is gone."""
    if not isinstance(footprint, Area):
        return []
    holes = []
    for ring in footprint.rings[1:]:
        dense = _dense(ring, footprint.edges)
        if footprint.margin_m == 0:
            holes.append(_unwrapped(dense))
            continue
        lon, lat = np.array(dense).T.copy()
        plane = Plane(dense[0])
        left = shapely.Polygon(plane.to(lon, lat)).buffer(-footprint.margin_m)
        for part in shapely.get_parts(left):
            if not part.is_empty:
                back = plane.back(np.array(part.exterior.coords))
                holes.append(_unwrapped(list(zip(*map(np.ndarray.tolist, back), strict=True))))
    return holes


def _circle(centre: LonLat, radius_m: float) -> list[LonLat]:
    turns = [360.0 * step / CIRCLE_POINTS for step in range(CIRCLE_POINTS)]
    ring = [geodesics.destination(centre, -turn, radius_m) for turn in turns]
    return _unwrapped([*ring, ring[0]])


def _band(path: Sequence[LonLat], edges: Edges, half_m: float) -> list[list[LonLat]]:
    """Circles round the vertices, and a strip along each edge, each an unwrapped ring."""
    rings = [_circle(vertex, half_m) for vertex in path]
    for at in range(len(path) - 1):
        line = _dense(path[at : at + 2], edges)
        left, right = [], []
        for here, there in zip(line, [*line[1:], None], strict=True):
            if there is not None:
                along = geodesics.bearing_deg(here, there)
            elif len(line) > 1:
                along = geodesics.bearing_deg(here, line[-2]) + 180.0
            left.append(geodesics.destination(here, along - 90.0, half_m))
            right.append(geodesics.destination(here, along + 90.0, half_m))
        rings.append(_unwrapped([*right, *reversed(left), right[0]]))
    first = rings[0]
    return [_moved_beside(ring, first) for ring in rings]


def _dense(line: Sequence[LonLat], edges: Edges) -> list[LonLat]:
    """The line with points so close together that a drawn geodesic looks like one."""
    if edges is Edges.LONLAT:
        return list(line)
    result = [line[0]]
    for one, two in pairwise(line):
        steps = min(_STEPS_MOST, max(1, math.ceil(geodesics.distance_m(one, two) / 5_000.0)))
        result.extend(geodesics.between(one, two, step / steps) for step in range(1, steps))
        result.append(two)
    return result


def _unwrapped(line: Sequence[LonLat]) -> list[LonLat]:
    """Longitudes without jumps, from the first vertex on."""
    result = [line[0]]
    for lon, lat in line[1:]:
        before = result[-1][0]
        result.append((lon + 360.0 * round((before - lon) / 360.0), lat))
    return result


def _moved_beside(ring: list[LonLat], other: list[LonLat]) -> list[LonLat]:
    turns = round((other[0][0] - ring[0][0]) / 360.0) * 360.0
    return [(lon + turns, lat) for lon, lat in ring]


def _beside(shape: Any, other: Any) -> Any:
    west, _, east, _ = other.bounds
    middle = shape.centroid.x
    turns = round(((west + east) / 2 - middle) / 360.0) * 360.0
    return shapely.transform(shape, lambda xy: xy + np.array([turns, 0.0]))


def _closed(ring: list[LonLat]) -> Any:
    """A polygon in unwrapped longitudes; a ring that goes round a pole is closed along it."""
    gone_round = ring[-1][0] - ring[0][0]
    if abs(gone_round) > 180.0:
        pole = math.copysign(90.0, sum(lat for _, lat in ring))
        ring = [*ring, (ring[-1][0], pole), (ring[0][0], pole), ring[0]]
    return shapely.make_valid(shapely.Polygon(ring))


def _cut(shape: Any) -> Any:
    """The shape brought into [-180, 180], in parts where it crosses the antimeridian."""
    west, _, east, _ = shape.bounds
    parts = []
    for turn in range(math.floor((west + 180) / 360), math.floor((east + 180) / 360) + 1):
        window = shapely.box(-180.0 + 360.0 * turn, -90.0, 180.0 + 360.0 * turn, 90.0)
        part = shapely.intersection(shape, window)
        if not part.is_empty:
            shift = np.array([360.0 * turn, 0.0])
            parts.append(shapely.transform(part, lambda xy, by=shift: xy - by))
    return shapely.union_all(parts)


def _as_geojson(shape: Any) -> dict[str, JSON]:
    """Lines stay lines, areas areas; slivers of a cut that have no extent are left out."""
    dimension = shapely.get_dimensions(shape)
    shape = shapely.set_precision(shape, 1e-7)  # 1 cm, and still valid
    parts = [
        part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == dimension
    ]
    flat = [inner for part in parts for inner in shapely.get_parts(part)]
    if dimension == 1:
        lines: list[JSON] = [_coordinates(line.coords) for line in flat]
        if len(lines) == 1:
            return {"type": "LineString", "coordinates": lines[0]}
        return {"type": "MultiLineString", "coordinates": lines}
    polygons: list[JSON] = []
    for part in flat:
        oriented = shapely.geometry.polygon.orient(part)
        rings = [oriented.exterior, *oriented.interiors]
        polygons.append([_coordinates(ring.coords) for ring in rings])
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _coordinates(coords: Any) -> JSON:
    return [[round(lon, 7), round(lat, 7)] for lon, lat in coords]
