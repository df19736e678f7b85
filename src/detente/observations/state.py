"""Entries about observations -> what was noticed, where and when, through whom."""

from __future__ import annotations

from datetime import datetime

from detente.geometry import outline, validity
from detente.observations.entries import Observation
from detente.terms.entries import Draft, Entry
from detente.terms.json import JSON
from detente.terms.places import footprint_json, place_json
from detente.terms.problems import Problem
from detente.terms.when import rfc3339
from detente.terms.where import Footprint
from detente.terms.who import Charter


class State:
    """The observations of a mechanism as they follow from the entries taken in."""

    def __init__(self, charter: Charter) -> None:
        self.charter = charter
        self._filed: dict[str, Entry] = {}

    def apply(self, entry: Entry) -> None:
        """Take in an entry of this room's kind; the first of an id counts."""
        if isinstance(entry.value, Observation):
            self._filed.setdefault(entry.value.observation, entry)

    def standing(self) -> list[Entry]:
        """The entries of all observations, in the order of the record."""
        return list(self._filed.values())

    def get(self, observation: str) -> Observation | None:
        """One observation, None for an unknown id."""
        entry = self._filed.get(observation)
        return entry.value if entry else None

    def problems(self, draft: Draft) -> list[Problem]:
        """Faults of a draft against everything filed so far."""
        value = draft.value
        if not isinstance(value, Observation):
            return []
        found = []
        if value.observation in self._filed:
            words = f"{value.observation!r} is filed already"
            step = "Give another id, or file a correction of that entry"
            found.append(Problem("$.observation", words, step))
        where = value.footprint()
        if where is not None:
            name = "$.place.footprint" if value.place else "$.from"
            found += [Problem(name, what, step) for what, step in validity.problems(where)]
        return found

    def picture(self, now: datetime) -> dict[str, JSON]:  # noqa: ARG002  every room's signature
        """Every observation, in the order of the record."""
        return {"observations": [_shown(entry) for entry in self.standing()]}


def _shown(entry: Entry) -> dict[str, JSON]:
    value: Observation = entry.value
    where = value.footprint()
    sector: JSON = None
    if value.sector is not None:
        area_km2 = round(value.sector.size_m2 / 1e6, 3)
        sector = {**value.sector.as_json(), "area_km2": area_km2}
    return {
        "id": value.observation,
        "kind": value.kind.value,
        "subject": value.subject,
        "of_actor": value.of_actor,
        "by": value.by,
        "at": value.at.as_json(),
        "place": place_json(value.place) if value.place else None,
        "sector": sector,
        "footprint": footprint_json(where) if where else None,
        "zone": value.zone,
        "instrument": value.instrument,
        "means": value.means.value,
        "count": value.count.as_json() if value.count else None,
        "source": list(value.source),
        "words": value.words,
        "result": value.result.value if value.result else None,
        "refused_by": value.refused_by,
        "plan": value.plan,
        "filed_by": entry.post,
        "filed_at": rfc3339(entry.filed_at),
        "entry": entry.id,
        "geojson": _geojson(value, where),
    }


def _geojson(value: Observation, where: Footprint | None) -> JSON:
    """For display only."""
    if where is None:
        return None
    return {
        "type": "Feature",
        "id": value.observation,
        "properties": {
            "id": value.observation,
            "kind": value.kind.value,
            "subject": value.subject,
            "means": value.means.value,
        },
        "geometry": outline.geojson(where),
    }
