"""The shapes of requests and answers, as types: OpenAPI is made from them, tests hold to them.

They describe; they do not validate requests (filing.py gathers every problem at once, msgspec
stops at the first). Pictures are described down to their functions; each function's own document
says what stands inside.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

Time = Annotated[str, Meta(description="RFC 3339, UTC", examples=["2025-07-26T12:00:00Z"])]
Index = Annotated[int, Meta(ge=0, description="A place in the record, from 0")]
Base64 = Annotated[str, Meta(description="Base64 of bytes, with padding")]


class Shape(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A shape that holds these fields and no others."""


class ProblemSeen(Shape):
    """One thing that is wrong: where, what, and what to do next."""

    where: str
    what: str
    next_step: str


class ProblemBody(Shape):
    """RFC 9457: the body of every error on every route."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    problems: Annotated[list[ProblemSeen], Meta(min_length=1)]


class ActorSeen(Shape):
    """An actor of the charter."""

    id: str
    name: str
    role: str
    of: str | None
    names: dict[str, str]


class PostSeen(Shape):
    """A duty post of the charter."""

    id: str
    actor: str
    name: str


class MomentSeen(Shape):
    """A moment of knowledge that has a name."""

    label: str
    known_at: Time


class MechanismCard(Shape):
    """One mechanism of this server. reader: the post that you read as, null for the public."""

    id: str
    title: str
    exercise: bool
    words: str
    index: Index
    now: Time
    reader: str | None
    opens_reader: str | None
    opens_with: str | None
    moments: list[MomentSeen]
    actors: list[ActorSeen]
    posts: list[PostSeen]


class Mechanisms(Shape):
    """Every mechanism of this server."""

    mechanisms: list[MechanismCard]


class Picture(msgspec.Struct, kw_only=True):
    """The picture of the whole for one reader, as known at one moment."""

    mechanism: dict[str, Any]
    reader: dict[str, Any]
    index: Index
    known_at: Time | None
    now: Time
    plans: dict[str, Any]
    agreements: dict[str, Any]
    observations: dict[str, Any]
    channels: dict[str, Any]
    claims: dict[str, Any]
    talks: dict[str, Any]
    incidents: dict[str, Any]
    findings: dict[str, Any]
    alerts: list[dict[str, Any]]
    flags: list[dict[str, Any]]
    timeline: list[dict[str, Any]]


class Alerts(Shape):
    """What needs whose attention by when (alerts), and what should be seen (flags)."""

    index: Index
    now: Time
    alerts: list[dict[str, Any]]
    flags: list[dict[str, Any]]


class BandSeen(Shape):
    """Heights of one volume; null at an end: unbounded there."""

    lower_m: float | None
    upper_m: float | None
    reference: str


class MovedSeen(Shape):
    """A plan as it would be: kind says which way it moves, bands the heights of its volumes."""

    plan: str
    version: int
    actor: str
    kind: str
    starts_at: Time | None
    ends_at: Time | None
    bands: list[BandSeen | None]


class RuleUnfit(Shape):
    """An agreed rule that a plan would not fit after the change, or perhaps not."""

    plan: str
    instrument: str
    rule: str
    would_be: bool
    verdict: str


class WaySeen(Shape):
    """One way apart. kind: delay, advance, raise, lower; where shared, what the first of `of`
    does, the second the opposite, by_s or by_m each. in_time: nothing that has begun is moved.
    free_of: with how many plans no conflict was found. Never a permission.
    """

    rank: int
    why_this_rank: str
    kind: str
    of: list[str]
    by_s: int | None
    by_m: int | None
    shared: bool
    disturbance_s: float
    in_time: bool | None
    free_of: int
    ends: list[MovedSeen]
    rules: list[RuleUnfit]
    words: str
    notice: str


class NotOffered(Shape):
    """A kind of change that is not offered, and why; in_the_way: plans you may read."""

    kind: str
    of: list[str]
    why: str
    in_the_way: list[str]


class WayLimits(Shape):
    """How far was searched. grid_s: starts are whole multiples of it. metre_s: the exchange."""

    time_s: int
    time_shared_s: int
    height_m: int
    grid_s: int
    metre_s: float


class WaysApart(Shape):
    """Changes after which two plans no longer meet, least disturbance first.

    in_full: you may read both plans; else changes of time of yours alone, coarsely.
    """

    alert: str
    in_full: bool
    checked_against: str
    ways: list[WaySeen]
    not_offered: list[NotOffered]
    limits: WayLimits
    notice: str


class EntrySeen(msgspec.Struct, kw_only=True):
    """An entry that the reader may see."""

    index: Index
    id: str
    kind: str
    post: str


class Entries(Shape):
    """Entries in order. next: `since` of the next page, null where the record ends."""

    entries: list[EntrySeen]
    next: Index | None
    index: Index


class Proof(msgspec.Struct, kw_only=True):
    """A filing proof: the evidence that an entry is in the record, durably."""


class FilingSeen(msgspec.Struct, kw_only=True):
    """A filing. alerts: what it caused, for its own filer; null where you are not that one."""

    index: Index
    id: str
    alerts: list[dict[str, Any]] | None


class Ticked(Shape):
    """What the clerk filed, and the clock after it."""

    now: Time
    filings: list[FilingSeen]


class Checked(Shape):
    """What-if. fits: nothing in the body stands against filing it now. Nothing was filed."""

    fits: bool
    problems: list[ProblemSeen]


FileDraft = msgspec.defstruct(
    "FileDraft",
    [
        ("as", Annotated[str, Meta(description="The post that files (EXERCISE only)")]),
        ("kind", str),
        ("audience", Annotated[list[str], Meta(description='Actor ids, or ["all"]')]),
        ("body", dict[str, Any]),
        ("stated_at", Time | None, None),
    ],
    namespace={"__doc__": "An entry to be signed by the desk, as any post. EXERCISE only."},
    module=__name__,
    forbid_unknown_fields=True,
    kw_only=True,
)


class SignedEntry(Shape):
    """An entry that was signed elsewhere: the leaf, and the body that it commits to."""

    leaf: Base64
    body: Base64
    salt: Base64


class TickRequest(Shape):
    """To where the exercise clock is moved; missing: it stays, and what is due is filed."""

    now: Time | None = None


class LimitSeen(Shape):
    """A limit by name, with its reason."""

    name: str
    value: float
    reason: str
    room: str


class Limits(Shape):
    """Every limit."""

    limits: list[LimitSeen]


class KindSeen(Shape):
    """A kind of entry: whose function, who may sign it, what changes it."""

    name: str
    function: str
    filer: str
    amended_by: str | None


class KindsSeen(Shape):
    """Every kind of entry that this version reads."""

    kinds: list[KindSeen]


class Health(Shape):
    """The server answers, and so does every desk."""

    status: str
    mechanisms: int


SHAPES: dict[str, Any] = {
    shape.__name__: shape
    for shape in (
        ProblemBody,
        Mechanisms,
        Picture,
        Alerts,
        WaysApart,
        Entries,
        EntrySeen,
        Proof,
        FilingSeen,
        Ticked,
        Checked,
        FileDraft,
        SignedEntry,
        TickRequest,
        Limits,
        KindsSeen,
        Health,
    )
}
