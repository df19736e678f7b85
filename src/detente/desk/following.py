"""What must follow: paths into a picture, and comparing what is there with what was expected.

A path: names joined by dots; `[n]` the n-th item; `[key=value]` the first item whose key is that;
`[*]` every item (what comes after is taken of each). Used by scenarios' must_follow.toml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from detente.terms.json import JSON

_STEP = re.compile(r"\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\[\*\]|\[([\w-]+)=([^\]]*)\]")
MISSING = object()


def look(picture: object, path: str) -> object:
    """What is at a path; MISSING where nothing is. ValueError where the path is malformed."""
    at, found = 0, picture
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None:
            raise ValueError(f"{path!r} is not a path: stuck at {path[at:]!r}")
        if match.group(0) == "[*]":
            rest = path[match.end() :].removeprefix(".")
            if not isinstance(found, list):
                return MISSING
            each = [look(item, rest) if rest else item for item in found]
            return [item for item in each if item is not MISSING]
        found = _one(found, match)
        if found is MISSING:
            return MISSING
        at = match.end()
    return found


def _one(found: object, match: re.Match[str]) -> object:
    name, number, key, value = match.groups()
    if name is not None:
        return found.get(name, MISSING) if isinstance(found, dict) else MISSING
    if not isinstance(found, list):
        return MISSING
    if number is not None:
        return found[int(number)] if int(number) < len(found) else MISSING
    for item in found:
        if isinstance(item, dict) and _as_text(look(item, key)) == value:
            return item
    return MISSING


def _as_text(value: object) -> str:
    return (
        {True: "true", False: "false"}.get(value, str(value))
        if isinstance(value, bool)
        else str(value)
    )


@dataclass(frozen=True, slots=True)
class Expected:
    """One expectation of a scenario: a sentence, where to look, how to compare, with what."""

    say: str
    path: str
    operator: str
    value: JSON
    reader: str | None = None
    known_at: str | None = None
    now: str | None = None
    before: str | None = None
    after: str | None = None


def holds(found: object, operator: str, value: JSON) -> bool:
    """Whether what was found compares as expected; ValueError for an unknown operator."""
    compare = OPERATORS.get(operator)
    if compare is None:
        raise ValueError(f"{operator!r} is not an operator: use one of {', '.join(OPERATORS)}")
    return compare(found, value)


def _contains(found: object, value: JSON) -> bool:
    if isinstance(found, str):
        return str(value) in found
    if isinstance(found, list):
        return value in found
    return isinstance(found, dict) and value in found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _at_least(found: Any, value: Any) -> bool:
    return _is_number(found) and _is_number(value) and bool(found >= value)


OPERATORS: Mapping[str, Callable[[object, JSON], bool]] = {
    "is": lambda found, value: found is not MISSING and found == value,
    "is_not": lambda found, value: found is not MISSING and found != value,
    "contains": lambda found, value: found is not MISSING and _contains(found, value),
    "lacks": lambda found, value: found is MISSING or not _contains(found, value),
    "count": lambda found, value: isinstance(found, list | dict) and len(found) == value,
    "at_least": _at_least,
    "at_most": lambda found, value: _at_least(value, found),
    "absent": lambda found, value: (found is MISSING) is bool(value),
}
"""How a must_follow.toml may compare: what is found, then what it gives."""
