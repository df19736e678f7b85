"""What the checks find, over everything that was filed: findings, and every alert that stands.

The checks do not know who asks. What a reader sees of this goes through disclosure.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from detente.agreements import alerts as agreements
from detente.channels import alerts as channels
from detente.claims import alerts as claims
from detente.incidents import alerts as incidents
from detente.mechanism.checks import (
    channels_incidents,
    channels_plans,
    incidents_talks,
    observations_agreements,
    observations_plans,
    plan_conflicts,
    plans_agreements,
)
from detente.mechanism.fold import Fold
from detente.observations import alerts as observations
from detente.plans import alerts as plans
from detente.talks import alerts as talks
from detente.terms.alerts import Alert

_FUNCTIONS = (
    ("plans", plans),
    ("channels", channels),
    ("agreements", agreements),
    ("observations", observations),
    ("claims", claims),
    ("talks", talks),
    ("incidents", incidents),
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the checks found: conflicts, rule verdicts on plans and on observations, alerts."""

    conflicts: tuple[plan_conflicts.Finding, ...]
    plan_rules: tuple[plans_agreements.PlanRule, ...]
    verdicts: tuple[observations_agreements.Verdict, ...]
    locations: tuple[observations_agreements.Located, ...]
    alerts: tuple[Alert, ...]


def find(fold: Fold, now: datetime) -> Found:
    """Run every check, then gather the alerts of functions and checks, oldest cause first."""
    states = fold.states
    conflicts = plan_conflicts.find(states.plans, states.agreements, fold.charter)
    rules = plans_agreements.find(states.plans, states.agreements, fold.charter)
    verdicts = observations_agreements.find(states.agreements, states.observations, fold.charter)
    alerts: list[Alert] = []
    for name, room in _FUNCTIONS:
        alerts += room.alerts(getattr(states, name), now)
    alerts += plan_conflicts.alerts(conflicts, fold.charter)
    alerts += plans_agreements.alerts(rules, fold.charter)
    alerts += observations_agreements.alerts(verdicts, fold.charter)
    alerts += observations_plans.alerts(
        states.observations, conflicts, states.incidents, fold.charter
    )
    alerts += channels_plans.alerts(states.plans, states.channels, fold.charter, now)
    alerts += channels_incidents.alerts(states.incidents, states.channels, fold.charter)
    alerts += incidents_talks.alerts(states.incidents, states.talks, fold.charter)
    unique = {alert.id: alert for alert in alerts}
    ordered = sorted(unique.values(), key=lambda one: (one.raised_at, one.rule, one.id))
    locations = observations_agreements.located(states.agreements, states.observations)
    return Found(conflicts, rules, verdicts, locations, tuple(ordered))


def next_due(fold: Fold, now: datetime) -> datetime | None:
    """The next moment after `now` at which an alert changes by time alone."""
    states = fold.states
    moments = [room.next_due(getattr(states, name), now) for name, room in _FUNCTIONS]
    return min((moment for moment in moments if moment is not None), default=None)
