"""Entries about plans -> which plans stand, in which version, until when.

What this file knows: versions, withdrawal, expiry. What it must not know: whether plans could meet
(conflicts.py), agreed rules, who asks.

Rule 1. Entries come in the order of the record, perhaps not all of them: a reader who cannot see
version 1 sees the plan from version 2 on.
Rule 2. Expiry is computed from `now`, never filed. Time is half-open: a plan whose last volume
ends at 12:00 has expired at 12:00.
Rule 3. Only the actor of a plan amends or withdraws it, and whoever could read the version before
can read that it was changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from detente.geometry import outline, validity
from detente.plans.conflicts import Activity
from detente.plans.entries import Plan, Withdrawal
from detente.terms.entries import Draft, Entry
from detente.terms.json import JSON
from detente.terms.places import band_json, volume_json
from detente.terms.problems import Problem
from detente.terms.when import rfc3339
from detente.terms.where import Footprint, Moving, Volume
from detente.terms.who import EVERYBODY, Charter


@dataclass(slots=True)
class Filed:
    """A plan as filed: the entries of its versions, oldest first, and of its withdrawal."""

    versions: list[Entry] = field(default_factory=list)
    withdrawn: Entry | None = None

    @property
    def entry(self) -> Entry:
        """The filing of the last version."""
        return self.versions[-1]

    @property
    def plan(self) -> Plan:
        """The last version."""
        plan: Plan = self.entry.value
        return plan

    def state(self, now: datetime) -> str:
        """filed, withdrawn or expired."""
        if self.withdrawn is not None:
            return "withdrawn"
        lapses = self.plan.lapses_at
        return "expired" if lapses is not None and lapses <= now else "filed"


class State:
    """All plans, by id, in the order in which they were first filed."""

    def __init__(self, charter: Charter) -> None:
        self.charter = charter
        self.plans: dict[str, Filed] = {}

    def apply(self, entry: Entry) -> None:
        """Fold one plan.file, plan.amend or plan.withdraw."""
        value = entry.value
        if isinstance(value, Plan):
            filed = self.plans.setdefault(value.plan, Filed())
            if not filed.versions or (
                filed.plan.actor == value.actor and filed.plan.version < value.version
            ):
                filed.versions.append(entry)
        elif isinstance(value, Withdrawal):
            known = self.plans.get(value.plan)
            if known is not None and known.plan.actor == entry.actor and not known.withdrawn:
                known.withdrawn = entry

    def problems(self, draft: Draft) -> list[Problem]:
        """Cross-reference faults of a draft: ids, versions, actors, posts, geometry."""
        value = draft.value
        if isinstance(value, Withdrawal):
            return self._of_version(draft, value.plan, value.version, following=False)
        assert isinstance(value, Plan), "a draft of one of our kinds"
        problems = geometry_problems(value)
        for at, actor in enumerate(value.notify):
            if actor not in self.charter.actors:
                problems.append(
                    Problem(
                        f"$.notify[{at}]",
                        f"{actor} is not an actor here",
                        "Name one of the charter",
                    )
                )
        if value.contact is not None and value.contact not in self.charter.posts:
            known = ", ".join(self.charter.posts_of(value.actor)) or "a post of the charter"
            problems.append(
                Problem("$.contact", f"{value.contact} is not a post here", f"Use {known}")
            )
        if draft.kind == "plan.amend":
            return problems + self._of_version(draft, value.plan, value.version, following=True)
        if value.plan in self.plans:
            problems.append(
                Problem(
                    "$.plan", f"{value.plan} is taken", "Choose another id, or file plan.amend"
                )
            )
        if value.version != 1:
            problems.append(Problem("$.version", "a new plan has version 1", "Write 1"))
        return problems

    def _of_version(
        self, draft: Draft, plan: str, version: int, *, following: bool
    ) -> list[Problem]:
        """Faults of an amendment (the version must follow the last) or a withdrawal (be it)."""
        filed = self.plans.get(plan)
        if filed is None or filed.plan.actor != draft.actor:
            # One answer for both, so that nobody learns of another's plan by asking.
            return [
                Problem("$.plan", f"{draft.actor} has filed no plan {plan}", "Check the plan's id")
            ]
        if filed.withdrawn is not None:
            return [Problem("$.plan", f"{plan} was withdrawn", "File it anew under another id")]
        problems = []
        wanted = filed.plan.version + 1 if following else filed.plan.version
        if version != wanted:
            problems.append(
                Problem(
                    "$.version",
                    f"the last version of {plan} is {filed.plan.version},"
                    f" so this must be {wanted}, not {version}",
                    "Look at what was filed meanwhile, then write that version",
                )
            )
        return problems + _left_out(filed, draft)

    def get(self, plan: str) -> Filed | None:
        """A plan with its versions, None where no such plan is known."""
        return self.plans.get(plan)

    def at_version(self, plan: str, version: int) -> Plan | None:
        """One version of a plan, None where it is not known."""
        filed = self.plans.get(plan)
        values: list[Plan] = [entry.value for entry in filed.versions] if filed else []
        return next((value for value in values if value.version == version), None)

    def standing(self) -> list[Entry]:
        """The filing of the last version of every plan that was not withdrawn, expired or not."""
        return [filed.entry for filed in self.plans.values() if filed.withdrawn is None]

    def live(self, now: datetime) -> list[Entry]:
        """The filing of the last version of every plan neither withdrawn nor expired."""
        return [filed.entry for filed in self.plans.values() if filed.state(now) == "filed"]

    def activities(self, now: datetime) -> list[Activity]:
        """What the conflict engine takes of the live plans."""
        return [entry.value.activity() for entry in self.live(now)]

    def picture(self, now: datetime) -> dict[str, JSON]:
        """{"plans": [...]}, in the order in which they were first filed."""
        return {"plans": [_plan_json(filed, now) for filed in self.plans.values()]}


def _left_out(filed: Filed, draft: Draft) -> list[Problem]:
    before = filed.entry.audience
    missing = sorted(before - draft.audience - {draft.actor})
    if EVERYBODY in draft.audience or not missing:
        return []
    names = "everybody" if EVERYBODY in missing else ", ".join(missing)
    return [
        Problem(
            "audience",
            f"leaves out {names}, for whom version {filed.plan.version} would go on standing",
            "Address all who could read the version before",
        )
    ]


def geometry_problems(plan: Plan, path: str = "$") -> list[Problem]:
    """What is wrong with the footprints of a plan's volumes."""
    return [
        Problem(f"{path}.volumes[{at}].{name}", what, next_step)
        for at, volume in enumerate(plan.volumes)
        for name, shape in (_shape(volume),)
        for what, next_step in validity.problems(shape)
    ]


def _shape(volume: Volume | Moving) -> tuple[str, Footprint | Moving]:
    """Where a volume is, under the name that its body gives it."""
    return ("moving", volume) if isinstance(volume, Moving) else ("footprint", volume.footprint)


@lru_cache(maxsize=4096)
def _outlined(shape: Footprint | Moving) -> JSON:
    # Pure of the shape: the cache saves work and changes no answer.
    return outline.geojson(shape)


def _display(plan: Plan) -> JSON:
    """One feature for each volume, for display only: circles are drawn as polygons."""
    features: list[JSON] = []
    for at, volume in enumerate(plan.volumes):
        span = volume.span if isinstance(volume, Volume) else None
        properties: dict[str, JSON] = {
            "plan": plan.plan,
            "kind": plan.kind.value,
            "actor": plan.actor,
            "volume": at,
            "moving": isinstance(volume, Moving),
            "band": band_json(volume.band),
            "span": span.as_json() if span else None,
        }
        features.append(
            {"type": "Feature", "geometry": _outlined(_shape(volume)[1]), "properties": properties}
        )
    return {"type": "FeatureCollection", "features": features}


def _moment(moment: datetime | None) -> JSON:
    return rfc3339(moment) if moment else None


def _plan_json(filed: Filed, now: datetime) -> dict[str, JSON]:
    plan, withdrawn = filed.plan, filed.withdrawn
    versions: list[JSON] = [
        {
            "version": entry.value.version,
            "entry": entry.id,
            "post": entry.post,
            "filed_at": rfc3339(entry.filed_at),
            "title": entry.value.title,
            "words": entry.value.words,
        }
        for entry in filed.versions
    ]
    return {
        "id": plan.plan,
        "version": plan.version,
        "kind": plan.kind.value,
        "actor": plan.actor,
        "title": plan.title,
        "contact": plan.contact,
        "function": plan.function,
        "state": filed.state(now),
        "volumes": [volume_json(volume) for volume in plan.volumes],
        "geojson": _display(plan),
        "starts_at": _moment(plan.starts_at),
        "ends_at": _moment(plan.ends_at),
        "expires_at": _moment(plan.expires_at),
        "lapses_at": _moment(plan.lapses_at),
        "needs_renewal": plan.needs_renewal,
        "heights_unknown": list(plan.heights_unknown),
        "times_unknown": list(plan.times_unknown),
        "armed_escort": plan.armed_escort.value if plan.armed_escort is not None else None,
        "vehicles": plan.vehicles,
        "marking": plan.marking,
        "notify": list(plan.notify),
        "units_to_pass_on": list(plan.units_to_pass_on),
        "position": plan.position.as_json() if plan.position else None,
        "words": plan.words,
        "filed_at": rfc3339(filed.entry.filed_at),
        "entry": filed.entry.id,
        "withdrawn": {
            "at": rfc3339(withdrawn.filed_at),
            "reason": withdrawn.value.reason,
            "entry": withdrawn.id,
        }
        if withdrawn
        else None,
        "versions": versions,
    }
