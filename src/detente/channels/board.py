"""The delivery board: lines and ladders as people see them, and the words for each.

What this file knows: how a ladder is shown. What it must not know: how it came about (ladder.py).

Rule 1. Both times of every rung stand side by side: said to have been at, filed at.
Rule 2. What the recipient did not sign is marked: the sender recorded it by telephone.
Rule 3. No word here says that anything may go ahead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from detente.channels.channel_state import Line
from detente.channels.clocks import Exhausted, Next, next_step, pass_on_by, read_back_by
from detente.channels.entries import Rung
from detente.channels.ladder import Ladder, Receipt, Status, Step, Units
from detente.channels.what_if import would_have
from detente.terms.json import JSON
from detente.terms.truth import Truth
from detente.terms.when import rfc3339
from detente.terms.who import Charter, Clocks


def picture(
    charter: Charter, lines: Mapping[str, Line], ladders: Iterable[Ladder], now: datetime
) -> dict[str, JSON]:
    """{"channels": [...], "ladders": [...]}."""
    return {
        "channels": [line.as_json(now) for line in lines.values()],
        "ladders": [ladder_json(charter, lines, ladder, now) for ladder in ladders],
    }


def ladder_json(
    charter: Charter, lines: Mapping[str, Line], ladder: Ladder, now: datetime
) -> dict[str, JSON]:
    """One row of the board."""
    sent = ladder.sent
    clocks = charter.clocks_for(sent.precedence.value)
    coming = next_step(ladder, clocks, lines)
    starts = sent.activity_starts_at
    return {
        "notification": sent.notification,
        "edition": sent.edition,
        "about": {"kind": sent.about.kind, "id": sent.about.id, "version": sent.about.version},
        "words": sent.words,
        "position": sent.position.as_json() if sent.position else None,
        "sender": ladder.sender or ladder.filed_by,
        "sender_actor": ladder.sender_actor,
        "filed_by": ladder.filed_by,
        "recipient": ladder.recipient,
        "precedence": sent.precedence.value,
        "post": ladder.step.post,
        "channel": ladder.step.channel,
        "posts": list(ladder.posts),
        "channels": list(ladder.channels),
        "activity_starts_at": rfc3339(starts) if starts else None,
        "rungs": _rungs(ladder),
        "receipts": [_receipt_json(ladder, one) for one in ladder.receipts],
        "read_back": _read_back(ladder),
        "units": list(sent.units),
        "units_missing": list(ladder.units_missing),
        "status": ladder.status.value,
        "label": label(ladder),
        "deadlines": _deadlines(ladder, clocks),
        "next": _next_json(coming) if isinstance(coming, Next) else None,
        "escalations": [_step_json(one) for one in ladder.escalations],
        "exhausted": isinstance(coming, Exhausted) and coming.at <= now,
        "void": ladder.void,
        "voided_by": ladder.voided_by,
        "voided_by_version": ladder.voided_by_version,
        "would_have": _would_have(ladder, clocks),
    }


def label(ladder: Ladder) -> str:
    """What it comes to, in words for a person who has a minute."""
    words = _words(ladder)
    counted = [one for one in ladder.receipts if one.counts]
    if counted and not ladder.void and all(one.delivery.by_telephone for one in counted):
        return f"{words} (answered by telephone, they did not sign)"
    return words


_PLAIN: Mapping[Status, str] = {
    Status.SILENT: "unknown to them",
    Status.DELIVERED: "delivered, not acknowledged",
    Status.ACKNOWLEDGED: "acknowledged, not read back",
    Status.READ_BACK: "read back",
    Status.PASSED_ON: "passed on",
}


def _words(ladder: Ladder) -> str:
    status = ladder.status
    if status is Status.VOID:
        return _void(ladder)
    if status in (Status.WRONG, Status.UNCLEAR):
        return f"{status.value}{_off(ladder)}"
    if ladder.heard is not None and ladder.units is Units.MISSING:
        return _not_passed_on(ladder)
    if status is Status.PASSED_ON and ladder.reading is None:
        return "passed on, not read back"
    if status is Status.READ_BACK and ladder.sent.position is None:
        return "read back, no place was given"
    return _PLAIN[status]


def _not_passed_on(ladder: Ladder) -> str:
    if ladder.told:
        return f"not passed on to {', '.join(ladder.units_missing)}"
    return "not passed on"


def _off(ladder: Ladder) -> str:
    reading = ladder.reading
    if reading is None or reading.comparison is None or reading.comparison.distance_m is None:
        return ""
    return f" ({metres(reading.comparison.distance_m)} off)"


def metres(distance_m: float) -> str:
    """9.0 km, or 350 m."""
    if distance_m >= 1_000:
        return f"{distance_m / 1_000:.1f} km"
    return f"{distance_m:.0f} m"


def _void(ladder: Ladder) -> str:
    if ladder.voided_by_version == ladder.sent.about.version:
        return f"void: replaced by {ladder.voided_by}"
    return f"void: version {ladder.voided_by_version} replaces version {ladder.sent.about.version}"


def _rungs(ladder: Ladder) -> dict[str, JSON]:
    """The first record of each rung; of reading back the one that decides."""
    sent: dict[str, JSON] = {
        "at": rfc3339(ladder.stated_at),
        "filed_at": rfc3339(ladder.filed_at),
        "due_at": rfc3339(ladder.sent.due_at) if ladder.sent.due_at else None,
        "lead_s": _lead_s(ladder, ladder.filed_at),
        "by_post": ladder.filed_by,
        "by_telephone": False,
        "entry": ladder.entry,
    }
    rungs: dict[str, JSON] = {"sent": sent}
    for rung in Rung:
        found = ladder.reading if rung is Rung.READ_BACK else ladder.first(rung)
        rungs[rung.value] = _receipt_json(ladder, found) if found else None
    return rungs


def _lead_s(ladder: Ladder, at: datetime) -> float | None:
    """Seconds before the activity; negative once it has started."""
    starts = ladder.sent.activity_starts_at
    return (starts - at).total_seconds() if starts else None


def _receipt_json(ladder: Ladder, one: Receipt) -> dict[str, JSON]:
    said = one.delivery
    return {
        "rung": said.rung.value,
        "at": rfc3339(said.at),
        "filed_at": rfc3339(one.filed_at),
        "lead_s": _lead_s(ladder, one.filed_at),
        "by_post": one.post,
        "by_telephone": said.by_telephone,
        "signed_by_recipient": not said.by_telephone,
        "said_by": said.said_by,
        "read": _read_json(one) if said.read else None,
        "units": list(said.units),
        "counts": one.counts and not ladder.void,
        "entry": one.entry,
    }


def _read_json(one: Receipt) -> JSON:
    read = one.delivery.read
    if read is None:
        return None
    return {
        "position": read.position.as_json() if read.position else None,
        "words": read.words,
    }


def _read_back(ladder: Ladder) -> JSON:
    reading = ladder.reading
    if reading is None or reading.comparison is None:
        return None
    return {**reading.comparison.as_json(), "read": _read_json(reading)}


def _deadlines(ladder: Ladder, clocks: Clocks) -> list[JSON]:
    """By when each rung was to be reached, and when it was filed and said to have been."""
    answer_by = ladder.filed_at + timedelta(seconds=min(clocks.next_post_s, clocks.next_channel_s))
    reading = next(
        (
            one
            for one in ladder.receipts
            if one.comparison is not None and one.comparison.matches is not Truth.NO and one.counts
        ),
        None,
    )
    passed_on = ladder.last(Rung.PASSED_ON) if ladder.units is Units.TOLD else None
    rows = (
        (Rung.ACKNOWLEDGED, answer_by, ladder.heard),
        (Rung.READ_BACK, read_back_by(ladder, clocks), reading),
        (Rung.PASSED_ON, pass_on_by(ladder, clocks), passed_on),
    )
    return [_deadline(rung, due, reached) for rung, due, reached in rows if due is not None]


def _deadline(rung: Rung, due_at: datetime, reached: Receipt | None) -> dict[str, JSON]:
    return {
        "rung": rung.value,
        "due_at": rfc3339(due_at),
        "reached_filed_at": rfc3339(reached.filed_at) if reached else None,
        "reached_said_at": rfc3339(reached.delivery.at) if reached else None,
        "in_time": reached.filed_at <= due_at if reached else None,
    }


def _next_json(step: Next) -> dict[str, JSON]:
    return {
        "to_post": step.to_post,
        "channel": step.channel,
        "reason": step.reason.value,
        "due_at": rfc3339(step.due_at),
    }


def _step_json(step: Step) -> dict[str, JSON]:
    return {
        "to_post": step.post,
        "channel": step.channel,
        "reason": step.reason.value if step.reason else None,
        "due_at": rfc3339(step.due_at) if step.due_at else None,
        "filed_at": rfc3339(step.started_at),
    }


def _would_have(ladder: Ladder, clocks: Clocks) -> JSON:
    """For a message that was heard after its next post's turn: what the clocks would have done."""
    heard = ladder.heard
    if heard is None:
        return None
    what = would_have(
        ladder.filed_at,
        heard.at,
        clocks,
        another_post=len(ladder.posts) > 1,
        another_channel=len(ladder.channels) > 1,
    )
    turns = [one for one in (what.next_post_at, what.next_channel_at) if one is not None]
    return what.as_json() if turns and heard.at > min(turns) else None
