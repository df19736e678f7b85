"""Entries -> incident files: every kind counted apart, both numbers always side by side.

What this file knows: the fold of this room's entries, and what a draft must fit. What it must not
know: the clock, except for the days that a suspended inquiry has lost by `now`.

Rule 1. Allegations and results never share a counter, and no sum of them is given.
Rule 2. An entry whose incident is not visible here is counted with those that are: it is listed
under its incident's id, which then has no title.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from detente.incidents.entries import (
    Allegation,
    Finding,
    IncidentOpen,
    Inquiry,
    InquiryEvent,
    Protest,
    Reply,
    Result,
)
from detente.incidents.inquiries import NEXT, File, Life
from detente.terms.entries import Draft, Entry
from detente.terms.json import JSON
from detente.terms.places import place_json
from detente.terms.problems import Problem
from detente.terms.when import rfc3339
from detente.terms.who import Charter


@dataclass(slots=True)
class Incident:
    """One incident file. opening: None where only what was filed about it is visible."""

    id: str
    opening: Entry | None = None
    allegations: list[Entry] = field(default_factory=list)
    inquiries: dict[str, File] = field(default_factory=dict)
    results: list[Entry] = field(default_factory=list)
    protests: list[Entry] = field(default_factory=list)
    replies: list[Entry] = field(default_factory=list)

    def answers(self, to: str) -> list[Entry]:
        """The replies to one protest or allegation."""
        return [one for one in self.replies if one.value.to == to]

    def counts(self) -> dict[str, JSON]:
        """Each kind apart; findings by what they are."""
        found = [one.value.finding for one in self.results]
        return {
            "allegations": len(self.allegations),
            "inquiries": len(self.inquiries),
            "results": len(self.results),
            "findings": {one.value: found.count(one) for one in Finding},
            "protests": len(self.protests),
            "replies": len(self.replies),
        }


class State:
    """Incidents by id, in the order in which they were first named."""

    def __init__(self, charter: Charter) -> None:
        self.charter = charter
        self.incidents: dict[str, Incident] = {}
        self._answerable: dict[str, tuple[str, Entry]] = {}  # protest or allegation -> incident
        self._ids: dict[tuple[str, str], Entry] = {}  # (kind, id) -> the entry that used it

    def apply(self, entry: Entry) -> None:
        """Fold one entry of this room's kinds."""
        value = entry.value
        self._ids.setdefault((entry.kind, _id_of(value)), entry)
        if isinstance(value, Reply):
            incident = self._answerable.get(value.to)
            if incident is not None:
                self.incidents[incident[0]].replies.append(entry)
            return
        file = self.incidents.setdefault(value.incident, Incident(value.incident))
        if isinstance(value, IncidentOpen):
            file.opening = file.opening or entry
        elif isinstance(value, Allegation):
            file.allegations.append(entry)
            self._answerable.setdefault(value.allegation, (value.incident, entry))
        elif isinstance(value, Inquiry):
            inquiry = File(value.inquiry, value.incident, value.body)
            file.inquiries.setdefault(value.inquiry, inquiry).take(entry)
        elif isinstance(value, Result):
            file.results.append(entry)
        elif isinstance(value, Protest):
            file.protests.append(entry)
            self._answerable.setdefault(value.protest, (value.incident, entry))

    def problems(self, draft: Draft) -> list[Problem]:
        """What speaks against a draft, given what was filed before."""
        return list(self._problems(draft, draft.value))

    def _problems(self, draft: Draft, value: object) -> Iterator[Problem]:
        taken = self._ids.get((draft.kind, _id_of(value)))
        name = draft.kind.removesuffix(".open")
        if taken is not None and not isinstance(value, Inquiry):
            yield Problem(f"$.{name}", "is used already", "Choose an id that is not used yet")
        answerable = isinstance(value, Allegation | Protest) and _id_of(value) in self._answerable
        if taken is None and answerable:
            yield Problem(f"$.{name}", "is used already", "A reply could mean either: rename it")
        if isinstance(value, IncidentOpen):
            return
        if isinstance(value, Reply):
            yield from self._reply(value)
            return
        assert isinstance(value, Allegation | Inquiry | Result | Protest)
        file = self.incidents.get(value.incident)
        if file is None or file.opening is None:
            yield Problem(
                "$.incident", f"{value.incident!r} is not open", "Open the incident first"
            )
        elif isinstance(value, Inquiry):
            yield from self._inquiry(value, file)
            if value.at > draft.stated_at:
                yield Problem("$.at", "lies after the time of filing", "Correct the time")
        elif isinstance(value, Result):
            yield from self._result(value, file)
        if isinstance(value, Protest) and value.by in value.to:
            yield Problem("$.to", "names the one who protests", "Name others")

    def _reply(self, value: Reply) -> Iterator[Problem]:
        found = self._answerable.get(value.to)
        if found is None:
            yield Problem("$.to", f"{value.to!r} is no protest or allegation", "Correct the id")
            return
        asked = found[1].value
        if isinstance(asked, Protest) and value.by not in asked.to:
            yield Problem(
                "$.by", "the protest was not made to this actor", "Let an addressee reply"
            )
        if asked.by == value.by:
            yield Problem("$.by", "is the one who is answered", "File it anew, or withdraw it")

    def _inquiry(self, value: Inquiry, file: Incident) -> Iterator[Problem]:
        found = file.inquiries.get(value.inquiry)
        before = self._ids.get(("inquiry", value.inquiry))
        if before is not None and before.value.incident != value.incident:
            yield Problem("$.inquiry", "is about another incident", "Choose another id")
            return
        if found is not None and found.body != value.body:
            yield Problem("$.body", f"the inquiry is of {found.body}", "Let that body sign")
            return
        life = found.life if found else Life.NONE
        if NEXT[life, value.state] is None:
            may = [event.value for event in InquiryEvent if NEXT[life, event] is not None]
            yield Problem(
                "$.state",
                f"an inquiry that is {life.value} cannot be {value.state.value}",
                f"Use {' or '.join(may)}",
            )
        if found is not None and value.at < found.steps[-1].value.at:
            yield Problem("$.at", "lies before its last step", "Correct the time")

    @staticmethod
    def _result(value: Result, file: Incident) -> Iterator[Problem]:
        found = file.inquiries.get(value.inquiry)
        if found is None:
            yield Problem("$.inquiry", "is not an inquiry of this incident", "Open it first")
        elif found.body != value.body:
            yield Problem("$.body", f"the inquiry is of {found.body}", "Only that body finds")

    def picture(self, now: datetime) -> dict[str, JSON]:
        """{"incidents": [...], "counts": {...}}: each kind counted apart, no sum over kinds."""
        files = list(self.incidents.values())
        total = Incident("all")
        for file in files:
            total.allegations += file.allegations
            total.inquiries.update(
                {f"{file.id} {key}": one for key, one in file.inquiries.items()}
            )
            total.results += file.results
            total.protests += file.protests
            total.replies += file.replies
        return {
            "incidents": [_incident_json(file, now) for file in files],
            "counts": {"incidents": len(files), **total.counts()},
        }

    def protests(self) -> list[Entry]:
        """Every protest, in the order of filing within each incident."""
        return [entry for file in self.incidents.values() for entry in file.protests]

    def answered(self) -> list[tuple[str, Entry]]:
        """(incident, its first reply or result) for each incident that has one."""
        found = []
        for file in self.incidents.values():
            answers = sorted((*file.replies, *file.results), key=lambda one: one.index)
            if answers:
                found.append((file.id, answers[0]))
        return found

    def observations(self) -> frozenset[str]:
        """Ids of the observations that some incident names."""
        return frozenset(
            observation
            for file in self.incidents.values()
            if file.opening is not None
            for observation in file.opening.value.observations
        )


def _id_of(value: object) -> str:
    if isinstance(value, IncidentOpen):
        return value.incident
    if isinstance(value, Allegation):
        return value.allegation
    if isinstance(value, Inquiry):
        return value.inquiry
    if isinstance(value, Result):
        return value.result
    if isinstance(value, Protest):
        return value.protest
    assert isinstance(value, Reply)
    return value.reply


def _incident_json(file: Incident, now: datetime) -> dict[str, JSON]:
    opening: IncidentOpen | None = file.opening.value if file.opening else None
    return {
        "id": file.id,
        "title": opening.title if opening else None,
        "proposal": opening.proposal if opening else None,
        "at": opening.at.as_json() if opening else None,
        "place": place_json(opening.place) if opening else None,
        "plans": list(opening.plans) if opening else [],
        "observations": list(opening.observations) if opening else [],
        "opened_by": file.opening.post if file.opening else None,
        "allegations": [_allegation_json(file, one) for one in file.allegations],
        "inquiries": [_inquiry_json(one, now) for one in file.inquiries.values()],
        "results": [_result_json(one) for one in file.results],
        "protests": [_protest_json(file, one) for one in file.protests],
        "counts": file.counts(),
    }


def _allegation_json(file: Incident, entry: Entry) -> dict[str, JSON]:
    value: Allegation = entry.value
    return {
        "id": value.allegation,
        "by": value.by,
        "against": value.against,
        "words": value.words,
        "statement": value.statement,
        "recorded_by": entry.actor,
        "filed_at": rfc3339(entry.filed_at),
        "replies": _replies_json(file.answers(value.allegation)),
    }


def _inquiry_json(file: File, now: datetime) -> dict[str, JSON]:
    lost = file.lost_until(now)
    return {
        "id": file.inquiry,
        "body": file.body,
        "state": file.life.value,
        "reason": file.reason,
        "days_suspended": lost.days,
        "suspended_s": lost.total_seconds(),
        "steps": [
            {
                "state": one.value.state.value,
                "at": rfc3339(one.value.at),
                "filed_at": rfc3339(one.filed_at),
                "words": one.value.words,
            }
            for one in file.steps
        ],
    }


def _result_json(entry: Entry) -> dict[str, JSON]:
    value: Result = entry.value
    return {
        "id": value.result,
        "inquiry": value.inquiry,
        "body": value.body,
        "finding": value.finding.value,
        "words": value.words,
        "reply_asked": list(value.reply_asked),
        "filed_at": rfc3339(entry.filed_at),
    }


def _protest_json(file: Incident, entry: Entry) -> dict[str, JSON]:
    value: Protest = entry.value
    return {
        "id": value.protest,
        "by": value.by,
        "to": list(value.to),
        "words": value.words,
        "filed_at": rfc3339(entry.filed_at),
        "replies": _replies_json(file.answers(value.protest)),
    }


def _replies_json(entries: Sequence[Entry]) -> list[JSON]:
    return [
        {
            "id": one.value.reply,
            "by": one.value.by,
            "words": one.value.words,
            "filed_at": rfc3339(one.filed_at),
        }
        for one in entries
    ]
