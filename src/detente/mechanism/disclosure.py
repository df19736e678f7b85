"""The one door through which one party's entries let another learn something.

Rule 1. A reader whose audience covers every entry behind an alert sees it whole.
Rule 2. An addressee who does not sees what this file lets through: for a plan conflict the region,
the interval and the contact, and which plan of its own it is; for any other alert that it waits
for the addressee, and nothing else.
Rule 3. Everybody else sees nothing, not even a count.
Rule 4. The checks do not know who asks: disclosure comes after them and changes no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from detente.terms.alerts import Alert
from detente.terms.json import JSON

SIDE_DISCLOSED = ("actor", "contact")
"""What a reader learns of the other side's plan in a conflict."""

LET_THROUGH: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "plan-conflict": (
        "Your plan could meet a plan of another party",
        (
            "words",
            "certain",
            "touching",
            "interval",
            "region",
            "starts_at",
            "ends_at",
            "too_late",
            "notice_s",
            "lead_s",
            "calls",
            "call_by",
        ),
    ),
    "incident-proposed": (
        "An observation falls where two plans could meet: a person may open an incident",
        ("observation", "within", "interval", "region"),
    ),
}
"""Per rule: the title and the evidence that an addressee may learn although it may not read every
entry behind the alert: no distances, no heights, no plan. A rule not named here gives nothing."""

WITHHELD = ("Something waits for this post; its details are not disclosed to it", ())

UNDISCLOSED = "undisclosed"


def disclose(
    alert: Alert, *, actor: str | None, posts: tuple[str, ...], sees: Callable[[str], bool]
) -> Alert | None:
    """The alert as that reader may see it, or None.

    actor, posts: the reader's actor (None: the public) and that actor's posts. sees: whether the
    reader's audience covers an entry, by id.
    """
    if actor == "clerk" or (alert.entries and all(sees(entry) for entry in alert.entries)):
        return alert
    if not any(post in posts for post in alert.addressees):
        return None
    title, names = LET_THROUGH.get(alert.rule, WITHHELD)
    evidence: dict[str, JSON] = {name: alert.evidence.get(name) for name in names}
    subjects = tuple(UNDISCLOSED for _ in alert.subjects)
    sides = alert.evidence.get("sides")
    if alert.rule == "plan-conflict" and isinstance(sides, list):
        own = {str(side["plan"]) for side in sides if sees(str(side["entry"]))}
        subjects = tuple(one if one in own else UNDISCLOSED for one in alert.subjects)
        title = f"{', '.join(sorted(own)) or 'Your plan'} could meet a plan of another party"
        evidence["sides"] = [_side(side, sees) for side in sides]
        evidence["disclosed"] = "region, interval and contact only"
    return replace(
        alert,
        title=title,
        subjects=subjects,
        version="",
        addressees=tuple(post for post in alert.addressees if post in posts),
        evidence=evidence,
        entries=tuple(entry for entry in alert.entries if sees(entry)),
        stable_id=alert.id,
    )


def _side(side: Mapping[str, JSON], sees: Callable[[str], bool]) -> JSON:
    if sees(str(side["entry"])):
        return side
    return {name: side.get(name) for name in SIDE_DISCLOSED}
