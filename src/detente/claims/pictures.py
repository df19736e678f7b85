"""The picture of this room: the state as JSON for one reader, in a fixed order.

What this file knows: values and their JSON. What it must not know: how anything is derived.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from detente.claims.actors import actor_json
from detente.claims.entries import Claim, Decision, SourceText, Statement
from detente.claims.matrix import AGAINST, Matrix
from detente.claims.origins import Origin
from detente.claims.stances import NO_STATEMENT, Report, Row
from detente.claims.status import Status
from detente.claims.suggestions import Suggestion
from detente.terms.json import JSON
from detente.terms.places import place_json
from detente.terms.when import rfc3339

if TYPE_CHECKING:
    from detente.claims.state import State


def picture(state: State) -> dict[str, JSON]:
    """Actors, sources, claims, statements, decisions, suggestions."""
    matrix = state.matrix()
    contradicting = {*matrix.origins_decided.contradicting, *matrix.actors.contradicting}
    return {
        "as_of": _moment(state.as_of),
        "actors": [actor_json(actor) for actor in state.directory],
        "sources": [_source(source, state) for source in state.sources.values()],
        "claims": [_claim(claim, matrix, state) for claim in state.claims.values()],
        "statements": [_statement(item, state) for item in state.statements.values()],
        "decisions": [
            _decision(item, state, contradicts=item.id in contradicting)
            for item in state.decisions.values()
        ],
        "suggestions": [_suggestion(item, state) for item in state.suggestions()],
    }


def _moment(when: datetime | None) -> str | None:
    return rfc3339(when) if when else None


def _learnt(kind: str, identity: str, state: State) -> str:
    return rfc3339(state.entries[(kind, identity)].known_at)


def _source(source: SourceText, state: State) -> JSON:
    return {
        "id": source.id,
        "title": source.title,
        "outlet": source.outlet,
        "outlet_name": state.directory.name(source.outlet),
        "published": source.published.as_json() if source.published else None,
        "learnt_at": _learnt("source", source.id, state),
    }


def _claim(claim: Claim, matrix: Matrix, state: State) -> JSON:
    affirming = matrix.behind(claim.id)
    found = matrix.origins(claim.id)
    return {
        "id": claim.id,
        "words": claim.words,
        "about": claim.about,
        "about_parties": list(claim.about_parties),
        "event": _event(claim),
        "learnt_at": _learnt("claim", claim.id, state),
        "status": status_json(matrix.status(claim)),
        "stances": [_row(row, state) for row in matrix.rows(claim)],
        "statements": [item.id for item in affirming],
        "statements_against": [item.id for item in matrix.behind(claim.id, AGAINST)],
        "reported_in": list(dict.fromkeys(item.statement for item in matrix.reports(claim.id))),
        "origins": [_origin(item, state) for item in found],
        "origins_against": [_origin(item, state) for item in matrix.origins(claim.id, AGAINST)],
        "counts": {
            "statements": len(affirming),
            "origins": len(found),
            "unknown_origins": sum(item.unknown for item in found),
        },
        "turns": [
            {"since": rfc3339(turn.since), "key": turn.key, "because": list(turn.because)}
            for turn in matrix.turns(claim)
        ],
    }


def _event(claim: Claim) -> JSON:
    event = claim.event
    if event is None:
        return None
    return {
        "kind": event.kind,
        "place": place_json(event.place) if event.place else None,
        "at": event.at.as_json() if event.at else None,
        "phase": event.phase,
    }


def status_json(status: Status) -> dict[str, JSON]:
    """A status as pictures show it."""
    return {
        "key": status.key,
        "words": status.words,
        "asserted_by": list(status.asserted_by),
        "confirmed_by": list(status.confirmed_by),
        "denied_by": list(status.denied_by),
        "disputed_by": list(status.disputed_by),
        "declined_by": list(status.declined_by),
        "withdrawn_by": list(status.withdrawn_by),
        "unconfirmed": status.unconfirmed,
        "through_unnamed": status.through_unnamed,
    }


def _row(row: Row, state: State) -> JSON:
    return {
        "actor": row.actor,
        "name": state.directory.name(row.actor),
        "role": state.directory.role(row.actor).value,
        "stance": row.stance.value if row.stance else NO_STATEMENT,
        "part": row.part,
        "words": _row_words(row, state),
        "since": _moment(row.since),
        "said": row.said.as_json() if row.said else None,
        "signed": row.signed,
        "unnamed": row.unnamed,
        "through": list(row.through),
        "statements": list(row.statements),
        "latest_certain": row.latest_certain.value,
        "differs": list(row.differs),
        # Rule 5 of stances.py: nothing found, as of when, and where it was looked for.
        "as_of": _moment(state.as_of) if row.stance is None else None,
        "in_sources": list(state.sources) if row.stance is None else [],
        "reported": [_report(item) for item in row.reported],
    }


def _row_words(row: Row, state: State) -> str:
    if row.stance is None:
        return NO_STATEMENT
    if row.signed:
        return f"{row.stance.value}, signed by its own post"
    if row.unnamed:
        return f"{row.stance.value} through an unnamed official"
    if row.relayed_unknown:
        return f"{row.stance.value}, from a source that is not known"
    if row.through:
        names = ", ".join(state.directory.name(actor) for actor in row.through)
        return f"{row.stance.value} through {names}"
    return row.stance.value


def _report(report: Report) -> JSON:
    return {
        "by": report.by,
        "says": report.says,
        "statement": report.statement,
        "said": report.said.as_json(),
        "since": rfc3339(report.since),
        "until": _moment(report.until),
        "superseded_by": report.superseded_by,
        "state": "superseded" if report.until else "current",
        "agrees_with_own_word": report.agrees.value,
    }


def _origin(origin: Origin, state: State) -> JSON:
    return {
        "id": origin.id,
        "label": origin.label,
        "actors": list(origin.actors),
        "unknown": origin.unknown,
        "through": list(origin.through),
        "through_names": [state.directory.name(actor) for actor in origin.through],
        "statements": list(origin.statements),
        "signed": list(origin.signed),
        "decisions": list(origin.decisions),
    }


def _statement(statement: Statement, state: State) -> JSON:
    name = state.directory.name
    chain: list[JSON] = [
        {"actor": link.actor, "words": name(link.actor) if link.actor else link.unknown}
        for link in statement.chain
    ]
    links = [name(link.actor) if link.actor else f"({link.unknown})" for link in statement.chain]
    return {
        "id": statement.id,
        "kind": statement.kind,
        "words": statement.words,
        "source": statement.source,
        "speaker": statement.speaker,
        "speaks_for": state.directory.principal(statement.speaker),
        "chain": chain,
        "chain_words": " > ".join(links),
        "unnamed": statement.unnamed,
        "on_behalf_of": list(statement.on_behalf_of),
        "said": statement.said.as_json(),
        "learnt_at": _learnt("statement", statement.id, state),
        "quote": statement.quote,
        "place": place_json(statement.place) if statement.place else None,
        "holds": [
            {"claim": hold.claim, "stance": hold.stance.value, "part": hold.part}
            for hold in statement.holds
        ],
        "reports_of": [
            {"actor": item.actor, "claim": item.claim, "says": item.says.value}
            for item in statement.reports_of
        ],
        "background": statement.background,
    }


def _decision(decision: Decision, state: State, *, contradicts: bool) -> JSON:
    entry = state.entries[("identity", decision.id)]
    return {
        "id": decision.id,
        "same": decision.same.value,
        "what": decision.what.value,
        "subjects": list(decision.subjects),
        "reasons_for": list(decision.reasons_for),
        "reasons_against": list(decision.reasons_against),
        "by_post": entry.post,
        "known_at": rfc3339(entry.known_at),
        "contradicts": contradicts,
    }


def _suggestion(suggestion: Suggestion, state: State) -> JSON:
    decided = [state.decisions[identity] for identity in suggestion.decisions]
    return {
        "id": suggestion.id,
        "what": suggestion.what.value,
        "pair": list(suggestion.pair),
        "says": f"perhaps the same {suggestion.what.value}",
        "reasons_for": list(suggestion.reasons_for),
        "reasons_against": list(suggestion.reasons_against),
        "decisions": [{"id": item.id, "same": item.same.value} for item in decided],
    }
