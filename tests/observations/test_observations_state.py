"""Filing observations: what is refused, what is shown, which flags follow."""

from typing import Any

import pytest

from detente.observations.alerts import alerts, next_due
from detente.observations.entries import parse
from detente.observations.state import State
from detente.terms.entries import Draft, Entry
from detente.terms.fields import Fields
from detente.terms.when import moment
from detente.terms.where import Area, Disc
from detente.terms.who import Actor, Bounds, Charter, Post, Role

CHARTER = Charter(
    "m",
    "M",
    True,
    "",
    {"mission": Actor("mission", "Mission", Role.MONITOR)},
    {"mission-duty": Post("mission-duty", "mission", "Duty")},
    {},
    (),
    Bounds(),
)
NOW = moment("2031-01-02T00:00:00Z")
SEEN: dict[str, Any] = {
    "observation": "o1",
    "kind": "sighting",
    "by": "patrol base 2",
    "of_actor": None,
    "subject": "tank",
    "at": "2031-01-01T10:00:00Z",
    "place": {
        "words": "by the bridge",
        "footprint": {"shape": "disc", "centre": [36, 33], "radius_m": 50},
    },
    "means": "seen",
    "source": ["patrol base 2", "mission"],
    "words": "one tank by the bridge",
}
FROM = {"from": {"lon": 35.82461, "lat": 33.12595, "accuracy_m": 0}, "place": None}
SECTOR = {
    **SEEN,
    **FROM,
    "bearing_deg": [78.75, 101.25],
    "range_m": [5000, 7000],
    "means": "heard",
}
INSPECTED = {**SEEN, "kind": "inspection", "instrument": "pact", "zone": "belt"}


def filed(state: State, body: dict[str, Any], number: int = 0) -> list[str]:
    """File a body; the problems, as sentences, if there are any."""
    fields = Fields(body)
    value = parse(fields)
    at = moment("2031-01-01T12:00:00Z")
    audience = frozenset({"all"})
    found = list(fields.problems)
    if not found:
        found = state.problems(
            Draft("observation", "mission-duty", "mission", at, audience, value, body)
        )
    if not found:
        state.apply(
            Entry(
                number, f"e{number}", "observation", "mission-duty", "mission",
                at, at, at, audience, value, body,
            )
        )  # fmt: skip
    return [str(problem) for problem in found]


def test_a_sighting_is_shown_as_it_was_said() -> None:
    """With its words, chain of sources and bounds of place and time."""
    state = State(CHARTER)
    assert filed(state, SEEN) == []
    (shown,) = state.picture(NOW)["observations"]
    assert shown["source"] == ["patrol base 2", "mission"]
    assert shown["place"]["words"] == "by the bridge"
    assert shown["footprint"] == {"shape": "disc", "centre": [36.0, 33.0], "radius_m": 50.0}
    assert shown["at"]["earliest"] == "2031-01-01T10:00:00Z"
    assert shown["geojson"]["geometry"]["type"] == "Polygon"
    assert shown["of_actor"] is None
    assert state.get("o1") is not None
    assert state.get("o2") is None


def test_bearing_and_range_make_an_area() -> None:
    """Heard from Quneitra, east, 5 to 7 km: 4.7 square kilometres."""
    state = State(CHARTER)
    assert filed(state, SECTOR) == []
    (shown,) = state.picture(NOW)["observations"]
    assert shown["sector"]["area_km2"] == pytest.approx(4.712, abs=0.001)
    value = state.get("o1")
    assert value is not None
    assert isinstance(value.footprint(), Area)


def test_all_round_is_a_disc_and_accuracy_widens() -> None:
    """The accuracy of where one stood is added on every side."""
    body = {**SECTOR, "bearing_deg": [0, 360], "from": {"lon": 36, "lat": 33, "accuracy_m": 200}}
    state = State(CHARTER)
    assert filed(state, body) == []
    value = state.get("o1")
    assert value is not None
    assert value.footprint() == Disc((36.0, 33.0), 7200.0)
    narrow = {**body, "observation": "o2", "bearing_deg": [350, 10]}
    assert filed(state, narrow, 1) == []
    second = state.get("o2")
    assert second is not None
    area = second.footprint()
    assert isinstance(area, Area)
    assert area.margin_m == 200
    assert second.sector is not None
    assert second.sector.width_deg == 20


def test_from_a_point_of_unknown_accuracy_nothing_is_bounded() -> None:
    """No footprint is better than a wrong one."""
    state = State(CHARTER)
    assert filed(state, {**SECTOR, "from": {"lon": 36, "lat": 33}}) == []
    assert state.picture(NOW)["observations"][0]["footprint"] is None


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "place and sector together": ({**SECTOR, "place": SEEN["place"]}, "and place are both given"),
    "bearings without a point": ({**SEEN, "bearing_deg": [1, 2]}, "no point to be measured from"),
    "a sector without extent": ({**SECTOR, "range_m": [5000, 5000]}, "has no extent"),
    "bearings that are the same": ({**SECTOR, "bearing_deg": [90, 90]}, "has no extent"),
    "a bearing beyond the compass": ({**SECTOR, "bearing_deg": [90, 400]}, "two numbers"),
    "a count that its bounds do not hold": (
        {**SEEN, "count": {"best": 3, "low": 4, "high": 5, "complete": True}},
        "4 to 5 does not hold 3",
    ),
    "a count that does not say whether it is complete": (
        {**SEEN, "count": {"best": 3}},
        "count.complete",
    ),
    "a count observation without its count": ({**SEEN, "kind": "count"}, "$.count: is missing"),
    "no source": ({**SEEN, "source": []}, "$.source: is empty"),
    "an inspection without a result": (INSPECTED, "$.result: is missing"),
    "a sighting with a result": ({**SEEN, "result": "done"}, "has no meaning for a sighting"),
    "refused, but by whom": ({**INSPECTED, "result": "refused"}, "$.refused_by: is missing"),
    "nothing refused, but by somebody": (
        {**INSPECTED, "result": "done", "refused_by": "guard"},
        "nothing was refused",
    ),
    "a complete count of an inspection partly done": (
        {**INSPECTED, "result": "partly", "count": {"best": 3, "complete": True}},
        "the inspection was partly done",
    ),
    "a count from a refused inspection": (
        {
            **INSPECTED,
            "result": "refused",
            "refused_by": "x",
            "count": {"best": 3, "complete": False},
        },
        "cannot come from a refused inspection",
    ),
    "a zone of no instrument": ({**SEEN, "zone": "belt"}, "of which instrument the zone is"),
    "an unknown means": ({**SEEN, "means": "felt"}, "is not known here"),
    "a ring that crosses itself": (
        {
            **SEEN,
            "place": {
                "words": "x",
                "footprint": {
                    "shape": "area",
                    "rings": [[[36, 33], [37, 34], [37, 33], [36, 34], [36, 33]]],
                },
            },
        },
        "crosses itself",
    ),
    "a misspelt field": ({**SEEN, "subjekt": "tank"}, "is not a field of this kind"),
}


@pytest.mark.parametrize(("body", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(body: dict[str, Any], said: str) -> None:
    """With a sentence that says what is wrong, and nothing is filed."""
    state = State(CHARTER)
    problems = filed(state, body)
    assert any(said in problem for problem in problems), problems
    assert state.standing() == []


def test_the_same_id_twice_is_refused() -> None:
    """A correction changes the first one; a second id makes a second observation."""
    state = State(CHARTER)
    assert filed(state, SEEN) == []
    assert "is filed already" in filed(state, SEEN, 1)[0]


def test_a_refused_inspection_is_a_flag_with_who_refused() -> None:
    """Refused and partly done are results; done is no flag. Nothing changes by time alone."""
    state = State(CHARTER)
    for number, more in enumerate(
        (
            {"result": "refused", "refused_by": "guard post 4"},
            {"result": "partly", "refused_by": "guard post 5"},
            {"result": "done"},
        )
    ):
        body = {**INSPECTED, "observation": f"i{number}", **more}
        assert filed(state, body, number) == []
    refused, partly = alerts(state, NOW)
    assert refused.rule == "inspection-refused"
    assert "refused by guard post 4" in refused.title
    assert partly.rule == "inspection-partly-done"
    assert refused.is_flag
    assert partly.is_flag
    assert next_due(state, NOW) is None
