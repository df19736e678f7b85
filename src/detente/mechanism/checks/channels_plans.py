"""Channels x plans: a plan that names recipients is made known to them, in its last version."""

from __future__ import annotations

from datetime import datetime

from detente.channels.state import State as Channels
from detente.plans.state import State as Plans
from detente.terms.alerts import Alert
from detente.terms.json import JSON
from detente.terms.when import rfc3339
from detente.terms.who import Charter


def alerts(plans: Plans, channels: Channels, charter: Charter, now: datetime) -> list[Alert]:
    """`plan-to-notify` for each plan version with recipients that have not been notified of it.

    The clerk takes the step (loop.py); the alert stands until the notification is filed.
    """
    found = []
    for entry in plans.standing():
        plan = entry.value
        about = "site" if plan.kind.value == "site" else "plan"
        waiting = [one for one in plan.notify if one in charter.actors]
        if not waiting or channels.has_notified(about, plan.plan, plan.version):
            continue
        starts = plan.starts_at
        if plan.ends_at is not None and plan.ends_at <= now:
            continue
        posts = charter.posts_of(plan.actor)
        evidence: dict[str, JSON] = {
            "actor": plan.actor,
            "recipients": list(waiting),
            "about": {"kind": about, "id": plan.plan, "version": plan.version},
            "words": plan.title,
            "precedence": "urgent",
            "position": plan.position.as_json() if plan.position else None,
            "activity_starts_at": rfc3339(starts) if starts else None,
            "units": list(plan.units_to_pass_on),
        }
        found.append(
            Alert(
                rule="plan-to-notify",
                subjects=(plan.plan,),
                version=str(plan.version),
                function="channels",
                title=f"{plan.plan} (version {plan.version}) is to be made known to"
                f" {', '.join(waiting)}",
                addressees=posts[:1],
                raised_at=entry.filed_at,
                evidence=evidence,
                entries=(entry.id,),
            )
        )
    return found
