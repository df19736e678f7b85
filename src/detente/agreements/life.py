"""Which version of an instrument is in force when: three-valued, by the parties' own words.

What this file knows: the versions and the life entries of one instrument. What it must not know:
what follows from a rule of it.

Rule 1. A party that has spoken for itself is held by its own words only; one that has not: cannot
tell, whatever others report.
Rule 2. A version is in force when every party holds that version in force. A newer one displaces
an older one from that moment; until then the older one stands.
Rule 3. `suspended` and `lapsed` hold for the version named and all before it, without a version
for all; every other state for its own version only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from detente.agreements.entries import Instrument, InstrumentKind, Life, LifeState
from detente.terms.truth import Truth, all_of, certainly
from detente.terms.when import When

_ENDS = (LifeState.SUSPENDED, LifeState.LAPSED)
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
_AFTER_ALL = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Version:
    """One filed version."""

    value: Instrument
    entry: str
    filed_at: datetime
    filer: str  # the actor

    @property
    def number(self) -> int:
        """Its version number."""
        return self.value.version


@dataclass(frozen=True, slots=True)
class Held:
    """One life entry. version: the one it is about, None where no version was known at filing.

    own: whether the actor said it of itself.
    """

    life: Life
    version: int | None
    own: bool
    entry: str
    filed_at: datetime
    filer: str
    index: int

    def concerns(self, version: int) -> bool:
        """Whether it says something about that version."""
        if self.life.state in _ENDS:
            return self.life.version is None or version <= self.life.version
        return self.version is None or self.version == version

    def begun(self, at: datetime) -> Truth:
        """Whether what it says holds at that moment already."""
        return _begun(self.life.at, at)

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """Since when at the earliest and at the latest."""
        return (self.life.at.earliest or _BEFORE_ALL, self.life.at.latest or _AFTER_ALL)

    def order(self) -> tuple[datetime, datetime, int]:
        """What sorts life entries for display: their time, then the order of the record."""
        return (*self.bounds, self.index)


@dataclass(frozen=True, slots=True)
class Standing:
    """A version that has to be looked at for a moment, and whether it was in force then."""

    version: Version
    in_force: Truth

    @property
    def would_be(self) -> bool:
        """Whether what follows from it must be marked "would be"."""
        return self.in_force is not Truth.YES


def _begun(when: When, at: datetime) -> Truth:
    """Whether something that holds from an uncertain moment on holds at a moment."""
    if when.latest is not None and when.latest <= at:
        return Truth.YES
    if when.earliest is not None and when.earliest > at:
        return Truth.NO
    return Truth.CANNOT_TELL


def holds(lives: Sequence[Held], party: str, version: int, at: datetime) -> Truth:
    """Whether a party holds that version in force at that moment."""
    own = [held for held in lives if held.own and held.life.actor == party]
    if not own:
        return Truth.CANNOT_TELL
    # Of two entries about the same time the one filed later counts.
    about = {held.bounds: held for held in own if held.concerns(version)}.values()
    found = {
        certainly(held.life.state is LifeState.IN_FORCE)
        for held in about
        if _may_decide(held, about, at)
    }
    if all(held.bounds[1] > at for held in about):  # perhaps none of them had begun
        found.add(Truth.NO)
    return found.pop() if len(found) == 1 else Truth.CANNOT_TELL


def _may_decide(held: Held, about: Collection[Held], at: datetime) -> bool:
    """Whether it may be the last of them that began by then, each anywhere in its bounds."""
    start, end = held.bounds
    if start > at:
        return False
    began = min(end, at)
    return not any(
        other.bounds[0] > began and other.bounds[1] <= at for other in about if other is not held
    )


def in_force(version: Version, lives: Sequence[Held], at: datetime) -> Truth:
    """Whether every party holds that version in force at that moment; a draft never is."""
    value = version.value
    if value.kind is InstrumentKind.DRAFT:
        return Truth.NO
    if value.valid is not None and not value.valid.start <= at < value.valid.end:
        return Truth.NO
    return all_of(holds(lives, party, version.number, at) for party in value.parties)


def standing(versions: Sequence[Version], lives: Sequence[Held], at: datetime) -> list[Standing]:
    """The versions to look at for a moment, the newest first; at least one if any was filed.

    One that is in force displaces all older ones. Where a newer one may be in force, both count,
    neither for certain. Where none is or may be in force, it is the latest that was filed.
    """
    found: list[Standing] = []
    doubtful = False
    for version in sorted(versions, key=lambda one: one.number, reverse=True):
        truth = in_force(version, lives, at)
        if truth is Truth.NO:
            continue
        if truth is Truth.YES:
            found.append(Standing(version, Truth.CANNOT_TELL if doubtful else Truth.YES))
            return found
        if not doubtful:
            found.append(Standing(version, truth))
        doubtful = True
    if not found and versions:
        found.append(Standing(max(versions, key=lambda one: one.number), Truth.NO))
    return found


def changes(versions: Sequence[Version], lives: Sequence[Held]) -> list[datetime]:
    """Every moment at which what is in force could change, in order."""
    moments = {
        bound
        for held in lives
        for bound in (held.life.at.earliest, held.life.at.latest)
        if bound is not None
    }
    for version in versions:
        if version.value.valid is not None:
            moments |= {version.value.valid.start, version.value.valid.end}
    return sorted(moments)
