"""How far ways apart are searched, and what may change its height; ours, from no treaty.

These bound the search and its words say so: that nothing was found within them says no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TIME_MOST_S = 43_200
"""No plan is moved by more than 12 h: a later day is another plan. Shared: 6 h each."""

HEIGHT_MOST_M = 20_000
"""No plan is raised or lowered by more, nor above it: nothing planned here flies higher."""

TRIES_MAX = 512
"""Changes tried on the engine in one search. More mean plans that touch one another all day."""

CELLS_MAX = 50_000
"""Undecided pieces of two timetables at one time; beyond, each second is tried on the engine."""

METRE_S = 1.0
"""The exchange by which ways are ranked: a metre of height disturbs as a second of time does."""

MAY_CHANGE_HEIGHT: Mapping[str, bool] = MappingProxyType(
    {
        "flight": True,
        "exercise": True,
        "closure": True,
        "other": True,
        "convoy": False,
        "patrol": False,
        "site": False,
        "live_fire": False,
        "moving_circle": False,
    }
)
"""Whether plans of a kind can be raised or lowered at all; a kind that is not named cannot."""
