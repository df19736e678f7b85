"""S2 (great circles on the sphere, `s2geometry`) against the engines, within its error.

4,000 pairs: half random, half constructed (gaps of -20 to +20 mm), all with geodesic edges. S2
finds the nearest points; geographiclib measures between them: their distance can be too long only
by what sphere_margins.py says, and S2's own cannot be too short by more. Where the limit lies
between the two, S2 has no say; how often is asserted too.
"""

from __future__ import annotations

import warnings

import pytest
from brute_judge import Bracket, lines_of
from geographiclib.geodesic import Geodesic
from judged_engines import compiled, reference
from known_pairs import SEPARATIONS_M
from sphere_margins import drawn, radii_m, stray_m

from detente.plans.meetings import TOUCHING_M
from detente.terms.where import Area, Disc

with warnings.catch_warnings():  # SWIG's own, on import, from Python 3.12 on
    warnings.simplefilter("ignore", DeprecationWarning)
    s2 = pytest.importorskip("s2geometry", reason="s2geometry has no wheel for this platform")

COUNT = 400


class _Shape:
    """A skeleton in S2: a polygon, a polyline or a point."""

    def __init__(self, footprint):
        lines, _, self.radius_m = lines_of(footprint)
        self.points = [_point(p) for line in lines for p in line]
        self.area = isinstance(footprint, Area)
        self.line = not isinstance(footprint, (Area, Disc))
        if self.area:
            self.shape = s2.S2Polygon()
            self.shape.InitNested([_loop(ring) for ring in lines])
        elif self.line:
            self.shape = s2.S2Polyline()
            self.shape.InitFromS2Points(self.points)

    def nearest(self, point):
        """The point of the skeleton nearest to a point."""
        if self.area:
            return self.shape.Project(point)
        return self.shape.Project(point)[0] if self.line else self.points[0]

    def meets(self, other):
        """Whether two skeletons share a point, as far as lines and areas tell it."""
        if self.area and other.area:
            return self.shape.Intersects(other.shape)
        if self.area and other.line:
            return bool(self.shape.IntersectWithPolyline(other.shape))
        if self.line and other.line:
            return self.shape.Intersects(other.shape)
        return other.meets(self) if other.area and self.line else False


def _point(p):
    return s2.S2LatLng.FromDegrees(p[1], p[0]).ToPoint()


def _loop(ring):
    loop = s2.S2Loop()
    loop.Init([_point(p) for p in ring[:-1]])
    loop.Normalize()
    return loop


def s2_bracket(a, b):
    """Between what the ellipsoidal distance lies, as far as S2 can say."""
    one, two = _Shape(a), _Shape(b)
    strays = stray_m(a) + stray_m(b)
    radii = one.radius_m + two.radius_m
    if one.meets(two):
        return Bracket(0.0, max(0.0, strays - radii))
    found = [(p, two.nearest(p)) for p in one.points]
    found += [(one.nearest(p), p) for p in two.points]
    angle, p, q = min(
        ((s2.S1Angle(p, q).radians(), p, q) for p, q in found), key=lambda each: each[0]
    )
    least, _ = radii_m(a, b, 6.4e6 * angle)
    metres = _metres(p, q)
    return Bracket(max(0.0, angle * least - strays - radii), max(0.0, metres + strays - radii))


def _metres(p, q):
    at, to = s2.S2LatLng(p), s2.S2LatLng(q)
    return Geodesic.WGS84.Inverse(
        at.lat().degrees(), at.lng().degrees(), to.lat().degrees(), to.lng().degrees()
    )["s12"]


@pytest.mark.parametrize("horizontal_m", SEPARATIONS_M)
def test_s2_agrees_within_its_error(horizontal_m):
    """800 pairs a separation: what S2 can tell, the engines say too."""
    chosen = drawn(5, COUNT, horizontal_m)
    limit = horizontal_m + TOUCHING_M
    said = [s2_bracket(a, b).says(limit) for a, b in chosen]
    answers = compiled(chosen, horizontal_m)
    told = [at for at, one in enumerate(said) if one is not None]
    assert [at for at in told if said[at] is not answers.meet[at]] == []
    assert len(told) >= 0.5 * len(chosen)
    assert min(said.count(True), said.count(False)) >= 50
    for at in told[::8]:
        assert said[at] is (reference(*chosen[at], horizontal_m) is not None)
