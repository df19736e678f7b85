"""JSON text -> values, strictly: what two readers could read differently is refused.

What this file knows: RFC 8259 and I-JSON (RFC 7493): UTF-8, no name twice in an object, no NaN,
numbers that a double can hold, no half characters. What it must not know: what the values mean.
"""

from __future__ import annotations

import json
import math

from detente.terms import limits
from detente.terms.json import JSON
from detente.terms.problems import Problem, Refused


def read_json(data: bytes, *, file: str) -> JSON:
    """The value; raises Refused naming the file, and line and column where JSON breaks off."""
    if len(data) > limits.IMPORT_BYTES_MAX:
        what = f"has {len(data)} bytes, at most {limits.IMPORT_BYTES_MAX} fit"
        raise Refused([Problem(file, what, "Split it")])
    faults: list[str] = []
    try:
        # A byte order mark may be ignored (RFC 8259, section 8.1); others' tools write it.
        value = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=lambda pairs: _object(pairs, faults),
            parse_constant=lambda text: faults.append(f"{text} is not a number of JSON"),
            parse_float=lambda text: _float(text, faults),
            parse_int=lambda text: _int(text, faults),
        )
    except UnicodeDecodeError as error:
        where = f"{file}:byte {error.start}"
        raise Refused([Problem(where, "is not UTF-8", "Save the file as UTF-8")]) from None
    except json.JSONDecodeError as error:
        where = f"{file}:line {error.lineno}, column {error.colno}"
        raise Refused([Problem(where, f"is not JSON: {error.msg}", "Correct it there")]) from None
    except RecursionError:
        faults = [_TOO_DEEP]
        value = None
    _walk(value, limits.JSON_DEPTH_MAX, faults)
    if faults:
        raise Refused(Problem(file, what, "Correct the file") for what in dict.fromkeys(faults))
    result: JSON = value
    return result


_TOO_DEEP = f"is nested deeper than {limits.JSON_DEPTH_MAX} levels"


def _object(pairs: list[tuple[str, JSON]], faults: list[str]) -> dict[str, JSON]:
    found: dict[str, JSON] = {}
    for name, value in pairs:
        if name in found:
            faults.append(f"an object has the name {name!r} twice")
        found[name] = value
    return found


def _float(text: str, faults: list[str]) -> float:
    value = float(text)
    if not math.isfinite(value):
        faults.append(f"{text[:40]} is too large a number")
        return 0.0
    return value


def _int(text: str, faults: list[str]) -> int:
    if len(text) > 17 or abs(int(text)) > 2**53:
        faults.append(f"{text[:40]} is too large a whole number")
        return 0
    return int(text)


def _walk(value: JSON, depth_left: int, faults: list[str]) -> None:
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            faults.append("a text has half a character (a lone surrogate)")
        return
    if not isinstance(value, dict | list):
        return
    if depth_left == 0:
        faults.append(_TOO_DEEP)
        return
    for item in [*value, *value.values()] if isinstance(value, dict) else value:
        _walk(item, depth_left - 1, faults)
