"""Operations as JSON documents: operational intents in the shape of ASTM F3548-21, about 2.2 kB.

What this file knows: the shape. What it must not know: who reads it.
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.plans.workloads import Workload

DAY = datetime(2024, 6, 5, tzinfo=UTC)
"""Midnight from which the workloads count their times."""
DAY_MS = int(DAY.timestamp() * 1_000)


def document(work: Workload, operation: int, volumes: range) -> bytes:
    """One operation; `volumes` are its volumes."""
    party = int(work.party[volumes[0]])
    intent = {
        "reference": {
            "id": str(uuid.UUID(int=(0x4 << 76) | (0x8 << 60) | operation)),
            "manager": f"party-{party}",
            "uss_availability": "Normal",
            "version": 1,
            "state": "Accepted",
            "ovn": f"{operation:036d}",
            "time_start": _time(int(work.t0[volumes[0] : volumes[-1] + 1].min())),
            "time_end": _time(int(work.t1[volumes[0] : volumes[-1] + 1].max())),
            "uss_base_url": f"https://party-{party}.example/uss/v1",
            "subscription_id": str(uuid.UUID(int=(0x4 << 76) | (0x9 << 60) | operation)),
        },
        "details": {
            "volumes": [_volume(work, at) for at in volumes],
            "off_nominal_volumes": [],
            "priority": 0,
        },
    }
    return json.dumps(intent, separators=(",", ":")).encode()


def _volume(work: Workload, at: int) -> dict[str, Any]:
    vertices = [{"lng": x / 1e7, "lat": y / 1e7} for x, y in work.ring(at).tolist()]
    return {
        "volume": {
            "outline_polygon": {"vertices": vertices},
            "altitude_lower": _altitude(int(work.z0[at])),
            "altitude_upper": _altitude(int(work.z1[at])),
        },
        "time_start": _time(int(work.t0[at])),
        "time_end": _time(int(work.t1[at])),
    }


def _altitude(centimetres: int) -> dict[str, Any]:
    return {"value": centimetres / 100, "reference": "W84", "units": "M"}


def _time(milliseconds: int) -> dict[str, str]:
    moment = DAY + timedelta(milliseconds=milliseconds)
    return {"value": moment.isoformat(timespec="milliseconds"), "format": "RFC3339"}
