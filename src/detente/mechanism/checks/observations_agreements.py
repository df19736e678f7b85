"""Observations x agreements: does what was seen fit what was agreed? Yes, no, or cannot tell.

Every verdict is listed, reading beside reading; only *apparent violation* becomes an alert and
only *cannot tell* a flag. A result belongs to the body that the parties agreed on, never to us.

Rule 1. An observation is held against the version that was in force when it was made.
Rule 2. Where that is not certain, everything is marked "would be" and addressed to nobody.
Rule 3. Each observation stands alone: two partial counts are never added up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from detente.agreements.life import Standing
from detente.agreements.state import State as Agreements
from detente.observations.entries import Observation, ObservationKind, Result
from detente.observations.state import State as Observations
from detente.rules.readings import Reading, Rule, RuleKind, side_of
from detente.rules.shares import Share, shares
from detente.rules.verdicts import Evidence, Reasoned, judge, locate
from detente.rules.zones import Zone, ZoneAnswer
from detente.terms.alerts import Alert
from detente.terms.entries import Entry
from detente.terms.json import JSON
from detente.terms.places import footprint_json
from detente.terms.truth import Truth, any_of
from detente.terms.when import Span
from detente.terms.where import Area, Footprint
from detente.terms.who import Charter, Role

_EVER = datetime.min.replace(tzinfo=UTC)
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One observation held against one reading of one rule.

    standing: the version, and whether it was in force. shares: for a sighting that is an area, how
    much of it lies in which zone of the instrument. behind: the entries it rests on, (id, filed).
    """

    observation: Entry
    standing: Standing
    rule: Rule
    reading: Reading
    reasoned: Reasoned
    zone: Zone | None
    shares: tuple[Share, ...]
    behind: tuple[tuple[str, datetime], ...]

    @property
    def entries(self) -> tuple[str, ...]:
        """Ids of the entries it rests on, the observation's first."""
        return tuple(entry for entry, _ in self.behind)

    @property
    def subjects(self) -> tuple[str, str, str]:
        """Observation, instrument, rule."""
        value: Observation = self.observation.value
        return (value.observation, self.standing.version.value.instrument, self.rule.id)

    def as_json(self) -> dict[str, JSON]:
        """As findings list it; `id` is observation/instrument/rule/reading."""
        value: Observation = self.observation.value
        instrument = self.standing.version.value
        return {
            "id": "/".join((*self.subjects, self.reading.id)),
            "observation": value.observation,
            "instrument": instrument.instrument,
            "title": instrument.title,
            "version": instrument.version,
            "in_force": self.standing.in_force.value,
            "would_be": self.standing.would_be,
            "rule": self.rule.id,
            "verifier": self.rule.verifier,
            "observation_source": list(value.source),
            **self.reading_json(),
            "shares": [share.as_json() for share in self.shares],
            "entries": list(self.entries),
        }

    def reading_json(self) -> dict[str, JSON]:
        """The reading and what it comes to: for standing side by side with the others."""
        place = self.reasoned.place
        return {
            "reading": self.reading.id,
            "source": self.reading.source,
            "says": self.reading.says or self.rule.says,
            "verdict": self.reasoned.verdict,
            "words": self.reasoned.words,
            "conditions": [one.as_json() for one in self.reasoned.conditions],
            "zone": self.reasoned.zone,
            "limit": self.reasoned.limit,
            "place": place.as_json() if place else None,
            "tolerance_m": self.zone.tolerance_m if self.zone else None,
        }


@dataclass(frozen=True, slots=True)
class Located:
    """Where one observation lies with respect to every zone of one version of an instrument."""

    observation: Entry
    standing: Standing
    answers: tuple[tuple[Zone, ZoneAnswer], ...]
    shares: tuple[Share, ...]
    entries: tuple[str, ...]

    def as_json(self) -> dict[str, JSON]:
        """As findings list it; `id` is observation/instrument."""
        value: Observation = self.observation.value
        instrument = self.standing.version.value
        return {
            "id": f"{value.observation}/{instrument.instrument}",
            "observation": value.observation,
            "instrument": instrument.instrument,
            "version": instrument.version,
            "would_be": self.standing.would_be,
            "zones": [
                {"zone": zone.id, "name": zone.name, **answer.as_json()}
                for zone, answer in self.answers
            ],
            "shares": [share.as_json() for share in self.shares],
            "entries": list(self.entries),
        }


def find(
    agreements: Agreements, observations: Observations, charter: Charter
) -> tuple[Verdict, ...]:
    """Every verdict, in the order of the record, then of instruments, rules and readings."""
    of = {actor.id: actor.of for actor in charter.actors.values()}
    return tuple(
        verdict
        for entry in observations.standing()
        for instrument in agreements.instruments()
        if entry.value.instrument in (None, instrument)
        for standing in agreements.standing_during(instrument, when(entry))
        for verdict in _against(entry, standing, agreements, of)
    )


def located(agreements: Agreements, observations: Observations) -> tuple[Located, ...]:
    """The zone tests of every observation whose place is known, whatever the rules say."""
    return tuple(
        _located(entry, footprint, standing, agreements)
        for entry in observations.standing()
        if (footprint := entry.value.footprint()) is not None
        for instrument in agreements.instruments()
        if entry.value.instrument in (None, instrument)
        for standing in agreements.standing_during(instrument, when(entry))
        if standing.version.value.zones
    )


def when(entry: Entry) -> Span:
    """The bounds of when it was observed: at the latest when it was filed."""
    at = entry.value.at
    last = at.latest or entry.filed_at
    return Span(min(at.earliest or _EVER, last), last + _MOMENT)


def evidence_of(entry: Entry, of: dict[str, str | None]) -> Evidence:
    """An observation as rules take it."""
    value: Observation = entry.value
    present = Truth.YES
    if value.kind is ObservationKind.INSPECTION and value.count is None:
        # What an inspection found is said by its count; refused, it found nothing out.
        present = Truth.CANNOT_TELL
    return Evidence(
        subject=value.subject,
        at=value.at,
        actor=value.of_actor,
        footprint=value.footprint(),
        present=present,
        count=value.count,
        zone=value.zone,
        path=value.is_path,
        of=of,
    )


def _against(
    entry: Entry, standing: Standing, agreements: Agreements, of: dict[str, str | None]
) -> Iterator[Verdict]:
    instrument = standing.version.value
    seen = evidence_of(entry, of)
    parts = _shares(seen.footprint, instrument.zones)
    behind = ((entry.id, entry.filed_at), *agreements.behind(standing.version, when(entry).end))
    for rule in instrument.rules:
        if not _concerns(rule, seen):
            continue
        for reading in rule.readings:
            reasoned = judge(rule, reading, instrument.zones_by_id, seen)
            zone = instrument.zones_by_id.get(reasoned.zone)
            yield Verdict(entry, standing, rule, reading, reasoned, zone, parts, behind)


def _concerns(rule: Rule, seen: Evidence) -> bool:
    """Whether the rule is about such things of that side at all, in any of its readings."""
    if rule.kind is RuleKind.PLAN_FORBIDDEN:
        return False
    other_side = (
        rule.side is not None
        and seen.actor is not None
        and not side_of(seen.actor, rule.side, seen.of)
    )
    covers = any_of(rule.covers(reading, seen.subject) for reading in rule.readings)
    return not other_side and covers is not Truth.NO


def _located(
    entry: Entry, footprint: Footprint, standing: Standing, agreements: Agreements
) -> Located:
    instrument = standing.version.value
    seen = evidence_of(entry, {})
    answers = [(zone, locate(seen, zone)) for zone in instrument.zones]
    behind = agreements.behind(standing.version, when(entry).end)
    return Located(
        entry,
        standing,
        tuple((zone, answer) for zone, answer in answers if answer is not None),
        _shares(footprint, instrument.zones),
        (entry.id, *(each for each, _ in behind)),
    )


def _shares(footprint: Footprint | None, of_zones: tuple[Zone, ...]) -> tuple[Share, ...]:
    """For a sighting that is an area: how much of it lies where."""
    if not isinstance(footprint, Area):
        return ()
    return shares(footprint, of_zones)


# Alerts


def alerts(verdicts: tuple[Verdict, ...], charter: Charter) -> list[Alert]:
    """One for each observation and rule that do not fit in some reading, or of which it cannot be
    told. Verdicts come grouped from `find`.
    """
    found = []
    for _, group in groupby(verdicts, key=lambda one: (one.subjects, one.standing.version.number)):
        readings = list(group)
        violated = any_of(one.reasoned.violated for one in readings)
        if violated is not Truth.NO:
            found.append(_alert(readings, violated, charter))
    return found


def _alert(readings: list[Verdict], violated: Truth, charter: Charter) -> Alert:
    first = readings[0]
    certain = violated is Truth.YES and not first.standing.would_be
    return Alert(
        rule="apparent-violation",
        subjects=first.subjects,
        version=str(first.standing.version.number),
        function="observations",
        title=_title(readings, violated),
        addressees=_addressees(first, charter) if certain else (),
        raised_at=max(filed_at for _, filed_at in first.behind),
        evidence=_evidence(readings, violated),
        entries=first.entries,
    )


def _title(readings: list[Verdict], violated: Truth) -> str:
    first = readings[0]
    observation, instrument, rule = first.subjects
    what = "Apparent violation" if violated is Truth.YES else "Cannot tell"
    if first.standing.would_be:
        would = "Would be an apparent violation" if violated is Truth.YES else "Could not tell"
        what = f"{would}, were it in force"
    by_word: dict[str, list[str]] = {}
    for one in readings:
        by_word.setdefault(one.reasoned.verdict, []).append(one.reading.id)
    beside = "; ".join(f"{word} in {', '.join(ids)}" for word, ids in by_word.items())
    number = first.standing.version.number
    return f"{what}: {observation} and rule {rule} of {instrument} version {number} ({beside})"


def _addressees(verdict: Verdict, charter: Charter) -> tuple[str, ...]:
    """The verifier's posts and the monitors'; without any, the first post of each party."""
    verifier = verdict.rule.verifier
    watching = [
        post.id
        for post in charter.posts.values()
        if post.actor == verifier or charter.actors[post.actor].role is Role.MONITOR
    ]
    if watching:
        return tuple(watching)
    parties = verdict.standing.version.value.parties
    return tuple(post for party in parties for post in charter.posts_of(party)[:1])


def _evidence(readings: list[Verdict], violated: Truth) -> dict[str, JSON]:
    first = readings[0]
    value: Observation = first.observation.value
    footprint = value.footprint()
    return {
        "verdict": "apparent violation" if violated is Truth.YES else "cannot tell",
        "readings": [one.reading_json() for one in readings],
        "instrument": first.standing.version.value.instrument,
        "instrument_title": first.standing.version.value.title,
        "instrument_version": first.standing.version.number,
        "in_force": first.standing.in_force.value,
        "would_be": first.standing.would_be,
        "rule": first.rule.as_json(),
        "verifier": first.rule.verifier,
        "samples": [
            {
                "observation": value.observation,
                "kind": value.kind.value,
                "subject": value.subject,
                "at": value.at.as_json(),
                "by": value.by,
                "means": value.means.value,
                "source": list(value.source),
                "count": value.count.as_json() if value.count else None,
                "footprint": footprint_json(footprint) if footprint else None,
                "result": value.result.value if value.result else None,
                "refused_by": value.refused_by if value.result is Result.REFUSED else None,
                "words": value.words,
            }
        ],
        "shares": [share.as_json() for share in first.shares],
        "note": "An apparent violation is not a finding: that belongs to the body agreed on.",
    }
