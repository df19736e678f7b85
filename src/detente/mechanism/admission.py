"""May this be filed here, now, by this post? Every reason against it at once; nothing is changed.

What this file knows: kinds, who may sign them, and each function's cross-reference checks.
What it must not know: signatures and stores (record/), where the draft came from (the edges).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from detente.mechanism.entries import Correction, Handling, Withdrawal
from detente.mechanism.fold import Fold
from detente.mechanism.kinds import KINDS
from detente.terms.entries import Draft, Filer, Kind
from detente.terms.fields import Fields
from detente.terms.json import JSONObject
from detente.terms.problems import Problem, Refused
from detente.terms.who import CLERK, EVERYBODY


def admit(
    fold: Fold,
    *,
    kind: str,
    post: str,
    audience: Sequence[str],
    body: JSONObject,
    stated_at: datetime,
    known_alerts: frozenset[str] = frozenset(),
) -> Draft:
    """The draft, read and checked against everything filed so far; raises Refused otherwise.

    known_alerts: ids of the alerts that stand now, for kinds that act on one.
    """
    charter = fold.charter
    actor = charter.actor_of(post) or ""
    problems = _who(fold, kind, post, audience)
    found = KINDS.get(kind)
    if found is None:
        raise Refused(problems)
    fields = Fields(body)
    value = found.parse(fields)
    problems += fields.problems
    draft = Draft(kind, post, actor, stated_at, frozenset(audience), value, body)
    problems += _authority(found, draft)
    if not fields.problems:
        problems += getattr(fold.states, found.function).problems(draft)
        problems += _about_others(fold, draft, known_alerts)
    if problems:
        raise Refused(dict.fromkeys(problems))
    return draft


def _who(fold: Fold, kind: str, post: str, audience: Sequence[str]) -> list[Problem]:
    charter = fold.charter
    problems = []
    if kind not in KINDS:
        near = ", ".join(sorted(KINDS))
        problems.append(Problem("kind", f"{kind!r} is not a kind of entry", f"Use one of {near}"))
    if post not in charter.posts:
        known = ", ".join(sorted(charter.posts))
        problems.append(Problem("post", f"{post!r} is not a post here", f"Use one of {known}"))
    if not audience:
        problems.append(Problem("audience", "is empty", 'Name actors, or "all"'))
    known_actors = set(charter.actors) | fold.states.claims.actor_ids() | {EVERYBODY}
    for name in audience:
        if name not in known_actors:
            problems.append(
                Problem("audience", f"{name!r} is not an actor here", "Name actors of the charter")
            )
    return problems


def _authority(kind: Kind, draft: Draft) -> list[Problem]:
    if kind.filer is Filer.FOUNDERS:
        return [Problem("kind", "the charter is entry 0 only", "File what should change instead")]
    if kind.filer is Filer.CLERK and draft.post != CLERK:
        return [Problem("post", f"only the clerk files {kind.name}", "Leave it to the software")]
    if kind.filer is not Filer.CLERK and draft.post == CLERK:
        if kind.filer is Filer.CLERK_OR_POST:
            return []
        return [
            Problem("post", f"the clerk never files {kind.name}", "Let a person's post sign it")
        ]
    if kind.filer is Filer.ACTOR_NAMED and kind.acts_for is not None:
        named = kind.acts_for(draft.value)
        if named and draft.actor and named != draft.actor:
            return [
                Problem(
                    "post",
                    f"{draft.post} stands for {draft.actor}, the body speaks for {named}",
                    f"Sign with a post of {named}",
                )
            ]
    return []


def _about_others(fold: Fold, draft: Draft, known_alerts: frozenset[str]) -> list[Problem]:
    value = draft.value
    if isinstance(value, Handling) and value.alert not in known_alerts:
        return [Problem("$.alert", f"no alert {value.alert} stands now", "Take an id from alerts")]
    if isinstance(value, Correction):
        return _correction(fold, draft, value)
    if isinstance(value, Withdrawal):
        return _own(fold, draft, value.withdraws, "$.withdraws")
    return []


def _own(fold: Fold, draft: Draft, entry_id: str, where: str) -> list[Problem]:
    """Problems of a correction or withdrawal with the entry that it names."""
    entry = fold.by_id.get(entry_id)
    if entry is None or not entry.visible_to(draft.actor):
        return [Problem(where, "names no entry that this post can read", "Give its full id")]
    if entry.actor != draft.actor:
        return [Problem(where, "is another actor's entry", "Dispute it by an entry of your own")]
    if entry_id in fold.withdrawn:
        return [Problem(where, "was withdrawn before", "File it anew")]
    if entry.kind not in KINDS or entry.value is None:
        return [Problem(where, "is of a kind that this version cannot read", "Update first")]
    amended_by = KINDS[entry.kind].amended_by
    if amended_by is not None:
        return [Problem(where, f"a {entry.kind} is changed by {amended_by}", f"File {amended_by}")]
    if entry.audience != draft.audience:
        wanted = ", ".join(sorted(entry.audience))
        return [Problem("audience", "differs from the entry's own", f"Use {wanted}")]
    return []


def _correction(fold: Fold, draft: Draft, value: Correction) -> list[Problem]:
    problems = _own(fold, draft, value.corrects, "$.corrects")
    entry = fold.by_id.get(value.corrects)
    if problems or entry is None:
        return problems
    inner = Fields(value.body, path="$.body")
    KINDS[entry.kind].parse(inner)
    return inner.problems
