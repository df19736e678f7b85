"""Alerts of one line: suspended by a side, a check missed, degraded.

What this file knows: a line. What it must not know: the ladders that run on it, `now`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from detente.channels.channel_state import Line
from detente.terms.alerts import Alert
from detente.terms.json import JSON
from detente.terms.when import rfc3339
from detente.terms.who import CLERK


def of(line: Line) -> Iterator[Alert]:
    """Every alert that stands, or will stand if nothing more is recorded, each at its moment.

    line-check-missed from the first miss of a row, channel-degraded from the miss that makes it
    so; both end when the line answers. channel-suspended while any side holds it suspended.
    """
    opening = line.opening
    for actor, suspension in sorted(line.suspensions.items()):
        yield _alert(
            line,
            "channel-suspended",
            (opening.channel, actor),
            f"Line {opening.channel} is suspended by {actor}: {suspension.reason}",
            suspension.filed_at,
            version=suspension.entry,
            evidence={"actor": actor, "reason": suspension.reason},
            entries=(suspension.entry,),
        )
    checks = opening.checks
    if checks is None:
        return
    missed = line.misses(most=checks.misses_to_degraded).due
    if not missed:
        return
    version = rfc3339(missed[0])
    yield _alert(
        line,
        "line-check-missed",
        (opening.channel,),
        f"Line {opening.channel}: the check of {version} was not answered",
        missed[0] + line.grace,
        version=version,
        evidence={"missed": [version]},
    )
    if len(missed) == checks.misses_to_degraded:
        yield _alert(
            line,
            "channel-degraded",
            (opening.channel,),
            f"Line {opening.channel} missed {len(missed)} checks running: degraded, cause unknown",
            missed[-1] + line.grace,
            version=version,
            evidence={"missed": [rfc3339(one) for one in missed], "cause": "unknown"},
        )


def _alert(
    line: Line,
    rule: str,
    subjects: tuple[str, ...],
    title: str,
    raised_at: datetime,
    *,
    version: str,
    evidence: dict[str, JSON],
    entries: tuple[str, ...] = (),
) -> Alert:
    return Alert(
        rule=rule,
        subjects=subjects,
        version=version,
        function="channels",
        title=title,
        addressees=tuple(post for post in line.opening.posts if post != CLERK),
        raised_at=raised_at,
        evidence={"channel": line.opening.channel, **evidence},
        entries=(line.entry.id, *entries),
    )
