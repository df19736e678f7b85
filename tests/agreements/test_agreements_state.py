"""Filing instruments, amending them, holding them in force; the picture and alerts that follow."""

import copy
from typing import Any

import pytest

from detente.agreements.alerts import alerts, next_due
from detente.agreements.entries import KINDS
from detente.agreements.state import State
from detente.terms.entries import Draft, Entry
from detente.terms.fields import Fields
from detente.terms.truth import Truth
from detente.terms.when import Span, moment
from detente.terms.who import Actor, Bounds, Charter, Post, Role

ACTORS = {
    "north": Role.PARTY,
    "south": Role.PARTY,
    "mediator": Role.MEDIATOR,
    "desk": Role.OFFICE,
    "press": Role.OUTLET,
}
CHARTER = Charter(
    "m",
    "M",
    True,
    "",
    {name: Actor(name, name.title(), role) for name, role in ACTORS.items()},
    {f"{name}-duty": Post(f"{name}-duty", name, name) for name in ACTORS},
    {},
    (),
    Bounds(),
)
PARSE = {kind.name: kind.parse for kind in KINDS}
PACT: dict[str, Any] = {
    "instrument": "pact",
    "title": "Pact",
    "kind": "agreement",
    "parties": ["north", "south"],
    "guarantors": [{"slot": "first"}, {"slot": "second", "actor": "mediator"}],
    "zones": [
        {
            "zone": "belt",
            "name": "Belt",
            "names": {"north": "Alpha belt"},
            "footprint": {"shape": "disc", "centre": [36, 33], "radius_m": 5000},
            "tolerance_m": 100,
            "source": "made up",
        }
    ],
    "lines": [
        {
            "line": "a",
            "name": "Line A",
            "path": [[36, 33], [36.1, 33]],
            "tolerance_m": 100,
            "source": "made up",
        }
    ],
    "rules": [
        {
            "rule": "guns",
            "kind": "count_limit",
            "subject": "gun",
            "zone": "belt",
            "limit": 36,
            "side": "north",
            "hours_utc": ["06:00", "18:00"],
        }
    ],
    "separations": [
        {"kinds": ["convoy", "*"], "horizontal_m": 900, "vertical_m": 0, "time_s": 60}
    ],
    "sources": ["made up"],
}


class Room:
    """The room with a record in front of it: files what it admits."""

    def __init__(self) -> None:
        self.state = State(CHARTER)
        self.entries: list[Entry] = []

    def file(self, kind: str, post: str, /, **body: Any) -> list[str]:
        """File a body; the problems, as sentences, if there are any."""
        fields = Fields(body)
        value = PARSE[kind](fields)
        at = moment(f"2031-01-{len(self.entries) + 1:02}T12:00:00Z")
        actor = CHARTER.actor_of(post) or ""
        found = list(fields.problems)
        if not found:
            draft = Draft(kind, post, actor, at, frozenset({"all"}), value, body)
            found = self.state.problems(draft)
        if not found:
            number = len(self.entries)
            entry = Entry(
                number,
                f"e{number}",
                kind,
                post,
                actor,
                at,
                at,
                at,
                frozenset({"all"}),
                value,
                body,
            )
            self.entries.append(entry)
            self.state.apply(entry)
        return [str(problem) for problem in found]

    def life(self, actor: str, state: str, at: str, **more: Any) -> list[str]:
        """The actor's own word about itself, unless another post is given."""
        post = more.pop("post", f"{actor}-duty")
        body = {"instrument": "pact", "actor": actor, "state": state, "at": at, **more}
        return self.file("instrument.life", post, **body)


@pytest.fixture
def room() -> Room:
    """A room in which the pact is filed."""
    room = Room()
    assert room.file("instrument", "desk-duty", **PACT) == []
    return room


def amended(**changes: Any) -> dict[str, Any]:
    """Version 2 of the pact."""
    return {**copy.deepcopy(PACT), "version": 2, "words": "the belt is wider", **changes}


NOW = moment("2031-02-01T00:00:00Z")


def test_a_pact_both_parties_hold_in_force_is_in_force(room: Room) -> None:
    """And not before both do."""
    room.life("north", "in force", "2031-01-05")
    shown = room.state.picture(NOW)["instruments"]
    assert shown[0]["in_force"] == "cannot tell"
    assert shown[0]["would_be"] is True
    assert shown[0]["life"]["south"]["state"] == "no statement known"
    room.life("south", "in force", "2031-01-06")
    shown = room.state.picture(NOW)["instruments"]
    assert (shown[0]["in_force"], shown[0]["would_be"]) == ("yes", False)
    assert shown[0]["life"]["south"]["by"] == "own"
    assert room.state.in_force("pact", 1, moment("2031-01-04T00:00:00Z")) is Truth.NO


def test_a_report_is_shown_but_the_own_word_stands(room: Room) -> None:
    """Own signed outranks reported, and the report is not lost."""
    room.life("north", "agreed", "2031-01-05")
    room.life("north", "in force", "2031-01-06", post="press-duty", statement="s1")
    life = room.state.picture(NOW)["instruments"][0]["life"]["north"]
    assert (life["state"], life["by"]) == ("agreed", "own")
    assert [report["state"] for report in life["reports"]] == ["in force"]


def test_the_picture_shows_zones_lines_rules_and_open_slots(room: Room) -> None:
    """What the page needs to draw and to list."""
    shown = room.state.picture(NOW)["instruments"][0]
    assert [slot["state"] for slot in shown["guarantors"]] == ["open", "taken"]
    assert [item["properties"]["kind"] for item in shown["geojson"]["features"]] == [
        "zone",
        "line",
    ]
    assert shown["zones"][0]["names"] == {"north": "Alpha belt"}
    assert shown["rules"][0]["readings"][0]["reading"] == "as written"
    assert shown["rules"][0]["hours_utc"] == ["06:00", "18:00"]


def test_an_amendment_displaces_the_first_version_once_both_hold_it(room: Room) -> None:
    """Until then the first version stands, and the missing party is asked."""
    for party in ("north", "south"):
        room.life(party, "in force", "2031-01-02")
    assert room.file("instrument.amend", "mediator-duty", **amended()) == []
    waiting = [one for one in alerts(room.state, NOW) if one.rule == "amendment-not-in-force"]
    assert [one.subjects[1] for one in waiting] == ["north", "south"]
    assert all(one.is_flag for one in waiting)
    room.life("north", "in force", "2031-01-10", version=2)
    waiting = [one for one in alerts(room.state, NOW) if one.rule == "amendment-not-in-force"]
    assert [(one.subjects[1], one.addressees) for one in waiting] == [("south", ("south-duty",))]
    assert room.state.picture(NOW)["instruments"][0]["version"] == 1
    room.life("south", "in force", "2031-01-12", version=2)
    assert room.state.picture(NOW)["instruments"][0]["version"] == 2
    assert not [one for one in alerts(room.state, NOW) if one.rule == "amendment-not-in-force"]
    spans = room.state.stretches(
        "pact", Span(moment("2031-01-11T00:00:00Z"), moment("2031-01-14T00:00:00Z"))
    )
    assert [stood[0].version.number for _, stood in spans if not stood[0].would_be] == [1, 2]


def test_an_open_guarantor_slot_is_a_flag(room: Room) -> None:
    """Shown, addressed to nobody, stable."""
    (flag,) = [one for one in alerts(room.state, NOW) if one.rule == "guarantor-slot-open"]
    assert flag.is_flag
    assert flag.subjects == ("pact", "first")
    assert flag.id == alerts(room.state, NOW)[0].id


def test_validity_that_has_ended_is_flagged_only_where_it_is_still_held() -> None:
    """And next_due names the moment."""
    room = Room()
    valid = {"start": "2031-01-01T00:00:00Z", "end": "2031-01-20T00:00:00Z"}
    room.file("instrument", "north-duty", **{**PACT, "valid": valid})
    before = moment("2031-01-19T00:00:00Z")
    assert next_due(room.state, before) == moment("2031-01-20T00:00:00Z")
    for party in ("north", "south"):
        room.life(party, "in force", "2031-01-02T00:00:00Z")
    assert room.state.picture(before)["instruments"][0]["in_force"] == "yes"
    assert room.state.picture(NOW)["instruments"][0]["in_force"] == "no"
    assert "instrument-validity-ended" in {one.rule for one in alerts(room.state, NOW)}
    assert "instrument-validity-ended" not in {one.rule for one in alerts(room.state, before)}
    assert next_due(room.state, NOW) is None


def test_separations_come_from_what_is_in_force_between_both(room: Room) -> None:
    """Neither from what would be, nor from an instrument of others."""
    span = Span(moment("2031-01-05T00:00:00Z"), moment("2031-01-06T00:00:00Z"))
    assert room.state.separations("north", "south", span) == []
    for party in ("north", "south"):
        room.life(party, "in force", "2031-01-02T00:00:00Z")
    (found,) = room.state.separations("south", "north", span)
    assert (found.horizontal_m, found.source) == (900, "pact version 1")
    assert room.state.separations("north", "desk", span) == []


REFUSED: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "the same id again": ("instrument", "north-duty", PACT, "filed already"),
    "an amendment of what is not there": (
        "instrument.amend",
        "north-duty",
        amended(instrument="other"),
        "not an instrument here",
    ),
    "an amendment with a version too many": (
        "instrument.amend",
        "north-duty",
        amended(version=3),
        "the last version is 1",
    ),
    "an amendment by an outlet": (
        "instrument.amend",
        "press-duty",
        amended(),
        "neither a party of pact nor a mediator",
    ),
    "life of a party signed by another": (
        "instrument.life",
        "south-duty",
        {"instrument": "pact", "actor": "north", "state": "in force", "at": "2031-01-02"},
        "does not stand for north",
    ),
    "life of one who has no part in it": (
        "instrument.life",
        "press-duty",
        {"instrument": "pact", "actor": "press", "state": "in force", "at": "2031-01-02"},
        "neither party nor guarantor",
    ),
    "life of a version that is not there": (
        "instrument.life",
        "north-duty",
        {"instrument": "pact", "version": 2, "actor": "north", "state": "agreed", "at": "soon"},
        "version 2 is not filed",
    ),
    "a zone whose ring crosses itself": (
        "instrument.amend",
        "north-duty",
        amended(
            zones=[
                {
                    **PACT["zones"][0],
                    "footprint": {
                        "shape": "area",
                        "rings": [[[36, 33], [37, 34], [37, 33], [36, 34], [36, 33]]],
                    },
                }
            ]
        ),
        "crosses itself",
    ),
    "a rule for a zone that is not there": (
        "instrument.amend",
        "north-duty",
        amended(rules=[{**PACT["rules"][0], "zone": "nowhere"}]),
        "'nowhere' is not a zone of this instrument",
    ),
    "a limit on no count": (
        "instrument.amend",
        "north-duty",
        amended(rules=[{**PACT["rules"][0], "kind": "presence"}]),
        "has no meaning for presence",
    ),
    "a count without a limit": (
        "instrument.amend",
        "north-duty",
        amended(rules=[{**PACT["rules"][0], "limit": None}]),
        "Give it on the rule or in every reading",
    ),
    "hours that are no hours": (
        "instrument.amend",
        "north-duty",
        amended(rules=[{**PACT["rules"][0], "hours_utc": ["06:00", "26:00"]}]),
        "'26:00' is not a time of day",
    ),
    "a side that is no party": (
        "instrument.amend",
        "north-duty",
        amended(rules=[{**PACT["rules"][0], "side": "press"}]),
        "'press' is not a party",
    ),
    "a misspelt field": (
        "instrument.amend",
        "north-duty",
        amended(zonez=[]),
        "is not a field of this kind",
    ),
}


@pytest.mark.parametrize(("kind", "post", "body", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(
    room: Room, kind: str, post: str, body: dict[str, Any], said: str
) -> None:
    """With a sentence that says what is wrong, and nothing is filed."""
    before = room.state.picture(NOW)
    problems = room.file(kind, post, **body)
    assert any(said in problem for problem in problems), problems
    assert room.state.picture(NOW) == before


def test_all_problems_come_at_once(room: Room) -> None:
    """A bad rule does not hide a bad zone."""
    bad = amended(
        rules=[{**PACT["rules"][0], "hours_utc": ["1"], "zone": "nowhere"}],
        zones=[{**PACT["zones"][0], "tolerance_m": -1}],
        separations=[{"kinds": ["one"], "horizontal_m": 1, "vertical_m": 0, "time_s": 0}],
    )
    problems = room.file("instrument.amend", "north-duty", **bad)
    for where in ("hours_utc", "rules[0].zone", "zones[0].tolerance_m", "separations[0].kinds"):
        assert any(where in problem for problem in problems), where


def test_the_describer_may_mend_its_description_until_a_party_speaks(room: Room) -> None:
    """From then on only parties and mediators amend."""
    assert room.file("instrument.amend", "desk-duty", **amended()) == []
    room.life("north", "agreed", "2031-01-05")
    problems = room.file("instrument.amend", "desk-duty", **amended(version=3))
    assert "neither a party of pact nor a mediator" in problems[0]


def test_a_draft_cannot_be_held_in_force() -> None:
    """It has to be amended to an agreement first."""
    room = Room()
    room.file("instrument", "desk-duty", **{**PACT, "kind": "draft"})
    assert any(
        "a draft cannot be in force" in one for one in room.life("north", "in force", "now")
    )


def test_a_reader_who_misses_entries_still_gets_a_picture(room: Room) -> None:
    """Readers are filtered before the fold: what an entry refers to may be missing."""
    for party in ("north", "south"):
        room.life(party, "in force", "2031-01-02")
    room.file("instrument.amend", "north-duty", **amended())
    blind = State(CHARTER)
    for entry in room.entries[1:]:
        blind.apply(entry)
    (shown,) = blind.picture(NOW)["instruments"]
    assert shown["version"] == 2
    assert alerts(blind, NOW) == alerts(blind, NOW)
    only_life = State(CHARTER)
    only_life.apply(room.entries[1])
    assert only_life.picture(NOW) == {"instruments": []}


def test_closed_spans_are_a_microsecond_longer(room: Room) -> None:
    """Time is half-open unless the instrument says closed."""
    apart = {"kinds": ["site", "site"], "horizontal_m": 1, "vertical_m": 0, "time_s": 0}
    room.file("instrument.amend", "north-duty", **amended(separations=[{**apart, "closed": True}]))
    version = room.state.latest("pact")
    assert version is not None
    assert version.value.separations[0].separation("x").time_s == 1e-6
