"""Observations x plans: what was seen where and when two plans could meet: it happened anyway.

The loop only proposes: a person opens the incident, or closes the alert with a reason.
"""

from __future__ import annotations

from detente.geometry.coverings import box
from detente.incidents.state import State as Incidents
from detente.mechanism.checks.plan_conflicts import Finding
from detente.observations.state import State as Observations
from detente.terms.alerts import Alert
from detente.terms.entries import Entry
from detente.terms.json import JSON
from detente.terms.truth import Truth
from detente.terms.who import Charter, Role


def alerts(
    observations: Observations,
    conflicts: tuple[Finding, ...],
    incidents: Incidents,
    charter: Charter,
) -> list[Alert]:
    """`incident-proposed` for each observation within a conflict's region and interval.

    cannot tell counts: an unknown time or place may well be the one. An observation that an
    incident already names proposes nothing more.
    """
    named = incidents.observations()
    return [
        _alert(entry, finding, fits, charter)
        for entry in observations.standing()
        if entry.value.observation not in named
        for finding in conflicts
        if (fits := _fits(entry, finding)) is not Truth.NO
    ]


def _fits(entry: Entry, finding: Finding) -> Truth:
    """Whether the observation may be of what the conflict warned of: by place, and by time."""
    observation, conflict = entry.value, finding.conflict
    footprint = observation.footprint()
    if footprint is None or observation.at is None:
        return Truth.NO  # it cannot be tied to any one conflict: nothing to propose
    if not box(footprint, 0.0).meets(conflict.region):
        return Truth.NO
    if conflict.interval is None:
        return Truth.CANNOT_TELL
    result: Truth = observation.at.overlaps(conflict.interval)
    return result


def _alert(entry: Entry, finding: Finding, fits: Truth, charter: Charter) -> Alert:
    one, two = finding.plans
    watchers = [
        post.id
        for post in charter.posts.values()
        if charter.actors[post.actor].role in (Role.MONITOR, Role.MEDIATOR)
    ]
    evidence: dict[str, JSON] = {
        "observation": entry.value.observation,
        "plans": [one.plan, two.plan],
        "within": fits.value,
        "interval": finding.conflict.interval.as_json() if finding.conflict.interval else None,
        "region": finding.conflict.region.as_json(),
    }
    return Alert(
        rule="incident-proposed",
        subjects=(entry.value.observation, one.plan, two.plan),
        version=f"{one.version}.{two.version}",
        function="incidents",
        title=f"Observation {entry.value.observation} falls where {one.plan} and {two.plan}"
        " could meet: a person may open an incident",
        addressees=tuple(watchers) or charter.posts_of(entry.actor)[:1],
        raised_at=max(entry.filed_at, *(filing.filed_at for filing in finding.filings)),
        evidence=evidence,
        entries=(entry.id, *(filing.id for filing in finding.filings)),
    )
