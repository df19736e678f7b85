"""The brief's two reports: who says what of the Paris meeting, on 25 and on 26 July 2025."""

from __future__ import annotations

import csv
from collections import Counter

from claims_world import claim_of, row_of
from paris_folding import ENDS, HOME, folded, lines

NINE = ["A1", "A2", "B1", "B5", "B6", "B7", "B9", "B16", "B17"]


def picture(known: str | None = None, **more: object) -> dict:
    """The claims of the replay."""
    return folded(known, **more)[0].picture(ENDS)


def test_all_58_statements_of_the_coding_are_filed_in_its_words() -> None:
    """Every line of brief-gold.csv is one statement with its chain and its fact."""
    with (HOME / "brief-gold.csv").open(encoding="utf-8", newline="") as file:
        gold = {row["id"]: row for row in csv.DictReader(file)}
    statements = {item["id"]: item for item in picture()["statements"]}
    assert len(gold) == 58
    assert statements.keys() == gold.keys()
    for identity, row in gold.items():
        assert statements[identity]["words"].startswith(row["fact"])
        assert statements[identity]["kind"] == row["kind"]


def test_every_statement_holds_or_reports_a_claim_or_is_marked_background() -> None:
    """None is left over."""
    for item in picture()["statements"]:
        assert item["background"] != bool(item["holds"] or item["reports_of"]), item["id"]


def test_every_claim_is_held_by_a_statement() -> None:
    """No claim stands in the matrix without a voice."""
    assert all(claim["counts"]["statements"] for claim in picture()["claims"])


def test_as_known_on_25_july() -> None:
    """Asserted by the mediator; of neither government a statement; reported unconfirmed by A5."""
    claim = claim_of(picture("2025-07-25"), "paris-meeting")
    assert claim["status"]["key"] == "asserted by the mediator"
    assert claim["status"]["unconfirmed"] == "unconfirmed by both parties"
    for party in ("israel", "syria"):
        row = row_of(claim, party)
        assert row["stance"] == "no statement known"
        assert row["in_sources"] == ["report-a"]
        assert [(r["says"], r["statement"], r["state"]) for r in row["reported"]] == [
            ("unconfirmed", "A5", "current")
        ]


def test_as_known_on_26_july() -> None:
    """Confirmed by Syria through an unnamed official; of Israel still no statement."""
    claim = claim_of(picture("2025-07-26"), "paris-meeting")
    assert claim["status"]["key"] == "confirmed by one party"
    assert "confirmed by one party through an unnamed official" in claim["status"]["words"]
    assert row_of(claim, "israel")["stance"] == "no statement known"
    syria = row_of(claim, "syria")
    assert (syria["stance"], syria["unnamed"]) == ("confirms", True)
    assert [(r["state"], r["superseded_by"]) for r in syria["reported"]] == [("superseded", "B1")]


def test_only_one_row_turns_to_confirmed_by_one_party() -> None:
    """Of the claims known on 25 July, the Paris meeting alone."""
    before = picture("2025-07-25")
    after = picture("2025-07-26")
    turned = [
        claim["id"]
        for claim in before["claims"]
        if claim_of(after, claim["id"])["status"]["key"] == "confirmed by one party"
    ]
    assert turned == ["paris-meeting"]


def test_nine_statements_two_origins() -> None:
    """Exactly these nine; Barrack, and one Syrian source in two wordings."""
    claim = claim_of(picture(), "paris-meeting")
    assert claim["statements"] == NINE
    assert [origin["actors"] for origin in claim["origins"]] == [
        ["tom-barrack"],
        ["state-tv-source", "syrian-diplomatic-source"],
    ]


def test_without_the_recorded_decision_there_are_three_origins() -> None:
    """The software merges no two wordings."""
    shown = picture(keep=lambda line: line.get("label") != "one-syrian-source")
    assert claim_of(shown, "paris-meeting")["counts"]["origins"] == 3


def test_participants_have_a_media_origin_with_sources_of_its_own() -> None:
    """A8 and A9: Axios is the speaker, and who told Axios is an explicit unknown."""
    shown = picture()
    for claim, statement in (("participant-dermer", "A8"), ("participant-shaibani", "A9")):
        (origin,) = claim_of(shown, claim)["origins"]
        assert origin["statements"] == [statement]
        assert (origin["unknown"], origin["through"]) == (True, ["axios"])
        assert claim_of(shown, claim)["status"]["key"] == "reported by media only"


def test_four_persons_stay_four() -> None:
    """Barak and Barrack, and two al-Sharaas: offered, decided not to be one, kept apart."""
    shown = picture()
    actors = {actor["id"] for actor in shown["actors"]}
    assert {"ehud-barak", "tom-barrack", "ahmed-al-sharaa", "farouq-al-sharaa"} <= actors
    decided = {tuple(item["pair"]): item["decisions"] for item in shown["suggestions"]}
    assert [d["same"] for d in decided[("ehud-barak", "tom-barrack")]] == ["no"]
    assert [d["same"] for d in decided[("ahmed-al-sharaa", "farouq-al-sharaa")]] == ["no"]


def test_baku_is_offered_as_perhaps_one_event() -> None:
    """A14 and B21: reasons for and against, nobody has decided."""
    found = [item for item in picture()["suggestions"] if "baku-12-july" in item["pair"]]
    (pair,) = found
    assert pair["pair"] == ["baku-12-july", "baku-further-meetings"]
    assert pair["reasons_for"]
    assert any("A14" in reason for reason in pair["reasons_against"])
    assert pair["decisions"] == []


def test_no_post_signs_for_a_party() -> None:
    """One desk files everything, and no stance is signed by anybody."""
    assert Counter(line["post"] for line in lines()).keys() == {"desk"}
    assert not [line for line in lines() if line["kind"] == "stance"]
    assert not any(row["signed"] for claim in picture()["claims"] for row in claim["stances"])


def test_reports_carry_no_quotation() -> None:
    """Direct quotations are marked, and left out."""
    assert not [item["id"] for item in picture()["statements"] if item["quote"]]


def test_times_said_are_never_after_they_were_learnt_for_certain() -> None:
    """Whatever is uncertain, nothing was said after it was known."""
    for item in picture()["statements"]:
        earliest = item["said"]["earliest"]
        assert earliest is None or earliest <= item["learnt_at"], item["id"]
