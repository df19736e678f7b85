"""The API's own description: OpenAPI held to an independent validator, the page, the document."""

from __future__ import annotations

import json
import warnings
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from detente.desk.limits import named
from detente.http import limits as door
from detente.http.calls import Route
from detente.http.handbook import codes_of, operation_id
from detente.http.problems import CODES
from detente.http.routes import ROUTES
from detente.terms import limits as terms

with warnings.catch_warnings():
    # Its dependencies warn of one another at import; none of it is ours.
    warnings.simplefilter("ignore")
    from jsonschema import Draft202012Validator
    from openapi_spec_validator import OpenAPIV31SpecValidator

HANDBOOK = Path(__file__).parents[2] / "docs" / "http.md"


@pytest.fixture
def openapi(client: Any) -> Any:
    """The document as served."""
    return client.get("/api/openapi.json").json()


def test_the_document_is_valid_openapi_3_1(openapi: Any) -> None:
    """By a validator that is not ours."""
    assert openapi["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(openapi).iter_errors()) == []


def test_the_validator_can_fail(openapi: Any) -> None:
    """A check that cannot fail checks nothing."""
    del openapi["paths"]["/healthz"]["get"]["responses"]["200"]["description"]
    assert list(OpenAPIV31SpecValidator(openapi).iter_errors())


def test_every_route_and_every_error_is_described(openapi: Any) -> None:
    """The table, no more and no less."""
    described = {
        (method.upper(), path)
        for path, operations in openapi["paths"].items()
        for method in operations
    }
    assert described == {(one.method, one.path.replace(":path", "")) for one in ROUTES}
    for route in ROUTES:
        operation = openapi["paths"][route.path.replace(":path", "")][route.method.lower()]
        statuses = {str(CODES[code].status) for code in codes_of(route)}
        assert statuses <= set(operation["responses"])
        assert str(route.answers[0]) in operation["responses"]


def test_operations_have_names_of_their_own() -> None:
    """Generated clients need them to differ."""
    names = [operation_id(route) for route in ROUTES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "route",
    [one for one in ROUTES if one.method == "GET" and one.answers[2]],
    ids=lambda route: route.path,
)
def test_answers_fit_the_schema_that_is_published(client: Any, openapi: Any, route: Route) -> None:
    """By another reader of JSON Schema than the one that wrote it."""
    path = route.path.replace("{mechanism}", "drill").replace("{index}", "0")
    path = path.replace("{entry}", f"{0:064x}").replace("{alert}", "a-conflict")
    answer = client.get(path)
    assert answer.status_code == 200
    schema = {"$ref": f"#/components/schemas/{route.answers[2]}", **openapi}
    errors = list(Draft202012Validator(schema).iter_errors(answer.json()))
    assert errors == []


def test_problems_fit_the_schema_that_is_published(client: Any, openapi: Any) -> None:
    """Errors too."""
    answer = client.get("/api/mechanisms/nowhere/picture")
    schema = {"$ref": "#/components/schemas/ProblemBody", **openapi}
    assert list(Draft202012Validator(schema).iter_errors(answer.json())) == []
    assert list(Draft202012Validator(schema).iter_errors({"code": 7}))


class Seen(HTMLParser):
    """Tags, ids, addresses and inline attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Note one tag."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value for name, value in attrs if name == "id"]
        self.addresses += [value for name, value in attrs if name in ("href", "src")]


def test_the_page_for_people_needs_nothing_from_elsewhere(client: Any) -> None:
    """No script, no style, no address of another site; every error's `type` leads to its place."""
    answer = client.get("/api/docs")
    seen = Seen()
    seen.feed(answer.text)
    assert not seen.tags & {"script", "style", "link", "img", "iframe"}
    assert not [name for name in seen.attributes if name.startswith("on") or name == "style"]
    assert all(address.startswith(("#", "/api/")) for address in seen.addresses)
    assert set(CODES) <= set(seen.ids)
    assert len(seen.ids) == len(set(seen.ids))
    for route in ROUTES:
        assert f"<code>{route.method} {route.path}</code>" in answer.text


def test_the_document_names_every_route_code_and_limit() -> None:
    """docs/http.md is held to the table."""
    text = HANDBOOK.read_text(encoding="utf-8")
    for route in ROUTES:
        assert f"`{route.method} {route.path}`" in text, route.path
    for code in CODES.values():
        assert f"| `{code.name}` | {code.status} |" in text, code.name
    for row in named("http", door):
        assert isinstance(row, dict)
        assert f"`{row['name']}`" in text


def test_every_limit_is_shown_with_its_reason(client: Any) -> None:
    """Values as the code has them."""
    rows = client.get("/api/limits").json()["limits"]
    shown = {(row["room"], row["name"]): row for row in rows}
    for room, module in (("terms", terms), ("http", door)):
        names = [name for name in vars(module) if name.isupper()]
        assert names
        for name in names:
            row = shown[room, name]
            assert row["value"] == getattr(module, name)
            assert len(row["reason"]) > 10


def test_every_kind_is_shown_with_its_function(client: Any) -> None:
    """The page and clients choose from it."""
    from detente.mechanism.kinds import KINDS

    rows = {row["name"]: row for row in client.get("/api/kinds").json()["kinds"]}
    assert set(rows) == set(KINDS)
    assert rows["plan.file"]["function"] == "plans"
    assert rows["plan.file"]["amended_by"] == "plan.amend"


def test_product_text_never_says_what_we_never_say(client: Any) -> None:
    """Design, section 2: no word of permission or safety in anything this room writes."""
    text = client.get("/api/docs").text + json.dumps(client.get("/api/openapi.json").json())
    words = {word.strip(".,;:()`").lower() for word in text.split()}
    assert not words & {"approved", "cleared", "safe"}
