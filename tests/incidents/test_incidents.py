"""Incident files: each kind apart, the right body for each, nothing summed up, nobody blamed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.incidents import alerts
from detente.incidents.entries import KINDS, InquiryEvent
from detente.incidents.inquiries import NEXT, Life
from detente.incidents.state import State
from detente.terms.alerts import Alert
from detente.terms.entries import Draft, Entry
from detente.terms.fields import Fields
from detente.terms.when import moment, rfc3339
from detente.terms.who import Actor, Bounds, Charter, Post, Role

KIND = {kind.name: kind for kind in KINDS}
T0 = moment("2026-03-01T00:00:00Z")
ACTORS = ("north", "south", "mission")
CHARTER = Charter(
    mechanism="m",
    title="A world for tests",
    exercise=True,
    words="",
    actors={one: Actor(one, one, Role.PARTY) for one in ACTORS},
    posts={f"{one}-duty": Post(f"{one}-duty", one, one) for one in ACTORS},
    clocks={},
    separations=(),
    bounds=Bounds(),
)


@dataclass
class File:
    """An incident world: entries in, state out."""

    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = State(CHARTER)

    @staticmethod
    def at(days: float) -> datetime:
        """A moment after T0."""
        return T0 + timedelta(days=days)

    def draft(self, kind: str, body: dict[str, Any], actor: str, at: float) -> Draft:
        """A draft whose body alone has no problem."""
        fields = Fields(body)
        value = KIND[kind].parse(fields)
        assert not fields.problems, fields.problems
        everybody = frozenset({"all"})
        return Draft(kind, f"{actor}-duty", actor, self.at(at), everybody, value, body)

    def problems(self, kind: str, body: dict[str, Any], *, actor: str, at: float = 99) -> str:
        """What speaks against a draft, one a line."""
        found = self.state.problems(self.draft(kind, body, actor, at))
        return "\n".join(str(one) for one in found)

    def file(self, kind: str, body: dict[str, Any], *, actor: str, at: float) -> Entry:
        """File it; it must have no problem."""
        draft = self.draft(kind, body, actor, at)
        assert not (wrong := self.state.problems(draft)), wrong
        index = len(self.entries) + 1
        entry = Entry(
            index=index,
            id=f"e{index}",
            kind=kind,
            post=draft.post,
            actor=actor,
            stated_at=self.at(at),
            filed_at=self.at(at),
            known_at=self.at(at),
            audience=draft.audience,
            value=draft.value,
            body=body,
        )
        self.entries.append(entry)
        self.state.apply(entry)
        return entry

    def open(self, incident: str = "inc-1", at: float = 0) -> None:
        """Open an incident by the mission."""
        body = {
            "incident": incident,
            "title": "Impacts beside the track",
            "at": "2026-03-01",
            "place": {"words": "the track"},
            "observations": ["obs-1"],
        }
        self.file("incident.open", body, actor="mission", at=at)

    def allege(self, id_: str, at: float, *, against: str | None = "south") -> None:
        """north alleges."""
        body = {
            "allegation": id_,
            "incident": "inc-1",
            "by": "north",
            "against": against,
            "words": "rounds fell",
        }
        self.file("allegation", body, actor="north", at=at)

    def inquire(self, state: str, at: float, words: str = "w", id_: str = "inq-1") -> None:
        """One step of the mission's inquiry."""
        self.file("inquiry", inquiry(state, self.at(at), words, id_), actor="mission", at=at)

    def find(self, id_: str, finding: str, at: float, **more: Any) -> None:
        """A result of the mission's inquiry."""
        body = {**RESULT, "result": id_, "finding": finding, **more}
        self.file("result", body, actor="mission", at=at)

    def picture(self, at: float = 99) -> dict[str, Any]:
        """The one incident's picture."""
        incidents = self.state.picture(self.at(at))["incidents"]
        assert isinstance(incidents, list)
        return dict(incidents[0])

    def standing(self, at: float = 99) -> dict[str, Alert]:
        """Alerts by rule."""
        return {alert.rule: alert for alert in alerts.alerts(self.state, self.at(at))}


def inquiry(state: str, at: datetime, words: str = "w", id_: str = "inq-1") -> dict[str, Any]:
    """A step of an inquiry of the mission."""
    return {
        "inquiry": id_,
        "incident": "inc-1",
        "body": "mission",
        "state": state,
        "words": words,
        "at": rfc3339(at),
    }


RESULT = {
    "inquiry": "inq-1",
    "incident": "inc-1",
    "body": "mission",
    "words": "three craters",
}
PROTEST = {
    "protest": "pro-1",
    "incident": "inc-1",
    "by": "north",
    "to": ["south", "mission"],
    "words": "we protest",
}


def test_allegations_and_results_never_share_a_counter() -> None:
    """54 allegations, 9 substantiated: both numbers side by side, no sum over kinds."""
    file = File()
    file.open()
    file.inquire("opened", 1)
    for number in range(54):
        file.allege(f"alg-{number}", 2)
    for number in range(9):
        file.find(f"res-{number}", "substantiated", 3)
    for number in range(9, 54):
        file.find(f"res-{number}", "undetermined" if number % 2 else "unverifiable", 3)
    for counts in (file.picture()["counts"], file.state.picture(T0)["counts"]):
        assert (counts["allegations"], counts["results"]) == (54, 54)
        assert counts["findings"] == {
            "substantiated": 9,
            "not substantiated": 0,
            "undetermined": 23,
            "unverifiable": 22,
        }
    assert "violation" not in json.dumps(file.state.picture(T0)).lower()


def test_a_suspended_inquiry_shows_reason_and_days_lost() -> None:
    """Suspended on day 2 (no flight), resumed on day 9; again on day 10, now day 12."""
    file = File()
    file.open()
    file.inquire("opened", 1)
    file.inquire("suspended", 2, "the flight was not granted")
    found = file.picture(5)["inquiries"][0]
    assert (found["state"], found["reason"]) == ("suspended", "the flight was not granted")
    assert found["days_suspended"] == 3
    flag = file.standing(5)["inquiry-suspended"]
    assert flag.is_flag
    assert flag.evidence["suspended_since"] == "2026-03-03T00:00:00Z"
    assert file.standing(6)["inquiry-suspended"].as_json() == flag.as_json()
    file.inquire("resumed", 9)
    assert file.picture(9.5)["inquiries"][0]["days_suspended"] == 7
    assert "inquiry-suspended" not in file.standing(9.5)
    file.inquire("suspended", 10, "the team was not let in")
    found = file.picture(12)["inquiries"][0]
    assert (found["days_suspended"], found["suspended_s"]) == (9, 9 * 86_400)
    assert file.standing(12)["inquiry-suspended"].evidence["days_lost_before"] == 7
    file.inquire("closed", 13)
    assert file.picture(99)["inquiries"][0]["days_suspended"] == 10


def test_every_cell_of_an_inquirys_life_is_decided() -> None:
    """(life, event) is a next life or refused, never open."""
    assert set(NEXT) == {(life, event) for life in Life for event in InquiryEvent}


@pytest.mark.parametrize(("life", "event"), sorted(NEXT, key=str), ids=lambda one: str(one.value))
def test_an_inquiry_takes_only_the_steps_of_its_table(life: Life, event: InquiryEvent) -> None:
    """What the table refuses is refused at filing, with the steps that may follow."""
    file = File()
    file.open()
    way = {
        Life.NONE: [],
        Life.OPEN: ["opened"],
        Life.SUSPENDED: ["opened", "suspended"],
        Life.CLOSED: ["opened", "closed"],
    }
    for at, state in enumerate(way[life], start=1):
        file.inquire(state, at)
    found = file.problems("inquiry", inquiry(event.value, file.at(9)), actor="mission")
    assert (found == "") is (NEXT[life, event] is not None)
    if found:
        assert f"an inquiry that is {life.value} cannot be {event.value}" in found


def test_a_protest_waits_for_each_whom_it_was_made_to() -> None:
    """Two addressees: the reply of one leaves the other's alert."""
    file = File()
    file.open()
    file.file("protest", PROTEST, actor="north", at=1)
    waiting = alerts.alerts(file.state, file.at(1))
    assert [(one.rule, one.subjects, one.addressees) for one in waiting] == [
        ("protest-unanswered", ("pro-1", "mission"), ("mission-duty",)),
        ("protest-unanswered", ("pro-1", "south"), ("south-duty",)),
    ]
    reply = {"reply": "rep-1", "to": "pro-1", "by": "south", "words": "we will look into it"}
    file.file("reply", reply, actor="south", at=2)
    left = [one.subjects for one in alerts.alerts(file.state, file.at(2))]
    assert left == [("pro-1", "mission")]
    (protest,) = file.picture()["protests"]
    assert [one["by"] for one in protest["replies"]] == ["south"]
    assert file.picture()["counts"]["replies"] == 1


ASKED = {
    "nobody asked and nobody replied": ([], False, True),
    "the body says that it asked": (["south"], False, False),
    "south replied of its own": ([], True, False),
}


@pytest.mark.parametrize(("asked", "replied", "flagged"), ASKED.values(), ids=ASKED)
def test_the_right_of_reply_before_a_result(
    asked: list[str], replied: bool, flagged: bool
) -> None:
    """A result about an allegation against somebody who was neither heard nor asked is shown."""
    file = File()
    file.open()
    file.allege("alg-1", 1)
    file.inquire("opened", 2)
    if replied:
        reply = {"reply": "rep-1", "to": "alg-1", "by": "south", "words": "it was not us"}
        file.file("reply", reply, actor="south", at=3)
    file.find("res-1", "substantiated", 4, reply_asked=asked)
    assert ("result-without-reply-asked" in file.standing()) is flagged


def test_an_open_incident_waits_for_the_first_word() -> None:
    """Until somebody alleges, inquires or protests, the post that opened it is reminded."""
    file = File()
    file.open()
    assert file.standing()["incident-open"].addressees == ("mission-duty",)
    file.allege("alg-1", 1)
    assert file.standing() == {}


UNFIT = {
    "an allegation about nothing that is open": (
        "allegation",
        {"allegation": "a", "incident": "inc-9", "by": "north", "words": "w"},
        "north",
        "Open the incident first",
    ),
    "a result of another body": (
        "result",
        {**RESULT, "result": "r", "finding": "undetermined", "body": "south"},
        "south",
        "Only that body finds",
    ),
    "a result of an inquiry that is not there": (
        "result",
        {**RESULT, "result": "r", "finding": "undetermined", "inquiry": "inq-9"},
        "mission",
        "is not an inquiry of this incident",
    ),
    "another body's step in an inquiry": (
        "inquiry",
        {**inquiry("closed", T0 + timedelta(days=3)), "body": "south"},
        "south",
        "the inquiry is of mission",
    ),
    "a step dated before the last one": (
        "inquiry",
        inquiry("closed", T0),
        "mission",
        "lies before its last step",
    ),
    "a step dated after its filing": (
        "inquiry",
        inquiry("closed", T0 + timedelta(days=300)),
        "mission",
        "lies after the time of filing",
    ),
    "a protest to oneself": (
        "protest",
        {**PROTEST, "protest": "p", "to": ["north"]},
        "north",
        "names the one who protests",
    ),
    "a reply to nothing": (
        "reply",
        {"reply": "r", "to": "pro-9", "by": "south", "words": "w"},
        "south",
        "no protest or allegation",
    ),
    "a reply to one's own protest": (
        "reply",
        {"reply": "r", "to": "pro-1", "by": "north", "words": "w"},
        "north",
        "the one who is answered",
    ),
    "an id that is used": ("protest", PROTEST, "north", "is used already"),
    "a protest with an allegation's id": (
        "protest",
        {**PROTEST, "protest": "alg-1"},
        "north",
        "A reply could mean either",
    ),
}


@pytest.mark.parametrize(("kind", "body", "actor", "expected"), UNFIT.values(), ids=UNFIT)
def test_what_does_not_fit_is_refused_with_the_next_step(
    kind: str, body: dict[str, Any], actor: str, expected: str
) -> None:
    """Against what was filed before."""
    file = File()
    file.open()
    file.allege("alg-1", 1)
    file.inquire("opened", 2)
    file.file("protest", PROTEST, actor="north", at=2)
    assert expected in file.problems(kind, body, actor=actor)


def test_who_must_sign() -> None:
    """Each for itself; only an allegation that names a statement may be recorded by others."""
    spoken = {"allegation": "a", "incident": "i", "by": "north", "words": "w"}
    acts_for = KIND["allegation"].acts_for
    assert acts_for is not None
    assert acts_for(KIND["allegation"].parse(Fields(spoken))) == "north"
    recorded = {**spoken, "statement": "s-1"}
    assert acts_for(KIND["allegation"].parse(Fields(recorded))) is None
    for name in ("inquiry", "result", "protest", "reply"):
        assert KIND[name].acts_for is not None, name


def test_a_protest_to_nobody_and_a_misspelt_field_are_named() -> None:
    """All problems of a body at once."""
    fields = Fields({**PROTEST, "to": ["south", "south"], "wrods": "w", "by": "no rth"})
    KIND["protest"].parse(fields)
    found = "\n".join(map(str, fields.problems))
    assert "'south' is there twice" in found
    assert "$.wrods: is not a field of this kind" in found
    assert "'no rth' is not an id" in found


def test_what_the_loop_asks_for() -> None:
    """Protests, first answers, and which observations an incident names."""
    file = File()
    file.open()
    assert file.state.observations() == {"obs-1"}
    assert file.state.answered() == []
    protest = file.file("protest", PROTEST, actor="north", at=1)
    assert file.state.protests() == [protest]
    reply = {"reply": "rep-1", "to": "pro-1", "by": "south", "words": "w"}
    answer = file.file("reply", reply, actor="south", at=2)
    assert file.state.answered() == [("inc-1", answer)]


@settings(deadline=None)
@given(hidden=st.sets(st.integers(0, 8)), split=st.integers(0, 9))
def test_any_part_of_the_record_folds_and_any_split_gives_the_same(
    hidden: set[int], split: int
) -> None:
    """Readers are filtered before the fold; nothing that is missing makes it fail."""
    file = File()
    file.open()
    file.allege("alg-1", 1)
    file.inquire("opened", 2)
    file.inquire("suspended", 3)
    file.file("protest", PROTEST, actor="north", at=4)
    file.file(
        "reply", {"reply": "r", "to": "pro-1", "by": "south", "words": "w"}, actor="south", at=5
    )
    file.inquire("resumed", 6)
    file.find("res-1", "undetermined", 7)
    file.inquire("closed", 8)
    seen = [entry for at, entry in enumerate(file.entries) if at not in hidden]
    once, twice = State(CHARTER), State(CHARTER)
    for entry in seen:
        once.apply(entry)
    for at, entry in enumerate(seen):
        if at == split:
            twice.picture(file.at(9))
            alerts.alerts(twice, file.at(9))
        twice.apply(entry)
    assert json.dumps(once.picture(file.at(9))) == json.dumps(twice.picture(file.at(9)))
    shown = [alert.as_json() for alert in alerts.alerts(once, file.at(9))]
    assert shown == [alert.as_json() for alert in alerts.alerts(twice, file.at(9))]
    assert alerts.next_due(once, file.at(9)) is None
