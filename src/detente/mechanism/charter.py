"""Entry 0, the charter: read from its body into the value that every state is built on."""

from __future__ import annotations

from detente.terms.entries import Filer, Kind
from detente.terms.fields import Fields
from detente.terms.json import JSON
from detente.terms.problems import Problem, Refused
from detente.terms.who import (
    CLERK,
    ROUTINE,
    URGENT,
    Actor,
    Bounds,
    Charter,
    Clocks,
    Post,
    Role,
    Separation,
)


def parse_charter(fields: Fields) -> Charter:
    """The charter of a body (docs/charter.md); the clerk is added where it is not named."""
    named = fields.each("actors", _actor, required=True)
    duties = fields.each("posts", _post, required=True)
    _once(fields, "actors", [actor.id for actor in named])
    _once(fields, "posts", [post.id for post in duties])
    actors = {actor.id: actor for actor in named}
    posts = {post.id: post for post in duties}
    actors.setdefault(CLERK, Actor(CLERK, "Clerk (the software itself)", Role.CLERK))
    posts.setdefault(CLERK, Post(CLERK, CLERK, "Clerk"))
    for post in posts.values():
        if post.actor not in actors:
            fields.wrong("posts", f"{post.id} stands for {post.actor!r}, unknown", "Add the actor")
    founders = fields.ids("founders")
    for founder in founders:
        if founder not in posts:
            fields.wrong("founders", f"{founder!r} is not a post", "Name posts of this charter")
    clocks = fields.optional_object("clocks")
    charter = Charter(
        mechanism=fields.id("mechanism"),
        title=fields.text("title"),
        exercise=fields.boolean("exercise", default=False),
        words=fields.text("words", required=False),
        actors=actors,
        posts=posts,
        clocks={name: _clocks(clocks.object(name), name) for name in clocks.value}
        if clocks
        else {},
        separations=fields.each("separations", _separation),
        bounds=_bounds(fields),
    )
    for name in ("log_key", "opens_at", "reader", "opens_with"):
        fields.raw(name)
    fields.done()
    return charter


def _once(fields: Fields, name: str, ids: list[str]) -> None:
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        fields.wrong(name, f"{twice!r} is there twice", "Give every one its own id")


def read_charter(body: JSON) -> Charter:
    """The charter of an opened entry 0; raises Refused with every problem."""
    fields = Fields(body)
    charter = parse_charter(fields)
    if fields.problems:
        raise Refused(fields.problems)
    return charter


def _actor(fields: Fields) -> Actor:
    names = fields.optional_object("names")
    actor = Actor(
        id=fields.id("id"),
        name=fields.text("name"),
        role=fields.choice("role", Role),
        of=fields.optional_id("of"),
        names={tag: names.text(tag) for tag in names.value} if names else {},
        described=fields.optional_text("described"),
    )
    fields.done()
    return actor


def _post(fields: Fields) -> Post:
    post = Post(
        id=fields.id("id"),
        actor=fields.id("actor"),
        name=fields.text("name"),
        keys=fields.texts("keys"),
        contact=fields.optional_text("contact"),
    )
    fields.done()
    return post


def _clocks(fields: Fields, precedence: str) -> Clocks:
    usual = ROUTINE if precedence == "routine" else URGENT
    day = 86_400.0 * 30
    clocks = Clocks(
        next_post_s=fields.number("next_post_s", low=1, high=day, default=usual.next_post_s),
        next_channel_s=fields.number(
            "next_channel_s", low=1, high=day, default=usual.next_channel_s
        ),
        read_back_s=fields.number("read_back_s", low=1, high=day, default=usual.read_back_s),
        lead_s=fields.number("lead_s", low=0, high=day, default=usual.lead_s),
    )
    fields.done()
    return clocks


def _separation(fields: Fields) -> Separation:
    kinds = fields.texts("kinds", required=True)
    if len(kinds) != 2:
        fields.wrong("kinds", "must name two kinds of plan", 'Give two, "*" for any kind')
    separation = Separation(
        kinds=(kinds[0], kinds[1]) if len(kinds) == 2 else ("*", "*"),
        horizontal_m=fields.number("horizontal_m", low=0, high=1e6, unit="metres"),
        vertical_m=fields.number("vertical_m", low=0, high=1e5, unit="metres"),
        time_s=fields.number("time_s", low=0, high=86_400 * 7, default=0.0, unit="seconds"),
        source=fields.text("source"),
    )
    fields.done()
    return separation


def _bounds(fields: Fields) -> Bounds:
    found = fields.optional_object("bounds")
    if found is None:
        return Bounds()
    bounds = Bounds(
        terrain_m=_interval(found, "terrain_m"),
        geoid_m=_interval(found, "geoid_m"),
        pressure_m=found.optional_number("pressure_m", low=0, high=10_000),
    )
    found.done()
    return bounds


def _interval(fields: Fields, name: str) -> tuple[float, float] | None:
    found = fields.raw(name)
    if found is None:
        return None
    if (
        isinstance(found, list)
        and len(found) == 2
        and all(isinstance(part, int | float) and abs(part) < 20_000 for part in found)
        and found[0] <= found[1]
    ):
        return (float(found[0]), float(found[1]))
    fields.problems.append(
        Problem(f"{fields.path}.{name}", "must be [lowest, highest] in metres", "Give two numbers")
    )
    return None


CHARTER = Kind(
    name="charter",
    function="mechanism",
    parse=parse_charter,
    says=lambda charter: f"The mechanism was founded: {charter.title}",
    filer=Filer.FOUNDERS,
    amended_by="a later charter entry",
)
