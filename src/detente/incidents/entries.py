"""What may be filed about incidents: opening, allegation, inquiry, result, protest, reply.

What this file knows: the bodies and their values. What it must not know: what was filed before
(state.py).

Rule 1. An incident is opened by a person; the software only proposes it.
Rule 2. Each speaks for itself: a party protests and replies, a body inquires and finds. Only an
allegation may be recorded for another, and then names the statement in which it was made.
Rule 3. A result belongs to the body of its inquiry; undetermined and unverifiable are results.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from detente.terms.entries import Filer, Kind
from detente.terms.fields import Fields
from detente.terms.places import read_place
from detente.terms.when import When
from detente.terms.where import Place


class Finding(Enum):
    """What an inquiry may come to."""

    SUBSTANTIATED = "substantiated"
    NOT_SUBSTANTIATED = "not substantiated"
    UNDETERMINED = "undetermined"
    UNVERIFIABLE = "unverifiable"


class InquiryEvent(Enum):
    """What may be filed of an inquiry."""

    OPENED = "opened"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class IncidentOpen:
    """An incident file, opened. proposal: the alert that proposed it, None where none did."""

    incident: str
    proposal: str | None
    title: str
    at: When
    place: Place
    plans: tuple[str, ...]
    observations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allegation:
    """by: who alleges. against: of whom, None where nobody is named. statement: where it was said,
    by its id, where somebody else records it."""

    allegation: str
    incident: str
    by: str
    against: str | None
    words: str
    statement: str | None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One step in the life of an inquiry. at: the body's own time of it."""

    inquiry: str
    incident: str
    body: str
    state: InquiryEvent
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Result:
    """reply_asked: actors that the body asked for a reply before it filed this."""

    result: str
    inquiry: str
    incident: str
    body: str
    finding: Finding
    words: str
    reply_asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Protest:
    """A protest of an actor to others."""

    protest: str
    incident: str
    by: str
    to: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Reply:
    """to: the id of the protest or allegation that it answers."""

    reply: str
    to: str
    by: str
    words: str


def parse_open(fields: Fields) -> IncidentOpen:
    """incident.open."""
    value = IncidentOpen(
        incident=fields.id("incident"),
        proposal=fields.optional_id("proposal"),
        title=fields.text("title"),
        at=fields.when("at", required=True) or When("", None, None),
        place=read_place(fields.object("place")),
        plans=fields.ids("plans"),
        observations=fields.ids("observations"),
    )
    _done(fields)
    return value


def parse_allegation(fields: Fields) -> Allegation:
    """allegation."""
    value = Allegation(
        allegation=fields.id("allegation"),
        incident=fields.id("incident"),
        by=fields.id("by"),
        against=fields.optional_id("against"),
        words=fields.text("words"),
        statement=fields.optional_id("statement"),
    )
    _done(fields)
    return value


def parse_inquiry(fields: Fields) -> Inquiry:
    """inquiry."""
    value = Inquiry(
        inquiry=fields.id("inquiry"),
        incident=fields.id("incident"),
        body=fields.id("body"),
        state=fields.choice("state", InquiryEvent),
        words=fields.text("words"),
        at=fields.moment("at"),
    )
    _done(fields)
    return value


def parse_result(fields: Fields) -> Result:
    """result."""
    value = Result(
        result=fields.id("result"),
        inquiry=fields.id("inquiry"),
        incident=fields.id("incident"),
        body=fields.id("body"),
        finding=fields.choice("finding", Finding),
        words=fields.text("words"),
        reply_asked=fields.ids("reply_asked"),
    )
    _done(fields)
    return value


def parse_protest(fields: Fields) -> Protest:
    """protest."""
    value = Protest(
        protest=fields.id("protest"),
        incident=fields.id("incident"),
        by=fields.id("by"),
        to=fields.ids("to", required=True),
        words=fields.text("words"),
    )
    if fields.has("to") and not fields.problems and not value.to:
        fields.wrong("to", "names nobody", "Say to whom the protest goes")
    for twice in sorted({one for one in value.to if value.to.count(one) > 1}):
        fields.wrong("to", f"{twice!r} is there twice", "Name each once")
    _done(fields)
    return value


def parse_reply(fields: Fields) -> Reply:
    """reply."""
    value = Reply(fields.id("reply"), fields.id("to"), fields.id("by"), fields.text("words"))
    _done(fields)
    return value


def _done(fields: Fields) -> None:
    fields.knowledge("learnt_at")
    fields.done(besides=("learnt_at",))


def _alleging(allegation: Allegation) -> str | None:
    """Who must sign it: the one who alleges, unless it only records a statement."""
    return None if allegation.statement else allegation.by


def _says_inquiry(inquiry: Inquiry) -> str:
    return f"Inquiry {inquiry.inquiry} of {inquiry.body} {inquiry.state.value}: {inquiry.words}"


KINDS: tuple[Kind, ...] = (
    Kind(
        "incident.open",
        "incidents",
        parse_open,
        lambda it: f"Incident {it.incident} opened: {it.title}",
    ),
    Kind(
        "allegation",
        "incidents",
        parse_allegation,
        lambda it: f"{it.by} alleges: {it.words}",
        Filer.ACTOR_NAMED,
        _alleging,
    ),
    Kind(
        "inquiry",
        "incidents",
        parse_inquiry,
        _says_inquiry,
        Filer.ACTOR_NAMED,
        lambda it: str(it.body),
    ),
    Kind(
        "result",
        "incidents",
        parse_result,
        lambda it: f"Result of {it.body}: {it.finding.value}. {it.words}",
        Filer.ACTOR_NAMED,
        lambda it: str(it.body),
    ),
    Kind(
        "protest",
        "incidents",
        parse_protest,
        lambda it: f"{it.by} protests to {', '.join(it.to)}: {it.words}",
        Filer.ACTOR_NAMED,
        lambda it: str(it.by),
    ),
    Kind(
        "reply",
        "incidents",
        parse_reply,
        lambda it: f"{it.by} replies to {it.to}: {it.words}",
        Filer.ACTOR_NAMED,
        lambda it: str(it.by),
    ),
)
