"""Alerts and flags: computed, never filed. An alert has addressees; a flag has none.

Rule 1. Ids are stable: the same rule, subjects and version are the same alert, in every replica.
Rule 2. An alert carries its evidence and names the entries that it rests on.
Rule 3. `raised_at` is when the cause arose, by the record's time; never "now".
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from detente.terms.json import JSON
from detente.terms.when import rfc3339


def alert_id(rule: str, subjects: tuple[str, ...], version: str) -> str:
    """The stable id: 16 hex digits of SHA-256 over rule, sorted subjects and version."""
    text = "\x1f".join(("alert", rule, *sorted(subjects), version))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def step_id(alert: str, step: str) -> str:
    """The stable id of one step of the loop for one alert."""
    return hashlib.sha256(f"step\x1f{alert}\x1f{step}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that needs somebody's attention (addressees) or should be seen (none: a flag).

    rule: e.g. "plan-conflict". subjects: ids of what it is about. version: of the subjects or the
    rule: a new version is a new alert. function: the room that raised it. deadline: by when the
    addressee should have acted, None where no clock runs. entries: ids of the entries behind it.
    """

    rule: str
    subjects: tuple[str, ...]
    version: str
    function: str
    title: str
    addressees: tuple[str, ...]
    raised_at: datetime
    deadline: datetime | None = None
    evidence: Mapping[str, JSON] = field(default_factory=dict)
    entries: tuple[str, ...] = ()
    stable_id: str | None = None  # kept where a reader may not see the subjects it comes from

    @property
    def id(self) -> str:
        """The stable id."""
        return self.stable_id or alert_id(self.rule, self.subjects, self.version)

    @property
    def is_flag(self) -> bool:
        """A flag is shown; it waits for nobody."""
        return not self.addressees

    def as_json(self) -> dict[str, JSON]:
        """As pictures show it."""
        return {
            "id": self.id,
            "rule": self.rule,
            "subjects": list(self.subjects),
            "version": self.version,
            "function": self.function,
            "title": self.title,
            "addressees": list(self.addressees),
            "raised_at": rfc3339(self.raised_at),
            "deadline": rfc3339(self.deadline) if self.deadline else None,
            "evidence": self.evidence,
            "entries": list(self.entries),
        }
