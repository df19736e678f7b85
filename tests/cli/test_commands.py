"""The commands as a new user types them, on a live mechanism file."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_world import body, filing
from click.testing import Result

from detente.desk import scenarios


def test_init_makes_a_file_and_private_keys_that_only_the_owner_reads(mechanism: Path) -> None:
    """One key for each post, the clerk's and the log's; 0600 in a 0700 folder."""
    folder = mechanism.with_name(mechanism.name + ".keys")
    names = {path.name for path in folder.iterdir()}
    assert {"north-duty.key", "south-duty.key", "clerk.key", "log.key", "tokens.json"} == names
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_init_never_overwrites(
    mechanism: Path, tmp_path: Path, run: Callable[..., Result]
) -> None:
    """A mechanism that exists stays as it is."""
    before = mechanism.read_bytes()
    result = run("init", mechanism, "--charter", tmp_path / "charter.toml")
    assert result.exit_code == 2
    assert mechanism.read_bytes() == before


def test_file_show_alerts_verify(mechanism: Path, run: Callable[..., Result]) -> None:
    """A filed plan is in its own side's picture, not in the other's, and the record is sound."""
    assert run(*filing(mechanism), stdin=body()).exit_code == 0
    own = run("show", mechanism, "plans.plans[*].id", "--reader", "north-duty")
    assert json.loads(own.output) == ["n-1"]
    other = run("show", mechanism, "--reader", "south-duty", "--json")
    assert "n-1" not in other.output
    assert run("alerts", mechanism).exit_code == 0
    assert "Verified" in run("verify", mechanism).output


def test_backup_of_a_mechanism_in_use_restores_to_the_same_record(
    mechanism: Path, tmp_path: Path, run: Callable[..., Result]
) -> None:
    """Backup, lose the file, restore: the same root; never over an existing file."""
    run(*filing(mechanism), stdin=body())
    root = json.loads(run("verify", mechanism, "--json").output)["root"]
    copy = tmp_path / "copy.detente"
    assert run("backup", mechanism, copy).exit_code == 0
    assert run("backup", mechanism, copy).exit_code == 2
    mechanism.unlink()
    assert run("restore", copy, mechanism).exit_code == 0
    assert json.loads(run("verify", mechanism, "--json").output)["root"] == root


def test_a_flipped_byte_is_named_by_verify(mechanism: Path, run: Callable[..., Result]) -> None:
    """Verify exits 1 and names the entry whose body was changed."""
    run(*filing(mechanism), stdin=body(title="Unmistakable title"))
    found = mechanism.read_bytes()
    at = found.index(b"Unmistakable title")
    mechanism.write_bytes(found[:at] + b"X" + found[at + 1 :])
    result = run("verify", mechanism, "--json")
    assert result.exit_code == 1
    report = json.loads(result.output)
    assert report["first_bad"] is not None
    assert report["problems"]


def test_scenario_list_names_every_scenario(run: Callable[..., Result]) -> None:
    """Ids and titles."""
    listed = json.loads(run("scenario", "list", "--json").output)
    assert [one["id"] for one in listed] == scenarios.listed()


@pytest.mark.parametrize("name", ["paris-2025", "handover-board"])
def test_demo_prints_one_object_and_exits_0_if_all_followed(
    name: str, run: Callable[..., Result]
) -> None:
    """`detente demo NAME --no-serve --json`."""
    result = run("demo", name, "--no-serve", "--json")
    assert result.exit_code == 0, result.output
    (played,) = json.loads(result.output)["scenarios"]
    assert played["followed"]
    assert played["verified"]
    assert all(outcome["followed"] for outcome in played["outcomes"])


def test_demo_exits_1_if_something_did_not_follow(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An expectation that cannot hold is shown beside what was found, and fails the demo."""
    home = scenarios.folder() / "golan-1974"
    for path in home.iterdir():
        target = tmp_path / "golan-1974" / path.name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    (tmp_path / "golan-1974" / "must_follow.toml").write_text(
        '[[follow]]\nsay = "there is nothing"\npath = "index"\nis = -1\n', encoding="utf-8"
    )
    monkeypatch.setattr(scenarios, "folder", lambda: tmp_path)
    result = run("demo", "golan-1974", "--no-serve")
    assert result.exit_code == 1
    assert "0 of 1" in result.output
