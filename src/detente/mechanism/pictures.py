"""The picture: everything that follows from the entries, for one reader, as known at a moment.

Rule 1. `picture(charter, entries, known_at, now, reader)` is pure; the same entries give the same
bytes in any store and any split of the work.
Rule 2. Two times: `known_at` decides which entries count as known, `now` decides what is overdue.
Rule 3. A reader's states are folded from the entries that it may read; what the checks found over
everything reaches it through disclosure.py only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from detente.mechanism.checks import claims_talks
from detente.mechanism.disclosure import disclose
from detente.mechanism.entries import Clock
from detente.mechanism.findings import Found, find
from detente.mechanism.fold import Fold
from detente.mechanism.kinds import KINDS
from detente.mechanism.loop import PROPOSALS
from detente.terms.alerts import Alert
from detente.terms.entries import Entry
from detente.terms.json import JSON
from detente.terms.when import rfc3339
from detente.terms.who import CLERK, Charter

EXERCISE_NOTICE = "EXERCISE: nothing shown here is an order, a permission or a live report."
NOTICE = "A notification is not permission. No conflict found is not clearance."


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: a post and its actor; both None for the public; the clerk for the operator."""

    post: str | None
    actor: str | None

    @classmethod
    def of(cls, charter: Charter, post: str | None) -> Reader:
        """The reader that a post is; an unknown post reads as the public."""
        actor = charter.actor_of(post) if post else None
        return cls(post if actor else None, actor)


def known(entries: Iterable[Entry], known_at: datetime) -> list[Entry]:
    """The entries that count as known at that moment, in the order of the record."""
    return [entry for entry in entries if entry.known_at <= known_at]


def readable(entries: Iterable[Entry], actor: str | None) -> list[Entry]:
    """The entries that an actor may read."""
    return [entry for entry in entries if entry.visible_to(actor)]


def picture(
    charter: Charter,
    entries: Iterable[Entry],
    *,
    known_at: datetime,
    now: datetime,
    reader: Reader,
) -> dict[str, JSON]:
    """The composed picture of all functions for one reader (docs/picture.md gives its shape)."""
    full = Fold(charter, known(entries, known_at))
    return compose(full, find(full, now), known_at=known_at, now=now, reader=reader)


def compose(
    full: Fold, found: Found, *, known_at: datetime, now: datetime, reader: Reader
) -> dict[str, JSON]:
    """The picture from a fold and its findings that somebody already has (a cache, say)."""
    charter = full.charter
    view = full if reader.actor == CLERK else Fold(charter, readable(full.entries, reader.actor))
    states = view.states
    alerts = shown_alerts(charter, found.alerts, reader, view.by_id.__contains__)
    listed = [_alert_json(alert, view, now) for alert in alerts]
    return {
        "mechanism": {
            "id": charter.mechanism,
            "title": charter.title,
            "exercise": charter.exercise,
            "words": charter.words,
            "notice": f"{EXERCISE_NOTICE} {NOTICE}" if charter.exercise else NOTICE,
        },
        "reader": {"post": reader.post, "actor": reader.actor},
        "index": full.entries[-1].index + 1 if full.entries else 1,
        "known_at": rfc3339(known_at),
        "now": rfc3339(now),
        "actors": _actors(charter, view),
        "posts": _posts(charter),
        "plans": states.plans.picture(now),
        "agreements": states.agreements.picture(now),
        "observations": states.observations.picture(now),
        "channels": states.channels.picture(now),
        "claims": states.claims.picture(now),
        "talks": states.talks.picture(now),
        "incidents": states.incidents.picture(now),
        "findings": _findings(view, found, alerts),
        "alerts": [one for one, alert in zip(listed, alerts, strict=True) if not alert.is_flag],
        "flags": [one for one, alert in zip(listed, alerts, strict=True) if alert.is_flag],
        "timeline": _timeline(view),
        "referrals": states.mechanism.picture(now),
    }


def shown_alerts(
    charter: Charter, alerts: Iterable[Alert], reader: Reader, sees: Callable[[str], bool]
) -> list[Alert]:
    """The alerts that a reader may see, each as far as it may see it; sees: entry id -> bool."""
    posts = charter.posts_of(reader.actor) if reader.actor else ()
    shown = (disclose(alert, actor=reader.actor, posts=posts, sees=sees) for alert in alerts)
    return [alert for alert in shown if alert is not None]


def _alert_json(alert: Alert, view: Fold, now: datetime) -> dict[str, JSON]:
    proposals: list[JSON] = [
        {"kind": proposal.kind, "words": proposal.words}
        for proposal in PROPOSALS.get(alert.rule, ())
    ]
    ends = alert.evidence.get("ends_at")
    return {
        **alert.as_json(),
        **view.states.mechanism.handled(alert.id, now),
        "past": isinstance(ends, str) and ends <= rfc3339(now),
        "proposes": proposals,
    }


def _findings(view: Fold, found: Found, alerts: list[Alert]) -> dict[str, JSON]:
    """Findings on what the reader can read, and conflicts as far as they are disclosed."""
    conflicts: list[JSON] = [
        {"alert": alert.id, **alert.evidence, "plans": alert.evidence.get("sides")}
        for alert in alerts
        if alert.rule == "plan-conflict"
    ]
    sees = view.by_id.__contains__
    return {
        "plan_conflicts": conflicts,
        "plan_rules": [
            rule.as_json() for rule in found.plan_rules if all(map(sees, rule.entries))
        ],
        "verdicts": [one.as_json() for one in found.verdicts if all(map(sees, one.entries))],
        "places": [one.as_json() for one in found.locations if all(map(sees, one.entries))],
        "acknowledgements": claims_talks.acknowledgements(view.states.claims, view.states.talks),
    }


def _actors(charter: Charter, view: Fold) -> list[JSON]:
    listed = {**charter.actors, **view.states.claims.actors()}
    return [
        {
            "id": actor.id,
            "name": actor.name,
            "role": actor.role.value,
            "of": actor.of,
            "names": dict(sorted(actor.names.items())),
            "described": actor.described,
        }
        for actor in listed.values()
    ]


def _posts(charter: Charter) -> list[JSON]:
    return [
        {"id": post.id, "actor": post.actor, "name": post.name, "contact": post.contact}
        for post in charter.posts.values()
    ]


def _timeline(view: Fold) -> list[JSON]:
    return [_line(view, entry) for entry in view.entries if not isinstance(entry.value, Clock)]


def _line(view: Fold, entry: Entry) -> Mapping[str, JSON]:
    kind = KINDS.get(entry.kind)
    correction = view.corrected.get(entry.id)
    withdrawal = view.withdrawn.get(entry.id)
    says = "of a kind or version that this software cannot read"
    if kind is not None and entry.value is not None:
        says = kind.says(entry.value)
    return {
        "index": entry.index,
        "id": entry.id,
        "kind": entry.kind,
        "function": kind.function if kind else "unread",
        "post": entry.post,
        "actor": entry.actor,
        "stated_at": rfc3339(entry.stated_at),
        "filed_at": rfc3339(entry.filed_at),
        "known_at": rfc3339(entry.known_at),
        "says": says,
        "audience": sorted(entry.audience),
        "corrected_by": correction.id if correction else None,
        "withdrawn_by": withdrawal.id if withdrawal else None,
    }
