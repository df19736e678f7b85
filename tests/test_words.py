"""The words that Detente never says, in anything that a person could be shown."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NEVER = re.compile(r"\b(approved?|cleared|is safe|safe to)\b", re.IGNORECASE)
SOURCES = sorted((ROOT / "src" / "detente").rglob("*.py"))
PAGE = sorted((ROOT / "frontend" / "src").rglob("*.ts*"))
SCENARIOS = sorted((ROOT / "scenarios").glob("*/*.jsonl")) + sorted(
    (ROOT / "scenarios").glob("*/*.toml")
)


def texts(path: Path) -> list[str]:
    """Every string of a module that is not a docstring: what could reach a person."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_product_text_gives_leave(path: Path) -> None:
    """No string of the product says approved, cleared or safe."""
    assert [text for text in texts(path) if NEVER.search(text)] == []


@pytest.mark.parametrize("path", PAGE + SCENARIOS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_or_scenario_gives_leave(path: Path) -> None:
    """Neither the page's sources nor a scenario's own words say it."""
    assert NEVER.findall(path.read_text(encoding="utf-8")) == []


def test_the_check_itself_can_fail() -> None:
    """The pattern finds the words in a sentence."""
    assert NEVER.search("The route is cleared.")
    assert NEVER.search("Approved by nobody")
    assert not NEVER.search("unsafe clearly approximate")
