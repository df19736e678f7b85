"""What was seen, and what is planned, held against what was agreed."""

import copy
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import shapely

from detente.agreements.entries import KINDS as AGREEMENT_KINDS
from detente.agreements.state import State as Agreements
from detente.mechanism.checks import observations_agreements, plans_agreements
from detente.observations.entries import KINDS as OBSERVATION_KINDS
from detente.observations.state import State as Observations
from detente.plans.entries import KINDS as PLAN_KINDS
from detente.plans.state import State as Plans
from detente.terms.alerts import Alert
from detente.terms.entries import Draft, Entry
from detente.terms.fields import Fields
from detente.terms.when import moment
from detente.terms.who import Actor, Bounds, Charter, Post, Role, Separation

GOLAN = Path(__file__).parents[2] / "scenarios" / "golan-1974"
ALL = frozenset({"all"})


class World:
    """The three states that the two checks take, and a record in front of them."""

    def __init__(self, *, monitored: bool = True) -> None:
        roles = {"north": Role.PARTY, "south": Role.PARTY, "aid": Role.HUMANITARIAN}
        if monitored:
            roles["mission"] = Role.MONITOR
        self.charter = Charter(
            "m",
            "M",
            True,
            "",
            {name: Actor(name, name.title(), role) for name, role in roles.items()},
            {f"{name}-duty": Post(f"{name}-duty", name, name) for name in roles},
            {},
            (Separation(("*", "*"), 300.0, 0.0, 0.0, "charter"),),
            Bounds(),
        )
        self.agreements = Agreements(self.charter)
        self.observations = Observations(self.charter)
        self.plans = Plans(self.charter)
        rooms = (
            (self.agreements, AGREEMENT_KINDS),
            (self.observations, OBSERVATION_KINDS),
            (self.plans, PLAN_KINDS),
        )
        self.kinds = {kind.name: (room, kind) for room, kinds in rooms for kind in kinds}
        self.index = 0

    def file(self, kind: str, post: str, at: str, body: dict[str, Any]) -> Entry:
        """File what has no problems; anything else fails the test."""
        room, read = self.kinds[kind]
        fields = Fields(body)
        value = read.parse(fields)
        assert fields.problems == []
        actor = self.charter.actor_of(post) or ""
        filed = moment(at)
        assert room.problems(Draft(kind, post, actor, filed, ALL, value, body)) == []
        entry = Entry(
            self.index, f"e{self.index}", kind, post, actor, filed, filed, filed, ALL, value, body
        )
        self.index += 1
        room.apply(entry)
        return entry

    def hold(self, *parties: str, version: int = 1, at: str = "2031-01-01T02:00:00Z") -> None:
        """These parties hold a version in force since then."""
        for party in parties:
            life = {"instrument": "pact", "version": version, "actor": party}
            body = {**life, "state": "in force", "at": at}
            self.file("instrument.life", f"{party}-duty", at, body)

    def see(self, name: str, **changes: Any) -> Entry:
        """An observation by the mission, or by the north where there is no mission."""
        post = "mission-duty" if "mission-duty" in self.charter.posts else "north-duty"
        return self.file("observation", post, "2031-01-03T13:00:00Z", seen(name, **changes))

    def plan(self, name: str, **changes: Any) -> Entry:
        """A plan of the south's."""
        body = planned(name, **changes)
        return self.file("plan.file", f"{body['actor']}-duty", "2031-01-02T00:00:00Z", body)

    def verdicts(self) -> tuple[observations_agreements.Verdict, ...]:
        """What the first check finds."""
        return observations_agreements.find(self.agreements, self.observations, self.charter)

    def seen_alerts(self) -> list[Alert]:
        """The alerts and flags of the first check."""
        return observations_agreements.alerts(self.verdicts(), self.charter)

    def rules(self) -> tuple[plans_agreements.PlanRule, ...]:
        """What the second check finds."""
        return plans_agreements.find(self.plans, self.agreements, self.charter)

    def plan_alerts(self) -> list[Alert]:
        """The alerts and flags of the second check."""
        return plans_agreements.alerts(self.rules(), self.charter)


PACT: dict[str, Any] = {
    "instrument": "pact",
    "title": "Pact",
    "kind": "agreement",
    "parties": ["north", "south"],
    "zones": [
        {
            "zone": "belt",
            "name": "Belt",
            "footprint": {"shape": "disc", "centre": [36, 33], "radius_m": 10_000},
            "tolerance_m": 1_000,
            "source": "made up",
        }
    ],
    "rules": [
        {
            "rule": "guns",
            "kind": "count_limit",
            "subject": "gun",
            "zone": "belt",
            "limit": 36,
            "side": "south",
            "readings": [
                {"reading": "text", "source": "the text", "says": "at most 36"},
                {"reading": "press", "source": "a paper", "says": "at most 50", "limit": 50},
            ],
        },
        {
            "rule": "no-fire-by-night",
            "kind": "plan_forbidden",
            "subject": "live fire",
            "plan_kinds": ["live_fire"],
            "zone": "belt",
            "hours_utc": ["18:00", "06:00"],
        },
    ],
    "separations": [
        {"kinds": ["convoy", "live_fire"], "horizontal_m": 1500, "vertical_m": 0, "time_s": 600}
    ],
    "sources": ["made up"],
}
ALWAYS = {
    "rule": "no-fire",
    "kind": "plan_forbidden",
    "subject": "live fire",
    "plan_kinds": ["live_fire"],
    "zone": "belt",
}


def seen(name: str, **changes: Any) -> dict[str, Any]:
    """41 guns of the south's in the middle of the belt."""
    return {
        "observation": name,
        "kind": "count",
        "by": "base 2",
        "of_actor": "south",
        "subject": "gun",
        "at": "2031-01-03T12:00:00Z",
        "place": {"words": "x", "footprint": disc(36, 33, 10)},
        "count": {"best": 41, "complete": True},
        "means": "seen",
        "source": ["base 2"],
        "words": "guns",
        **changes,
    }


def disc(lon: float, lat: float, radius: float) -> dict[str, Any]:
    """A round footprint."""
    return {"shape": "disc", "centre": [lon, lat], "radius_m": radius}


def volume(start: str | None, end: str | None, lon: float = 36.0) -> dict[str, Any]:
    """A volume of 500 m round a point, on the third of January."""
    span = {"start": f"2031-01-{start}:00Z", "end": f"2031-01-{end}:00Z"} if start else None
    return {"footprint": disc(lon, 33, 500), "span": span}


def planned(name: str, **changes: Any) -> dict[str, Any]:
    """Live fire of the south's, in the middle of the belt, by night."""
    return {
        "plan": name,
        "version": 1,
        "kind": "live_fire",
        "actor": "south",
        "title": "Range",
        "contact": "south-duty",
        "volumes": [volume("03T20:00", "03T21:00")],
        **changes,
    }


@pytest.fixture
def world() -> World:
    """The pact, in force since the first of January at two."""
    world = World()
    world.file("instrument", "north-duty", "2031-01-01T01:00:00Z", PACT)
    world.hold("north", "south")
    return world


# Observations


def test_an_apparent_violation_names_rule_reading_source_and_samples(world: World) -> None:
    """Readings stand side by side, the monitor is addressed, nobody is blamed in the title."""
    world.see("o1")
    (alert,) = world.seen_alerts()
    assert (alert.rule, alert.subjects, alert.version) == (
        "apparent-violation",
        ("o1", "pact", "guns"),
        "1",
    )
    assert alert.addressees == ("mission-duty",)
    readings = alert.evidence["readings"]
    assert isinstance(readings, list)
    assert [(one["reading"], one["source"], one["verdict"]) for one in readings] == [
        ("text", "the text", "apparent violation"),
        ("press", "a paper", "cannot tell"),
    ]
    samples = alert.evidence["samples"]
    assert isinstance(samples, list)
    assert samples[0]["count"]["best"] == 41
    assert readings[0]["place"]["tolerance_m"] == 1_000
    assert "south" not in alert.title.lower()
    assert alert.entries == ("e3", "e0", "e1", "e2")


def test_without_a_monitor_the_first_posts_of_the_parties_are_addressed() -> None:
    """Somebody has to be."""
    world = World(monitored=False)
    world.file("instrument", "north-duty", "2031-01-01T01:00:00Z", PACT)
    world.hold("north", "south")
    world.see("o1")
    assert world.seen_alerts()[0].addressees == ("north-duty", "south-duty")


def test_cannot_tell_is_a_flag_and_what_fits_is_listed_only(world: World) -> None:
    """Every verdict is in the findings, so that "36 fits" can be shown."""
    world.see("few", instrument="pact", zone="belt", count={"best": 36, "complete": True})
    world.see("some", count={"best": 30, "complete": False})
    (flag,) = world.seen_alerts()
    assert flag.subjects[0] == "some"
    assert flag.is_flag
    listed = {one.as_json()["id"]: one.as_json()["verdict"] for one in world.verdicts()}
    assert listed["few/pact/guns/text"] == "fits"
    assert listed["some/pact/guns/text"] == "cannot tell"


@pytest.mark.parametrize(
    "held", [(), ("north",)], ids=["nobody holds it in force", "one party holds it in force"]
)
def test_unless_in_force_it_would_be(held: tuple[str, ...]) -> None:
    """Marked so in title and evidence, and addressed to nobody."""
    world = World()
    world.file("instrument", "north-duty", "2031-01-01T01:00:00Z", PACT)
    world.hold(*held)
    world.see("o1")
    (flag,) = world.seen_alerts()
    assert flag.is_flag
    assert flag.title.startswith("Would be an apparent violation")
    assert flag.evidence["would_be"] is True


def test_the_version_in_force_when_it_was_seen_counts(world: World) -> None:
    """An amendment from the fifth on changes nothing about the third; a new sighting meets it."""
    body = {**copy.deepcopy(PACT), "version": 2, "words": "50 guns"}
    body["rules"][0]["limit"] = 50
    world.see("before")
    world.file("instrument.amend", "north-duty", "2031-01-04T00:00:00Z", body)
    world.hold("north", "south", version=2, at="2031-01-05T00:00:00Z")
    after = seen("after", at="2031-01-06T00:00:00Z")
    world.file("observation", "mission-duty", "2031-01-06T01:00:00Z", after)
    sometime = seen("sometime", at={"words": "between", "earliest": "2031-01-03T00:00:00Z"})
    world.file("observation", "mission-duty", "2031-01-06T01:00:00Z", sometime)
    found = [
        (one.subjects[0], one.standing.version.number, one.reasoned.verdict, one.standing.would_be)
        for one in world.verdicts()
        if one.reading.id == "text"
    ]
    assert found == [
        ("before", 1, "apparent violation", False),
        ("after", 2, "cannot tell", False),
        ("sometime", 2, "cannot tell", True),
        ("sometime", 1, "apparent violation", True),
    ]


def test_other_sides_and_other_instruments_give_no_verdict(world: World) -> None:
    """A rule about the south's guns says nothing of the north's."""
    world.see("theirs", of_actor="north")
    world.see("elsewhere", instrument="another")
    world.see("tractors", subject="tractor")
    assert world.verdicts() == ()


def test_where_everything_lies_is_listed_whatever_the_rules_say(world: World) -> None:
    """The zone test of a sighting that no rule is about."""
    world.see("tractors", subject="tractor", place={"words": "x", "footprint": disc(36.5, 33, 0)})
    (found,) = observations_agreements.located(world.agreements, world.observations)
    shown = found.as_json()
    assert shown["id"] == "tractors/pact"
    assert shown["zones"][0]["truth"] == "no"


def test_the_same_cause_is_the_same_alert(world: World) -> None:
    """Its id does not depend on what else was filed later."""
    world.see("o1")
    before = world.seen_alerts()[0]
    world.see("o2")
    world.hold("north", at="2031-01-09T00:00:00Z")
    after = world.seen_alerts()[0]
    assert (before.id, before.raised_at) == (after.id, after.raised_at)


# Plans


PLANS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "fire by night in the belt does not fit": ({}, ["does not fit"]),
    "fire by day in the belt fits": (
        {"volumes": [volume("03T10:00", "03T12:00")]},
        ["fits"],
    ),
    "fire until six in the evening fits: hours are half-open": (
        {"volumes": [volume("03T10:00", "03T18:00")]},
        ["fits"],
    ),
    "fire over six in the evening does not fit": (
        {"volumes": [volume("03T10:00", "03T18:01")]},
        ["does not fit"],
    ),
    "fire by night far from the belt fits": (
        {"volumes": [volume("03T20:00", "03T21:00", 36.5)]},
        ["fits"],
    ),
    "fire at the line cannot be told": (
        {"volumes": [volume("03T20:00", "03T21:00", 36.107)]},
        ["cannot tell"],
    ),
    "fire at a time nobody knows cannot be told": (
        {"volumes": [volume(None, None)]},
        ["cannot tell"],
    ),
    "one volume of two is enough": (
        {"volumes": [volume("03T10:00", "03T12:00"), volume("03T20:00", "03T21:00")]},
        ["does not fit"],
    ),
    "a convoy is not what the rule forbids": ({"kind": "convoy"}, []),
}


@pytest.mark.parametrize(("changes", "verdicts"), PLANS.values(), ids=PLANS.keys())
def test_a_plan_against_a_rule_of_zone_and_hours(
    world: World, changes: dict[str, Any], verdicts: list[str]
) -> None:
    """By place, hours and kind; three answers."""
    world.plan("p1", **changes)
    assert [one.as_json()["verdict"] for one in world.rules()] == verdicts
    assert len(world.plan_alerts()) == sum(verdict != "fits" for verdict in verdicts)


def moving(*legs: tuple[str, float]) -> dict[str, Any]:
    """A timetable along the parallel through the middle of the belt."""
    fixes = [{"at": f"2031-01-{at}:00Z", "lon": lon, "lat": 33} for at, lon in legs]
    return {"moving": {"fixes": fixes, "radius_m": 100}}


MOVING = {
    "through the belt by night does not fit": (
        moving(("03T20:00", 35.7), ("03T22:00", 36.3)),
        "does not fit",
    ),
    "through the belt by day fits": (moving(("03T10:00", 35.7), ("03T12:00", 36.3)), "fits"),
    "through the belt at nightfall cannot be told": (
        moving(("03T17:00", 35.7), ("03T19:00", 36.3)),
        "cannot tell",
    ),
    "waiting in the belt by night does not fit": (
        moving(("03T20:00", 36.0), ("03T22:00", 36.0)),
        "does not fit",
    ),
}


@pytest.mark.parametrize(("way", "verdict"), MOVING.values(), ids=MOVING.keys())
def test_what_moves_is_in_the_zone_at_some_moment(
    world: World, way: dict[str, Any], verdict: str
) -> None:
    """Hours are certain only where they cover the whole move."""
    world.plan("p1", volumes=[way])
    assert [one.as_json()["verdict"] for one in world.rules()] == [verdict]


def test_a_plan_rule_alert_names_instrument_version_rule_and_reading(world: World) -> None:
    """It is for the planner, with the lead before the activity as its deadline."""
    entry = world.plan("p1")
    (alert,) = world.plan_alerts()
    assert (alert.rule, alert.subjects, alert.version) == (
        "plan-rule",
        ("p1", "pact", "no-fire-by-night"),
        "1.1",
    )
    assert alert.addressees == ("south-duty",)
    assert alert.deadline == moment("2031-01-03T19:45:00Z")
    assert "Pact, version 1 (reading: as written)" in alert.title
    assert alert.entries[0] == entry.id
    assert alert.evidence["instrument_version"] == 1


def test_the_same_plan_filed_again_after_the_amendment_meets_the_new_version(
    world: World,
) -> None:
    """The first filing could not: its time lies before the amendment took effect."""
    day = {"volumes": [volume("03T10:00", "03T12:00")]}
    world.plan("first", **day)
    assert world.plan_alerts() == []
    body = {**copy.deepcopy(PACT), "version": 2, "words": "no fire at all"}
    body["rules"].append(ALWAYS)
    world.file("instrument.amend", "north-duty", "2031-01-04T00:00:00Z", body)
    world.plan("again", volumes=[volume("06T10:00", "06T12:00")])
    assert world.plan_alerts() == []
    world.hold("north", "south", version=2, at="2031-01-05T00:00:00Z")
    (alert,) = world.plan_alerts()
    assert alert.subjects == ("again", "pact", "no-fire")
    assert alert.version == "1.2"


def test_a_plan_over_the_change_is_held_against_both_versions(world: World) -> None:
    """Each for its own part of the time."""
    body = {**copy.deepcopy(PACT), "version": 2, "words": "no fire at all", "rules": [ALWAYS]}
    world.file("instrument.amend", "north-duty", "2031-01-04T00:00:00Z", body)
    world.hold("north", "south", version=2, at="2031-01-05T00:00:00Z")
    world.plan("long", volumes=[volume("04T23:00", "05T01:00")])
    assert [alert.version for alert in world.plan_alerts()] == ["1.2", "1.1"]


def test_a_plan_would_be_against_a_rule_that_is_not_in_force() -> None:
    """A flag, so marked."""
    world = World()
    world.file("instrument", "north-duty", "2031-01-01T01:00:00Z", PACT)
    world.plan("p1")
    (flag,) = world.plan_alerts()
    assert flag.is_flag
    assert "would not fit" in flag.title


SPARED: dict[str, tuple[dict[str, Any], int]] = {
    "a presence rule that names kinds of plans forbids them": ({"plan_kinds": ["live_fire"]}, 1),
    "a presence rule that names none says nothing of plans": ({}, 0),
    "an exempt actor is spared": ({"plan_kinds": ["live_fire"], "exempt": ["south"]}, 0),
    "a rule about the other side is not about this plan": (
        {"plan_kinds": ["live_fire"], "side": "north"},
        0,
    ),
}


@pytest.mark.parametrize(("changes", "number"), SPARED.values(), ids=SPARED.keys())
def test_presence_exemptions_and_sides(changes: dict[str, Any], number: int) -> None:
    """For plans as for what is seen."""
    world = World()
    rule = {"rule": "none", "kind": "presence", "subject": "soldier", "zone": "belt", **changes}
    world.file("instrument", "north-duty", "2031-01-01T01:00:00Z", {**PACT, "rules": [rule]})
    world.hold("north", "south")
    world.plan("p1")
    assert len(world.rules()) == number


def test_separations_come_from_the_instrument_in_force_else_from_the_charter(
    world: World,
) -> None:
    """By the kinds of both, in either order."""
    fire = world.plan("fire").value.activity()
    convoy = world.plan("convoy", kind="convoy", actor="north", contact=None).value.activity()
    site = world.plan("site", kind="site", actor="north", contact=None).value.activity()
    aid = world.plan("aid", kind="convoy", actor="aid", contact=None).value.activity()
    apart = plans_agreements.separation_for(world.agreements, world.charter)
    assert (apart(fire, convoy).horizontal_m, apart(fire, convoy).source) == (
        1500,
        "pact version 1",
    )
    assert apart(fire, convoy) == apart(convoy, fire)
    assert apart(fire, site).source == "charter"
    assert apart(fire, aid).source == "charter"
    before = World()
    before.file("instrument", "north-duty", "2031-01-01T01:00:00Z", PACT)
    apart = plans_agreements.separation_for(before.agreements, before.charter)
    assert apart(fire, convoy).source == "charter"


# Golan


def golan_zones() -> dict[str, shapely.Polygon]:
    """The zones as zones.geojson draws them."""
    features = json.loads((GOLAN / "zones.geojson").read_text())["features"]
    return {
        feature["properties"]["id"]: shapely.geometry.shape(feature["geometry"])
        for feature in features
        if feature["geometry"]["type"] == "Polygon"
    }


def test_golan_files_the_zones_that_its_sources_draw() -> None:
    """entries.jsonl and zones.geojson hold the same rings, within the limit of the format."""
    drawn = golan_zones()
    drawn["aos"] = drawn.pop("ne-undof-zone")
    first = json.loads((GOLAN / "entries.jsonl").read_text().splitlines()[0])
    for zone in first["body"]["zones"]:
        (ring,) = zone["footprint"]["rings"]
        assert shapely.Polygon(ring).equals(drawn[zone["zone"]])
        assert zone["tolerance_m"] == 1000
        assert len(ring) <= 257


@pytest.mark.parametrize("side", ["west", "east"])
def test_golan_zones_of_25_km_are_their_three_bands(side: str) -> None:
    """Less than a thousandth apart: slivers between the bands, and simplification."""
    drawn = golan_zones()
    bands = shapely.union_all([drawn[f"aol-{side}-{band}"] for band in ("0-10", "10-20", "20-25")])
    whole = drawn[f"aol-{side}-0-25"]
    assert whole.symmetric_difference(bands).area / bands.area < 1e-3


def test_golan_says_that_its_observations_are_synthetic() -> None:
    """In the world's words and in the words of every observation."""
    world = tomllib.loads((GOLAN / "world.toml").read_text(encoding="utf-8"))
    assert world["mechanism"]["exercise"] is True
    assert "synthetic" in world["mechanism"]["words"]
    for line in (GOLAN / "entries.jsonl").read_text().splitlines():
        entry = json.loads(line)
        if entry["kind"] == "observation":
            assert entry["body"]["words"].startswith("EXERCISE, synthetic: ")
