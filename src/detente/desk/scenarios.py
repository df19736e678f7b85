"""Scenarios: small worlds as data, replayed into a mechanism by the same door as everything else.

A folder each: world.toml (charter), entries.jsonl (unsigned; signed here with exercise keys; what
the loop files is not in it), must_follow.toml (what has to be seen afterwards), sources.md.
Tests, demo, docs and page use the same files. docs/scenarios.md describes the form.
"""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

from detente.desk.desk import Desk, Filing
from detente.desk.following import MISSING, OPERATORS, Expected, holds, look
from detente.desk.founding import found, wall_clock
from detente.desk.keys import exercise_ring
from detente.mechanism.charter import read_charter
from detente.record import canonical
from detente.record.stores import Store
from detente.terms.alerts import alert_id, step_id
from detente.terms.json import JSON
from detente.terms.problems import NotFound, Problem, Refused
from detente.terms.when import knowledge_moment, moment, rfc3339


@dataclass(frozen=True, slots=True)
class Line:
    """One line of entries.jsonl: an entry to file, or (kind None) only time that passes."""

    number: int
    at: datetime
    kind: str | None
    post: str
    audience: tuple[str, ...]
    body: dict[str, JSON]
    stated_at: datetime
    label: str | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario as its files say it."""

    id: str
    charter: dict[str, JSON]
    opens_at: datetime
    lines: tuple[Line, ...]
    expected: tuple[Expected, ...]
    sources: str

    @property
    def title(self) -> str:
        """The title of its mechanism."""
        return str(self.charter["title"])


@dataclass(frozen=True, slots=True)
class Outcome:
    """One expectation beside what was found."""

    expected: Expected
    found: JSON
    followed: bool

    def as_json(self) -> dict[str, JSON]:
        """As `detente demo --json` gives it."""
        return {
            "say": self.expected.say,
            "path": self.expected.path,
            "expected": {self.expected.operator: self.expected.value},
            "found": self.found,
            "followed": self.followed,
        }


@dataclass(slots=True)
class Replay:
    """A scenario played into a mechanism, and where its labelled entries lie."""

    scenario: Scenario
    desk: Desk
    labels: dict[str, Filing] = field(default_factory=dict)
    ends_at: datetime | None = None

    def outcomes(self) -> list[Outcome]:
        """What followed beside what was expected, in the order of must_follow.toml."""
        return [self._outcome(expected) for expected in self.scenario.expected]

    def _outcome(self, expected: Expected) -> Outcome:
        index = None
        now = moment(expected.now) if expected.now else self.ends_at
        for label, beyond in ((expected.before, 0), (expected.after, 1)):
            if label is not None:
                filing = self.labels[label]
                index = filing.index + beyond
                if expected.now is None:
                    now = self.desk.entries(filing.index, "clerk")[0].entry.filed_at
        if index is None and now is not None and self.ends_at is not None and now < self.ends_at:
            # A picture at an earlier time holds what was filed by then, nothing of the future.
            index = sum(one.entry.filed_at <= now for one in self.desk.entries(0, "clerk"))
        picture = self.desk.picture(
            reader=expected.reader or self.desk.opens_reader,
            known_at=knowledge_moment(expected.known_at) if expected.known_at else None,
            now=now,
            index=index,
        )
        at = look(picture, expected.path)
        shown: JSON = None if at is MISSING else at  # type: ignore[assignment]
        return Outcome(expected, shown, holds(at, expected.operator, expected.value))


def folder() -> Path:
    """Where the scenarios lie: in the installed package, or beside it in a checkout."""
    packaged = Path(str(resources.files("detente"))) / "scenarios"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "scenarios"


def listed() -> list[str]:
    """The ids of all scenarios, Paris first, then by name."""
    ids = sorted(path.parent.name for path in folder().glob("*/world.toml"))
    return sorted(ids, key=lambda one: (one != "paris-2025", one))


def load(scenario: str) -> Scenario:
    """Read a scenario; NotFound where there is none, Refused with every problem of its files."""
    home = folder() / scenario
    if scenario not in listed():
        raise NotFound(f"no scenario {scenario!r}; there are {', '.join(listed())}")
    world = tomllib.loads((home / "world.toml").read_text(encoding="utf-8"))
    head = world.pop("mechanism")
    opens = moment(head.pop("opens_at"))
    charter: dict[str, JSON] = {"mechanism": head.pop("id"), **head, **world}
    expected = tomllib.loads((home / "must_follow.toml").read_text(encoding="utf-8"))
    return Scenario(
        id=scenario,
        charter=charter,
        opens_at=opens,
        lines=tuple(_lines(home / "entries.jsonl")),
        expected=tuple(_expected(one) for one in expected["follow"]),
        sources=(home / "sources.md").read_text(encoding="utf-8"),
    )


def _lines(path: Path) -> Iterator[Line]:
    problems: list[Problem] = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not text.strip():
            continue
        try:
            item = canonical.parse(text.encode())
            if not isinstance(item, dict):
                raise Refused([Problem("$", "is not an object", "Write one object a line")])
            at = moment(str(item["at"]))
            yield Line(
                number=number,
                at=at,
                kind=None if item.get("tick") else str(item["kind"]),
                post=str(item.get("post", "")),
                audience=tuple(item.get("audience", ())),
                body=item.get("body", {}),
                stated_at=moment(item["stated_at"]) if "stated_at" in item else at,
                label=item.get("label"),
            )
        except Refused as refused:
            problems += _placed(path, number, refused)
        except KeyError as missing:
            problems.append(Problem(f"{path.name}:{number}", f"has no {missing}", "Add it"))
    if problems:
        raise Refused(problems)


def _placed(path: Path, number: int, refused: Refused) -> list[Problem]:
    return [
        Problem(f"{path.name}:{number} {one.where}", one.what, one.next_step)
        for one in refused.problems
    ]


def _expected(item: dict[str, JSON]) -> Expected:
    rest = dict(item)
    operators = [name for name in OPERATORS if name in rest]
    if len(operators) != 1:
        raise ValueError(f"{item.get('say')!r} needs exactly one of {', '.join(OPERATORS)}")
    value = rest.pop(operators[0])
    return Expected(operator=operators[0], value=value, **rest)  # type: ignore[arg-type]


def replay(
    scenario: Scenario,
    store: Store,
    *,
    path: Path | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Replay:
    """Found the scenario's mechanism in an empty store and file its entries as time passes.

    Before each line the clerk files every step that is due by then, at its due moment.
    """
    charter = dict(scenario.charter)
    known = read_charter({**charter, "log_key": "", "opens_at": ""})
    ring = exercise_ring(known.mechanism, known.posts)
    found(store, charter, ring, at=scenario.opens_at, salt=bytes(32))
    desk = Desk(store, ring, wall=wall_clock, entropy=secrets.token_bytes, path=path)
    played = Replay(scenario, desk)
    for done, line in enumerate(scenario.lines):
        progress(done, len(scenario.lines))
        # What falls due at the very moment of a line comes before it, one microsecond apart.
        desk.tick(max(line.at - timedelta(microseconds=1), desk.now()))
        _play(played, line)
        played.ends_at = line.at
    progress(len(scenario.lines), len(scenario.lines))
    return played


def _play(played: Replay, line: Line) -> None:
    desk = played.desk
    if line.kind is None:
        desk.tick(line.at)
        return
    try:
        filing = desk.file(
            kind=line.kind,
            post=line.post,
            audience=line.audience,
            body=_resolved(line.body, played.labels),  # type: ignore[arg-type]
            at=line.at,
            stated_at=line.stated_at,
        )
    except Refused as refused:
        where = f"entries.jsonl:{line.number} ({line.kind})"
        raise Refused(
            Problem(f"{where} {one.where}", one.what, one.next_step) for one in refused.problems
        ) from refused
    if line.label:
        played.labels[line.label] = filing


def _resolved(value: JSON, labels: dict[str, Filing]) -> JSON:
    """The body with $entry, $alert, $step and $concat replaced by the ids that they stand for."""
    if isinstance(value, list):
        return [_resolved(item, labels) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"$entry"}:
        return labels[str(value["$entry"])].id
    if set(value) == {"$concat"}:
        return "".join(str(_resolved(part, labels)) for part in value["$concat"])
    for name in ("$alert", "$step"):
        if set(value) == {name}:
            of: Any = _resolved(value[name], labels)
            alert = alert_id(of["rule"], tuple(of["subjects"]), of["version"])
            return alert if name == "$alert" else step_id(alert, of["step"])
    return {name: _resolved(item, labels) for name, item in value.items()}


def ends(played: Replay) -> str:
    """The time at which a replay ended."""
    return rfc3339(played.ends_at or played.desk.now())
