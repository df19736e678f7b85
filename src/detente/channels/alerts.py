"""What waits for whom, until when: alerts of lines and ladders, computed and never filed.

What this file knows: the state, and which cause makes which alert. What it must not know: what the
loop does with an alert (mechanism/loop.py).

Rule 1. `_causes` gives every alert that stands or will stand if nothing more is filed, each with
the moment when it is raised. `alerts` are those whose moment has come, `next_due` is the first
moment to come: so the two cannot disagree, and no alert ends by time alone.
Rule 2. The first entry behind an alert of a ladder is its notification.
Rule 3. Whoever has the ladder is asked to answer; failures are told to the sender's post, or where
only the clerk stands behind a notification, to the mediator.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from detente.channels import alerts_lines, board
from detente.channels.clocks import Exhausted, Next, act_by, next_step, read_back_by
from detente.channels.entries import AboutKind, Notification, Reason
from detente.channels.ladder import Ladder, Stage, Units
from detente.channels.state import State
from detente.terms.alerts import Alert
from detente.terms.json import JSON
from detente.terms.when import rfc3339
from detente.terms.who import CLERK, Charter, Clocks, Role

_OPEN = (Stage.SILENT, Stage.DELIVERED)


def alerts(state: State, now: datetime) -> list[Alert]:
    """Every alert that stands at `now`, oldest cause first."""
    standing = [alert for alert in _causes(state) if alert.raised_at <= now]
    return sorted(standing, key=lambda one: (one.raised_at, one.rule, one.subjects, one.version))


def next_due(state: State, now: datetime) -> datetime | None:
    """The next moment after `now` at which an alert is raised by time alone."""
    moments = (alert.raised_at for alert in _causes(state))
    return min((moment for moment in moments if moment > now), default=None)


def _causes(state: State) -> Iterator[Alert]:
    for line in state.lines.values():
        yield from alerts_lines.of(line)
    for ladder in state.ladders:
        clocks = state.charter.clocks_for(ladder.sent.precedence.value)
        if ladder.void:
            yield from _not_told_again(state, ladder)
            continue
        yield from _unanswered(state, ladder, clocks)
        yield from _answered(state.charter, ladder, clocks)
        yield from _before_the_activity(state.charter, ladder, clocks)
    yield from _too_late(state)


def _failures_to(charter: Charter, ladder: Ladder) -> tuple[str, ...]:
    if ladder.sender is not None:
        return (ladder.sender,)
    return _mediators(charter) or (CLERK,)


def _mediators(charter: Charter) -> tuple[str, ...]:
    return tuple(
        post.id
        for post in charter.posts.values()
        if charter.actors[post.actor].role is Role.MEDIATOR
    )


def _alert(
    ladder: Ladder,
    rule: str,
    title: str,
    to: tuple[str, ...],
    raised_at: datetime,
    *,
    version: str,
    deadline: datetime | None = None,
    evidence: dict[str, JSON] | None = None,
    entries: tuple[str, ...] = (),
) -> Alert:
    sent = ladder.sent
    starts = sent.activity_starts_at
    usual: dict[str, JSON] = {
        "notification": sent.notification,
        "recipient": ladder.recipient,
        "label": board.label(ladder),
        "activity_starts_at": rfc3339(starts) if starts else None,
    }
    # A message that is sent again under its own id starts anew: so do its alerts.
    edition = "" if sent.edition == 1 else f"{sent.edition}."
    return Alert(
        rule=rule,
        subjects=(sent.notification, ladder.recipient),
        version=edition + version,
        function="channels",
        title=f"{_named(sent)} to {ladder.recipient}: {title}",
        addressees=to,
        raised_at=raised_at,
        deadline=deadline,
        evidence={**usual, **(evidence or {})},
        entries=(ladder.entry, *entries),
    )


def _unanswered(state: State, ladder: Ladder, clocks: Clocks) -> Iterator[Alert]:
    """answer-due; then next-post-due or next-channel-due; at the end ladder-exhausted."""
    coming = next_step(ladder, clocks, state.lines)
    if coming is None:
        return
    step, ordinal = ladder.step, len(ladder.steps)
    moved = (step.entry,) if step.entry else ()
    due = coming.due_at if isinstance(coming, Next) else coming.at
    if step.post is not None:
        yield _alert(
            ladder,
            "answer-due",
            f"please answer, {step.post}: acknowledge, then read it back",
            (step.post,),
            step.started_at,
            version=str(ordinal - 1),
            deadline=due,
            evidence={"post": step.post, "channel": step.channel, "words": ladder.sent.words},
            entries=moved,
        )
    failures_to = _failures_to(state.charter, ladder)
    if isinstance(coming, Exhausted):
        yield _alert(
            ladder,
            "ladder-exhausted",
            f"nobody answered and nobody is left to turn to: {coming.why}",
            tuple(dict.fromkeys((*failures_to, *_mediators(state.charter)))),
            coming.at,
            version=str(ordinal),
            deadline=ladder.sent.activity_starts_at,
            evidence={"why": coming.why},
            entries=moved,
        )
        return
    by_post = coming.reason is Reason.NEXT_POST
    where = f"{coming.to_post}" + ("" if by_post else f" on {coming.channel}")
    yield _alert(
        ladder,
        "next-post-due" if by_post else "next-channel-due",
        f"{step.post} has not answered; it goes to {where}",
        failures_to,
        coming.due_at,
        version=str(ordinal),
        evidence={
            "to_post": coming.to_post,
            "channel": coming.channel,
            "reason": coming.reason.value,
            "due_at": rfc3339(coming.due_at),
        },
        entries=moved,
    )


def _answered(charter: Charter, ladder: Ladder, clocks: Clocks) -> Iterator[Alert]:
    """Once somebody answers: the wrong place at once; not read back in time."""
    heard, reading = ladder.heard, ladder.reading
    if heard is None:
        return
    failures_to = _failures_to(charter, ladder)
    starts = ladder.sent.activity_starts_at
    if reading is not None and ladder.stage in (Stage.WRONG, Stage.UNCLEAR):
        wrong = ladder.stage is Stage.WRONG
        yield _alert(
            ladder,
            "wrong-place" if wrong else "place-not-confirmed",
            f"{board.label(ladder)}. Repeat the place and ask for it to be read back",
            failures_to,
            reading.filed_at,
            version=str(ladder.readings_like(reading)),
            deadline=starts,
            evidence=_places(ladder),
            entries=(reading.entry,),
        )
    if reading is not None:
        return
    due = read_back_by(ladder, clocks)
    asked = ladder.step.post if heard.delivery.by_telephone else heard.post
    if asked is not None:
        yield _alert(
            ladder,
            "read-back-due",
            f"please read it back, {asked}: the place, and the words",
            (asked,),
            heard.filed_at,
            version="1",
            deadline=due,
            entries=(heard.entry,),
        )
    yield _alert(
        ladder,
        "not-read-back",
        "acknowledged, not read back in time",
        failures_to,
        max(due, heard.filed_at),
        version="1",
        deadline=starts,
        evidence={"due_at": rfc3339(due)},
        entries=(heard.entry,),
    )


def _places(ladder: Ladder) -> dict[str, JSON]:
    reading, sent = ladder.reading, ladder.sent.position
    read = reading.delivery.read if reading else None
    compared = reading.comparison if reading else None
    return {
        "sent": sent.as_json() if sent else None,
        "read": read.position.as_json() if read and read.position else None,
        **(compared.as_json() if compared else {}),
    }


def _before_the_activity(charter: Charter, ladder: Ladder, clocks: Clocks) -> Iterator[Alert]:
    """With lead_s left before the activity: unknown to them, or not passed on."""
    act = act_by(ladder, clocks)
    if act is None:
        return
    starts = ladder.sent.activity_starts_at
    if ladder.stage in _OPEN:
        rule, words = "unknown-to-them", board.label(ladder)
        evidence: dict[str, JSON] = {}
    elif ladder.units is Units.MISSING:
        rule, words = "not-passed-on", f"not passed on to {', '.join(ladder.units_missing)}"
        evidence = {"units_missing": list(ladder.units_missing)}
    else:
        return
    yield _alert(
        ladder,
        rule,
        f"{words}, and the activity is near",
        _failures_to(charter, ladder),
        max(act, ladder.since),
        version="1",
        deadline=starts,
        evidence={"act_by": rfc3339(act), **evidence},
    )


def _too_late(state: State) -> Iterator[Alert]:
    """Sent with less lead than lead_s: once for a notification, however its ladders go on."""
    seen = set()
    for ladder in state.ladders:
        sent, starts = ladder.sent, ladder.sent.activity_starts_at
        clocks = state.charter.clocks_for(sent.precedence.value)
        act = act_by(ladder, clocks)
        key = (sent.notification, sent.edition)
        if ladder.void or act is None or starts is None or ladder.filed_at <= act or key in seen:
            continue
        seen.add(key)
        lead_s = (starts - ladder.filed_at).total_seconds()
        left = f"{lead_s / 60:.0f} min before it starts" if lead_s > 0 else "after it had started"
        yield Alert(
            rule="too-late-to-act",
            subjects=(sent.notification,),
            version=str(sent.edition),
            function="channels",
            title=f"{_named(sent)} was sent {left}: too late to act on",
            addressees=_failures_to(state.charter, ladder),
            raised_at=ladder.filed_at,
            deadline=starts,
            evidence={
                "notification": sent.notification,
                "activity_starts_at": rfc3339(starts),
                "filed_at": rfc3339(ladder.filed_at),
                "lead_s": lead_s,
                "wanted_s": clocks.lead_s,
            },
            entries=(ladder.entry,),
        )


def _not_told_again(state: State, ladder: Ladder) -> Iterator[Alert]:
    """A recipient that holds a void version, to whom the newest was not made known."""
    about = ladder.sent.about
    newest = state.newest(about.kind, about.id)
    if newest is None or ladder.voided_entry is None:
        return
    version, entry = newest
    theirs = [
        one for one in state.about(about.kind, about.id) if one.recipient == ladder.recipient
    ]
    if theirs[-1] is not ladder:
        return  # told again, or told of a later version that is void as well: that one says so
    # Replaced within one version: the replacing notification is what was not made known.
    missing = f"version {version}" if version > about.version else str(ladder.voided_by)
    yield Alert(
        rule="not-told-again",
        subjects=(about.id, ladder.recipient),
        version=missing,
        function="channels",
        title=f"{ladder.recipient} was told of version {about.version} of {about.id}:"
        f" {missing} was not made known to it",
        addressees=_failures_to(state.charter, ladder),
        raised_at=max(ladder.since, entry.filed_at),
        evidence={
            "about": {"kind": about.kind, "id": about.id, "version": version},
            "recipient": ladder.recipient,
            "holds_version": about.version,
        },
        entries=(ladder.entry, ladder.voided_entry),
    )


def _named(sent: Notification) -> str:
    """A notification in words for people; a plan conflict has no name of its own."""
    about = sent.about
    if about.kind == AboutKind.MESSAGE.value:
        return f"Message {about.id}"
    if about.kind == AboutKind.PLAN_CONFLICT.value:
        return "Notification of a plan conflict"
    return f"Notification of {about.kind} {about.id}, version {about.version},"
