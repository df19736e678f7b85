"""The brief's two reports: meetings, demands, commitments and guarantees of July 2025."""

from __future__ import annotations

import pytest
from paris_folding import folded

from detente.terms.when import moment

NOW = moment("2025-07-26T22:00:00Z")


def talks(**more: object) -> dict:
    """The talks of the replay."""
    return folded(**more)[1].picture(NOW)


def pair(shown: dict, a: str, b: str) -> dict:
    """One pair of demands."""
    return next(item for item in shown["pairs"] if (item["a"], item["b"]) == (a, b))


PHASES = {
    "paris": "held",
    "rome": "postponed",
    "baku-further": "planned",
    "baku-12-july": "held",
    "jerusalem-tarif": "held",
    "west-virginia": "held",
    "further": "planned",
}


def test_phases_of_the_meetings() -> None:
    """Each meeting has come as far as the reports say, two in Baku stay two."""
    assert {item["id"]: item["phase"] for item in talks()["meetings"]} == PHASES


def test_rome_has_no_new_date() -> None:
    """Put off, and nothing says until when."""
    rome = next(item for item in talks()["meetings"] if item["id"] == "rome")
    assert rome["new_date"] is None
    assert rome["time_passed"] == "no"


def test_every_participant_of_paris_is_a_claim_or_a_persons_own_word() -> None:
    """Who was there is said by somebody, never by the meeting."""
    paris = next(item for item in talks()["meetings"] if item["id"] == "paris")
    known = folded()[0].claims
    assert all(seat["claim"] in known for seat in paris["participants"])


def test_presence_and_pull_back_are_incompatible_given_the_inference() -> None:
    """A18 and B10, on the buffer zone, by the desk's reading of B10."""
    found = pair(talks(), "A18", "B10")
    assert (found["relation"], found["truth"]) == ("incompatible", "yes")
    assert (found["areas"], found["given_inference_of"]) == (["buffer-zone"], ["desk"])


def test_presence_and_pull_back_cannot_be_told_without_the_inference() -> None:
    """B10 does not say which points."""
    found = pair(talks(keep=lambda line: line["kind"] != "demand.scope"), "A18", "B10")
    assert found["truth"] == "cannot tell"
    assert found["given_inference_of"] == []


def test_two_demilitarisations_are_one_kind_with_different_scope() -> None:
    """A17 a strip at the border, B13 the whole south: no duplicates."""
    found = pair(talks(), "A17", "B13")
    assert (found["relation"], found["truth"]) == ("same kind, different scope", "yes")


@pytest.mark.parametrize("now", ["2025-07-26T22:00:00Z", "2095-01-01T00:00:00Z"])
def test_a4_has_no_date_and_is_never_overdue(now: str) -> None:
    """Not even in 2095."""
    shown = folded()[1].picture(moment(now))
    overdue = {item["id"]: item["overdue"] for item in shown["commitments"]}
    assert overdue == {"A4": "no", "A27": "no"}


def test_the_guarantee_of_the_revival_has_an_open_slot() -> None:
    """Guarantees are spoken of, a guarantor is not."""
    (guarantee,) = talks()["guarantees"]
    assert (guarantee["of"], guarantee["guarantor"], guarantee["slot"]) == (
        "revival-1974",
        None,
        "open",
    )


def test_statements_and_claims_that_the_talks_name_exist() -> None:
    """Every demand, meeting and phase leads back to a statement of the reports."""
    claims, shown = folded()[0], talks()
    named = [item["statement"] for key in ("demands", "commitments") for item in shown[key]]
    named += [step["statement"] for item in shown["meetings"] for step in item["phases"]]
    assert set(named) <= claims.statements.keys()
    about = [item["claim"] for key in ("demands", "meetings") for item in shown[key]]
    assert {claim for claim in about if claim} <= claims.claims.keys()
