"""What may be filed about talks: meetings and their phases, demands, commitments, guarantees.

What this file knows: the shape of these bodies. What it must not know: what follows from them.

Rule 1. A meeting's phase says how far it came; whether anybody acknowledges it is a claim.
Rule 2. A demand carries its scope; what was not said stays empty. What a coder reads into it is a
`demand.scope` entry with a reason, signed by the coder's post, and never becomes the speaker's.
Rule 3. Whoever files a demand or a promise of another actor names the statement behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from detente.terms.entries import Filer, Kind
from detente.terms.fields import Fields
from detente.terms.places import read_place
from detente.terms.when import When
from detente.terms.where import Place

FUNCTION = "talks"


class Phase(Enum):
    """How far a meeting came."""

    RUMOURED = "rumoured"
    PLANNED = "planned"
    POSTPONED = "postponed"
    HELD = "held"
    CANCELLED = "cancelled"


class Seat(Enum):
    """As what somebody takes part in a meeting."""

    PARTY = "party"
    MEDIATOR = "mediator"
    HOST = "host"
    GUARANTOR = "guarantor"
    OBSERVER = "observer"
    OTHER = "other"


class Demanded(Enum):
    """What a demand asks for."""

    PRESENCE = "presence"
    WITHDRAWAL = "withdrawal"
    DEMILITARISATION = "demilitarisation"
    OTHER = "other"


class Standing(Enum):
    """How a commitment stands, by somebody's word."""

    KEPT = "kept"
    NOT_KEPT = "not kept"
    IN_DOUBT = "in doubt"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Participant:
    """A seat at a meeting, held by a person, an institution or a role (actor None: not named).

    of: the actor for whom the seat is. claim: the claim that this one took part.
    """

    actor: str | None
    slot: str
    role: Seat
    of: str | None
    claim: str | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting. claim: the claim that it took place. incidents: what it is to talk over."""

    meeting: str
    title: str
    place: Place | None
    at: When | None
    participants: tuple[Participant, ...]
    claim: str | None
    incidents: tuple[str, ...]
    statement: str | None


@dataclass(frozen=True, slots=True)
class PhaseEntry:
    """A meeting reached a phase. at: when that was so; new_date: for one that is put off."""

    meeting: str
    phase: Phase
    at: When | None
    new_date: When | None
    statement: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and when. areas: ids of zones or areas, none = not said where. lasting: no end."""

    areas: tuple[str, ...]
    words: str
    starts: When | None
    ends: When | None
    lasting: bool


@dataclass(frozen=True, slots=True)
class Demand:
    """Somebody demands something of somebody. subject_actor: whose forces it is about."""

    demand: str
    by: str
    of: tuple[str, ...]
    what: Demanded
    words: str
    subject_actor: str | None
    scope: Scope
    statement: str | None
    claim: str | None


@dataclass(frozen=True, slots=True)
class ScopeInference:
    """A coder reads areas into a demand. by: the coder's post; not the speaker's words."""

    demand: str
    areas: tuple[str, ...]
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """Somebody promised something. told_by: who says so, where it is not the promising actor."""

    commitment: str
    by: tuple[str, ...]
    to: tuple[str, ...]
    words: str
    due: When | None
    scope: Scope | None
    statement: str | None
    told_by: str | None


@dataclass(frozen=True, slots=True)
class CommitmentState:
    """How a commitment stands, by the word of `by`."""

    commitment: str
    state: Standing
    by: str
    words: str
    statement: str | None


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A guarantee of an instrument. guarantor None: the slot is open."""

    guarantee: str
    of: str
    guarantor: str | None
    words: str
    statement: str | None


def _end(fields: Fields) -> None:
    fields.knowledge("learnt_at")
    fields.done(besides=("learnt_at",))


def _participant(fields: Fields) -> Participant:
    participant = Participant(
        fields.optional_id("actor"),
        fields.text("slot"),
        fields.choice("role", Seat, default=Seat.OTHER),
        fields.optional_id("of"),
        fields.optional_id("claim"),
    )
    fields.done()
    return participant


def parse_meeting(fields: Fields) -> Meeting:
    """{"meeting", "title", "place"?: place, "at"?: when, "participants"?: [{actor?, slot, role?,
    of?, claim?}], "claim"?, "incidents"?: [id], "statement"?}.
    """
    place = fields.optional_object("place")
    meeting = Meeting(
        fields.id("meeting"),
        fields.text("title"),
        read_place(place) if place else None,
        fields.when("at"),
        fields.each("participants", _participant),
        fields.optional_id("claim"),
        fields.ids("incidents"),
        fields.optional_id("statement"),
    )
    _end(fields)
    return meeting


def parse_phase(fields: Fields) -> PhaseEntry:
    """{"meeting", "phase", "at"?: when, "new_date"?: when, "statement"?, "words"}."""
    phase = PhaseEntry(
        fields.id("meeting"),
        fields.choice("phase", Phase),
        fields.when("at"),
        fields.when("new_date"),
        fields.optional_id("statement"),
        fields.text("words"),
    )
    _end(fields)
    if phase.new_date is not None and phase.phase is not Phase.POSTPONED:
        fields.wrong("new_date", "only a postponed meeting gets one", "Drop it, or say postponed")
    return phase


def _scope(fields: Fields) -> Scope:
    scope = Scope(
        fields.ids("areas"),
        fields.text("words"),
        fields.when("from"),
        fields.when("until"),
        fields.boolean("lasting", default=False),
    )
    fields.done()
    if scope.lasting and scope.ends is not None:
        fields.wrong("until", "what is lasting has no end", "Drop until, or lasting")
    early = scope.starts.earliest if scope.starts else None
    late = scope.ends.latest if scope.ends else None
    if early is not None and late is not None and late < early:
        fields.wrong("until", "is before from", "Correct one of them")
    return scope


def parse_demand(fields: Fields) -> Demand:
    """{"demand", "by", "of"?: [actor], "what", "words", "subject_actor"?, "scope": {areas?,
    words, from?: when, until?: when, lasting?}, "statement"?, "claim"?}.
    """
    demand = Demand(
        fields.id("demand"),
        fields.id("by"),
        fields.ids("of"),
        fields.choice("what", Demanded),
        fields.text("words"),
        fields.optional_id("subject_actor"),
        _scope(fields.object("scope")),
        fields.optional_id("statement"),
        fields.optional_id("claim"),
    )
    _end(fields)
    return demand


def parse_demand_scope(fields: Fields) -> ScopeInference:
    """{"demand", "areas": [id, ...], "by": post, "reason"}."""
    inference = ScopeInference(
        fields.id("demand"),
        fields.ids("areas", required=True),
        fields.id("by"),
        fields.text("reason"),
    )
    _end(fields)
    if fields.has("areas") and not inference.areas:
        fields.wrong("areas", "is empty", "Name the areas that you read into the demand")
    return inference


def _one_or_more(fields: Fields, name: str) -> tuple[str, ...]:
    """An id, or a list of ids."""
    if isinstance(fields.value.get(name), list):
        return fields.ids(name)
    found = fields.optional_id(name)
    return (found,) if found else ()


def parse_commitment(fields: Fields) -> Commitment:
    """{"commitment", "by": actor or [actor], "to"?: actor or [actor], "words", "due"?: when,
    "scope"?, "statement"?, "told_by"?}.
    """
    scope = fields.optional_object("scope")
    commitment = Commitment(
        fields.id("commitment"),
        _one_or_more(fields, "by"),
        _one_or_more(fields, "to"),
        fields.text("words"),
        fields.when("due"),
        _scope(scope) if scope else None,
        fields.optional_id("statement"),
        fields.optional_id("told_by"),
    )
    _end(fields)
    if not commitment.by:
        fields.wrong("by", "is missing", "Name whose commitment it is")
    return commitment


def parse_commitment_state(fields: Fields) -> CommitmentState:
    """{"commitment", "state", "by": actor, "words", "statement"?}."""
    state = CommitmentState(
        fields.id("commitment"),
        fields.choice("state", Standing),
        fields.id("by"),
        fields.text("words"),
        fields.optional_id("statement"),
    )
    _end(fields)
    return state


def parse_guarantee(fields: Fields) -> Guarantee:
    """{"guarantee", "of": instrument, "guarantor"?: actor or null, "words", "statement"?}."""
    guarantee = Guarantee(
        fields.id("guarantee"),
        fields.id("of"),
        fields.optional_id("guarantor"),
        fields.text("words"),
        fields.optional_id("statement"),
    )
    _end(fields)
    return guarantee


def _says_guarantee(guarantee: Guarantee) -> str:
    who = guarantee.guarantor or "nobody named yet"
    return f"guarantee of {guarantee.of} by {who}: {guarantee.words}"


KINDS: tuple[Kind, ...] = (
    Kind("meeting", FUNCTION, parse_meeting, lambda value: f"meeting: {value.title}"),
    Kind(
        "meeting.phase",
        FUNCTION,
        parse_phase,
        lambda value: f"meeting {value.meeting}: {value.phase.value}; {value.words}",
    ),
    Kind("demand", FUNCTION, parse_demand, lambda value: f"{value.by} demands: {value.words}"),
    Kind(
        "demand.scope",
        FUNCTION,
        parse_demand_scope,
        lambda value: f"{value.by} reads {', '.join(value.areas)} into {value.demand}",
        filer=Filer.ANY_POST,
    ),
    Kind(
        "commitment",
        FUNCTION,
        parse_commitment,
        lambda value: f"{', '.join(value.by)} promised: {value.words}",
    ),
    Kind(
        "commitment.state",
        FUNCTION,
        parse_commitment_state,
        lambda value: f"{value.by} on {value.commitment}: {value.state.value}; {value.words}",
    ),
    Kind("guarantee", FUNCTION, parse_guarantee, _says_guarantee),
)
