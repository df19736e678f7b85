"""JSON as the record takes it: strict on the way in, RFC 8785 on the way out.

Rule 1. What two readers could take differently is refused, never mended: duplicate keys, NaN,
numbers that a double does not hold, lone surrogates, a byte order mark, CR, trailing bytes.
Rule 2. What is signed or committed to is its own canonical form: bytes == canonical(parse(bytes)).
Rule 3. Nothing is normalised: a letter written as one or as two code points is two texts.
Rule 4. Every fault comes out as Refused with its place; no parser's own error leaves this file.
"""

from __future__ import annotations

import json
import re
from typing import Any

import rfc8785

from detente.terms.json import JSON
from detente.terms.limits import BODY_BYTES_MAX, JSON_DEPTH_MAX
from detente.terms.problems import Problem, Refused

NUMBER_MAX = 2**53 - 1
"""Beyond it, neighbouring whole numbers are the same double (RFC 8785, section 3.2.2.3)."""

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BOM = b"\xef\xbb\xbf"


class _Flaw:
    """Stands where a value cannot be used, until the walk gives it its place."""

    def __init__(self, what: str, next_step: str) -> None:
        self.what = what
        self.next_step = next_step


class _Doubled(dict[str, Any]):
    """An object in which keys stood more than once; `names` are those keys."""

    names: tuple[str, ...] = ()


def parse(data: bytes, *, most: int = BODY_BYTES_MAX) -> JSON:
    """Read one JSON text of at most `most` bytes; white space around it is allowed.

    Raises Refused with every problem that can be seen: where is a JSON path, or line and column.
    """
    problems = _of_bytes(data, most)
    text = _decoded(data.removeprefix(_BOM).replace(b"\r", b""), problems)
    if text is None or len(data) > most or _too_deep(data, problems):
        raise Refused(problems)
    value: JSON
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_decimal,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        problems.append(_malformed(error))
        raise Refused(problems) from None
    _walk(value, "$", problems)
    if problems:
        raise Refused(problems)
    return value


def parse_canonical(data: bytes, *, most: int = BODY_BYTES_MAX) -> JSON:
    """Read bytes that must be their own canonical form; raises Refused where they are not."""
    value = parse(data, most=most)
    if canonical(value) != data:
        raise Refused(
            [
                Problem(
                    "$",
                    "is not canonical (RFC 8785): keys sorted, no spaces, numbers shortest",
                    "Sign and send the canonical bytes",
                )
            ]
        )
    return value


def is_canonical(data: bytes) -> bool:
    """Whether the bytes are acceptable JSON in canonical form."""
    try:
        parse_canonical(data, most=len(data))
    except Refused:
        return False
    return True


def canonical(value: JSON) -> bytes:
    """The canonical bytes of a value (RFC 8785); raises Refused where it has none."""
    try:
        return rfc8785.dumps(value)
    except (ValueError, RecursionError) as error:
        what = "is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise Refused(
            [Problem("$", f"cannot be written as JSON: {what}", "Correct the value")]
        ) from None


def _of_bytes(data: bytes, most: int) -> list[Problem]:
    problems = []
    if len(data) > most:
        what = f"has {len(data)} bytes, at most {most} fit"
        problems.append(Problem("$", what, "Shorten it, or refer to the long part by its hash"))
    if data.startswith(_BOM):
        problems.append(Problem("byte 0", "is a byte order mark", "Save it as UTF-8 without BOM"))
    if b"\r" in data:
        line = data[: data.index(b"\r")].count(b"\n") + 1
        problems.append(
            Problem(f"line {line}", "holds a carriage return", "End lines with LF only")
        )
    return problems


def _decoded(data: bytes, problems: list[Problem]) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        problems.append(Problem(f"byte {error.start}", "is not UTF-8", "Save it as UTF-8"))
        return None


def _too_deep(data: bytes, problems: list[Problem]) -> bool:
    """Whether brackets outside strings nest deeper than allowed; malformed text is counted too."""
    depth = deepest = 0
    for bracket in _BRACKET.finditer(_STRING.sub(b"", data)):
        depth += 1 if bracket[0] in b"[{" else -1
        deepest = max(deepest, depth)
    if deepest > JSON_DEPTH_MAX:
        what = f"is nested {deepest} deep, at most {JSON_DEPTH_MAX} are taken"
        problems.append(Problem("$", what, "Flatten it"))
    return deepest > JSON_DEPTH_MAX


def _malformed(error: json.JSONDecodeError) -> Problem:
    where = f"line {error.lineno}, column {error.colno}"
    if error.msg == "Extra data":
        return Problem(where, "something follows the end of the value", "Give one value only")
    return Problem(where, f"is not JSON: {error.msg}", "Correct it there")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled = _Doubled(found)
    names = [name for name, _ in pairs]
    doubled.names = tuple(sorted(name for name in found if names.count(name) > 1))
    return doubled


def _whole(text: str) -> int | _Flaw:
    if text == "-0":
        return _negative_zero()
    if len(text) > 17 or abs(int(text)) > NUMBER_MAX:
        return _too_large(text)
    return int(text)


def _decimal(text: str) -> float | _Flaw:
    value = float(text)
    if abs(value) > NUMBER_MAX:  # 1e400 is infinite here
        return _too_large(text)
    if value == 0:
        if text.startswith("-"):
            return _negative_zero()
        if re.search("[1-9]", re.split("[eE]", text)[0]):
            return _Flaw(f"{text[:40]} is too small for a number here", "Write 0, or a text")
    return value


def _constant(text: str) -> _Flaw:
    return _Flaw(
        f"{text} is not a number that JSON knows", "Leave the field out, or give a number"
    )


def _too_large(text: str) -> _Flaw:
    shown = text if len(text) <= 40 else f"{text[:20]}... ({len(text)} characters)"
    return _Flaw(f"{shown} is beyond ±{NUMBER_MAX}", "Give a smaller number, or a text")


def _negative_zero() -> _Flaw:
    return _Flaw("is a negative zero, whose sign canonical JSON drops", "Write 0")


def _walk(value: Any, path: str, problems: list[Problem]) -> None:
    """Give every marked flaw its path. No deeper than JSON_DEPTH_MAX: that is checked before."""
    if isinstance(value, _Flaw):
        problems.append(Problem(path, value.what, value.next_step))
    elif isinstance(value, str):
        if _SURROGATE.search(value):
            problems.append(Problem(path, "holds half a surrogate pair", "Correct the text"))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            _walk(item, f"{path}[{position}]", problems)
    elif isinstance(value, dict):
        if isinstance(value, _Doubled):
            problems.extend(
                Problem(f"{path}.{_shown(name)}", "stands there more than once", "Keep one")
                for name in value.names
            )
        for name, item in value.items():
            if _SURROGATE.search(name):
                what = "has half a surrogate pair in a key"
                problems.append(Problem(path, what, "Correct the key"))
            _walk(item, f"{path}.{_shown(name)}", problems)


def _shown(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()
