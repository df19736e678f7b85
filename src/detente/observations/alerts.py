"""What should be seen about observations: inspections that were refused or only partly done.

All are flags: whether anybody has to act on one depends on what was agreed.
"""

from __future__ import annotations

from datetime import datetime

from detente.observations.entries import Observation, Result
from detente.observations.state import State
from detente.terms.alerts import Alert
from detente.terms.entries import Entry


def alerts(state: State, now: datetime) -> list[Alert]:  # noqa: ARG001  every room's signature
    """All flags of this room, in the order of the record."""
    return [
        _inspection(entry)
        for entry in state.standing()
        if entry.value.result in (Result.REFUSED, Result.PARTLY)
    ]


def next_due(state: State, now: datetime) -> datetime | None:  # noqa: ARG001  as above
    """None: nothing here changes by time alone."""
    return None


def _inspection(entry: Entry) -> Alert:
    value: Observation = entry.value
    refused = value.result is Result.REFUSED
    what = f"attempted, refused by {value.refused_by}" if refused else "partly done"
    return Alert(
        rule="inspection-refused" if refused else "inspection-partly-done",
        subjects=(value.observation,),
        version="1",
        function="observations",
        title=f"Inspection {value.observation}: {what}",
        addressees=(),
        raised_at=entry.filed_at,
        evidence={
            "observation": value.observation,
            "by": value.by,
            "at": value.at.as_json(),
            "zone": value.zone,
            "instrument": value.instrument,
            "refused_by": value.refused_by,
            "words": value.words,
        },
        entries=(entry.id,),
    )
