"""What one party's entries let another learn: region, interval and contact, and nothing more."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from mechanism_world import disc_plan

from detente.desk.desk import Desk


def collide(file: Callable[..., Any]) -> None:
    """Two plans, each read by its own side only, 500 metres apart at the same time."""
    file(1, "north-duty", "plan.file", disc_plan("secret-name-n", "north", 69.3), "north")
    file(2, "south-duty", "plan.file", disc_plan("secret-name-s", "south", 69.36), "south")


def test_each_side_learns_region_interval_and_contact(
    desk: Desk, file: Callable[..., Any]
) -> None:
    """The conflict reaches both sides, with its own plan named and the other's contact."""
    collide(file)
    (conflict,) = desk.picture(reader="north-duty")["findings"]["plan_conflicts"]
    assert conflict["interval"] == {"start": "2026-03-10T10:00:00Z", "end": "2026-03-10T12:00:00Z"}
    assert conflict["region"]["west"] < 69.36
    contacts = {side["actor"]: side["contact"] for side in conflict["sides"]}
    assert contacts == {"north": "north-duty", "south": "south-duty"}


def test_no_byte_of_the_other_sides_plan_is_in_a_picture(
    desk: Desk, file: Callable[..., Any]
) -> None:
    """Neither id, title, centre nor distance of the other's plan is anywhere in the picture."""
    collide(file)
    shown = json.dumps(desk.picture(reader="north-duty"))
    assert "secret-name-n" in shown
    for hidden in ("secret-name-s", "patrol of south", "69.36,", "least_horizontal_m"):
        assert hidden not in shown


def test_who_is_not_concerned_learns_nothing(desk: Desk, file: Callable[..., Any]) -> None:
    """The mission and the public see no conflict, no alert, no count of either."""
    collide(file)
    for reader in ("mission-desk", None):
        picture = desk.picture(reader=reader)
        assert picture["findings"]["plan_conflicts"] == []
        assert [one for one in picture["alerts"] if one["rule"] == "plan-conflict"] == []
        assert "secret-name" not in json.dumps(picture)


def test_the_operator_sees_all_of_it(desk: Desk, file: Callable[..., Any]) -> None:
    """The clerk's picture holds both plans and the distances: the operator sees clear bodies."""
    collide(file)
    (conflict,) = desk.picture(reader="clerk")["findings"]["plan_conflicts"]
    assert {side["plan"] for side in conflict["sides"]} == {"secret-name-n", "secret-name-s"}
    assert 300 < conflict["least_horizontal_m"] < 500


def test_the_clerk_tells_each_side_on_its_own(desk: Desk, file: Callable[..., Any]) -> None:
    """One notification for each side, read by that side only."""
    collide(file)
    told = [view.entry for view in desk.entries(0, "clerk") if view.entry.kind == "notification"]
    assert sorted(tuple(entry.audience) for entry in told) == [("north",), ("south",)]
    assert all(
        "secret-name-s" not in json.dumps(one.body) for one in told if "north" in one.audience
    )
