"""Nothing of one party's plan reaches another party's reader, by any route, in any byte.

For every scenario, each party files a plan of its own that collides with those of the others; then
every route of the table is asked as every post. A route that this walk does not know fails it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import anyio
import pytest

from detente.desk import Desk
from detente.desk.founding import found
from detente.desk.keys import new_ring
from detente.desk.scenarios import listed, load, replay
from detente.http.routes import ROUTES
from detente.record.stores.memory import MemoryStore
from detente.terms.when import rfc3339
from detente.terms.who import CLERK

pytestmark = pytest.mark.timeout(600)  # whole walks of whole scenarios
HIDDEN_TEXT = re.compile(r"\S.{14,}\S")
TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)")


@dataclass
class World:
    """A desk with one secret plan for each party. secrets: actor -> texts nobody else may get."""

    desk: Desk
    secrets: dict[str, list[str]] = field(default_factory=dict)
    plans: dict[str, str] = field(default_factory=dict)
    answers: list[tuple[str, str]] = field(default_factory=list)
    walks: dict[str | None, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The mechanism's id."""
        return self.desk.id

    def readers(self) -> list[str | None]:
        """Every post but the operator's, and the public."""
        return [post for post in self.desk.charter.posts if post != CLERK] + [None]

    def hidden_from(self, reader: str | None) -> list[tuple[str, str]]:
        """Whose secret, and what it is, for everybody whom the reader does not stand for."""
        own = self.desk.charter.actor_of(reader) if reader else None
        return [
            (actor, text)
            for actor, texts in self.secrets.items()
            if actor != own
            for text in texts
        ]


def filers(desk: Desk) -> list[str]:
    """Every actor with a post, the software apart: whoever may file a plan of its own."""
    charter = desk.charter
    return [one for one in charter.actors if one != CLERK and charter.posts_of(one)]


def secret_plan(world: World, actor: str, number: int) -> dict[str, Any]:
    """A plan whose every word and number is the party's own; it overlaps those of the others."""
    start = world.desk.now() + timedelta(hours=2, seconds=number)
    lon, lat = round(36.1357913 + number * 0.0017, 7), round(33.2468024 + number * 0.0013, 7)
    reach, low, high = 9_135.791 + number, 1_357.25 + number, 2_468.75 + number
    square = [[lon, lat], [lon + 0.0271828, lat], [lon + 0.0271828, lat + 0.0314159], [lon, lat]]
    corners = [[round(part, 7) for part in vertex] for vertex in square]
    plan, words = f"zq{number}-hidden-plan", f"zq{number} words for our own eyes"
    world.plans[actor] = plan
    numbers = [lon, lat, reach, low, high, *(part for vertex in corners for part in vertex)]
    world.secrets[actor] = [plan, words, f"zq{number}-title", *sorted({str(n) for n in numbers})]
    band = {"lower_m": low, "upper_m": high, "reference": "wgs84"}
    span = {"start": rfc3339(start), "end": rfc3339(start + timedelta(hours=1))}
    disc = {"shape": "disc", "centre": [lon, lat], "radius_m": reach}
    area = {"shape": "area", "rings": [corners]}
    return {
        "plan": plan,
        "version": 1,
        "kind": "flight",
        "actor": actor,
        "title": f"zq{number}-title",
        "contact": world.desk.charter.posts_of(actor)[0],
        "volumes": [{"footprint": shape, "band": band, "span": span} for shape in (disc, area)],
        "position": {"lon": lon, "lat": lat, "accuracy_m": 5},
        "units_to_pass_on": [words],
        "words": words,
    }


def with_secrets(desk: Desk, file: Callable[[str, dict[str, Any]], str]) -> World:
    """One secret plan a party. file: (post, draft) -> the answer that the filer's side got."""
    world = World(desk)
    for number, actor in enumerate(filers(desk), start=1):
        post = desk.charter.posts_of(actor)[0]
        draft = {
            "as": post,
            "kind": "plan.file",
            "audience": [actor],
            "body": secret_plan(world, actor, number),
        }
        world.answers.append((post, file(post, draft)))
    assert len(world.secrets) >= 1, "a scenario in which nobody has a post tests nothing"
    return world


def gets(
    client: Any, world: World, reader: str | None, query: str, headers: dict[str, str]
) -> Iterator[Any]:
    """(address, answer) of every GET route for one reader, every object of it asked for."""
    desk, base = world.desk, f"/api/mechanisms/{world.id}"
    entries = desk.entries(0, CLERK)
    last = desk.entries(0, reader)[-1].index
    later = quote(rfc3339(desk.now() + timedelta(days=1)))
    today = desk.now().date().isoformat()
    whens = ("", f"&now={later}", f"&known_at={today}", f"&index={len(entries)}")
    where: dict[str, list[str]] = {
        "/api/mechanisms": [""],
        "/api/mechanisms/{mechanism}/picture": [query + when for when in whens],
        "/api/mechanisms/{mechanism}/alerts": [query + when for when in whens],
        "/api/mechanisms/{mechanism}/ways/{alert}": [query],
        "/api/mechanisms/{mechanism}/entries": [f"{query}&limit=500&since=0"],
        "/api/mechanisms/{mechanism}/entries/{entry}": [query],
        "/api/mechanisms/{mechanism}/proofs/{index}": [query],
        "/api/mechanisms/{mechanism}/checkpoint": [""],
        "/api/mechanisms/{mechanism}/events": [query],
        "/api/limits": [""],
        "/api/kinds": [""],
        "/healthz": [""],
        "/api/openapi.json": [""],
        "/api/docs": [""],
        "/": [""],
        "/static/{file:path}": [""],
    }
    for route in ROUTES:
        if route.method != "GET":
            continue
        for asked in where[route.path]:  # KeyError: teach this walk the new route
            path = route.path.replace("{mechanism}", world.id).replace("{file:path}", "none.js")
            if route.answers[1] == "text/event-stream":
                yield path, stream(client, f"{base}/events", asked[1:], headers, last)
            elif "{alert}" in path:
                for alert in desk.alerts():
                    one = path.replace("{alert}", alert.id)
                    yield one, client.get(one + asked, headers=headers).text
            elif "{entry}" in path or "{index}" in path:
                for entry in entries:
                    one = path.replace("{entry}", entry.id).replace("{index}", str(entry.index))
                    yield one, client.get(one + asked, headers=headers).text
            else:
                yield path, client.get(path + asked, headers=headers).text


def walked(client: Any, world: World, reader: str | None) -> list[tuple[str, str]]:
    """The walk of one reader in an EXERCISE, done once for all tests of a scenario."""
    if reader not in world.walks:
        world.walks[reader] = list(gets(client, world, reader, f"?reader={reader or ''}", {}))
    return world.walks[reader]


def stream(client: Any, path: str, query: str, headers: dict[str, str], last: int) -> str:
    """What an event stream sends, from its start to a moment after the last entry for it."""
    text = ""

    async def read() -> None:
        async with anyio.create_task_group() as group:
            gone, come = anyio.Event(), anyio.Event()

            async def receive() -> Any:
                await gone.wait()
                return {"type": "http.disconnect"}

            async def send(message: Any) -> None:
                nonlocal text
                text += message.get("body", b"").decode()
                if f"id: {last}\n" in text or text.startswith("{"):
                    come.set()

            given = {"host": "localhost", **{name.lower(): v for name, v in headers.items()}}
            scope = {
                "type": "http",
                "asgi": {"version": "3.0", "spec_version": "2.3"},
                "method": "GET",
                "path": path,
                "query_string": query.encode(),
                "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            }
            group.start_soon(client.app, scope, receive, send)
            with anyio.fail_after(10):
                await come.wait()
            await anyio.sleep(0.05)
            gone.set()

    client.portal.call(read)  # in the loop in which the application lives
    assert text.startswith("retry:"), text[:200]
    return text


def posts(world: World, reader: str, actor: str) -> Iterator[dict[str, Any]]:
    """Drafts by which a reader could try to learn what is in another actor's plan."""
    plan = world.plans[actor]
    hidden = next(
        one for one in world.desk.entries(0, CLERK) if plan in json.dumps(one.entry.body)
    )
    mine = world.desk.charter.actor_of(reader)
    about = {"kind": "plan", "id": plan, "version": 1}
    for kind, body in (
        (
            "plan.amend",
            {"plan": plan, "version": 2, "kind": "flight", "actor": mine, "title": "x"},
        ),
        ("plan.withdraw", {"plan": plan, "version": 1, "reason": "x"}),
        ("withdrawal", {"withdraws": hidden.id, "reason": "x"}),
        ("correction", {"corrects": hidden.id, "body": {}, "reason": "x"}),
        (
            "notification",
            {"notification": "probe", "about": about, "words": "x", "recipients": []},
        ),
        ("incident.open", {"incident": "probe", "title": "x", "plans": [plan]}),
    ):
        yield {"as": reader, "kind": kind, "audience": ["all"], "body": body}


def assert_clean(world: World, reader: str | None, label: str, text: str, asked: str = "") -> None:
    """No secret of anybody else in an answer, but for what the reader itself had asked with."""
    for actor, secret in world.hidden_from(reader):
        if secret not in asked:
            assert secret not in text, f"{label} as {reader} shows {secret!r} of {actor}"


@pytest.fixture(scope="module", params=listed())
def played(request: Any) -> Desk:
    """A scenario replayed into memory."""
    return replay(load(request.param), MemoryStore()).desk


@pytest.fixture
def exercise(played: Desk, connect: Any) -> tuple[World, Any]:
    """A replayed scenario with a secret plan a party, filed by HTTP."""
    client = connect(played)
    known = getattr(played, "secret_world", None)
    if known is None:
        path = f"/api/mechanisms/{played.id}/entries"

        def file(post: str, draft: dict[str, Any]) -> str:
            answer = client.post(path, json=draft)
            assert answer.status_code == 201, answer.text
            return str(answer.text)

        known = with_secrets(played, file)
        played.secret_world = known  # type: ignore[attr-defined]
    return known, client


def test_no_route_shows_a_partys_plan_to_another(exercise: tuple[World, Any]) -> None:
    """Every GET route, every post and the public, every object by its id."""
    world, client = exercise
    count = 0
    for reader in world.readers():
        for label, text in walked(client, world, reader):
            assert_clean(world, reader, label, text)
            count += 1
    assert count > len(world.readers()) * 20


def test_a_party_sees_its_own_plan(exercise: tuple[World, Any]) -> None:
    """The walk can fail: to its own party every secret word and number is shown."""
    world, client = exercise
    for actor, secrets in world.secrets.items():
        post = world.desk.charter.posts_of(actor)[0]
        text = client.get(f"/api/mechanisms/{world.id}/entries?reader={post}").text
        assert [secret for secret in secrets if secret not in text] == []


def test_what_filing_answers_is_disclosed_as_well(exercise: tuple[World, Any]) -> None:
    """The receipt names the conflicts that the filing caused, as far as its filer may know."""
    world, _ = exercise
    for post, answer in world.answers:
        assert_clean(world, post, "POST entries", answer)
    if len(world.secrets) > 1:
        caused = json.loads(world.answers[-1][1])["alerts"]
        assert [alert for alert in caused if alert["rule"] == "plan-conflict"]


def test_no_attempt_to_file_tells_what_a_plan_holds(exercise: tuple[World, Any]) -> None:
    """What-if and refusals answer with what was sent, never with what is hidden."""
    world, client = exercise
    base = f"/api/mechanisms/{world.id}"
    for reader in world.readers():
        for actor in world.secrets:
            if reader is None or world.desk.charter.actor_of(reader) == actor:
                continue
            for draft in posts(world, reader, actor):
                answer = client.post(f"{base}/check", json=draft)
                assert answer.status_code < 500, answer.text
                asked = json.dumps(draft)
                assert_clean(world, reader, f"check {draft['kind']}", answer.text, asked)
    answer = client.post(f"{base}/tick", json={})
    assert_clean(world, None, "tick", answer.text)


def texts(value: Any) -> Iterator[str]:
    """The long texts and precise numbers of a body: what could be recognised elsewhere."""
    if isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str) and HIDDEN_TEXT.fullmatch(value) and not TIME.fullmatch(value):
        yield json.dumps(value, ensure_ascii=False)[1:-1]
    elif isinstance(value, float) and len(str(value).partition(".")[2]) >= 4:
        yield str(value)


def test_no_route_shows_a_scenarios_own_hidden_entries(exercise: tuple[World, Any]) -> None:
    """Each entry of the scenario that a reader may not read, by its own words and numbers."""
    world, client = exercise
    every = world.desk.entries(0, CLERK)
    for reader in world.readers():
        visible = {one.index for one in world.desk.entries(0, reader)}
        shown = {text for one in every if one.index in visible for text in texts(one.entry.body)}
        # Both sides of a conflict are told of one alert: its id in the other's act is no secret.
        picture = world.desk.picture(reader=reader)
        shown |= {str(alert["id"]) for alert in (*picture["alerts"], *picture["flags"])}
        hidden = {
            text: one
            for one in every
            if one.index not in visible
            for text in texts(one.entry.body)
            if text not in shown and not any(text in other for other in shown)
        }
        for label, text in walked(client, world, reader):
            for words, one in hidden.items():
                where = f"{label} as {reader}"
                assert words not in text, f"{where} shows {words!r} of {one.kind} {one.index}"


# --- outside an EXERCISE: by token --------------------------------------------------------------


@pytest.fixture
def secured(connect: Any) -> tuple[World, Any]:
    """A live mechanism of two parties and a monitor, read by token."""
    actors = [
        {"id": "north", "name": "Force North", "role": "party"},
        {"id": "south", "name": "Force South", "role": "party"},
        {"id": "watch", "name": "Watch", "role": "monitor"},
    ]
    names = [("north-cell", "north"), ("south-cell", "south"), ("watch-desk", "watch")]
    body: dict[str, Any] = {
        "mechanism": "live-two",
        "title": "Two parties",
        "exercise": False,
        "words": "made up for tests",
        "founders": ["north-cell", "south-cell"],
        "actors": actors,
        "posts": [{"id": post, "actor": actor, "name": post} for post, actor in names],
    }
    at = datetime(2025, 7, 24, 12, tzinfo=UTC)
    count = iter(range(1, 1_000))
    ring = new_ring(
        "live-two", [post for post, _ in names], lambda size: bytes([next(count)] * size)
    )
    store = MemoryStore()
    found(store, body, ring, at=at, salt=bytes(32))
    desk = Desk(store, ring, wall=lambda: at + timedelta(hours=1), entropy=bytes)

    def file(post: str, draft: dict[str, Any]) -> str:
        drafted = {name: draft[name] for name in ("kind", "audience", "body")}
        desk.file(post=post, at=desk.now(), **drafted)
        return ""

    return with_secrets(desk, file), connect(desk)


def bearer(world: World, post: str | None) -> dict[str, str]:
    """The header of the token of a post."""
    for token, holder in world.desk.readers.items():
        if holder == post:
            return {"Authorization": f"Bearer {token}"}
    return {}


def test_no_token_reads_another_partys_plan(secured: tuple[World, Any]) -> None:
    """The same walk with tokens, and without one."""
    world, client = secured
    assert len(world.secrets) == 3
    for reader in world.readers():
        headers = bearer(world, reader)
        assert bool(headers) == (reader is not None)
        for label, text in gets(client, world, reader, "?", headers):
            assert_clean(world, reader, label, text)
    own = client.get("/api/mechanisms/live-two/entries", headers=bearer(world, "north-cell"))
    assert world.plans["north"] in own.text


def test_no_token_reads_as_another_post(secured: tuple[World, Any]) -> None:
    """Every token asks as every other post, on every route that takes a reader."""
    world, client = secured
    routes = [one for one in ROUTES if any(param.name == "reader" for param in one.query)]
    every = world.readers()
    for token_of in every:
        for asked in every:
            if asked is None or asked == token_of:
                continue
            for route in routes:
                path = route.path.replace("{mechanism}", world.id)
                path = path.replace("{entry}", "0" * 64).replace("{index}", "0")
                path = path.replace("{alert}", "0" * 16)
                answer = client.get(f"{path}?reader={asked}", headers=bearer(world, token_of))
                assert (answer.status_code, answer.json()["code"]) == (403, "not-this-reader")
