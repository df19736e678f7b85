"""The status of a claim: who of the parties, the mediator, others and the media hold it.

What this file knows: the rows of one claim, which actors are its parties, and roles. What it must
not know: whether the claim is true; a status counts voices and never weighs them.

Rule 1. The parties to a claim are those that the claim names (`about_parties`), nobody else.
Rule 2. A party's word decides the key; where no party speaks, the mediator's, then any other
actor's, then the media's. Nothing at all is *no statement known*.
Rule 3. "Confirmed" is said when a party confirms, or when every one of several parties says the
same; a party alone with its own claim asserts it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from detente.claims.actors import Directory
from detente.claims.entries import Says, Stance
from detente.claims.stances import AFFIRMS, NO_STATEMENT, Row
from detente.terms.who import Role

MEDIA_ONLY = "reported by media only"


@dataclass(frozen=True, slots=True)
class Status:
    """key: short and stable, for matrices and tests. words: the same in a sentence with names.

    The lists hold actor ids; persons count for whom they speak. unconfirmed: whose word is
    missing among the parties, None where none is.
    """

    key: str
    words: str
    asserted_by: tuple[str, ...]
    confirmed_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    disputed_by: tuple[str, ...]
    declined_by: tuple[str, ...]
    withdrawn_by: tuple[str, ...]
    unconfirmed: str | None
    through_unnamed: bool


@dataclass(frozen=True, slots=True)
class _Sides:
    """The rows of a claim by who holds them."""

    parties: tuple[Row, ...]
    mediators: tuple[Row, ...]
    others: tuple[Row, ...]
    media: tuple[Row, ...]
    mediators_in_all: int


def status(parties: frozenset[str], rows: Sequence[Row], directory: Directory) -> Status:
    """The computed status. rows: one per actor, those of all parties to the claim included."""
    sides = _sides(parties, rows, directory)
    key = _key(sides)
    unnamed = [row for row in sides.parties if row.affirms]
    through_unnamed = bool(unnamed) and all(row.unnamed for row in unnamed)

    def actors(*stances: Stance) -> tuple[str, ...]:
        return tuple(row.actor for row in rows if row.stance in stances)

    return Status(
        key,
        _words(key, sides, directory, through_unnamed=through_unnamed),
        actors(Stance.ASSERTS),
        actors(Stance.CONFIRMS),
        actors(Stance.DENIES),
        actors(Stance.DISPUTES_PART),
        actors(Stance.DECLINES),
        actors(Stance.WITHDRAWS),
        _unconfirmed(sides),
        through_unnamed,
    )


def _sides(about: frozenset[str], rows: Sequence[Row], directory: Directory) -> _Sides:
    parties, mediators, others, media = [], [], [], []
    for row in rows:
        role = directory.role(row.actor)
        if row.actor in about:
            parties.append(row)
        elif role is Role.MEDIATOR:
            mediators.append(row)
        elif role is Role.OUTLET or row.relayed_unknown:
            media.append(row)
        else:
            others.append(row)
    in_all = sum(actor.role is Role.MEDIATOR for actor in directory)
    return _Sides(tuple(parties), tuple(mediators), tuple(others), tuple(media), in_all)


def _of(rows: Sequence[Row], *stances: Stance) -> list[Row]:
    return [row for row in rows if row.stance in stances]


def _many(count: int, total: int) -> str:
    if total == 1:
        return "the party"
    if count == total:
        return "both parties" if total == 2 else "all parties"
    return "one party" if count == 1 else f"{count} of {total} parties"


def _mediator(sides: _Sides) -> str:
    return "the mediator" if sides.mediators_in_all <= 1 else "a mediator"


def _key(sides: _Sides) -> str:
    parts = [*_for(sides), *_against(sides)]
    if parts:
        # "only" is true as long as nobody else has said anything.
        return (
            ", ".join(parts) if len(parts) > 1 or parts[0] != "reported by media" else MEDIA_ONLY
        )
    every = (*sides.parties, *sides.mediators, *sides.others, *sides.media)
    for stance, word in ((Stance.WITHDRAWS, "withdrawn"), (Stance.DECLINES, "declined")):
        found = _of(sides.parties, stance)
        if found:
            return f"{word} by {_many(len(found), len(sides.parties))}"
        if _of(every, stance):
            return f"{word} by another actor"
    return NO_STATEMENT


def _for(sides: _Sides) -> list[str]:
    total = len(sides.parties)
    found = _of(sides.parties, *AFFIRMS)
    if found:
        borne_out = len(found) == total > 1 or bool(_of(found, Stance.CONFIRMS))
        verb = "confirmed" if borne_out else "asserted"
        return [f"{verb} by {_many(len(found), total)}"]
    if _of(sides.mediators, *AFFIRMS):
        return [f"asserted by {_mediator(sides)}"]
    if _of(sides.others, *AFFIRMS):
        return ["asserted by another actor"]
    if _of(sides.media, *AFFIRMS):
        return ["reported by media"]
    return []


def _against(sides: _Sides) -> list[str]:
    parts = []
    total = len(sides.parties)
    affirming = len(_of(sides.parties, *AFFIRMS))
    for stance, word in ((Stance.DENIES, "denied"), (Stance.DISPUTES_PART, "disputed in part")):
        found = len(_of(sides.parties, stance))
        if found and affirming and found + affirming == total == 2:
            parts.append(f"{word} by the other")
        elif found:
            parts.append(f"{word} by {_many(found, total)}")
        if _of(sides.mediators, stance):
            parts.append(f"{word} by {_mediator(sides)}")
        if _of(sides.others, stance):
            parts.append(f"{word} by another actor")
        if _of(sides.media, stance):
            parts.append(f"{word} in the media")
    return parts


def _unconfirmed(sides: _Sides) -> str | None:
    missing = [row for row in sides.parties if not row.affirms and row.stance is not Stance.DENIES]
    if not missing:
        return None
    return f"unconfirmed by {_many(len(missing), len(sides.parties))}"


def _words(key: str, sides: _Sides, directory: Directory, *, through_unnamed: bool) -> str:
    parts = [_head(key, sides, directory.name, through_unnamed=through_unnamed)]
    if any(row.affirms for row in sides.parties) and _of(sides.mediators, *AFFIRMS):
        names = _names(_of(sides.mediators, *AFFIRMS), directory.name)
        parts.append(f"asserted by {_mediator(sides)} ({names})")
    if key not in (NO_STATEMENT, MEDIA_ONLY) and _of(sides.media, *AFFIRMS):
        parts.append(f"also reported by {_names(_of(sides.media, *AFFIRMS), directory.name)}")
    for row in sides.parties:
        if row.stance is None:
            parts.append(f"{directory.name(row.actor)}: {NO_STATEMENT}{_hearsay(row, directory)}")
        elif row.stance in (Stance.DECLINES, Stance.WITHDRAWS):
            parts.append(f"{directory.name(row.actor)}: {row.stance.value}")
    return "; ".join(parts)


def _head(key: str, sides: _Sides, name: Callable[[str], str], *, through_unnamed: bool) -> str:
    found = _of(sides.parties, *AFFIRMS)
    if found:
        first, comma, rest = key.partition(",")
        unnamed = " through an unnamed official" if through_unnamed else ""
        return f"{first}{unnamed} ({_names(found, name)}){comma}{rest}"
    found = _of(sides.mediators, *AFFIRMS) or _of(sides.others, *AFFIRMS)
    found = found or _of(sides.media, *AFFIRMS)
    if found:
        first, comma, rest = key.partition(",")
        return f"{first} ({_names(found, name)}){comma}{rest}"
    return key


def _names(rows: Sequence[Row], name: Callable[[str], str]) -> str:
    return ", ".join(name(row.actor) for row in rows)


def _hearsay(row: Row, directory: Directory) -> str:
    current = [item for item in row.reported if item.until is None]
    said = {item.says for item in current} & {kind.value for kind in Says}
    if not said:
        return ""
    by = ", ".join(dict.fromkeys(directory.name(item.by) for item in current if item.says in said))
    return f", reported {' and '.join(sorted(said))} by {by}"
