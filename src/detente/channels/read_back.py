"""What was read back against what was sent: is it the same place, by how far is it not?

What this file knows: two positions, their accuracies, two texts. What it must not know: who read
it, and what follows from it (ladder.py).

Rule 1. Reading back copies digits: unless the reader states an accuracy, what was read has no
error of its own, and only the accuracy of what was sent decides.
Rule 2. Where the sender's accuracy is unknown, only the same digits are the same place; anything
else cannot be told, however far it lies. The distance is shown all the same.
Rule 3. Words are compared as they stand, and only as a hint: they never decide a place.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.channels.entries import Read
from detente.geometry.geodesics import distance_m
from detente.terms.json import JSON
from detente.terms.truth import Truth
from detente.terms.where import Position

ROUNDING_M = 1.0
"""Closer than this two positions are the same digits: five decimals of a degree are 1.1 m."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """matches: is it the same place; None where no position was sent, so that there is none to
    compare. distance_m: between the two positions, metres, None where one is missing.
    words_same: whether the words are the same, letter by letter; None where none were read.
    """

    matches: Truth | None
    distance_m: float | None
    words_same: bool | None

    def as_json(self) -> dict[str, JSON]:
        """As the board shows it; nothing to compare is `cannot tell`."""
        matches = self.matches if self.matches is not None else Truth.CANNOT_TELL
        return {
            "matches": matches.value,
            "distance_m": None if self.distance_m is None else round(self.distance_m, 1),
            "words_same": self.words_same,
        }


def compare(sent: Position | None, sent_words: str, read: Read) -> Comparison:
    """What was read against what was sent."""
    words_same = None if read.words is None else read.words == sent_words
    if sent is None:
        return Comparison(None, None, words_same)
    if read.position is None:
        return Comparison(Truth.CANNOT_TELL, None, words_same)
    apart = distance_m(sent.lonlat, read.position.lonlat)
    return Comparison(_same(apart, sent.accuracy_m, read.position.accuracy_m), apart, words_same)


def _same(apart_m: float, sent_m: float | None, read_m: float | None) -> Truth:
    error_m = read_m or 0.0
    if apart_m <= ROUNDING_M:
        return Truth.YES
    if sent_m is None:
        return Truth.CANNOT_TELL
    if apart_m > sent_m + error_m:
        return Truth.NO
    return Truth.YES if apart_m + error_m <= sent_m else Truth.CANNOT_TELL
