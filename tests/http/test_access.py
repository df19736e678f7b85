"""Who reads as whom: freely in an EXERCISE, by token elsewhere, never more than that."""

from __future__ import annotations

from typing import Any

import pytest

from detente.http.access import post_of

SEES_NORTH = "northern secret"
SEES_SOUTH = "southern secret"


def bearer(token: str) -> dict[str, str]:
    """The header that a token is sent in."""
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    ("query", "reader"),
    [
        pytest.param("", "envoy-desk", id="without a reader it opens as the charter says"),
        pytest.param("?reader=north-cell", "north-cell", id="any post can be chosen"),
        pytest.param("?reader=clerk", "clerk", id="also the clerk's"),
        pytest.param("?reader=", None, id="an empty reader is the public"),
    ],
)
def test_an_exercise_is_read_as_anybody(client: Any, query: str, reader: Any) -> None:
    """In an EXERCISE the reader is a choice."""
    answer = client.get(f"/api/mechanisms/drill/picture{query}")
    assert answer.status_code == 200
    assert answer.json()["reader"]["post"] == reader


def test_an_unknown_post_is_refused_with_the_posts_there_are(client: Any) -> None:
    """A misspelt reader is not silently the public."""
    answer = client.get("/api/mechanisms/drill/picture?reader=nroth")
    assert answer.status_code == 422
    assert "north-cell" in answer.json()["problems"][0]["next_step"]


@pytest.mark.parametrize(
    ("headers", "query", "reader"),
    [
        pytest.param({}, "", None, id="no token reads as the public"),
        pytest.param(bearer("token-north"), "", "north-cell", id="a token is a post"),
        pytest.param(bearer("token-north"), "?reader=north-cell", "north-cell", id="its own post"),
        pytest.param(bearer("token-north"), "?reader=", None, id="less than its post"),
        pytest.param({"Authorization": "bearer token-north"}, "", "north-cell", id="any case"),
    ],
)
def test_elsewhere_a_token_reads_as_its_post(
    client: Any, headers: Any, query: str, reader: str | None
) -> None:
    """Outside an EXERCISE the token decides, and nothing else."""
    answer = client.get(f"/api/mechanisms/live/picture{query}", headers=headers)
    assert answer.status_code == 200
    assert answer.json()["reader"]["post"] == reader
    assert (SEES_NORTH in answer.text) == (reader == "north-cell")
    assert SEES_SOUTH not in answer.text


OTHER = (403, "not-this-reader")
UNKNOWN = (401, "token-unknown")


@pytest.mark.parametrize(
    ("headers", "query", "refusal"),
    [
        pytest.param(bearer("token-north"), "?reader=south-cell", OTHER, id="another party"),
        pytest.param(bearer("token-north"), "?reader=clerk", OTHER, id="the clerk"),
        pytest.param(bearer("token-north"), "?reader=nobody", OTHER, id="a post that is not"),
        pytest.param({}, "?reader=north-cell", OTHER, id="a post without its token"),
        pytest.param(bearer("token-nort"), "", UNKNOWN, id="half a token"),
        pytest.param(bearer("north-cell"), "", UNKNOWN, id="a post's id is no token"),
        pytest.param({"Authorization": "Basic bm9ydGg6eA=="}, "", UNKNOWN, id="basic"),
        pytest.param({"Authorization": "Bearer "}, "", UNKNOWN, id="an empty token"),
        pytest.param({"Authorization": "Bearer nörth".encode()}, "", UNKNOWN, id="not ASCII"),
    ],
)
def test_elsewhere_nobody_reads_as_another(
    client: Any, headers: Any, query: str, refusal: tuple[int, str]
) -> None:
    """Refused in words that hold nothing of either party."""
    answer = client.get(f"/api/mechanisms/live/picture{query}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == refusal
    assert SEES_NORTH not in answer.text
    assert SEES_SOUTH not in answer.text


def test_a_401_says_how_to_come_back(client: Any) -> None:
    """RFC 9110 wants a challenge with every 401."""
    answer = client.get("/api/mechanisms/live/picture", headers=bearer("x"))
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_two_authorization_headers_are_no_token(client: Any) -> None:
    """Which of two tokens counts is not guessed."""
    headers = [("Authorization", "Bearer token-north"), ("Authorization", "Bearer token-south")]
    answer = client.get("/api/mechanisms/live/picture", headers=headers)
    assert answer.status_code == 401


def test_a_token_in_the_address_is_refused(client: Any) -> None:
    """Addresses end up in logs: the query has no place for a token."""
    answer = client.get("/api/mechanisms/live/picture?access_token=token-north")
    assert answer.status_code == 422
    assert SEES_NORTH not in answer.text


def test_a_token_signs_nothing(client: Any, live: Any) -> None:
    """Access is not authority: a party's token cannot file, not even as its own post."""
    draft = {"as": "north-cell", "kind": "message", "audience": ["all"], "body": {}}
    answer = client.post("/api/mechanisms/live/entries", json=draft, headers=bearer("token-north"))
    assert (answer.status_code, answer.json()["code"]) == (403, "exercise-only")
    assert "message" not in [entry.kind for entry in live.kept]


def test_the_list_says_as_whom_each_mechanism_is_read(client: Any) -> None:
    """One token may be known to one mechanism and unknown to another."""
    answer = client.get("/api/mechanisms", headers=bearer("token-south")).json()
    readers = {card["id"]: card["reader"] for card in answer["mechanisms"]}
    assert readers == {"drill": "envoy-desk", "live": "south-cell"}


def test_every_known_token_is_compared() -> None:
    """The last of many tokens is found as the first is."""
    readers = {f"token-{number}": f"post-{number}" for number in range(50)}
    assert post_of(readers, "token-49") == "post-49"
    assert post_of(readers, "token-50") is None


class TestOneEntry:
    """Hidden and missing are one answer, byte for byte."""

    @pytest.mark.parametrize("route", ["entries", "proofs"])
    def test_hidden_and_missing_are_the_same(self, client: Any, drill: Any, route: str) -> None:
        """Nobody learns from an error that an entry exists."""
        hidden, missing = {"entries": (drill.kept[2].id, "f" * 64), "proofs": ("2", "99")}[route]
        base = f"/api/mechanisms/drill/{route}"
        answers = [client.get(f"{base}/{which}?reader=north-cell") for which in (hidden, missing)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
        assert client.get(f"{base}/{hidden}?reader=south-cell").status_code == 200

    @pytest.mark.parametrize("index", ["-1", "02", "1e0", "٢", "9" * 400, "x", "1.0"])
    def test_odd_indexes_are_not_found(self, client: Any, index: str) -> None:
        """An index is written in one way; everything else is not there."""
        assert client.get(f"/api/mechanisms/drill/proofs/{index}").status_code == 404
