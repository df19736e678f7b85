"""Reading bodies: every problem at once, and nothing lost silently."""

from __future__ import annotations

from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.terms.fields import Fields
from detente.terms.places import (
    footprint_json,
    read_band,
    read_footprint,
    read_volume,
    volume_json,
)
from detente.terms.where import Area, Corridor, Disc, Edges


class Colour(Enum):
    """For the tests."""

    RED = "red"
    BLUE = "blue"


def read(body: Any) -> Fields:
    """A body of five fields, read."""
    fields = Fields(body)
    fields.id("plan")
    fields.choice("colour", Colour)
    fields.number("height", low=0, high=100)
    fields.span("span")
    for item in fields.objects("parts"):
        item.integer("n", low=1)
        item.done()
    fields.done()
    return fields


def test_every_problem_comes_at_once_with_its_path() -> None:
    """Six faults in one body give six problems."""
    fields = read(
        {
            "plan": "no spaces please",
            "colour": "green",
            "height": float("inf"),
            "span": {"start": "2025-01-01T00:00:00", "end": "2025-01-02T00:00:00Z"},
            "parts": [{"n": 1}, {"n": 0, "m": 2}],
            "stray": 1,
        }
    )
    places = {problem.where for problem in fields.problems}
    assert places == {
        "$.plan",
        "$.colour",
        "$.height",
        "$.span.start",
        "$.parts[1].n",
        "$.parts[1].m",
        "$.stray",
    }
    assert all(problem.what and problem.next_step for problem in fields.problems)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_json_value_makes_reading_raise(body: Any) -> None:
    """Whatever is handed in, problems are gathered and nothing is thrown."""
    assert read(body).problems


@given(
    st.dictionaries(
        st.sampled_from(["shape", "centre", "radius_m", "path", "half_width_m", "rings", "edges"]),
        st.sampled_from(["disc", "corridor", "area"])
        | st.floats()
        | st.lists(st.lists(st.floats() | st.text(max_size=2), max_size=3), max_size=5),
    )
)
def test_no_footprint_makes_reading_raise(body: Any) -> None:
    """Half-filled shapes give problems or a footprint, never an exception."""
    fields = Fields(body)
    footprint = read_footprint(fields)
    assert fields.problems or isinstance(footprint, Disc | Corridor | Area)


RING = ((1.0, 2.0), (3.0, 2.0), (3.0, 4.0), (1.0, 2.0))
FOOTPRINTS = {
    "a disc": Disc((36.29, 33.51), 500.0),
    "a corridor straight in lon/lat": Corridor(((1.0, 2.0), (3.0, 4.0)), 50.0, Edges.LONLAT),
    "an area with a margin": Area((RING,), Edges.GEODESIC, 25.0),
}


@pytest.mark.parametrize("footprint", FOOTPRINTS.values(), ids=FOOTPRINTS.keys())
def test_footprints_round_trip(footprint: Disc | Corridor | Area) -> None:
    """Written and read again, a footprint is itself."""
    fields = Fields(footprint_json(footprint))
    assert read_footprint(fields) == footprint
    assert fields.problems == []


def test_volumes_and_timetables_round_trip() -> None:
    """A volume with all it can have, one with nothing known, and a timetable."""
    bodies: list[dict[str, Any]] = [
        {
            "footprint": {"shape": "disc", "centre": [1.0, 2.0], "radius_m": 5.0},
            "band": {"lower_m": 100.0, "upper_m": None, "reference": "agl"},
            "span": {"start": "2025-01-01T00:00:00Z", "end": "2025-01-02T00:00:00Z"},
        },
        {
            "footprint": {"shape": "disc", "centre": [1.0, 2.0], "radius_m": 5.0},
            "band": None,
            "span": None,
        },
        {
            "moving": {
                "fixes": [
                    {"at": "2025-01-01T00:00:00Z", "lon": 1.0, "lat": 2.0},
                    {"at": "2025-01-01T01:00:00Z", "lon": 1.1, "lat": 2.0},
                ],
                "radius_m": 18520.0,
                "slack_s": 60.0,
            },
            "band": None,
        },
    ]
    for body in bodies:
        fields = Fields(body)
        volume = read_volume(fields)
        assert fields.problems == []
        assert volume_json(volume) == body


def test_a_height_without_its_reference_is_a_problem() -> None:
    """It cannot be compared, and is not guessed."""
    fields = Fields({"lower_m": 0, "upper_m": 100})
    read_band(fields)
    assert [problem.where for problem in fields.problems] == ["$.reference"]
