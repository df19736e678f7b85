"""What may be filed about channels: lines, messages, notifications, deliveries, line checks.

What this file knows: the bodies and their values. What it must not know: what was filed before
(state.py) and what follows from it (ladder.py, clocks.py).

Rule 1. A message makes a delivery ladder exactly as a notification does.
Rule 2. What was sent is never corrected in place: receipts were given for the words as they were.
A new version is filed, or a notification that replaces the other; both start a new ladder.
Rule 3. A delivery is recorded by whom it concerns: the recipient, or the sender by telephone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import pairwise

from detente.terms.entries import Filer, Kind
from detente.terms.fields import Fields
from detente.terms.places import read_position
from detente.terms.truth import Truth
from detente.terms.where import Position

GRACE_S = 900.0
"""A line check counts for the time it was due at, up to this much earlier or later. Ours."""

_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_DAY_S = 86_400


class ChannelKind(Enum):
    """How a line works."""

    HOTLINE = "hotline"
    LIAISON = "liaison"
    MEDIATED = "mediated"
    SOFTWARE = "software"


class Precedence(Enum):
    """Which of the charter's clocks run."""

    URGENT = "urgent"
    ROUTINE = "routine"


class AboutKind(Enum):
    """What a notification makes known."""

    PLAN = "plan"
    SITE = "site"
    PROTEST = "protest"
    MESSAGE = "message"
    PLAN_CONFLICT = "plan-conflict"
    ALERT = "alert"


class Rung(Enum):
    """The rungs above `sent`; sending itself is the notification's own filing."""

    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    READ_BACK = "read_back"
    PASSED_ON = "passed_on"


class Reason(Enum):
    """Why a ladder moved on."""

    NEXT_POST = "next post"
    NEXT_CHANNEL = "next channel"


@dataclass(frozen=True, slots=True)
class Checks:
    """The calendar of a line's test calls.

    times_s: seconds after midnight UTC, ascending. weekdays: 0 is Monday. misses_to_degraded: so
    many missed in a row make the line degraded. grace_s: see GRACE_S.
    """

    times_s: tuple[int, ...]
    weekdays: tuple[int, ...]
    misses_to_degraded: int
    grace_s: float


@dataclass(frozen=True, slots=True)
class ChannelOpen:
    """A line between posts."""

    channel: str
    name: str
    kind: ChannelKind
    posts: tuple[str, ...]
    checks: Checks | None
    words: str | None


@dataclass(frozen=True, slots=True)
class ChannelSuspend:
    """The filer's side suspends the line. since: the side's own time, the record's time counts."""

    channel: str
    reason: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class ChannelReopen:
    """The filer's side takes back its own suspension."""

    channel: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """An actor to be told; () means the default: all its posts, all open lines in common."""

    recipient: str
    posts: tuple[str, ...]
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What is made known: a version of something; a newer version voids what was said of it."""

    kind: str
    id: str
    version: int


@dataclass(frozen=True, slots=True)
class Notification:
    """Something made known to recipients, each with a ladder of its own.

    position: the point to be read back. activity_starts_at: when there is nothing left to act on.
    units: to whom it must be passed on. on_behalf_of: whose it is when the clerk files it.
    due_at: when the clerk's step was due. replaces: a notification whose ladders it voids.
    edition: of a message that is sent again under its own id; 1 for a notification.
    """

    notification: str
    about: About
    words: str
    precedence: Precedence
    recipients: tuple[Recipient, ...]
    position: Position | None = None
    activity_starts_at: datetime | None = None
    units: tuple[str, ...] = ()
    on_behalf_of: str | None = None
    due_at: datetime | None = None
    step: str | None = None
    replaces: str | None = None
    edition: int = 1
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What was read back: a position, words, or both."""

    position: Position | None
    words: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One rung, said by the recipient. version: of the message meant; None is the last.

    by_telephone: the sender records what the recipient said; the recipient did not sign.
    """

    notification: str
    recipient: str
    rung: Rung
    at: datetime
    by_telephone: bool
    said_by: str | None
    read: Read | None
    units: tuple[str, ...]
    version: int | None


@dataclass(frozen=True, slots=True)
class Escalation:
    """The clerk moved a ladder on. channel is None where the two share no line."""

    notification: str
    recipient: str
    to_post: str
    channel: str | None
    reason: Reason
    due_at: datetime
    step: str


@dataclass(frozen=True, slots=True)
class LineCheck:
    """A test call. by: the post that called; answered: by the other end."""

    channel: str
    at: datetime
    by: str
    to: str | None
    answered: Truth
    words: str | None


@dataclass(frozen=True, slots=True)
class Cause:
    """A side's claim of why a line did not answer; it stays that side's claim."""

    channel: str
    at: datetime | None
    claimed_by: str
    words: str


def parse_open(fields: Fields) -> ChannelOpen:
    """channel.open."""
    inner = fields.optional_object("checks")
    value = ChannelOpen(
        channel=fields.id("channel"),
        name=fields.text("name"),
        kind=fields.choice("kind", ChannelKind),
        posts=_unique(fields, "posts", fields.ids("posts", required=True)),
        checks=_read_checks(inner) if inner else None,
        words=fields.optional_text("words"),
    )
    if fields.has("posts") and len(value.posts) < 2:
        fields.wrong("posts", "a line needs two ends", "Name two posts or more")
    _done(fields)
    return value


def _read_checks(fields: Fields) -> Checks:
    times = []
    for at, text in enumerate(fields.texts("times_utc", required=True)):
        match = _HOUR.fullmatch(text)
        if match is None:
            fields.wrong(f"times_utc[{at}]", f"{text!r} is not a time of day", "Write 09:00")
        else:
            times.append(int(match[1]) * 3600 + int(match[2]) * 60)
    grace = fields.number("grace_s", low=1, high=_DAY_S / 2, default=GRACE_S, unit="seconds")
    times.sort()
    if not times:
        fields.wrong("times_utc", "names no time of day", "Give at least one, such as 09:00")
    gaps = [later - earlier for earlier, later in pairwise(times)]
    if len(times) > 1:
        gaps.append(times[0] + _DAY_S - times[-1])
    if any(gap <= 2 * grace for gap in gaps):
        fields.wrong("times_utc", "two checks are due within one grace", "Space them out")
    weekdays = _weekdays(fields)
    misses = fields.integer("misses_to_degraded", low=1, high=100, default=2)
    fields.done()
    return Checks(tuple(times), weekdays, misses, grace)


def _weekdays(fields: Fields) -> tuple[int, ...]:
    found = fields.raw("weekdays")
    if found is None:
        return tuple(range(7))
    days = [
        day
        for day in (found if isinstance(found, list) else [])
        if isinstance(day, int) and not isinstance(day, bool) and 0 <= day <= 6
    ]
    if not isinstance(found, list) or not found or len(days) != len(found):
        fields.wrong("weekdays", "must list days from 0 to 6", "Give 0 for Monday, 6 for Sunday")
        return tuple(range(7))
    return tuple(sorted(set(days)))


def parse_suspend(fields: Fields) -> ChannelSuspend:
    """channel.suspend."""
    value = ChannelSuspend(
        fields.id("channel"), fields.text("reason"), fields.optional_moment("since")
    )
    _done(fields)
    return value


def parse_reopen(fields: Fields) -> ChannelReopen:
    """channel.reopen."""
    value = ChannelReopen(fields.id("channel"), fields.text("reason"))
    _done(fields)
    return value


def parse_message(fields: Fields) -> Notification:
    """message: read as the notification that it is, about itself, on its channel first."""
    message = fields.id("message")
    version = fields.integer("version", low=1, default=1)
    value = Notification(
        notification=message,
        about=About(AboutKind.MESSAGE.value, message, version),
        words=fields.text("words"),
        precedence=fields.choice("precedence", Precedence),
        recipients=_recipients(fields, "to"),
        position=_position(fields),
        edition=version,
        channel=fields.id("channel") or None,
    )
    _done(fields)
    return value


def parse_notification(fields: Fields) -> Notification:
    """notification."""
    inner = fields.object("about")
    about = About(
        inner.choice("kind", AboutKind).value, inner.id("id"), inner.integer("version", low=1)
    )
    inner.done()
    value = Notification(
        notification=fields.id("notification"),
        about=about,
        words=fields.text("words"),
        precedence=fields.choice("precedence", Precedence),
        recipients=_recipients(fields, "recipients"),
        position=_position(fields),
        activity_starts_at=fields.optional_moment("activity_starts_at"),
        units=_unique(fields, "units", fields.texts("units")),
        on_behalf_of=fields.optional_id("on_behalf_of"),
        due_at=fields.optional_moment("due_at"),
        step=fields.optional_id("step"),
        replaces=fields.optional_id("replaces"),
    )
    _done(fields)
    return value


def _recipients(fields: Fields, name: str) -> tuple[Recipient, ...]:
    """[actor id | {"recipient", "posts"?, "channels"?}, ...], at least one, none twice."""
    found = fields.raw(name)
    if not isinstance(found, list) or not found:
        fields.wrong(name, "must name at least one recipient", "Give actor ids or objects")
        return ()
    recipients = []
    for at, item in enumerate(found):
        inner = Fields(
            {"recipient": item} if isinstance(item, str) else item,
            fields.problems,
            f"{fields.path}.{name}[{at}]",
        )
        recipients.append(
            Recipient(
                inner.id("recipient"),
                _unique(inner, "posts", inner.ids("posts")),
                _unique(inner, "channels", inner.ids("channels")),
            )
        )
        inner.done()
    _unique(fields, name, tuple(one.recipient for one in recipients))
    return tuple(recipients)


def parse_delivery(fields: Fields) -> Delivery:
    """delivery."""
    rung = fields.choice("rung", Rung)
    inner = fields.optional_object("read")
    value = Delivery(
        notification=fields.id("notification"),
        recipient=fields.id("recipient"),
        rung=rung,
        at=fields.moment("at"),
        by_telephone=fields.boolean("by_telephone", default=False),
        said_by=fields.optional_text("said_by"),
        read=_read(inner) if inner else None,
        units=_unique(fields, "units", fields.texts("units")),
        version=fields.optional_integer("version", low=1),
    )
    if rung is Rung.READ_BACK and value.read is None:
        fields.wrong("read", "is missing", "Say what was read back: a position, or words")
    if rung is not Rung.READ_BACK and value.read is not None:
        fields.wrong("read", f"does not belong to {rung.value}", "Drop it, or say read_back")
    if rung is not Rung.PASSED_ON and value.units:
        fields.wrong("units", f"do not belong to {rung.value}", "Drop them, or say passed_on")
    _done(fields)
    return value


def _read(fields: Fields) -> Read:
    read = Read(_position(fields), fields.optional_text("words"))
    if read.position is None and read.words is None:
        fields.wrong("", "says nothing", "Give the position or the words that were read back")
    fields.done()
    return read


def parse_escalation(fields: Fields) -> Escalation:
    """escalation."""
    value = Escalation(
        notification=fields.id("notification"),
        recipient=fields.id("recipient"),
        to_post=fields.id("to_post"),
        channel=fields.optional_id("channel"),
        reason=fields.choice("reason", Reason),
        due_at=fields.moment("due_at"),
        step=fields.id("step"),
    )
    _done(fields)
    return value


def parse_line_check(fields: Fields) -> LineCheck:
    """line_check."""
    value = LineCheck(
        channel=fields.id("channel"),
        at=fields.moment("at"),
        by=fields.id("by"),
        to=fields.optional_id("to"),
        answered=fields.choice("answered", Truth),
        words=fields.optional_text("words"),
    )
    _done(fields)
    return value


def parse_cause(fields: Fields) -> Cause:
    """line_check.cause."""
    value = Cause(
        channel=fields.id("channel"),
        at=fields.optional_moment("at"),
        claimed_by=fields.id("claimed_by"),
        words=fields.text("words"),
    )
    _done(fields)
    return value


def _position(fields: Fields) -> Position | None:
    inner = fields.optional_object("position")
    return read_position(inner) if inner else None


def _unique(fields: Fields, name: str, found: tuple[str, ...]) -> tuple[str, ...]:
    for twice in sorted({one for one in found if one and found.count(one) > 1}):
        fields.wrong(name, f"{twice!r} is there twice", "Name each once")
    return found


def _done(fields: Fields) -> None:
    fields.knowledge("learnt_at")
    fields.done(besides=("learnt_at",))


def _says_sent(sent: Notification) -> str:
    to = ", ".join(one.recipient for one in sent.recipients)
    return f"{sent.notification} to {to}: {sent.words}"


def _says_delivery(delivery: Delivery) -> str:
    how = ", said by telephone" if delivery.by_telephone else ""
    rung = delivery.rung.value.replace("_", " ")
    units = f" to {', '.join(delivery.units)}" if delivery.units else ""
    return f"{delivery.notification}: {delivery.recipient}: {rung}{units}{how}"


KINDS: tuple[Kind, ...] = (
    Kind(
        "channel.open", "channels", parse_open, lambda it: f"Line {it.channel} opened: {it.name}"
    ),
    Kind(
        "channel.suspend",
        "channels",
        parse_suspend,
        lambda it: f"Line {it.channel} suspended: {it.reason}",
    ),
    Kind(
        "channel.reopen",
        "channels",
        parse_reopen,
        lambda it: f"Line {it.channel} reopened: {it.reason}",
    ),
    Kind("message", "channels", parse_message, _says_sent, amended_by="message"),
    Kind(
        "notification",
        "channels",
        parse_notification,
        _says_sent,
        Filer.CLERK_OR_POST,
        amended_by="notification",
    ),
    Kind("delivery", "channels", parse_delivery, _says_delivery),
    Kind(
        "escalation",
        "channels",
        parse_escalation,
        lambda it: f"{it.notification}: to {it.to_post} of {it.recipient} ({it.reason.value})",
        Filer.CLERK,
    ),
    Kind(
        "line_check",
        "channels",
        parse_line_check,
        lambda it: f"Line check on {it.channel} by {it.by}: answered: {it.answered.value}",
    ),
    Kind(
        "line_check.cause",
        "channels",
        parse_cause,
        lambda it: f"{it.claimed_by} on line {it.channel}: {it.words}",
    ),
)
