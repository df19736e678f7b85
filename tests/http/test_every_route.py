"""The route table walked: each route's good answer, each way to go wrong, one error shape."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import anyio
import msgspec
import pytest

from detente.http import app
from detente.http.calls import Route, Who
from detente.http.guard import CSP
from detente.http.handbook import codes_of
from detente.http.limits import HEADERS_MAX, REQUEST_BYTES_MAX, TARGET_BYTES_MAX
from detente.http.problems import CODES
from detente.http.routes import ROUTES
from detente.http.shapes import SHAPES, ProblemBody
from detente.terms.problems import IntegrityError, Problem, StoreUnavailable

DRAFT = {"as": "north-cell", "kind": "message", "audience": ["all"], "body": {"words": "hello"}}
GOOD_BODIES: dict[str, Any] = {"FileDraft": DRAFT, "TickRequest": {}}


def named(route: Route) -> str:
    """A row, as test ids show it."""
    return f"{route.method} {route.path}"


def address(route: Route, mechanism: str = "drill") -> str:
    """An address that the stand-in desk can answer."""
    path = route.path.replace("{mechanism}", mechanism).replace("{index}", "0")
    path = path.replace("{alert}", "a-conflict")
    return path.replace("{entry}", f"{0:064x}").replace("{file:path}", "page.js")


def streams(route: Route) -> bool:
    """Whether a row answers with a stream."""
    return route.answers[1] == "text/event-stream"


def good_body(route: Route) -> Any:
    """A body that the stand-in desk takes."""
    return GOOD_BODIES[route.request[0]] if route.request else None


def ask(client: Any, route: Route, **changes: Any) -> Any:
    """A request that would succeed, with some things changed."""
    options: dict[str, Any] = {"method": route.method, "url": address(route), "headers": {}}
    if route.request:
        options["content"] = json.dumps(good_body(route)).encode()
        options["headers"] = {"Content-Type": "application/json"}
    headers = changes.pop("headers", {})
    options.update(changes)
    options["headers"] = {**options["headers"], **headers}
    if changes.get("content") is None and "content" in changes:
        del options["content"]
    return client.request(**options)


def assert_problem(answer: Any, code: str, route: Route | None) -> None:
    """One shape, one meaning, marked like every answer, and declared in the table."""
    body = msgspec.json.decode(answer.content, type=ProblemBody)
    assert (answer.status_code, body.code) == (CODES[code].status, code)
    assert body.status == answer.status_code
    assert body.title == CODES[code].title
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-security-policy"] == CSP
    assert answer.headers["cache-control"] == "no-store"
    for problem in body.problems:
        assert problem.where
        assert problem.what
        assert problem.next_step
    if route is not None and code != "method-not-allowed":
        assert code in codes_of(route), f"{code} is not declared for {named(route)}"


every_route = pytest.mark.parametrize("route", ROUTES, ids=named)
of_mechanism = pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.of_mechanism], ids=named
)
with_body = pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.request], ids=named
)


@pytest.fixture
def client(connect: Any, drill: Any, live: Any, tmp_path: Any) -> Any:
    """A client of a server with both mechanisms and a page of one file."""
    (tmp_path / "index.html").write_text("<!doctype html><title>page</title>")
    (tmp_path / "page.js").write_text("export const page = 1;")
    return connect(drill, live, static=tmp_path)


@pytest.mark.parametrize("route", [one for one in ROUTES if not streams(one)], ids=named)
def test_a_good_request_gets_what_the_table_says(client: Any, route: Route) -> None:
    """Status, media type and shape are those of the row."""
    status, media, shape = route.answers
    answer = ask(client, route)
    assert answer.status_code == status
    told = answer.headers["content-type"].split(";")[0]
    assert told == media or route.path == "/static/{file:path}"
    assert answer.headers["content-security-policy"] == CSP
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in answer.headers
    if route.of_mechanism:
        assert answer.headers["cache-control"] == "no-store"
    if shape:
        msgspec.json.decode(answer.content, type=SHAPES[shape])


@every_route
def test_head_answers_as_get_without_a_body(client: Any, route: Route) -> None:
    """HEAD follows from GET; on a stream it ends at once."""
    answer = client.head(address(route))
    if route.method == "GET":
        assert answer.status_code == route.answers[0]
        assert answer.content == b""
    elif not any(one.method == "GET" and one.path == route.path for one in ROUTES):
        assert answer.status_code == 405


@every_route
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_are_named_and_refused(client: Any, route: Route, method: str) -> None:
    """405 with an Allow that holds every method of the address."""
    answer = client.request(method, address(route))
    assert_problem(answer, "method-not-allowed", route)
    allowed = set(answer.headers["allow"].split(", "))
    assert allowed - {"HEAD"} == {one.method for one in ROUTES if one.path == route.path}


@every_route
def test_an_overriding_header_changes_no_method(client: Any, route: Route) -> None:
    """X-HTTP-Method-Override is only a header."""
    answer = client.head(address(route), headers={"X-HTTP-Method-Override": "POST"})
    assert answer.status_code in (200, 405)


@every_route
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "[::2]",
        "",
        "a@localhost",
        "::",
    ],
)
def test_another_host_name_is_refused(client: Any, route: Route, host: str) -> None:
    """DNS rebinding: a name that is not ours reaches no route."""
    assert_problem(ask(client, route, headers={"Host": host}), "host-unknown", route)


@every_route
def test_a_question_that_nobody_asks_is_refused(client: Any, route: Route) -> None:
    """A misspelt name in a query is a problem, with the names there are."""
    answer = ask(client, route, url=address(route) + "?raeder=north-cell")
    assert_problem(answer, "refused", route)
    assert answer.json()["problems"][0]["where"] == "?raeder"


@pytest.mark.parametrize("route", [one for one in ROUTES if one.query], ids=named)
def test_every_problem_of_a_query_comes_at_once(client: Any, route: Route) -> None:
    """Given twice, unknown, unreadable: all in one answer."""
    first = route.query[0].name
    answer = ask(client, route, url=address(route) + f"?{first}=a&{first}=b&nobody=1")
    assert_problem(answer, "refused", route)
    assert len(answer.json()["problems"]) >= 2


@every_route
def test_a_long_address_is_refused(client: Any, route: Route) -> None:
    """Path and query have a limit."""
    answer = ask(client, route, url=address(route) + "?reader=" + "x" * TARGET_BYTES_MAX)
    assert_problem(answer, "target-too-long", route)


@every_route
def test_too_many_headers_are_refused(client: Any, route: Route) -> None:
    """So have headers, in number and in bytes."""
    many = {f"X-{number}": "1" for number in range(HEADERS_MAX)}
    assert_problem(ask(client, route, headers=many), "headers-too-large", route)
    assert_problem(ask(client, route, headers={"X": "y" * 20_000}), "headers-too-large", route)


@of_mechanism
def test_an_unknown_mechanism_is_not_found(client: Any, route: Route) -> None:
    """Before anything else is said."""
    assert_problem(ask(client, route, url=address(route, "nowhere")), "not-found", route)


@of_mechanism
def test_an_unknown_token_is_refused(client: Any, route: Route) -> None:
    """On every route of a mechanism that is not an EXERCISE."""
    headers = {"Authorization": "Bearer wrong"}
    answer = ask(client, route, url=address(route, "live"), headers=headers)
    assert_problem(answer, "token-unknown", route)


@of_mechanism
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        pytest.param(StoreUnavailable("disk full: /secret/path"), "store-unavailable", id="store"),
        pytest.param(
            IntegrityError([Problem("leaf 7", "bad /secret/path", "x")]), "integrity", id="record"
        ),
        pytest.param(RuntimeError("boom at /secret/path"), "internal", id="a fault of ours"),
        pytest.param(RecursionError("/secret/path"), "internal", id="too deep"),
    ],
)
def test_a_failing_desk_tells_no_details(
    client: Any, drill: Any, route: Route, fault: Exception, code: str
) -> None:
    """What is wrong inside goes to the log; the answer says only whose turn it is."""
    drill.fails = fault
    answer = ask(client, route)
    assert_problem(answer, code, route)
    assert "secret" not in answer.text
    drill.fails = None


@with_body
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://evil.example"}, id="another site"),
        pytest.param({"Origin": "null"}, id="a sandboxed page"),
        pytest.param({"Origin": "http://localhost:9"}, id="another port of this machine"),
        pytest.param({"Origin": "file://"}, id="a file"),
        pytest.param({"Origin": "http://localhost@evil.example"}, id="a name inside another"),
        pytest.param({"Origin": "http://localhost/path"}, id="not an origin"),
        pytest.param({"Origin": ""}, id="an empty origin"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="cross-site by the browser's word"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="a sister domain"),
        pytest.param(
            {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, id="they disagree"
        ),
    ],
)
def test_a_post_from_another_site_changes_nothing(
    client: Any, drill: Any, route: Route, headers: dict[str, str]
) -> None:
    """CSRF: posts come from our own pages or from programs."""
    before = (drill.index, drill.clock, list(drill.ticks))
    assert_problem(ask(client, route, headers=headers), "cross-site", route)
    assert (drill.index, drill.clock, drill.ticks) == before


@with_body
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://LOCALHOST:80"},
        {"Sec-Fetch-Site": "none"},
        {"Host": "[::1]:8080", "Origin": "http://[::1]:8080"},
        {"Host": "127.0.0.1:8080", "Origin": "http://127.0.0.1:8080"},
    ],
)
def test_a_post_from_our_own_page_goes_through(
    client: Any, route: Route, headers: dict[str, str]
) -> None:
    """Same name, same port, however written."""
    assert ask(client, route, headers=headers).status_code == route.answers[0]


@with_body
@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": ""},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "application/jsonp"},
        {"Content-Encoding": "gzip"},
        {"Content-Encoding": "br"},
        {"Content-Encoding": "gzip, identity"},
    ],
)
def test_only_plain_json_is_read(
    client: Any, drill: Any, route: Route, headers: dict[str, str]
) -> None:
    """415: forms cannot post here, and nothing is decompressed."""
    before = drill.index
    assert_problem(ask(client, route, headers=headers), "media-type", route)
    assert drill.index == before


def pieces(count: int) -> Iterator[bytes]:
    """A body that comes in pieces of 64 KiB."""
    for _ in range(count):
        yield b" " * 65_536


@with_body
def test_a_large_body_is_refused_however_it_comes(client: Any, drill: Any, route: Route) -> None:
    """By its declared length before it is read, or by what has come so far."""
    before = drill.index
    declared = ask(client, route, content=b" " * (REQUEST_BYTES_MAX + 1))
    assert_problem(declared, "body-too-large", route)
    chunked = ask(client, route, content=pieces(40))
    assert_problem(chunked, "body-too-large", route)
    assert drill.index == before


MALFORMED = {
    "nothing at all": b"",
    "half an object": b'{"as": "north-cell"',
    "a key twice": b'{"as": "a", "as": "b"}',
    "a key twice, one escaped": b'{"as": "a", "\\u0061s": "b"}',
    "NaN": b'{"as": NaN}',
    "Infinity": b'{"as": -Infinity}',
    "beyond a double": b'{"as": 1e400}',
    "a whole number that no double holds": b'{"as": 9007199254740993}',
    "a number of 5,000 digits": b'{"as": ' + b"9" * 5_000 + b"}",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "not UTF-8": b'{"as": "\xff\xfe"}',
    "UTF-16": '{"as": "a"}'.encode("utf-16"),
    "half a surrogate pair": b'{"as": "\\ud800"}',
    "lists a thousand deep": b"[" * 1_000 + b"]" * 1_000,
    "brackets without end": b"[" * 100_000,
    "something after the end": b"{} {}",
    "a comment": b"{} // yes",
    "single quotes": b"{'as': 'north-cell'}",
    "a null byte": b'{"as": "a\x00"}',
}


@with_body
@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED.keys())
def test_anything_but_strict_json_is_refused(
    client: Any, drill: Any, route: Route, content: bytes
) -> None:
    """400 with a place, never 500, and the record untouched."""
    before = drill.index
    assert_problem(ask(client, route, content=content), "malformed", route)
    assert drill.index == before


@with_body
@pytest.mark.parametrize("content", [b"[]", b"null", b'"text"', b"7", b"true"])
def test_json_that_is_no_object_is_refused(client: Any, route: Route, content: bytes) -> None:
    """422: read, but not what is asked for."""
    assert_problem(ask(client, route, content=content), "refused", route)


@with_body
def test_a_field_that_nobody_asked_for_is_refused(client: Any, drill: Any, route: Route) -> None:
    """Mass assignment: `actor`, `id`, `index` and the like are not taken in silence."""
    before = drill.index
    extra = {**good_body(route), "actor": "south", "index": 0}
    answer = ask(client, route, content=json.dumps(extra).encode())
    assert_problem(answer, "refused", route)
    wheres = {problem["where"] for problem in answer.json()["problems"]}
    assert wheres == {"$.actor", "$.index"}
    assert drill.index == before


@pytest.mark.parametrize(
    "route", [one for one in ROUTES if one.who in (Who.EXERCISE, Who.SIGNER)], ids=named
)
def test_only_an_exercise_lets_one_act_as_any_post(client: Any, live: Any, route: Route) -> None:
    """Elsewhere the desk signs for nobody and time is the clock's."""
    before = (live.index, list(live.ticks))
    assert_problem(ask(client, route, url=address(route, "live")), "exercise-only", route)
    assert live.index - before[0] == len(live.ticks) - len(before[1])  # but for its own ticks


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/mechanisms/",
        "/api/mechanisms/drill",
        "/api/mechanisms/drill/picture/",
        "/api/mechanisms/drill/keys",
        "/api/mechanisms/../healthz/x",
        "/API/mechanisms",
        "/static/",
        "/favicon.ico",
        "/.git/config",
        "//evil.example/",
    ],
)
def test_addresses_outside_the_table_are_not_found(client: Any, path: str) -> None:
    """No redirect, no listing, no default page."""
    assert_problem(client.get("http://localhost" + path), "not-found", None)


def test_a_slow_body_is_given_up(drill: Any, monkeypatch: Any) -> None:
    """408: whoever sends a byte now and then holds no place for ever."""
    monkeypatch.setattr("detente.http.asked.REQUEST_SECONDS_MAX", 0.05)
    sent: list[Any] = []

    async def receive() -> Any:
        await anyio.sleep(0.02)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    path = "/api/mechanisms/drill/tick"
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
    anyio.run(app([drill]), {**scope, "query_string": b""}, receive, send)
    assert sent[0]["status"] == 408
    body = msgspec.json.decode(sent[1]["body"], type=ProblemBody)
    assert body.code == "slow-body"
    assert drill.ticks == []


def test_two_content_types_are_none(client: Any) -> None:
    """Which of two counts is not guessed."""
    headers = [("Content-Type", "application/json"), ("Content-Type", "text/plain")]
    answer = client.post("/api/mechanisms/drill/tick", content=b"{}", headers=headers)
    assert_problem(answer, "media-type", None)
