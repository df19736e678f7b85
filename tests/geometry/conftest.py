"""The oracle of this room: geographiclib (pure Python, not what the engine calls), brute force.

A skeleton is sampled along its edges by geographiclib; the nearest samples are found without any
index and without bounds; then finer and finer samples are taken round them. Insides are
told by shapely on the densified ring, drawn in a plane that suits its place on Earth.
"""

from __future__ import annotations

import math
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic

from detente.terms.where import Area, Corridor, Disc, Edges

WGS84 = Geodesic.WGS84


def metres(p, q):
    """Geodesic distance."""
    return WGS84.Inverse(p[1], p[0], q[1], q[0])["s12"]


def direct(p, azimuth, distance):
    """The point at an azimuth and distance."""
    end = WGS84.Direct(p[1], p[0], azimuth, distance)
    return (end["lon2"], end["lat2"])


def azimuth(p, q):
    """Azimuth at p towards q."""
    return WGS84.Inverse(p[1], p[0], q[1], q[0])["azi1"]


class Edge:
    """One edge: a function from [0, 1] to points."""

    def __init__(self, p, q, edges):
        self.p, self.q, self.edges = p, q, edges
        if edges is Edges.GEODESIC:
            line = WGS84.InverseLine(p[1], p[0], q[1], q[0])
            self.line, self.length = line, line.s13
        else:
            self.dlon = (q[0] - p[0] + 180) % 360 - 180
            self.length = max(metres(p, q), 1.0)

    def at(self, share):
        """The point at that share of the edge."""
        if self.edges is Edges.GEODESIC:
            point = self.line.Position(self.length * share)
            return (point["lon2"], point["lat2"])
        return (self.p[0] + self.dlon * share, self.p[1] + (self.q[1] - self.p[1]) * share)


def lines(footprint):
    """The lines of a footprint, what their edges are, and the distance around them."""
    if isinstance(footprint, Disc):
        return [(footprint.centre,)], Edges.GEODESIC, footprint.radius_m
    if isinstance(footprint, Corridor):
        return [footprint.path], footprint.edges, footprint.half_width_m
    return list(footprint.rings), footprint.edges, footprint.margin_m


def edges_of(footprint):
    """Every edge of a footprint, and the distance around them."""
    of, edges, radius = lines(footprint)
    if isinstance(footprint, Disc):
        return [Edge(footprint.centre, footprint.centre, Edges.LONLAT)], radius
    return [Edge(p, q, edges) for line in of for p, q in pairwise(line)], radius


def cartesian(points):
    """Earth-centred coordinates, (n, 3)."""
    lon, lat = np.radians(np.array(points)).T
    e2 = 0.0066943799901413165
    n = 6378137.0 / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    return np.stack(
        (n * np.cos(lat) * np.cos(lon), n * np.cos(lat) * np.sin(lon), n * (1 - e2) * np.sin(lat)),
        axis=1,
    )


def skeleton_distance(a, b, samples=24):
    """Least distance of the edges alone, from above, by sampling and sliding."""
    edges_a, edges_b = edges_of(a)[0], edges_of(b)[0]
    shares = np.linspace(0, 1, samples + 1)
    points_a = [(edge, s, edge.at(s)) for edge in edges_a for s in shares]
    points_b = [(edge, s, edge.at(s)) for edge in edges_b for s in shares]
    one, two = (cartesian([p for _, _, p in points]) for points in (points_a, points_b))
    apart = np.linalg.norm(one[:, None] - two[None, :], axis=2)
    best = math.inf
    tried = set()
    for flat_at in np.argsort(apart, axis=None)[:40]:
        i, j = np.unravel_index(flat_at, apart.shape)
        key = (i // (samples + 1), j // (samples + 1))
        if key not in tried and len(tried) < 6:
            tried.add(key)
            best = min(best, slide(points_a[i], points_b[j], 1 / samples))
    return best


def slide(start_a, start_b, width):
    """Zoom in on the nearest pair of points of two edges; never below the truth."""
    (edge_a, s, _), (edge_b, t, _) = start_a, start_b
    width *= 2
    while width > 1e-11:
        of_a = np.unique(np.clip(np.linspace(s - width, s + width, 11), 0, 1))
        of_b = np.unique(np.clip(np.linspace(t - width, t + width, 11), 0, 1))
        one = cartesian([edge_a.at(x) for x in of_a])
        two = cartesian([edge_b.at(x) for x in of_b])
        apart = np.linalg.norm(one[:, None] - two[None, :], axis=2)
        i, j = np.unravel_index(int(np.argmin(apart)), apart.shape)
        s, t, width = float(of_a[i]), float(of_b[j]), width * 0.4
    return metres(edge_a.at(s), edge_b.at(t))


def drawn(ring, edges, samples=48):
    """A densified ring in a plane: polar where it is near a pole, unwrapped lon/lat else."""
    points = []
    for p, q in pairwise(ring):
        edge = Edge(p, q, edges)
        points += [edge.at(s) for s in np.linspace(0, 1, samples, endpoint=False)]
    return points


def flat(points, polar, beside):
    """Points in the plane: round a pole, or longitude and latitude near a meridian."""
    out = []
    for lon, lat in points:
        if polar:
            rho = 90 - polar * lat
            out.append((rho * math.cos(math.radians(lon)), rho * math.sin(math.radians(lon))))
        else:
            out.append((beside + (lon - beside + 180) % 360 - 180, lat))
    return out


def holds(area, p):
    """Whether an area (without its margin) holds a point, by shapely."""
    lats = [lat for ring in area.rings for _, lat in ring]
    polar = 1 if max(lats) > 75 else -1 if min(lats) < -75 else 0
    beside = area.rings[0][0][0]
    rings = [flat(drawn(ring, area.edges), polar, beside) for ring in area.rings]
    polygon = shapely.Polygon(rings[0], rings[1:])
    return bool(shapely.contains_xy(polygon, *flat([p], polar, beside)[0]))


def distance(a, b):
    """Distance of two footprints whose skeletons do not cross (a crossing gives some > 0)."""
    for one, two in ((a, b), (b, a)):
        if isinstance(two, Area) and holds(two, lines(one)[0][0][0]):
            return 0.0
    return max(0.0, skeleton_distance(a, b) - lines(a)[2] - lines(b)[2])


def star(centre, radius, count, *, turn=0.0, edges=Edges.GEODESIC, dents=(), margin=0.0):
    """A star polygon: every corner is seen from the centre. dents: factors of the radius."""
    corners = []
    for at in range(count):
        factor = dents[at % len(dents)] if dents else 1.0
        corners.append(direct(centre, turn - 360 * at / count, radius * factor))
    return Area(((*corners, corners[0]),), edges, margin)


@pytest.fixture(scope="session")
def oracle():
    """What geographiclib and shapely say."""
    return SimpleNamespace(
        metres=metres,
        direct=direct,
        azimuth=azimuth,
        distance=distance,
        skeleton_distance=skeleton_distance,
        holds=holds,
        star=star,
        edges_of=edges_of,
        cartesian=cartesian,
        Edge=Edge,
    )
