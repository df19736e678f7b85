"""The API described from its route table: OpenAPI 3.1 for programs, one plain page for people.

Rule. Nothing is described here that is not in the table, the shapes, or the codes.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from html import escape
from typing import Any, TypeAlias

import msgspec
from starlette.responses import Response

from detente.http.asked import READER
from detente.http.calls import Call, Route, json_bytes
from detente.http.problems import CODES, MEDIA_TYPE
from detente.http.shapes import SHAPES
from detente.terms.json import JSON, JSONObject

Handler: TypeAlias = Callable[[Call], Awaitable[Response]]

EVERYWHERE = (
    "bad-request",
    "cross-site",
    "target-too-long",
    "host-unknown",
    "headers-too-large",
    "refused",
    "internal",
)
"""Codes that every route may answer with."""

OF_MECHANISM = ("token-unknown", "not-found", "integrity", "store-unavailable")
"""Codes that every route of a mechanism may answer with besides."""

_REFERENCE = "#/components/schemas/{name}"
_PLACE = re.compile(r"\{(\w+)(?::\w+)?\}")
_ABOUT = (
    "A notification is not permission; no conflict found is not clearance. "
    "A token gives access, never authority: entries are filed by what a post's key signed."
)


def codes_of(route: Route) -> tuple[str, ...]:
    """Every code that a route may answer with, in the order of CODES."""
    wanted = {*EVERYWHERE, *route.errors}
    if route.of_mechanism:
        wanted |= {*OF_MECHANISM}
    if route.of_mechanism and READER in route.query:
        wanted.add("not-this-reader")
    if _PLACE.search(route.path):
        wanted.add("not-found")
    if route.path == "/healthz":
        wanted |= {"integrity", "store-unavailable"}
    return tuple(name for name in CODES if name in wanted)


def document(routes: Sequence[Route]) -> JSONObject:
    """The OpenAPI 3.1 document."""
    _, components = msgspec.json.schema_components(list(SHAPES.values()), ref_template=_REFERENCE)
    paths: dict[str, dict[str, JSON]] = {}
    for route in routes:
        path = _PLACE.sub(r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route)
    bearer = {"type": "http", "scheme": "bearer", "description": "Read as one post."}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Detente",
            "version": "1",
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": {"token": bearer}},
    }


def _operation(route: Route) -> JSONObject:
    status, media, shape = route.answers
    good: dict[str, JSON] = {"description": route.summary, "content": {media: _content(shape)}}
    responses: dict[str, JSON] = {str(status): good}
    if route.request and "SignedEntry" in route.request:
        responses["200"] = {**good, "description": "The same entry had been filed before."}
    for number, names in sorted(_by_status(codes_of(route)).items()):
        said = "; ".join(f"`{name}`: {CODES[name].title}" for name in names)
        body: JSON = {"schema": {"$ref": _REFERENCE.format(name="ProblemBody")}}
        responses[str(number)] = {"description": said, "content": {MEDIA_TYPE: body}}
    operation: dict[str, JSON] = {
        "operationId": operation_id(route),
        "summary": route.summary,
        "description": f"Who: {route.who.value}.",
        "parameters": [*_places(route), *_queries(route)],
        "responses": responses,
    }
    if route.of_mechanism:
        operation["security"] = [{}, {"token": []}]
    if route.request:
        schemas: list[JSON] = [{"$ref": _REFERENCE.format(name=name)} for name in route.request]
        schema = schemas[0] if len(schemas) == 1 else {"oneOf": schemas}
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return operation


def operation_id(route: Route) -> str:
    """A name for generated clients: `get_api_mechanisms_picture`."""
    words = re.findall(r"[a-z]+", re.sub(r"\{mechanism\}|:\w+", "", route.path))
    return "_".join((route.method.lower(), *(words or ["page"])))


def _content(shape: str | None) -> JSONObject:
    return {"schema": {"$ref": _REFERENCE.format(name=shape)}} if shape else {}


def _by_status(names: Sequence[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for name in names:
        found.setdefault(CODES[name].status, []).append(name)
    return found


def _places(route: Route) -> list[JSON]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PLACE.findall(route.path)
    ]


def _queries(route: Route) -> list[JSON]:
    return [
        {"name": param.name, "in": "query", "schema": param.schema, "description": param.says}
        for param in route.query
    ]


def openapi_response(routes: Sequence[Route]) -> Response:
    """The document as an answer."""
    return Response(json_bytes(document(routes)), media_type="application/json")


def docs_response(routes: Sequence[Route]) -> Response:
    """The page for people: no script, no style, everything escaped."""
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>Detente: the API</title>",
        f"<h1>Detente: the API</h1><p>{escape(_ABOUT)}</p>",
        '<p>For programs: <a href="/api/openapi.json">OpenAPI 3.1</a>.</p><h2>Routes</h2>',
        *(_section(route) for route in routes),
        "<h2>Errors</h2><p>Every error is application/problem+json (RFC 9457): type, title, "
        "status, detail, code, and problems, each with where, what and next_step.</p><dl>",
        *(
            f'<dt id="{code.name}"><code>{code.name}</code> ({code.status})</dt>'
            f"<dd>{escape(code.title)}. {escape(code.means)}</dd>"
            for code in CODES.values()
        ),
        "</dl></html>",
    ]
    return Response("\n".join(parts), media_type="text/html; charset=utf-8")


def _section(route: Route) -> str:
    rows = "".join(
        f"<li><code>{escape(param.name)}</code>: {escape(param.says)}</li>"
        for param in route.query
    )
    asks = "".join(f"<p>Body: {_fields(name)}</p>" for name in route.request)
    codes = ", ".join(f'<a href="#{name}">{name}</a>' for name in codes_of(route))
    return (
        f'<h3 id="{operation_id(route)}"><code>{route.method} {escape(route.path)}</code></h3>'
        f"<p>{escape(route.summary)}</p><p>Who: {escape(route.who.value)}.</p>"
        f"<ul>{rows}</ul>{asks}<p>Errors: {codes}</p>"
    )


def _fields(name: str) -> str:
    shape: Any = SHAPES[name]
    names = ", ".join(
        field.encode_name + ("" if field.required else " (optional)")
        for field in msgspec.structs.fields(shape)
    )
    return f"<code>{escape(name)}</code>: {escape(names)}"
