"""How far apart two footprints are, and how deep a point lies in one, on the WGS 84 ellipsoid.

What this file knows: skeletons, radii and their error budget. What it must not know: limits,
tolerances, plans.

Rule 1. A footprint is a skeleton and a radius; the distance of two footprints is that of their
skeletons less both radii, and 0 when they share a point.
Rule 2. The error budget, for every extent the format allows: a micrometre where edges are
geodesic, at most 0.11 mm more for each side whose edges are straight in lon/lat
(pieces.SAG_ENOUGH_M for the pieces, the same again where the search may stop). Only where such
edges run beside one another for more than nearest.SPLITS_MAX pieces is the error larger; every
answer states its own. Beyond nearest.FAR_M little is promised (FAR_ERROR_M).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.geometry import geodesics
from detente.geometry.geodesics import GEODESIC_ERROR_M, Floats
from detente.geometry.inside import inside
from detente.geometry.nearest import FAR_M, Least, least, likely_pairs
from detente.geometry.pieces import Skeleton, made, skeleton
from detente.terms.where import Disc, Footprint, LonLat

FAR_ERROR_M = 100_000.0
"""Added to the error of distances above FAR_M: shortest paths there are unlike nearby ones."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The least distance of two footprints (0 when they share a point), and where it is.

    error_m: the true distance is within this of least_m. at_a, at_b: points of the footprints
    where they are nearest; a shared point, twice, when they share one.
    overlap_m: when the distance is 0, by how much the radii alone reach into one another (a lower
    bound on the depth; 0 where skeletons meet or the distance is not 0).
    """

    least_m: float
    error_m: float
    at_a: LonLat
    at_b: LonLat
    overlap_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Signed:
    """How far a point is from the edge of a footprint: positive inside, negative outside.

    Outside it is exact to error_m. Inside it is exact for areas without margin and for discs;
    else the true depth is at least this (a margin may have filled a hole or a bend).
    """

    distance_m: float
    error_m: float


def between(a: Footprint, b: Footprint) -> Gap:
    """The least geodesic distance between two valid footprints."""
    gap = near(a, b, float("inf"))
    assert gap is not None  # nothing is beyond infinity
    return gap


def near(a: Footprint, b: Footprint, within_m: float) -> Gap | None:
    """As `between`, or None as soon as they are certainly further apart than within_m."""
    one, two = skeleton(a), skeleton(b)
    radii = one.radius_m + two.radius_m
    apart = float(np.linalg.norm(one.centre - two.centre)) - one.reach - two.reach
    if apart > radii + within_m:
        return None
    shared = _contained(one, two)
    if shared is not None:
        return Gap(0.0, GEODESIC_ERROR_M, shared, shared, radii)
    reach = radii + within_m
    pairs = likely_pairs(one.pieces, two.pieces, within=reach)
    found = least(one.pieces, two.pieces, pairs, 1, enough=radii, within=reach)
    if found.beyond[0]:
        return None
    return _less_radii(found, one, two)


def _point(at: Floats) -> LonLat:
    return (geodesics.wrapped(float(at[0, 0])), float(at[0, 1]))


def _contained(one: Skeleton, two: Skeleton) -> LonLat | None:
    """A point of one skeleton inside the other, if its first point is.

    Where no rings or paths meet, one point of a skeleton speaks for all of it.
    """
    for inner, outer in ((one, two), (two, one)):
        first = inner.pieces
        if inside(first.lon0[:1], first.lat0[:1], outer)[0]:
            return (geodesics.wrapped(float(first.lon0[0])), float(first.lat0[0]))
    return None


def _less_radii(found: Least, one: Skeleton, two: Skeleton) -> Gap:
    metres, error = float(found.least_m[0]), float(found.error_m[0])
    if metres > FAR_M:
        error += FAR_ERROR_M
    at_a, at_b = _point(found.at_a), _point(found.at_b)
    radii = one.radius_m + two.radius_m
    bearing, back = geodesics.bearing_deg(at_a, at_b), geodesics.bearing_deg(at_b, at_a)
    if metres - error <= radii:
        shared = geodesics.destination(at_a, bearing, min(one.radius_m, metres))
        # within its error of nought it is nought: the answer widens towards meeting
        upper = max(metres + error - radii, GEODESIC_ERROR_M)
        return Gap(0.0, upper, shared, shared, max(radii - metres - error, 0.0))
    return Gap(
        metres - radii,
        error,
        geodesics.destination(at_a, bearing, one.radius_m),
        geodesics.destination(at_b, back, two.radius_m),
    )


def signed(p: LonLat, area: Footprint) -> Signed:
    """How deep a point lies in a footprint (positive), or how far outside it is (negative)."""
    whole = skeleton(area)
    here = skeleton(Disc(p, 0.0)).pieces
    found = least(here, whole.pieces, likely_pairs(here, whole.pieces), 1)
    metres, error = float(found.least_m[0]), float(found.error_m[0])
    if metres > FAR_M:
        error += FAR_ERROR_M
    within = bool(inside(here.lon0, here.lat0, whole)[0])
    return Signed(whole.radius_m + (metres if within else -metres), error)


def to_points(lon: Floats, lat: Floats, footprint: Footprint) -> tuple[Floats, Floats]:
    """Distance of many points from a footprint's skeleton (0 inside an area), and the errors.

    The radius is not taken off. For searches along a timetable.
    """
    whole = skeleton(footprint)
    points = made(lon, lat, lon.copy(), lat.copy(), np.zeros(len(lon), dtype=bool))
    pairs = likely_pairs(points, whole.pieces, each_of_a=True)
    found = least(points, whole.pieces, pairs, len(lon))
    within = inside(lon, lat, whole)
    return np.where(within, 0.0, found.least_m), found.error_m


def radius_m(footprint: Footprint) -> float:
    """The distance around a footprint's skeleton that belongs to it."""
    return skeleton(footprint).radius_m
