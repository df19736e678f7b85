"""Plans x agreements: plan conflicts, with the separation that holds between the two parties.

Every plan that was not withdrawn takes part, in its last version, also when its time is over: what
was notified must stay explainable. Whether a conflict still lies ahead is for the reader of `now`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from detente.agreements.state import State as Agreements
from detente.mechanism.checks import plans_agreements
from detente.plans.conflicts import PlanConflict
from detente.plans.engine import day
from detente.plans.entries import Plan
from detente.plans.state import State as Plans
from detente.terms.alerts import Alert
from detente.terms.entries import Entry
from detente.terms.json import JSON
from detente.terms.truth import Truth
from detente.terms.when import Span, rfc3339
from detente.terms.who import Charter, Separation

URGENT_WITHIN_S = 86_400.0
"""A conflict that begins within a day is made known with the urgent clocks. Ours."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A plan conflict and the two filings behind it, in the order of the conflict's plans."""

    conflict: PlanConflict
    filings: tuple[Entry, Entry]

    @property
    def plans(self) -> tuple[Plan, Plan]:
        """The two plans."""
        return (self.filings[0].value, self.filings[1].value)


def find(plans: Plans, agreements: Agreements, charter: Charter) -> tuple[Finding, ...]:
    """All plan conflicts among the plans that were not withdrawn, in the engine's stable order."""
    filings = {entry.value.plan: entry for entry in plans.standing()}
    separation_for = plans_agreements.separation_for(agreements, charter)
    found = day.find(
        [entry.value.activity() for entry in filings.values()],
        separation_for,
        charter.bounds,
        widest=_widest(agreements, charter),
    )
    return tuple(
        Finding(conflict, (filings[conflict.plans[0][0]], filings[conflict.plans[1][0]]))
        for conflict in found
    )


def _widest(agreements: Agreements, charter: Charter) -> Separation:
    """What no separation that could hold between any two plans exceeds: for the first look."""
    every = [
        *charter.separations,
        *(
            apart.separation("")
            for instrument in agreements.instruments()
            for version in agreements.versions(instrument)
            for apart in version.value.separations
        ),
    ]
    return Separation(
        ("*", "*"),
        max((one.horizontal_m for one in every), default=0.0),
        max((one.vertical_m for one in every), default=0.0),
        max((one.time_s for one in every), default=0.0),
        "the widest of all",
    )


def alerts(findings: tuple[Finding, ...], charter: Charter) -> list[Alert]:
    """One alert for each conflict, addressed to the contacts of both plans."""
    return [_alert(finding, charter) for finding in findings]


def _alert(finding: Finding, charter: Charter) -> Alert:
    conflict, (one, two) = finding.conflict, finding.plans
    interval = _to_seconds(conflict.interval) if conflict.interval else None
    filed_at = max(entry.filed_at for entry in finding.filings)
    lead = timedelta(seconds=charter.clocks_for("urgent").lead_s)
    starts = interval.start if interval else None
    certain = conflict.certain is Truth.YES
    contacts = tuple(_contact(plan, charter) for plan in (one, two))
    evidence: dict[str, JSON] = {
        **conflict.as_json(),
        "sides": [_side(entry, charter) for entry in finding.filings],
        "words": _words(certain, interval),
        "interval": interval.as_json() if interval else None,
        "starts_at": rfc3339(starts) if starts else None,
        "ends_at": rfc3339(interval.end) if interval else None,
        "notice_s": (starts - filed_at).total_seconds() if starts else None,
        "precedence": _precedence(starts, filed_at),
        "too_late": starts is not None and starts - filed_at < lead,
        "lead_s": lead.total_seconds(),
        "calls": [{"post": own, "calls": other} for own, other in (contacts, contacts[::-1])],
        "call_by": rfc3339(starts - lead) if starts else None,
    }
    could = "could meet" if certain else "could perhaps meet"
    return Alert(
        rule="plan-conflict",
        subjects=(one.plan, two.plan),
        version=f"{one.plan}@{one.version} {two.plan}@{two.version}",
        function="plans",
        title=f"{one.plan} ({_kind(one)}) and {two.plan} ({_kind(two)}) {could}",
        addressees=contacts,
        raised_at=filed_at,
        deadline=starts - lead if starts else None,
        evidence=evidence,
        entries=tuple(entry.id for entry in finding.filings),
    )


def _to_seconds(span: Span) -> Span:
    """The interval as people read it: whole seconds, rounded outward."""
    second = timedelta(seconds=1)
    start, end = span.start.replace(microsecond=0), span.end.replace(microsecond=0)
    return Span(start, end if end == span.end else end + second)


def _words(certain: bool, interval: Span | None) -> str:
    """What both sides may read: when, and whether it is certain; never whose height is unknown."""
    sure = "could meet" if certain else "could perhaps meet"
    if interval is None:
        return f"Your plan and a plan of another party {sure}, at a time that is not known."
    return (
        f"Your plan and a plan of another party {sure} between {rfc3339(interval.start)}"
        f" and {rfc3339(interval.end)}."
    )


def _precedence(starts: datetime | None, filed_at: datetime) -> str:
    """Urgent when it is near, or when nobody knows when it is."""
    far = starts is not None and starts - filed_at > timedelta(seconds=URGENT_WITHIN_S)
    return "routine" if far else "urgent"


def _kind(plan: Plan) -> str:
    return plan.kind.value.replace("_", " ")


def _contact(plan: Plan, charter: Charter) -> str:
    """The post to call about a plan: its contact, else the first post of its actor."""
    if plan.contact and plan.contact in charter.posts:
        return plan.contact
    posts = charter.posts_of(plan.actor)
    return posts[0] if posts else plan.actor


def _side(entry: Entry, charter: Charter) -> dict[str, JSON]:
    plan: Plan = entry.value
    return {
        "id": plan.plan,
        "plan": plan.plan,
        "version": plan.version,
        "actor": plan.actor,
        "kind": plan.kind.value,
        "contact": _contact(plan, charter),
        "entry": entry.id,
    }
