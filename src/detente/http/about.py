"""What the server says about itself: limits with their reasons, kinds, whether it is well."""

from __future__ import annotations

import ast
import inspect
from itertools import pairwise
from types import ModuleType

from starlette.responses import Response

from detente.http import limits as door
from detente.http.calls import Call, json_bytes, json_response
from detente.mechanism.kinds import KINDS
from detente.terms import limits as terms
from detente.terms.json import JSON

_ROOMS: tuple[tuple[str, ModuleType], ...] = (("terms", terms), ("http", door))


def named(room: str, module: ModuleType) -> list[JSON]:
    """Every upper-case constant of a module, with the docstring under it as its reason."""
    found: list[JSON] = []
    body = ast.parse(inspect.getsource(module)).body
    for here, following in pairwise(body):
        if not (isinstance(here, ast.Assign) and isinstance(following, ast.Expr)):
            continue
        reason, target = following.value, here.targets[0]
        if isinstance(reason, ast.Constant) and isinstance(target, ast.Name):
            value = getattr(module, target.id)
            words = str(reason.value)
            found.append({"name": target.id, "value": value, "reason": words, "room": room})
    return found


async def limits(call: Call) -> Response:  # noqa: ARG001  every handler takes its call
    """GET /api/limits."""
    rows = [row for room, module in _ROOMS for row in named(room, module)]
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
