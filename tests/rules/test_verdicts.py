"""One reading of one rule against one piece of evidence: never wrong, at worst cannot tell."""

from dataclasses import replace
from datetime import timedelta

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.rules.counts import Count
from detente.rules.hours import Hours
from detente.rules.readings import Reading, Rule, RuleKind
from detente.rules.shares import shares
from detente.rules.verdicts import Evidence, judge
from detente.rules.zones import Zone
from detente.terms.truth import Truth
from detente.terms.when import When, moment
from detente.terms.where import Area, Corridor, Disc, LonLat

EARTH = Geodesic.WGS84
HERE = (36.0, 33.0)


def away(bearing: float, metres: float, start: LonLat = HERE) -> LonLat:
    """An oracle of our own: geographiclib's pure Python geodesics."""
    found = EARTH.Direct(start[1], start[0], bearing, metres)
    return (found["lon2"], found["lat2"])


NOON = When("noon", moment("2031-01-01T12:00:00Z"), moment("2031-01-01T12:00:00Z"))
BELT = Zone("belt", "belt", Disc(HERE, 10_000), 1_000, "made up", part_of=("wide",))
WIDE = Zone("wide", "wide", Disc(HERE, 25_000), 1_000, "made up")
RING = Zone("ring", "ring", Disc(away(0, 15_000), 5_000), 1_000, "made up", beside=("belt",))
ZONES = {zone.id: zone for zone in (BELT, WIDE, RING)}
TEXT = Reading("text", "the text", "at most 36 guns")
PRESS = Reading("press", "a paper", "162 guns in the wide zone", limit=162, zone="wide")
GUNS = Rule("guns", RuleKind.COUNT_LIMIT, "gun", "belt", (TEXT, PRESS), side="north", limit=36)
NONE = Rule("none", RuleKind.PRESENCE, "soldier", "belt", (TEXT,), exempt=("mission",))
INSIDE, EDGE, OUTSIDE = (Disc(away(90, at), 100.0) for at in (5_000, 9_900, 20_000))


def seen(subject: str = "gun", **changes: object) -> Evidence:
    """One of the north's, well inside the belt, at noon, unless a case says otherwise."""
    usual = Evidence(subject, NOON, "north", INSIDE, Truth.YES)
    return replace(usual, **changes)  # type: ignore[arg-type]


def count(best: int, *, complete: bool) -> Count:
    """An exact count."""
    return Count(best, best, best, complete)


CASES: dict[str, tuple[Rule, Reading, Evidence, str, str]] = {
    "a complete count of the zone, within the limit, fits": (
        GUNS,
        TEXT,
        seen(zone="belt", count=count(36, complete=True)),
        "fits",
        "within the limit",
    ),
    "a complete count of the zone over the limit is an apparent violation": (
        GUNS,
        TEXT,
        seen(zone="belt", count=count(41, complete=True), footprint=None),
        "apparent violation",
        "5 over the limit",
    ),
    "a complete count at some place is not one of the zone": (
        GUNS,
        TEXT,
        seen(count=count(36, complete=True)),
        "cannot tell",
        "partial count",
    ),
    "more than the limit at one place inside is too many already": (
        GUNS,
        TEXT,
        seen(count=count(41, complete=True)),
        "apparent violation",
        "41",
    ),
    "more than the limit at the line cannot be told": (
        GUNS,
        TEXT,
        seen(count=count(41, complete=True), footprint=EDGE),
        "cannot tell",
        "tolerance 1.00 km",
    ),
    "more than the limit outside the zone fits": (
        GUNS,
        TEXT,
        seen(count=count(41, complete=True), footprint=OUTSIDE),
        "fits",
        "outside the line",
    ),
    "a place outside the zone that is named cannot be told": (
        GUNS,
        TEXT,
        seen(zone="belt", count=count(41, complete=True), footprint=OUTSIDE),
        "cannot tell",
        "but the place given is",
    ),
    "a count of a part is a partial count of the whole": (
        GUNS,
        PRESS,
        seen(zone="belt", count=count(41, complete=True), footprint=None),
        "cannot tell",
        "partial count 41, limit 162",
    ),
    "more in a part than the whole may have is an apparent violation": (
        GUNS,
        PRESS,
        seen(zone="belt", count=count(170, complete=False), footprint=None),
        "apparent violation",
        "part of wide",
    ),
    "a count of a zone beside it says nothing against it": (
        GUNS,
        TEXT,
        seen(zone="ring", count=count(41, complete=True), footprint=None),
        "fits",
        "beside belt",
    ),
    "whose they are is not known: cannot tell": (
        GUNS,
        TEXT,
        seen(actor=None, count=count(41, complete=True)),
        "cannot tell",
        "not known whose",
    ),
    "too few for any side fits, whosever they are": (
        GUNS,
        TEXT,
        seen(actor=None, zone="belt", count=count(30, complete=True)),
        "fits",
        "within the limit",
    ),
    "a post of the side counts as the side": (
        GUNS,
        TEXT,
        seen(actor="north-army", of={"north-army": "north"}, count=count(41, complete=True)),
        "apparent violation",
        "about north",
    ),
    "one soldier inside is an apparent violation": (
        NONE,
        TEXT,
        seen("Soldier"),
        "apparent violation",
        "inside the line",
    ),
    "an exempt actor's soldier fits": (
        NONE,
        TEXT,
        seen("soldier", actor="mission"),
        "fits",
        "exempt",
    ),
    "nobody seen in a partial look is not nobody": (
        NONE,
        TEXT,
        seen("soldier", count=count(0, complete=False)),
        "cannot tell",
        "partial count 0",
    ),
    "nobody there in a complete look fits": (
        NONE,
        TEXT,
        seen("soldier", count=count(0, complete=True)),
        "fits",
        "limit 0",
    ),
    "a refused inspection says nothing": (
        NONE,
        TEXT,
        seen("soldier", present=Truth.CANNOT_TELL),
        "cannot tell",
        "no count was made",
    ),
    "a place in words only cannot be told": (
        NONE,
        TEXT,
        seen("soldier", footprint=None),
        "cannot tell",
        "in words only",
    ),
    "what only perhaps falls under the rule cannot be told": (
        replace(NONE, perhaps=("armed man",)),
        TEXT,
        seen("armed-man"),
        "cannot tell",
        "may or may not fall under",
    ),
    "what the reading says nothing of fits it": (
        NONE,
        TEXT,
        seen("tractor"),
        "fits",
        "says nothing of",
    ),
    "outside the hours of the rule it fits": (
        replace(NONE, hours=Hours(18 * 60, 6 * 60)),
        TEXT,
        seen("soldier"),
        "fits",
        "outside the hours",
    ),
    "a track with a fix inside is an apparent violation": (
        NONE,
        TEXT,
        seen("soldier", path=True, footprint=Corridor((away(90, 5_000), away(90, 20_000)), 50.0)),
        "apparent violation",
        "inside the line",
    ),
    "a track that cuts a corner between two fixes is a possible crossing": (
        NONE,
        TEXT,
        seen("soldier", path=True, footprint=Corridor((away(0, 13_000), away(90, 13_000)), 50.0)),
        "cannot tell",
        "possible crossing between two fixes",
    ),
    "a track through the middle without a fix inside is possible, not certain": (
        NONE,
        TEXT,
        seen(
            "soldier", path=True, footprint=Corridor((away(270, 15_000), away(90, 15_000)), 50.0)
        ),
        "cannot tell",
        "possible crossing between two fixes",
    ),
    "a track that passes far off fits": (
        NONE,
        TEXT,
        seen("soldier", path=True, footprint=Corridor((away(45, 30_000), away(90, 30_000)), 50.0)),
        "fits",
        "outside the line",
    ),
}


@pytest.mark.parametrize(
    ("rule", "reading", "evidence", "verdict", "words"), CASES.values(), ids=CASES.keys()
)
def test_verdicts(
    rule: Rule, reading: Reading, evidence: Evidence, verdict: str, words: str
) -> None:
    """The word, and the reason that decides."""
    answer = judge(rule, reading, ZONES, evidence)
    assert answer.verdict == verdict, answer.conditions
    assert words in answer.words


def test_a_zone_that_the_reader_does_not_know_is_a_doubt() -> None:
    """Not a no."""
    assert judge(NONE, TEXT, {}, seen("soldier")).verdict == "cannot tell"


SEEN = st.tuples(
    st.floats(0, 14_000),
    st.floats(0, 2_500),
    st.builds(
        lambda low, more, all_: Count(low, low, low + more, all_),
        st.integers(0, 45),
        st.integers(0, 12),
        st.booleans(),
    ),
    st.sampled_from(["north", "south", None]),
    st.integers(0, 23),
    st.integers(0, 9),
)
"""How far from the centre, accuracy, count, whose, hour, for how many hours nobody knows when."""

WORLDS = st.lists(
    st.tuples(
        st.floats(0, 360), st.floats(0, 1), st.floats(-1, 1), st.floats(0, 1), st.floats(0, 1)
    ),
    min_size=5,
    max_size=12,
)
"""Where within the bounds the truth lies: turn, distance, line, number, time."""


@settings(max_examples=80, deadline=None)
@given(SEEN, WORLDS)
def test_a_verdict_holds_in_every_world_that_the_evidence_allows(
    said: tuple[float, float, Count, str | None, int, int],
    worlds: list[tuple[float, float, float, float, float]],
) -> None:
    """Oracle: sample the true place, line, number, owner and time within their bounds."""
    from_m, accuracy, counted, actor, early, wide = said
    start = moment("2031-01-01T00:00:00Z") + timedelta(hours=early)
    rule = replace(GUNS, hours=Hours(6 * 60, 18 * 60))
    evidence = Evidence(
        "gun",
        When("", start, start + timedelta(hours=wide)),
        actor,
        Disc(away(30, from_m), accuracy),
        Truth.YES,
        counted,
    )
    verdict = judge(rule, TEXT, ZONES, evidence).verdict
    for turn, share, off, number, late in worlds:
        thing = away(turn, accuracy * share, away(30, from_m))
        edge = 10_000 + 1_000 * off
        from_centre = EARTH.Inverse(HERE[1], HERE[0], thing[1], thing[0])["s12"]
        most = counted.high if counted.complete else counted.low + 60
        there = counted.low + round(number * (most - counted.low))
        hour = (early + wide * late) % 24
        for owner in ("north", "south") if actor is None else (actor,):
            broken = from_centre <= edge and there > 36 and owner == "north" and 6 <= hour < 18
            near_edge = abs(from_centre - edge) < 1e-3
            if verdict == "fits":
                assert not broken or near_edge
            if verdict == "apparent violation":
                assert broken or near_edge


def test_shares_of_a_square_over_a_straight_line() -> None:
    """Half of it lies in the zone; the tolerance leaves a strip on both sides undecided."""

    def box(west: float, east: float, half: float) -> Area:
        corners = [(west, -half), (west, half), (east, half), (east, -half), (west, -half)]
        ring = tuple(
            away(90 if x >= 0 else 270, abs(x), away(0 if y >= 0 else 180, abs(y)))
            for x, y in corners
        )
        return Area((ring,))

    zone = Zone("z", "z", box(-40_000, 0, 40_000), 1_000, "made up")
    far = Zone("far", "far", Disc(away(180, 90_000), 1_000), 1_000, "made up")
    (found,) = shares(box(-5_000, 5_000, 5_000), (zone, far))
    assert found.drawn == pytest.approx(0.5, abs=0.003)
    assert found.inside == pytest.approx(0.4, abs=0.004)
    assert found.undecided == pytest.approx(0.2, abs=0.004)
    assert found.as_json()["outside"] == pytest.approx(0.4, abs=0.004)


@pytest.mark.parametrize(
    ("footprint", "inside", "most"),
    [
        (Disc(HERE, 5_000.0), (4_000 / 10_000) ** 2, (6_000 / 10_000) ** 2),
        (Disc(HERE, 500.0), 0.0, (1_500 / 10_000) ** 2),
    ],
    ids=["a disc", "a disc smaller than the tolerance has no certain inside"],
)
def test_shares_of_a_disc_within_a_larger_one(footprint: Disc, inside: float, most: float) -> None:
    """Oracle: the areas of plane discs; 0.2 % is the stated error."""
    (found,) = shares(Disc(HERE, 10_000.0), (Zone("z", "z", footprint, 1_000, "made up"),))
    assert found.inside == pytest.approx(inside, abs=0.002)
    assert found.inside + found.undecided == pytest.approx(most, abs=0.002)
