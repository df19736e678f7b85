"""Whether a footprint can be decided on: every problem at once, each with the next step.

What this file knows: shape. What it must not know: bodies and JSON paths (the room that files a
footprint puts its own path before what is found here).

Rings are judged in a plane in which their edges are straight: longitude and latitude for lon/lat
edges, a local geodesic plane else (or where a ring goes round a pole).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import shapely

from detente.geometry import geodesics
from detente.geometry.pieces import SAG_ENOUGH_M, Pieces, made, split, vertices
from detente.geometry.planes import Plane
from detente.terms import limits
from detente.terms.where import Area, Corridor, Disc, Edges, Footprint, LonLat, Moving

Found: TypeAlias = tuple[str, str]
"""What is wrong, and the next step."""

_LEAST_WIDTH_M = 1e-3
_DEGREE_M = 111_000.0
_LEAST_EDGE_M = 1e-3
_LEG_MAX_M = 10_000_000.0
_DRAWN_PARTS = 16

_SENTENCES = {
    "Self-intersection": "a ring crosses itself or another ring",
    "Ring Self-intersection": "a ring touches itself",
    "Hole lies outside shell": "a hole lies outside the outer ring",
    "Holes are nested": "a hole lies inside another hole",
    "Nested holes": "a hole lies inside another hole",
    "Interior is disconnected": "holes cut the area into parts",
    "Too few points in geometry component": "a ring has fewer than three corners",
    "Duplicate Rings": "two rings are the same",
}


def problems(footprint: Footprint | Moving) -> list[Found]:
    """What makes a footprint (or a timetable's path) undecidable; empty if nothing does."""
    found = list(_numbers(footprint))
    if found:
        return found
    if isinstance(footprint, Moving):
        return list(_legs(footprint))
    if isinstance(footprint, Corridor):
        found += _line("the path", footprint.path, footprint.edges)
    if isinstance(footprint, Area):
        total = sum(len(ring) - 1 for ring in footprint.rings)
        if total > limits.AREA_VERTICES_MAX:
            found.append(
                (
                    f"it has {total} vertices, at most {limits.AREA_VERTICES_MAX} fit",
                    "Simplify it outward, or split the area",
                )
            )
        for at, ring in enumerate(footprint.rings):
            found += _ring("the outer ring" if at == 0 else f"hole {at}", ring, footprint.edges)
    found = found or list(_extent(footprint, _width(footprint)))
    if isinstance(footprint, Area) and not found:
        found += _rings(footprint)
    return found


def _numbers(footprint: Footprint | Moving) -> Iterator[Found]:
    """Positions that are on Earth, and distances that are not negative."""
    points, width = _points(footprint), _width(footprint)
    if not points:
        yield ("it has no position at all", "Give at least one position")
    for lon, lat in points:
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # NaN is not either
            yield (f"[{lon}, {lat}] is not on Earth", "Give longitude, then latitude, in degrees")
    if not 0 <= width <= limits.FOOTPRINT_EXTENT_MAX_M / 2:
        most = limits.FOOTPRINT_EXTENT_MAX_M / 2
        yield (
            f"the distance around it, {width} m, cannot be used",
            f"Give 0 to {most:.0f} metres",
        )


def _points(footprint: Footprint | Moving) -> tuple[LonLat, ...]:
    if isinstance(footprint, Moving):
        return tuple(at for _, at in footprint.fixes)
    return vertices(footprint)


def _width(footprint: Footprint | Moving) -> float:
    if isinstance(footprint, Disc | Moving):
        return footprint.radius_m
    return footprint.half_width_m if isinstance(footprint, Corridor) else footprint.margin_m


def _legs(moving: Moving) -> Iterator[Found]:
    if len(moving.fixes) > limits.FIXES_PER_PATH_MAX:
        yield (
            f"it has {len(moving.fixes)} fixes, at most {limits.FIXES_PER_PATH_MAX} fit",
            "Split the timetable",
        )
    for at, ((before, one), (after, two)) in enumerate(pairwise(moving.fixes)):
        if after <= before:
            yield (f"fix {at + 1} is not after the one before it", "Order the fixes by time")
        if geodesics.distance_m(one, two) > _LEG_MAX_M:
            yield (
                f"from fix {at} to fix {at + 1} it is more than a quarter round the Earth",
                "Give fixes in between",
            )


def _line(name: str, line: tuple[LonLat, ...], edges: Edges) -> Iterator[Found]:
    """Edges that have a length and say which way they go."""
    for at, (one, two) in enumerate(pairwise(line)):
        if geodesics.distance_m(one, two) < _LEAST_EDGE_M:
            yield (f"vertices {at} and {at + 1} of {name} are the same place", "Drop one of them")
        if edges is Edges.LONLAT and abs(two[0] - one[0]) == 180.0:
            yield (
                f"which way round the Earth {name} goes from vertex {at} to {at + 1} is not said",
                "Give a vertex in between",
            )


def _ring(name: str, ring: tuple[LonLat, ...], edges: Edges) -> Iterator[Found]:
    if len(ring) - 1 > limits.RING_VERTICES_MAX:
        yield (
            f"{name} has {len(ring) - 1} vertices, at most {limits.RING_VERTICES_MAX} fit",
            "Simplify it outward, or split the area",
        )
    elif len(ring) < 4:
        yield (f"{name} has fewer than three corners", "Give at least three, the first repeated")
    elif ring[0] != ring[-1]:
        yield (f"{name} is not closed", "Repeat the first position at the end")
    else:
        yield from _line(name, ring, edges)


def _extent(footprint: Footprint, width_m: float) -> Iterator[Found]:
    """No two places of it further apart than the limit."""
    lines = footprint.rings[0] if isinstance(footprint, Area) else vertices(footprint)
    lon, lat = np.array(lines, dtype=np.float64).T.copy()
    ends = geodesics.cartesian(lon, lat)
    chord = float(np.linalg.norm(ends[:, None] - ends[None, :], axis=2).max())
    arc = 2 * geodesics.EQUATOR_M * math.asin(min(1.0, chord / (2 * geodesics.EQUATOR_M)))
    extent = arc + 2 * width_m
    most = limits.FOOTPRINT_EXTENT_MAX_M
    if extent > most:
        yield (
            f"it is {extent / 1000:.0f} km across, at most {most / 1000:.0f} km can be decided",
            "Split it",
        )


def _rings(area: Area) -> Iterator[Found]:
    """What shapely says of the rings, drawn in a plane where their edges are straight."""
    flat = area.edges is Edges.LONLAT and not _goes_round_a_pole(area)
    centre = _centre(area)
    if flat:
        shapes = [_unwrapped(ring, area.rings[0][0][0]) for ring in area.rings]
    else:
        plane = Plane(centre)
        shapes = [_drawn(ring, area.edges, plane) for ring in area.rings]
    for shape in shapes:
        hull = shapely.convex_hull(shapely.LineString(shape))
        if 2 * hull.area / hull.length * (_DEGREE_M if flat else 1.0) < _LEAST_WIDTH_M:
            yield ("a ring encloses no area", "Correct its corners, or file a corridor")
            return
    polygon = shapely.Polygon(shapes[0], shapes[1:])
    reason = str(shapely.is_valid_reason(polygon))
    if reason == "Valid Geometry":
        return
    kind, place = _read_reason(reason)
    what = _SENTENCES.get(kind, f"its rings cannot be read ({kind})")
    if place is not None:
        at_lonlat = place if flat else _back(plane, place)
        what += f" near [{geodesics.wrapped(at_lonlat[0]):.6f}, {at_lonlat[1]:.6f}]"
    yield (what, "Correct the order of its corners, or split it")


def _read_reason(reason: str) -> tuple[str, LonLat | None]:
    match = re.fullmatch(r"([^\[]+)\[([-\d.e+]+) ([-\d.e+]+)\]", reason)
    if match is None:
        return reason, None
    return match[1].strip(), (float(match[2]), float(match[3]))


def _back(plane: Plane, xy: LonLat) -> LonLat:
    lon, lat = plane.back(np.array([xy]))
    return (float(lon[0]), float(lat[0]))


def _goes_round_a_pole(area: Area) -> bool:
    """Whether following the longitudes of the outer ring does not lead back to the start."""
    lon = np.array(area.rings[0])[:, 0]
    return abs(float((np.remainder(np.diff(lon) + 180.0, 360.0) - 180.0).sum())) > 180.0


def _centre(area: Area) -> LonLat:
    """The place on Earth above the middle of the vertices."""
    lon, lat = np.array(area.rings[0][:-1]).T.copy()
    x, y, z = geodesics.cartesian(lon, lat).mean(axis=0)
    return (math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y))))


def _unwrapped(ring: tuple[LonLat, ...], beside: float) -> list[LonLat]:
    result: list[LonLat] = []
    for lon, lat in ring:
        before = result[-1][0] if result else beside
        result.append((lon + 360.0 * round((before - lon) / 360.0), lat))
    return result


def _drawn(ring: tuple[LonLat, ...], edges: Edges, plane: Plane) -> Any:
    """A ring in the plane. Lon/lat edges round a pole are drawn in parts."""
    points = np.array(ring)
    if edges is Edges.LONLAT:
        pieces = _along(points)
        points = np.stack((pieces.lon0, pieces.lat0), axis=1)
        points = np.concatenate((points, points[:1]))
    lon, lat = points.T.copy()
    return plane.to(lon, lat)


def _along(points: geodesics.Floats) -> Pieces:
    lon0, lat0, lon1, lat1 = np.concatenate((points[:-1], points[1:]), axis=1).T.copy()
    lon1 = lon0 + np.remainder(lon1 - lon0 + 180.0, 360.0) - 180.0
    pieces = made(lon0, lat0, lon1, lat1, np.ones(len(lon0), dtype=bool))
    parts = _DRAWN_PARTS if np.any(pieces.sag > SAG_ENOUGH_M) else 1
    return split(pieces, np.arange(len(pieces)), parts)
