"""What plans alone make urgent: notices that expire; and flags on what is unknown.

What this file knows: one plan at a time, and `now`. What it must not know: other plans and rules
(mechanism/checks), who asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from detente.plans.entries import Plan
from detente.plans.state import State
from detente.terms.alerts import Alert
from detente.terms.entries import Entry
from detente.terms.json import JSON
from detente.terms.when import rfc3339
from detente.terms.who import Charter

RENEWAL_LEAD = timedelta(hours=24)
"""How long before it lapses a notice asks to be renewed. Ours, from no treaty."""


def alerts(state: State, now: datetime) -> list[Alert]:
    """Renewals that are due, and a flag for each thing that a live plan leaves unknown."""
    found: list[Alert] = []
    for entry in state.standing():
        found += _renewal(entry, state.charter, now)
    for entry in state.live(now):
        found += _unknowns(entry)
    return found


def next_due(state: State, now: datetime) -> datetime | None:
    """The next moment after now at which one of these changes by time alone."""
    moments: list[datetime] = []
    for entry in state.standing():
        plan: Plan = entry.value
        if plan.lapses_at is not None:
            moments.append(plan.lapses_at)
            if plan.needs_renewal:
                moments.append(_asked_from(entry, plan.lapses_at))
    return min((moment for moment in moments if moment > now), default=None)


def _asked_from(entry: Entry, lapses: datetime) -> datetime:
    """From when renewal is asked for: never before the plan was filed."""
    return max(lapses - RENEWAL_LEAD, entry.filed_at)


def _renewal(entry: Entry, charter: Charter, now: datetime) -> Iterator[Alert]:
    plan: Plan = entry.value
    lapses = plan.lapses_at
    if lapses is None or not plan.needs_renewal or now < _asked_from(entry, lapses):
        return
    posts = (plan.contact,) if plan.contact in charter.posts else charter.posts_of(plan.actor)
    if now < lapses:
        rule, title = "plan-expires-soon", f"{plan.plan} expires at {rfc3339(lapses)}: renew it"
        raised_at = _asked_from(entry, lapses)
    else:
        rule, title = "plan-expired", f"{plan.plan} expired at {rfc3339(lapses)}: not renewed"
        raised_at = max(lapses, entry.filed_at)
    yield _alert(
        entry,
        rule,
        title,
        addressees=tuple(str(post) for post in posts),
        raised_at=raised_at,
        deadline=lapses,
        evidence={"lapses_at": rfc3339(lapses), "kind": plan.kind.value},
    )


def _unknowns(entry: Entry) -> Iterator[Alert]:
    plan: Plan = entry.value
    if plan.heights_unknown:
        yield _alert(
            entry,
            "height-unknown",
            f"{plan.plan}: height unknown, so it counts as every height",
            evidence={"volumes": list(plan.heights_unknown)},
        )
    if plan.times_unknown:
        yield _alert(
            entry,
            "time-unknown",
            f"{plan.plan}: time unknown, so it counts as any time",
            evidence={"volumes": list(plan.times_unknown)},
        )
    if plan.contact is None:
        yield _alert(
            entry,
            "no-contact",
            f"{plan.plan}: no contact is named for while it lasts",
            evidence={},
        )


def _alert(
    entry: Entry,
    rule: str,
    title: str,
    *,
    evidence: dict[str, JSON],
    addressees: tuple[str, ...] = (),
    raised_at: datetime | None = None,
    deadline: datetime | None = None,
) -> Alert:
    plan: Plan = entry.value
    return Alert(
        rule=rule,
        subjects=(plan.plan,),
        version=str(plan.version),
        function="plans",
        title=title,
        addressees=addressees,
        raised_at=raised_at or entry.filed_at,
        deadline=deadline,
        evidence=evidence,
        entries=(entry.id,),
    )
