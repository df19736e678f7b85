"""Small crowded worlds for the engine, seeded; and arrays of them as activities."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from pyproj import Geod

from detente.plans.conflicts import Activity
from detente.plans.engine import judging
from detente.plans.engine.arrays import PlanArrays
from detente.terms.when import Span
from detente.terms.where import Band, HeightReference, Volume
from detente.terms.who import Bounds, Separation

GEOD = Geod(ellps="WGS84")
DAY = datetime(2025, 7, 24, tzinfo=UTC)
PLACES = {
    "middle latitudes": (8.0, 50.0),
    "equator": (-60.0, 0.0),
    "antimeridian": (180.0, -17.0),
    "where the rows of planes end": (25.0, 82.0),
    "north pole": (10.0, 89.97),
    "south pole": (10.0, -89.99),
}


def world(
    seed, place, *, plans=40, spread_m=5_000.0, size_m=(300.0, 6_000.0), lonlat=0.0, radii=0.3
):
    """Random plans of one to four volumes round a place: areas, paths and points."""
    rng = np.random.default_rng(seed)
    plan, off, lon, lat, radius, kind, edges = [], [0], [], [], [], [], []
    z0, z1, t0, t1 = [], [], [], []
    for at in range(plans):
        azimuth, far = rng.uniform(0, 360), spread_m * np.sqrt(rng.random())
        here = GEOD.fwd(*place, azimuth, far)[:2]
        for _ in range(rng.integers(1, 5)):
            here = GEOD.fwd(*here, rng.uniform(0, 360), rng.uniform(0, size_m[1]))[:2]
            what = int(rng.choice(3, p=(0.7, 0.2, 0.1)))
            count = (int(rng.integers(3, 12)), int(rng.integers(2, 5)), 1)[what]
            turn = (np.arange(count) + rng.uniform(-0.3, 0.3, count)) * 360 / count
            size = rng.uniform(0.5, 1, count) * np.exp(rng.uniform(*np.log(size_m)))
            x, y, _ = GEOD.fwd(np.full(count, here[0]), np.full(count, here[1]), turn, size)
            plan.append(at)
            lon.append(x)
            lat.append(y)
            off.append(off[-1] + count)
            kind.append(what)
            radius.append(float(rng.uniform(0, 800)) if rng.random() < radii else 0.0)
            edges.append(int(what < 2 and rng.random() < lonlat))
            low, start = rng.uniform(0, 300), int(rng.integers(0, 3_000_000))
            z0.append(low)
            z1.append(low + rng.uniform(20, 300))
            t0.append(start)
            t1.append(start + int(np.exp(rng.uniform(9, 14))))
    return PlanArrays(
        plan=np.array(plan, dtype=np.int32),
        party=rng.integers(0, 4, plans).astype(np.int32),
        off=np.array(off, dtype=np.int64),
        lon=(np.concatenate(lon) + 180.0) % 360.0 - 180.0,
        lat=np.concatenate(lat),
        radius_m=np.array(radius),
        kind=np.array(kind, dtype=np.uint8),
        z0=np.array(z0),
        z1=np.array(z1),
        t0=np.array(t0, dtype=np.int64),
        t1=np.array(t1, dtype=np.int64),
        edges=np.array(edges, dtype=np.uint8),
    )


def bare(arrays):
    """The same world of geodesic areas only, without radii."""
    return replace(
        arrays,
        radius_m=np.zeros(len(arrays)),
        edges=np.zeros(len(arrays), dtype=np.uint8),
    )


def activities(arrays):
    """The world as the reference engine takes it; plan i is named so that order is kept."""
    volumes = [[] for _ in arrays.party]
    for at in range(len(arrays)):
        part = slice(arrays.off[at], arrays.off[at + 1])
        shape = judging.footprint(
            *(arrays.lon[part], arrays.lat[part], int(arrays.kind[at])),
            *(int(arrays.edges[at]), float(arrays.radius_m[at])),
        )
        band = Band(float(arrays.z0[at]), float(arrays.z1[at]), HeightReference.WGS84)
        start, end = (
            DAY + timedelta(milliseconds=int(each[at])) for each in (arrays.t0, arrays.t1)
        )
        volumes[arrays.plan[at]].append(Volume(shape, band, Span(start, end)))
    return [
        Activity(f"{at:05d}", 1, f"party {arrays.party[at]:02d}", "other", tuple(each))
        for at, each in enumerate(volumes)
    ]


def separation(horizontal_m=0.0, vertical_m=0.0, time_s=0.0):
    """A separation for all kinds."""
    return Separation(("*", "*"), horizontal_m, vertical_m, time_s, "test")


NOTHING_KNOWN = Bounds()


@pytest.fixture
def worlds():
    """This file's own helpers, for tests that cannot import a conftest by name."""
    import sys

    return sys.modules[__name__]
