"""Handing in: drafts in an EXERCISE, signed entries anywhere, what-if questions, the clock."""

from __future__ import annotations

import base64
from typing import Any

import pytest

DRILL = "/api/mechanisms/drill"
LIVE = "/api/mechanisms/live"


def draft(**changes: Any) -> dict[str, Any]:
    """A draft that fits, with changes."""
    whole = {"as": "north-cell", "kind": "message", "audience": ["north"], "body": {"words": "x"}}
    return {**whole, **changes}


def signed(leaf: str) -> dict[str, str]:
    """A signed entry as the stand-in desk reads it."""
    encoded = base64.b64encode(leaf.encode()).decode()
    return {"leaf": encoded, "body": "e30=", "salt": "AAAA"}


def test_a_draft_is_filed_as_the_post_that_it_names(client: Any, drill: Any) -> None:
    """201, with the entry's place; the body arrives as it was sent."""
    answer = client.post(f"{DRILL}/entries", json=draft(body={"words": "שלום سلام"}))
    assert answer.status_code == 201
    entry = drill.kept[answer.json()["index"]]
    assert (entry.post, entry.kind, entry.body) == (
        "north-cell",
        "message",
        {"words": "שלום سلام"},
    )


def test_every_fault_of_a_draft_comes_at_once_with_its_place(client: Any, drill: Any) -> None:
    """Places are those of the request: $.as, $.body.plan, not a room's own."""
    refuse = ["$", "$.plan", "$.volumes[0].lower", "post", "kind", "audience", "record"]
    before = drill.index
    answer = client.post(f"{DRILL}/entries", json=draft(body={"refuse": refuse}))
    assert answer.status_code == 422
    assert [problem["where"] for problem in answer.json()["problems"]] == [
        "$.body",
        "$.body.plan",
        "$.body.volumes[0].lower",
        "$.as",
        "$.kind",
        "$.audience",
        "record",
    ]
    assert drill.index == before


@pytest.mark.parametrize(
    ("changes", "wheres"),
    [
        pytest.param({"as": 7}, {"$.as"}, id="a post that is a number"),
        pytest.param({"as": None, "kind": None}, {"$.as", "$.kind"}, id="two fields missing"),
        pytest.param({"audience": "all"}, {"$.audience"}, id="an audience that is no list"),
        pytest.param({"audience": [1, "b c"]}, {"$.audience[0]", "$.audience[1]"}, id="no ids"),
        pytest.param({"body": []}, {"$.body"}, id="a body that is a list"),
        pytest.param({"stated_at": "2025-07-24T12:00"}, {"$.stated_at"}, id="a naive time"),
        pytest.param({"stated_at": "2025-07-24T24:00:00Z"}, {"$.stated_at"}, id="hour 24"),
        pytest.param({"as": "x" * 500}, {"$.as"}, id="an id without end"),
    ],
)
@pytest.mark.parametrize("route", ["entries", "check"])
def test_a_misshapen_draft_is_refused(
    client: Any, drill: Any, changes: Any, wheres: set[str], route: str
) -> None:
    """Before the desk is asked, all at once."""
    before = drill.index
    answer = client.post(f"{DRILL}/{route}", json=draft(**changes))
    assert answer.status_code == 422
    assert {problem["where"] for problem in answer.json()["problems"]} == wheres
    assert drill.index == before


def test_what_a_filing_caused_is_shown_as_its_filer_sees_it(client: Any) -> None:
    """The desk knows every alert; the answer holds those disclosed to the filer, as disclosed."""
    seen = client.post(f"{DRILL}/entries", json=draft(body={"alerts_for": ["north-cell"]}))
    assert seen.json()["alerts"] == [
        {"id": f"alert-{seen.json()['index']}", "title": "for north-cell"}
    ]
    hidden = client.post(f"{DRILL}/entries", json=draft(body={"alerts_for": ["south-cell"]}))
    assert hidden.json()["alerts"] == []
    assert "secret" not in seen.text + hidden.text


class TestSignedElsewhere:
    """An entry that a key signed may be handed in by anybody, anywhere."""

    @pytest.mark.parametrize("mechanism", [DRILL, LIVE])
    def test_it_is_filed_without_a_token(self, client: Any, mechanism: str) -> None:
        """The signature is the authority."""
        answer = client.post(f"{mechanism}/entries", json=signed("north-cell message"))
        assert answer.status_code == 201

    def test_the_same_entry_twice_is_one_entry(self, client: Any, live: Any) -> None:
        """Replay: the second time 200, the same index."""
        first = client.post(f"{LIVE}/entries", json=signed("north-cell message"))
        second = client.post(f"{LIVE}/entries", json=signed("north-cell message"))
        assert (first.status_code, second.status_code) == (201, 200)
        assert first.json()["index"] == second.json()["index"]
        assert sum(entry.kind == "message" for entry in live.kept) == 1

    @pytest.mark.parametrize(
        ("token", "sees"), [(None, False), ("token-south", False), ("token-north", True)]
    )
    def test_its_consequences_are_for_its_own_actor(
        self, client: Any, token: str | None, sees: bool
    ) -> None:
        """Whoever hands in another's entry learns its index; null, not "no alerts"."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = client.post(
            f"{LIVE}/entries", json=signed("north-cell message"), headers=headers
        ).json()
        if sees:
            assert [alert["title"] for alert in answer["alerts"]] == ["for north-cell"]
        else:
            assert answer["alerts"] is None

    def test_a_forged_one_is_refused(self, client: Any, live: Any) -> None:
        """Nothing is logged."""
        answer = client.post(f"{LIVE}/entries", json=signed("forged"))
        assert answer.status_code == 422
        assert not [entry for entry in live.kept if entry.kind == "message"]

    @pytest.mark.parametrize(
        ("changes", "wheres"),
        [
            pytest.param({"leaf": "!"}, {"$.leaf"}, id="not base64"),
            pytest.param({"leaf": "e30"}, {"$.leaf"}, id="no padding"),
            pytest.param({"leaf": "e3 0="}, {"$.leaf"}, id="a space inside"),
            pytest.param({"leaf": "ä", "salt": "ä"}, {"$.leaf", "$.salt"}, id="letters"),
            pytest.param({"salt": None}, {"$.salt"}, id="no salt"),
            pytest.param({"body": {"words": "x"}}, {"$.body"}, id="a body that is not bytes"),
            pytest.param({"as": "clerk"}, {"$.as"}, id="a post beside the signature"),
            pytest.param({"audience": ["all"]}, {"$.audience"}, id="an audience beside it"),
        ],
    )
    def test_a_misshapen_one_is_refused(
        self, client: Any, live: Any, changes: Any, wheres: set[str]
    ) -> None:
        """All problems at once; what the leaf says cannot be changed beside it."""
        answer = client.post(f"{LIVE}/entries", json={**signed("north-cell m"), **changes})
        assert answer.status_code == 422
        assert {problem["where"] for problem in answer.json()["problems"]} == wheres


class TestWhatIf:
    """Checking files nothing."""

    def test_a_draft_that_fits(self, client: Any, drill: Any) -> None:
        """fits, and no problems."""
        before = drill.index
        answer = client.post(f"{DRILL}/check", json=draft())
        assert answer.json() == {"fits": True, "problems": []}
        assert drill.index == before

    def test_a_draft_that_does_not_fit_is_a_good_answer(self, client: Any) -> None:
        """200: the question was answered; the problems are those that filing would meet."""
        refused = draft(body={"refuse": ["$.plan", "post"]})
        answer = client.post(f"{DRILL}/check", json=refused)
        assert answer.status_code == 200
        assert answer.json()["fits"] is False
        wheres = [problem["where"] for problem in answer.json()["problems"]]
        assert wheres == ["$.body.plan", "$.as"]

    @pytest.mark.parametrize(
        ("token", "status"), [(None, 403), ("token-south", 403), ("token-north", 200)]
    )
    def test_elsewhere_only_for_ones_own_post(
        self, client: Any, token: str | None, status: int
    ) -> None:
        """Trying ids as another party would tell what is in its plans."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = client.post(f"{LIVE}/check", json=draft(), headers=headers)
        assert answer.status_code == status


class TestTheExerciseClock:
    """It moves when somebody moves it, forward."""

    def test_it_moves_and_the_clerk_files_what_is_due(self, client: Any, drill: Any) -> None:
        """The answer holds the filings and the time after them."""
        answer = client.post(f"{DRILL}/tick", json={"now": "2025-07-24T12:05:00Z"})
        assert answer.status_code == 200
        assert answer.json()["now"] == "2025-07-24T12:05:00Z"
        assert len(answer.json()["filings"]) == 1

    def test_without_a_time_it_stays(self, client: Any, drill: Any) -> None:
        """What is due is filed all the same."""
        assert client.post(f"{DRILL}/tick", json={}).json()["now"] == "2025-07-24T12:00:00Z"
        assert len(drill.ticks) == 1

    def test_it_never_moves_back(self, client: Any, drill: Any) -> None:
        """Refused with the earliest time that would do."""
        answer = client.post(f"{DRILL}/tick", json={"now": "2025-07-24T11:59:59Z"})
        assert answer.status_code == 422
        assert "2025-07-24T12:00:00Z" in answer.json()["problems"][0]["next_step"]
        assert drill.ticks == []
