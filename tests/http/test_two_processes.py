"""Two desks on one mechanism file, as two processes hold it: the served one keeps up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from detente.desk import Desk
from detente.desk.founding import found_file, open_desk

AT = datetime(2025, 7, 24, 12, tzinfo=UTC)
WORLD: dict[str, Any] = {
    "mechanism": "shared",
    "title": "Shared file",
    "exercise": True,
    "words": "made up for tests",
    "founders": ["north-cell"],
    "actors": [
        {"id": "north", "name": "Force North", "role": "party"},
        {"id": "south", "name": "Force South", "role": "party"},
    ],
    "posts": [
        {"id": "north-cell", "actor": "north", "name": "Northern cell"},
        {"id": "south-cell", "actor": "south", "name": "Southern cell"},
    ],
}


def channel(name: str) -> dict[str, Any]:
    """A body that any post may file."""
    posts = ["north-cell", "south-cell"]
    return {"channel": name, "name": name, "kind": "hotline", "posts": posts}


@pytest.fixture
def desks(tmp_path: Path) -> Any:
    """The desk that is served, and another on the same file."""
    path = tmp_path / "shared.detente"
    served = found_file(path, WORLD, at=AT, wall=lambda: AT)
    other = open_desk(path, wall=lambda: AT)
    yield served, other
    other.close()
    served.close()


def test_what_the_other_files_is_read_at_once(connect: Any, desks: tuple[Desk, Desk]) -> None:
    """In entries, in the picture, in the card, with its proof."""
    served, other = desks
    client = connect(served)
    base = "/api/mechanisms/shared"
    before = client.get(f"{base}/entries").json()["index"]
    filing = other.file(
        kind="channel.open", post="north-cell", audience=["all"], body=channel("red"), at=AT
    )
    page = client.get(f"{base}/entries?since={before}").json()
    assert filing.id in [entry["id"] for entry in page["entries"]]
    assert client.get("/api/mechanisms").json()["mechanisms"][0]["index"] == page["index"]
    assert "red" in client.get(f"{base}/picture").text
    proof = client.get(f"{base}/proofs/{filing.index}").json()
    assert proof["id"] == filing.id


def test_both_file_and_the_record_fits_its_proofs(connect: Any, desks: tuple[Desk, Desk]) -> None:
    """In turns, by HTTP and beside it: nothing is lost, nothing twice."""
    served, other = desks
    client = connect(served)
    for number in range(5):
        draft = {"as": "north-cell", "kind": "channel.open", "audience": ["all"]}
        answer = client.post(
            "/api/mechanisms/shared/entries", json={**draft, "body": channel(f"h{number}")}
        )
        assert answer.status_code == 201, answer.text
        other.file(
            kind="channel.open",
            post="north-cell",
            audience=["all"],
            body=channel(f"o{number}"),
            at=AT,
        )
    opened = client.get("/api/mechanisms/shared/picture").json()["channels"]["channels"]
    assert sorted(one["id"] for one in opened) == sorted(
        f"{who}{number}" for who in "ho" for number in range(5)
    )
    assert other.verify().problems == ()
