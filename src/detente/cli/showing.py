"""How the terminal shows pictures, alerts, filings and reports; not how they came to be.

Texts from entries are printed as they are, never as markup.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.desk import Filing
from detente.desk.following import MISSING, look
from detente.record.verify import Report
from detente.terms.problems import Problem, Refused

console = Console(highlight=False)


def as_json_text(value: object) -> str:
    """One JSON object, readable, with every script as it is."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def picture(found: Mapping[str, Any], path: str | None, *, as_json: bool) -> None:
    """The whole picture in a few tables, or what is at a path of it."""
    if path:
        try:
            at = look(found, path)
        except ValueError as error:
            raise Refused([Problem("PATH", str(error), "See docs/picture.md")]) from None
        if at is MISSING:
            raise Refused([Problem("PATH", f"nothing is at {path!r}", "Look at the whole first")])
        console.print(Text(as_json_text(at)))
        return
    if as_json:
        console.print(Text(as_json_text(found)), soft_wrap=True)
        return
    heading(found)
    claims(found)
    ladders(found)
    alerts(found, as_json=False)


def heading(found: Mapping[str, Any]) -> None:
    """Which mechanism, seen by whom, as known when."""
    mechanism, reader = found["mechanism"], found["reader"]
    console.rule(Text(mechanism["title"], style="bold"))
    if mechanism["exercise"]:
        console.print(Text(" EXERCISE ", style="reverse"), Text(mechanism["words"]))
    seen = reader["post"] or "the public"
    console.print(
        Text(
            f"seen by {seen} · as known at {found['known_at']} · now {found['now']}"
            f" · {found['head']['size']} entries",
            style="dim",
        )
    )


def claims(found: Mapping[str, Any]) -> None:
    """Each claim with its computed status."""
    listed = found["claims"]["claims"]
    if not listed:
        return
    table = Table(title="Claims", title_justify="left", show_lines=False)
    table.add_column("what is said")
    table.add_column("status")
    table.add_column("statements, origins", justify="right")
    for claim in listed:
        counts = f"{len(claim['statements'])}, {len(claim['origins'])}"
        table.add_row(Text(claim["words"]), Text(claim["status"]["words"]), counts)
    console.print(table)


def ladders(found: Mapping[str, Any]) -> None:
    """The delivery board."""
    listed = found["channels"]["ladders"]
    if not listed:
        return
    table = Table(title="Delivery board", title_justify="left")
    for name in ("about", "recipient", "at post", "state", "read back"):
        table.add_column(name)
    for ladder in listed:
        about = f"{ladder['about']['kind']} {ladder['about']['id']} v{ladder['about']['version']}"
        back = (ladder.get("read_back") or {}).get("distance_m")
        table.add_row(
            Text(about),
            Text(ladder["recipient"]),
            Text(str(ladder["post"])),
            Text(ladder["label"], style="dim strike" if ladder["void"] else ""),
            "" if back is None else f"{back / 1000:.1f} km off",
        )
    console.print(table)


def alerts(found: Mapping[str, Any], *, as_json: bool, flags: bool = True) -> None:
    """What needs whose attention, by when; then the flags, or only how many there are."""
    if as_json:
        console.print(
            Text(as_json_text({"alerts": found["alerts"], "flags": found["flags"]})),
            soft_wrap=True,
        )
        return
    table = Table(title="What needs whose attention, by when", title_justify="left")
    for name in ("alert", "for", "by", "state", "what"):
        table.add_column(name, overflow="fold")
    for alert in found["alerts"]:
        state = "past" if alert["past"] else alert["state"]
        table.add_row(
            alert["id"],
            Text(", ".join(alert["addressees"])),
            alert["deadline"] or "",
            state,
            Text(alert["title"]),
        )
    if found["alerts"]:
        console.print(table)
    else:
        console.print("No alert stands for this reader.")
    if not flags:
        console.print(Text(f"{len(found['flags'])} flags", style="italic"))
    elif found["flags"]:
        console.print(Text(f"Flags ({len(found['flags'])})", style="italic"))
        for flag in found["flags"]:
            console.print(Text(f"  - {flag['title']}"))


def ways(found: Mapping[str, Any], *, as_json: bool) -> None:
    """The ways apart of a conflict, least disturbance first; then what is not offered, and why."""
    if as_json:
        console.print(Text(as_json_text(found)), soft_wrap=True)
        return
    table = Table(title="Ways apart", title_justify="left")
    for name in ("", "change", "it would be", "why here", "agreed rules"):
        table.add_column(name, overflow="fold")
    for way in found["ways"]:
        ends = [
            f"{one['plan']}: {one['starts_at']} to {one['ends_at']}"
            if way["by_s"] is not None
            else f"{one['plan']}: {_heights(one['bands'])}"
            for one in way["ends"]
        ]
        unfit = [f"{one['instrument']} {one['rule']}: {one['verdict']}" for one in way["rules"]]
        cells = (way["words"], "\n".join(ends), way["why_this_rank"], "\n".join(unfit))
        table.add_row(str(way["rank"]), *(Text(cell) for cell in cells))
    if found["ways"]:
        console.print(table)
    else:
        console.print("No way apart was found.")
    for one in found["not_offered"]:
        blocked = f" (in the way: {', '.join(one['in_the_way'])})" if one["in_the_way"] else ""
        console.print(Text(f"  - not {one['kind']} {', '.join(one['of'])}: {one['why']}{blocked}"))
    console.print(Text(f"Checked against {found['checked_against']}. {found['notice']}"))


def _heights(bands: Iterable[Mapping[str, Any] | None]) -> str:
    said = (
        f"{band['lower_m']:g} to {band['upper_m']:g} m {band['reference']}"
        for band in bands
        if band
    )
    return "; ".join(dict.fromkeys(said))


def filing(found: Filing, *, as_json: bool) -> None:
    """The place in the record, and what the filing caused."""
    if as_json:
        console.print(Text(as_json_text(found.as_json())), soft_wrap=True)
        return
    console.print(Text(f"Filed as entry {found.index}, id {found.id}."))
    for alert in found.alerts:
        console.print(Text(f"  caused {alert.id}: {alert.title}"))


def filings(found: Iterable[Filing], *, as_json: bool, by: str) -> None:
    """What was filed, one line each."""
    listed = list(found)
    if as_json:
        console.print(Text(as_json_text([one.as_json() for one in listed])), soft_wrap=True)
        return
    for one in listed:
        console.print(Text(f"Entry {one.index}: {one.kind}, id {one.id}."))
    console.print(Text(f"{len(listed)} {'entry' if len(listed) == 1 else 'entries'} filed {by}."))


def report(found: Report, *, as_json: bool) -> None:
    """Whether the record is what it claims to be; where not, the first bad entry."""
    if as_json:
        console.print(Text(as_json_text(found.as_json())), soft_wrap=True)
        return
    if not found.problems:
        console.print(Text(f"Verified: {found.size} entries, root {found.root.hex()[:16]}…"))
        return
    console.print(Text("NOT SOUND. From the first bad entry on:", style="bold"))
    for problem in found.problems:
        console.print(Text(f"  - {problem}"))
