"""Reading a JSON object field by field, gathering every problem on the way.

A function's entries.py writes `parse(fields)` with these calls; where a field is wrong the call
notes a problem and gives a harmless stand-in, so that reading goes on and *all* problems come at
once. The value that parse builds counts only if `problems` is empty.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum
from typing import TypeVar

from detente.terms import limits
from detente.terms.json import JSON, JSONObject
from detente.terms.problems import Problem
from detente.terms.when import Span, When, knowledge_moment, moment

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@-]*", re.ASCII)
_EPOCH = moment("1970-01-01T00:00:00Z")


class Fields:
    """A JSON object being read; shares its list of problems with the objects inside it."""

    def __init__(
        self, value: JSON, problems: list[Problem] | None = None, path: str = "$"
    ) -> None:
        self.problems: list[Problem] = [] if problems is None else problems
        self.path = path
        self._seen: set[str] = set()
        self.value: JSONObject = {}
        if isinstance(value, dict):
            self.value = value
        else:
            self.wrong("", "must be an object", "Write {...} here")

    def wrong(self, name: str, what: str, next_step: str) -> None:
        """Note a problem with a field (or, with an empty name, with the object itself)."""
        where = f"{self.path}.{name}" if name else self.path
        self.problems.append(Problem(where, what, next_step))

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self.value.get(name) is not None

    def raw(self, name: str) -> JSON:
        """The field as it is; None where it is missing."""
        self._seen.add(name)
        return self.value.get(name)

    def _get(self, name: str, required: bool, wanted: str) -> JSON:
        found = self.raw(name)
        if found is None and required:
            self.wrong(name, "is missing", f"Give {wanted}")
        return found

    def _typed(
        self, name: str, kind: type[T] | tuple[type[T], ...], wanted: str, required: bool
    ) -> T | None:
        found = self._get(name, required, wanted)
        if found is None:
            return None
        if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
            self.wrong(name, f"must be {wanted}, not {_shown(found)}", f"Give {wanted}")
            return None
        return found

    def text(self, name: str, *, required: bool = True, most: int = limits.TEXT_MAX) -> str:
        """A text; "" stands in where it is missing."""
        found = self._typed(name, str, "a text", required)
        if found is None:
            return ""
        if len(found) > most:
            self.wrong(name, f"has {len(found)} characters, at most {most} fit", "Shorten it")
        if required and not found.strip():
            self.wrong(name, "is empty", "Give a text")
        return found

    def optional_text(self, name: str) -> str | None:
        """A text, or None."""
        return self.text(name, required=False) or None

    def id(self, name: str, *, required: bool = True) -> str:
        """An id: ASCII letters, digits and . _ : @ -, at most ID_MAX characters."""
        found = self.text(name, required=required, most=limits.ID_MAX)
        if found and not _ID.fullmatch(found):
            self.wrong(name, f"{found!r} is not an id", "Use letters, digits and . _ : @ - only")
        return found

    def optional_id(self, name: str) -> str | None:
        """An id, or None."""
        return self.id(name, required=False) or None

    def ids(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of ids; () where it is missing."""
        found = self._typed(name, list, "a list of ids", required)
        out = []
        for position, item in enumerate(found or ()):
            if isinstance(item, str) and _ID.fullmatch(item) and len(item) <= limits.ID_MAX:
                out.append(item)
            else:
                self.wrong(f"{name}[{position}]", f"{_shown(item)} is not an id", "Give an id")
        return tuple(out)

    def texts(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; () where it is missing."""
        found = self._typed(name, list, "a list of texts", required)
        out = []
        for position, item in enumerate(found or ()):
            if isinstance(item, str):
                out.append(item)
            else:
                self.wrong(f"{name}[{position}]", f"{_shown(item)} is not a text", "Give a text")
        return tuple(out)

    def choice(self, name: str, of: type[E], *, default: E | None = None) -> E:
        """One of an Enum's values; the default where it is missing, else a problem."""
        options = [member.value for member in of]
        found = self._get(name, default is None, "one of " + ", ".join(map(str, options)))
        if found is None:
            return default if default is not None else next(iter(of))
        if isinstance(found, str) and found in options:
            return of(found)
        self.wrong(name, f"{_shown(found)} is not known here", "Use one of " + ", ".join(options))
        return default if default is not None else next(iter(of))

    def number(
        self,
        name: str,
        *,
        low: float = -math.inf,
        high: float = math.inf,
        default: float | None = None,
        unit: str = "",
    ) -> float:
        """A finite number within [low, high]; the default (or 0) stands in."""
        found = self.optional_number(name, low=low, high=high, unit=unit)
        if found is None:
            if default is None and not self.has(name):
                self.wrong(name, "is missing", f"Give a number{' of ' + unit if unit else ''}")
            return 0.0 if default is None else default
        return found

    def optional_number(
        self, name: str, *, low: float = -math.inf, high: float = math.inf, unit: str = ""
    ) -> float | None:
        """A finite number within [low, high], or None."""
        found = self._typed(name, (int, float), f"a number{' of ' + unit if unit else ''}", False)
        if found is None:
            return None
        if not math.isfinite(found):
            self.wrong(name, f"{found} is not a number that can be used", "Give a finite number")
            return None
        if not low <= found <= high:
            self.wrong(name, f"{found} is not between {low} and {high}", "Correct the number")
            return None
        return float(found)

    def integer(
        self, name: str, *, low: int = 0, high: int = 2**53 - 1, default: int | None = None
    ) -> int:
        """A whole number within [low, high]."""
        found = self._typed(name, int, "a whole number", default is None)
        if found is None:
            return low if default is None else default
        if not low <= found <= high:
            self.wrong(name, f"{found} is not between {low} and {high}", "Correct the number")
            return low if default is None else default
        return found

    def optional_integer(self, name: str, *, low: int = 0) -> int | None:
        """A whole number, or None."""
        if self.has(name):
            return self.integer(name, low=low)
        self._seen.add(name)
        return None

    def boolean(self, name: str, *, default: bool | None = None) -> bool:
        """true or false; the default where it is missing."""
        found = self._typed(name, bool, "true or false", default is None)
        return bool(default) if found is None else found

    def moment(self, name: str) -> datetime:
        """An RFC 3339 time with its zone."""
        return self.optional_moment(name, required=True) or _EPOCH

    def optional_moment(self, name: str, *, required: bool = False) -> datetime | None:
        """An RFC 3339 time with its zone, or None."""
        return self._time(name, moment, required)

    def knowledge(self, name: str) -> datetime | None:
        """A moment of knowledge (a bare date is the end of that UTC day), or None."""
        return self._time(name, knowledge_moment, False)

    def _time(self, name: str, read: Callable[[str], datetime], required: bool) -> datetime | None:
        found = self._typed(name, str, "a time such as 2025-07-24T18:30:00Z", required)
        if found is None:
            return None
        try:
            return read(found)
        except ValueError as error:
            self.wrong(name, str(error), "Give date, time and zone")
            return None

    def span(self, name: str, *, required: bool = True) -> Span | None:
        """{"start": time, "end": time}, half-open; None where it is missing (= unknown)."""
        if not self.has(name):
            self._get(name, required, "a span {start, end}")
            return None
        inner = self.object(name)
        start, end = inner.moment("start"), inner.moment("end")
        inner.done()
        if end <= start:
            if inner.has("start") and inner.has("end"):
                inner.wrong("end", "is not after the start", "Correct start or end")
            return None
        return Span(start, end)

    def when(self, name: str, *, required: bool = False) -> When | None:
        """An uncertain time: a text, or {"words", "earliest", "latest"}; None where missing.

        A text that is a moment or a date has bounds; any other text has only its words.
        """
        found = self._get(name, required, "a time, or words for one")
        if found is None:
            return None
        if isinstance(found, str):
            return _when_of_text(found)
        inner = self.object(name)
        result = When(inner.text("words"), inner.optional_moment("earliest"), inner._late())
        inner.done()
        if result.earliest and result.latest and result.latest < result.earliest:
            inner.wrong("latest", "is before earliest", "Correct one of them")
        return result

    def _late(self) -> datetime | None:
        return self._time("latest", knowledge_moment, False)

    def object(self, name: str) -> Fields:
        """The object in a required field, sharing this one's problems."""
        return Fields(self.raw(name), self.problems, f"{self.path}.{name}")

    def optional_object(self, name: str) -> Fields | None:
        """The object in a field, or None."""
        if self.has(name):
            return self.object(name)
        self._seen.add(name)
        return None

    def objects(
        self, name: str, *, required: bool = False, most: int = limits.LIST_MAX
    ) -> list[Fields]:
        """The objects in a list."""
        found = self._typed(name, list, "a list of objects", required)
        if found is not None and len(found) > most:
            self.wrong(name, f"has {len(found)} items, at most {most} fit", "Split it")
            return []
        return [
            Fields(item, self.problems, f"{self.path}.{name}[{position}]")
            for position, item in enumerate(found or ())
        ]

    def each(
        self, name: str, read: Callable[[Fields], T], *, required: bool = False
    ) -> tuple[T, ...]:
        """Read every object of a list with one function, which should end with done()."""
        return tuple(read(item) for item in self.objects(name, required=required))

    def done(self, *, besides: Iterable[str] = ()) -> None:
        """Note every field that nobody asked for: a misspelt field must not be lost silently."""
        for name in self.value:
            if name not in self._seen and name not in besides:
                self.wrong(str(name), "is not a field of this kind", "Correct its name or drop it")


def _when_of_text(text: str) -> When:
    for read, is_date in ((moment, False), (knowledge_moment, True)):
        try:
            found = read(text)
        except ValueError:
            continue
        start = moment(text + "T00:00:00Z") if is_date else found
        return When(text, start, found)
    return When(text, None, None)


def _shown(value: JSON) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
