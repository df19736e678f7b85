"""The commands. Each reads its arguments, calls the desk, and hands the answer to showing.py.

Heavy rooms (geometry, server) are imported where they are used, so that `--help` is instant.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from detente.terms.problems import DetenteError, IntegrityError, NotFound, Problem, Refused

if TYPE_CHECKING:
    from detente.desk import Desk

EXIT_NOT_FOLLOWED = 1
EXIT_REFUSED = 2

_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
_READER = click.option("--reader", help="Post that looks; default: as the mechanism opens.")
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object.")
_NOW = click.option("--now", help="The time that deadlines run against (RFC 3339).")
_KEYS = click.option(
    "--keys", type=click.Path(path_type=Path, file_okay=False), help="Folder of private keys."
)


class _Group(click.Group):
    """Turns our errors into sentences (or JSON) and exit statuses, in one place."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **more: Any) -> Any:
        self.asked = list(sys.argv[1:] if args is None else args)
        return super().main(args, *rest, **more)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DetenteError as error:
            _fail(error, as_json="--json" in self.asked)


def _fail(error: DetenteError, *, as_json: bool) -> NoReturn:
    problems = error.problems if isinstance(error, Refused | IntegrityError) else ()
    if as_json:
        shown = {"code": error.code, "problems": [one.as_json() for one in problems]}
        click.echo(json.dumps(shown if problems else {**shown, "detail": str(error)}))
    else:
        click.echo(f"Not done ({error.code}); the record is untouched.", err=True)
        for problem in problems:
            click.echo(f"  - {problem}", err=True)
        if not problems:
            click.echo(f"  - {error}", err=True)
    sys.exit(EXIT_REFUSED if isinstance(error, Refused | NotFound) else EXIT_NOT_FOLLOWED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="detente")
def main() -> None:
    """Detente: a de-escalation mechanism. A notification is not permission."""


@main.command()
@click.argument("names", nargs=-1, metavar="[SCENARIO]...")
@click.option("--no-serve", is_flag=True, help="Do not serve the page afterwards.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8017, show_default=True)
@_JSON
def demo(names: tuple[str, ...], no_serve: bool, host: str, port: int, as_json: bool) -> None:
    """Replay scenarios (default: paris-2025, whole-loop), show what follows, serve the page.

    Exits 0 only if all followed that was expected.
    """
    from detente.cli.demonstrating import demonstrate

    sys.exit(
        demonstrate(
            names, serve=not no_serve and not as_json, host=host, port=port, as_json=as_json
        )
    )


@main.group()
def scenario() -> None:
    """The scenarios that come with Detente."""


@scenario.command("list")
@_JSON
def scenario_list(as_json: bool) -> None:
    """Their ids and titles."""
    from detente.desk import scenarios

    found = [scenarios.load(one) for one in scenarios.listed()]
    if as_json:
        click.echo(json.dumps([{"id": one.id, "title": one.title} for one in found]))
        return
    for one in found:
        click.echo(f"{one.id:20} {one.title}")


@scenario.command("sources")
@click.argument("name")
def scenario_sources(name: str) -> None:
    """What of a scenario is sourced, inferred or made up."""
    from detente.desk import scenarios

    click.echo(scenarios.load(name).sources)


@main.command()
@_FILE
@click.option("--charter", type=click.Path(path_type=Path, exists=True), required=True)
def init(file: Path, charter: Path) -> None:
    """Found a mechanism: FILE, and beside it FILE.keys/ with a private key for every post."""
    import tomllib

    from detente.desk.founding import found_file
    from detente.desk.keys import folder_of

    try:
        world = tomllib.loads(charter.read_text(encoding="utf-8"))
        head = world.pop("mechanism")
        body = {"mechanism": head.pop("id"), **head, **world}
    except (tomllib.TOMLDecodeError, KeyError, UnicodeDecodeError) as error:
        raise Refused([Problem(str(charter), str(error), "See docs/charter.md")]) from None
    desk = found_file(file, body)
    click.echo(f"Founded {desk.charter.title!r} in {file}: {desk.index} entries.")
    if not desk.charter.exercise:
        click.echo(f"Private keys: {folder_of(file)} (hand each post its own, keep the log's).")
    desk.close()


@main.command("file")
@_FILE
@click.argument("kind")
@click.option("--post", required=True, help="The post that signs.")
@click.option("--audience", required=True, help='Actors that may read it, with commas; or "all".')
@click.option("--body", type=click.File("rb"), required=True, help="JSON file, or - for stdin.")
@click.option("--stated-at", help="The filer's own time (RFC 3339).")
@_NOW
@_KEYS
@_JSON
def file_entry(
    file: Path,
    kind: str,
    post: str,
    audience: str,
    body: Any,
    stated_at: str | None,
    now: str | None,
    keys: Path | None,
    as_json: bool,
) -> None:
    """File one entry, signed by a post whose key is here."""
    from detente.cli import showing
    from detente.record import canonical

    found = canonical.parse(body.read())
    if not isinstance(found, dict):
        raise Refused([Problem("$", "a body must be an object", "Write {...}")])
    desk = _open(file, keys)
    filing = desk.file(
        kind=kind,
        post=post,
        audience=[name for name in audience.split(",") if name],
        body=found,
        at=_moment("--now", now),
        stated_at=_moment("--stated-at", stated_at),
    )
    showing.filing(filing, as_json=as_json)
    desk.close()


@main.command("import")
@_FILE
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--post", required=True, help="The post that files the plans.")
@click.option("--audience", required=True, help="Actors that may read them, with commas.")
@click.option("--file/--only-echo", "filing", default=False, help="File, or only read back.")
@_NOW
@_KEYS
@_JSON
def import_plans(
    file: Path,
    source: Path,
    post: str,
    audience: str,
    filing: bool,
    now: str | None,
    keys: Path | None,
    as_json: bool,
) -> None:
    """Read plans and sites from GeoJSON or CSV; echo every position for read-back; then file.

    Without --file nothing is filed: read the echo back to whoever sent the positions first.
    """
    from detente.cli.importing import import_from

    desk = _open(file, keys)
    import_from(
        desk,
        source,
        post=post,
        audience=[name for name in audience.split(",") if name],
        filing=filing,
        at=_moment("--now", now),
        as_json=as_json,
    )
    desk.close()


@main.command()
@_FILE
@click.argument("path", required=False)
@_READER
@_NOW
@_KEYS
@_JSON
def show(
    file: Path,
    path: str | None,
    reader: str | None,
    now: str | None,
    keys: Path | None,
    as_json: bool,
) -> None:
    """The picture for a reader, or one PATH of it (e.g. claims.claims[id=paris-meeting])."""
    from detente.cli import showing

    desk = _open(file, keys)
    picture = desk.picture(reader=reader or _usual(desk), now=_moment("--now", now))
    showing.picture(picture, path, as_json=as_json)
    desk.close()


@main.command("as-of")
@_FILE
@click.argument("moment")
@click.argument("path", required=False)
@_READER
@_KEYS
@_JSON
def as_of(
    file: Path,
    moment: str,
    path: str | None,
    reader: str | None,
    keys: Path | None,
    as_json: bool,
) -> None:
    """The picture as known at MOMENT; a bare date is the end of that UTC day."""
    from detente.cli import showing
    from detente.terms.when import knowledge_moment

    try:
        known_at = knowledge_moment(moment)
    except ValueError as error:
        raise Refused([Problem("MOMENT", str(error), "Give a time or a date")]) from None
    desk = _open(file, keys)
    picture = desk.picture(reader=reader or _usual(desk), known_at=known_at)
    showing.picture(picture, path, as_json=as_json)
    desk.close()


@main.command()
@_FILE
@_READER
@_NOW
@_KEYS
@_JSON
def alerts(
    file: Path, reader: str | None, now: str | None, keys: Path | None, as_json: bool
) -> None:
    """What needs whose attention, by when."""
    from detente.cli import showing

    desk = _open(file, keys)
    picture = desk.picture(reader=reader or _usual(desk), now=_moment("--now", now))
    showing.alerts(picture, as_json=as_json)
    desk.close()


@main.command()
@_FILE
@click.argument("alert")
@_READER
@_NOW
@_KEYS
@_JSON
def ways(
    file: Path, alert: str, reader: str | None, now: str | None, keys: Path | None, as_json: bool
) -> None:
    """Ways apart: after which change of time or height the two plans of ALERT no longer meet."""
    from detente.cli import showing

    desk = _open(file, keys)
    found = desk.ways_apart(alert, reader=reader or _usual(desk), now=_moment("--now", now))
    showing.ways(found, as_json=as_json)
    desk.close()


@main.command()
@_FILE
@_NOW
@_KEYS
@_JSON
def tick(file: Path, now: str | None, keys: Path | None, as_json: bool) -> None:
    """Let the clerk file the loop's steps that are due."""
    from detente.cli import showing

    desk = _open(file, keys)
    showing.filings(desk.tick(_moment("--now", now)), as_json=as_json, by="by the clerk")
    desk.close()


@main.command()
@_FILE
@_JSON
def verify(file: Path, as_json: bool) -> None:
    """Re-read the whole record: signatures, chains, commitments, tree, checkpoint, clocks."""
    from detente.cli import showing
    from detente.record.stores.sqlite import SqliteStore
    from detente.record.verify import verify as verify_store

    if not file.exists():
        raise NotFound(f"{file} does not exist")
    store = SqliteStore.open(file)
    report = verify_store(store)
    store.close()
    showing.report(report, as_json=as_json)
    sys.exit(0 if not report.problems else EXIT_NOT_FOLLOWED)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8017, show_default=True)
@click.option("--name", "names", multiple=True, help="A further host name it is reached under.")
@_KEYS
def serve(
    files: tuple[Path, ...], host: str, port: int, names: tuple[str, ...], keys: Path | None
) -> None:
    """Serve the page and the API for one or more mechanism files."""
    from detente.http import serve as serve_desks

    desks = [_open(file, keys) for file in files]
    serve_desks(
        desks,
        host=host,
        port=port,
        names=names,
        on_ready=lambda address: click.echo(f"Serving {address}/ (Ctrl+C ends)"),
    )
    for desk in desks:
        desk.close()


@main.command()
@_FILE
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path, target: Path) -> None:
    """Copy a mechanism while it is in use, and verify the copy. Keys are not copied."""
    from detente.desk.copying import backup as copy

    size = copy(file, target)
    click.echo(f"{target} holds {size} entries, verified. Private keys are not in it.")


@main.command()
@_JSON
def limits(as_json: bool) -> None:
    """Every limit of the format, with its reason."""
    from detente.desk.limits import listed

    rows = listed()
    if as_json:
        click.echo(json.dumps({"limits": rows}))
        return
    for row in rows:
        click.echo(f"{row['name']:24} {row['value']:>12}  {row['reason']}")


@main.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_FILE
def restore(source: Path, file: Path) -> None:
    """Verify a backup, then put it in place as FILE, which must not exist."""
    from detente.desk.copying import restore as copy

    size = copy(source, file)
    click.echo(f"{file} holds {size} entries, verified. Put its keys back into {file}.keys/.")


def _open(file: Path, keys: Path | None) -> Desk:
    from detente.desk import open_desk

    return open_desk(file, keys=keys)


def _usual(desk: Desk) -> str:
    """Whoever has the file is its operator; an EXERCISE opens as its charter says."""
    return desk.opens_reader if desk.charter.exercise else "clerk"


def _moment(option: str, text: str | None) -> Any:
    from detente.terms.when import moment

    if text is None:
        return None
    try:
        return moment(text)
    except ValueError as error:
        raise Refused([Problem(option, str(error), "Give date, time and zone")]) from None
