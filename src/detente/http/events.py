"""The event stream (SSE): every entry that the reader may see, in order, and on from there.

Rule 1. An event's id is the entry's index: whoever comes back with Last-Event-ID misses nothing
and gets nothing twice.
Rule 2. Hidden entries leave no trace in a stream, neither as gaps explained nor as events.
Rule 3. A stream ends when the house closes, and when its token is no longer known.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import partial

import anyio
from starlette.responses import Response, StreamingResponse

from detente.http import access
from detente.http.asked import READER, SINCE
from detente.http.calls import NO_STORE, Call, json_bytes
from detente.http.limits import HEARTBEAT_SECONDS, PAGE_ENTRIES_MAX, STREAMS_MAX
from detente.http.ports import Desk
from detente.http.problems import Answered
from detente.terms.problems import DetenteError, Problem, Refused

_ID = re.compile(r"\d{1,15}", re.ASCII)


async def events(call: Call) -> Response:
    """GET .../events."""
    since = _since(call)
    if call.house.streams >= STREAMS_MAX:
        said = Problem("server", f"{STREAMS_MAX} streams are open", "Try again, or poll /entries")
        raise Answered("streams-full", [said], {"Retry-After": "10"})
    return StreamingResponse(_stream(call, since), 200, NO_STORE, "text/event-stream")


def _since(call: Call) -> int:
    """Where to begin: after Last-Event-ID, else at `since`, else at the start."""
    last = call.request.headers.get("last-event-id")
    if last is None or last == "":
        since: int = call.query.get(SINCE.name, 0)
        return since
    if not _ID.fullmatch(last):
        raise Refused([Problem("Last-Event-ID", "is not an index", "Send the id of an event")])
    return int(last) + 1


async def _stream(call: Call, since: int) -> AsyncIterator[bytes]:
    counter = call.counter
    counter.listeners += 1
    try:
        yield b"retry: 2000\n: entries as events, id = index\n\n"
        while not call.house.closing:
            bell = counter.bell
            found, since, more = await counter.call(partial(_batch, call=call, since=since))
            for event in found:
                yield event
            if more:
                continue
            with anyio.move_on_after(HEARTBEAT_SECONDS) as quiet:
                await bell.wait()
            if quiet.cancelled_caught:
                yield b": still here\n\n"
    except DetenteError as error:
        # The headers are out: say it as an event, and end; the reader comes back with its last id.
        yield b"event: problem\ndata: " + json_bytes({"code": error.code}) + b"\n\n"
    finally:
        counter.listeners -= 1


def _batch(desk: Desk, *, call: Call, since: int) -> tuple[list[bytes], int, bool]:
    """Events from an index on, the next index to ask for, and whether there are more now."""
    if access.reader_of(desk, call.request.headers, call.query.get(READER.name)) != call.reader:
        said = Problem("Authorization", "reads as another post now", "Open the stream again")
        raise Answered("not-this-reader", [said])
    index = desk.index
    found = desk.entries(since, call.reader)
    page = found[:PAGE_ENTRIES_MAX]
    out = [
        b"id: %d\nevent: entry\ndata: %s\n\n" % (seen.index, json_bytes(seen.as_json()))
        for seen in page
    ]
    if len(found) > len(page):
        return out, page[-1].index + 1, True
    behind = page[-1].index + 1 if page else since
    return out, max(index, behind), False
