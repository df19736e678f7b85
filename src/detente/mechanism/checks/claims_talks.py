"""Claims x talks: a meeting's life and its acknowledgement, apart but side by side."""

from __future__ import annotations

from detente.claims.state import State as Claims
from detente.talks.state import State as Talks
from detente.terms.json import JSON


def acknowledgements(claims: Claims, talks: Talks) -> list[JSON]:
    """Each meeting with its phase, and what is held of the claim that it took place.

    A meeting without a claim has no acknowledgement: null, not "unconfirmed".
    """
    return [
        {
            "meeting": meeting.meeting,
            "title": meeting.title,
            "phase": talks.phase(meeting.meeting),
            "claim": meeting.claim,
            "acknowledgement": claims.status(meeting.claim) if meeting.claim else None,
        }
        for meeting in talks.meetings()
    ]
