"""What the documents name exists: commands, files, links, the public API."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

import detente
from detente.cli import main
from detente.desk import scenarios

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def commands() -> set[str]:
    """Every command that the command line has."""
    context = click.Context(main)
    return set(main.list_commands(context))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_in_a_document_exists(path: Path) -> None:
    """A line or a code span that begins with `detente something` names a command."""
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^ *|`|bin/)detente ([a-z][a-z-]+)", text, re.MULTILINE))
    assert named - {"body", "clock"} <= commands()  # labels of hashes in docs/record.md


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    """Links and pictures of the documents are there."""
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target


def test_every_scenario_that_the_readme_names_exists() -> None:
    """And the README names every scenario."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(name in text for name in scenarios.listed())


def test_the_public_api_is_there() -> None:
    """Every name of `detente.__all__` can be had, and no other."""
    assert all(getattr(detente, name) is not None for name in detente.__all__)
    with pytest.raises(AttributeError):
        detente.nothing_of_the_kind  # noqa: B018


def test_every_runtime_dependency_has_its_line() -> None:
    """docs/dependencies.md names each dependency of pyproject.toml."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = project.split("dependencies = [", 1)[1].split("]", 1)[0]
    table = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for name in re.findall(r'"([a-z0-9-]+)[>=]', listed):
        assert f"| {name}" in table, name
