"""The life of one inquiry: a table, and the days that it lost while it was suspended.

What this file knows: the steps of one inquiry. What it must not know: the incident, its results.
Rule 1. Days run by the body's own times; a step dated before the one ahead of it loses none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from types import MappingProxyType

from detente.incidents.entries import Inquiry, InquiryEvent
from detente.terms.entries import Entry


class Life(Enum):
    """Where an inquiry stands."""

    NONE = "none"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


_L, _E = Life, InquiryEvent
NEXT: Mapping[tuple[Life, InquiryEvent], Life | None] = MappingProxyType(
    {
        (_L.NONE, _E.OPENED): _L.OPEN,
        (_L.NONE, _E.SUSPENDED): None,
        (_L.NONE, _E.RESUMED): None,
        (_L.NONE, _E.CLOSED): None,
        (_L.OPEN, _E.OPENED): None,
        (_L.OPEN, _E.SUSPENDED): _L.SUSPENDED,
        (_L.OPEN, _E.RESUMED): None,
        (_L.OPEN, _E.CLOSED): _L.CLOSED,
        (_L.SUSPENDED, _E.OPENED): None,
        (_L.SUSPENDED, _E.SUSPENDED): None,
        (_L.SUSPENDED, _E.RESUMED): _L.OPEN,
        (_L.SUSPENDED, _E.CLOSED): _L.CLOSED,
        (_L.CLOSED, _E.OPENED): None,
        (_L.CLOSED, _E.SUSPENDED): None,
        (_L.CLOSED, _E.RESUMED): _L.OPEN,  # taken up again on new evidence
        (_L.CLOSED, _E.CLOSED): None,
    }
)
"""(life, event) -> life; None: refused. A reader who cannot see every step tolerates the rest."""

_FORCED: Mapping[InquiryEvent, Life] = MappingProxyType(
    {
        _E.OPENED: _L.OPEN,
        _E.SUSPENDED: _L.SUSPENDED,
        _E.RESUMED: _L.OPEN,
        _E.CLOSED: _L.CLOSED,
    }
)


@dataclass(slots=True)
class File:
    """One inquiry, folded."""

    inquiry: str
    incident: str
    body: str
    steps: list[Entry] = field(default_factory=list)
    life: Life = Life.NONE
    lost: timedelta = timedelta(0)
    suspended_at: datetime | None = None

    def take(self, entry: Entry) -> None:
        """One step, in the order of filing; what the table refuses still says how it stands."""
        value: Inquiry = entry.value
        self.steps.append(entry)
        after = NEXT[self.life, value.state] or _FORCED[value.state]
        if self.suspended_at is not None and after is not Life.SUSPENDED:
            self.lost += max(value.at - self.suspended_at, timedelta(0))
            self.suspended_at = None
        if after is Life.SUSPENDED and self.suspended_at is None:
            self.suspended_at = value.at
        self.life = after

    @property
    def reason(self) -> str | None:
        """Why it is suspended, in the body's words; None where it is not."""
        return self.steps[-1].value.words if self.life is Life.SUSPENDED else None

    def lost_until(self, now: datetime) -> timedelta:
        """The time that it was suspended, all spells together."""
        if self.suspended_at is None:
            return self.lost
        return self.lost + max(now - self.suspended_at, timedelta(0))
