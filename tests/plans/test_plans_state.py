"""What follows from plans that are filed, amended, withdrawn, or simply grow old."""

from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.plans import alerts as plan_alerts
from detente.plans.entries import KINDS, Plan
from detente.plans.state import State
from detente.terms import limits
from detente.terms.alerts import Alert
from detente.terms.entries import Draft, Entry
from detente.terms.fields import Fields
from detente.terms.who import Actor, Bounds, Charter, Post, Role

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)
BY_NAME = {kind.name: kind for kind in KINDS}

CHARTER = Charter(
    mechanism="test",
    title="Test",
    exercise=True,
    words="",
    actors=MappingProxyType(
        {
            "north": Actor("north", "Northern Force", Role.PARTY),
            "south": Actor("south", "Southern Force", Role.PARTY),
        }
    ),
    posts=MappingProxyType(
        {
            "north-duty": Post("north-duty", "north", "Duty officer"),
            "north-deputy": Post("north-deputy", "north", "Deputy"),
            "south-duty": Post("south-duty", "south", "Duty officer"),
        }
    ),
    clocks=MappingProxyType({}),
    separations=(),
    bounds=Bounds(),
)


def at(hours: float) -> str:
    """RFC 3339, so many hours after noon."""
    return (NOON + timedelta(hours=hours)).isoformat().replace("+00:00", "Z")


def disc(start: float | None = 1, end: float | None = 2, **more: Any) -> dict[str, Any]:
    """A volume of 500 m around a point, hours after noon."""
    volume = {"footprint": {"shape": "disc", "centre": [36.0, 33.0], "radius_m": 500}, **more}
    if start is not None:
        volume["span"] = {"start": at(start), "end": at(end or 0)}
    return volume


def body(**changes: Any) -> dict[str, Any]:
    """A plan's body with everything that must be there."""
    whole = {
        "plan": "p1",
        "kind": "convoy",
        "actor": "north",
        "title": "Supply run",
        "contact": "north-duty",
        "volumes": [disc(band={"lower_m": 0, "upper_m": 10, "reference": "agl"})],
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


def draft(kind: str, fields: dict[str, Any], **changes: Any) -> Draft:
    """A parsed draft; fails where the body does not hold."""
    reader = Fields(fields)
    value = BY_NAME[kind].parse(reader)
    assert reader.problems == []
    post = changes.get("post", "north-duty")
    actor = CHARTER.actor_of(post) or ""
    audience = frozenset(changes.get("audience", {"all"}))
    return Draft(kind, post, actor, NOON, audience, value, fields)


def entry(index: int, kind: str, fields: dict[str, Any], **changes: Any) -> Entry:
    """A filed entry; filed so many minutes after noon as its index."""
    made = draft(kind, fields, **changes)
    filed = NOON + timedelta(minutes=index)
    return Entry(
        index, f"e{index}", kind, made.post, made.actor, filed, filed, filed,
        made.audience, made.value, fields,
    )  # fmt: skip


def state(*filed: tuple[str, dict[str, Any]]) -> State:
    """The state after these, in order."""
    result = State(CHARTER)
    for index, (kind, fields) in enumerate(filed):
        result.apply(entry(index, kind, fields))
    return result


def faults(of: Draft, before: State) -> list[tuple[str, str]]:
    """Where and what, for each problem."""
    return [(problem.where, problem.what) for problem in before.problems(of)]


MALFORMED = {
    "no volume": ({"volumes": []}, "$.volumes"),
    "a height without its reference": (
        {"volumes": [disc(band={"lower_m": 1})]},
        "$.volumes[0].band.reference",
    ),
    "a naive time": (
        {"volumes": [disc(None, span={"start": "2025-06-01T10:00:00", "end": at(1)})]},
        "$.volumes[0].span.start",
    ),
    "an unknown kind": ({"kind": "raid"}, "$.kind"),
    "a misspelt field": ({"contcat": "north-duty"}, "$.contcat"),
    "an escort that is neither": ({"armed_escort": "maybe"}, "$.armed_escort"),
    "a version of zero": ({"version": 0}, "$.version"),
    "vehicles as a fraction": ({"vehicles": 2.5}, "$.vehicles"),
    "an expiry before the start": ({"expires_at": at(0)}, "$.expires_at"),
    "a timetable of one fix": (
        {"volumes": [{"moving": {"fixes": [{"at": at(1), "lon": 36, "lat": 33}], "radius_m": 1}}]},
        "$.volumes[0].moving.fixes",
    ),
    "too many volumes": (
        {"volumes": [disc()] * (limits.VOLUMES_PER_PLAN_MAX + 1)},
        "$.volumes",
    ),
}


@pytest.mark.parametrize(("changes", "where"), MALFORMED.values(), ids=MALFORMED)
def test_names_where_a_body_is_wrong(changes: dict[str, Any], where: str) -> None:
    """One fault gives one problem, at its own path."""
    fields = Fields(body(**changes))
    BY_NAME["plan.file"].parse(fields)
    assert [problem.where for problem in fields.problems] == [where]


def test_names_every_fault_at_once() -> None:
    """Faults of several fields come together."""
    fields = Fields(body(kind="raid", title=None, volumes=[disc(band={"lower_m": 1})]))
    BY_NAME["plan.file"].parse(fields)
    assert {problem.where for problem in fields.problems} == {
        "$.kind",
        "$.title",
        "$.volumes[0].band.reference",
    }


def test_a_whole_body_is_kept() -> None:
    """Every optional field comes through, and a learnt_at is allowed."""
    fields = Fields(
        body(
            function="water",
            armed_escort="cannot tell",
            vehicles="4 lorries",
            marking="white, lights on",
            notify=["south"],
            units_to_pass_on=["checkpoint 4"],
            position={"lon": 36, "lat": 33, "accuracy_m": 20},
            expires_at=at(3),
            words="by daylight only",
            learnt_at="2025-06-01",
        )
    )
    plan: Plan = BY_NAME["plan.file"].parse(fields)
    assert fields.problems == []
    assert plan.armed_escort is not None
    assert plan.armed_escort.value == "cannot tell"
    assert (plan.vehicles, plan.marking, plan.function) == (
        "4 lorries",
        "white, lights on",
        "water",
    )
    assert (plan.notify, plan.units_to_pass_on) == (("south",), ("checkpoint 4",))


REFUSED = {
    "an id that is taken": ("plan.file", {}, {}, "$.plan", "p1 is taken"),
    "a new plan with version 2": ("plan.file", {"plan": "p2", "version": 2}, {}, "$.version", "1"),
    "an unknown contact": ("plan.file", {"plan": "p2", "contact": "who"}, {}, "$.contact", "post"),
    "an unknown recipient": (
        "plan.file",
        {"plan": "p2", "notify": ["south", "east"]},
        {},
        "$.notify[1]",
        "east",
    ),
    "an amendment that skips a version": (
        "plan.amend",
        {"version": 3},
        {},
        "$.version",
        "must be 2, not 3",
    ),
    "an amendment that repeats the version": (
        "plan.amend",
        {"version": 1},
        {},
        "$.version",
        "must be 2, not 1",
    ),
    "an amendment of nothing": (
        "plan.amend",
        {"plan": "p9", "version": 2},
        {},
        "$.plan",
        "no plan p9",
    ),
    "an amendment by another party": (
        "plan.amend",
        {"version": 2, "actor": "south"},
        {"post": "south-duty"},
        "$.plan",
        "south has filed no plan p1",
    ),
    "an amendment that some readers would miss": (
        "plan.amend",
        {"version": 2},
        {"audience": {"south"}},
        "audience",
        "leaves out everybody",
    ),
    "a ring that crosses itself": (
        "plan.file",
        {
            "plan": "p2",
            "volumes": [
                {
                    "footprint": {
                        "shape": "area",
                        "rings": [[[36, 33], [36.1, 33.1], [36.1, 33], [36, 33.1], [36, 33]]],
                    }
                }
            ],
        },
        {},
        "$.volumes[0].footprint",
        "crosses itself",
    ),
}


@pytest.mark.parametrize(("kind", "changes", "by", "where", "what"), REFUSED.values(), ids=REFUSED)
def test_refuses_with_where_and_what(
    kind: str, changes: dict[str, Any], by: dict[str, Any], where: str, what: str
) -> None:
    """After p1 version 1 is filed, each of these is refused for its own reason."""
    found = faults(draft(kind, body(**changes), **by), state(("plan.file", body())))
    assert [place for place, _ in found] == [where]
    assert what in found[0][1]


def test_another_partys_plan_and_no_plan_get_one_answer() -> None:
    """Nobody learns by asking whether another party filed a plan."""
    before = state(("plan.file", body()))
    answers = [
        before.problems(
            draft(
                "plan.withdraw",
                {"plan": plan, "version": 1, "reason": "x"},
                post="south-duty",
            )
        )[0].what.replace(plan, "ID")
        for plan in ("p1", "p9")
    ]
    assert answers[0] == answers[1]


def test_a_withdrawn_plan_is_neither_amended_nor_withdrawn_again() -> None:
    """Withdrawal is the end of a plan's id."""
    before = state(
        ("plan.file", body()), ("plan.withdraw", {"plan": "p1", "version": 1, "reason": "rain"})
    )
    for kind, fields in (
        ("plan.amend", body(version=2)),
        ("plan.withdraw", {"plan": "p1", "version": 1, "reason": "rain"}),
    ):
        assert faults(draft(kind, fields), before) == [("$.plan", "p1 was withdrawn")]


def test_sound_drafts_have_no_problems() -> None:
    """A new plan, the next version, a withdrawal of the last version: nothing against them."""
    before = state(("plan.file", body()))
    assert before.problems(draft("plan.file", body(plan="p2", notify=["south"]))) == []
    assert before.problems(draft("plan.amend", body(version=2))) == []
    withdrawal = {"plan": "p1", "version": 1, "reason": "rain"}
    assert before.problems(draft("plan.withdraw", withdrawal)) == []


def test_versions_stay_readable() -> None:
    """An amendment changes what stands; the version before can still be asked for."""
    after = state(("plan.file", body()), ("plan.amend", body(version=2, title="Later run")))
    assert [entry.value.title for entry in after.standing()] == ["Later run"]
    first, second = after.at_version("p1", 1), after.at_version("p1", 2)
    assert first is not None
    assert second is not None
    assert (first.title, second.title) == ("Supply run", "Later run")
    assert after.at_version("p1", 3) is None


def test_a_reader_who_never_saw_version_1_sees_version_2() -> None:
    """Readers are filtered before the fold: an amendment alone makes the plan."""
    after = state(("plan.amend", body(version=2)))
    assert [entry.value.version for entry in after.standing()] == [2]


def test_a_withdrawal_of_an_unseen_plan_changes_nothing() -> None:
    """What an entry refers to may not be visible: that is not an error."""
    after = state(("plan.withdraw", {"plan": "p1", "version": 1, "reason": "rain"}))
    assert after.picture(NOON) == {"plans": []}


EXPIRY = {
    "with its last volume, on the second": (body(), 2, "expired"),
    "not a moment before": (body(), 1.9999, "filed"),
    "at expires_at where that comes first": (body(expires_at=at(1.5)), 1.5, "expired"),
    "with its last volume where expires_at is later": (body(expires_at=at(9)), 2, "expired"),
    "a timetable with its slack": (
        body(
            volumes=[
                {
                    "moving": {
                        "fixes": [
                            {"at": at(1), "lon": 36, "lat": 33},
                            {"at": at(2), "lon": 36.1, "lat": 33},
                        ],
                        "radius_m": 50,
                        "slack_s": 600,
                    }
                }
            ]
        ),
        2.1,
        "filed",
    ),
    "never while the time of a volume is unknown": (
        body(volumes=[disc(), disc(None)]),
        9999,
        "filed",
    ),
    "an unknown time at expires_at": (body(volumes=[disc(None)], expires_at=at(5)), 5, "expired"),
}


@pytest.mark.parametrize(("fields", "hours", "expected"), EXPIRY.values(), ids=EXPIRY)
def test_expires(fields: dict[str, Any], hours: float, expected: str) -> None:
    """Expiry follows from now alone; an expired plan is standing but not live."""
    now = NOON + timedelta(hours=hours)
    after = state(("plan.file", fields))
    assert [plan["state"] for plan in after.picture(now)["plans"]] == [expected]
    assert len(after.live(now)) == (expected == "filed")
    assert len(after.activities(now)) == (expected == "filed")
    assert len(after.standing()) == 1


def test_activity_carries_what_the_engine_needs() -> None:
    """Plan, version, actor, kind and volumes, as filed last."""
    after = state(("plan.file", body()), ("plan.amend", body(version=2, kind="patrol")))
    (activity,) = after.activities(NOON)
    assert (activity.plan, activity.version, activity.actor) == ("p1", 2, "north")
    assert activity.kind == "patrol"
    assert activity.volumes == after.standing()[0].value.volumes


def test_picture_shows_what_the_page_relies_on() -> None:
    """Volumes as bodies write them, a drawing for each, times, versions, and what is unknown."""
    moving = {
        "moving": {
            "fixes": [
                {"at": at(1), "lon": 36, "lat": 33},
                {"at": at(2), "lon": 36.1, "lat": 33},
                {"at": at(3), "lon": 36.1, "lat": 33},
            ],
            "radius_m": 50,
        }
    }
    after = state(("plan.file", body(volumes=[disc(), moving])))
    (plan,) = after.picture(NOON)["plans"]
    assert isinstance(plan, dict)
    assert (plan["id"], plan["version"], plan["kind"], plan["actor"]) == (
        "p1",
        1,
        "convoy",
        "north",
    )
    assert (plan["starts_at"], plan["ends_at"]) == (at(1), at(3))
    assert plan["heights_unknown"] == [0, 1]
    features = plan["geojson"]["features"]
    assert [feature["geometry"]["type"] for feature in features] == ["Polygon", "Polygon"]
    assert [version["version"] for version in plan["versions"]] == [1]
    assert plan["armed_escort"] is None


@pytest.mark.parametrize("escort", ["yes", "no", "cannot tell"])
def test_picture_shows_whether_there_is_an_armed_escort(escort: str) -> None:
    """Each of the three values as it was said."""
    (plan,) = state(("plan.file", body(armed_escort=escort))).picture(NOON)["plans"]
    assert plan["armed_escort"] == escort


def rules(of: State, hours: float) -> list[str]:
    """The rules of the alerts that stand so many hours after noon."""
    return [alert.rule for alert in plan_alerts.alerts(of, NOON + timedelta(hours=hours))]


SITE = body(
    kind="site", volumes=[disc(None, band={"lower_m": 0, "upper_m": 9, "reference": "agl"})],
    expires_at=at(48),
)  # fmt: skip

RENEWALS = {
    "nothing a day and a bit before": (SITE, 23, []),
    "asked for from 24 hours before": (SITE, 24, ["plan-expires-soon"]),
    "until it lapses": (SITE, 47.99, ["plan-expires-soon"]),
    "and then it has expired": (SITE, 48, ["plan-expired"]),
    "a convoy simply ends": (body(), 5, []),
    "a convoy's notice shorter than the convoy": (body(expires_at=at(1.5)), 1.4, True),
}


@pytest.mark.parametrize(("fields", "hours", "expected"), RENEWALS.values(), ids=RENEWALS)
def test_notices_ask_to_be_renewed(fields: dict[str, Any], hours: float, expected: Any) -> None:
    """A site's notice, or one shorter than its activity, asks for renewal; others just end."""
    found = [rule for rule in rules(state(("plan.file", fields)), hours) if "unknown" not in rule]
    assert found == (["plan-expires-soon"] if expected is True else expected)


def test_renewal_is_addressed_with_its_deadline_and_ends_with_an_amendment() -> None:
    """The contact is asked until the notice lapses; a later expiry settles it."""
    filed = state(("plan.file", SITE))
    now = NOON + timedelta(hours=30)
    (alert,) = [one for one in plan_alerts.alerts(filed, now) if not one.is_flag]
    assert alert.addressees == ("north-duty",)
    assert alert.deadline == NOON + timedelta(hours=48)
    assert alert.entries == ("e0",)
    filed.apply(entry(1, "plan.amend", {**SITE, "version": 2, "expires_at": at(480)}))
    assert [one for one in plan_alerts.alerts(filed, now) if not one.is_flag] == []


def test_without_a_contact_all_posts_of_the_party_are_asked() -> None:
    """Somebody of the party must get it."""
    filed = state(("plan.file", {**SITE, "contact": None}))
    asked = [one for one in plan_alerts.alerts(filed, NOON + timedelta(hours=30)) if one.deadline]
    assert [alert.addressees for alert in asked] == [("north-duty", "north-deputy")]


def test_flags_what_is_unknown_while_the_plan_is_live() -> None:
    """Height, time and contact that are not said are flags without addressee, and pass with it."""
    filed = state(("plan.file", body(volumes=[disc()], contact=None)))
    found = plan_alerts.alerts(filed, NOON)
    assert {alert.rule for alert in found} == {"height-unknown", "no-contact"}
    assert all(alert.is_flag for alert in found)
    assert rules(filed, 2) == []
    timeless = state(("plan.file", body(volumes=[disc(None)])))
    assert rules(timeless, 0) == ["height-unknown", "time-unknown"]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["convoy", "site"]), st.integers(-40, 40), st.integers(1, 90)),
        max_size=4,
    ),
    st.integers(-50, 120),
)
def test_next_due_is_the_next_change(plans: list[tuple[str, int, int]], hours: int) -> None:
    """Between now and next_due no alert changes; at next_due one may, and no earlier."""
    filed = State(CHARTER)
    for index, (kind, start, length) in enumerate(plans):
        fields = body(plan=f"p{index}", kind=kind, volumes=[disc(start, start + length)])
        filed.apply(entry(index, "plan.file", fields))
    now = NOON + timedelta(hours=hours)
    due = plan_alerts.next_due(filed, now)

    def seen(when: datetime) -> list[Alert]:
        return plan_alerts.alerts(filed, when)

    last = due - timedelta(microseconds=1) if due else now + timedelta(days=400)
    assert due is None or due > now
    assert [one.id for one in seen(last)] == [one.id for one in seen(now)]
    assert seen(now + (last - now) / 2) == seen(now)
