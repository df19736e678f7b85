"""The limits of imports, each at its edge."""

import json

import pytest

from detente.formats import csv_rows, geojson
from detente.terms import limits
from detente.terms.problems import Refused

POINT = {
    "type": "Feature",
    "properties": {"kind": "site", "title": "x"},
    "geometry": {"type": "Point", "coordinates": [36, 33]},
}


def table(rows: int) -> bytes:
    """A sound table of so many rows."""
    body = "".join(f"p{row},36,33\n" for row in range(rows))
    return ("plan,lon,lat\n" + body).encode()


def features(count: int) -> bytes:
    """A sound collection of so many features."""
    listed = [{**POINT, "id": f"p{at}"} for at in range(count)]
    return json.dumps({"type": "FeatureCollection", "features": listed}).encode()


def test_rows_and_features_up_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as the limit are taken, one more is refused and nothing of it is."""
    monkeypatch.setattr(limits, "IMPORT_ROWS_MAX", 3)
    defaults = {"kind": "site", "title": "x"}
    assert len(csv_rows.read(table(3), file="f", actor="a", defaults=defaults).bodies) == 3
    assert len(geojson.read(features(3), file="f", actor="a").bodies) == 3
    with pytest.raises(Refused, match="more than 3 rows"):
        csv_rows.read(table(4), file="f", actor="a", defaults=defaults)
    with pytest.raises(Refused, match="4 features, at most 3"):
        geojson.read(features(4), file="f", actor="a")


def test_bytes_up_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a byte more than fits is refused before it is read."""
    monkeypatch.setattr(limits, "IMPORT_BYTES_MAX", len(table(2)))
    defaults = {"kind": "site", "title": "x"}
    assert len(csv_rows.read(table(2), file="f", actor="a", defaults=defaults).bodies) == 2
    for read, data in ((csv_rows.read, table(2) + b"\n"), (geojson.read, features(1))):
        with pytest.raises(Refused, match="at most"):
            read(data, file="f", actor="a", defaults=defaults)
