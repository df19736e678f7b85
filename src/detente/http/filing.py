"""What is handed in: entries, what-if questions, and the move of an exercise clock.

Rule 1. Outside an EXERCISE only what a key signed is filed; an access token signs nothing.
Rule 2. The answer says what the filing caused to its own filer only: whoever hands in somebody
else's signed entry again learns its index, nothing more.
Rule 3. `where` names the place in what was sent: `$.body.volumes[0]`, not a place of ours.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.responses import Response

from detente.http.asked import read_json
from detente.http.calls import Call, json_bytes, json_response, only_in_exercise
from detente.http.ports import Desk, Filing
from detente.http.problems import Answered
from detente.http.reading import visible_entry
from detente.terms.fields import Fields
from detente.terms.json import JSON, JSONObject
from detente.terms.problems import Problem, Refused
from detente.terms.when import rfc3339
from detente.terms.who import CLERK

_DRAFT_FIELDS = {
    "post": "$.as",
    "kind": "$.kind",
    "audience": "$.audience",
    "stated_at": "$.stated_at",
}


async def file(call: Call) -> Response:
    """POST .../entries."""
    fields = Fields(await read_json(call.request))
    signed = any(name in fields.value for name in ("leaf", "salt"))
    if signed:
        return await _take(call, fields)
    await only_in_exercise(call.counter)
    draft = _draft(fields)

    def work(desk: Desk) -> tuple[int, bytes]:
        before = desk.index
        try:
            filing = desk.file(**draft, at=desk.now())
        except Refused as error:
            raise Refused(map(_placed, error.problems)) from None
        return _answer(desk, filing, before, as_whom=draft["post"])

    return await _filed(call, work)


async def _take(call: Call, fields: Fields) -> Response:
    leaf, body, salt = (_bytes(fields, name) for name in ("leaf", "body", "salt"))
    fields.done()
    if fields.problems:
        raise Refused(fields.problems)

    def work(desk: Desk) -> tuple[int, bytes]:
        before = desk.index
        filing = desk.take(leaf, body, salt, desk.now())
        return _answer(desk, filing, before, as_whom=_filer(desk, filing.index, call.reader))

    return await _filed(call, work)


async def _filed(call: Call, work: Callable[[Desk], tuple[int, bytes]]) -> Response:
    status, body = await call.counter.call(work)
    call.counter.ring()
    return json_response(body, status)


def _answer(desk: Desk, filing: Filing, before: int, *, as_whom: str | None) -> tuple[int, bytes]:
    """201 with a new filing, 200 where the same entry had been filed before.

    as_whom: the post as which what it caused is shown; None: it is not shown.
    """
    seen = dict(filing.as_json())
    seen["alerts"] = _disclosed(desk, seen["alerts"], as_whom) if as_whom else None
    return (201 if filing.index >= before else 200), json_bytes(seen)


def _disclosed(desk: Desk, alerts: Any, reader: str) -> list[JSON]:
    """Of some alerts those that a reader may see, as that reader's picture shows them."""
    caused = {alert["id"] for alert in alerts}
    if not caused:
        return []
    picture: Any = desk.picture(reader=reader, known_at=None, now=None, index=None)
    return [
        alert for name in ("alerts", "flags") for alert in picture[name] if alert["id"] in caused
    ]


def _filer(desk: Desk, index: int, reader: str | None) -> str | None:
    """The post that signed an entry, if whoever asks reads as its actor (or in an EXERCISE)."""
    post = str(visible_entry(desk, index, CLERK).as_json()["post"])
    actor = desk.charter.actor_of(post)
    own = reader is not None and desk.charter.actor_of(reader) == actor
    return post if own or desk.charter.exercise else None


async def check(call: Call) -> Response:
    """POST .../check: every reason against filing it now; nothing is filed."""
    draft = _draft(Fields(await read_json(call.request)))

    def work(desk: Desk) -> bytes:
        if not desk.charter.exercise and draft["post"] != call.reader:
            step = "Send the access token of the post that would file it"
            raise Answered("not-this-reader", [Problem("$.as", "is not your post", step)])
        try:
            desk.check(**draft)
        except Refused as error:
            problems = [_placed(problem).as_json() for problem in error.problems]
            return json_bytes({"fits": False, "problems": problems})
        return json_bytes({"fits": True, "problems": []})

    return json_response(await call.counter.call(work))


async def tick(call: Call) -> Response:
    """POST .../tick: move the exercise clock forward, let the clerk file what is due."""
    fields = Fields(await read_json(call.request))
    asked = fields.optional_moment("now")
    fields.done()
    if fields.problems:
        raise Refused(fields.problems)

    def work(desk: Desk) -> bytes:
        to = _forward(desk, asked)
        filings: list[JSONObject] = [filing.as_json() for filing in desk.tick(to)]
        return json_bytes({"now": rfc3339(desk.now()), "filings": filings})

    body = await call.counter.call(work)
    call.counter.ring()
    return json_response(body)


def _forward(desk: Desk, asked: datetime | None) -> datetime:
    now = desk.now()
    if asked is not None and asked < now:
        step = f"Give {rfc3339(now)} or later"
        raise Refused([Problem("$.now", "is before the exercise clock", step)])
    return asked or now


def _draft(fields: Fields) -> dict[str, Any]:
    """The arguments of Desk.file and Desk.check, without `at`; raises Refused."""
    draft = {
        "post": fields.id("as"),
        "kind": fields.text("kind", most=120),
        "audience": list(fields.ids("audience", required=True)),
        "body": _object(fields, "body"),
        "stated_at": fields.optional_moment("stated_at"),
    }
    fields.done()
    if fields.problems:
        raise Refused(fields.problems)
    return draft


def _object(fields: Fields, name: str) -> Mapping[str, JSON]:
    found = fields.raw(name)
    if isinstance(found, dict):
        return found
    fields.wrong(name, "must be an object", "Write {...} here")
    return {}


def _bytes(fields: Fields, name: str) -> bytes:
    text = fields.text(name, most=2_000_000)
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        fields.wrong(name, "is not base64", "Encode the bytes with the standard alphabet")
        return b""


def _placed(problem: Problem) -> Problem:
    """A problem of a draft, placed in the request that carried it."""
    where = _DRAFT_FIELDS.get(problem.where)
    if where is None:
        where = "$.body" + problem.where[1:] if problem.where.startswith("$") else problem.where
    return Problem(where, problem.what, problem.next_step)
