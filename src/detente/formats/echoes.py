"""The echo of a position: one position in every way in which somebody may read it back.

What this file knows: the three ways of writing, and the nearest named place. What it must not
know: whether what was read back matches; that is the function channels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.formats import positions
from detente.formats.gazetteer import Named, Nearest, nearest
from detente.terms.json import JSON
from detente.terms.where import Position


@dataclass(frozen=True, slots=True)
class Echo:
    """One position, written for read-back. near: None where there is no gazetteer.

    as_written: what was handed in, where it was a text. notes: what a person should look at.
    """

    position: Position
    decimal: str
    dms: str
    mgrs: str
    near: Nearest | None
    as_written: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """All of it on one line."""
        parts = [self.decimal, self.dms, f"MGRS {self.mgrs}"]
        if self.near:
            parts.append(self.near.words)
        return "; ".join(parts)

    def as_json(self) -> dict[str, JSON]:
        """As the API and --json show it."""
        return {
            "position": self.position.as_json(),
            "decimal": self.decimal,
            "dms": self.dms,
            "mgrs": self.mgrs,
            "near": self.near.as_json() if self.near else None,
            "as_written": self.as_written,
            "notes": list(self.notes),
        }


def echo(
    position: Position,
    gazetteer: Sequence[Named] = (),
    *,
    as_written: str | None = None,
    notes: tuple[str, ...] = (),
) -> Echo:
    """The position in decimal degrees, DMS and MGRS, and from the nearest place."""
    return Echo(
        position,
        positions.decimal(position),
        positions.dms(position),
        positions.mgrs(position),
        nearest(position.lonlat, gazetteer),
        as_written,
        notes,
    )
