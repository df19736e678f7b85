"""`detente demo`: replay scenarios into real mechanism files, show what follows, serve them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from detente.cli import showing
from detente.cli.showing import console
from detente.desk import scenarios
from detente.desk.scenarios import Outcome, Replay
from detente.record.stores.sqlite import SqliteStore

USUAL = ("paris-2025", "whole-loop")
"""What `detente demo` plays when it is given no name."""


def demonstrate(
    names: tuple[str, ...], *, serve: bool, host: str, port: int, as_json: bool
) -> int:
    """Play the scenarios; 0 if all followed that was expected, else 1."""
    with tempfile.TemporaryDirectory(prefix="detente-demo-") as home:
        played = [_play(name, Path(home), quiet=as_json) for name in names or USUAL]
        results = [(replay, replay.outcomes()) for replay in played]
        if as_json:
            shown = {"scenarios": [_as_json(*result) for result in results]}
            console.print(Text(showing.as_json_text(shown)), soft_wrap=True)
        else:
            for replay, outcomes in results:
                _show(replay, outcomes)
        if serve:
            _serve(played, host, port)
        for replay in played:
            replay.desk.close()
    return 0 if all(one.followed for _, outcomes in results for one in outcomes) else 1


def _play(name: str, home: Path, *, quiet: bool) -> Replay:
    scenario = scenarios.load(name)
    path = home / f"{name}.detente"
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed} of {task.total} entries"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=quiet) as progress:
        task = progress.add_task(f"Replaying {name}", total=len(scenario.lines))
        return scenarios.replay(
            scenario,
            SqliteStore.create(path),
            path=path,
            progress=lambda done, _: progress.update(task, completed=done),
        )


def _show(replay: Replay, outcomes: list[Outcome]) -> None:
    desk = replay.desk
    found = desk.picture(reader=desk.opens_reader)
    showing.heading(found)
    table = Table(title="What follows, beside what was expected", title_justify="left")
    table.add_column("")
    table.add_column("what had to follow", overflow="fold")
    table.add_column("what follows", overflow="fold")
    for outcome in outcomes:
        mark = Text("yes") if outcome.followed else Text("NO", style="bold reverse")
        table.add_row(mark, Text(outcome.expected.say), Text(_short(outcome)))
    console.print(table)
    followed = sum(outcome.followed for outcome in outcomes)
    console.print(Text(f"{followed} of {len(outcomes)} expectations followed."))
    showing.alerts(found, as_json=False)
    report = desk.verify()
    showing.report(report, as_json=False)


def _short(outcome: Outcome) -> str:
    text = outcome.found if isinstance(outcome.found, str) else showing.as_json_text(outcome.found)
    flat = " ".join(str(text).split())
    shown = flat if len(flat) <= 160 else flat[:157] + "..."
    if outcome.followed:
        return shown
    return f"{shown}  (expected {outcome.expected.operator} {outcome.expected.value!r})"


def _as_json(replay: Replay, outcomes: list[Outcome]) -> dict[str, object]:
    found = replay.desk.picture(reader=replay.desk.opens_reader)
    return {
        "scenario": replay.scenario.id,
        "title": replay.scenario.title,
        "followed": all(outcome.followed for outcome in outcomes),
        "outcomes": [outcome.as_json() for outcome in outcomes],
        "alerts": found["alerts"],
        "flags": found["flags"],
        "verified": not replay.desk.verify().problems,
        "head": found["head"],
    }


def _serve(played: list[Replay], host: str, port: int) -> None:
    from detente.http import serve

    serve(
        [replay.desk for replay in played],
        host=host,
        port=port,
        on_ready=lambda address: console.print(
            Text(f"\nThe page: {address}/   (Ctrl+C ends)", style="bold")
        ),
    )
