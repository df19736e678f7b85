"""Counts against limits.

A count has bounds. A complete count says that no more were there; a partial count only that at
least so many were: no tanks seen is not no tanks.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.terms.json import JSON
from detente.terms.truth import Truth


@dataclass(frozen=True, slots=True)
class Count:
    """best: the observer's figure; low, high: bounds of what was counted; complete: was it all."""

    best: int
    low: int
    high: int
    complete: bool

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.best <= self.high:
            raise ValueError("a count needs 0 <= low <= best <= high")

    @property
    def most(self) -> int | None:
        """How many there were at most; None where the count is partial: nobody knows."""
        return self.high if self.complete else None

    @property
    def words(self) -> str:
        """As a person would say it."""
        bounds = "" if self.low == self.high else f" ({self.low} to {self.high})"
        return f"{'complete' if self.complete else 'partial'} count {self.best}{bounds}"

    def as_json(self) -> dict[str, JSON]:
        """As bodies write it."""
        return {
            "best": self.best,
            "low": self.low,
            "high": self.high,
            "complete": self.complete,
        }

    def as_part(self) -> Count:
        """The same count where what was counted is only part of what the rule is about."""
        return Count(self.best, self.low, self.high, complete=False)


@dataclass(frozen=True, slots=True)
class CountAnswer:
    """Whether a count fits a limit, and in words why."""

    truth: Truth
    words: str


def fits(count: Count, limit: int) -> CountAnswer:
    """Yes if every number within the bounds fits the limit, no if none does, else cannot tell."""
    said = f"{count.words}, limit {limit}"
    if count.low > limit:
        return CountAnswer(Truth.NO, f"{said}: at least {count.low - limit} over the limit")
    if count.most is None:
        return CountAnswer(
            Truth.CANNOT_TELL, f"{said}: a partial count does not say how many there were"
        )
    if count.most <= limit:
        return CountAnswer(Truth.YES, f"{said}: within the limit")
    return CountAnswer(Truth.CANNOT_TELL, f"{said}: the bounds reach over the limit")
