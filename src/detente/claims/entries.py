"""What may be filed about claims: actors, source texts, claims, statements, stances, identity.

What this file knows: the shape of these bodies. What it must not know: what follows from them.

Rule 1. A claim is what is said to be so, in neutral words; it has no truth value here.
Rule 2. A statement has one source chain, root first; a link that is not known is written as one.
Rule 3. A stance is signed by a post of the actor that holds it; nobody signs for another.
Rule 4. An identity decision gives its reasons, for and against, and is signed by a person's post.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from detente.terms.entries import Filer, Kind
from detente.terms.fields import Fields
from detente.terms.places import read_place
from detente.terms.truth import Truth
from detente.terms.when import When
from detente.terms.where import Place
from detente.terms.who import Actor, Role

FUNCTION = "claims"


class Stance(Enum):
    """What an actor holds of a claim. No stance at all is *no statement known*."""

    ASSERTS = "asserts"
    CONFIRMS = "confirms"
    DENIES = "denies"
    DISPUTES_PART = "disputes part"
    DECLINES = "declines"
    WITHDRAWS = "withdraws"


class Says(Enum):
    """What a speaker says about the stance of somebody else."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    DECLINED = "declined"


class What(Enum):
    """What an identity decision is about."""

    ORIGIN = "origin"
    ACTOR = "actor"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class SourceText:
    """A document taken in. outlet: the actor that published it; published: may be uncertain."""

    id: str
    title: str
    outlet: str
    published: When | None


@dataclass(frozen=True, slots=True)
class Event:
    """What a claim says happened, as far as pairs can be compared by it; all of it is claimed.

    kind: "meeting", "strikes"... phase: "planned", "held"... as the claim has it.
    """

    kind: str
    place: Place | None
    at: When | None
    phase: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said to be so. about: a topic to group by. about_parties: the actors whose own
    confirmation or denial counts as that of a party to this claim, in the order to show them.
    """

    id: str
    words: str
    about: str | None
    about_parties: tuple[str, ...]
    event: Event | None


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a source chain: an actor, or the words for one that is not known."""

    actor: str | None
    unknown: str | None


@dataclass(frozen=True, slots=True)
class Hold:
    """What the speaker of a statement holds of one claim. part: the part that is disputed."""

    claim: str
    stance: Stance
    part: str | None


@dataclass(frozen=True, slots=True)
class ReportOf:
    """What the speaker of a statement says about another actor's stance on a claim."""

    actor: str
    claim: str
    says: Says


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody says something, through a chain (root first), at a time, in a source text.

    kind: the coder's own word. speaker: who is held to say it, an actor of the chain. unnamed: the
    speaker is not named. on_behalf_of: for whom the speaker claims to speak; that is a stance of
    theirs only where the speaker is theirs. background: it concerns no claim, and says so.
    """

    id: str
    kind: str
    words: str
    source: str
    chain: tuple[Link, ...]
    speaker: str
    unnamed: bool
    on_behalf_of: tuple[str, ...]
    said: When
    quote: str | None
    place: Place | None
    holds: tuple[Hold, ...]
    reports_of: tuple[ReportOf, ...]
    background: bool


@dataclass(frozen=True, slots=True)
class SignedStance:
    """An actor's own stance, signed by its post."""

    actor: str
    claim: str
    stance: Stance
    words: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision whether subjects are one and the same.

    subjects: actor ids (what=actor), actor ids or unknown links `<statement>@<position>`
    (what=origin), claim ids (what=event).
    """

    id: str
    same: Truth
    what: What
    subjects: tuple[str, ...]
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]


def _end(fields: Fields) -> None:
    fields.knowledge("learnt_at")
    fields.done(besides=("learnt_at",))


def parse_actor(fields: Fields) -> Actor:
    """{"actor", "name", "role", "of"?, "names"?: {language: name}, "described"?}."""
    names: Mapping[str, str] = {}
    inner = fields.optional_object("names")
    if inner is not None:
        names = {str(tag): inner.text(str(tag)) for tag in sorted(inner.value)}
        inner.done()
    actor = Actor(
        fields.id("actor"),
        fields.text("name"),
        fields.choice("role", Role),
        fields.optional_id("of"),
        names,
        fields.optional_text("described"),
    )
    _end(fields)
    if actor.of and actor.of == actor.id:
        fields.wrong("of", "an actor cannot speak for itself through itself", "Drop the field")
    return actor


def parse_source(fields: Fields) -> SourceText:
    """{"source", "title", "outlet", "published"?: when}."""
    source = SourceText(
        fields.id("source"), fields.text("title"), fields.id("outlet"), fields.when("published")
    )
    _end(fields)
    return source


def _event(fields: Fields) -> Event:
    place = fields.optional_object("place")
    event = Event(
        fields.text("kind"),
        read_place(place) if place else None,
        fields.when("at"),
        fields.optional_text("phase"),
    )
    fields.done()
    return event


def parse_claim(fields: Fields) -> Claim:
    """{"claim", "words", "about"?, "about_parties"?: [actor], "event"?: {kind, place?, at?,
    phase?}}.
    """
    event = fields.optional_object("event")
    claim = Claim(
        fields.id("claim"),
        fields.text("words"),
        fields.optional_text("about"),
        fields.ids("about_parties"),
        _event(event) if event else None,
    )
    _end(fields)
    if len(set(claim.about_parties)) < len(claim.about_parties):
        fields.wrong("about_parties", "names an actor twice", "Name each party once")
    return claim


def _link(fields: Fields) -> Link:
    link = Link(fields.optional_id("actor"), fields.optional_text("unknown"))
    fields.done()
    if (link.actor is None) == (link.unknown is None):
        fields.wrong(
            "",
            "a link is either an actor or words for an unknown one",
            "Give actor, or unknown with words such as 'own sources of the outlet'",
        )
    return link


def _hold(fields: Fields) -> Hold:
    hold = Hold(fields.id("claim"), fields.choice("stance", Stance), fields.optional_text("part"))
    fields.done()
    if hold.stance is Stance.DISPUTES_PART and hold.part is None:
        fields.wrong("part", "is missing", "Say which part is disputed")
    return hold


def _report_of(fields: Fields) -> ReportOf:
    report = ReportOf(fields.id("actor"), fields.id("claim"), fields.choice("says", Says))
    fields.done()
    return report


def parse_statement(fields: Fields) -> Statement:
    """{"statement", "kind", "words", "source", "chain", "speaker", "unnamed"?, "on_behalf_of"?,
    "said": when, "quote"?, "place"?, "holds"?, "reports_of"?, "background"?}.
    """
    place = fields.optional_object("place")
    statement = Statement(
        fields.id("statement"),
        fields.text("kind"),
        fields.text("words"),
        fields.id("source"),
        fields.each("chain", _link, required=True),
        fields.id("speaker"),
        fields.boolean("unnamed", default=False),
        fields.ids("on_behalf_of"),
        fields.when("said", required=True) or When("", None, None),
        fields.optional_text("quote"),
        read_place(place) if place else None,
        fields.each("holds", _hold),
        fields.each("reports_of", _report_of),
        fields.boolean("background", default=False),
    )
    _end(fields)
    _statement_faults(fields, statement)
    return statement


def _statement_faults(fields: Fields, statement: Statement) -> None:
    if fields.has("chain") and not statement.chain:
        fields.wrong("chain", "is empty", "Give at least who said it, or an unknown link")
    known = [link.actor for link in statement.chain if link.actor]
    if statement.chain and statement.speaker and statement.speaker not in known:
        fields.wrong(
            "speaker",
            f"{statement.speaker} is not an actor of the chain",
            "Name an actor of the chain; where its root is unknown, the first one that is known",
        )
    held = [hold.claim for hold in statement.holds]
    for at, claim in enumerate(held):
        if claim in held[:at]:
            fields.wrong(f"holds[{at}]", f"{claim} is held twice", "Keep one stance per claim")
    if statement.background and (statement.holds or statement.reports_of):
        fields.wrong("background", "a background statement holds no claim", "Drop one of the two")


def parse_stance(fields: Fields) -> SignedStance:
    """{"actor", "claim", "stance", "words"?}, signed by a post of that actor."""
    stance = SignedStance(
        fields.id("actor"),
        fields.id("claim"),
        fields.choice("stance", Stance),
        fields.optional_text("words"),
    )
    _end(fields)
    if stance.stance is Stance.DISPUTES_PART and stance.words is None:
        fields.wrong("words", "is missing", "Say which part is disputed")
    return stance


def parse_identity(fields: Fields) -> Decision:
    """{"decision", "same": yes|no|cannot tell, "what": origin|actor|event, "subjects": [id, id,
    ...], "reasons_for": [text], "reasons_against": [text]}; at least one reason in all.
    """
    decision = Decision(
        fields.id("decision"),
        fields.choice("same", Truth),
        fields.choice("what", What),
        fields.ids("subjects", required=True),
        fields.texts("reasons_for"),
        fields.texts("reasons_against"),
    )
    _end(fields)
    if len(set(decision.subjects)) < 2:
        fields.wrong("subjects", "fewer than two different subjects", "Name two or more")
    if not any(reason.strip() for reason in decision.reasons_for + decision.reasons_against):
        fields.wrong("reasons_for", "no reason is given", "Give reasons for or against, or both")
    return decision


def _says_statement(statement: Statement) -> str:
    return f"{statement.id}: {statement.words}"


def _says_decision(decision: Decision) -> str:
    sameness = {
        Truth.YES: "are one and the same",
        Truth.NO: "are not the same",
        Truth.CANNOT_TELL: "cannot be told apart or together",
    }
    subjects = ", ".join(decision.subjects)
    return f"decided: {subjects} {sameness[decision.same]} ({decision.what.value})"


KINDS: tuple[Kind, ...] = (
    Kind("actor", FUNCTION, parse_actor, lambda actor: f"{actor.name} can now be named"),
    Kind("source", FUNCTION, parse_source, lambda source: f"took in: {source.title}"),
    Kind("claim", FUNCTION, parse_claim, lambda claim: f"claim: {claim.words}"),
    Kind("statement", FUNCTION, parse_statement, _says_statement),
    Kind(
        "stance",
        FUNCTION,
        parse_stance,
        lambda stance: f"{stance.actor} {stance.stance.value}: {stance.claim}",
        filer=Filer.ACTOR_NAMED,
        acts_for=lambda stance: str(stance.actor),
    ),
    Kind("identity", FUNCTION, parse_identity, _says_decision),
)
