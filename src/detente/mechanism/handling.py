"""What people did with alerts, and referrals to other mechanisms: folded like any function."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from detente.mechanism.entries import Handling, Referral
from detente.terms.entries import Draft, Entry
from detente.terms.json import JSON
from detente.terms.problems import Problem
from detente.terms.when import rfc3339
from detente.terms.who import Charter


@dataclass(slots=True)
class State:
    """Per alert id: every act on it, in order; and the referrals."""

    charter: Charter
    acts: dict[str, list[Entry]] = field(default_factory=dict)
    referrals: dict[str, Entry] = field(default_factory=dict)

    def apply(self, entry: Entry) -> None:
        """Fold one entry of the mechanism's own kinds."""
        if isinstance(entry.value, Handling):
            self.acts.setdefault(entry.value.alert, []).append(entry)
        elif isinstance(entry.value, Referral):
            self.referrals.setdefault(entry.value.referral, entry)

    def problems(self, draft: Draft) -> list[Problem]:
        """Cross-reference faults of a draft of these kinds."""
        value = draft.value
        if isinstance(value, Referral):
            if value.referral in self.referrals:
                return [Problem("$.referral", "is taken", "Choose an id that is not used yet")]
            if value.to == self.charter.mechanism:
                return [Problem("$.to", "is this mechanism", "Name the one it is referred to")]
        if isinstance(value, Handling) and value.act == "reopen":
            acts = self.acts.get(value.alert, [])
            if not acts or acts[-1].value.act != "close":
                return [Problem("$.alert", "is not closed", "Reopen only a closed alert")]
        return []

    def handled(self, alert: str, now: datetime) -> dict[str, JSON]:
        """state (open, taken, closed), by whom, until when, and the history."""
        acts = [act for act in self.acts.get(alert, []) if act.filed_at <= now]
        history: list[JSON] = [
            {
                "act": act.value.act,
                "post": act.post,
                "at": rfc3339(act.filed_at),
                "words": act.value.words,
            }
            for act in acts
        ]
        state, taken_by, until = "open", None, None
        if acts:
            last = acts[-1]
            if last.value.act == "close":
                state = "closed"
            elif last.value.act == "take" and last.value.until > now:
                # A taken alert that nobody closed is open again when its time is over.
                state, taken_by, until = "taken", last.post, rfc3339(last.value.until)
        return {"state": state, "taken_by": taken_by, "until": until, "history": history}

    def picture(self, now: datetime) -> list[JSON]:  # noqa: ARG002  the contract of every state
        """The referrals, in the order in which they were filed."""
        return [
            {
                "id": entry.value.referral,
                "to": entry.value.to,
                "about": entry.value.about,
                "reason": entry.value.reason,
                "words": entry.value.words,
                "post": entry.post,
                "at": rfc3339(entry.filed_at),
            }
            for entry in self.referrals.values()
        ]
