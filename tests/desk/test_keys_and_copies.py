"""Private keys, backups, and two desks on one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from detente.desk import found_file, open_desk
from detente.desk.copying import backup, restore
from detente.desk.keys import exercise_ring, folder_of, new_ring, read_ring, write_ring
from detente.record.keys import exercise_key
from detente.terms.problems import IntegrityError, Refused

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHARTER: dict[str, Any] = {
    "mechanism": "river-line",
    "title": "River",
    "exercise": False,
    "founders": ["north-duty"],
    "actors": [
        {"id": "north", "name": "North", "role": "party"},
        {"id": "south", "name": "South", "role": "party"},
    ],
    "posts": [
        {"id": "north-duty", "actor": "north", "name": "Duty"},
        {"id": "south-duty", "actor": "south", "name": "Duty"},
    ],
}
CHANNEL = {
    "channel": "line",
    "name": "Line",
    "kind": "hotline",
    "posts": ["north-duty", "south-duty"],
}


def test_keys_written_are_the_keys_read(tmp_path: Path) -> None:
    """Every post's key, the log's and the tokens come back as they were."""
    counter = iter(range(10_000))
    ring = new_ring("m", ["a", "b"], lambda n: next(counter).to_bytes(n, "big"))
    write_ring(tmp_path / "keys", ring)
    assert read_ring(tmp_path / "keys") == ring


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """The file is named, with the command that mends it."""
    counter = iter(range(10_000))
    write_ring(tmp_path / "keys", new_ring("m", ["a"], lambda n: next(counter).to_bytes(n, "big")))
    (tmp_path / "keys" / "a.key").chmod(0o644)
    with pytest.raises(Refused, match=r"chmod 600 .*a\.key"):
        read_ring(tmp_path / "keys")


def test_a_post_cannot_take_the_logs_name() -> None:
    """Its key file would be the log's."""
    with pytest.raises(Refused, match="log's own name"):
        new_ring("m", ["log"], bytes)


def test_a_live_mechanism_refuses_exercise_keys(tmp_path: Path) -> None:
    """Everybody can sign with them; the file is not made."""
    body = {
        **CHARTER,
        "posts": [
            {**CHARTER["posts"][0], "keys": [exercise_key("river-line", "north-duty").vkey]}
        ],
    }
    with pytest.raises(Refused, match="exercise"):
        found_file(tmp_path / "m.detente", body, at=NOW)


def test_an_exercise_has_a_key_for_every_post() -> None:
    """Anybody may act as any post there."""
    ring = exercise_ring("m", ["a"])
    assert set(ring.posts) == {"a", "clerk"}


def test_a_desk_notices_what_another_desk_filed(tmp_path: Path) -> None:
    """Two desks on one file see one record, and both may file."""
    path = tmp_path / "m.detente"
    one = found_file(path, CHARTER, at=NOW, wall=lambda: NOW)
    two = open_desk(path, wall=lambda: NOW)
    one.file(kind="channel.open", post="north-duty", audience=["all"], body=CHANNEL)
    other = {**CHANNEL, "channel": "second"}
    filing = two.file(kind="channel.open", post="north-duty", audience=["all"], body=other)
    picture = one.picture(reader="north-duty")
    assert [line["id"] for line in picture["channels"]["channels"]] == ["line", "second"]
    assert one.index == two.index == filing.index + 1
    one.close()
    two.close()


def test_the_same_signed_entry_twice_is_one_entry(tmp_path: Path) -> None:
    """A retry after a time-out learns the old place."""
    path = tmp_path / "m.detente"
    desk = found_file(path, CHARTER, at=NOW, wall=lambda: NOW)
    first = desk.file(kind="channel.open", post="north-duty", audience=["all"], body=CHANNEL)
    row = desk.store.rows(first.index, first.index + 1)[0]
    again = desk.take(row.leaf, row.body, row.salt)
    assert (again.index, again.id) == (first.index, first.id)
    assert desk.index == first.index + 1
    desk.close()


def test_a_damaged_backup_is_not_restored(tmp_path: Path) -> None:
    """Restore verifies first; the target is not made."""
    path, copy, target = (tmp_path / f"{name}.detente" for name in ("m", "copy", "target"))
    desk = found_file(path, CHARTER, at=NOW, wall=lambda: NOW)
    desk.file(kind="channel.open", post="north-duty", audience=["all"], body=CHANNEL)
    desk.close()
    assert backup(path, copy) == desk.index
    found = copy.read_bytes()
    at = found.index(b"Line")
    copy.write_bytes(found[:at] + b"Lime" + found[at + 4 :])
    with pytest.raises(IntegrityError):
        restore(copy, target)
    assert not target.exists()


def test_without_the_clerks_key_the_desk_says_what_is_missing(tmp_path: Path) -> None:
    """Opening names the file to restore."""
    path = tmp_path / "m.detente"
    found_file(path, CHARTER, at=NOW).close()
    (folder_of(path) / "clerk.key").unlink()
    with pytest.raises(Refused, match=r"clerk\.key"):
        open_desk(path)
