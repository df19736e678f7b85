"""What each actor holds: own words, by which evidence, and what others report of it."""

from __future__ import annotations

from claims_world import World, row_of

THURSDAY, FRIDAY, SATURDAY = "2025-07-24", "2025-07-25", "2025-07-26"
SOME_TIME = {"words": "some day in July", "earliest": "2025-07-01T00:00:00Z", "latest": SATURDAY}


def test_the_latest_statement_counts_by_the_time_said(world: World) -> None:
    """Filed later but said earlier is earlier."""
    world.say("S1", ["a", "paper"], "denies", said=SATURDAY, learnt_at=SATURDAY)
    world.say("S2", ["a", "wire"], "confirms", said=THURSDAY, learnt_at=SATURDAY)
    row = row_of(world.shown(), "a")
    assert (row["stance"], row["latest_certain"]) == ("denies", "yes")


def test_where_times_do_not_tell_which_is_later_the_row_says_so(world: World) -> None:
    """An uncertain time gives an uncertain order."""
    world.say("S1", ["a", "paper"], "denies", said=THURSDAY)
    world.say("S2", ["a", "wire"], "confirms", said=SOME_TIME)
    assert row_of(world.shown(), "a")["latest_certain"] == "cannot tell"


def test_own_signature_outranks_a_later_press_statement(world: World) -> None:
    """The signed stance holds; what differs is shown beside it."""
    body = {"actor": "a", "claim": "met", "stance": "confirms"}
    world.file("stance", body, post="post-a")
    world.say("S1", ["official-a", "paper"], "denies", said="2025-08-01", learnt_at="2025-08-01")
    row = row_of(world.shown(), "a")
    assert (row["stance"], row["signed"], row["differs"]) == ("confirms", True, ["S1"])


def test_to_decline_takes_nothing_back(world: World) -> None:
    """After a confirmation, no comment is no withdrawal."""
    world.say("S1", ["a", "paper"], "confirms", said=THURSDAY)
    world.say("S2", ["a", "paper"], "declines", said=SATURDAY)
    assert row_of(world.shown(), "a")["stance"] == "confirms"


def test_to_withdraw_takes_it_back(world: World) -> None:
    """A withdrawn stance is shown as withdrawn."""
    world.say("S1", ["a", "paper"], "confirms", said=THURSDAY)
    world.say("S2", ["a", "paper"], "withdraws", said=SATURDAY)
    assert row_of(world.shown(), "a")["stance"] == "withdraws"


def test_since_is_when_the_present_stance_was_first_known(world: World) -> None:
    """Repeating it later does not move it."""
    world.say("S1", ["a", "paper"], "denies", said=THURSDAY, learnt_at=THURSDAY)
    world.say("S2", ["a", "paper"], "confirms", said=FRIDAY, learnt_at=FRIDAY)
    world.say("S3", ["a", "paper"], said=SATURDAY, learnt_at=SATURDAY)
    row = row_of(world.shown(), "a")
    assert row["since"] == "2025-07-25T23:59:59.999999Z"
    assert row["statements"] == ["S1", "S2", "S3"]


def test_no_statement_known_says_as_of_when_and_where_it_was_looked_for(world: World) -> None:
    """Nothing found is dated, and names the source texts."""
    world.say("S1", ["envoy", "paper"], learnt_at=SATURDAY)
    row = row_of(world.shown(), "b")
    assert row["stance"] == "no statement known"
    assert row["as_of"] == "2025-07-26T23:59:59.999999Z"
    assert row["in_sources"] == ["text"]


def report(world: World, statement: str, says: str, **more: object) -> None:
    """The paper says something of b's stance."""
    reports = [{"actor": "b", "claim": "met", "says": says}]
    world.say(statement, ["paper"], None, reports_of=reports, **more)


def test_what_others_report_is_never_the_actors_own_word(world: World) -> None:
    """A paper that says "confirmed by B" leaves B without a statement."""
    report(world, "S1", "confirmed")
    shown = world.shown()
    assert row_of(shown, "b")["stance"] == "no statement known"
    assert [item["says"] for item in row_of(shown, "b")["reported"]] == ["confirmed"]
    assert shown["status"]["key"] == "no statement known"


def test_unconfirmed_then_confirmed_is_superseded(world: World) -> None:
    """Not confirmed on Thursday and confirmed on Saturday do not contradict one another."""
    report(world, "S1", "unconfirmed", said=THURSDAY, learnt_at=THURSDAY)
    world.say("S2", ["official-b", "wire"], "confirms", said=SATURDAY, learnt_at=SATURDAY)
    (item,) = row_of(world.shown(), "b")["reported"]
    assert (item["state"], item["superseded_by"]) == ("superseded", "S2")
    assert (item["since"], item["until"]) == (
        "2025-07-24T23:59:59.999999Z",
        "2025-07-26T23:59:59.999999Z",
    )


def test_unconfirmed_stays_current_for_who_stays_silent(world: World) -> None:
    """A's confirmation ends nothing that was reported of B."""
    report(world, "S1", "unconfirmed", said=THURSDAY)
    world.say("S2", ["official-a", "wire"], "confirms", said=SATURDAY)
    (item,) = row_of(world.shown(), "b")["reported"]
    assert (item["state"], item["until"]) == ("current", None)


def test_a_report_after_the_actors_own_word_that_says_otherwise_disagrees(world: World) -> None:
    """Reported unconfirmed after B confirmed: it stands beside, marked."""
    world.say("S1", ["official-b", "wire"], "confirms", said=THURSDAY, learnt_at=THURSDAY)
    report(world, "S2", "unconfirmed", said=SATURDAY, learnt_at=SATURDAY)
    (item,) = row_of(world.shown(), "b")["reported"]
    assert (item["agrees_with_own_word"], item["state"]) == ("no", "current")


def test_a_report_that_the_actor_bears_out_agrees(world: World) -> None:
    """Reported confirmed, and confirmed."""
    report(world, "S1", "confirmed", said=THURSDAY)
    world.say("S2", ["official-b", "wire"], "confirms", said=SATURDAY)
    (item,) = row_of(world.shown(), "b")["reported"]
    assert item["agrees_with_own_word"] == "yes"


def test_a_later_report_of_the_same_speaker_ends_its_earlier_one(world: World) -> None:
    """The paper first has it unconfirmed, then declined."""
    report(world, "S1", "unconfirmed", said=THURSDAY, learnt_at=THURSDAY)
    report(world, "S2", "declined", said=SATURDAY, learnt_at=SATURDAY)
    first, second = row_of(world.shown(), "b")["reported"]
    assert (first["superseded_by"], second["until"]) == ("S2", None)


def test_the_mediator_speaking_for_the_parties_gives_them_no_stance(world: World) -> None:
    """On behalf of somebody is somebody's word only if the speaker is theirs."""
    world.say("S1", ["envoy", "paper"], on_behalf_of=["a", "b"])
    row = row_of(world.shown(), "a")
    assert row["stance"] == "no statement known"
    assert [item["says"] for item in row["reported"]] == ["spoken for: asserts"]


def test_an_official_speaking_for_its_own_actor_is_its_stance(world: World) -> None:
    """An unnamed official of B is B's voice, and the row says that it is unnamed."""
    world.say("S1", ["official-b", "paper"], "confirms", unnamed=True, on_behalf_of=["b"])
    row = row_of(world.shown(), "b")
    assert (row["stance"], row["unnamed"], row["through"]) == ("confirms", True, ["official-b"])
    assert row["reported"] == []


def test_one_named_voice_is_enough_not_to_be_unnamed(world: World) -> None:
    """Unnamed means that only unnamed speakers are behind it."""
    world.say("S1", ["official-b", "paper"], "confirms", unnamed=True)
    world.say("S2", ["b", "paper"], "confirms")
    assert row_of(world.shown(), "b")["unnamed"] is False


def test_parties_have_a_row_before_anybody_speaks(world: World) -> None:
    """The matrix shows the parties, then the mediator, always."""
    assert [row["actor"] for row in world.shown()["stances"]] == ["a", "b", "m"]


def test_outlets_come_last(world: World) -> None:
    """Own voices of outlets follow everybody else's."""
    world.say("S1", ["paper"])
    world.say("S2", ["t", "paper"])
    assert [row["actor"] for row in world.shown()["stances"]] == ["a", "b", "m", "t", "paper"]


def test_turns_keep_what_the_status_was(world: World) -> None:
    """Each moment of knowledge that changed the key is kept with what changed it."""
    world.say("S1", ["envoy", "paper"], said=THURSDAY, learnt_at=THURSDAY)
    world.say("S2", ["paper"], said=FRIDAY, learnt_at=FRIDAY)
    world.say("S3", ["b", "paper"], "confirms", said=SATURDAY, learnt_at=SATURDAY)
    turns = world.shown()["turns"]
    assert [(turn["key"], turn["because"]) for turn in turns] == [
        ("asserted by the mediator", ["S1"]),
        ("confirmed by one party", ["S3"]),
    ]
