"""The loop, as a table: which alert files which next step, and which it only proposes.

    plan or observation -> check -> notification -> delivery against the clock
      -> unanswered: next post, next channel -> it happens all the same: proposed incident
      -> allegation, inquiry, protest, reply -> consultation -> instrument amended -> check

Rule 1. What the clerk files is in CLERK_STEPS, and only of CLERK_KINDS: it makes things known and
moves them on; it never takes a stance, acknowledges, protests or opens anything.
Rule 2. Everything else is in PROPOSALS: a person's post signs it or does not.
Rule 3. A step has a stable id, so that replicas and double runs file it once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from detente.mechanism.fold import Fold
from detente.terms.alerts import Alert, alert_id, step_id
from detente.terms.json import JSON
from detente.terms.when import rfc3339
from detente.terms.who import EVERYBODY

CLERK_KINDS = frozenset({"clock", "notification", "escalation"})
"""The only kinds that the clerk ever signs."""


@dataclass(frozen=True, slots=True)
class Step:
    """One entry that the clerk should file now: due since `due`, for an alert."""

    id: str
    kind: str
    audience: tuple[str, ...]
    body: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A kind of entry that a person may want to sign, and why."""

    kind: str
    words: str


def _notify_sides(alert: Alert, fold: Fold) -> Iterator[Step]:
    """Each side of a plan conflict is told region, interval and contact: on its own, no more."""
    sides = alert.evidence["sides"]
    assert isinstance(sides, list)
    pair = alert_id(alert.rule, alert.subjects, "")
    for side, other in ((sides[0], sides[1]), (sides[1], sides[0])):
        step = step_id(alert.id, f"notify:{side['actor']}")
        contact = other["contact"] or ", ".join(fold.charter.posts_of(other["actor"]))
        words = (
            f"{alert.evidence['words']} Your plan {side['plan']} (version {side['version']})."
            f" Speak to {contact}. This is a notification, not permission."
        )
        posts = fold.charter.posts_of(side["actor"])
        first = [side["contact"]] if side["contact"] in posts else []
        yield Step(
            step,
            "notification",
            (side["actor"],),
            {
                "notification": f"n-{step}",
                "about": {
                    "kind": "plan-conflict",
                    "id": pair,
                    "version": side["version"] + other["version"],
                },
                "words": words,
                "precedence": alert.evidence["precedence"],
                "activity_starts_at": alert.evidence["starts_at"],
                "recipients": [
                    {
                        "recipient": side["actor"],
                        "posts": [*first, *(post for post in posts if post not in first)],
                    }
                ],
                "step": step,
                "due_at": rfc3339(alert.raised_at),
            },
        )


def _notify_about(alert: Alert, fold: Fold) -> Iterator[Step]:  # noqa: ARG001  one signature
    """A plan, site or protest is made known to the recipients that its filer named."""
    step = step_id(alert.id, "notify")
    evidence = alert.evidence
    recipients = evidence["recipients"]
    assert isinstance(recipients, list)
    body: dict[str, JSON] = {
        "notification": f"n-{step}",
        "on_behalf_of": evidence["actor"],
        "about": evidence["about"],
        "words": evidence["words"],
        "precedence": evidence["precedence"],
        "recipients": [{"recipient": recipient} for recipient in recipients],
        "step": step,
        "due_at": rfc3339(alert.raised_at),
    }
    for name in ("position", "activity_starts_at", "units"):
        if evidence.get(name):
            body[name] = evidence[name]
    yield Step(step, "notification", (str(evidence["actor"]), *map(str, recipients)), body)


def _escalate(alert: Alert, fold: Fold) -> Iterator[Step]:
    """Unanswered: to the next post, or the next channel, exactly as the ladder says."""
    step = step_id(alert.id, "escalate")
    named = ("notification", "recipient", "to_post", "channel", "reason", "due_at")
    body = {name: alert.evidence[name] for name in named}
    behind = fold.by_id[alert.entries[0]]
    everybody = EVERYBODY in behind.audience
    audience = behind.audience if everybody else behind.audience | {behind.actor}
    yield Step(step, "escalation", tuple(sorted(audience)), {**body, "step": step})


CLERK_STEPS: Mapping[str, Callable[[Alert, Fold], Iterator[Step]]] = {
    "plan-conflict": _notify_sides,
    "plan-to-notify": _notify_about,
    "protest-to-notify": _notify_about,
    "next-post-due": _escalate,
    "next-channel-due": _escalate,
}

PROPOSALS: Mapping[str, tuple[Proposal, ...]] = {
    "plan-conflict": (
        Proposal("message", "speak to the other side's contact"),
        Proposal("plan.amend", "change the time, the height or the route of your plan"),
    ),
    "plan-rule": (
        Proposal("plan.amend", "change the plan so that it fits the rule"),
        Proposal("message", "ask the other parties how they read the rule"),
    ),
    "wrong-place": (Proposal("message", "repeat the position and ask for it to be read back"),),
    "place-not-confirmed": (Proposal("message", "ask for the position to be read back exactly"),),
    "not-read-back": (Proposal("message", "ask for the place and the words to be read back"),),
    "not-told-again": (Proposal("notification", "make the new version known"),),
    "receipts-void": (Proposal("notification", "make the new version known"),),
    "not-passed-on": (Proposal("message", "ask to whom it was passed on"),),
    "unknown-to-them": (Proposal("message", "try another way to reach them"),),
    "ladder-exhausted": (
        Proposal("message", "ask the mediator to reach them"),
        Proposal("referral", "hand it to another mechanism"),
    ),
    "too-late-to-act": (
        Proposal("message", "call by voice: the clocks are longer than the time"),
    ),
    "incident-proposed": (Proposal("incident.open", "open an incident on what was observed"),),
    "apparent-violation": (
        Proposal("incident.open", "open an incident on what was observed"),
        Proposal("inquiry", "ask the body that the parties agreed on to look into it"),
    ),
    "incident-open": (
        Proposal("allegation", "say what you hold to have happened"),
        Proposal("inquiry", "open an inquiry"),
        Proposal("protest", "protest"),
    ),
    "protest-unanswered": (Proposal("reply", "answer the protest"),),
    "consultation-proposed": (
        Proposal("meeting", "meet and talk it over"),
        Proposal("demand", "state a demand"),
        Proposal("commitment", "state a commitment"),
        Proposal("instrument.amend", "amend the instrument"),
    ),
    "amendment-not-in-force": (
        Proposal("instrument.life", "say whether you hold the new version in force"),
    ),
    "commitment-overdue": (Proposal("commitment.state", "say how the commitment stands"),),
}


def steps_due(alerts: Iterable[Alert], fold: Fold) -> list[Step]:
    """What the clerk should file now and has not filed yet, in a stable order."""
    filed = fold.states.channels.steps()
    due = []
    for alert in sorted(alerts, key=lambda one: (one.raised_at, one.id)):
        build = CLERK_STEPS.get(alert.rule)
        if build is not None:
            due += [step for step in build(alert, fold) if step.id not in filed]
    return due
