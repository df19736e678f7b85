"""Channels x plans: a plan that names recipients is made known to them, in its last version.

And a plan that was amended after it was made known: what was answered to the version before no
longer counts, whoever has to tell it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from detente.channels.state import State as Channels
from detente.plans.entries import Plan, PlanKind
from detente.plans.state import State as Plans
from detente.terms.alerts import Alert
from detente.terms.entries import Entry
from detente.terms.json import JSON
from detente.terms.when import rfc3339
from detente.terms.who import Charter


def alerts(plans: Plans, channels: Channels, charter: Charter, now: datetime) -> list[Alert]:
    """`plan-to-notify` for each plan version with recipients that were not notified of it (the
    clerk takes the step), and `receipts-void` for each that somebody has to make known again.
    """
    found: list[Alert] = []
    for entry in plans.standing():
        plan: Plan = entry.value
        if plan.ends_at is not None and plan.ends_at <= now:
            continue
        waiting = tuple(one for one in plan.notify if one in charter.actors)
        if waiting and not channels.has_notified(_about(plan), plan.plan, plan.version):
            found.append(_to_notify(entry, waiting, charter))
        elif not waiting:
            found += _void(entry, channels, charter)
    return found


def _about(plan: Plan) -> str:
    return "site" if plan.kind is PlanKind.SITE else "plan"


def _void(entry: Entry, channels: Channels, charter: Charter) -> Iterator[Alert]:
    """The ladders of earlier versions: their receipts were for a plan that is no more."""
    plan: Plan = entry.value
    void = channels.void_below(_about(plan), plan.plan, plan.version)
    if not void:
        return
    recipients: list[JSON] = [*sorted({ladder.recipient for ladder in void})]
    yield Alert(
        rule="receipts-void",
        subjects=(plan.plan,),
        version=str(plan.version),
        function="channels",
        title=f"{plan.plan} was amended to version {plan.version}: what was answered to the"
        " version before does not count",
        addressees=charter.posts_of(plan.actor)[:1],
        raised_at=entry.filed_at,
        evidence={"recipients": recipients},
        entries=(entry.id,),
    )


def _to_notify(entry: Entry, waiting: tuple[str, ...], charter: Charter) -> Alert:
    plan: Plan = entry.value
    evidence: dict[str, JSON] = {
        "actor": plan.actor,
        "recipients": list(waiting),
        "about": {"kind": _about(plan), "id": plan.plan, "version": plan.version},
        "words": plan.title,
        "precedence": "urgent",
        "position": plan.position.as_json() if plan.position else None,
        "activity_starts_at": rfc3339(plan.starts_at) if plan.starts_at else None,
        "units": list(plan.units_to_pass_on),
    }
    return Alert(
        rule="plan-to-notify",
        subjects=(plan.plan,),
        version=str(plan.version),
        function="channels",
        title=f"{plan.plan} (version {plan.version}) is to be made known to {', '.join(waiting)}",
        addressees=charter.posts_of(plan.actor)[:1],
        raised_at=entry.filed_at,
        evidence=evidence,
        entries=(entry.id,),
    )
