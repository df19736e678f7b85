"""What is offered: a change after which two plans no longer meet; and why there is none.

Rule. A way apart is an offer to talk about. Its words say what was checked, and that it is not a
permission; its rank says least disturbance, never best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from detente.plans.apart.limits import HEIGHT_MOST_M, METRE_S, TIME_MOST_S
from detente.plans.apart.shifts import hull_ticks
from detente.plans.conflicts import Activity
from detente.plans.times import moment
from detente.terms.json import JSON
from detente.terms.places import band_json
from detente.terms.when import rfc3339
from detente.terms.where import Band

NOTICE = "After this change no conflict with what is filed was found. This is not permission."
OPPOSITE = {"delay": "advance", "advance": "delay", "raise": "lower", "lower": "raise"}
KINDS = tuple(OPPOSITE)


@dataclass(frozen=True, slots=True)
class Moved:
    """One plan after the change: kind says which way it moves; times None where unknown.

    starts_at, ends_at: from its first start to its last end, slack included. was_at: its start
    before. bands: the heights of its volumes, in their order.
    """

    plan: str
    version: int
    actor: str
    kind: str
    was_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    bands: tuple[Band | None, ...]

    def as_json(self) -> dict[str, JSON]:
        """As pages and programs take it."""
        return {
            "plan": self.plan,
            "version": self.version,
            "actor": self.actor,
            "kind": self.kind,
            "starts_at": rfc3339(self.starts_at) if self.starts_at else None,
            "ends_at": rfc3339(self.ends_at) if self.ends_at else None,
            "bands": [band_json(band) for band in self.bands],
        }


@dataclass(frozen=True, slots=True)
class WayApart:
    """One way apart.

    kind: delay, advance, raise or lower; where it is shared, what the first of `of` does, and the
    second does the opposite by as much. by_s, by_m: how far each of them moves; the other is None.
    free_of: with how many plans no conflict was found after it. ends: each moved plan after it.
    in_time: whether no plan is moved that has begun, or into the past (None: nobody said "now").
    """

    kind: str
    of: tuple[str, ...]
    by_s: int | None
    by_m: int | None
    shared: bool
    free_of: int
    ends: tuple[Moved, ...]
    in_time: bool | None
    rank: int = 0
    why_this_rank: str = ""

    @property
    def disturbance_s(self) -> float:
        """What it moves in all, in seconds; metres by the stated exchange."""
        each = self.by_s if self.by_s is not None else (self.by_m or 0) * METRE_S
        return float(each * len(self.of))

    @property
    def words(self) -> str:
        """One sentence for a person."""
        by = f"{self.by_s} s" if self.by_s is not None else f"{self.by_m} m"
        if not self.shared:
            return f"{self.kind.capitalize()} {self.of[0]} by {by}."
        one, two = self.of
        return f"{self.kind.capitalize()} {one} and {OPPOSITE[self.kind]} {two} by {by} each."

    def as_json(self) -> dict[str, JSON]:
        """As pages and programs take it."""
        return {
            "rank": self.rank,
            "why_this_rank": self.why_this_rank,
            "kind": self.kind,
            "of": list(self.of),
            "by_s": self.by_s,
            "by_m": self.by_m,
            "shared": self.shared,
            "disturbance_s": self.disturbance_s,
            "in_time": self.in_time,
            "free_of": self.free_of,
            "ends": [one.as_json() for one in self.ends],
            "words": self.words,
            "notice": NOTICE,
        }


@dataclass(frozen=True, slots=True)
class NoWay:
    """Why a change of that kind is not offered. in_the_way: plans that it would meet."""

    kind: str
    of: tuple[str, ...]
    why: str
    in_the_way: tuple[str, ...] = ()

    def as_json(self) -> dict[str, JSON]:
        """As pages and programs take it."""
        return {
            "kind": self.kind,
            "of": list(self.of),
            "why": self.why,
            "in_the_way": list(self.in_the_way),
        }


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways apart, least disturbance first, and what is not offered."""

    ways: tuple[WayApart, ...]
    not_offered: tuple[NoWay, ...]


def moved(before: Activity, after: Activity, kind: str) -> Moved:
    """What a plan comes to."""
    was, is_ = hull_ticks(before), hull_ticks(after)
    return Moved(
        plan=after.plan,
        version=after.version,
        actor=after.actor,
        kind=kind,
        was_at=moment(was[0]) if was else None,
        starts_at=moment(is_[0]) if is_ else None,
        ends_at=moment(is_[1]) if is_ else None,
        bands=tuple(volume.band for volume in after.volumes),
    )


def ranked(ways: Sequence[WayApart]) -> tuple[WayApart, ...]:
    """First what is still in time, then what moves least in all, then what moves fewer plans."""
    ordered = sorted(
        ways,
        key=lambda way: (
            way.in_time is False,
            way.disturbance_s,
            len(way.of),
            KINDS.index(way.kind),
            way.of,
        ),
    )
    return tuple(
        replace(way, rank=at, why_this_rank=_why(way)) for at, way in enumerate(ordered, 1)
    )


def _why(way: WayApart) -> str:
    if way.by_s is not None:
        said = f"moves {way.by_s} s"
    else:
        said = f"moves {way.by_m} m, and a metre counts as {METRE_S:g} s"
    if way.shared:
        said += ", for each of two plans"
    late = "; it moves a plan that has begun, or into the past" if way.in_time is False else ""
    return f"{said}: {way.disturbance_s:g} s in all; the least comes first{late}"


def within_words(kind: str, *, shared: bool) -> str:
    """The bound of a search, in words."""
    if kind in ("delay", "advance"):
        hours = TIME_MOST_S // 3600
        return f"{hours // 2} h each" if shared else f"{hours} h"
    each = " each" if shared else ""
    return f"{HEIGHT_MOST_M // 2 if shared else HEIGHT_MOST_M} m{each}, above the ground"
