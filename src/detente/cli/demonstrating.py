"""`detente demo`: replay scenarios into real mechanism files, show what follows, serve them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from detente.cli import showing
from detente.cli.showing import console
from detente.desk import scenarios
from detente.desk.following import MISSING, look
from detente.desk.scenarios import Outcome, Replay
from detente.record.stores.sqlite import SqliteStore
from detente.terms.when import knowledge_moment

SHORT = 160
"""Characters of a text in a table of the demonstration."""

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
                _show(replay, outcomes, whole=bool(names))
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


def _show(replay: Replay, outcomes: list[Outcome], *, whole: bool) -> None:
    """What follows: all of it for a scenario that was named, else what tells its story."""
    desk = replay.desk
    found: Mapping[str, Any] = desk.picture(reader="clerk")
    showing.heading(found)
    if whole:
        _expectations(outcomes)
    else:
        _turns(replay)
        _story(found)
    followed = sum(outcome.followed for outcome in outcomes)
    hint = "" if whole else f" (all of them: detente demo {replay.scenario.id} --no-serve)"
    console.print(Text(f"{followed} of {len(outcomes)} expectations followed{hint}."))
    showing.alerts(found, as_json=False, flags=whole)
    showing.report(desk.verify(), as_json=False)


def _turns(replay: Replay) -> None:
    """The claims whose status turned between two moments of knowledge, side by side."""
    moments = replay.desk.moments
    pictures: list[Mapping[str, Any]] = [
        replay.desk.picture(reader="clerk", known_at=knowledge_moment(str(moment["known_at"])))
        for moment in moments
    ]
    if len(moments) < 2 or not pictures[-1]["claims"]["claims"]:
        return
    table = Table(title="Who says what: as known at", title_justify="left")
    table.add_column("what is said to be so", overflow="fold")
    for moment in moments:
        table.add_column(f"as known on {moment['label']}", overflow="fold")
    for claim in pictures[-1]["claims"]["claims"]:
        then = [look(one, f"claims.claims[id={claim['id']}].status.words") for one in pictures]
        known = [words for words in then if words is not MISSING]
        if len(set(known)) > 1:
            shown = [Text("" if words is MISSING else str(words)) for words in then]
            table.add_row(Text(claim["words"]), *shown)
    if table.row_count:
        console.print(table)


_STORY = ("plans", "channels", "observations", "incidents", "talks", "agreements", "mechanism")


def _story(found: Mapping[str, Any]) -> None:
    """What was filed, line by line, where an incident travels through the mechanism."""
    if not found["incidents"]["incidents"]:
        return
    table = Table(title="The way of the incident", title_justify="left", show_header=False)
    for line in found["timeline"]:
        if line["function"] in _STORY:
            table.add_row(
                line["filed_at"][5:16], Text(line["post"]), Text(_short_text(line["says"]))
            )
    console.print(table)


def _short_text(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHORT else flat[: SHORT - 3] + "..."


def _expectations(outcomes: list[Outcome]) -> None:
    table = Table(title="What follows, beside what was expected", title_justify="left")
    table.add_column("")
    table.add_column("what had to follow", overflow="fold")
    table.add_column("what follows", overflow="fold")
    for outcome in outcomes:
        mark = Text("yes") if outcome.followed else Text("NO", style="bold reverse")
        table.add_row(mark, Text(outcome.expected.say), Text(_short(outcome)))
    console.print(table)


def _short(outcome: Outcome) -> str:
    text = outcome.found if isinstance(outcome.found, str) else showing.as_json_text(outcome.found)
    shown = _short_text(str(text))
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
