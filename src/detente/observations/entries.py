"""What may be filed as an observation.

    {"observation", "kind", "by", "of_actor"?, "subject", "at", "place"? | "from"?, "bearing_deg"?,
     "range_m"?, "zone"?, "instrument"?, "count"?, "means", "source", "result"?, "refused_by"?,
     "words", "plan"?}

Rule 1. A place is given, or a point to look from with bounds of bearing and range, or neither.
Rule 2. A count's `zone` says that the count is of that whole zone; a place alone does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from detente.observations.areas import Sector
from detente.rules.counts import Count
from detente.terms.entries import Kind
from detente.terms.fields import Fields
from detente.terms.places import read_place, read_position
from detente.terms.when import When
from detente.terms.where import Corridor, Footprint, Place

RANGE_MAX_M = 500_000.0
"""Nobody sees or hears farther, radar included."""


class ObservationKind(Enum):
    """What sort of observation it is."""

    SIGHTING = "sighting"
    COUNT = "count"
    INSPECTION = "inspection"
    TRACK = "track"
    CROSSING = "crossing"


class Means(Enum):
    """How it was noticed."""

    SEEN = "seen"
    HEARD = "heard"
    CAMERA = "camera"
    UAV = "uav"
    RADAR = "radar"
    REPORTED = "reported"


class Result(Enum):
    """How an inspection ended."""

    DONE = "done"
    PARTLY = "partly"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Observation:
    """One observation. of_actor: whose things were noticed, None where unknown.

    source: who passed it on to whom, root first, as ids or words. plan: the plan that it may
    concern, by the observer's own words.
    """

    observation: str
    kind: ObservationKind
    by: str
    of_actor: str | None
    subject: str
    at: When
    place: Place | None
    sector: Sector | None
    zone: str | None
    instrument: str | None
    count: Count | None
    means: Means
    source: tuple[str, ...]
    result: Result | None
    refused_by: str | None
    words: str
    plan: str | None

    def footprint(self) -> Footprint | None:
        """Everywhere the thing may have been (a path: all along it); None where none is known."""
        if self.sector is not None:
            return self.sector.footprint()
        return self.place.footprint if self.place else None

    @property
    def is_path(self) -> bool:
        """Whether the footprint is a way that was travelled, not the bounds of one place."""
        passed = self.kind in (ObservationKind.TRACK, ObservationKind.CROSSING)
        return passed and self.place is not None and isinstance(self.place.footprint, Corridor)


def _pair(fields: Fields, name: str, low: float, high: float) -> tuple[float, float] | None:
    found = fields.raw(name)
    if (
        isinstance(found, list)
        and len(found) == 2
        and all(isinstance(part, int | float) and not isinstance(part, bool) for part in found)
        and all(low <= part <= high for part in found)
    ):
        return float(found[0]), float(found[1])
    fields.wrong(name, "must be two numbers, low and high", f"Give two from {low} to {high}")
    return None


def _sector(fields: Fields) -> Sector | None:
    inner = fields.optional_object("from")
    if inner is None:
        for name in ("bearing_deg", "range_m"):
            if fields.has(name):
                fields.wrong(name, "has no point to be measured from", "Give `from`")
            fields.raw(name)
        return None
    origin = read_position(inner)
    bearing = _pair(fields, "bearing_deg", 0.0, 360.0)
    ranges = _pair(fields, "range_m", 0.0, RANGE_MAX_M)
    if ranges and ranges[0] >= ranges[1]:
        fields.wrong("range_m", "has no extent", "Give the nearest and the farthest it may be")
        return None
    if bearing and bearing[0] == bearing[1]:
        fields.wrong("bearing_deg", "has no extent", "Give the bounds; [0, 360] is all round")
        return None
    return Sector(origin, bearing, ranges) if bearing and ranges else None


def _count(fields: Fields) -> Count | None:
    inner = fields.optional_object("count")
    if inner is None:
        return None
    best = inner.integer("best", high=10_000_000)
    low = inner.integer("low", high=10_000_000, default=best)
    high = inner.integer("high", high=10_000_000, default=best)
    complete = inner.boolean("complete")
    inner.done()
    if not low <= best <= high:
        inner.wrong("", f"{low} to {high} does not hold {best}", "Order low, best, high")
        return None
    return Count(best, low, high, complete)


def parse(fields: Fields) -> Observation:
    """The body of `observation`."""
    at = fields.when("at", required=True)
    inner = fields.optional_object("place")
    observation = Observation(
        observation=fields.id("observation"),
        kind=fields.choice("kind", ObservationKind),
        by=fields.text("by"),
        of_actor=fields.optional_id("of_actor"),
        subject=fields.text("subject"),
        at=at or When("", None, None),
        place=read_place(inner) if inner else None,
        sector=_sector(fields),
        zone=fields.optional_id("zone"),
        instrument=fields.optional_id("instrument"),
        count=_count(fields),
        means=fields.choice("means", Means),
        source=fields.texts("source", required=True),
        result=fields.choice("result", Result) if fields.has("result") else None,
        refused_by=fields.optional_text("refused_by"),
        words=fields.text("words"),
        plan=fields.optional_id("plan"),
    )
    fields.knowledge("learnt_at")
    fields.raw("result")
    fields.done(besides=("learnt_at",))
    _check(fields, observation)
    return observation


def _check(fields: Fields, value: Observation) -> None:
    """What can be wrong only with the observation as a whole."""
    if value.place is not None and fields.has("from"):
        fields.wrong("from", "and place are both given", "Give one of them")
    if fields.has("source") and not value.source:
        fields.wrong("source", "is empty", "Name who passed it on, the first source first")
    _check_inspection(fields, value)
    if value.kind is ObservationKind.COUNT and value.count is None and not fields.has("count"):
        fields.wrong("count", "is missing", "Give best, low, high and complete")
    if value.zone is not None and value.instrument is None:
        fields.wrong("instrument", "is missing", "Say of which instrument the zone is")


def _check_inspection(fields: Fields, value: Observation) -> None:
    """An inspection has a result; a refused one has found nothing out."""
    inspects = value.kind is ObservationKind.INSPECTION
    if inspects and value.result is None and not fields.has("result"):
        fields.wrong("result", "is missing", "Say done, partly or refused")
    if not inspects and value.result is not None:
        fields.wrong("result", f"has no meaning for a {value.kind.value}", "Drop it")
    if value.refused_by is not None and value.result not in (Result.REFUSED, Result.PARTLY):
        fields.wrong("refused_by", "nothing was refused", "Drop it or correct the result")
    if value.result is Result.REFUSED and value.refused_by is None:
        fields.wrong("refused_by", "is missing", 'Say who refused, or "not known"')
    if value.result is Result.REFUSED and value.count is not None:
        fields.wrong("count", "cannot come from a refused inspection", "Drop it, or say partly")
    if value.result is Result.PARTLY and value.count is not None and value.count.complete:
        fields.wrong("count.complete", "cannot be so: the inspection was partly done", "Say false")


def _says(value: Observation) -> str:
    return f"{value.kind.value} {value.observation}: {value.words}"


KINDS: tuple[Kind, ...] = (Kind("observation", "observations", parse, _says),)
