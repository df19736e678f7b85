"""The JSON door: what is refused, where it is named, and that canonical bytes are one form."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.record.canonical import (
    NUMBER_MAX,
    canonical,
    is_canonical,
    parse,
    parse_canonical,
)
from detente.terms.limits import BODY_BYTES_MAX, JSON_DEPTH_MAX
from detente.terms.problems import Refused

REFUSED = {
    "duplicate keys": (b'{"a":1,"b":{"c":1,"c":2}}', "$.b.c"),
    "NaN": (b'{"a":NaN}', "$.a"),
    "Infinity": (b"[1,Infinity]", "$[1]"),
    "minus Infinity": (b"[-Infinity]", "$[0]"),
    "1e400, which becomes infinite": (b'{"a":[1e400]}', "$.a[0]"),
    "1e-400, which becomes zero": (b'{"a":1e-400}', "$.a"),
    "a negative zero": (b'{"a":-0.0}', "$.a"),
    "a negative whole zero": (b'{"a":-0}', "$.a"),
    "2^53": (b"[9007199254740992]", "$[0]"),
    "-2^53 as a decimal": (b"[-9007199254740992.0]", "$[0]"),
    "5,000 digits": (b"[" + b"7" * 5000 + b"]", "$[0]"),
    "5,000 digits before a point": (b"[" + b"7" * 5000 + b".5]", "$[0]"),
    "half a surrogate pair": (b'{"a":"\\ud800"}', "$.a"),
    "half a surrogate pair in a key": (b'{"\\udfff":1}', "$"),
    "a surrogate in raw bytes": (b'"\xed\xa0\x80"', "byte 1"),
    "not UTF-8": (b'"\xff"', "byte 1"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "byte 0"),
    "CRLF": (b'{\n"a":1,\r\n"b":2}', "line 2"),
    "trailing bytes": (b'{"a":1} x', "line 1, column 9"),
    "a second value": (b"{}{}", "line 1, column 3"),
    "nothing": (b"", "line 1, column 1"),
    "a trailing comma": (b'{"a":1,}', "line 1, column"),
    "a bare control character": (b'"\x01"', "line 1, column 2"),
    "depth 33": (b"[" * 33 + b"]" * 33, "$"),
    "depth 1,000 with nothing closed": (b"[" * 1000, "$"),
    "depth 100,000": (b'{"a":' * 100_000, "$"),
    "too many bytes": (b'"' + b"x" * BODY_BYTES_MAX + b'"', "$"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_bad_json_is_refused_where_it_is(case: tuple[bytes, str]) -> None:
    """Each fault has a place, a sentence and a next step; no parser's own error comes out."""
    data, where = case
    with pytest.raises(Refused) as refused:
        parse(data)
    places = [problem.where for problem in refused.value.problems]
    assert any(place.startswith(where) for place in places), places
    assert all(one.what and one.next_step for one in refused.value.problems)


def test_every_problem_comes_at_once() -> None:
    """A person mends five faults in one go, not in five."""
    data = b'\xef\xbb\xbf{"a":NaN,\r\n"b":[1e999,-0],"c":1,"c":"\\ud800"}'
    with pytest.raises(Refused) as refused:
        parse(data)
    assert sorted(problem.where for problem in refused.value.problems) == [
        "$.a",
        "$.b[0]",
        "$.b[1]",
        "$.c",
        "$.c",
        "byte 0",
        "line 1",
    ]


ACCEPTED = {
    "the deepest that is allowed": b"[" * JSON_DEPTH_MAX + b"]" * JSON_DEPTH_MAX,
    "brackets in a string are no depth": b'"' + b"[" * 500 + b'"',
    "an escaped quote does not end a string": b'"\\"' + b"[" * 500 + b'"',
    "the largest whole number": str(NUMBER_MAX).encode(),
    "white space around": b' {"a" : 1}\n',
    "a surrogate pair": b'"\\ud83d\\ude00"',
}


@pytest.mark.parametrize("data", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_good_json_reads_as_the_standard_parser_reads_it(data: bytes) -> None:
    """The strictness takes nothing away from what is plain."""
    assert parse(data) == json.loads(data)


NOT_CANONICAL = {
    "spaces": b'{"a": 1}',
    "a newline at the end": b'{"a":1}\n',
    "keys out of order": b'{"b":1,"a":2}',
    "a number written longer": b"[1.0]",
    "an exponent where none is needed": b"[1e2]",
    "an escape that is not needed": b'"\\u0041"',
    "keys sorted by code point, not UTF-16": '{"\ufb33":1,"\U0001f600":2}'.encode(),
}


@pytest.mark.parametrize("data", NOT_CANONICAL.values(), ids=NOT_CANONICAL.keys())
def test_what_is_signed_must_be_canonical(data: bytes) -> None:
    """Bytes are taken as signed text only if they equal canonical(parse(bytes))."""
    assert not is_canonical(data)
    with pytest.raises(Refused, match="canonical"):
        parse_canonical(data)
    assert is_canonical(canonical(parse(data)))


def test_two_spellings_of_a_letter_stay_two_texts() -> None:
    """NFC and NFD twins are both canonical and never mixed up: nothing is normalised."""
    one, two = '"\u00e9"'.encode(), '"e\u0301"'.encode()
    assert is_canonical(one)
    assert is_canonical(two)
    assert parse(one) != parse(two)


def test_a_value_that_json_cannot_say_is_refused() -> None:
    """Also on the way out there is one error only."""
    for value in (float("nan"), 2**60, "\ud800", {"\ud800": 1}, {1: 2}, object()):
        with pytest.raises(Refused):
            canonical(value)  # type: ignore[arg-type]
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(Refused, match="deep"):
        canonical(deep)  # type: ignore[arg-type]


numbers = st.integers(-NUMBER_MAX, NUMBER_MAX) | st.floats(
    -float(NUMBER_MAX), float(NUMBER_MAX), allow_nan=False
).filter(lambda value: value != 0 or str(value) == "0.0")
documents = st.recursive(
    st.none() | st.booleans() | numbers | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(documents)
def test_canonical_bytes_read_back_as_the_same_value(value: object) -> None:
    """canonical and parse are inverse, and canonical bytes are a fixed point."""
    data = canonical(value)  # type: ignore[arg-type]
    assert parse(data) == value
    assert canonical(parse(data)) == data
    assert json.loads(data) == value


@given(st.binary(max_size=60) | documents.map(lambda value: json.dumps(value).encode()[:-1]))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing but Refused ever comes out of the door."""
    try:
        value = parse(data)
    except Refused:
        return  # anything else fails the test
    assert json.loads(data) == value
