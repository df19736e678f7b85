"""One reading of one rule, held against one piece of evidence: fits, apparent violation, cannot
tell, with every condition that was looked at.

What this file knows: rules, zones, counts and the evidence it is given. What it must not know:
instruments, who reported what, whether the rule is in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from detente.rules import counts
from detente.rules.counts import Count
from detente.rules.readings import Reading, Rule, RuleKind, side_of
from detente.rules.zones import Zone, ZoneAnswer, enters, where_is
from detente.terms.json import JSON
from detente.terms.truth import Truth, all_of
from detente.terms.when import When
from detente.terms.where import Corridor, Disc, Footprint

VERDICT_WORDS = {
    Truth.YES: "apparent violation",
    Truth.NO: "fits",
    Truth.CANNOT_TELL: "cannot tell",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen, as a rule can be held against it.

    actor: whose it was, None where unknown. of: actor -> for whom it acts. footprint: where it
    was, somewhere within (or, for a path, all along it), None where unknown. zone: the zone that a
    count was of. present: whether anything was there (an inspection may have found nothing).
    """

    subject: str
    at: When
    actor: str | None
    footprint: Footprint | None
    present: Truth
    count: Count | None = None
    zone: str | None = None
    path: bool = False
    of: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold for the rule not to be kept, and whether it does."""

    name: str
    truth: Truth
    words: str

    def as_json(self) -> dict[str, JSON]:
        """As findings show it."""
        return {"condition": self.name, "truth": self.truth.value, "words": self.words}


@dataclass(frozen=True, slots=True)
class Reasoned:
    """The verdict of one reading: whether the rule is apparently violated, and why."""

    violated: Truth
    conditions: tuple[Condition, ...]
    zone: str
    limit: int
    place: ZoneAnswer | None

    @property
    def verdict(self) -> str:
        """The word for it: fits, apparent violation, cannot tell."""
        return VERDICT_WORDS[self.violated]

    @property
    def words(self) -> str:
        """The conditions that decide, as a sentence: for *fits* those that do not hold, else all
        that are in doubt, else all.
        """
        deciding = [one.words for one in self.conditions if one.truth is self.violated]
        return "; ".join(deciding)


def judge(rule: Rule, reading: Reading, zones: Mapping[str, Zone], seen: Evidence) -> Reasoned:
    """Hold one reading of a rule against the evidence. Not for plan_forbidden: that is for plans.

    zones: the zones of the instrument by id; a zone that is not there is a doubt, not a no.
    """
    assert rule.kind is not RuleKind.PLAN_FORBIDDEN
    zone_id, limit = rule.zone_of(reading), rule.limit_of(reading)
    place, in_zone = _in_zone(zone_id, zones, seen)
    conditions = (
        _subject(rule, reading, seen),
        _whose(rule, seen),
        in_zone,
        _hours(rule, seen),
        _number(rule, limit, zone_id, seen),
    )
    violated = all_of(condition.truth for condition in conditions)
    return Reasoned(violated, conditions, zone_id, limit, place)


def _subject(rule: Rule, reading: Reading, seen: Evidence) -> Condition:
    truth = rule.covers(reading, seen.subject)
    named = ", ".join(rule.subjects_of(reading))
    words = {
        Truth.YES: f"{seen.subject} falls under this reading ({named})",
        Truth.NO: f"this reading ({named}) says nothing of {seen.subject}",
        Truth.CANNOT_TELL: f"{seen.subject} may or may not fall under this reading ({named})",
    }
    return Condition("subject", truth, words[truth])


def _whose(rule: Rule, seen: Evidence) -> Condition:
    if seen.actor is None:
        if rule.side is None and not rule.exempt:
            return Condition("whose", Truth.YES, "the rule holds for everybody")
        return Condition("whose", Truth.CANNOT_TELL, "it is not known whose it was")
    if any(side_of(seen.actor, spared, seen.of) for spared in rule.exempt):
        return Condition("whose", Truth.NO, f"{seen.actor} is exempt from this rule")
    if rule.side is None:
        return Condition("whose", Truth.YES, "the rule holds for everybody who is not exempt")
    if side_of(seen.actor, rule.side, seen.of):
        return Condition("whose", Truth.YES, f"the rule is about {rule.side}")
    return Condition("whose", Truth.NO, f"the rule is about {rule.side}, not {seen.actor}")


def _in_zone(
    zone_id: str, zones: Mapping[str, Zone], seen: Evidence
) -> tuple[ZoneAnswer | None, Condition]:
    zone = zones.get(zone_id)
    if zone is None:
        words = f"zone {zone_id} is not known to this reader"
        return None, Condition("zone", Truth.CANNOT_TELL, words)
    place = locate(seen, zone)
    if seen.zone == zone_id:
        if place is not None and place.truth is Truth.NO:
            words = f"said to be of {zone.name}, but the place given is {place.words}"
            return place, Condition("zone", Truth.CANNOT_TELL, words)
        return place, Condition("zone", Truth.YES, f"the observer's count is of {zone.name}")
    if place is None and seen.zone is not None and seen.zone in zones:
        return _by_zone(zones[seen.zone], zone)
    if place is None:
        return None, Condition("zone", Truth.CANNOT_TELL, "the place is known in words only")
    return place, Condition("zone", place.truth, f"{zone.name}: {place.words}")


def _by_zone(named: Zone, zone: Zone) -> tuple[ZoneAnswer | None, Condition]:
    """Whether what is known to be in one zone is in another one of the same instrument."""
    if zone.id in named.part_of:
        words = f"it is of {named.name}, which is part of {zone.name}"
        return None, Condition("zone", Truth.YES, words)
    if zone.id in named.beside or named.id in zone.beside:
        words = f"it is of {named.name}, beside {zone.name}"
        return None, Condition("zone", Truth.NO, words)
    place = where_is(named.reach, zone.footprint, zone.tolerance_m)
    words = f"somewhere in {named.name}; {zone.name}: {place.words}"
    return place, Condition("zone", place.truth, words)


def locate(seen: Evidence, zone: Zone) -> ZoneAnswer | None:
    """Where the evidence lies with respect to a zone; None where no place is known."""
    if seen.footprint is None:
        return None
    if seen.path and isinstance(seen.footprint, Corridor):
        return _along(seen.footprint, zone)
    return where_is(seen.footprint, zone.footprint, zone.tolerance_m)


def _along(track: Corridor, zone: Zone) -> ZoneAnswer:
    """Whether something that passed along a path was ever in the zone.

    Only the fixes are known: between two of them it may have left the straight line, so that a
    path that cuts a corner is *possible*, never certain.
    """
    fixes = [
        where_is(Disc(fix, track.half_width_m), zone.footprint, zone.tolerance_m)
        for fix in track.path
    ]
    inside = [fix for fix in fixes if fix.truth is Truth.YES]
    if inside:
        return max(inside, key=lambda fix: fix.distance_m or 0.0)
    whole = enters(track, zone.footprint, zone.tolerance_m)
    if whole.truth is Truth.NO:
        return whole
    words = f"possible crossing between two fixes: the way between them {whole.words}"
    return ZoneAnswer(Truth.CANNOT_TELL, None, whole.doubt_m, zone.tolerance_m, words)


def _hours(rule: Rule, seen: Evidence) -> Condition:
    if rule.hours is None:
        return Condition("hours", Truth.YES, "the rule holds at all hours")
    truth = rule.hours.during(seen.at)
    words = {
        Truth.YES: f"within the hours {rule.hours.words}",
        Truth.NO: f"outside the hours {rule.hours.words}",
        Truth.CANNOT_TELL: f"the time may be within the hours {rule.hours.words} or not",
    }
    return Condition("hours", truth, words[truth])


def _number(rule: Rule, limit: int, zone_id: str, seen: Evidence) -> Condition:
    """Whether more were there than may be; what is no count of the whole zone is part of it."""
    count = seen.count
    if count is None:
        if rule.kind is RuleKind.COUNT_LIMIT:
            count = Count(1, 1, 1, complete=False) if seen.present is Truth.YES else None
        if count is None:
            words = {
                Truth.YES: "it was there",
                Truth.NO: "none was there",
                Truth.CANNOT_TELL: "no count was made",
            }
            return Condition("number", seen.present, words[seen.present])
    # A complete count at some place is complete for that place; a presence rule asks no more.
    if rule.kind is RuleKind.COUNT_LIMIT and seen.zone != zone_id:
        count = count.as_part()
    answer = counts.fits(count, limit)
    return Condition("number", ~answer.truth, answer.words)
