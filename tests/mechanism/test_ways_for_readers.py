"""Ways apart as each reader gets them: in full, its own plan on quarter hours, or not at all."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from detente.desk import scenarios
from detente.mechanism.ways import EVERYTHING, READABLE, SIDE_GRID_S
from detente.record.stores.memory import MemoryStore
from detente.terms.problems import NotFound


@pytest.fixture(scope="module")
def desk():
    """The mixed-plans scenario, replayed: the mission reads every plan, each party its own."""
    return scenarios.replay(scenarios.load("mixed-plans"), MemoryStore()).desk


def alert_of(desk, *plans):
    """The id of the conflict between two plans."""
    return next(
        one.id
        for one in desk.alerts()
        if one.rule == "plan-conflict" and set(one.subjects) == set(plans)
    )


CONVOY_FIRE = ("relief-convoy-9", "north-fire-3")
FLIGHTS = ("north-helicopter-2", "south-drone-5")


def test_the_operator_gets_everything(desk):
    """Against everything filed, both plans, shared as well."""
    found = desk.ways_apart(alert_of(desk, *CONVOY_FIRE), reader="clerk")
    assert (found["in_full"], found["checked_against"]) == (True, EVERYTHING)
    assert {tuple(way["of"]) for way in found["ways"]} == {
        ("relief-convoy-9",),
        ("north-fire-3",),
        ("north-fire-3", "relief-convoy-9"),
    }
    assert found["ways"][0]["ends"][0]["starts_at"]
    assert "not permission" in found["notice"]


def test_a_side_gets_its_own_plan_on_quarter_hours(desk):
    """Nothing of the other's plan, no heights, and the plans that it cannot read do not count."""
    found = desk.ways_apart(alert_of(desk, *CONVOY_FIRE), reader="relief-desk")
    assert (found["in_full"], found["checked_against"]) == (False, READABLE)
    assert found["limits"]["grid_s"] == SIDE_GRID_S
    assert found["ways"]
    for way in found["ways"]:
        assert f"no conflict with {READABLE} was found" in way["notice"]
        assert (way["of"], way["shared"], way["by_m"]) == (["relief-convoy-9"], False, None)
        assert datetime.fromisoformat(way["ends"][0]["starts_at"]).timestamp() % SIDE_GRID_S == 0
    text = json.dumps(found)
    for other in ("north-fire-3", "south-drone-5", "north-helicopter-2"):
        assert other not in text


def test_a_sides_ways_free_it_of_the_other(desk):
    """Coarser, so never smaller than those in full."""
    full = desk.ways_apart(alert_of(desk, *CONVOY_FIRE), reader="clerk")
    own = desk.ways_apart(alert_of(desk, *CONVOY_FIRE), reader="relief-desk")
    least = {way["kind"]: way["by_s"] for way in full["ways"] if way["of"] == ["relief-convoy-9"]}
    for way in own["ways"]:
        if way["kind"] == "advance":  # nothing that it cannot read is in the way there
            assert least["advance"] <= way["by_s"] < least["advance"] + 2 * SIDE_GRID_S


@pytest.mark.parametrize("reader", [None, "south-duty"])
def test_for_everybody_else_there_is_no_such_alert(desk, reader):
    """Hidden and missing are one answer."""
    with pytest.raises(NotFound):
        desk.ways_apart(alert_of(desk, *CONVOY_FIRE), reader=reader)
    with pytest.raises(NotFound):
        desk.ways_apart("0" * 16, reader=reader)


def test_only_conflicts_have_ways(desk):
    """Another alert is not there for this question."""
    other = next(one.id for one in desk.alerts() if one.rule != "plan-conflict")
    with pytest.raises(NotFound):
        desk.ways_apart(other, reader="clerk")


def test_a_plan_that_a_reader_may_not_read_changes_nothing_for_it():
    """Not one word: what is free would tell where it is. Who may read it is told to go past it."""
    desk = scenarios.replay(scenarios.load("mixed-plans"), MemoryStore()).desk
    alert, now = alert_of(desk, *CONVOY_FIRE), desk.now()
    readers = ("relief-desk", "north-duty", "mission-desk", "clerk")
    before = {one: desk.ways_apart(alert, reader=one, now=now) for one in readers}
    convoy = before["clerk"]["ways"][0]["ends"][0]
    volume = {
        "footprint": {"shape": "disc", "centre": [36.06, 33.33], "radius_m": 40_000},
        "span": {"start": convoy["starts_at"], "end": convoy["ends_at"]},
    }
    hidden = {"plan": "south-hidden", "kind": "flight", "actor": "south", "title": "x"}
    body = {**hidden, "contact": "south-duty", "volumes": [volume]}
    desk.file(kind="plan.file", post="south-duty", audience=["south"], body=body, at=now)
    after = {one: desk.ways_apart(alert, reader=one, now=now) for one in readers}
    for reader in ("relief-desk", "north-duty", "mission-desk"):
        assert json.dumps(after[reader]) == json.dumps(before[reader])
    mission = after["mission-desk"]
    assert (mission["in_full"], mission["checked_against"]) == (True, READABLE)
    assert after["clerk"]["ways"] != before["clerk"]["ways"]


def test_why_not_is_said(desk):
    """A height that is unknown cannot be changed, and stands in every height's way."""
    found = desk.ways_apart(alert_of(desk, *FLIGHTS), reader="clerk")
    why = {(one["kind"], *one["of"]): one for one in found["not_offered"]}
    assert "not known" in why["raise", "north-helicopter-2"]["why"]
    assert why["raise", "south-drone-5"]["in_the_way"] == ["north-helicopter-2"]


def test_the_alert_says_who_calls_whom_by_when(desk):
    """Both contacts, the deadline, the lead, the separation, the least distances."""
    found = desk.picture(reader="mission-desk")["findings"]["plan_conflicts"]
    for one in found:
        contacts = [side["contact"] for side in one["plans"]]
        assert one["calls"] == [
            {"post": contacts[0], "calls": contacts[1]},
            {"post": contacts[1], "calls": contacts[0]},
        ]
        lead = datetime.fromisoformat(one["starts_at"]) - datetime.fromisoformat(one["call_by"])
        assert lead.total_seconds() == one["lead_s"] > 0
        assert one["too_late"] is (one["notice_s"] < one["lead_s"])
        assert {"horizontal_m", "vertical_m", "time_s", "source"} == set(one["separation"])
        assert {"least_horizontal_m", "least_vertical_m", "gap_s", "error_m"} <= set(one)
    side = desk.picture(reader="relief-desk")["findings"]["plan_conflicts"]
    assert all(one["call_by"] and "least_horizontal_m" not in one for one in side)
