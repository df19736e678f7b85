"""What is read of a mechanism: cards, pictures, alerts, entries, proofs, the checkpoint.

Rule. A reader gets what the desk gives that reader; hidden and missing are the same NotFound.
"""

from __future__ import annotations

import re

from starlette.responses import Response

from detente.http import access
from detente.http.asked import INDEX, KNOWN_AT, LIMIT, NOW, SINCE
from detente.http.calls import NO_STORE, Call, json_bytes, json_response
from detente.http.limits import PAGE_ENTRIES_MAX
from detente.http.ports import Desk, EntryView
from detente.terms.json import JSON, JSONObject
from detente.terms.problems import NotFound, Problem, Refused
from detente.terms.when import rfc3339

_INDEX = re.compile(r"0|[1-9]\d{0,14}", re.ASCII)


async def mechanisms(call: Call) -> Response:
    """GET /api/mechanisms."""
    token = access.token_of(call.request.headers)
    cards = [
        await counter.call(lambda desk: _card(desk, token))
        for counter in call.house.counters.values()
    ]
    return json_response(json_bytes({"mechanisms": cards}))


def _card(desk: Desk, token: str | None) -> JSONObject:
    charter = desk.charter
    if charter.exercise:
        reader = desk.opens_reader
    else:
        reader = access.post_of(desk.readers, token) if token else None
    actors: list[JSON] = [
        {
            "id": actor.id,
            "name": actor.name,
            "role": actor.role.value,
            "of": actor.of,
            "names": dict(actor.names),
        }
        for actor in charter.actors.values()
    ]
    posts: list[JSON] = [
        {"id": post.id, "actor": post.actor, "name": post.name} for post in charter.posts.values()
    ]
    return {
        "id": desk.id,
        "title": charter.title,
        "exercise": charter.exercise,
        "words": charter.words,
        "index": desk.index,
        "now": rfc3339(desk.now()),
        "reader": reader,
        "opens_reader": desk.opens_reader if charter.exercise else None,
        "opens_with": desk.opens_with if charter.exercise else None,
        "moments": list(desk.moments),
        "actors": actors,
        "posts": posts,
    }


def _index(desk: Desk, call: Call) -> int | None:
    """The index that was asked for, if the record goes that far; raises Refused."""
    index: int | None = call.query.get(INDEX.name)
    size = desk.index
    if index is not None and not 0 < index <= size:
        step = f"Ask for an index from 1 to {size}"
        raise Refused([Problem("?index", f"the record has no picture before entry {index}", step)])
    return index


def _picture(desk: Desk, call: Call) -> JSONObject:
    return desk.picture(
        reader=call.reader,
        known_at=call.query.get(KNOWN_AT.name),
        now=call.query.get(NOW.name),
        index=_index(desk, call),
    )


async def picture(call: Call) -> Response:
    """GET .../picture."""
    body = await call.counter.call(lambda desk: json_bytes(_picture(desk, call)))
    return json_response(body)


async def alerts(call: Call) -> Response:
    """GET .../alerts: the same words as in the picture, without the rest of it."""

    def work(desk: Desk) -> bytes:
        seen = _picture(desk, call)
        return json_bytes({name: seen[name] for name in ("index", "now", "alerts", "flags")})

    return json_response(await call.counter.call(work))


async def ways(call: Call) -> Response:
    """GET .../ways/{alert}: of a plan conflict that the reader may see."""

    def work(desk: Desk) -> bytes:
        found = desk.ways_apart(
            call.request.path_params["alert"],
            reader=call.reader,
            known_at=call.query.get(KNOWN_AT.name),
            now=call.query.get(NOW.name),
            index=_index(desk, call),
        )
        return json_bytes(found)

    return json_response(await call.counter.call(work))


async def entries(call: Call) -> Response:
    """GET .../entries, by pages."""
    since = call.query.get(SINCE.name, 0)
    most = min(call.query.get(LIMIT.name, PAGE_ENTRIES_MAX), PAGE_ENTRIES_MAX)

    def work(desk: Desk) -> bytes:
        index = desk.index
        found = desk.entries(since, call.reader)
        page = found[:most]
        # Past the last one shown, not since + most: hidden entries count for nobody.
        following = page[-1].index + 1 if len(found) > most else None
        shown = [entry.as_json() for entry in page]
        return json_bytes({"entries": shown, "next": following, "index": index})

    return json_response(await call.counter.call(work))


async def entry(call: Call) -> Response:
    """GET .../entries/{entry}."""
    wanted = call.request.path_params["entry"]

    def work(desk: Desk) -> bytes:
        for found in desk.entries(0, call.reader):
            if found.id == wanted:
                return json_bytes(found.as_json())
        raise NotFound(wanted)

    return json_response(await call.counter.call(work))


async def proof(call: Call) -> Response:
    """GET .../proofs/{index}: of an entry that the reader may see."""
    text = call.request.path_params["index"]
    if not _INDEX.fullmatch(text):
        raise NotFound(text)
    index = int(text)

    def work(desk: Desk) -> bytes:
        visible_entry(desk, index, call.reader)
        return json_bytes(desk.proof(index).as_json())

    return json_response(await call.counter.call(work))


def visible_entry(desk: Desk, index: int, reader: str | None) -> EntryView:
    """The entry at an index, if the reader may see it; raises NotFound."""
    for found in desk.entries(index, reader):
        if found.index == index:
            return found
        break
    raise NotFound(str(index))


async def checkpoint(call: Call) -> Response:
    """GET .../checkpoint: the signed note, as text; the same for every reader."""
    note = await call.counter.call(lambda desk: desk.head["checkpoint"])
    assert isinstance(note, str)
    return Response(note, 200, NO_STORE, "text/plain; charset=utf-8")
