"""A small mechanism for tests of the composed parts: two parties, a monitor, a mediator."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from detente.terms.json import JSON

OPENS = datetime(2026, 3, 10, 7, tzinfo=UTC)
POSTS = ("north-duty", "south-duty", "south-deputy", "mission-desk", "mediator-desk")


def charter() -> dict[str, JSON]:
    """The charter's body, as a world.toml would give it."""
    return {
        "mechanism": "test-line",
        "title": "A line for tests",
        "exercise": True,
        "words": "made up",
        "founders": ["north-duty", "south-duty"],
        "actors": [
            {"id": "north", "name": "North", "role": "party"},
            {"id": "south", "name": "South", "role": "party"},
            {"id": "mission", "name": "Mission", "role": "monitor"},
            {"id": "mediator", "name": "Mediator", "role": "mediator"},
        ],
        "posts": [
            {"id": "north-duty", "actor": "north", "name": "North duty"},
            {"id": "south-duty", "actor": "south", "name": "South duty"},
            {"id": "south-deputy", "actor": "south", "name": "South deputy"},
            {"id": "mission-desk", "actor": "mission", "name": "Mission desk"},
            {"id": "mediator-desk", "actor": "mediator", "name": "Mediator desk"},
        ],
        "separations": [
            {
                "kinds": ["*", "*"],
                "horizontal_m": 1000,
                "vertical_m": 100,
                "time_s": 0,
                "source": "charter",
            }
        ],
    }


def disc_plan(
    plan: str, actor: str, lon: float, *, kind: str = "patrol", **more: Any
) -> dict[str, Any]:
    """A plan over a disc of 2 km from 10:00 to 12:00, on the ground."""
    return {
        "plan": plan,
        "version": 1,
        "kind": kind,
        "actor": actor,
        "title": f"{kind} of {actor}",
        "contact": f"{actor}-duty",
        "volumes": [
            {
                "footprint": {"shape": "disc", "centre": [lon, -49.3], "radius_m": 2000},
                "band": {"lower_m": 0, "upper_m": 10, "reference": "agl"},
                "span": {"start": "2026-03-10T10:00:00Z", "end": "2026-03-10T12:00:00Z"},
            }
        ],
        **more,
    }
