"""Tables of plans and sites: what becomes of rows, and what is named where."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.formats import csv_rows
from detente.formats.gazetteer import Named
from detente.formats.imported import Imported
from detente.plans.entries import parse_plan
from detente.terms.fields import Fields
from detente.terms.problems import Refused

PLACES = (Named("Damascus", (36.29128, 33.5102)), Named("Quneitra", (35.82461, 33.12595)))


def read(text: str | bytes, **more: Any) -> Imported:
    """Import a table for the relief organisation; sites unless a column says otherwise."""
    data = text.encode() if isinstance(text, str) else text
    defaults = {"kind": "site", "title": "A site", **more.pop("defaults", {})}
    return csv_rows.read(data, file="s.csv", actor="relief", defaults=defaults, **more)


def faults(text: str | bytes, **more: Any) -> list[tuple[str, str]]:
    """Where and what of every problem of a table that is refused."""
    with pytest.raises(Refused) as refused:
        read(text, **more)
    assert all(problem.next_step for problem in refused.value.problems)
    return [(problem.where, problem.what) for problem in refused.value.problems]


def test_a_row_is_a_circle_with_its_position() -> None:
    """Columns in any order become a body that holds, with the position to be read back."""
    found = read(
        "lat,plan,lon,radius_m,lower_m,upper_m,height_reference,start,end,vehicles,notify,function\n"
        "33.5102,well-1,36.29128,500,0,20,agl,2025-06-01T06:00:00Z,2025-06-08T06:00:00Z,4,"
        "north|south,water\n"
    )
    (body,) = found.bodies
    fields = Fields(body)
    plan = parse_plan(fields)
    assert fields.problems == []
    assert (plan.plan, plan.actor, plan.vehicles, plan.function) == (
        "well-1",
        "relief",
        4,
        "water",
    )
    assert plan.notify == ("north", "south")
    assert body["position"] == {"lon": 36.29128, "lat": 33.5102, "accuracy_m": None}
    assert body["volumes"] == [
        {
            "footprint": {"shape": "disc", "centre": [36.29128, 33.5102], "radius_m": 500.0},
            "band": {"lower_m": 0.0, "upper_m": 20.0, "reference": "agl"},
            "span": {"start": "2025-06-01T06:00:00Z", "end": "2025-06-08T06:00:00Z"},
        }
    ]


def test_echo_for_read_back_is_in_all_ways_and_names_a_place() -> None:
    """What was written, and the same place in decimals, DMS, MGRS and from the nearest name."""
    (echoed,) = read('plan,position\nw,"33°30\'36.7""N 36°17\'28.6""E"\n', gazetteer=PLACES).echoes
    assert (echoed.plan, echoed.what, echoed.where) == (
        "w",
        "centre",
        "s.csv:row 2, column position",
    )
    assert echoed.echo.as_written == "33°30'36.7\"N 36°17'28.6\"E"
    assert echoed.echo.decimal == "33.51019 N, 36.29128 E"
    assert echoed.echo.dms == "33°30'36.7\"N 036°17'28.6\"E"
    assert echoed.echo.mgrs == "37S BT 48391 11134"
    assert echoed.echo.near is not None
    assert echoed.echo.near.words == "at Damascus"


def test_mgrs_widens_the_circle_by_its_square() -> None:
    """A square of a kilometre may hold the site anywhere: half its diagonal is added."""
    found = read("plan,position,radius_m\nw,37S BT 48 11,500\n")
    volume: Any = found.bodies[0]["volumes"]
    assert volume[0]["footprint"]["radius_m"] == pytest.approx(500 + 711.4)
    position: Any = found.bodies[0]["position"]
    assert position["accuracy_m"] == 711.4
    assert "wider" in found.echoes[0].echo.notes[0]


def test_a_stated_accuracy_cannot_be_finer_than_the_square() -> None:
    """accuracy_m is believed where it is the worse of the two."""
    for stated, expected in (("10", 711.4), ("2000", 2000.0)):
        found = read(f"plan,position,accuracy_m\nw,37S BT 48 11,{stated}\n")
        position: Any = found.bodies[0]["position"]
        assert position["accuracy_m"] == expected


def test_a_coarsely_written_position_is_pointed_out() -> None:
    """33.5 36.3 is written to kilometres: the echo says so, and the accuracy stays unknown."""
    (echoed,) = read("plan,lat,lon\nw,33.5,36.3\n").echoes
    assert echoed.echo.notes == ("written to 7272 m only",)
    assert echoed.echo.position.accuracy_m is None


READABLE = {
    "semicolons": "plan;lat;lon\nw;33.5102;36.29128\n",
    "tabs": "plan\tlat\tlon\nw\t33.5102\t36.29128\n",
    "a byte order mark": "\ufeffplan,lat,lon\nw,33.5102,36.29128\n",
    "line ends of Windows and a blank line": "plan,lat,lon\r\n\r\nw,33.5102,36.29128\r\n",
    "capitals, spaces and other names": "ID, Latitude ,LONGITUDE\nw,33.5102,36.29128\n",
    "quotes": '"plan","lat","lon"\n"w","33.5102","36.29128"\n',
    "letters in the columns": "plan,lat,lon\nw,33.5102 N,36.29128 E\n",
    "a column that may be ignored": "plan,lat,lon,remarks\nw,33.5102,36.29128,=cmd()\n",
    "no line end at the end": "plan,lat,lon\nw,33.5102,36.29128",
}


@pytest.mark.parametrize("text", READABLE.values(), ids=READABLE)
def test_reads_what_spreadsheets_write(text: str) -> None:
    """Separators, marks and line ends of several programs give the same site."""
    found = read(text, ignore=("remarks",))
    assert found.bodies[0]["position"] == {"lon": 36.29128, "lat": 33.5102, "accuracy_m": None}


HEAD = "plan,lat,lon,radius_m,lower_m,height_reference,start,end\n"
REFUSED = {
    "a decimal comma": (
        'plan;lat;lon\nw;"33,51";36.29\n',
        ("s.csv:row 2, column lat", "decimal comma"),
    ),
    "a decimal comma in a number": (
        HEAD + 'w,33.51,36.29,"500,5",,,,\n',
        ("s.csv:row 2, column radius_m", "decimal comma"),
    ),
    "a formula where a number is wanted": (
        HEAD + "w,33.51,36.29,=A1*2,,,,\n",
        ("s.csv:row 2, column radius_m", "formula"),
    ),
    "a radius below 0, though its square would widen it": (
        "plan,position,radius_m\nw,37S BT 48 11,-3\n",
        ("s.csv:row 2, column radius_m", "below 0"),
    ),
    "a height without its reference": (
        HEAD + "w,33.51,36.29,1,5,,,\n",
        ("s.csv:row 2, column height_reference", "reference"),
    ),
    "a reference without a height": (
        HEAD + "w,33.51,36.29,1,,agl,,\n",
        ("s.csv:row 2, column height_reference", "without a height"),
    ),
    "a naive time": (
        HEAD + "w,33.51,36.29,1,,,2025-06-01T10:00:00,2025-06-01T12:00:00Z\n",
        ("s.csv:row 2, column start", "no time zone"),
    ),
    "a start without an end": (
        HEAD + "w,33.51,36.29,1,,,2025-06-01T10:00:00Z,\n",
        ("s.csv:row 2, column end", "missing"),
    ),
    "two numbers that could be exchanged": (
        'plan,position\nw,"33.51, 36.29"\n',
        ("s.csv:row 2, column position", "which number is the latitude"),
    ),
    "a latitude beyond the pole": (
        "plan,lat,lon\nw,36.29,33.51\nx,91,33.51\n",
        ("s.csv:row 3, column lat", "beyond 90"),
    ),
    "an unknown column": (
        "plan,lat,lon,raduis_m\nw,1,2,3\n",
        ("s.csv:row 1, column 4", "'raduis_m' is not a column"),
    ),
    "a column twice": (
        "plan,lat,lon,lat\nw,1,2,3\n",
        ("s.csv:row 1, column 4", "twice"),
    ),
    "no plan": ("lat,lon\n1,2\n", ("s.csv:row 1", "no column plan")),
    "positions in two ways": (
        "plan,lat,lon,position\nw,1,2,1 N 2 E\n",
        ("s.csv:row 1", "position and lon"),
    ),
    "no position at all": ("plan,title\nw,x\n", ("s.csv:row 1", "has no position")),
    "another party's plan": (
        "plan,actor,lat,lon\nw,north,1,2\n",
        ("s.csv:row 2, column actor", "north is not relief"),
    ),
    "more cells than columns": (
        "plan,lat,lon\nw,33,5,36,2\n",
        ("s.csv:row 2", "5 cells under 3 columns"),
    ),
    "rows of one plan that disagree": (
        "plan,title,lat,lon\nw,One,1,2\nw,Two,1,2\n",
        ("s.csv:row 3, column title", "'Two' is not what s.csv:row 2 says"),
    ),
    "only a header": ("plan,lat,lon\n", ("s.csv", "holds no plan")),
    "nothing": ("", ("s.csv", "is empty")),
    "a quote that never ends": ('plan,lat,lon\nw,"1,2\n', ("s.csv:row 2", "is not CSV")),
    "another alphabet's encoding": (
        "plan,title,lat,lon\nw,é,1,2\n".encode("latin-1"),
        ("s.csv:line 2", "not UTF-8"),
    ),
    "wide characters": ("plan,lat,lon\nw,1,2\n".encode("utf-16"), ("s.csv:line 1", "not UTF-8")),
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.values(), ids=REFUSED)
def test_names_row_column_and_reason(text: str | bytes, expected: tuple[str, str]) -> None:
    """Each fault is named where it stands in the sheet, with its reason."""
    assert any(where == expected[0] and expected[1] in what for where, what in faults(text)), (
        faults(text)
    )


def test_all_rows_are_judged_before_anything_is_refused() -> None:
    """Every problem of every row at once; the sound rows are not half-filed."""
    found = faults(
        "plan,lat,lon,radius_m\na,33.5,36.2,1\nb,95,36.2,1\nc,33.5,190,x\nd,33.5,36.2,-4\n"
    )
    assert sorted(where for where, _ in found) == sorted(
        [
            "s.csv:row 3, column lat",
            "s.csv:row 4, column lon",
            "s.csv:row 4, column radius_m",
            "s.csv:row 5, column radius_m",
        ]
    )


def test_a_formula_is_kept_as_text() -> None:
    """A title that begins like a formula is a title; nothing computes it."""
    found = read('plan,title,lat,lon\nw,"=HYPERLINK(""x"")",1,2\n')
    assert found.bodies[0]["title"] == '=HYPERLINK("x")'


def test_rows_with_times_are_one_timetable() -> None:
    """Rows with `at` become fixes in order; the circle is the widest that a row asks for."""
    found = read(
        "plan,kind,title,at,lat,lon,radius_m,slack_s\n"
        "c1,convoy,Run,2025-06-01T09:30:00Z,33.5102,36.29128,100,300\n"
        "c1,,,2025-06-01T10:00:00Z,33.33,36.06,200,\n"
    )
    (body,) = found.bodies
    volumes: Any = body["volumes"]
    moving = volumes[0]["moving"]
    assert [fix["at"] for fix in moving["fixes"]] == [
        "2025-06-01T09:30:00Z",
        "2025-06-01T10:00:00Z",
    ]
    assert (moving["radius_m"], moving["slack_s"]) == (200.0, 300.0)
    assert [echo.what for echo in found.echoes] == ["fix", "fix"]


def test_a_timetable_out_of_order_is_named_in_its_row() -> None:
    """The fault is in the row whose time does not follow."""
    found = faults(
        "plan,at,lat,lon\nc1,2025-06-01T10:00:00Z,33.5,36.2\nc1,2025-06-01T09:00:00Z,33.3,36.0\n"
    )
    assert found == [("s.csv:row 3, column at", "is not after the fix before it")]


def test_a_timetable_of_one_row_is_refused() -> None:
    """One fix is no timetable."""
    (found,) = faults("plan,at,lat,lon\nc1,2025-06-01T10:00:00Z,33.5,36.2\n")
    assert found[0] == "s.csv:row 2, column at"


def test_several_rows_are_several_volumes_of_one_plan() -> None:
    """What later rows leave blank holds from the first."""
    found = read("plan,title,lat,lon\nw,Wells,33.1,36.1\nw,,33.2,36.2\n")
    assert len(found.bodies) == 1
    volumes: Any = found.bodies[0]["volumes"]
    assert len(volumes) == 2
    assert found.bodies[0]["title"] == "Wells"


cells = st.text(alphabet="abc=+-@0123456789.,;'\" \n\t°NESW", max_size=12)


@settings(deadline=None)
@given(st.lists(st.lists(cells, min_size=3, max_size=4), max_size=4))
def test_no_table_breaks_the_reader(rows: list[list[str]]) -> None:
    """Whatever the cells hold, the answer is bodies that hold or problems with a place."""
    quoted = "\n".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows
    )
    bodies, problems = [], []
    try:
        bodies += read("plan,position,radius_m\n" + quoted).bodies
    except Refused as refused:
        problems += refused.problems
    assert bool(bodies) != bool(problems)
    assert all(problem.where.startswith("s.csv") for problem in problems)
    for body in bodies:
        fields = Fields(body)
        parse_plan(fields)
        assert fields.problems == []
