"""How an unanswered ladder moves on: post by post, channel by channel, to an end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.channels.clocks import Exhausted, Next, next_step
from detente.terms.who import Clocks

ALL = ["org-desk", "x-1", "y-1", "y-2", "z-1", "z-2", "z-3"]


def walk(
    world: Any, recipient: str, until: float = 100_000
) -> list[tuple[float, str, str | None]]:
    """Notify one recipient and let the clerk file whatever comes due."""
    world.notify(recipient)
    return list(world.tick(until))


def exhausted_at(world: Any) -> float:
    """The second at which the one ladder is exhausted."""
    alert = world.alert("ladder-exhausted", 100_000)
    return float((alert.raised_at - world.at(0)).total_seconds())


def test_next_post_after_two_minutes_next_channel_after_five(world: Any) -> None:
    """Two posts, two lines: 120 s, 300 s, then the second post on the second line."""
    assert walk(world, "y") == [(120, "y-2", "line"), (300, "y-1", "relay"), (420, "y-2", "relay")]
    assert exhausted_at(world) == 600


def test_the_channel_comes_although_posts_are_left_and_they_come_after(world: Any) -> None:
    """Three posts: the third has its turn on the second line before the ladder ends."""
    assert walk(world, "z") == [
        (120, "z-2", "line"),
        (240, "z-3", "line"),
        (300, "z-1", "relay"),
        (420, "z-2", "relay"),
        (540, "z-3", "relay"),
    ]


def test_where_both_turns_fall_together_the_channel_wins(world: Any) -> None:
    """Posts every 150 s, the channel at 300 s: not to the third post, to the next channel."""
    world.charter.clocks["urgent"] = Clocks(150, 300, 300, 900)
    assert walk(world, "z", 300) == [(150, "z-2", "line"), (300, "z-1", "relay")]


def test_a_suspended_line_is_not_among_the_defaults(world: Any) -> None:
    """Only the lines that are open when it is sent; one that is named is kept all the same."""
    world.file("channel.suspend", {"channel": "line", "reason": "r"}, post="x-1", at=-60)
    world.notify("x", {"recipient": "y", "channels": ["line", "relay"]})
    assert world.row("x")["channels"] == ["relay"]
    assert world.row("y")["channels"] == ["line", "relay"]
    assert world.row("y", at=0)["channel"] == "relay"


def test_nobody_is_passed_over_for_good(make_world: Any) -> None:
    """z-3 is only on the first line, where time ran out before its turn: it comes at the end."""
    world = make_world()
    world.open("line", ["org-desk", "z-1", "z-2", "z-3"])
    world.open("relay", ["org-desk", "z-1"])
    world.charter.clocks["urgent"] = Clocks(120, 200, 300, 900)  # type: ignore[index]
    assert walk(world, "z") == [(120, "z-2", "line"), (200, "z-1", "relay"), (320, "z-3", "line")]
    assert exhausted_at(world) == 520


def test_one_post_and_one_line_are_exhausted_when_the_line_was_held_its_time(
    make_world: Any,
) -> None:
    """There is nothing to move on to: after 300 s the sender is told so."""
    world = make_world()
    world.open("line", ALL)
    assert walk(world, "x") == []
    assert exhausted_at(world) == 300


def test_without_a_line_the_posts_are_tried_all_the_same(make_world: Any) -> None:
    """The two share no line: channel None, the posts in the charter's order."""
    world = make_world()
    assert walk(world, "y") == [(120, "y-2", None)]
    assert exhausted_at(world) == 300


def test_named_posts_and_channels_come_before_the_defaults(world: Any) -> None:
    """Their order is the sender's."""
    world.notify({"recipient": "z", "posts": ["z-3", "z-1"], "channels": ["relay", "line"]})
    row = world.row("z")
    assert (row["post"], row["channel"]) == ("z-3", "relay")
    assert world.tick(400) == [(120, "z-1", "relay"), (300, "z-3", "line")]


@pytest.mark.parametrize(
    ("rung", "more"),
    [("acknowledged", {}), ("read_back", {"read": {"words": "w"}}), ("passed_on", {})],
)
def test_any_answer_stops_the_clock(world: Any, rung: str, more: dict[str, Any]) -> None:
    """Who reads back or passes on has heard: the ladder goes no further."""
    world.notify("y")
    world.tick(130)
    world.deliver("y", rung, at=200, post="y-2", **more)
    assert world.tick(100_000) == []
    assert "ladder-exhausted" not in world.rules(100_000)


def test_delivered_is_no_answer(world: Any) -> None:
    """A machine took it: nobody has said a word."""
    world.notify("y")
    world.deliver("y", "delivered", at=10)
    assert [post for _, post, _ in world.tick(100_000)] == ["y-2", "y-1", "y-2"]


def test_an_answer_filed_late_does_not_undo_what_was_due_before(world: Any) -> None:
    """Said at 60 s, filed at 200 s: at 120 s it had gone to the next post, and that stays."""
    world.notify("y")
    world.tick(190)
    world.deliver("y", "acknowledged", at=60, filed=200)
    row = world.row("y")
    assert [one["due_at"] for one in row["escalations"]] == ["2026-05-04T08:02:00Z"]
    assert world.tick(100_000) == []


def test_a_suspended_line_is_left_at_once_and_not_entered(world: Any) -> None:
    """The line is suspended at 60 s: it goes to the relay then, not at 300 s."""
    world.notify("y")
    suspend = {"channel": "line", "reason": "a decision of our side"}
    world.file("channel.suspend", suspend, post="y-1", at=60)
    assert world.tick(100_000) == [(60, "y-1", "relay"), (180, "y-2", "relay")]


def test_a_line_that_opens_again_takes_an_exhausted_ladder_up(world: Any) -> None:
    """The relay was suspended throughout; when it is reopened the ladder goes on."""
    world.file("channel.suspend", {"channel": "relay", "reason": "r"}, post="y-1", at=-60)
    world.notify({"recipient": "y", "channels": ["line", "relay"]})
    assert world.tick(1_000) == [(120, "y-2", "line")]
    assert world.row("y", at=1_000)["exhausted"] is True
    world.file("channel.reopen", {"channel": "relay", "reason": "r"}, post="y-1", at=1_000)
    assert world.row("y", at=1_000)["exhausted"] is False
    assert world.tick(2_000) == [(1_000, "y-1", "relay"), (1_120, "y-2", "relay")]


def test_a_step_filed_late_gives_the_next_post_its_whole_time(world: Any) -> None:
    """Nobody ticked for an hour: due_at and filed_at differ, and what follows moves as much."""
    world.notify("y")
    assert world.tick(121, late=3_600) == [(3_720, "y-2", "line")]
    row = world.row("y")
    assert row["escalations"][0]["due_at"] == "2026-05-04T08:02:00Z"
    assert row["escalations"][0]["filed_at"] == "2026-05-04T09:02:00Z"
    assert row["next"]["due_at"] == "2026-05-04T09:05:00Z"
    assert world.tick(100_000) == [(3_900, "y-1", "relay"), (4_020, "y-2", "relay")]


def test_a_notification_of_the_clerk_runs_on_the_clerks_lines(make_world: Any) -> None:
    """Without a line of the clerk's: on every line that the recipient has; failures go to the
    mediator."""
    world = make_world()
    world.open("line", ALL)
    world.open("screens", ["org-desk", "clerk", "y-1"])
    body = {
        "notification": "n-1",
        "about": {"kind": "plan-conflict", "id": "a", "version": 2},
        "words": "w",
        "precedence": "urgent",
        "recipients": ["y", "z"],
    }
    world.file("notification", body, post="clerk", at=0)
    assert world.row("y")["channels"] == ["screens"]
    assert world.row("z")["channels"] == ["line"]
    assert world.row("y")["sender_actor"] is None
    # y-2 is on no line of this ladder: it is told by whatever its contact is.
    assert (120, "y-2", None) in world.tick(100_000)
    failures = [one for one in world.standing(100_000) if one.rule == "ladder-exhausted"]
    assert [one.addressees for one in failures] == [("med-desk",), ("med-desk",)]


def test_a_notification_on_behalf_of_an_actor_is_that_actors(world: Any) -> None:
    """The clerk files it, failures are told to the actor's first post."""
    body = {
        "notification": "n-1",
        "about": {"kind": "plan", "id": "p", "version": 1},
        "words": "w",
        "precedence": "urgent",
        "recipients": ["x"],
        "on_behalf_of": "org",
        "step": "s-1",
    }
    world.file("notification", body, post="clerk", at=0)
    row = world.row("x")
    assert (row["sender"], row["sender_actor"], row["filed_by"]) == ("org-desk", "org", "clerk")
    assert world.state.steps() == {"s-1"}


def test_a_recipient_without_a_post_is_exhausted_at_once(make_world: Any) -> None:
    """There is nobody to call, and the sender learns it at once."""
    world = make_world()
    del world.charter.posts["x-1"]  # type: ignore[attr-defined]
    world.notify("x")
    assert world.rules(0) == ["ladder-exhausted"]
    assert world.row("x", at=0)["post"] is None


@settings(deadline=None)
@given(
    posts=st.integers(1, 3),
    lines=st.lists(st.sets(st.sampled_from(["z-1", "z-2", "z-3"])), max_size=3),
    next_post_s=st.integers(1, 400),
    next_channel_s=st.integers(1, 400),
)
def test_every_ladder_ends_and_leaves_nobody_out(
    make_world: Any,
    posts: int,
    lines: list[set[str]],
    next_post_s: int,
    next_channel_s: int,
) -> None:
    """No pair of post and line twice; every post once at least; times never go back."""
    world = make_world()
    world.charter.clocks["urgent"] = Clocks(next_post_s, next_channel_s, 300, 900)
    for number, on in enumerate(lines):
        world.open(f"line-{number}", ["org-desk", *sorted(on or {"z-1"})])
    named = ["z-1", "z-2", "z-3"][:posts]
    world.notify({"recipient": "z", "posts": named})
    clocks = world.charter.clocks_for("urgent")
    (ladder,) = world.state.ladders
    steps = [(ladder.step.post, ladder.step.channel)]
    last = world.at(0)
    while isinstance(step := next_step(ladder, clocks, world.state.lines), Next):
        assert step.due_at >= last
        last = step.due_at
        seconds = (step.due_at - world.at(0)).total_seconds()
        assert world.tick(seconds)[-1] == (seconds, step.to_post, step.channel)
        steps.append((step.to_post, step.channel))
        assert len(steps) <= 3 * max(1, len(lines))
    assert isinstance(step, Exhausted)
    assert step.at > last
    assert len(set(steps)) == len(steps)
    assert {post for post, _ in steps} == set(named)
