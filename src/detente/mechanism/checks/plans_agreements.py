"""Plans x agreements: does a plan fit the agreed rules, and which separation holds between two?

Rule 1. A plan is held against the version in force at the time of its activity; a plan whose time
lies before an amendment took effect stays under the version before it.
Rule 2. Unless that version is in force for certain, what follows is marked "would be" and is a
flag. *Cannot tell* (the line's tolerance, an unknown time) still goes to the planner.
Rule 3. A separation comes from instruments in force between both actors, else from the charter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from detente.agreements.life import Standing
from detente.agreements.state import State as Agreements
from detente.plans.conflicts import Activity
from detente.plans.entries import Plan
from detente.plans.state import State as Plans
from detente.rules.readings import Reading, Rule, side_of
from detente.rules.separations import applies, choose
from detente.rules.zones import Zone, ZoneAnswer, enters
from detente.terms.alerts import Alert
from detente.terms.entries import Entry
from detente.terms.json import JSON
from detente.terms.truth import Truth, any_of, certainly
from detente.terms.when import Span, rfc3339
from detente.terms.where import Moving, Volume
from detente.terms.who import Charter, Separation

_EVER = datetime.min.replace(tzinfo=UTC)
_NEVER = datetime.max.replace(tzinfo=UTC)

VERDICT_WORDS = {
    Truth.YES: "does not fit",
    Truth.NO: "fits",
    Truth.CANNOT_TELL: "cannot tell",
}


@dataclass(frozen=True, slots=True)
class PlanReading:
    """What one reading of the rule comes to for the plan. unfit: whether it does not fit."""

    reading: Reading
    zone: Zone
    unfit: Truth
    answers: tuple[tuple[int, ZoneAnswer], ...]  # position of the volume in the plan -> where
    words: str

    def as_json(self) -> dict[str, JSON]:
        """For standing side by side with the other readings."""
        return {
            "reading": self.reading.id,
            "source": self.reading.source,
            "says": self.reading.says,
            "verdict": VERDICT_WORDS[self.unfit],
            "words": self.words,
            "zone": self.zone.id,
            "zone_name": self.zone.name,
            "tolerance_m": self.zone.tolerance_m,
            "volumes": [{"volume": at, **answer.as_json()} for at, answer in self.answers],
        }


@dataclass(frozen=True, slots=True)
class PlanRule:
    """One plan held against one rule of one version, reading beside reading."""

    filing: Entry
    standing: Standing
    rule: Rule
    readings: tuple[PlanReading, ...]
    behind: tuple[tuple[str, datetime], ...]

    @property
    def unfit(self) -> Truth:
        """Whether the plan does not fit the rule in any reading."""
        return any_of(one.unfit for one in self.readings)

    @property
    def entries(self) -> tuple[str, ...]:
        """Ids of the entries it rests on, the plan's first."""
        return tuple(entry for entry, _ in self.behind)

    def as_json(self) -> dict[str, JSON]:
        """As findings list it; `id` is plan/instrument/rule."""
        plan: Plan = self.filing.value
        instrument = self.standing.version.value
        return {
            "id": f"{plan.plan}/{instrument.instrument}/{self.rule.id}",
            "plan": plan.plan,
            "plan_version": plan.version,
            "instrument": instrument.instrument,
            "instrument_title": instrument.title,
            "instrument_version": instrument.version,
            "in_force": self.standing.in_force.value,
            "would_be": self.standing.would_be,
            "rule": self.rule.id,
            "hours_utc": list(self.rule.hours_words) or None,
            "verdict": VERDICT_WORDS[self.unfit],
            "readings": [one.as_json() for one in self.readings],
            "entries": list(self.entries),
        }


def find(plans: Plans, agreements: Agreements, charter: Charter) -> tuple[PlanRule, ...]:
    """Every plan that was not withdrawn, against every rule that speaks of such plans."""
    of = {actor.id: actor.of for actor in charter.actors.values()}
    return tuple(
        found
        for filing in plans.standing()
        for instrument in agreements.instruments()
        for found in _against(filing, instrument, agreements, of)
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A volume during a stretch of time in which one standing holds. whole: is it all its time."""

    at: int
    volume: Volume | Moving
    span: Span | None  # None: some time, nobody knows when
    whole: bool


def _against(
    filing: Entry, instrument: str, agreements: Agreements, of: dict[str, str | None]
) -> Iterator[PlanRule]:
    plan: Plan = filing.value
    parts: dict[tuple[int, Truth], tuple[Standing, list[_Part]]] = {}
    for standing, part in _parts(filing, instrument, agreements):
        key = (standing.version.number, standing.in_force)
        parts.setdefault(key, (standing, []))[1].append(part)
    until = max(
        (part.span.end for _, of_it in parts.values() for part in of_it if part.span),
        default=_NEVER,
    )
    chosen: dict[tuple[int, str], PlanRule] = {}
    # In force first, then what may be, then what is not: the first that does not fit is shown.
    order = [Truth.YES, Truth.CANNOT_TELL, Truth.NO]
    for key in sorted(parts, key=lambda one: (-one[0], order.index(one[1]))):
        standing, of_it = parts[key]
        value = standing.version.value
        behind = ((filing.id, filing.filed_at), *agreements.behind(standing.version, until))
        for rule in value.rules:
            if not _concerns(rule, plan, of):
                continue
            readings = tuple(
                _read(rule, reading, value.zones_by_id[rule.zone_of(reading)], of_it)
                for reading in rule.readings
            )
            found = PlanRule(filing, standing, rule, readings, behind)
            earlier = chosen.get((value.version, rule.id))
            if earlier is None or earlier.unfit is Truth.NO is not found.unfit:
                chosen[(value.version, rule.id)] = found
    yield from chosen.values()


def _concerns(rule: Rule, plan: Plan, of: dict[str, str | None]) -> bool:
    if not rule.forbids(plan.kind.value):
        return False
    if any(side_of(plan.actor, spared, of) for spared in rule.exempt):
        return False
    return rule.side is None or side_of(plan.actor, rule.side, of)


def _parts(
    filing: Entry, instrument: str, agreements: Agreements
) -> Iterator[tuple[Standing, _Part]]:
    """The plan's volumes, cut where what is in force changes."""
    for at, volume in enumerate(filing.value.volumes):
        known = span_of(volume)
        # A plan of unknown time lies ahead of its filing, at some moment nobody knows.
        span = known or Span(filing.filed_at, _NEVER)
        stretches = list(agreements.stretches(instrument, span))
        for stretch, stood in stretches:
            for standing in stood:
                part = _Part(at, volume, stretch if known else None, len(stretches) == 1)
                yield standing, part


def span_of(volume: Volume | Moving) -> Span | None:
    """When a volume is taken, slack included; None where unknown."""
    if isinstance(volume, Volume):
        return volume.span
    slack = timedelta(seconds=volume.slack_s)
    return Span(volume.fixes[0][0] - slack, volume.fixes[-1][0] + slack)


def _read(rule: Rule, reading: Reading, zone: Zone, parts: list[_Part]) -> PlanReading:
    """Whether any part of the plan is in the zone within the hours."""
    truths, answers, words = [], {}, []
    for part in parts:
        footprint = part.volume.footprint if isinstance(part.volume, Volume) else None
        if isinstance(part.volume, Moving):
            footprint = part.volume.swept
        assert footprint is not None
        answer = enters(footprint, zone.footprint, zone.tolerance_m)
        answers[part.at] = answer
        truth = answer.truth & _in_time(rule, part)
        truths.append(truth)
        if truth is not Truth.NO:
            words.append(f"volume {part.at + 1}: {answer.words}{_time_words(rule, part)}")
    unfit = any_of(truths)
    said = "; ".join(dict.fromkeys(words)) or "no part of it is in the zone at such a time"
    return PlanReading(reading, zone, unfit, tuple(sorted(answers.items())), said)


def _in_time(rule: Rule, part: _Part) -> Truth:
    """Whether it is there within the hours, in this stretch, given that it is in the zone.

    A volume fills its footprint all its time; something that moves is in the zone at some moment
    of it, so that only hours and a stretch that cover all its time are certain.
    """
    moving = isinstance(part.volume, Moving)
    if part.span is None:
        certain = rule.hours is None and part.whole
        return Truth.YES if certain else Truth.CANNOT_TELL
    during = certainly(True)
    if rule.hours is not None:
        if not rule.hours.meets(part.span):
            return Truth.NO
        if moving and not rule.hours.covers(part.span):
            during = Truth.CANNOT_TELL
    return during & (Truth.CANNOT_TELL if moving and not part.whole else Truth.YES)


def _time_words(rule: Rule, part: _Part) -> str:
    if part.span is None:
        return ", at a time that is not known"
    if rule.hours is None:
        return ""
    return f", {rule.hours.words} and {rfc3339(part.span.start)} to {rfc3339(part.span.end)} meet"


# Alerts


def alerts(rules: tuple[PlanRule, ...], charter: Charter) -> list[Alert]:
    """One for each plan and rule that do not fit, or of which it cannot be told."""
    return [_alert(found, charter) for found in rules if found.unfit is not Truth.NO]


def _alert(found: PlanRule, charter: Charter) -> Alert:
    plan: Plan = found.filing.value
    instrument = found.standing.version.value
    lead = timedelta(seconds=charter.clocks_for("urgent").lead_s)
    starts, ends = plan.starts_at, plan.ends_at
    evidence = {
        **found.as_json(),
        "rule": found.rule.as_json(),
        "starts_at": rfc3339(starts) if starts else None,
        "ends_at": rfc3339(ends) if ends else None,
    }
    return Alert(
        rule="plan-rule",
        subjects=(plan.plan, instrument.instrument, found.rule.id),
        version=f"{plan.version}.{instrument.version}",
        function="agreements",
        title=_title(found),
        addressees=() if found.standing.would_be else _planner(plan, charter),
        raised_at=max(filed_at for _, filed_at in found.behind),
        deadline=starts - lead if starts else None,
        evidence=evidence,
        entries=found.entries,
    )


def _title(found: PlanRule) -> str:
    plan: Plan = found.filing.value
    instrument = found.standing.version.value
    would = found.standing.would_be
    if found.unfit is Truth.YES:
        what = "would not fit" if would else "does not fit"
    else:
        what = "would perhaps not fit" if would else "perhaps does not fit"
    readings = ", ".join(one.reading.id for one in found.readings if one.unfit is found.unfit)
    return (
        f"Plan {plan.plan} version {plan.version} {what} rule {found.rule.id} of"
        f" {instrument.title}, version {instrument.version} (reading: {readings})"
    )


def _planner(plan: Plan, charter: Charter) -> tuple[str, ...]:
    """The plan's contact if it is a post of the planner's, else the planner's first post."""
    posts = charter.posts_of(plan.actor)
    return (plan.contact,) if plan.contact in posts and plan.contact else posts[:1]


# Separations


def separation_for(
    agreements: Agreements, charter: Charter
) -> Callable[[Activity, Activity], Separation]:
    """What the conflict engine asks for two activities: who must stay how far from whom.

    All instruments in force between both at any moment of their common time are candidates; only
    where none of them speaks of such kinds does the charter.
    """

    def separation(one: Activity, two: Activity) -> Separation:
        agreed = agreements.separations(one.actor, two.actor, _common(one, two))
        spoken = any(applies(each, one.kind, two.kind) is not None for each in agreed)
        return choose(one.kind, two.kind, agreed if spoken else charter.separations)

    return separation


def _common(one: Activity, two: Activity) -> Span:
    """The time that two activities share; all time where either is unknown."""
    spans = [_hull(one), _hull(two)]
    start = max(span.start for span in spans)
    end = min(span.end for span in spans)
    if end <= start:  # they never meet, unless a separation in time makes them
        start, end = min(span.start for span in spans), max(span.end for span in spans)
    return Span(start, end)


def _hull(activity: Activity) -> Span:
    spans = [span_of(volume) for volume in activity.volumes]
    known = [span for span in spans if span is not None]
    if len(known) < len(spans) or not known:
        return Span(_EVER, _NEVER)
    return Span(min(span.start for span in known), max(span.end for span in known))
