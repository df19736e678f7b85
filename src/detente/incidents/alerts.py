"""What waits for whom in incident files. No clock runs here: nothing changes by time alone.

Rule 1. A protest waits for each of those to whom it was made, apart.
Rule 2. Who is alleged against has the right to reply before a result is printed: where a result
was filed and nobody says that this actor was asked, that is shown.
Rule 3. The days that a suspended inquiry has lost grow by the hour: the picture counts them, the
alert says since when and why, so that it stays the same alert.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from detente.incidents.inquiries import File
from detente.incidents.state import Incident, State
from detente.terms.alerts import Alert
from detente.terms.entries import Entry
from detente.terms.json import JSON
from detente.terms.when import rfc3339
from detente.terms.who import Charter


def alerts(state: State, now: datetime) -> list[Alert]:
    """Every alert and flag that stands at `now`, oldest cause first."""
    found = [
        alert
        for file in state.incidents.values()
        for alert in _of(state.charter, file)
        if alert.raised_at <= now
    ]
    return sorted(found, key=lambda one: (one.raised_at, one.rule, one.subjects, one.version))


def next_due(state: State, now: datetime) -> datetime | None:  # noqa: ARG001  the contract
    """None: no clock runs in an incident file."""
    return None


def _of(charter: Charter, file: Incident) -> Iterator[Alert]:
    yield from _open(file)
    for protest in file.protests:
        yield from _unanswered(charter, file, protest)
    for inquiry in file.inquiries.values():
        yield from _suspended(file, inquiry)
    for result in file.results:
        yield from _reply_not_asked(file, result)


def _open(file: Incident) -> Iterator[Alert]:
    """incident-open: opened, and nobody has said, asked or protested anything yet."""
    if file.opening is None or file.allegations or file.inquiries or file.protests:
        return
    yield Alert(
        rule="incident-open",
        subjects=(file.id,),
        version="1",
        function="incidents",
        title=f"Incident {file.id} is open and nothing was filed about it yet",
        addressees=(file.opening.post,),
        raised_at=file.opening.filed_at,
        evidence={"incident": file.id},
        entries=(file.opening.id,),
    )


def _unanswered(charter: Charter, file: Incident, protest: Entry) -> Iterator[Alert]:
    """protest-unanswered: per addressee; a flag where the addressee has no post here."""
    replied = {one.value.by for one in file.answers(protest.value.protest)}
    for actor in protest.value.to:
        if actor in replied:
            continue
        evidence: dict[str, JSON] = {
            "incident": file.id,
            "protest": protest.value.protest,
            "by": protest.value.by,
            "to": actor,
        }
        yield Alert(
            rule="protest-unanswered",
            subjects=(protest.value.protest, actor),
            version="1",
            function="incidents",
            title=f"Protest {protest.value.protest} of {protest.value.by}:"
            f" {actor} has not replied yet",
            addressees=charter.posts_of(actor)[:1],
            raised_at=protest.filed_at,
            evidence=evidence,
            entries=(protest.id,),
        )


def _suspended(file: Incident, inquiry: File) -> Iterator[Alert]:
    """inquiry-suspended: a flag with the reason, since when, and the days lost before that."""
    if inquiry.suspended_at is None:
        return
    step = inquiry.steps[-1]
    since = rfc3339(inquiry.suspended_at)
    yield Alert(
        rule="inquiry-suspended",
        subjects=(file.id, inquiry.inquiry),
        version=since,
        function="incidents",
        title=f"Inquiry {inquiry.inquiry} is suspended since {since}: {inquiry.reason}",
        addressees=(),
        raised_at=step.filed_at,
        evidence={
            "incident": file.id,
            "inquiry": inquiry.inquiry,
            "reason": inquiry.reason,
            "suspended_since": since,
            "days_lost_before": inquiry.lost.days,
        },
        entries=(step.id,),
    )


def _reply_not_asked(file: Incident, result: Entry) -> Iterator[Alert]:
    """result-without-reply-asked: a flag per actor alleged against, neither heard nor asked."""
    against = {
        one.value.against: one
        for one in reversed(file.allegations)
        if one.value.against is not None and one.index < result.index
    }
    for actor, allegation in sorted(against.items()):
        heard = any(one.value.by == actor and one.index < result.index for one in file.replies)
        if heard or actor in result.value.reply_asked:
            continue
        yield Alert(
            rule="result-without-reply-asked",
            subjects=(result.value.result, actor),
            version="1",
            function="incidents",
            title=f"Result {result.value.result} was filed; {actor} had not replied,"
            " and nothing says that it was asked",
            addressees=(),
            raised_at=result.filed_at,
            evidence={
                "incident": file.id,
                "result": result.value.result,
                "actor": actor,
                "allegation": allegation.value.allegation,
            },
            entries=(result.id, allegation.id),
        )
