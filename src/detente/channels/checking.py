"""What speaks against a draft of this room: unknown ids, another's post, an answer to nothing.

What this file knows: the state as it is and the draft. What it must not know: how a draft is
refused (mechanism/admission.py).

Rule 1. Every problem at once, with the next step.
Rule 2. An answer that comes late, or to a version that is void, is taken: it was given.
Rule 3. Whoever can read a notification, and its sender, can read the answers to it: to anybody
else the board would show silence where there was an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.channels.clocks import Next, next_step
from detente.channels.entries import (
    AboutKind,
    Cause,
    ChannelOpen,
    ChannelReopen,
    ChannelSuspend,
    Delivery,
    Escalation,
    LineCheck,
    Notification,
    Recipient,
)
from detente.channels.ladder import Ladder
from detente.terms.entries import Draft
from detente.terms.problems import Problem
from detente.terms.who import CLERK, EVERYBODY, Role

if TYPE_CHECKING:
    from detente.channels.state import State


def problems(state: State, draft: Draft) -> list[Problem]:
    """Every problem of a draft."""
    value = draft.value
    if isinstance(value, ChannelOpen):
        return list(_open(state, draft, value))
    if isinstance(value, Notification):
        return list(_send(state, draft, value))
    if isinstance(value, Delivery):
        return list(_delivery(state, draft, value))
    if isinstance(value, Escalation):
        return list(_escalation(state, value))
    return list(_on_line(state, draft, value))


def _open(state: State, draft: Draft, value: ChannelOpen) -> Iterator[Problem]:
    if value.channel in state.lines:
        yield Problem("$.channel", f"{value.channel!r} is open already", "Choose another id")
    yield from _posts(state, value.posts, "$.posts")
    sides = {state.charter.actor_of(post) for post in value.posts} - {CLERK}
    if draft.actor not in sides and not _mediates(state, draft):
        yield Problem(
            "$.posts",
            f"no post of {draft.actor} is on it",
            "Let a side of the line, or a mediator, open it",
        )
    if len(sides) < 2:
        yield Problem("$.posts", "both ends are the same actor's", "Name posts of two actors")


def _posts(state: State, posts: tuple[str, ...], where: str) -> Iterator[Problem]:
    for at, post in enumerate(posts):
        if post not in state.charter.posts:
            yield Problem(f"{where}[{at}]", f"{post!r} is not a post here", "Name a known post")


def _mediates(state: State, draft: Draft) -> bool:
    actor = state.charter.actors.get(draft.actor)
    return actor is not None and actor.role is Role.MEDIATOR


def _on_line(state: State, draft: Draft, value: object) -> Iterator[Problem]:
    if not isinstance(value, ChannelSuspend | ChannelReopen | LineCheck | Cause):
        return
    line = state.lines.get(value.channel)
    if line is None:
        known = ", ".join(sorted(state.lines)) or "none is open yet"
        yield Problem("$.channel", f"{value.channel!r} is not a line here", f"Use one of: {known}")
        return
    sides = {state.charter.actor_of(post) for post in line.opening.posts}
    if isinstance(value, Cause):
        if value.claimed_by not in state.charter.actors:
            yield Problem("$.claimed_by", "is not an actor here", "Say whose claim it is")
        return
    if draft.actor not in sides and not _mediates(state, draft):
        yield Problem(
            "post", f"{draft.actor} has no post on this line", "Sign with a post of the line"
        )
    held = draft.actor in line.suspensions
    if isinstance(value, ChannelSuspend) and held:
        yield Problem("$.channel", f"{draft.actor} holds it suspended already", "Reopen it first")
    if isinstance(value, ChannelReopen) and not held:
        who = ", ".join(sorted(line.suspensions)) or "nobody"
        yield Problem(
            "$.channel", f"it is suspended by {who}, not by {draft.actor}", "Let them reopen it"
        )
    if isinstance(value, LineCheck):
        yield from _line_check(state, draft, value, line.opening.posts)


def _line_check(
    state: State, draft: Draft, value: LineCheck, posts: tuple[str, ...]
) -> Iterator[Problem]:
    for name, post in (("by", value.by), ("to", value.to)):
        if post is not None and post not in posts:
            yield Problem(
                f"$.{name}", f"{post!r} is not on this line", f"Use one of {', '.join(posts)}"
            )
    if draft.actor not in (
        state.charter.actor_of(value.by),
        state.charter.actor_of(value.to or ""),
    ):
        yield Problem("$.by", "neither end is yours", "Record the checks of your own posts")
    if value.at > draft.stated_at:
        yield Problem("$.at", "lies after the time of filing", "Correct the time")


def _send(state: State, draft: Draft, value: Notification) -> Iterator[Problem]:
    name = draft.kind
    before = state.sent.get(value.notification)
    if before is not None and (name != "message" or before.kind != "message"):
        yield Problem(f"$.{name}", f"{value.notification!r} is used already", "Choose another id")
    elif before is not None and before.actor != draft.actor:
        yield Problem("$.message", f"{value.notification!r} is another's", "Choose another id")
    elif name == "message" and value.edition != (
        1 if before is None else before.value.edition + 1
    ):
        last = before.value.edition if before is not None else 0
        yield Problem("$.version", f"the last version is {last}", f"Use {last + 1}")
    newest = state.newest(value.about.kind, value.about.id)
    if newest is not None and name != "message" and value.about.version < newest[0]:
        yield Problem(
            "$.about.version",
            f"version {newest[0]} was made known already",
            "Make the newest version known",
        )
    if value.about.kind == AboutKind.MESSAGE.value and name != "message" and newest is None:
        yield Problem("$.about.id", "is not a message here", "Name a message that was sent")
    if name == "message" and value.channel not in state.lines:
        yield Problem("$.channel", f"{value.channel!r} is not a line here", "Open it first")
    yield from _for_whom(state, draft, value)
    field = "to" if name == "message" else "recipients"
    for at, one in enumerate(value.recipients):
        yield from _recipient(state, draft, value, one, f"$.{field}[{at}]")


def _for_whom(state: State, draft: Draft, value: Notification) -> Iterator[Problem]:
    if value.on_behalf_of is not None:
        if draft.post != CLERK and value.on_behalf_of != draft.actor:
            yield Problem("$.on_behalf_of", "is another actor", "Only the clerk sends for others")
        if value.on_behalf_of not in state.charter.actors:
            yield Problem("$.on_behalf_of", "is not an actor here", "Name an actor of the charter")
    if value.replaces is not None:
        old = state.sent.get(value.replaces)
        if old is None or old.kind == "message":
            yield Problem("$.replaces", "is not a notification here", "Name one that was filed")
        elif draft.actor not in (old.actor, old.value.on_behalf_of):
            yield Problem("$.replaces", "is another's", "Replace only your own")
        elif (old.value.about.kind, old.value.about.id) != (value.about.kind, value.about.id):
            yield Problem(
                "$.replaces", "is about something else", "Replace only one about the same"
            )


def _recipient(
    state: State, draft: Draft, value: Notification, one: Recipient, where: str
) -> Iterator[Problem]:
    if one.recipient not in state.charter.actors or one.recipient == CLERK:
        yield Problem(
            where, f"{one.recipient!r} is not an actor here", "Name an actor of the charter"
        )
        return
    if one.recipient == (value.on_behalf_of or draft.actor):
        yield Problem(where, "is the sender itself", "Name somebody else")
    if not draft.audience & {EVERYBODY, one.recipient}:
        yield Problem("audience", f"{one.recipient} could not read it", f"Add {one.recipient}")
    for at, post in enumerate(one.posts):
        if state.charter.actor_of(post) != one.recipient:
            yield Problem(
                f"{where}.posts[{at}]", f"{post!r} is no post of {one.recipient}", "Correct it"
            )
    for at, channel in enumerate(one.channels):
        if channel not in state.lines:
            yield Problem(
                f"{where}.channels[{at}]", f"{channel!r} is not a line here", "Open it first"
            )


def _delivery(state: State, draft: Draft, value: Delivery) -> Iterator[Problem]:
    ladder = state.ladder(value.notification, value.recipient)
    if value.notification not in state.sent:
        yield Problem("$.notification", f"{value.notification!r} was not sent", "Correct the id")
        return
    if ladder is None:
        yield Problem(
            "$.recipient", f"{value.recipient!r} is no recipient of it", "Correct the id"
        )
        return
    yield from _version(state, value, ladder)
    sender = ladder.sender_actor
    if value.by_telephone:
        if draft.actor == value.recipient:
            yield Problem("$.by_telephone", "you are the recipient", "Drop it: you sign yourself")
        elif draft.actor != sender and not _mediates(state, draft):
            yield Problem("post", "only the sender, or a mediator, records a call", "Let them")
    elif draft.actor != value.recipient:
        yield Problem(
            "post",
            f"{draft.actor} is not {value.recipient}",
            "Let the recipient sign, or say by_telephone if you are the sender",
        )
    if value.at > draft.stated_at:
        yield Problem("$.at", "lies after the time of filing", "Correct the time")
    blind = _blind(draft, ladder)
    if blind:
        yield Problem(
            "audience",
            f"{', '.join(blind)} could read the notification and not its answer",
            f"Use {', '.join(sorted(ladder.audience))}",
        )


def _blind(draft: Draft, ladder: Ladder) -> list[str]:
    """Who would see silence although there is an answer (rule 3)."""
    if EVERYBODY in draft.audience:
        return []
    told = ladder.audience | ({ladder.sender_actor} if ladder.sender_actor else set())
    return sorted(told - draft.audience - {draft.actor, CLERK})


def _version(state: State, value: Delivery, ladder: Ladder) -> Iterator[Problem]:
    last = ladder.sent.edition
    if value.version is not None:
        named = state.ladder(value.notification, value.recipient, value.version)
        if named is None or named.sent.edition != value.version:
            yield Problem(
                "$.version", f"version {value.version} was not sent to them", f"Use {last}"
            )
    elif last > 1 and value.at < ladder.stated_at:
        yield Problem(
            "$.version",
            f"it was said before version {last} was sent",
            "Name the version that was answered",
        )


def _escalation(state: State, value: Escalation) -> Iterator[Problem]:
    if value.step in state.steps():
        yield Problem("$.step", "was filed already", "Nothing is to be done")
    ladder = state.ladder(value.notification, value.recipient)
    if ladder is None:
        yield Problem("$.notification", "has no such ladder", "Correct notification or recipient")
        return
    clocks = state.charter.clocks_for(ladder.sent.precedence.value)
    step = next_step(ladder, clocks, state.lines)
    if not isinstance(step, Next) or (step.to_post, step.channel) != (
        value.to_post,
        value.channel,
    ):
        yield Problem("$.to_post", "is not the ladder's next step", "Compute the step anew")
