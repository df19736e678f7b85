"""From what a file says of plans, piece by piece, to bodies of plan.file and their echoes.

What this file knows: that rows and features are pieces of plans, that pieces with one plan id are
one plan with several volumes, and that a body must hold for `parse_plan`. What it must not know:
any one format; that is `geojson` and `csv_rows`.

Rule 1. All or nothing: a file with one problem gives no body, and every problem is named.
Rule 2. A position known to so many metres widens the circle around it by as much (rule outward).
Rule 3. Pieces of one plan may leave out what the first said; they may not say otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from detente.formats.echoes import Echo
from detente.plans.entries import parse_plan
from detente.plans.state import geometry_problems
from detente.terms.fields import Fields
from detente.terms.json import JSON
from detente.terms.problems import Problem, Refused

PLAN_FIELDS = (
    "plan",
    "version",
    "kind",
    "actor",
    "title",
    "contact",
    "function",
    "armed_escort",
    "vehicles",
    "marking",
    "notify",
    "units_to_pass_on",
    "expires_at",
    "words",
)
"""What a piece may say of its plan, named as in the body."""

VOLUME_FIELDS = ("lower_m", "upper_m", "height_reference", "start", "end", "radius_m", "slack_s")
"""What a piece may say of its volume, in every format."""


@dataclass(frozen=True, slots=True)
class PlaceEcho:
    """An echo, of which plan, of what in it ("centre", "start"), and where that stands."""

    plan: str
    what: str
    where: str
    echo: Echo

    def as_json(self) -> dict[str, JSON]:
        """As the API and --json show it."""
        return {
            "plan": self.plan,
            "what": self.what,
            "where": self.where,
            **self.echo.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Imported:
    """Bodies that hold for parse_plan, in the order of the file, and what to read back of them."""

    bodies: tuple[Mapping[str, JSON], ...]
    echoes: tuple[PlaceEcho, ...]


@dataclass(slots=True)
class Piece:
    """What one feature or row says: of its plan, of volumes, of a position.

    where: for messages about all of it. locate: path within the body's part -> where that stands
    in the file. volumes: bodies of volumes, each with how its inner paths are located. faulty: a
    volume could not even be built, which is a problem already.
    """

    where: str
    locate: Callable[[str], str]
    said: dict[str, JSON]
    volumes: list[tuple[dict[str, JSON], Callable[[str], str]]] = field(default_factory=list)
    position: JSON = None
    echoes: list[tuple[str, str, Echo]] = field(default_factory=list)  # what, where, echo
    faulty: bool = False


def assemble(
    pieces: Sequence[Piece],
    problems: list[Problem],
    *,
    file: str,
    actor: str,
    defaults: Mapping[str, JSON],
) -> Imported:
    """Bodies and echoes of all pieces; raises Refused where there is any problem.

    problems: what reading the pieces found already. defaults: plan fields for pieces that do not
    say them, e.g. {"kind": "site", "contact": "north-duty"}.
    """
    problems = list(problems)
    grouped: dict[str, list[Piece]] = {}
    for piece in pieces:
        plan = piece.said.get("plan")
        if not isinstance(plan, str) or not plan:
            problems.append(
                Problem(
                    piece.locate("plan"), "has no plan id", "Give every plan an id of your own"
                )
            )
            continue
        said_actor = piece.said.get("actor")
        if said_actor is not None and said_actor != actor:
            problems.append(
                Problem(
                    piece.locate("actor"),
                    f"{said_actor} is not {actor}, for whom this is imported",
                    "File a party's plans with a post of that party",
                )
            )
        grouped.setdefault(plan, []).append(piece)
    if not pieces and not problems:
        problems.append(Problem(file, "holds no plan", "Give one row or feature at least"))
    bodies = [_body(group, actor, defaults, problems) for group in grouped.values()]
    if problems:
        raise Refused(dict.fromkeys(problems))
    echoes = tuple(
        PlaceEcho(plan, what, where, echo)
        for plan, group in grouped.items()
        for piece in group
        for what, where, echo in piece.echoes
    )
    return Imported(tuple(bodies), echoes)


def _body(
    group: list[Piece], actor: str, defaults: Mapping[str, JSON], problems: list[Problem]
) -> dict[str, JSON]:
    """One plan of its pieces; what is wrong with it is added to problems, where it stands."""
    body: dict[str, JSON] = {}
    by: dict[str, Piece] = {}
    for piece in group:
        for name, value in piece.said.items():
            if value is None:
                continue
            if name not in body:
                body[name], by[name] = value, piece
            elif body[name] != value:
                problems.append(
                    Problem(
                        piece.locate(name),
                        f"{value!r} is not what {by[name].where} says of the same plan",
                        "Say it once, or give the two plans different ids",
                    )
                )
        if piece.position is not None and "position" not in body:
            body["position"], by["position"] = piece.position, piece
    body = {"actor": actor, "version": 1, **defaults, **body}
    volumes = [volume for piece in group for volume in piece.volumes]
    body["volumes"] = [volume for volume, _ in volumes]

    def located(path: str) -> str:
        inner = path.removeprefix("$.")
        if inner.startswith("volumes["):
            at, _, rest = inner.removeprefix("volumes[").partition("]")
            return volumes[int(at)][1](rest.removeprefix("."))
        return by.get(inner.split(".")[0].split("[")[0], group[0]).locate(inner)

    fields = Fields(body)
    plan = parse_plan(fields)
    found = fields.problems or geometry_problems(plan)
    faulty = any(piece.faulty for piece in group)
    problems += [
        Problem(located(problem.where), problem.what, problem.next_step)
        for problem in found
        if not (faulty and problem.where == "$.volumes")
    ]
    return body


def band_of(said: Mapping[str, JSON]) -> tuple[dict[str, JSON] | None, list[tuple[str, str, str]]]:
    """Heights of a volume from lower_m, upper_m, height_reference; (field, what, next) faults."""
    lower, upper = said.get("lower_m"), said.get("upper_m")
    reference = said.get("height_reference")
    if lower is None and upper is None:
        if reference is None:
            return None, []
        return None, [
            (
                "height_reference",
                "is given without a height",
                "Give lower_m, upper_m or both; leave all three out where it is unknown",
            )
        ]
    band: dict[str, JSON] = {"lower_m": lower, "upper_m": upper, "reference": reference}
    return band, []


def span_of(said: Mapping[str, JSON]) -> dict[str, JSON] | None:
    """The time of a volume from start and end; None where neither is said (unknown)."""
    if said.get("start") is None and said.get("end") is None:
        return None
    return {"start": said.get("start"), "end": said.get("end")}
