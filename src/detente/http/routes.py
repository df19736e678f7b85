"""The route table: every address of this server, as data.

Dispatch, OpenAPI, the page at /api/docs and the tests that walk every route read this one table.
"""

from __future__ import annotations

from starlette.responses import Response

from detente.http import about, events, filing, handbook, reading
from detente.http.asked import INDEX, KNOWN_AT, LIMIT, NOW, READER, SINCE, Param
from detente.http.calls import Call, Route, Who

JSON_TYPE = "application/json"
HTML_TYPE = "text/html"
_AT = "/api/mechanisms/{mechanism}"
_SEEN = (READER, KNOWN_AT, NOW, INDEX)
_BODY = ("malformed", "slow-body", "body-too-large", "media-type", "cross-site")


async def _home(call: Call) -> Response:
    return await call.house.pages.answer("index.html", call.request)


async def _static(call: Call) -> Response:
    return await call.house.pages.answer(call.request.path_params["file"], call.request)


async def _openapi(call: Call) -> Response:  # noqa: ARG001  every handler takes its call
    return handbook.openapi_response(ROUTES)


async def _docs(call: Call) -> Response:  # noqa: ARG001
    return handbook.docs_response(ROUTES)


def _get(
    path: str,
    handler: handbook.Handler,
    summary: str,
    shape: str | None,
    *,
    who: Who = Who.READER,
    media: str = JSON_TYPE,
    query: tuple[Param, ...] = (),
    errors: tuple[str, ...] = (),
) -> Route:
    return Route(
        "GET", path, handler, summary, who, answers=(200, media, shape), query=query, errors=errors
    )


ROUTES: tuple[Route, ...] = (
    _get(
        "/api/mechanisms",
        reading.mechanisms,
        "Every mechanism of this server: who takes part, and as whom you read it.",
        "Mechanisms",
        errors=("token-unknown",),
    ),
    _get(
        f"{_AT}/picture",
        reading.picture,
        "The picture of the whole for one reader, as known at a moment.",
        "Picture",
        query=_SEEN,
    ),
    _get(
        f"{_AT}/alerts",
        reading.alerts,
        "What needs whose attention by when, and the flags that wait for nobody.",
        "Alerts",
        query=_SEEN,
    ),
    _get(
        f"{_AT}/ways/{{alert}}",
        reading.ways,
        "Ways apart: changes after which two plans no longer meet, as far as the reader may know.",
        "WaysApart",
        query=_SEEN,
    ),
    _get(
        f"{_AT}/entries",
        reading.entries,
        "The entries that the reader may see, from an index on, by pages.",
        "Entries",
        query=(READER, SINCE, LIMIT),
    ),
    _get(
        f"{_AT}/entries/{{entry}}",
        reading.entry,
        "One entry by its id.",
        "EntrySeen",
        query=(READER,),
    ),
    _get(
        f"{_AT}/proofs/{{index}}",
        reading.proof,
        "The filing proof of an entry that the reader may see.",
        "Proof",
        query=(READER,),
    ),
    _get(
        f"{_AT}/checkpoint",
        reading.checkpoint,
        "The signed head of the record, a C2SP checkpoint.",
        None,
        media="text/plain",
    ),
    _get(
        f"{_AT}/events",
        events.events,
        "Entries as they are filed (SSE). An event's id is its index; Last-Event-ID resumes.",
        None,
        media="text/event-stream",
        query=(READER, SINCE),
        errors=("streams-full",),
    ),
    Route(
        "POST",
        f"{_AT}/entries",
        filing.file,
        "File an entry: 201, or 200 where the same entry had been filed before.",
        Who.SIGNER,
        answers=(201, JSON_TYPE, "FilingSeen"),
        request=("FileDraft", "SignedEntry"),
        errors=(*_BODY, "exercise-only"),
    ),
    Route(
        "POST",
        f"{_AT}/check",
        filing.check,
        "What if: every reason against filing this now. Nothing is filed.",
        Who.POST,
        answers=(200, JSON_TYPE, "Checked"),
        request=("FileDraft",),
        errors=(*_BODY, "not-this-reader"),
    ),
    Route(
        "POST",
        f"{_AT}/tick",
        filing.tick,
        "Move the exercise clock forward, and let the clerk file what is due by then.",
        Who.EXERCISE,
        answers=(200, JSON_TYPE, "Ticked"),
        request=("TickRequest",),
        errors=(*_BODY, "exercise-only"),
    ),
    _get("/api/limits", about.limits, "Every limit with its reason.", "Limits", who=Who.ANYBODY),
    _get(
        "/api/kinds",
        about.kinds,
        "Every kind of entry: whose function it is, and who may sign it.",
        "KindsSeen",
        who=Who.ANYBODY,
    ),
    _get("/healthz", about.healthz, "Whether every desk answers.", "Health", who=Who.ANYBODY),
    _get("/api/openapi.json", _openapi, "This API in OpenAPI 3.1.", None, who=Who.ANYBODY),
    _get("/api/docs", _docs, "This API for people.", None, who=Who.ANYBODY, media=HTML_TYPE),
    _get("/", _home, "The page.", None, who=Who.ANYBODY, media=HTML_TYPE),
    _get(
        "/static/{file:path}",
        _static,
        "The files of the page.",
        None,
        who=Who.ANYBODY,
        media="application/octet-stream",
    ),
)
