"""Entries about agreements -> which instruments there are, and how each party holds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from detente.agreements import life as lives_engine
from detente.agreements.entries import Instrument, InstrumentKind, Life, LifeState, zone_json
from detente.agreements.life import Held, Standing, Version
from detente.geometry import outline, validity
from detente.terms.entries import Draft, Entry
from detente.terms.json import JSON
from detente.terms.problems import Problem
from detente.terms.truth import Truth
from detente.terms.when import Span, rfc3339
from detente.terms.who import Charter, Role, Separation

UNKNOWN = "no statement known"


class State:
    """The instruments of a mechanism as they follow from the entries taken in."""

    def __init__(self, charter: Charter) -> None:
        self.charter = charter
        self._versions: dict[str, dict[int, Version]] = {}
        self._lives: dict[str, list[Held]] = {}

    def apply(self, entry: Entry) -> None:
        """Take in an entry of this room's kinds."""
        value = entry.value
        if isinstance(value, Instrument):
            version = Version(value, entry.id, entry.filed_at, entry.actor)
            self._versions.setdefault(value.instrument, {})[value.version] = version
        elif isinstance(value, Life):
            latest = max(self._versions.get(value.instrument, ()), default=None)
            held = Held(
                value,
                value.version or latest,
                entry.actor == value.actor,
                entry.id,
                entry.filed_at,
                entry.actor,
                entry.index,
            )
            self._lives.setdefault(value.instrument, []).append(held)

    # What checks ask

    def instruments(self) -> list[str]:
        """The ids of all instruments, in order of id."""
        return sorted(self._versions)

    def versions(self, instrument: str) -> list[Version]:
        """Its versions, oldest first."""
        filed = self._versions.get(instrument, {})
        return [filed[number] for number in sorted(filed)]

    def latest(self, instrument: str) -> Version | None:
        """The version filed last, None for an unknown instrument."""
        return next(reversed(self.versions(instrument)), None)

    def lives(self, instrument: str) -> Sequence[Held]:
        """Its life entries, in the order of the record."""
        return tuple(self._lives.get(instrument, ()))

    def in_force(self, instrument: str, version: int, at: datetime) -> Truth:
        """Whether all parties hold that version in force at that moment."""
        filed = self._versions.get(instrument, {}).get(version)
        if filed is None:
            return Truth.CANNOT_TELL
        return lives_engine.in_force(filed, self.lives(instrument), at)

    def standing(self, instrument: str, at: datetime) -> list[Standing]:
        """The versions to look at for a moment (life.standing)."""
        return lives_engine.standing(self.versions(instrument), self.lives(instrument), at)

    def stretches(self, instrument: str, span: Span) -> Iterator[tuple[Span, list[Standing]]]:
        """The span cut where what is in force could change, and what stands in each part."""
        changes = lives_engine.changes(self.versions(instrument), self.lives(instrument))
        cuts = [moment for moment in changes if span.start < moment < span.end]
        edges = [span.start, *cuts, span.end]
        for start, end in pairwise(edges):
            yield Span(start, end), self.standing(instrument, start)

    def separations(self, actor_a: str, actor_b: str, span: Span) -> list[Separation]:
        """What instruments between both actors, in force at any moment of the span, ask for."""
        found: list[Separation] = []
        pair = {actor_a, actor_b}
        for instrument in self.instruments():
            filed = self._versions[instrument].values()
            if not any(one.value.separations and pair <= set(one.value.parties) for one in filed):
                continue  # asked for every two plans: do not look at its life for nothing
            for _, stood in self.stretches(instrument, span):
                for one in stood:
                    value = one.version.value
                    if one.would_be or not pair <= set(value.parties):
                        continue
                    source = f"{instrument} version {value.version}"
                    found += [apart.separation(source) for apart in value.separations]
        return list(dict.fromkeys(found))

    def standing_during(self, instrument: str, span: Span) -> list[Standing]:
        """The versions to look at for something that happened at some moment of the span.

        In force is yes (or no) only where it is so at every moment of it.
        """
        stretches = [stood for _, stood in self.stretches(instrument, span)]
        found: dict[int, list[Standing]] = {}
        for stood in stretches:
            for one in stood:
                found.setdefault(one.version.number, []).append(one)
        result = []
        for number in sorted(found, reverse=True):
            truths = {one.in_force for one in found[number]}
            if len(truths) == 1 and len(found[number]) == len(stretches):
                result.append(found[number][0])
            else:
                result.append(Standing(found[number][0].version, Truth.CANNOT_TELL))
        return result

    def behind(self, version: Version, until: datetime) -> list[tuple[str, datetime]]:
        """The entries (id, filed at) on which a version and its being in force until then rest."""
        instrument = version.value.instrument
        return [(version.entry, version.filed_at)] + [
            (held.entry, held.filed_at)
            for held in self.lives(instrument)
            if held.concerns(version.number) and held.begun(until) is not Truth.NO
        ]

    # What may be filed

    def problems(self, draft: Draft) -> list[Problem]:
        """Faults of a draft against everything filed so far."""
        value = draft.value
        if isinstance(value, Life):
            return self._life_problems(draft, value)
        if not isinstance(value, Instrument):
            return []
        found = self._footprint_problems(value)
        last = self.latest(value.instrument)
        if draft.kind == "instrument":
            if last is not None:
                words = f"{value.instrument!r} is filed already, version {last.number}"
                found.append(Problem("$.instrument", words, "File instrument.amend"))
            if value.version != 1:
                found.append(Problem("$.version", "a new instrument is version 1", "Write 1"))
        elif last is None:
            words = f"{value.instrument!r} is not an instrument here"
            found.append(Problem("$.instrument", words, "File instrument first"))
        else:
            found += self._amendment_problems(draft, value, last)
        return found

    def _amendment_problems(self, draft: Draft, value: Instrument, last: Version) -> list[Problem]:
        found = []
        if value.version != last.number + 1:
            words = f"the last version is {last.number}, an amendment makes {last.number + 1}"
            found.append(Problem("$.version", words, f"Write {last.number + 1}"))
        actor = self.charter.actors.get(draft.actor)
        mediates = actor is not None and actor.role is Role.MEDIATOR
        # A describer may mend its own description until a party has spoken for itself.
        first = self.versions(value.instrument)[0]
        undisputed = not any(held.own for held in self.lives(value.instrument))
        describes = first.filer == draft.actor and undisputed
        if draft.actor not in last.value.parties and not mediates and not describes:
            words = f"{draft.actor} is neither a party of {value.instrument} nor a mediator"
            found.append(Problem("post", words, "Let a party or the mediator file it"))
        return found

    def _footprint_problems(self, value: Instrument) -> list[Problem]:
        return [
            Problem(f"$.zones[{at}].footprint", what, next_step)
            for at, zone in enumerate(value.zones)
            for what, next_step in validity.problems(zone.footprint)
        ] + [
            Problem(f"$.lines[{at}].path", what, next_step)
            for at, line in enumerate(value.lines)
            for what, next_step in validity.problems(line.path)
        ]

    def _life_problems(self, draft: Draft, value: Life) -> list[Problem]:
        found = []
        last = self.latest(value.instrument)
        if last is None:
            words = f"{value.instrument!r} is not an instrument here"
            return [Problem("$.instrument", words, "File instrument first")]
        if value.version is not None and value.version > last.number:
            words = f"version {value.version} is not filed; the last is {last.number}"
            found.append(Problem("$.version", words, "File instrument.amend first"))
        holders = {*last.value.parties, *(slot.actor for slot in last.value.guarantors)}
        if value.actor not in holders:
            words = f"{value.actor} is neither party nor guarantor of {value.instrument}"
            found.append(Problem("$.actor", words, "Name a party or a guarantor of it"))
        if draft.actor != value.actor and value.statement is None:
            words = f"{draft.post} does not stand for {value.actor}"
            step = f"Sign with a post of {value.actor}, or name the statement that reports it"
            found.append(Problem("post", words, step))
        about = self._versions[value.instrument].get(value.version or last.number, last)
        if value.state is LifeState.IN_FORCE and about.value.kind is InstrumentKind.DRAFT:
            words = "a draft cannot be in force"
            found.append(Problem("$.state", words, "Amend it to an agreement first"))
        return found

    # What is shown

    def picture(self, now: datetime) -> dict[str, JSON]:
        """Every instrument with its versions, its life per party, zones and rules."""
        return {"instruments": [self._instrument(one, now) for one in self.instruments()]}

    def _instrument(self, instrument: str, now: datetime) -> dict[str, JSON]:
        stood = self.standing(instrument, now)
        shown = stood[0]
        value = shown.version.value
        holders = [*value.parties, *(slot.actor for slot in value.guarantors if slot.actor)]
        return {
            "id": instrument,
            "version": value.version,
            "latest_version": self.versions(instrument)[-1].number,
            "title": value.title,
            "kind": value.kind.value,
            "parties": list(value.parties),
            "guarantors": [
                {
                    "slot": slot.slot,
                    "actor": slot.actor,
                    "state": "taken" if slot.actor else "open",
                }
                for slot in value.guarantors
            ],
            "life": {one: self._life(instrument, one, now) for one in dict.fromkeys(holders)},
            "in_force": shown.in_force.value,
            "would_be": shown.would_be,
            "zones": [zone_json(zone) for zone in value.zones],
            "lines": [line.as_json() for line in value.lines],
            "rules": [rule.as_json() for rule in value.rules],
            "separations": [apart.as_json() for apart in value.separations],
            "sources": list(value.sources),
            "valid": value.valid.as_json() if value.valid else None,
            "words": value.words,
            "versions": [
                self._version(instrument, version, now) for version in self.versions(instrument)
            ],
            "geojson": _geojson(value),
            "entry": shown.version.entry,
        }

    def _version(self, instrument: str, version: Version, now: datetime) -> dict[str, JSON]:
        lives = self.lives(instrument)
        return {
            "version": version.number,
            "title": version.value.title,
            "words": version.value.words,
            "filed_at": rfc3339(version.filed_at),
            "filed_by": version.filer,
            "in_force": lives_engine.in_force(version, lives, now).value,
            "held_in_force": {
                party: lives_engine.holds(lives, party, version.number, now).value
                for party in version.value.parties
            },
            "entry": version.entry,
        }

    def _life(self, instrument: str, actor: str, now: datetime) -> dict[str, JSON]:
        """What an actor holds now: its own last word that has begun, else the last report."""
        about = [held for held in self.lives(instrument) if held.life.actor == actor]
        reports: list[JSON] = [_held(held) for held in about if not held.own]
        begun = [held for held in about if held.begun(now) is not Truth.NO]
        chosen = [held for held in begun if held.own] or [held for held in begun if not held.own]
        if not chosen:
            nothing: dict[str, JSON] = {"state": UNKNOWN, "words": None, "since": None, "by": None}
            return {**nothing, "version": None, "reports": reports}
        return {**_held(max(chosen, key=Held.order)), "reports": reports}


def _held(held: Held) -> dict[str, JSON]:
    return {
        "state": held.life.state.value,
        "words": held.life.words,
        "since": held.life.at.as_json(),
        "by": "own" if held.own else "reported",
        "version": held.version,
        "statement": held.life.statement,
        "filed_by": held.filer,
        "entry": held.entry,
    }


def _geojson(value: Instrument) -> JSON:
    """Zones and lines for display only; decisions are made on the footprints."""
    shapes = [
        ("zone", zone.id, zone.name, zone.tolerance_m, zone.footprint) for zone in value.zones
    ] + [("line", line.id, line.name, line.tolerance_m, line.path) for line in value.lines]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": shape_id,
                "properties": {
                    "kind": kind,
                    "id": shape_id,
                    "name": name,
                    "tolerance_m": tolerance_m,
                    "instrument": value.instrument,
                    "version": value.version,
                },
                "geometry": outline.geojson(footprint),
            }
            for kind, shape_id, name, tolerance_m, footprint in shapes
        ],
    }
