"""The delivery ladder of one notification to one recipient: two tables, and what was recorded.

What this file knows: stages, events, statuses, and the receipts of one ladder. What it must not
know: which clocks run (clocks.py), which lines are open (channel_state.py), the words for a person
(board.py), and which side is ours: sender and recipient are held to the same tables.

Rule 1. Nothing is inferred upwards or downwards: a rung that nobody recorded stays empty. For the
clocks alone, reading back or passing on is an answer: nobody repeats what they did not hear.
Rule 2. A place that was read back wrong stays wrong until it is read back right, later by the
reader's own time. What was passed on before that does not count: it may be the wrong place.
Rule 3. A new version ends the ladder. Receipts that arrive afterwards are kept and do not count.
Rule 4. Receipts are taken in the order in which they were filed; their stated times stand beside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from detente.channels.entries import Delivery, Notification, Reason, Rung
from detente.channels.read_back import Comparison
from detente.terms.truth import Truth


class Stage(Enum):
    """How far the recipient has come, units apart."""

    SILENT = "silent"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    UNCLEAR = "read back, place not told"
    WRONG = "read back, another place"
    RIGHT = "read back"
    VOID = "void"


class Event(Enum):
    """What can happen to a ladder."""

    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    READ_RIGHT = "read back, the same place or no place to compare"
    READ_UNCLEAR = "read back, the place cannot be told"
    READ_WRONG = "read back, another place"
    PASSED_ON = "passed on"
    NEW_VERSION = "a new version"


class Units(Enum):
    """How far it was passed on."""

    NONE = "no unit was named, none was told"
    MISSING = "named units were not told"
    TOLD = "every named unit was told, or the recipient said that it was passed on"


class Status(Enum):
    """One word for the board."""

    SILENT = "silent"
    DELIVERED = "delivered only"
    ACKNOWLEDGED = "acknowledged only"
    UNCLEAR = "place not confirmed"
    WRONG = "wrong place"
    READ_BACK = "read back"
    NOT_PASSED_ON = "not passed on"
    PASSED_ON = "passed on"
    VOID = "void"


_S = Stage
_ROWS: Mapping[Stage, tuple[Stage, ...]] = {
    # from: delivered, acknowledged, read right, read unclear, read wrong, passed on, new version
    _S.SILENT: (
        *(_S.DELIVERED, _S.ACKNOWLEDGED, _S.RIGHT, _S.UNCLEAR, _S.WRONG),
        *(_S.ACKNOWLEDGED, _S.VOID),
    ),
    _S.DELIVERED: (
        *(_S.DELIVERED, _S.ACKNOWLEDGED, _S.RIGHT, _S.UNCLEAR, _S.WRONG),
        *(_S.ACKNOWLEDGED, _S.VOID),
    ),
    _S.ACKNOWLEDGED: (
        *(_S.ACKNOWLEDGED, _S.ACKNOWLEDGED, _S.RIGHT, _S.UNCLEAR, _S.WRONG),
        *(_S.ACKNOWLEDGED, _S.VOID),
    ),
    _S.UNCLEAR: (
        *(_S.UNCLEAR, _S.UNCLEAR, _S.RIGHT, _S.UNCLEAR, _S.WRONG),
        *(_S.UNCLEAR, _S.VOID),
    ),
    # An unclear reading does not undo a wrong one, nor a right one.
    _S.WRONG: (*(_S.WRONG, _S.WRONG, _S.RIGHT, _S.WRONG, _S.WRONG), *(_S.WRONG, _S.VOID)),
    _S.RIGHT: (*(_S.RIGHT, _S.RIGHT, _S.RIGHT, _S.RIGHT, _S.WRONG), *(_S.RIGHT, _S.VOID)),
    _S.VOID: (*(_S.VOID, _S.VOID, _S.VOID, _S.VOID, _S.VOID), *(_S.VOID, _S.VOID)),
}

NEXT: Mapping[tuple[Stage, Event], Stage] = MappingProxyType(
    {
        (stage, event): after
        for stage, row in _ROWS.items()
        for event, after in zip(Event, row, strict=True)
    }
)
"""(stage, event) -> stage. Every cell is decided; tests/channels/test_ladder.py asserts it."""

SHOWN: Mapping[tuple[Stage, Units], Status] = MappingProxyType(
    {
        **{(_S.SILENT, units): Status.SILENT for units in Units},
        **{(_S.DELIVERED, units): Status.DELIVERED for units in Units},
        (_S.ACKNOWLEDGED, Units.NONE): Status.ACKNOWLEDGED,
        (_S.ACKNOWLEDGED, Units.MISSING): Status.ACKNOWLEDGED,
        (_S.ACKNOWLEDGED, Units.TOLD): Status.PASSED_ON,
        **{(_S.UNCLEAR, units): Status.UNCLEAR for units in Units},
        **{(_S.WRONG, units): Status.WRONG for units in Units},
        (_S.RIGHT, Units.NONE): Status.READ_BACK,
        (_S.RIGHT, Units.MISSING): Status.NOT_PASSED_ON,
        (_S.RIGHT, Units.TOLD): Status.PASSED_ON,
        **{(_S.VOID, units): Status.VOID for units in Units},
    }
)
"""(stage, units) -> the word on the board."""

_READING: Mapping[Truth | None, Event] = MappingProxyType(
    {
        Truth.YES: Event.READ_RIGHT,
        None: Event.READ_RIGHT,  # no position was sent: reading the words back is all there is
        Truth.CANNOT_TELL: Event.READ_UNCLEAR,
        Truth.NO: Event.READ_WRONG,
    }
)

_ANSWERS = (Rung.ACKNOWLEDGED, Rung.READ_BACK, Rung.PASSED_ON)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A delivery as it was recorded. counts: whether it did count when it was filed."""

    delivery: Delivery
    filed_at: datetime
    post: str
    entry: str
    comparison: Comparison | None
    counts: bool

    @property
    def at(self) -> datetime:
        """The stated time, as far as the record bears it: not after the entry was filed."""
        return min(self.delivery.at, self.filed_at)


@dataclass(frozen=True, slots=True)
class Step:
    """Where the ladder stood from `started_at`: the sending itself, then each escalation."""

    post: str | None
    channel: str | None
    started_at: datetime
    reason: Reason | None = None
    due_at: datetime | None = None
    entry: str | None = None


@dataclass(slots=True)
class Ladder:
    """One notification to one recipient; folded by take, move and void.

    sender: the post that failures are told to, None where only the clerk stands behind it.
    since: when the stage last changed, by the record's time.
    """

    sent: Notification
    recipient: str
    sender: str | None
    sender_actor: str | None
    filed_by: str
    stated_at: datetime
    filed_at: datetime
    entry: str
    audience: frozenset[str]
    posts: tuple[str, ...]
    channels: tuple[str, ...]
    steps: list[Step]
    escalations: list[Step] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    stage: Stage = Stage.SILENT
    voided_by: str | None = None
    voided_entry: str | None = None
    voided_by_version: int | None = None
    told: set[str] = field(default_factory=set)
    was_passed_on: bool = False
    since: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.since = self.filed_at

    @property
    def units(self) -> Units:
        """How far it was passed on, counting only what counts."""
        if self.sent.units:
            return Units.MISSING if self.units_missing else Units.TOLD
        return Units.TOLD if self.was_passed_on else Units.NONE

    @property
    def units_missing(self) -> tuple[str, ...]:
        """The named units of which nobody has said that they were told."""
        return tuple(unit for unit in self.sent.units if unit not in self.told)

    @property
    def status(self) -> Status:
        """The word on the board."""
        return SHOWN[self.stage, self.units]

    @property
    def void(self) -> bool:
        """Whether a newer version has ended it."""
        return self.stage is Stage.VOID

    @property
    def heard(self) -> Receipt | None:
        """The first answer of any kind (rule 1), whether or not the ladder is void by now."""
        return next((one for one in self.receipts if one.delivery.rung in _ANSWERS), None)

    @property
    def step(self) -> Step:
        """Where the ladder stands."""
        return self.steps[-1]

    def first(self, rung: Rung) -> Receipt | None:
        """The first receipt of a rung."""
        return next((one for one in self.receipts if one.delivery.rung is rung), None)

    def last(self, rung: Rung) -> Receipt | None:
        """The last receipt of a rung."""
        return next((one for one in reversed(self.receipts) if one.delivery.rung is rung), None)

    @property
    def reading(self) -> Receipt | None:
        """The reading that decides the stage: the last clear one that counts, else the last."""
        readings = [one for one in self.receipts if one.delivery.rung is Rung.READ_BACK]
        wanted = {Stage.WRONG: Truth.NO, Stage.RIGHT: Truth.YES}.get(self.stage)
        for one in reversed(readings):
            if one.counts and one.comparison is not None and one.comparison.matches is wanted:
                return one
        return readings[-1] if readings else None

    def readings_like(self, reading: Receipt) -> int:
        """How many readings came out as this one did."""
        same = [one for one in self.receipts if _matches(one) is _matches(reading)]
        return len([one for one in same if one.comparison is not None])

    def take(
        self,
        delivery: Delivery,
        comparison: Comparison | None,
        *,
        filed_at: datetime,
        post: str,
        entry: str,
    ) -> None:
        """One delivery entry, in the order of filing."""
        event = self._event(delivery, comparison, min(delivery.at, filed_at))
        before = self.stage
        counts = before is not Stage.VOID and not (
            before is Stage.WRONG and event in (Event.PASSED_ON, Event.READ_UNCLEAR)
        )
        self.receipts.append(Receipt(delivery, filed_at, post, entry, comparison, counts))
        self.stage = NEXT[before, event]
        if event is Event.READ_WRONG and counts:
            self.told.clear()
            self.was_passed_on = False
        if event is Event.PASSED_ON and counts:
            self.told.update(delivery.units)
            self.was_passed_on = True
        if self.stage is not before:
            self.since = filed_at

    def _event(self, delivery: Delivery, comparison: Comparison | None, at: datetime) -> Event:
        if delivery.rung is Rung.DELIVERED:
            return Event.DELIVERED
        if delivery.rung is Rung.ACKNOWLEDGED:
            return Event.ACKNOWLEDGED
        if delivery.rung is Rung.PASSED_ON:
            return Event.PASSED_ON
        event = _READING[comparison.matches if comparison else None]
        if event is Event.READ_RIGHT and any(
            _is_wrong(one) and one.at > at for one in self.receipts
        ):
            # Recorded late: by the reader's own time it was said before the wrong one (rule 2).
            return Event.READ_UNCLEAR
        return event

    def move(self, step: Step) -> None:
        """One escalation of the clerk; one that comes after an answer is kept, moving nothing."""
        self.escalations.append(step)
        if self.heard is None and not self.void:
            self.steps.append(step)

    def end(self, *, by: str, entry: str, version: int, filed_at: datetime) -> None:
        """A newer version, or a notification that replaces this one."""
        if not self.void:
            self.stage = NEXT[self.stage, Event.NEW_VERSION]
            self.voided_by, self.voided_entry, self.voided_by_version = by, entry, version
            self.since = filed_at


def _matches(receipt: Receipt) -> Truth | None:
    return receipt.comparison.matches if receipt.comparison is not None else None


def _is_wrong(receipt: Receipt) -> bool:
    return _matches(receipt) is Truth.NO
