"""The loop's table: what the clerk may sign, and that every row names things that exist."""

from __future__ import annotations

import re
from pathlib import Path

import detente
from detente.mechanism.kinds import KINDS
from detente.mechanism.loop import CLERK_KINDS, CLERK_STEPS, PROPOSALS
from detente.terms.entries import Filer

NEVER_BY_THE_CLERK = {
    "stance",
    "delivery",
    "protest",
    "incident.open",
    "instrument.amend",
    "reply",
}


def rules_raised() -> set[str]:
    """Every alert rule that some room raises, as its source says."""
    found: set[str] = set()
    for path in Path(detente.__file__).parent.rglob("*.py"):
        found |= set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', path.read_text(encoding="utf-8")))
    return found


def test_the_clerk_signs_three_kinds_and_no_institutional_act() -> None:
    """clock, notification, escalation: never a stance, an acknowledgement or a protest."""
    assert {"clock", "notification", "escalation"} == CLERK_KINDS
    assert not CLERK_KINDS & NEVER_BY_THE_CLERK


def test_only_kinds_that_allow_it_can_be_signed_by_the_clerk() -> None:
    """A kind's own filer rule and the loop's table say the same."""
    allowed = {
        name for name, kind in KINDS.items() if kind.filer in (Filer.CLERK, Filer.CLERK_OR_POST)
    }
    assert allowed == CLERK_KINDS


def test_every_rule_of_the_table_is_raised_somewhere() -> None:
    """A row for a rule that nobody raises would be dead."""
    assert set(CLERK_STEPS) | set(PROPOSALS) <= rules_raised()


def test_every_proposal_names_a_kind_that_a_person_can_file() -> None:
    """What is proposed can be filed, and not by the clerk."""
    for proposals in PROPOSALS.values():
        for proposal in proposals:
            assert KINDS[proposal.kind].filer is not Filer.CLERK
