"""A live (not EXERCISE) mechanism file made by the command line itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_world import CHARTER
from click.testing import CliRunner, Result

from detente.cli import main


@pytest.fixture
def run() -> Callable[..., Result]:
    """Runs `detente ...` in this process."""

    def go(*arguments: object, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(main, [str(one) for one in arguments], input=stdin)

    return go


@pytest.fixture
def mechanism(tmp_path: Path, run: Callable[..., Result]) -> Path:
    """A founded mechanism file."""
    charter = tmp_path / "charter.toml"
    charter.write_text(CHARTER, encoding="utf-8")
    path = tmp_path / "river.detente"
    result = run("init", path, "--charter", charter)
    assert result.exit_code == 0, result.output
    return path
