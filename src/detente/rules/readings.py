"""Rules of an instrument and their readings: who may have what, how many, where, when.

Rule 1. A rule is one clause; its readings say how different sources give that clause. A reading
may differ in limit, zone or subjects; what it does not say it takes from the rule.
Rule 2. Subjects are words, compared without case; what only *perhaps* falls under a rule is named
in `perhaps` and yields cannot tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from detente.rules.hours import Hours, minute_of_day
from detente.terms.fields import Fields
from detente.terms.json import JSON
from detente.terms.truth import Truth


class RuleKind(Enum):
    """What a rule asks."""

    COUNT_LIMIT = "count_limit"  # at most so many in the zone
    PRESENCE = "presence"  # none in the zone
    PLAN_FORBIDDEN = "plan_forbidden"  # no plan of these kinds in the zone


@dataclass(frozen=True, slots=True)
class Reading:
    """How one source gives a rule. None or () takes the rule's own."""

    id: str
    source: str
    says: str
    limit: int | None = None
    zone: str | None = None
    subjects: tuple[str, ...] = ()

    def as_json(self) -> dict[str, JSON]:
        """As bodies write it."""
        return {
            "reading": self.id,
            "source": self.source,
            "says": self.says,
            "limit": self.limit,
            "zone": self.zone,
            "subjects": list(self.subjects),
        }


@dataclass(frozen=True, slots=True)
class Rule:
    """One clause. side: whose things it is about (None: everybody's). exempt: actors it spares.

    hours: when it holds (None: always). plan_kinds: the kinds of plans it is about; for a presence
    rule () means that it says nothing about plans, for plan_forbidden that it means every kind.
    """

    id: str
    kind: RuleKind
    subject: str
    zone: str
    readings: tuple[Reading, ...]
    subjects: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    plan_kinds: tuple[str, ...] = ()
    side: str | None = None
    limit: int | None = None
    verifier: str | None = None
    hours: Hours | None = None
    hours_words: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    says: str | None = None

    def subjects_of(self, reading: Reading) -> tuple[str, ...]:
        """The words for what a reading of this rule is about."""
        return reading.subjects or (self.subject, *self.subjects)

    def covers(self, reading: Reading, subject: str) -> Truth:
        """Whether that reading is about that subject."""
        if plain(subject) in {plain(word) for word in self.subjects_of(reading)}:
            return Truth.YES
        if plain(subject) in {plain(word) for word in self.perhaps}:
            return Truth.CANNOT_TELL
        return Truth.NO

    def limit_of(self, reading: Reading) -> int:
        """The limit as that reading gives it; 0 for a presence rule."""
        if self.kind is not RuleKind.COUNT_LIMIT:
            return 0
        return self.limit or 0 if reading.limit is None else reading.limit

    def zone_of(self, reading: Reading) -> str:
        """The zone as that reading gives it."""
        return reading.zone or self.zone

    def forbids(self, plan_kind: str) -> bool:
        """Whether it speaks of plans of that kind at all."""
        if self.kind is RuleKind.PLAN_FORBIDDEN:
            return not self.plan_kinds or plan_kind in self.plan_kinds
        return self.kind is RuleKind.PRESENCE and plan_kind in self.plan_kinds

    def as_json(self) -> dict[str, JSON]:
        """As bodies write it."""
        return {
            "rule": self.id,
            "kind": self.kind.value,
            "subject": self.subject,
            "subjects": list(self.subjects),
            "perhaps": list(self.perhaps),
            "plan_kinds": list(self.plan_kinds),
            "side": self.side,
            "zone": self.zone,
            "limit": self.limit,
            "readings": [reading.as_json() for reading in self.readings],
            "verifier": self.verifier,
            "hours_utc": list(self.hours_words) or None,
            "exempt": list(self.exempt),
            "says": self.says,
        }


def plain(words: str) -> str:
    """Words as they are compared: no case, single spaces, hyphens as spaces."""
    return " ".join(words.casefold().replace("-", " ").split())


def side_of(actor: str, named: str, of: Mapping[str, str | None]) -> bool:
    """Whether an actor is the named one, or speaks and acts for it (`of`: actor -> for whom)."""
    return actor == named or of.get(actor) == named


def read_rule(fields: Fields) -> Rule:
    """{"rule", "kind", "subject", "zone", "subjects"?, "perhaps"?, "plan_kinds"?, "side"?,
    "limit"?, "readings"?, "verifier"?, "hours_utc"?: ["06:00", "18:00"], "exempt"?, "says"?,
    "source"?}. Without readings the rule has one, "as written", with its own source.
    """
    kind = fields.choice("kind", RuleKind)
    words = fields.texts("hours_utc")
    own_source = fields.optional_text("source")
    says = fields.optional_text("says")
    rule = Rule(
        id=fields.id("rule"),
        kind=kind,
        subject=fields.text("subject"),
        zone=fields.id("zone"),
        readings=fields.each("readings", _reading)
        or (Reading("as written", own_source or "the instrument itself", says or ""),),
        subjects=fields.texts("subjects"),
        perhaps=fields.texts("perhaps"),
        plan_kinds=fields.texts("plan_kinds"),
        side=fields.optional_id("side"),
        limit=fields.optional_integer("limit"),
        verifier=fields.optional_text("verifier"),
        hours=_hours(fields, words),
        hours_words=words,
        exempt=fields.ids("exempt"),
        says=says,
    )
    fields.done()
    _check(fields, rule)
    return rule


def _reading(fields: Fields) -> Reading:
    reading = Reading(
        fields.id("reading"),
        fields.text("source"),
        fields.text("says", required=False),
        fields.optional_integer("limit"),
        fields.optional_id("zone"),
        fields.texts("subjects"),
    )
    fields.done()
    return reading


def _hours(fields: Fields, words: tuple[str, ...]) -> Hours | None:
    if not words:
        return None
    if len(words) != 2:
        fields.wrong("hours_utc", "must be two times of day", 'Give ["06:00", "18:00"]')
        return None
    try:
        start, end = minute_of_day(words[0]), minute_of_day(words[1])
    except ValueError as error:
        fields.wrong("hours_utc", str(error), 'Give ["06:00", "18:00"]')
        return None
    if start in (end, 1440):
        fields.wrong("hours_utc", "is no stretch of a day", "Leave hours out if it always holds")
        return None
    return Hours(start, end)


def _check(fields: Fields, rule: Rule) -> None:
    """What can be wrong only with the rule as a whole."""
    ids = [reading.id for reading in rule.readings]
    for at, reading_id in enumerate(ids):
        if reading_id in ids[:at]:
            fields.wrong(f"readings[{at}].reading", f"{reading_id!r} is there twice", "Rename it")
    if rule.kind is RuleKind.COUNT_LIMIT:
        if rule.limit is None and any(reading.limit is None for reading in rule.readings):
            fields.wrong("limit", "is missing", "Give it on the rule or in every reading")
    elif rule.limit is not None or any(reading.limit is not None for reading in rule.readings):
        fields.wrong("limit", f"has no meaning for {rule.kind.value}", "Use kind count_limit")
