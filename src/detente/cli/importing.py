"""`detente import`: an outside file -> plan bodies -> echoed for read-back -> filed, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.table import Table
from rich.text import Text

from detente.cli import showing
from detente.cli.showing import console
from detente.desk import Desk
from detente.formats import imports
from detente.terms.problems import Problem, Refused


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
    found = imports.read(source.name, source.read_bytes(), actor=actor, contact=post)
    problems: list[Problem] = []
    for plan in found:
        try:
            desk.check(kind="plan.file", post=post, audience=audience, body=plan.body)
        except Refused as refused:
            problems += [
                Problem(f"{plan.where} {one.where}", one.what, one.next_step)
                for one in refused.problems
            ]
    if problems:
        raise Refused(problems)
    if not as_json:
        _echo(found)
    if not filing:
        if as_json:
            shown = [{"where": one.where, "body": one.body, "echo": one.echo_json()} for one in found]
            console.print(Text(showing.as_json_text({"plans": shown})), soft_wrap=True)
        else:
            console.print("Nothing was filed. Read the positions back, then add --file.")
        return
    filings = desk.file_all(
        [("plan.file", post, audience, plan.body) for plan in found], at=at
    )
    showing.filings(filings, as_json=as_json)


def _echo(found: Sequence[imports.Imported]) -> None:
    table = Table(title="Understood as follows: read it back to the sender", title_justify="left")
    for name in ("plan", "what", "position, three ways", "near"):
        table.add_column(name, overflow="fold")
    for plan in found:
        for echo in plan.echoes:
            table.add_row(
                Text(str(plan.body["plan"])),
                Text(str(plan.body["kind"])),
                Text(f"{echo.decimal}\n{echo.dms}\n{echo.mgrs}"),
                Text(echo.near or ""),
            )
    console.print(table)
