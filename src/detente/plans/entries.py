"""What may be filed about plans: plan.file, plan.amend, plan.withdraw.

What this file knows: the bodies and their values. What it must not know: what was filed before
(state.py), whether two plans could meet (conflicts.py).

Rule 1. A plan is filed by the party whose activity it is, never for another.
Rule 2. An amendment is the whole plan anew, with the next version; nothing is patched.
Rule 3. A missing height or time is unknown, never "none": it counts as every height, any time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from detente.plans.conflicts import Activity
from detente.terms import limits
from detente.terms.entries import Filer, Kind
from detente.terms.fields import Fields
from detente.terms.places import read_position, read_volume
from detente.terms.truth import Truth
from detente.terms.where import Moving, Position, Volume


class PlanKind(Enum):
    """What is planned."""

    FLIGHT = "flight"
    CONVOY = "convoy"
    PATROL = "patrol"
    EXERCISE = "exercise"
    LIVE_FIRE = "live_fire"
    CLOSURE = "closure"
    SITE = "site"
    MOVING_CIRCLE = "moving_circle"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of a plan. None: not said (armed_escort None is not "no").

    volumes: where and when it takes place. position: the point to be read back. function: what the
    site or move serves. contact: the post that can be reached while it lasts. notify: actors to
    whom it is to be made known. expires_at: when the notice lapses even if the activity goes on.
    """

    plan: str
    version: int
    kind: PlanKind
    actor: str
    title: str
    contact: str | None
    volumes: tuple[Volume | Moving, ...]
    function: str | None = None
    armed_escort: Truth | None = None
    vehicles: int | str | None = None
    marking: str | None = None
    notify: tuple[str, ...] = ()
    units_to_pass_on: tuple[str, ...] = ()
    position: Position | None = None
    expires_at: datetime | None = None
    words: str | None = None

    @property
    def starts_at(self) -> datetime | None:
        """When the first volume starts; None where the time of any volume is unknown."""
        starts = [_bounds(volume)[0] for volume in self.volumes]
        known = [start for start in starts if start is not None]
        return min(known) if known and len(known) == len(starts) else None

    @property
    def ends_at(self) -> datetime | None:
        """When the last volume ends; None where the time of any volume is unknown."""
        ends = [_bounds(volume)[1] for volume in self.volumes]
        known = [end for end in ends if end is not None]
        return max(known) if known and len(known) == len(ends) else None

    @property
    def lapses_at(self) -> datetime | None:
        """When it expires: at expires_at or with its last volume, whichever comes first."""
        moments = [moment for moment in (self.expires_at, self.ends_at) if moment is not None]
        return min(moments, default=None)

    @property
    def needs_renewal(self) -> bool:
        """Whether it may well go on after it lapses: a site, or a notice shorter than its time."""
        if self.lapses_at is None:
            return False
        return self.kind is PlanKind.SITE or self.ends_at is None or self.lapses_at < self.ends_at

    @property
    def heights_unknown(self) -> tuple[int, ...]:
        """Which volumes have no heights: they count as every height."""
        return tuple(at for at, volume in enumerate(self.volumes) if volume.band is None)

    @property
    def times_unknown(self) -> tuple[int, ...]:
        """Which volumes have no time: they count as any time."""
        return tuple(at for at, volume in enumerate(self.volumes) if _bounds(volume)[0] is None)

    def activity(self) -> Activity:
        """As the conflict engine takes it."""
        return Activity(self.plan, self.version, self.actor, self.kind.value, self.volumes)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A plan is withdrawn, in a given version."""

    plan: str
    version: int
    reason: str


def _bounds(volume: Volume | Moving) -> tuple[datetime | None, datetime | None]:
    """When a volume starts and ends, slack included."""
    if isinstance(volume, Moving):
        slack = timedelta(seconds=volume.slack_s)
        return volume.fixes[0][0] - slack, volume.fixes[-1][0] + slack
    return (volume.span.start, volume.span.end) if volume.span else (None, None)


def parse_plan(fields: Fields) -> Plan:
    """A plan's body (docs/imports.md lists its fields); version 1 where none is given."""
    volumes = tuple(
        read_volume(item)
        for item in fields.objects("volumes", required=True, most=limits.VOLUMES_PER_PLAN_MAX)
    )
    if fields.value.get("volumes") == []:
        fields.wrong("volumes", "is empty", "Say where it takes place, in one volume at least")
    place = fields.optional_object("position")
    plan = Plan(
        plan=fields.id("plan"),
        version=fields.integer("version", low=1, default=1),
        kind=fields.choice("kind", PlanKind),
        actor=fields.id("actor"),
        title=fields.text("title"),
        contact=fields.optional_id("contact"),
        volumes=volumes,
        function=fields.optional_text("function"),
        armed_escort=fields.choice("armed_escort", Truth) if fields.has("armed_escort") else None,
        vehicles=_vehicles(fields),
        marking=fields.optional_text("marking"),
        notify=fields.ids("notify"),
        units_to_pass_on=fields.texts("units_to_pass_on"),
        position=read_position(place) if place else None,
        expires_at=fields.optional_moment("expires_at"),
        words=fields.optional_text("words"),
    )
    fields.knowledge("learnt_at")
    _times_fit(plan, fields)
    fields.done(besides=("learnt_at", "armed_escort"))
    return plan


def _vehicles(fields: Fields) -> int | str | None:
    """A count, or words such as "4 lorries, 1 light vehicle"."""
    if isinstance(fields.raw("vehicles"), str):
        return fields.optional_text("vehicles")
    return fields.optional_integer("vehicles")


def _times_fit(plan: Plan, fields: Fields) -> None:
    starts = [start for volume in plan.volumes if _whole(volume) and (start := _bounds(volume)[0])]
    if plan.expires_at is not None and starts and plan.expires_at <= min(starts):
        fields.wrong("expires_at", "is not after the start of the plan", "Correct one of them")


def _whole(volume: Volume | Moving) -> bool:
    """Whether it can be asked for its times: a timetable without fixes is a problem already."""
    return isinstance(volume, Volume) or bool(volume.fixes)


def parse_withdrawal(fields: Fields) -> Withdrawal:
    """{"plan", "version", "reason"}."""
    value = Withdrawal(fields.id("plan"), fields.integer("version", low=1), fields.text("reason"))
    fields.knowledge("learnt_at")
    fields.done(besides=("learnt_at",))
    return value


def _says_plan(plan: Plan) -> str:
    return f"plan {plan.plan} version {plan.version} ({plan.kind.value}): {plan.title}"


def _says_withdrawn(value: Withdrawal) -> str:
    return f"plan {value.plan} version {value.version} withdrawn: {value.reason}"


KINDS: tuple[Kind, ...] = (
    Kind(
        name="plan.file",
        function="plans",
        parse=parse_plan,
        says=_says_plan,
        filer=Filer.ACTOR_NAMED,
        acts_for=lambda plan: str(plan.actor),
        amended_by="plan.amend",
    ),
    Kind(
        name="plan.amend",
        function="plans",
        parse=parse_plan,
        says=_says_plan,
        filer=Filer.ACTOR_NAMED,
        acts_for=lambda plan: str(plan.actor),
        amended_by="plan.amend",
    ),
    Kind(name="plan.withdraw", function="plans", parse=parse_withdrawal, says=_says_withdrawn),
)
