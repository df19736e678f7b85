"""Operational intents as ASTM F3548-21 writes them in JSON, decoded into arrays.

What this file knows: the part of the document that places a plan in space and time. What it must
not know: the store. Polygons have geodesic edges and do not repeat their first vertex; circles are
decided by distance; heights are metres over WGS 84; nothing else is guessed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec
import numpy as np

from detente.geometry.geodesics import Floats
from detente.plans.engine.arrays import EVER_MS, Codes, Longs
from detente.plans.engine.deciding import AREA, POINT

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


class _Point(msgspec.Struct, gc=False):
    lng: float
    lat: float


class _Polygon(msgspec.Struct, gc=False):
    vertices: list[_Point]


class _Radius(msgspec.Struct, gc=False):
    value: float
    units: Literal["M"] = "M"


class _Circle(msgspec.Struct, gc=False):
    center: _Point
    radius: _Radius


class _Altitude(msgspec.Struct, gc=False):
    value: float
    reference: Literal["W84"] = "W84"
    units: Literal["M"] = "M"


class _Time(msgspec.Struct, gc=False):
    value: datetime


class _Volume3D(msgspec.Struct, gc=False):
    outline_polygon: _Polygon | None = None
    outline_circle: _Circle | None = None
    altitude_lower: _Altitude | None = None
    altitude_upper: _Altitude | None = None


class _Volume4D(msgspec.Struct, gc=False):
    volume: _Volume3D
    time_start: _Time | None = None
    time_end: _Time | None = None


class _Details(msgspec.Struct, gc=False):
    volumes: list[_Volume4D] = []
    off_nominal_volumes: list[_Volume4D] = []


class _Reference(msgspec.Struct, gc=False):
    id: str
    manager: str


class _Intent(msgspec.Struct, gc=False):
    details: _Details
    reference: _Reference | None = None


_DECODER = msgspec.json.Decoder(_Intent)


@dataclass(frozen=True, slots=True)
class Document:
    """What a document says: who and which (None: it does not say), and its volumes."""

    id: str | None
    manager: str | None
    lon: Floats
    lat: Floats
    off: Longs
    z0: Floats
    z1: Floats
    t0: Longs
    t1: Longs
    radius: Floats
    kind: Codes


def decode(data: bytes) -> Document:
    """Read a document. ValueError says where it cannot be read, as a JSON path."""
    try:
        intent = _DECODER.decode(data)
    except msgspec.MsgspecError as error:
        raise ValueError(f"not an operational intent: {error}") from error
    volumes = intent.details.volumes + intent.details.off_nominal_volumes
    if not volumes:
        raise ValueError("not an operational intent: it has no volume - `$.details.volumes`")
    lon: list[float] = []
    lat: list[float] = []
    off, low, high, start, end, radius, kind = [0], [], [], [], [], [], []
    for each in volumes:
        volume = each.volume
        if volume.outline_polygon is not None:
            vertices = volume.outline_polygon.vertices
            lon += [point.lng for point in vertices]
            lat += [point.lat for point in vertices]
            radius.append(0.0)
            kind.append(AREA)
        elif volume.outline_circle is not None:
            lon.append(volume.outline_circle.center.lng)
            lat.append(volume.outline_circle.center.lat)
            radius.append(volume.outline_circle.radius.value)
            kind.append(POINT)
        else:
            raise ValueError("not an operational intent: a volume has no outline - `$.details`")
        off.append(len(lon))
        low.append(volume.altitude_lower.value if volume.altitude_lower else -math.inf)
        high.append(volume.altitude_upper.value if volume.altitude_upper else math.inf)
        start.append(_ms(each.time_start.value, False) if each.time_start else -EVER_MS)
        end.append(_ms(each.time_end.value, True) if each.time_end else EVER_MS)
    reference = intent.reference
    return Document(
        reference.id if reference else None,
        reference.manager if reference else None,
        np.array(lon),
        np.array(lat),
        np.array(off),
        np.array(low),
        np.array(high),
        np.array(start),
        np.array(end),
        np.array(radius),
        np.array(kind, dtype=np.uint8),
    )


def _ms(moment: datetime, up: bool) -> int:
    """Milliseconds since 1970; what is finer goes outward. Without an offset it is no moment."""
    if moment.tzinfo is None:
        raise ValueError(f"not an operational intent: {moment} has no offset from UTC")
    since = moment - _EPOCH
    return -(-since // _MS) if up else since // _MS
