"""`detente ways`: a person at the terminal compares the changes that would part two plans."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_world import body, filing
from click.testing import Result


@pytest.fixture
def conflict(mechanism: Path, run: Callable[..., Result]) -> str:
    """Two patrols in one place at one time; the id of their alert."""
    theirs = {"plan": "s-1", "actor": "south", "contact": "south-duty"}
    assert run(*filing(mechanism), stdin=body()).exit_code == 0
    south = filing(mechanism, post="south-duty", audience="south")
    assert run(*south, stdin=body(**theirs)).exit_code == 0
    alerts = json.loads(run("alerts", mechanism, "--json").output)["alerts"]
    return next(str(one["id"]) for one in alerts if one["rule"] == "plan-conflict")


def test_the_operator_sees_every_way_and_what_is_not_offered(
    mechanism: Path, run: Callable[..., Result], conflict: str
) -> None:
    """As a table, with its reasons, and never as a permission."""
    shown = run("ways", mechanism, conflict)
    assert shown.exit_code == 0, shown.output
    text = " ".join(shown.output.split())
    assert "a patrol stays where it is in height" in text
    assert "This is not permission" in text
    found = json.loads(run("ways", mechanism, conflict, "--json").output)
    assert found["ways"][0]["by_s"] == 7_200
    assert {way["shared"] for way in found["ways"]} == {True, False}


def test_a_side_sees_its_own_plan_alone(
    mechanism: Path, run: Callable[..., Result], conflict: str
) -> None:
    """And whoever asks for an alert that is not there is told so, with a status."""
    found = json.loads(run("ways", mechanism, conflict, "--reader", "south-duty", "--json").output)
    assert {tuple(way["of"]) for way in found["ways"]} == {("s-1",)}
    assert "n-1" not in json.dumps(found)
    missing = run("ways", mechanism, "0" * 16)
    assert missing.exit_code == 2
