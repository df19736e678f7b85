"""What must follow: paths into a picture, and comparing what is there with what was expected.

A path: names joined by dots; `[n]` the n-th item; `[key=value]` the first item whose key is that;
`[*]` every item (what comes after is taken of each). Used by scenarios' must_follow.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


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


OPERATORS = ("is", "is_not", "contains", "lacks", "count", "at_least", "at_most", "absent")


def holds(found: object, operator: str, value: JSON) -> bool:
    """Whether what was found compares as expected."""
    if operator == "absent":
        return (found is MISSING) is bool(value)
    if operator == "lacks":
        return found is MISSING or not _contains(found, value)
    if found is MISSING:
        return False
    if operator == "is":
        return bool(found == value)
    if operator == "is_not":
        return bool(found != value)
    if operator == "contains":
        return _contains(found, value)
    if operator == "count":
        return isinstance(found, list | dict) and len(found) == value
    number = isinstance(found, int | float) and isinstance(value, int | float)
    if operator == "at_least":
        return number and found >= value  # type: ignore[operator]
    if operator == "at_most":
        return number and found <= value  # type: ignore[operator]
    raise ValueError(f"{operator!r} is not an operator: use one of {', '.join(OPERATORS)}")


def _contains(found: object, value: JSON) -> bool:
    if isinstance(found, str):
        return str(value) in found
    if isinstance(found, list):
        return value in found
    return isinstance(found, dict) and value in found
