"""What the server says about itself: limits with their reasons, kinds, whether it is well."""

from __future__ import annotations

from starlette.responses import Response

from detente.desk.limits import listed, named
from detente.http import limits as door
from detente.http.calls import Call, json_bytes, json_response
from detente.mechanism.kinds import KINDS
from detente.terms.json import JSON


async def limits(call: Call) -> Response:  # noqa: ARG001  every handler takes its call
    """GET /api/limits."""
    rows = [*listed(), *named("http", door)]
    return json_response(json_bytes({"limits": rows}))


async def kinds(call: Call) -> Response:  # noqa: ARG001
    """GET /api/kinds."""
    rows: list[JSON] = [
        {
            "name": kind.name,
            "function": kind.function,
            "filer": kind.filer.value,
            "amended_by": kind.amended_by,
        }
        for kind in KINDS.values()
    ]
    return json_response(json_bytes({"kinds": rows}))


async def healthz(call: Call) -> Response:
    """GET /healthz: asks every desk for its index, so that a lost store shows."""
    for counter in call.house.counters.values():
        await counter.call(lambda desk: desk.index)
    return json_response(json_bytes({"status": "ok", "mechanisms": len(call.house.counters)}))
