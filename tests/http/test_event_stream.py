"""The event stream: in order, resumable, for one reader, ending when the house closes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest

from detente.http import app

PATH = "/api/mechanisms/drill/events"


class Stream:
    """One open stream: its status, its text so far, its events."""

    def __init__(self) -> None:
        self.status = 0
        self.text = ""
        self.ended = False
        self.gone = anyio.Event()

    @property
    def events(self) -> list[dict[str, str]]:
        """The events so far, field by field."""
        blocks = [block for block in self.text.split("\n\n") if "data: " in block]
        return [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks]

    @property
    def ids(self) -> list[int]:
        """Their ids."""
        return [int(event["id"]) for event in self.events]

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until it is so, at most five seconds."""
        with anyio.fail_after(5):
            while not true():
                await anyio.sleep(0.01)


@asynccontextmanager
async def running(*desks: Any) -> AsyncIterator[Any]:
    """An application with its lifespan."""
    built = app(desks)
    async with built.router.lifespan_context(built):
        yield built


@asynccontextmanager
async def opened(
    built: Any, query: str = "", headers: dict[str, str] | None = None, path: str = PATH
) -> AsyncIterator[Stream]:
    """A stream that a client holds open until the block ends."""
    stream = Stream()
    begun = False

    async def receive() -> Any:
        nonlocal begun
        if not begun:
            begun = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await stream.gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            stream.status = message["status"]
        else:
            stream.text += message.get("body", b"").decode()
            stream.ended = not message.get("more_body", False)

    sent = {"host": "localhost", **(headers or {})}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
    }
    async with anyio.create_task_group() as group:
        group.start_soon(built, scope, receive, send)
        yield stream
        stream.gone.set()


def run(body: Callable[[], Awaitable[None]]) -> None:
    """Run it to its end."""
    anyio.run(body)


def test_entries_come_in_order_with_their_index_as_id(drill: Any) -> None:
    """First what there is, then what is filed while the stream is open."""

    async def body() -> None:
        async with running(drill) as built, opened(built, "reader=clerk") as stream:
            await stream.until(lambda: stream.ids == [0, 1, 2])
            drill.keep("message", "north-cell", ["all"], {"words": "سلام"})
            await stream.until(lambda: stream.ids == [0, 1, 2, 3])
            assert stream.events[3]["event"] == "entry"
            assert json.loads(stream.events[3]["data"])["body"] == {"words": "سلام"}

    run(body)


def test_a_reader_gets_only_what_it_may_see(drill: Any) -> None:
    """Hidden entries leave no event and no words."""

    async def body() -> None:
        async with running(drill) as built, opened(built, "reader=north-cell") as stream:
            drill.keep("message", "south-cell", ["south"], {"words": "southern secret"})
            drill.keep("message", "south-cell", ["all"], {"words": "for all"})
            await stream.until(lambda: stream.ids == [0, 1, 4])
            assert "southern secret" not in stream.text

    run(body)


@pytest.mark.parametrize(
    ("query", "headers", "ids"),
    [
        pytest.param("since=1", {}, [1, 2], id="since is the first index wanted"),
        pytest.param("", {"last-event-id": "1"}, [2], id="Last-Event-ID is the last one had"),
        pytest.param("since=0", {"last-event-id": "0"}, [1, 2], id="Last-Event-ID outweighs"),
        pytest.param("", {"last-event-id": ""}, [0, 1, 2], id="an empty one is none"),
        pytest.param("since=99", {}, [], id="beyond the end it waits"),
    ],
)
def test_a_stream_resumes_where_it_broke(
    drill: Any, query: str, headers: dict[str, str], ids: list[int]
) -> None:
    """Nothing twice, nothing missed."""

    async def body() -> None:
        async with (
            running(drill) as built,
            opened(built, f"reader=clerk&{query}", headers) as stream,
        ):
            await stream.until(lambda: stream.text.startswith("retry:") and stream.ids == ids)
            await anyio.sleep(0.05)
            assert stream.ids == ids

    run(body)


def test_a_misshapen_last_event_id_is_refused(drill: Any) -> None:
    """422, as for any bad question."""

    async def body() -> None:
        async with (
            running(drill) as built,
            opened(built, "", {"last-event-id": "1; DROP"}) as stream,
        ):
            await stream.until(lambda: stream.ended)
            assert stream.status == 422

    run(body)


def test_a_long_record_is_streamed_whole(drill: Any, monkeypatch: Any) -> None:
    """In batches: a late reader gets every entry once, and memory stays flat."""
    monkeypatch.setattr("detente.http.events.PAGE_ENTRIES_MAX", 7)
    for number in range(50):
        audience = ["south"] if number % 3 else ["all"]
        drill.keep("message", "south-cell", audience, {"number": number})
    wanted = [entry.index for entry in drill.entries(0, "north-cell")]

    async def body() -> None:
        async with running(drill) as built, opened(built, "reader=north-cell") as stream:
            await stream.until(lambda: len(stream.ids) >= len(wanted))
            assert stream.ids == wanted

    run(body)


def test_what_another_process_files_is_noticed(drill: Any) -> None:
    """The record is looked at, not only our own filings."""

    async def body() -> None:
        async with running(drill) as built, opened(built, "reader=clerk&since=3") as stream:
            await anyio.sleep(0.6)
            drill.keep_elsewhere("message", "north-cell", ["all"], {"words": "from elsewhere"})
            await stream.until(lambda: stream.ids == [3])

    run(body)


def test_a_quiet_stream_beats(drill: Any, monkeypatch: Any) -> None:
    """A comment now and then, which is no event."""
    monkeypatch.setattr("detente.http.events.HEARTBEAT_SECONDS", 0.02)

    async def body() -> None:
        async with running(drill) as built, opened(built, "since=9") as stream:
            await stream.until(lambda: stream.text.count(": still here") > 2)
            assert stream.events == []

    run(body)


def test_streams_end_when_the_house_closes(drill: Any) -> None:
    """Else an open stream holds the shutdown up."""

    async def body() -> None:
        async with running(drill) as built, opened(built) as stream:
            await stream.until(lambda: len(stream.ids) == 1)
            built.state.house.close()
            await stream.until(lambda: stream.ended)
            assert built.state.house.streams == 0

    run(body)


def test_a_gone_reader_is_forgotten(drill: Any) -> None:
    """No listener stays behind a closed connection."""

    async def body() -> None:
        async with running(drill) as built:
            async with opened(built) as stream:
                await stream.until(lambda: len(stream.ids) == 1)
                assert built.state.house.streams == 1
            assert built.state.house.streams == 0

    run(body)


def test_there_is_a_limit_of_streams(drill: Any, monkeypatch: Any) -> None:
    """The one above the limit is told to come back."""
    monkeypatch.setattr("detente.http.events.STREAMS_MAX", 1)

    async def body() -> None:
        async with running(drill) as built, opened(built) as first:
            await first.until(lambda: len(first.ids) == 1)
            async with opened(built) as second:
                await second.until(lambda: second.ended)
                assert second.status == 503
                assert json.loads(second.text)["code"] == "streams-full"

    run(body)


def test_a_withdrawn_token_ends_its_stream(live: Any) -> None:
    """What is filed after the token is gone is not sent to it."""

    async def body() -> None:
        headers = {"authorization": "Bearer token-north"}
        path = "/api/mechanisms/live/events"
        async with running(live) as built, opened(built, "", headers, path) as stream:
            await stream.until(lambda: 1 in stream.ids)
            del live.readers["token-north"]
            live.keep("message", "north-cell", ["north"], {"words": "after"})
            await stream.until(lambda: stream.ended)
            assert stream.events[-1]["event"] == "problem"
            assert "after" not in stream.text

    run(body)


def test_a_store_that_fails_midway_ends_the_stream_with_a_word(drill: Any) -> None:
    """The reader comes back with its last id; half a line is never sent."""

    async def body() -> None:
        from detente.terms.problems import StoreUnavailable

        async with running(drill) as built, opened(built) as stream:
            await stream.until(lambda: len(stream.ids) == 1)
            drill.fails = StoreUnavailable("disk")
            built.state.house.counters["drill"].ring()
            await stream.until(lambda: stream.ended)
            assert json.loads(stream.events[-1]["data"]) == {"code": "store-unavailable"}
            drill.fails = None

    run(body)
