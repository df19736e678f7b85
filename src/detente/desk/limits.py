"""Every limit with its reason, read from where it is written: a constant and the text under it."""

from __future__ import annotations

import ast
import inspect
from itertools import pairwise
from types import ModuleType

from detente.plans.apart import limits as apart
from detente.record import envelope, keys, note, proofs
from detente.terms import limits as terms
from detente.terms.json import JSON


def listed() -> list[dict[str, JSON]]:
    """The limits of the format: those that hold at every door."""
    return [
        *named("terms", terms),
        *named("plans", apart),
        *(
            one
            for module in (envelope, keys, note, proofs)
            for one in named("record", module)
            if str(one["name"]).endswith("_MAX")
        ),
    ]


def named(room: str, module: ModuleType) -> list[dict[str, JSON]]:
    """Every upper-case constant of a module, with the docstring under it as its reason."""
    found: list[dict[str, JSON]] = []
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
