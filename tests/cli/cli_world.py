"""A small live mechanism for the command line's tests: its charter, a plan, and arguments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CHARTER = """
[mechanism]
id = "river-line"
title = "Deconfliction along the river"
exercise = false
words = "made up for tests"
founders = ["north-duty", "south-duty"]

[[actors]]
id = "north"
name = "Northern Force"
role = "party"

[[actors]]
id = "south"
name = "Southern Force"
role = "party"

[[posts]]
id = "north-duty"
actor = "north"
name = "Northern duty officer"

[[posts]]
id = "south-duty"
actor = "south"
name = "Southern duty officer"
"""

PLAN: dict[str, Any] = {
    "plan": "n-1",
    "version": 1,
    "kind": "patrol",
    "actor": "north",
    "title": "Patrol",
    "contact": "north-duty",
    "volumes": [
        {
            "footprint": {"shape": "disc", "centre": [69.3, -49.3], "radius_m": 500},
            "span": {"start": "2030-03-10T10:00:00Z", "end": "2030-03-10T12:00:00Z"},
        }
    ],
}


def filing(
    path: Path, *, kind: str = "plan.file", post: str = "north-duty", audience: str = "north"
) -> list[object]:
    """The arguments of `detente file` with the body from standard input."""
    return ["file", path, kind, "--post", post, "--audience", audience, "--body", "-"]


def body(**changes: Any) -> str:
    """The plan as JSON, with changes."""
    return json.dumps({**PLAN, **changes})
