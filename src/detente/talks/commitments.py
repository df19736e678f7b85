"""How commitments stand: due, overdue, kept, in doubt, each by somebody's word.

What this file knows: a commitment and what was filed about how it stands. What it must not know:
whether it was kept in fact.

Rule 1. A commitment without a date is never overdue.
Rule 2. Overdue is computed, never filed; an uncertain date gives an uncertain answer.
Rule 3. Where actors disagree about how it stands, that is shown, and overdue cannot be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from detente.talks.entries import Commitment, CommitmentState, Standing
from detente.terms.truth import Truth

Words = Mapping[str, CommitmentState]  # actor -> its latest word on the commitment


def standing(words: Words) -> str:
    """`open` while nobody said anything; what all say; `disputed` where they differ."""
    said = {item.state for item in words.values()}
    if not said:
        return "open"
    return next(iter(said)).value if len(said) == 1 else "disputed"


def overdue(commitment: Commitment, words: Words, now: datetime) -> Truth:
    """Whether its date has passed without its being kept or withdrawn."""
    if commitment.due is None:
        return Truth.NO
    if any(words[actor].state is Standing.WITHDRAWN for actor in commitment.by if actor in words):
        return Truth.NO
    said = {item.state for item in words.values()}
    passed = commitment.due.before(now)
    if Standing.KEPT not in said:
        return passed
    if said == {Standing.KEPT}:
        return Truth.NO
    return passed & Truth.CANNOT_TELL
