"""Bad input at the command line's door: every problem at once, exit status 2, nothing written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_world import PLAN, body, filing
from click.testing import Result


def area(ring: list[list[float]]) -> list[dict[str, Any]]:
    """One volume over a ring."""
    return [{"footprint": {"shape": "area", "rings": [ring]}, "span": PLAN["volumes"][0]["span"]}]


BOW_TIE = [[69.0, -49.0], [69.1, -49.1], [69.1, -49.0], [69.0, -49.1], [69.0, -49.0]]
DISC = PLAN["volumes"][0]["footprint"]

BODIES: dict[str, tuple[str | bytes, str]] = {
    "JSON that ends too early": ('{"plan": ', "JSON"),
    "one key twice": ('{"plan": "a", "plan": "b"}', "more than once"),
    "a number that is none": (body().replace("500", "NaN"), "NaN"),
    "a number beyond every number": (body().replace("500", "1e400"), "1e400"),
    "bytes that are not UTF-8": (b'{"plan": "\xff"}', "UTF-8"),
    "a polygon that crosses itself": (body(volumes=area(BOW_TIE)), "cross"),
    "a height without its reference": (
        body(volumes=[{"footprint": DISC, "band": {"lower_m": 0}}]),
        "reference",
    ),
    "a time without its zone": (
        body(
            volumes=[
                {
                    "footprint": DISC,
                    "span": {"start": "2030-03-10T10:00:00", "end": "2030-03-10T12:00:00Z"},
                }
            ]
        ),
        "time zone",
    ),
    "a field that no plan has": (body(colour="red"), "colour"),
    "another party's plan": (body(actor="south", contact="south-duty"), "stands for north"),
}


@pytest.mark.parametrize(("given", "said"), BODIES.values(), ids=BODIES.keys())
def test_bodies_that_are_refused(
    mechanism: Path, run: Callable[..., Result], given: str | bytes, said: str
) -> None:
    """Each names its fault and the next step; the file is byte for byte as before."""
    before = mechanism.read_bytes()
    result = run(*filing(mechanism), stdin=given)
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert mechanism.read_bytes() == before


def test_all_problems_of_a_body_come_at_once(mechanism: Path, run: Callable[..., Result]) -> None:
    """A wrong kind, a missing title, a naive time and a stray field are all named, with where."""
    given = json.loads(body(kind="raid", colour="red"))
    del given["title"]
    given["volumes"][0]["span"]["start"] = "2030-03-10 10:00"
    result = run(*filing(mechanism), "--json", stdin=json.dumps(given))
    assert result.exit_code == 2
    problems = json.loads(result.output)["problems"]
    places = {problem["where"] for problem in problems}
    assert {"$.kind", "$.title", "$.colour", "$.volumes[0].span.start"} <= places
    assert all(problem["next_step"] for problem in problems)


ARGUMENTS: dict[str, tuple[dict[str, str], str]] = {
    "an unknown post": ({"post": "nobody"}, "not a post"),
    "an unknown kind": ({"kind": "plan.fly"}, "not a kind"),
    "an unknown reader in the audience": ({"audience": "north,mars"}, "not an actor"),
    "an empty audience": ({"audience": ""}, "empty"),
    "the clerk's own kinds": ({"kind": "escalation"}, "only the clerk"),
}


@pytest.mark.parametrize(("change", "said"), ARGUMENTS.values(), ids=ARGUMENTS.keys())
def test_arguments_that_are_refused(
    mechanism: Path, run: Callable[..., Result], change: dict[str, str], said: str
) -> None:
    """Each is refused with a reason; the record is untouched."""
    before = mechanism.read_bytes()
    result = run(*filing(mechanism, **change), stdin=body())
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert mechanism.read_bytes() == before


def test_an_import_with_one_bad_row_files_nothing(
    mechanism: Path, tmp_path: Path, run: Callable[..., Result]
) -> None:
    """All problems with row and column; none of the good rows is filed."""
    table = tmp_path / "sites.csv"
    table.write_text(
        "plan,kind,title,position,radius_m,start,end\n"
        "s-1,site,Clinic,33.5102 N 36.29128 E,50,2030-03-10T10:00:00Z,2030-03-11T10:00:00Z\n"
        "s-2,site,Depot,91.0 N 36.0 E,50,2030-03-10T10:00:00,2030-03-11T10:00:00Z\n",
        encoding="utf-8",
    )
    before = mechanism.read_bytes()
    result = run(
        "import", mechanism, table, "--post", "north-duty", "--audience", "north", "--file"
    )
    assert result.exit_code == 2, result.output
    assert "row 3" in result.output
    assert "zone" in result.output
    assert mechanism.read_bytes() == before


def test_a_file_that_is_no_mechanism_is_named(tmp_path: Path, run: Callable[..., Result]) -> None:
    """Neither a text file nor a missing one gives a traceback."""
    stray = tmp_path / "letter.txt"
    stray.write_text("Dear all", encoding="utf-8")
    for path in (stray, tmp_path / "missing.detente"):
        result = run("show", path)
        assert result.exit_code in (1, 2)
        assert "Traceback" not in result.output
        assert path.name in result.output
