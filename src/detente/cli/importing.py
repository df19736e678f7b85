"""`detente import`: a file -> plan bodies -> echoed for read-back -> filed, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.table import Table
from rich.text import Text

from detente.cli import showing
from detente.cli.showing import console
from detente.desk import Desk
from detente.formats import csv_rows, gazetteer, geojson
from detente.formats.imported import Imported
from detente.terms.problems import Problem, Refused

_READERS = {
    ".geojson": geojson.read,
    ".json": geojson.read,
    ".csv": csv_rows.read,
    ".tsv": csv_rows.read,
}


def import_from(
    desk: Desk,
    source: Path,
    *,
    post: str,
    audience: Sequence[str],
    filing: bool,
    at: datetime | None,
    as_json: bool,
) -> None:
    """Read the file, show what was understood, and file it if asked; Refused with all problems."""
    actor = desk.charter.actor_of(post)
    if actor is None:
        raise Refused([Problem("--post", f"{post!r} is not a post here", "Name a post")])
    read = _READERS.get(source.suffix.lower())
    if read is None:
        known = ", ".join(sorted(_READERS))
        raise Refused([Problem(source.name, "is of no kind known here", f"Give one of {known}")])
    found = read(
        source.read_bytes(),
        file=source.name,
        actor=actor,
        defaults={"contact": post},
        gazetteer=gazetteer.gazetteer(),
    )
    drafts = [("plan.file", post, audience, body) for body in found.bodies]
    if not filing:
        _only_echo(desk, found, drafts, as_json=as_json)
        return
    if not as_json:
        _echo(found)
    showing.filings(desk.file_all(drafts, at=at), as_json=as_json, by=f"by {post}")


def _only_echo(
    desk: Desk,
    found: Imported,
    drafts: Sequence[tuple[str, str, Sequence[str], object]],
    *,
    as_json: bool,
) -> None:
    problems: list[Problem] = []
    for (kind, post, audience, _), body in zip(drafts, found.bodies, strict=True):
        try:
            desk.check(kind=kind, post=post, audience=audience, body=body)
        except Refused as refused:
            problems += (
                Problem(f"plan {body['plan']} {one.where}", one.what, one.next_step)
                for one in refused.problems
            )
    if problems:
        raise Refused(problems)
    if as_json:
        shown = {"plans": list(found.bodies), "echoes": [one.as_json() for one in found.echoes]}
        console.print(Text(showing.as_json_text(shown)), soft_wrap=True)
        return
    _echo(found)
    console.print("Nothing was filed. Read the positions back, then add --file.")


def _echo(found: Imported) -> None:
    table = Table(title="Understood as follows: read it back to the sender", title_justify="left")
    for name in ("plan", "what", "position, three ways", "near"):
        table.add_column(name, overflow="fold")
    for one in found.echoes:
        echo = one.echo
        table.add_row(
            Text(one.plan),
            Text(one.what),
            Text(f"{echo.decimal}\n{echo.dms}\n{echo.mgrs}"),
            Text(echo.near.words if echo.near else ""),
        )
    console.print(table)
    for one in found.echoes:
        for note in one.echo.notes:
            console.print(Text(f"  note on {one.plan}, {one.what}: {note}"))
