"""What may be filed about channels: every problem at once, with the next step."""

from __future__ import annotations

from typing import Any

import pytest

from detente.channels.entries import KINDS
from detente.terms.entries import Filer
from detente.terms.fields import Fields

KIND = {kind.name: kind for kind in KINDS}
ABOUT = {"kind": "plan", "id": "p", "version": 1}


def wrong(kind: str, body: Any) -> str:
    """The problems of a body alone, one a line."""
    fields = Fields(body)
    KIND[kind].parse(fields)
    return "\n".join(str(problem) for problem in fields.problems)


MALFORMED = {
    "a line with one end": (
        "channel.open",
        {"channel": "c", "name": "n", "kind": "hotline", "posts": ["x-1"]},
        ["$.posts: a line needs two ends"],
    ),
    "a calendar that cannot be": (
        "channel.open",
        {
            "channel": "c",
            "name": "n",
            "kind": "pigeon",
            "posts": ["x-1", "x-1"],
            "checks": {"times_utc": ["9:00", "25:00"], "weekdays": [7], "misses_to_degraded": 0},
        },
        [
            "$.kind",
            "'x-1' is there twice",
            "'9:00' is not a time of day",
            "'25:00' is not a time of day",
            "$.checks.weekdays",
            "$.checks.misses_to_degraded",
        ],
    ),
    "two checks within one grace": (
        "channel.open",
        {
            "channel": "c",
            "name": "n",
            "kind": "hotline",
            "posts": ["x-1", "y-1"],
            "checks": {"times_utc": ["09:00", "09:20"]},
        },
        ["two checks are due within one grace"],
    ),
    "checks around midnight within one grace": (
        "channel.open",
        {
            "channel": "c",
            "name": "n",
            "kind": "hotline",
            "posts": ["x-1", "y-1"],
            "checks": {"times_utc": ["00:05", "23:55"]},
        },
        ["two checks are due within one grace"],
    ),
    "a notification to nobody, of no version": (
        "notification",
        {
            "notification": "n",
            "about": {"kind": "plan", "id": "p", "version": 0},
            "words": " ",
            "precedence": "soon",
            "recipients": [],
        },
        ["$.about.version", "$.words", "$.precedence", "$.recipients: must name at least one"],
    ),
    "a recipient twice, and one that is no id": (
        "notification",
        {
            "notification": "n",
            "about": ABOUT,
            "words": "w",
            "precedence": "urgent",
            "recipients": ["x", {"recipient": "x"}, {"recipient": "ü", "phone": 1}],
        },
        ["'x' is there twice", "$.recipients[2].recipient", "$.recipients[2].phone"],
    ),
    "a naive time": (
        "delivery",
        {"notification": "n", "recipient": "x", "rung": "delivered", "at": "2026-05-04T08:00:00"},
        ["has no time zone"],
    ),
    "read back without what was read": (
        "delivery",
        {"notification": "n", "recipient": "x", "rung": "read_back", "at": "2026-05-04T08:00:00Z"},
        ["$.read: is missing"],
    ),
    "read back nothing": (
        "delivery",
        {
            "notification": "n",
            "recipient": "x",
            "rung": "read_back",
            "at": "2026-05-04T08:00:00Z",
            "read": {},
        },
        ["$.read: says nothing"],
    ),
    "units and a reading on the wrong rung": (
        "delivery",
        {
            "notification": "n",
            "recipient": "x",
            "rung": "acknowledged",
            "at": "2026-05-04T08:00:00Z",
            "read": {"words": "w"},
            "units": ["A"],
        },
        ["$.read: does not belong", "$.units: do not belong"],
    ),
    "a position off the Earth": (
        "message",
        {
            "message": "m",
            "channel": "c",
            "to": ["x"],
            "words": "w",
            "precedence": "urgent",
            "position": {"lon": 181, "lat": float("nan")},
        },
        ["$.position.lon", "$.position.lat"],
    ),
    "not an object": ("message", [], ["$: must be an object"]),
}


@pytest.mark.parametrize(("kind", "body", "expected"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_body_gets_every_problem_at_once(
    kind: str, body: Any, expected: list[str]
) -> None:
    """Each fault is named, none hides another."""
    found = wrong(kind, body)
    for part in expected:
        assert part in found


def sent(**more: Any) -> dict[str, Any]:
    """A notification that could be filed."""
    return {
        "notification": "n-1",
        "about": ABOUT,
        "words": "w",
        "precedence": "urgent",
        "recipients": ["x"],
        **more,
    }


UNFIT = {
    "a recipient that is no actor here": (sent(recipients=["q"]), "'q' is not an actor here"),
    "the clerk as recipient": (sent(recipients=["clerk"]), "'clerk' is not an actor here"),
    "the sender as recipient": (sent(recipients=["org"]), "is the sender itself"),
    "a post of somebody else": (
        sent(recipients=[{"recipient": "x", "posts": ["y-1"]}]),
        "'y-1' is no post of x",
    ),
    "a line that nobody opened": (
        sent(recipients=[{"recipient": "x", "channels": ["smoke"]}]),
        "'smoke' is not a line here",
    ),
    "on behalf of another, by a post": (sent(on_behalf_of="y"), "Only the clerk sends for others"),
    "replaces what was never sent": (sent(replaces="n-0"), "is not a notification here"),
    "about a message that was never sent": (
        sent(about={"kind": "message", "id": "m", "version": 1}),
        "is not a message here",
    ),
}


@pytest.mark.parametrize(("body", "expected"), UNFIT.values(), ids=UNFIT)
def test_a_notification_that_does_not_fit_is_refused(
    world: Any, body: dict[str, Any], expected: str
) -> None:
    """Against what was filed before and who takes part."""
    assert expected in world.problems("notification", body, post="org-desk", at=0)


def test_a_recipient_that_could_not_read_it_is_named(world: Any) -> None:
    """The audience must cover whom it is for."""
    found = world.problems(
        "notification", sent(recipients=["x", "y"]), post="org-desk", at=0, audience=frozenset("x")
    )
    assert "y could not read it" in found
    assert "x could not" not in found


def test_an_id_is_used_once_and_a_version_goes_forward(world: Any) -> None:
    """The same id again, and a version older than what is known, are refused."""
    world.notify("x", about={"kind": "plan", "id": "p", "version": 2})
    assert "is used already" in world.problems("notification", sent(), post="org-desk", at=9)
    older = sent(notification="n-0")
    assert "version 2 was made known already" in world.problems(
        "notification", older, post="org-desk", at=9
    )


DELIVERIES = {
    "of nothing that was sent": (
        {"notification": "n-9"},
        "x-1",
        "'n-9' was not sent",
    ),
    "by a recipient that was not told": ({"recipient": "z"}, "z-1", "'z' is no recipient of it"),
    "by another party's post": ({}, "y-1", "Let the recipient sign"),
    "by the sender without saying by_telephone": ({}, "org-desk", "say by_telephone"),
    "by telephone, by the recipient": ({"by_telephone": True}, "x-1", "you are the recipient"),
    "by telephone, by a third party": ({"by_telephone": True}, "y-1", "only the sender"),
    "of a moment that is still to come": (
        {"at": "2026-05-04T09:00:00Z"},
        "x-1",
        "lies after the time of filing",
    ),
    "of a version that was not sent": ({"version": 2}, "x-1", "version 2 was not sent to them"),
}


@pytest.mark.parametrize(("change", "post", "expected"), DELIVERIES.values(), ids=DELIVERIES)
def test_a_delivery_is_signed_by_whom_it_concerns(
    world: Any, change: dict[str, Any], post: str, expected: str
) -> None:
    """The recipient, or by telephone the sender; nobody else, and not about the future."""
    world.notify("x", "y")
    body = {
        "notification": "n-1",
        "recipient": "x",
        "rung": "acknowledged",
        "at": "2026-05-04T08:00:30Z",
        **change,
    }
    assert expected in world.problems("delivery", body, post=post, at=30)


AUDIENCES = {
    "everybody": (["all"], None),
    "sender and both recipients": (["org", "x", "y"], None),
    "the signer reads its own anyway": (["org", "y"], None),
    "the other recipient left out": (["org", "x"], "y could read the notification"),
    "the sender left out": (["x", "y"], "org could read the notification"),
}


@pytest.mark.parametrize(("audience", "expected"), AUDIENCES.values(), ids=AUDIENCES)
def test_nobody_who_was_told_sees_silence_where_there_was_an_answer(
    world: Any, audience: list[str], expected: str | None
) -> None:
    """The answer goes to everybody who can read the notification, the sender included."""
    draft, _ = world.draft("notification", sent(recipients=["x", "y"]), post="org-desk", at=0)
    body = dict(draft.body)
    world.file("notification", body, post="org-desk", at=0, audience=frozenset({"x", "y"}))
    said = {
        "notification": "n-1",
        "recipient": "x",
        "rung": "acknowledged",
        "at": "2026-05-04T08:00:30Z",
    }
    found = world.problems("delivery", said, post="x-1", at=30, audience=frozenset(audience))
    assert (found == "") if expected is None else expected in found


def test_the_clerk_signs_no_receipt() -> None:
    """Only escalations are the clerk's alone, and only notifications may be its own as well."""
    of = {kind.name: kind.filer for kind in KINDS}
    assert {name for name, filer in of.items() if filer is Filer.CLERK} == {"escalation"}
    assert {name for name, filer in of.items() if filer is Filer.CLERK_OR_POST} == {"notification"}


def test_what_was_sent_is_never_corrected_in_place() -> None:
    """Receipts were given for the words as they were: a new version is filed instead."""
    assert KIND["notification"].amended_by == "notification"
    assert KIND["message"].amended_by == "message"


def test_an_escalation_must_be_the_ladders_next_step(world: Any) -> None:
    """A wrong post is refused; so is the same step twice, and a step after an answer."""
    world.notify("y")
    body = {
        "notification": "n-1",
        "recipient": "y",
        "to_post": "y-1",
        "channel": "line",
        "reason": "next post",
        "due_at": "2026-05-04T08:02:00Z",
        "step": "s",
    }
    assert "not the ladder's next step" in world.problems("escalation", body, post="clerk", at=120)
    right = {**body, "to_post": "y-2"}
    world.file("escalation", right, post="clerk", at=120)
    assert "was filed already" in world.problems("escalation", right, post="clerk", at=121)
    world.deliver("y", "acknowledged", at=130)
    late = {**body, "channel": "relay", "step": "s-2"}
    assert "not the ladder's next step" in world.problems("escalation", late, post="clerk", at=300)


LINES = {
    "suspended by a third party": (
        "channel.suspend",
        {"channel": "line", "reason": "r"},
        "x has no post on this line",
    ),
    "a line that is not there": (
        "channel.suspend",
        {"channel": "smoke", "reason": "r"},
        "Use one of: line",
    ),
    "reopened by a side that did not suspend it": (
        "channel.reopen",
        {"channel": "line", "reason": "r"},
        "suspended by nobody",
    ),
    "a check between posts that are not on the line": (
        "line_check",
        {"channel": "line", "at": "2026-05-04T08:00:00Z", "by": "x-1", "answered": "no"},
        "'x-1' is not on this line",
    ),
    "a cause that nobody claims": (
        "line_check.cause",
        {"channel": "line", "claimed_by": "q", "words": "w"},
        "Say whose claim it is",
    ),
}


@pytest.mark.parametrize(("kind", "body", "expected"), LINES.values(), ids=LINES)
def test_a_line_is_the_business_of_its_sides(
    make_world: Any, kind: str, body: dict[str, Any], expected: str
) -> None:
    """A third party, x, does nothing on the line between y and z."""
    world = make_world()
    world.open("line", ["y-1", "z-1"])
    assert expected in world.problems(kind, body, post="x-1", at=10)


def test_a_line_is_opened_by_a_side_or_a_mediator(make_world: Any) -> None:
    """Not by a third party, not with both ends at one actor, not twice."""
    world = make_world()
    body = {"channel": "line", "name": "n", "kind": "mediated", "posts": ["y-1", "z-1"]}
    assert "no post of x is on it" in world.problems("channel.open", body, post="x-1", at=0)
    own = {**body, "posts": ["y-1", "y-2"]}
    assert "both ends are the same" in world.problems("channel.open", own, post="y-1", at=0)
    world.file("channel.open", body, post="med-desk", at=0)
    assert "is open already" in world.problems("channel.open", body, post="y-1", at=1)


def test_every_kind_says_what_it_is_in_one_line(world: Any) -> None:
    """For the timeline."""
    entry = world.notify("x", "y")
    assert KIND["notification"].says(entry.value) == "n-1 to x, y: convoy of three lorries"
    said = world.deliver("x", "passed_on", at=10, units=["gate A"])
    assert KIND["delivery"].says(said.value) == "n-1: x: passed on to gate A"
