"""What is read: questions as they reach the desk, pages of entries, the checkpoint."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

DRILL = "/api/mechanisms/drill"


@pytest.mark.parametrize("route", ["picture", "alerts"])
def test_questions_reach_the_desk_as_moments_and_indexes(
    client: Any, drill: Any, route: str
) -> None:
    """A bare date of knowledge is the end of that UTC day; offsets become UTC."""
    query = "reader=north-cell&known_at=2025-07-25&now=2025-07-26T15:00:00%2B03:00&index=2"
    assert client.get(f"{DRILL}/{route}?{query}").status_code == 200
    assert drill.pictured[-1] == {
        "reader": "north-cell",
        "known_at": datetime(2025, 7, 25, 23, 59, 59, 999999, tzinfo=UTC),
        "now": datetime(2025, 7, 26, 12, tzinfo=UTC),
        "index": 2,
    }


@pytest.mark.parametrize(
    ("query", "where"),
    [
        pytest.param("known_at=2025-07-25T12:00:00", "?known_at", id="no zone"),
        pytest.param("known_at=yesterday", "?known_at", id="words"),
        pytest.param("now=2025-07-25", "?now", id="a bare date is no deadline's moment"),
        pytest.param("now=2025-07-25T23:59:60Z", "?now", id="a leap second"),
        pytest.param("now=", "?now", id="nothing"),
        pytest.param("index=-1", "?index", id="before the start"),
        pytest.param("index=0", "?index", id="before the charter"),
        pytest.param("index=4", "?index", id="beyond the record"),
        pytest.param("index=1.0", "?index", id="a fraction"),
        pytest.param("index=%D9%A2", "?index", id="digits of another script"),
        pytest.param("index=" + "9" * 3_000, "?index", id="a number without end"),
    ],
)
def test_a_question_that_cannot_be_read_is_refused(client: Any, query: str, where: str) -> None:
    """422 with the place in the query."""
    answer = client.get(f"{DRILL}/picture?{query}")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == where


def test_a_plus_that_became_a_space_is_explained(client: Any) -> None:
    """The most frequent fault of a time in an address."""
    answer = client.get(f"{DRILL}/picture?now=2025-07-25T12:00:00+03:00")
    assert "%2B" in answer.json()["problems"][0]["what"]


def test_alerts_are_the_pictures_alerts(client: Any, drill: Any) -> None:
    """The same words, without the rest."""
    drill.alerts.append(("alert-1", ["north-cell"]))
    picture = client.get(f"{DRILL}/picture?reader=north-cell").json()
    alerts = client.get(f"{DRILL}/alerts?reader=north-cell").json()
    assert alerts == {name: picture[name] for name in ("index", "now", "alerts", "flags")}
    assert [alert["id"] for alert in alerts["alerts"]] == ["alert-1"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    audiences=st.lists(st.sampled_from([["all"], ["north"], ["south"]]), max_size=40),
    limit=st.integers(1, 12),
    since=st.integers(0, 50),
)
def test_all_pages_together_are_all_entries(
    client: Any, drill: Any, audiences: list[list[str]], limit: int, since: int
) -> None:
    """Walking `next` gives every visible entry once, in order, whatever the page's size."""
    del drill.kept[1:]
    for audience in audiences:
        drill.keep("message", "envoy-desk", audience, {})
    wanted = [entry.index for entry in drill.entries(since, "north-cell")]
    walked: list[int] = []
    following: int | None = since
    while following is not None:
        query = f"reader=north-cell&since={following}&limit={limit}"
        page = client.get(f"{DRILL}/entries?{query}").json()
        assert len(page["entries"]) <= limit
        walked += [entry["index"] for entry in page["entries"]]
        following = page["next"]
    assert walked == wanted


def test_an_answer_of_entries_has_a_limit(client: Any, drill: Any, monkeypatch: Any) -> None:
    """Asking for more than a page holds gives a page."""
    monkeypatch.setattr("detente.http.reading.PAGE_ENTRIES_MAX", 2)
    page = client.get(f"{DRILL}/entries?reader=clerk&limit=1000").json()
    assert len(page["entries"]) == 2
    assert page["next"] == 2


def test_the_checkpoint_is_text(client: Any) -> None:
    """A C2SP note, as it is."""
    answer = client.get(f"{DRILL}/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == "log\n3\nroot\n"


def test_what_another_process_filed_is_in_the_next_answer(client: Any, drill: Any) -> None:
    """Every piece of work begins by catching up."""
    drill.keep_elsewhere("message", "north-cell", ["all"], {})
    entries = client.get(f"{DRILL}/entries").json()
    assert [entry["index"] for entry in entries["entries"]] == [0, 3]
    assert entries["index"] == 4


def test_names_in_other_scripts_come_through(client: Any) -> None:
    """UTF-8, not escaped to death."""
    answer = client.get("/api/mechanisms")
    assert "الشمال" in answer.content.decode()
