"""CSV -> plans and sites: one row a circle, or one row a fix of a timetable. docs/imports.md has
the table of columns.

What this file knows: how spreadsheets write tables, and what each column becomes. What it must not
know: what a plan must hold (imported.py asks parse_plan), files.

Rule 1. The header decides: columns in any order, an unknown one is a problem unless the caller
says to ignore it. Separator comma, semicolon or tab, whichever makes the header readable.
Rule 2. Rows with one plan id are one plan. Rows with `at` are the fixes of its timetable.
Rule 3. Cells are text. A cell that begins like a formula is never computed; where a number is
wanted it is refused. A decimal comma is named, never read.
Rule 4. Row numbers are those of the spreadsheet: the header is row 1.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from detente.formats.echoes import echo
from detente.formats.gazetteer import Named
from detente.formats.imported import (
    PLAN_FIELDS,
    VOLUME_FIELDS,
    Imported,
    Piece,
    assemble,
    band_of,
    span_of,
)
from detente.formats.positions import Written, from_columns, written_position
from detente.terms import limits
from detente.terms.fields import Fields
from detente.terms.json import JSON
from detente.terms.places import read_volume
from detente.terms.problems import Problem, Refused
from detente.terms.where import Position

COLUMNS = (*PLAN_FIELDS, *VOLUME_FIELDS, "position", "lon", "lat", "accuracy_m", "at")
"""Every column that is read."""

ALIASES = {"longitude": "lon", "latitude": "lat", "id": "plan", "mgrs": "position"}
"""Other names that spreadsheets use for the same."""

_NUMBERS = {"lower_m", "upper_m", "radius_m", "slack_s", "accuracy_m"}
_LENGTHS = {"radius_m", "slack_s", "accuracy_m"}
_WHOLE = {"version", "vehicles"}
_LISTS = {"notify", "units_to_pass_on"}  # items separated by |
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?", re.ASCII)
_FORMULA = ("=", "+", "-", "@")


def read(
    data: bytes,
    *,
    file: str,
    actor: str,
    defaults: Mapping[str, JSON] | None = None,
    ignore: Sequence[str] = (),
    gazetteer: Sequence[Named] = (),
) -> Imported:
    """Plans of a table with a header; raises Refused with every problem.

    actor: the party that files them. ignore: columns to leave unread. gazetteer: for echoes.
    """
    problems: list[Problem] = []
    rows = _rows(_text(data, file), file, ignore, problems)
    pieces: list[Piece] = []
    timetables: dict[str, _Timetable] = {}
    for row in rows:
        piece = row.piece(gazetteer)
        pieces.append(piece)
        if row.cells.get("at"):
            _fix(row, piece, timetables)
        problems += row.problems
    return assemble(pieces, problems, file=file, actor=actor, defaults=defaults or {})


def _text(data: bytes, file: str) -> str:
    if len(data) > limits.IMPORT_BYTES_MAX:
        what = f"has {len(data)} bytes, at most {limits.IMPORT_BYTES_MAX} fit"
        raise Refused([Problem(file, what, "Split it")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise Refused(
            [Problem(f"{file}:line {row}", "is not UTF-8", 'Save the sheet as "CSV UTF-8"')]
        ) from None
    if "\0" in text:
        raise Refused([Problem(file, "holds zero bytes", 'Save the sheet as "CSV UTF-8"')])
    return text


def _rows(text: str, file: str, ignore: Sequence[str], problems: list[Problem]) -> list[_Row]:
    """The rows below the header, blank ones left out."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=lambda mark: (_known(first, mark), -",;\t".index(mark)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[_Row] = []
    header: list[str] | None = None
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if header is None:
                header = _header(cells, file, ignore, problems)
                continue
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) == limits.IMPORT_ROWS_MAX:
                what = f"has more than {limits.IMPORT_ROWS_MAX} rows"
                raise Refused([Problem(file, what, "Split the file")])
            rows.append(_row(cells, header, f"{file}:row {number}"))
    except csv.Error as error:
        problems.append(
            Problem(f"{file}:row {number + 1}", f"is not CSV: {error}", "Correct its quotes")
        )
    if header is None:
        problems.append(Problem(file, "is empty", "Give a header and one row at least"))
    return rows


def _named(cell: str) -> str:
    name = cell.strip().lower()
    return ALIASES.get(name, name)


def _known(line: str, delimiter: str) -> int:
    return sum(_named(cell.strip('" \r')) in COLUMNS for cell in line.split(delimiter))


def _header(
    cells: list[str], file: str, ignore: Sequence[str], problems: list[Problem]
) -> list[str]:
    """Names of the columns; "" for one that is left unread."""
    where, names = f"{file}:row 1", [_named(cell) for cell in cells]
    for at, name in enumerate(names):
        column = f"{where}, column {at + 1}"
        if name and names.index(name) != at:
            problems.append(Problem(column, f"{name} is there twice", "Drop one of them"))
        elif name and name not in COLUMNS and name not in ignore:
            near = get_close_matches(name, COLUMNS, 1)
            hint = f"Did you mean {near[0]}?" if near else "Rename it, drop it"
            problems.append(
                Problem(column, f"{name!r} is not a column that is read", f"{hint} Or ignore it")
            )
    if "position" in names and ("lon" in names or "lat" in names):
        problems.append(Problem(where, "has position and lon or lat", "Give positions in one way"))
    elif "position" not in names and not ("lon" in names and "lat" in names):
        problems.append(Problem(where, "has no position", "Add lon and lat, or position"))
    if "plan" not in names:
        problems.append(Problem(where, "has no column plan", "Give every row the id of its plan"))
    return [name if name in COLUMNS else "" for name in names]


def _row(cells: list[str], header: list[str], where: str) -> _Row:
    row = _Row(where, dict(zip(header, (cell.strip() for cell in cells), strict=False)))
    row.cells.pop("", None)
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        row.problems.append(
            Problem(
                where,
                f"has {len(cells)} cells under {len(header)} columns",
                "Put cells that hold a separator in quotes",
            )
        )
    return row


@dataclass(slots=True)
class _Row:
    """One row being read."""

    where: str
    cells: dict[str, str]
    problems: list[Problem] = field(default_factory=list)

    def locate(self, column: str) -> str:
        return f"{self.where}, column {column}"

    def wrong(self, column: str, what: str, next_step: str) -> None:
        self.problems.append(Problem(self.locate(column), what, next_step))

    def value(self, column: str) -> JSON:
        """A cell as the value that its column holds; None where it is blank or wrong."""
        cell = self.cells.get(column, "")
        if not cell:
            return None
        if column in _LISTS:
            return [item.strip() for item in cell.split("|") if item.strip()]
        if column in _WHOLE and re.fullmatch(r"\d{1,9}", cell, re.ASCII):
            return int(cell)
        if column == "vehicles" or column not in _NUMBERS | _WHOLE:
            return cell
        if column in _NUMBERS and _NUMBER.fullmatch(cell):
            if column in _LENGTHS and float(cell) < 0:
                self.wrong(column, f"{cell} is below 0", "Correct the number")
                return None
            return float(cell)
        self._no_number(column, cell)
        return None

    def _no_number(self, column: str, cell: str) -> None:
        if re.fullmatch(r"[+-]?\d+,\d+", cell, re.ASCII):
            self.wrong(column, f"{cell!r} has a decimal comma", f"Write {cell.replace(',', '.')}")
        elif cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell):
            self.wrong(
                column, f"{cell[:40]!r} begins like a formula", "Give its result as a number"
            )
        else:
            self.wrong(column, f"{cell[:40]!r} is not a number", "Give digits, with a point")

    def piece(self, gazetteer: Sequence[Named]) -> Piece:
        """What the row says; a row with `at` gets its volume from the timetable instead."""
        said = {name: self.value(name) for name in PLAN_FIELDS}
        piece = Piece(self.where, lambda path: self.locate(re.split(r"[.\[]", path)[0]), said)
        piece.faulty = True
        # Read before the position is: a row with a bad position has all its faults named.
        radius, around, band = self.value("radius_m"), self._volume(), self.band()
        written, column = self._written()
        if written is None:
            self._check_rest(band, around, column)
            return piece
        position, notes = self._known_to(written)
        piece.position = position.as_json()
        what = "fix" if self.cells.get("at") else "centre"
        echoed = echo(position, gazetteer, as_written=written.text, notes=notes)
        piece.echoes.append((what, self.locate(column), echoed))
        piece.faulty = bool(self.cells.get("at"))
        if not self.cells.get("at"):
            shape: dict[str, JSON] = {
                "shape": "disc",
                "centre": [position.lon, position.lat],
                "radius_m": _wider(radius, position.accuracy_m),
            }
            volume: dict[str, JSON] = {"footprint": shape, "band": band, "span": span_of(around)}
            piece.volumes.append((volume, self._located(column)))
            if self.cells.get("slack_s"):
                self.wrong("slack_s", "means nothing without a timetable", "Add at, or clear it")
        return piece

    def _written(self) -> tuple[Written | None, str]:
        if "position" in self.cells:
            found = written_position(self.cells["position"])
            if isinstance(found, Written):
                return found, "position"
            for fault in found:
                self.wrong("position", fault.what, fault.next_step)
            return None, "position"
        written, north, east = from_columns(self.cells.get("lat", ""), self.cells.get("lon", ""))
        for column, faults in (("lat", north), ("lon", east)):
            for fault in faults:
                self.wrong(column, fault.what, fault.next_step)
        return written, "lat"

    def _known_to(self, written: Written) -> tuple[Position, tuple[str, ...]]:
        """The position with the accuracy that the row gives, but never finer than its square."""
        given, square = self.value("accuracy_m"), written.position.accuracy_m
        stated = float(given) if isinstance(given, int | float) else None
        known = [one for one in (stated, square) if one is not None]
        accuracy = max(known) if known else None
        notes = []
        if accuracy:
            notes.append(f"known to {accuracy:g} m: the circle is wider by as much")
        elif written.resolution_m > 1000:
            notes.append(f"written to {written.resolution_m:.0f} m only")
        return Position(written.position.lon, written.position.lat, accuracy), tuple(notes)

    def _check_rest(self, band: JSON, around: Mapping[str, JSON], column: str) -> None:
        """Name what else is wrong with a volume whose position could not be read."""
        nowhere: JSON = {"shape": "disc", "centre": [0.0, 0.0], "radius_m": 0.0}
        fields = Fields({"footprint": nowhere, "band": band, "span": span_of(around)})
        read_volume(fields)
        located = self._located(column)
        self.problems += (
            Problem(located(one.where.removeprefix("$.")), one.what, one.next_step)
            for one in fields.problems
        )

    def _volume(self) -> dict[str, JSON]:
        return {name: self.value(name) for name in VOLUME_FIELDS}

    def band(self) -> JSON:
        """Heights of the row's volume; None where unknown."""
        band, faults = band_of(self._volume())
        for name, what, next_step in faults:
            self.wrong(name, what, next_step)
        return band

    def _located(self, column: str) -> Callable[[str], str]:
        """Path within the body of the row's volume -> its column."""

        def locate(path: str) -> str:
            last = path.rsplit(".", 1)[-1]
            known = {"reference": "height_reference", "span": "start", "centre": column}
            if path.startswith("footprint") and last not in COLUMNS:
                return self.locate(column)
            return self.locate(known.get(last, last))

        return locate


def _wider(radius: JSON, accuracy_m: float | None) -> float:
    """radius_m, 0 where it is blank, wider by what the position is known to."""
    return (float(radius) if isinstance(radius, int | float) else 0.0) + (accuracy_m or 0.0)


@dataclass(slots=True)
class _Timetable:
    """The fixes of one plan, gathered row by row; its circle is the widest that a row asks for."""

    first: _Row
    rows: list[_Row]
    fixes: list[JSON]
    moving: dict[str, JSON]


def _fix(row: _Row, piece: Piece, timetables: dict[str, _Timetable]) -> None:
    """Add the row to the timetable of its plan, which the plan's first such row begins."""
    for column in ("start", "end"):
        if row.cells.get(column):
            row.wrong(column, "and at both give times", "Give one of them")
    position = piece.position
    if not isinstance(position, dict):
        return
    plan = row.cells.get("plan", "")
    table = timetables.get(plan)
    if table is None:
        table = _Timetable(row, [], [], {"slack_s": row.value("slack_s") or 0.0, "radius_m": 0.0})
        table.moving["fixes"] = table.fixes
        timetables[plan] = table
        volume: dict[str, JSON] = {"moving": table.moving, "band": row.band()}
        piece.volumes.append((volume, _in_timetable(table)))
    else:
        for column in ("lower_m", "upper_m", "height_reference", "slack_s"):
            if row.cells.get(column, "") not in ("", table.first.cells.get(column, "")):
                row.wrong(column, "differs from the timetable's first row", "Say it there, once")
    table.rows.append(row)
    table.fixes.append({"at": row.cells["at"], "lon": position["lon"], "lat": position["lat"]})
    radius, widest = row.value("radius_m"), table.moving["radius_m"]
    accuracy = position["accuracy_m"] or 0.0
    assert isinstance(widest, float), "made here"
    assert isinstance(accuracy, float), "made by Position.as_json"
    given = float(radius) if isinstance(radius, int | float) else 0.0
    table.moving["radius_m"] = max(widest, given + accuracy)


def _in_timetable(table: _Timetable) -> Callable[[str], str]:
    def locate(path: str) -> str:
        match = re.match(r"moving\.fixes\[(\d+)\]\.?(.*)", path)
        if match:
            row = table.rows[int(match[1])]
            return row.locate(match[2] if match[2] in row.cells else "position")
        last = path.rsplit(".", 1)[-1]
        known = {"reference": "height_reference", "fixes": "at", "moving": "at"}
        return table.first.locate(known.get(last, last))

    return locate
