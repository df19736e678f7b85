"""GeoJSON in and out: geometry types, RFC 7946's traps, and the way back."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.formats import geojson, geojson_out
from detente.formats.imported import Imported
from detente.plans.entries import parse_plan
from detente.terms.fields import Fields
from detente.terms.places import volume_json
from detente.terms.problems import Refused
from detente.terms.when import rfc3339

SAID = {"plan": "p1", "kind": "closure", "title": "Closed"}
SQUARE = [[36, 33], [36.1, 33], [36.1, 33.1], [36, 33.1], [36, 33]]


def feature(geometry: str, coordinates: Any, **said: Any) -> dict[str, Any]:
    """A feature with what a plan needs."""
    return {
        "type": "Feature",
        "properties": {**SAID, **said},
        "geometry": {"type": geometry, "coordinates": coordinates},
    }


def collection(*features: Any, **more: Any) -> dict[str, Any]:
    """A FeatureCollection."""
    return {"type": "FeatureCollection", "features": list(features), **more}


def read(document: Any, **more: Any) -> Imported:
    """Import a document for the relief organisation."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return geojson.read(data, file="z.geojson", actor="relief", **more)


def volumes(document: Any) -> Any:
    """The volumes of the one plan of a document."""
    (body,) = read(document).bodies
    return body["volumes"]


def faults(document: Any, **more: Any) -> list[tuple[str, str]]:
    """Where and what of every problem of a document that is refused."""
    with pytest.raises(Refused) as refused:
        read(document, **more)
    assert all(problem.next_step for problem in refused.value.problems)
    return [(problem.where, problem.what) for problem in refused.value.problems]


def test_point_is_a_circle() -> None:
    """radius_m around the point; the point is to be read back."""
    (body,) = read(feature("Point", [36, 33], radius_m=500)).bodies
    shape: Any = body["volumes"]
    assert shape[0]["footprint"] == {"shape": "disc", "centre": [36.0, 33.0], "radius_m": 500}
    assert body["position"] == {"lon": 36.0, "lat": 33.0, "accuracy_m": None}


def test_an_accuracy_widens_the_circle() -> None:
    """Known to 200 m: 500 m around it become 700 m."""
    found = volumes(feature("Point", [36, 33], radius_m=500, accuracy_m=200))
    assert found[0]["footprint"]["radius_m"] == 700


def test_line_is_a_corridor_with_straight_edges() -> None:
    """RFC 7946: straight in longitude and latitude, unless the file says geodesic."""
    line = [[36, 33], [36.5, 33.5]]
    assert (
        volumes(feature("LineString", line, half_width_m=50))[0]["footprint"]["edges"] == "lonlat"
    )
    geodesic = volumes(feature("LineString", line, edges="geodesic"))
    assert geodesic[0]["footprint"]["edges"] == "geodesic"


def test_line_with_times_is_a_timetable() -> None:
    """One time for each position."""
    times = ["2025-06-01T09:30:00Z", "2025-06-01T10:00:00Z"]
    (found,) = volumes(
        feature("LineString", [[36, 33], [36.5, 33.5]], times=times, radius_m=9, slack_s=60)
    )
    assert [fix["at"] for fix in found["moving"]["fixes"]] == times
    assert (found["moving"]["radius_m"], found["moving"]["slack_s"]) == (9, 60)


def test_polygon_keeps_holes_and_puts_winding_right() -> None:
    """Either winding gives the same area: outer counterclockwise, holes clockwise."""
    hole = [[36.02, 33.02], [36.04, 33.02], [36.04, 33.04], [36.02, 33.02]]
    right = volumes(feature("Polygon", [SQUARE, hole[::-1]]))
    wrong = volumes(feature("Polygon", [SQUARE[::-1], hole]))
    assert right == wrong
    assert right[0]["footprint"]["rings"][0] == [[float(x), float(y)] for x, y in SQUARE]
    assert right[0]["footprint"]["edges"] == "lonlat"


def test_multi_geometries_are_several_volumes() -> None:
    """A MultiPolygon is one plan with a volume for each part, at the same heights and times."""
    other = [[lon + 1, lat] for lon, lat in SQUARE]
    said = {"lower_m": 0, "upper_m": 100, "height_reference": "agl"}
    found = volumes(feature("MultiPolygon", [[SQUARE], [other]], **said))
    assert len(found) == 2
    assert found[0]["band"] == found[1]["band"] == {
        "lower_m": 0, "upper_m": 100, "reference": "agl"
    }  # fmt: skip


def test_features_of_one_plan_are_its_volumes() -> None:
    """Two features with one plan id: the second may leave out what the first said."""
    second = {
        "type": "Feature",
        "properties": {"plan": "p1", "radius_m": 5},
        "geometry": {"type": "Point", "coordinates": [36.2, 33]},
    }
    (body,) = read(collection(feature("Point", [36, 33]), second)).bodies
    assert len(body["volumes"]) == 2  # type: ignore[arg-type]


def test_the_features_own_id_names_the_plan() -> None:
    """Where no property plan is given."""
    named = feature("Point", [36, 33], plan=None) | {"id": "well-7"}
    assert read(named).bodies[0]["plan"] == "well-7"


def test_position_may_be_written_in_any_way() -> None:
    """The point to be read back of an area, as DMS."""
    (body,) = read(feature("Polygon", [SQUARE], position="33°03'N 36°03'E")).bodies
    assert body["position"] == {"lon": 36.05, "lat": 33.05, "accuracy_m": None}


def test_echoes_name_what_is_echoed() -> None:
    """The centre of a circle, start and end of a line, the first vertex of an area."""
    document = collection(
        feature("Point", [36, 33]),
        feature("LineString", [[36, 33], [36.5, 33.5]], plan="p2"),
        feature("Polygon", [SQUARE], plan="p3"),
    )
    assert [(echo.plan, echo.what) for echo in read(document).echoes] == [
        ("p1", "centre"),
        ("p2", "start"),
        ("p2", "end"),
        ("p3", "first vertex"),
    ]


def test_a_third_coordinate_can_be_heights_or_ignored() -> None:
    """The file must say which; as heights they are over the WGS 84 ellipsoid."""
    line = [[36, 33, 900], [36.5, 33.5, 1200]]
    heights = volumes(feature("LineString", line, third_coordinate="wgs84"))
    assert heights[0]["band"] == {"lower_m": 900, "upper_m": 1200, "reference": "wgs84"}
    ignored = volumes(feature("LineString", line, third_coordinate="ignore"))
    assert ignored[0]["band"] is None


AT = "z.geojson:$"
REFUSED = {
    "a third coordinate that nobody explains": (
        feature("Point", [36, 33, 0]),
        (f"{AT}.geometry.coordinates", "third coordinate"),
    ),
    "a ring that is not closed": (
        feature("Polygon", [SQUARE[:-1]]),
        (f"{AT}.geometry.coordinates[0]", "not closed"),
    ),
    "a ring across the antimeridian": (
        feature("Polygon", [[[179, 0], [-179, 0], [-179, 1], [179, 1], [179, 0]]]),
        (f"{AT}.geometry.coordinates[0][1]", "antimeridian"),
    ),
    "a line across the antimeridian": (
        feature("LineString", [[179, 0], [-179, 0]]),
        (f"{AT}.geometry.coordinates[1]", "antimeridian"),
    ),
    "an older datum": (
        collection(
            feature("Point", [36, 33]),
            crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4230"}},
        ),
        (f"{AT}.crs", "older datum"),
    ),
    "a ring that crosses itself": (
        feature("Polygon", [[[36, 33], [36.1, 33.1], [36.1, 33], [36, 33.1], [36, 33]]]),
        (f"{AT}.geometry.coordinates", "crosses itself"),
    ),
    "a repeated vertex": (
        feature("Polygon", [[*SQUARE[:2], SQUARE[1], *SQUARE[2:]]]),
        (f"{AT}.geometry.coordinates[0][2]", "repeats"),
    ),
    "latitude first": (
        feature("Point", [33, 136]),
        (f"{AT}.geometry.coordinates", "not on Earth"),
    ),
    "a position of words": (
        feature("Point", ["36", "33"]),
        (f"{AT}.geometry.coordinates", "not a position"),
    ),
    "a position that is too short": (
        feature("LineString", [[36, 33], [36.1]]),
        (f"{AT}.geometry.coordinates[1]", "not a position"),
    ),
    "a bare geometry": ({"type": "Point", "coordinates": [36, 33]}, (f"{AT}.type", "nothing")),
    "a collection of geometries": (
        {
            "type": "Feature",
            "properties": SAID,
            "geometry": {"type": "GeometryCollection", "geometries": []},
        },
        (f"{AT}.geometry.type", "GeometryCollection"),
    ),
    "no geometry": (
        {"type": "Feature", "properties": SAID, "geometry": None},
        (f"{AT}.geometry", "missing"),
    ),
    "a misspelt property": (
        feature("Point", [36, 33], raduis_m=3),
        (f"{AT}.properties.raduis_m", "not a property"),
    ),
    "a width for a circle": (
        feature("Point", [36, 33], half_width_m=3),
        (f"{AT}.properties.half_width_m", "means nothing"),
    ),
    "a radius below 0, though the accuracy would widen it": (
        feature("Point", [36, 33], radius_m=-3, accuracy_m=50),
        (f"{AT}.properties.radius_m", "not between"),
    ),
    "an accuracy below 0": (
        feature("Point", [36, 33], radius_m=30, accuracy_m=-5),
        (f"{AT}.properties.accuracy_m", "not a length"),
    ),
    "too few times": (
        feature("LineString", [[36, 33], [37, 33]], times=["2025-06-01T09:30:00Z"]),
        (f"{AT}.properties.times", "2 times"),
    ),
    "a naive time": (
        feature("Point", [36, 33], start="2025-06-01T09:30:00", end="2025-06-01T10:30:00Z"),
        (f"{AT}.properties.start", "time zone"),
    ),
    "a height without its reference": (
        feature("Point", [36, 33], lower_m=3),
        (f"{AT}.properties.height_reference", "reference"),
    ),
    "an unknown kind": (
        feature("Point", [36, 33], kind="raid"),
        (f"{AT}.properties.kind", "not known"),
    ),
    "another party's plan": (
        feature("Point", [36, 33], actor="north"),
        (f"{AT}.properties.actor", "north is not relief"),
    ),
    "an empty collection": (collection(), ("z.geojson", "no plan")),
    "duplicate names": (
        b'{"type": "Feature", "type": "Feature"}',
        ("z.geojson", "the name 'type' twice"),
    ),
    "not a number": (
        b'{"type": "FeatureCollection", "features": [NaN]}',
        ("z.geojson", "NaN"),
    ),
    "an endless number": (b'{"a": 1e999}', ("z.geojson", "too large")),
    "half a character": (b'{"a": "\\ud800"}', ("z.geojson", "half a character")),
    "a broken file": (b'{"type": "Feature",\n "properties": ', ("z.geojson:line 2", "not JSON")),
    "too deep a file": (b"[" * 5000 + b"]" * 5000, ("z.geojson", "nested deeper")),
    "another encoding": ('{"a": "é"}'.encode("latin-1"), ("z.geojson:byte 7", "not UTF-8")),
}


@pytest.mark.parametrize(("document", "expected"), REFUSED.values(), ids=REFUSED)
def test_names_path_and_reason(document: Any, expected: tuple[str, str]) -> None:
    """Each fault is named at its own JSON path, with its reason."""
    found = faults(document)
    assert any(where.startswith(expected[0]) and expected[1] in what for where, what in found), (
        found
    )


def test_all_features_are_judged_before_anything_is_refused() -> None:
    """One sound feature, two with a fault each: both faults, no body."""
    found = faults(
        collection(
            feature("Point", [36, 33]),
            feature("Point", [36, 93], plan="p2"),
            feature("LineString", [[36, 33]], plan="p3"),
        )
    )
    assert [where for where, _ in found] == [
        "z.geojson:$.features[1].geometry.coordinates",
        "z.geojson:$.features[2].geometry.coordinates",
    ]


def test_wgs84_by_its_old_name_is_taken() -> None:
    """Many programs still write the crs member for what the RFC makes the rule."""
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(read(collection(feature("Point", [36, 33]), crs=crs)).bodies) == 1


lon = st.floats(20, 60).map(lambda value: round(value, 6))
lat = st.floats(-60, 60).map(lambda value: round(value, 6))
metres = st.integers(0, 20_000)
bands = st.none() | st.builds(
    lambda low, up, reference: {"lower_m": low, "upper_m": low + up, "reference": reference},
    st.integers(-100, 5_000),
    st.integers(0, 5_000),
    st.sampled_from(["wgs84", "amsl", "agl", "pressure"]),
)
NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)
spans = st.none() | st.builds(
    lambda start, length: {
        "start": rfc3339(NOON + timedelta(minutes=start)),
        "end": rfc3339(NOON + timedelta(minutes=start + length)),
    },
    st.integers(-900, 900),
    st.integers(1, 900),
)
discs = st.builds(
    lambda x, y, radius, band, span: {
        "footprint": {"shape": "disc", "centre": [x, y], "radius_m": radius},
        "band": band,
        "span": span,
    },
    lon, lat, metres, bands, spans,
)  # fmt: skip
areas = st.builds(
    lambda x, y, size, margin, edges, band, span: {
        "footprint": {
            "shape": "area",
            "rings": [[[x, y], [x + size, y], [x + size, y + size], [x, y]]],
            "margin_m": margin,
            "edges": edges,
        },
        "band": band,
        "span": span,
    },
    lon, lat, st.sampled_from([0.01, 0.5, 1]), metres,
    st.sampled_from(["lonlat", "geodesic"]), bands, spans,
)  # fmt: skip
corridors = st.builds(
    lambda x, y, step, width, edges, band, span: {
        "footprint": {
            "shape": "corridor",
            "path": [[x, y], [x + step, y + step], [x, y + 2 * step]],
            "half_width_m": width,
            "edges": edges,
        },
        "band": band,
        "span": span,
    },
    lon, lat, st.sampled_from([0.01, 0.5]), metres,
    st.sampled_from(["lonlat", "geodesic"]), bands, spans,
)  # fmt: skip
movings = st.builds(
    lambda x, y, step, radius, slack, band: {
        "moving": {
            "fixes": [
                {"at": rfc3339(NOON + timedelta(hours=at)), "lon": x + step * at, "lat": y}
                for at in range(3)
            ],
            "radius_m": radius,
            "slack_s": slack,
        },
        "band": band,
    },
    lon, lat, st.sampled_from([0, 0.25]), metres, st.integers(0, 900), bands,
)  # fmt: skip
bodies = st.builds(
    lambda volumes, position, notify, kind: {
        "plan": "p1",
        "version": 1,
        "kind": kind,
        "actor": "relief",
        "title": "A plan · خطة",
        "volumes": volumes,
        "notify": notify,
        **({"position": {"lon": 36.5, "lat": 33.5, "accuracy_m": 20}} if position else {}),
    },
    st.lists(discs | areas | corridors | movings, min_size=1, max_size=3),
    st.booleans(),
    st.sampled_from([[], ["north", "south"]]),
    st.sampled_from(["flight", "site", "live_fire"]),
)


@settings(max_examples=60, deadline=None)
@given(bodies)
def test_what_goes_out_comes_in_again(body: dict[str, Any]) -> None:
    """A plan shown in a picture, written and read back has the same volumes, to the digit."""
    fields = Fields(body)
    plan = parse_plan(fields)
    assert fields.problems == []
    shown = {
        **body,
        "id": "p1",
        "volumes": [volume_json(volume) for volume in plan.volumes],
    }
    document = geojson_out.write({"plans": {"plans": [shown]}, "agreements": {"instruments": []}})
    (back,) = read(document).bodies
    reader = Fields(back)
    assert parse_plan(reader) == plan
    assert reader.problems == []


def test_zones_and_lines_go_out_with_tolerance_and_source() -> None:
    """Zones keep what a reader needs to judge them."""
    instrument = {
        "id": "i1",
        "version": 2,
        "in_force": "cannot tell",
        "zones": [
            {
                "id": "z1",
                "name": "Buffer",
                "tolerance_m": 1000,
                "source": "Natural Earth",
                "footprint": {
                    "shape": "area", "rings": [SQUARE], "edges": "lonlat", "margin_m": 0
                },
            }
        ],
        "lines": [
            {"id": "a", "name": "Line A", "path": SQUARE[:2], "tolerance_m": 5, "source": "s"}
        ],
    }  # fmt: skip
    document = json.loads(
        geojson_out.write({"plans": {"plans": []}, "agreements": {"instruments": [instrument]}})
    )
    zone, line = document["features"]
    assert zone["geometry"] == {"type": "Polygon", "coordinates": [SQUARE]}
    assert zone["properties"]["tolerance_m"] == 1000
    assert zone["properties"]["source"] == "Natural Earth"
    assert zone["properties"]["in_force"] == "cannot tell"
    assert line["geometry"]["type"] == "LineString"
    assert line["properties"]["line"] == "a"
