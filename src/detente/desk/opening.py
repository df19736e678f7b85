"""From what the record keeps to what the functions fold: entries opened and read.

filed_at is the `at` of the clock entry before the batch; known_at is the body's own `learnt_at`,
else filed_at. Bodies of unknown kinds or versions, or that this version cannot read, give entries
without a value: kept, shown as unread, folded by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from detente.mechanism.kinds import KINDS
from detente.record.stores import Filed
from detente.terms.entries import Entry
from detente.terms.fields import Fields
from detente.terms.when import knowledge_moment, moment
from detente.terms.who import Charter


def opened(charter: Charter, filed: Iterable[Filed], clock: datetime) -> Iterator[Entry]:
    """The entries, in order; `clock` is the record's time before the first of them."""
    for item in filed:
        header, body = item.header, item.content
        value = None
        kind = KINDS.get(header.kind)
        if kind is not None and header.v == 1:
            fields = Fields(body)
            parsed = kind.parse(fields)
            value = None if fields.problems else parsed
        if header.kind == "clock" and value is not None:
            clock = value.at
        learnt = body.get("learnt_at") if isinstance(body, dict) else None
        yield Entry(
            index=item.index,
            id=header.id,
            kind=header.kind,
            post=header.post,
            actor=charter.actor_of(header.post) or header.post,
            stated_at=moment(header.stated_at),
            filed_at=clock,
            known_at=_knowledge(learnt, clock),
            audience=frozenset(header.audience),
            value=value,
            body=body,
        )


def _knowledge(learnt: object, clock: datetime) -> datetime:
    if not isinstance(learnt, str):
        return clock
    try:
        return knowledge_moment(learnt)
    except ValueError:
        return clock
