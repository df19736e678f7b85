"""What may be filed about agreements: an instrument, a new version of it, and its life.

Rule 1. An amendment is a whole new version. It takes effect for a party when that party holds it
in force, which only an `instrument.life` entry says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from detente.rules.readings import Rule, read_rule
from detente.rules.zones import Zone
from detente.terms.entries import Filer, Kind
from detente.terms.fields import Fields
from detente.terms.json import JSON
from detente.terms.places import footprint_json, read_footprint
from detente.terms.when import Span, When
from detente.terms.where import Corridor, Edges
from detente.terms.who import Separation

TOLERANCE_MAX_M = 100_000.0
"""A line known no better than to 100 km decides nothing."""


class InstrumentKind(Enum):
    """What an instrument is."""

    AGREEMENT = "agreement"
    ARRANGEMENT = "arrangement"
    DRAFT = "draft"


class LifeState(Enum):
    """Where an instrument stands for one actor."""

    REPORTED = "reported"
    EXPLORED = "explored"
    PROPOSED = "proposed"
    AGREED = "agreed"
    IN_FORCE = "in force"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Guarantor:
    """A guarantor's slot; actor None: nobody has taken it."""

    slot: str
    actor: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line from which something is measured, known to tolerance_m."""

    id: str
    name: str
    path: Corridor
    tolerance_m: float
    source: str

    def as_json(self) -> dict[str, JSON]:
        """As bodies write it."""
        return {
            "line": self.id,
            "name": self.name,
            "path": [list(vertex) for vertex in self.path.path],
            "edges": self.path.edges.value,
            "tolerance_m": self.tolerance_m,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class Apart:
    """How far apart plans of two kinds must stay; closed: spans that only touch meet as well."""

    kinds: tuple[str, str]
    horizontal_m: float
    vertical_m: float
    time_s: float
    closed: bool

    def separation(self, source: str) -> Separation:
        """As the conflict engine takes it.

        Its spans are half-open and moments are whole microseconds: one more microsecond makes
        spans meet that only touch, and no others.
        """
        time_s = self.time_s + (1e-6 if self.closed else 0.0)
        return Separation(self.kinds, self.horizontal_m, self.vertical_m, time_s, source)

    def as_json(self) -> dict[str, JSON]:
        """As bodies write it."""
        return {
            "kinds": list(self.kinds),
            "horizontal_m": self.horizontal_m,
            "vertical_m": self.vertical_m,
            "time_s": self.time_s,
            "closed": self.closed,
        }


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of an instrument. changes: what an amendment changed, in words."""

    instrument: str
    version: int
    title: str
    kind: InstrumentKind
    parties: tuple[str, ...]
    guarantors: tuple[Guarantor, ...]
    zones: tuple[Zone, ...]
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]
    separations: tuple[Apart, ...]
    sources: tuple[str, ...]
    valid: Span | None
    words: str | None

    @property
    def zones_by_id(self) -> Mapping[str, Zone]:
        """Its zones, by id."""
        return {zone.id: zone for zone in self.zones}


@dataclass(frozen=True, slots=True)
class Life:
    """How an actor holds an instrument, since `at`. version None: the latest one at filing."""

    instrument: str
    version: int | None
    actor: str
    state: LifeState
    at: When
    statement: str | None
    words: str | None


def zone_json(zone: Zone) -> dict[str, JSON]:
    """A zone as bodies write it, with its id also under `id` as pictures do."""
    return {
        "id": zone.id,
        "zone": zone.id,
        "name": zone.name,
        "names": dict(zone.names),
        "footprint": footprint_json(zone.footprint),
        "tolerance_m": zone.tolerance_m,
        "source": zone.source,
        "part_of": list(zone.part_of),
        "beside": list(zone.beside),
    }


def _zone(fields: Fields) -> Zone:
    inner = fields.optional_object("names")
    names = {name: inner.text(name) for name in sorted(inner.value)} if inner else {}
    zone = Zone(
        fields.id("zone"),
        fields.text("name"),
        read_footprint(fields.object("footprint")),
        fields.number("tolerance_m", low=0, high=TOLERANCE_MAX_M, unit="metres"),
        fields.text("source"),
        names,
        fields.ids("part_of"),
        fields.ids("beside"),
    )
    fields.done()
    return zone


def _line(fields: Fields) -> Line:
    edges = fields.choice("edges", Edges, default=Edges.GEODESIC)
    path = fields.raw("path")
    shape: dict[str, JSON] = {"shape": "corridor", "path": path, "half_width_m": 0}
    drawn = read_footprint(Fields(shape, fields.problems, fields.path))
    assert isinstance(drawn, Corridor)
    line = Line(
        fields.id("line"),
        fields.text("name"),
        Corridor(drawn.path, 0.0, edges),
        fields.number("tolerance_m", low=0, high=TOLERANCE_MAX_M, unit="metres"),
        fields.text("source"),
    )
    fields.done()
    return line


def _apart(fields: Fields) -> Apart:
    kinds = fields.texts("kinds", required=True)
    if len(kinds) != 2:
        fields.wrong("kinds", "must be two kinds of plans", 'Give two, "*" for any kind')
        kinds = ("*", "*")
    apart = Apart(
        (kinds[0], kinds[1]),
        fields.number("horizontal_m", low=0, high=1_000_000, unit="metres"),
        fields.number("vertical_m", low=0, high=100_000, unit="metres"),
        fields.number("time_s", low=0, high=31_536_000, unit="seconds"),
        fields.boolean("closed", default=False),
    )
    fields.done()
    return apart


def _guarantor(fields: Fields) -> Guarantor:
    guarantor = Guarantor(fields.text("slot"), fields.optional_id("actor"))
    fields.done()
    return guarantor


def _instrument(fields: Fields, *, amends: bool) -> Instrument:
    instrument = Instrument(
        instrument=fields.id("instrument"),
        version=fields.integer("version", low=1, default=None if amends else 1),
        title=fields.text("title"),
        kind=fields.choice("kind", InstrumentKind),
        parties=fields.ids("parties", required=True),
        guarantors=fields.each("guarantors", _guarantor),
        zones=fields.each("zones", _zone),
        lines=fields.each("lines", _line),
        rules=fields.each("rules", read_rule),
        separations=fields.each("separations", _apart),
        sources=fields.texts("sources"),
        valid=fields.span("valid", required=False),
        words=fields.text("words") if amends else fields.optional_text("words"),
    )
    fields.knowledge("learnt_at")
    fields.done(besides=("learnt_at",))
    _check(fields, instrument)
    return instrument


def _check(fields: Fields, instrument: Instrument) -> None:
    """What can be wrong only with the instrument as a whole."""
    if fields.has("parties") and not instrument.parties:
        fields.wrong("parties", "is empty", "Name at least one party")
    zones = [zone.id for zone in instrument.zones]
    _once(fields, "parties", instrument.parties)
    _once(fields, "zones", zones)
    _once(fields, "lines", [line.id for line in instrument.lines])
    _once(fields, "rules", [rule.id for rule in instrument.rules])
    _once(fields, "guarantors", [guarantor.slot for guarantor in instrument.guarantors])
    known = ", ".join(zones) or "none"
    for at, zone in enumerate(instrument.zones):
        for other in (*zone.part_of, *zone.beside):
            if other not in zones or other == zone.id:
                words = f"{other!r} is not another zone of this instrument"
                fields.wrong(f"zones[{at}]", words, f"Use {known}")
    _check_rules(fields, instrument, zones, known)


def _check_rules(fields: Fields, instrument: Instrument, zones: list[str], known: str) -> None:
    for at, rule in enumerate(instrument.rules):
        named = [(f"rules[{at}].zone", rule.zone)] + [
            (f"rules[{at}].readings[{n}].zone", reading.zone or rule.zone)
            for n, reading in enumerate(rule.readings)
            if reading.zone
        ]
        for where, name in named:
            if name and name not in zones:
                fields.wrong(where, f"{name!r} is not a zone of this instrument", f"Use {known}")
        if rule.side and rule.side not in instrument.parties:
            fields.wrong(
                f"rules[{at}].side",
                f"{rule.side!r} is not a party of this instrument",
                "Name a party, or leave it out if the rule holds for everybody",
            )


def _once(fields: Fields, name: str, ids: list[str] | tuple[str, ...]) -> None:
    for at, one in enumerate(ids):
        if one in ids[:at]:
            fields.wrong(f"{name}[{at}]", f"{one!r} is there twice", "Give each once")


def parse_instrument(fields: Fields) -> Instrument:
    """The body of `instrument`: version 1."""
    return _instrument(fields, amends=False)


def parse_amendment(fields: Fields) -> Instrument:
    """The body of `instrument.amend`: the whole new version, and in `words` what changed."""
    return _instrument(fields, amends=True)


def parse_life(fields: Fields) -> Life:
    """The body of `instrument.life`."""
    at = fields.when("at", required=True)
    life = Life(
        instrument=fields.id("instrument"),
        version=fields.optional_integer("version", low=1),
        actor=fields.id("actor"),
        state=fields.choice("state", LifeState),
        at=at or When("", None, None),
        statement=fields.optional_id("statement"),
        words=fields.optional_text("words"),
    )
    fields.knowledge("learnt_at")
    fields.done(besides=("learnt_at",))
    return life


def _says_life(life: Life) -> str:
    version = f" version {life.version}" if life.version else ""
    return f"{life.actor} holds {life.instrument}{version}: {life.state.value}"


KINDS: tuple[Kind, ...] = (
    Kind(
        "instrument",
        "agreements",
        parse_instrument,
        lambda value: f"{value.kind.value} {value.instrument}: {value.title}",
        amended_by="instrument.amend",
    ),
    Kind(
        "instrument.amend",
        "agreements",
        parse_amendment,
        lambda value: f"{value.instrument} version {value.version}: {value.words}",
        amended_by="instrument.amend",
    ),
    Kind("instrument.life", "agreements", parse_life, _says_life, filer=Filer.ANY_POST),
)
