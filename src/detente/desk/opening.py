"""From what the record keeps to what the functions fold: entries opened and read.

filed_at is the sequencer's time of the batch; known_at is the body's own `learnt_at`, else
filed_at. Bodies of unknown kinds or versions, or that this version cannot read, give entries
without a value: kept, shown as unread, folded by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from detente.mechanism.kinds import KINDS
from detente.record.envelope import VERSION
from detente.record.filed import Filed
from detente.terms.entries import Entry
from detente.terms.fields import Fields
from detente.terms.json import JSON
from detente.terms.when import knowledge_moment
from detente.terms.who import Charter


def opened(charter: Charter, filed: Iterable[Filed]) -> Iterator[Entry]:
    """The entries, in order."""
    for item in filed:
        header = item.opened
        value = None
        kind = KINDS.get(header.kind)
        if kind is not None and header.v == VERSION:
            fields = Fields(item.body)
            parsed = kind.parse(fields)
            value = None if fields.problems else parsed
        yield Entry(
            index=item.index,
            id=header.id,
            kind=header.kind,
            post=header.post,
            actor=charter.actor_of(header.post) or header.post,
            stated_at=header.stated_at,
            filed_at=item.filed_at,
            known_at=_knowledge(item.body.get("learnt_at"), item.filed_at),
            audience=header.audience,
            value=value,
            body=item.body,
        )


def _knowledge(learnt: JSON, filed_at: datetime) -> datetime:
    """When it counts as known; what cannot be read as a moment counts from its filing."""
    if not isinstance(learnt, str):
        return filed_at
    try:
        return knowledge_moment(learnt)
    except ValueError:
        return filed_at
