"""The entry as it is signed: what is taken, what is refused, what is kept for later versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from record_world import FOUNDERS, MECHANISM, START, charter, key_of, salt_of, with_text

from detente.record.canonical import canonical
from detente.record.envelope import (
    LEAF_BYTES_MAX,
    Sealed,
    commitment,
    open_leaf,
    open_sealed,
    read_leaf,
    seal,
)
from detente.record.note import sign_note
from detente.terms.limits import BODY_BYTES_MAX
from detente.terms.problems import Refused

KEY = key_of("north-desk")


def sealed(**changes: Any) -> Sealed:
    """An entry, with something changed."""
    values: dict[str, Any] = {
        "kind": "message",
        "mechanism": MECHANISM,
        "post": "north-desk",
        "seq": 1,
        "prev": "0" * 64,
        "stated_at": START,
        "audience": ["north", "south"],
        "body": {"words": "hello"},
        "salt": salt_of("hello"),
        "keys": [KEY],
    }
    return seal(**{**values, **changes})


def signed(header: object, body: bytes = b'{"words":"hello"}') -> Sealed:
    """An entry with any header, rightly signed."""
    text = header if isinstance(header, bytes) else canonical(header) + b"\n"  # type: ignore[arg-type]
    return Sealed(sign_note(text, [KEY]), body, salt_of("hello"))


def header(**changes: Any) -> dict[str, Any]:
    """The header of `sealed()`, with something changed; None drops a field."""
    merged = {**open_leaf(sealed().leaf).header, **changes}
    return {name: value for name, value in merged.items() if value is not ...}


def test_what_is_sealed_opens_as_it_was() -> None:
    """Every field comes back; the id is the hash of the text alone."""
    opened, body = open_sealed(sealed())
    assert (opened.v, opened.kind, opened.mechanism, opened.post) == (
        1,
        "message",
        MECHANISM,
        "north-desk",
    )
    assert (opened.seq, opened.prev, opened.stated_at) == (1, "0" * 64, START)
    assert opened.audience == frozenset({"north", "south"})
    assert body == {"words": "hello"}
    assert [line.name for line in opened.signatures] == [KEY.name]
    assert read_leaf(sealed().leaf) == opened


def test_the_id_does_not_depend_on_who_signed() -> None:
    """The same text is the same entry; another text is another."""
    both = sealed(keys=[KEY, key_of("south-desk")])
    assert open_leaf(both.leaf).id == open_leaf(sealed().leaf).id
    assert open_leaf(sealed(seq=2).leaf).id != open_leaf(sealed().leaf).id


def test_the_leaf_tells_nothing_of_the_body() -> None:
    """The body is committed to with a salt: the same words under two salts look unrelated."""
    one, two = sealed(), sealed(salt=salt_of("other"))
    assert b"hello" not in one.leaf
    assert open_leaf(one.leaf).commitment != open_leaf(two.leaf).commitment
    assert open_leaf(one.leaf).commitment == commitment(one.salt, one.body)


def test_times_and_readers_have_one_way_to_be_written() -> None:
    """Whatever zone and order they come in: UTC, sorted, once."""
    east = START.astimezone(timezone(timedelta(hours=3)))
    assert sealed(stated_at=east).leaf == sealed().leaf
    assert sealed(audience=["south", "north", "south"]).leaf == sealed().leaf


def test_a_charter_carries_every_founders_signature() -> None:
    """Several lines, one text."""
    opened = open_leaf(charter().leaf)
    assert [line.name for line in opened.signatures] == [key_of(post).name for post in FOUNDERS]
    assert opened.prev is None


def test_unknown_kinds_and_versions_are_kept() -> None:
    """A later version's extra fields are read past; in version 1 they are a fault."""
    later = open_leaf(signed(header(v=2, kind="treaty.sing", weather="fair")).leaf)
    assert (later.v, later.kind, later.header["weather"]) == (2, "treaty.sing", "fair")
    with pytest.raises(Refused, match="weather"):
        open_leaf(signed(header(weather="fair")).leaf)


BAD_HEADERS: dict[str, tuple[Any, str]] = {
    "no kind": (header(kind=...), "header.kind"),
    "no previous, not even null": (header(prev=...), "header.prev"),
    "a previous that is no id": (header(prev="last"), "header.prev"),
    "a number below 0": (header(seq=-1), "header.seq"),
    "a number that is true": (header(seq=True), "header.seq"),
    "version 0": (header(v=0), "header.v"),
    "a naive time": (header(stated_at="2025-07-24T12:00:00"), "header.stated_at"),
    "a time with an offset": (header(stated_at="2025-07-24T15:00:00+03:00"), "header.stated_at"),
    "a time with idle zeros": (header(stated_at="2025-07-24T12:00:00.000Z"), "header.stated_at"),
    "readers out of order": (header(audience=["south", "north"]), "header.audience"),
    "a reader twice": (header(audience=["north", "north"]), "header.audience"),
    "all and somebody": (header(audience=["all", "north"]), "header.audience"),
    "no commitment": (header(body="hello"), "header.body"),
    "a commitment in capitals": (header(body="A" * 64), "header.body"),
    "not an object": ([1, 2], "header"),
    "two lines": (canonical({"a": 1}) + b"\n" + canonical({"b": 1}) + b"\n", "entry"),
    "spaces in the line": (b'{"v": 1}\n', "$"),
    "duplicate keys": (b'{"v":1,"v":1}\n', "$.v"),
    "NaN": (b'{"v":NaN}\n', "$.v"),
    "no JSON": (b"hello\n", "line 1"),
}


@pytest.mark.parametrize("case", BAD_HEADERS.values(), ids=BAD_HEADERS.keys())
def test_a_bad_header_is_refused_where_it_is(case: tuple[Any, str]) -> None:
    """Rightly signed or not: form comes first, each fault with its place."""
    value, where = case
    with pytest.raises(Refused) as refused:
        open_sealed(signed(value))
    assert any(one.where.startswith(where) for one in refused.value.problems)


BAD_BODIES: dict[str, tuple[Sealed, str]] = {
    "another body than was signed": (replace(sealed(), body=b'{"words":"hullo"}'), "body"),
    "another salt than was signed": (replace(sealed(), salt=bytes(32)), "body"),
    "a short salt": (replace(sealed(), salt=b"salt"), "salt"),
    "a body that is no object": (replace(sealed(), body=b"[]"), "body $"),
    "a body that is not canonical": (replace(sealed(), body=b'{"words": "hello"}'), "body $"),
    "a body that is no JSON": (replace(sealed(), body=b"hello"), "body line 1"),
    "a body that is too large": (
        replace(sealed(), body=b'{"a":"' + b"x" * BODY_BYTES_MAX + b'"}'),
        "body $",
    ),
}


@pytest.mark.parametrize("case", BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_a_bad_body_is_refused_where_it_is(case: tuple[Sealed, str]) -> None:
    """Body and salt must be those that the leaf commits to."""
    entry, where = case
    with pytest.raises(Refused) as refused:
        open_sealed(entry)
    assert any(one.where.startswith(where) for one in refused.value.problems)


def test_problems_of_header_body_and_salt_come_at_once() -> None:
    """Three faults, three problems."""
    entry = Sealed(signed(header(seq=-1, kind=...)).leaf, b"[]", b"")
    with pytest.raises(Refused) as refused:
        open_sealed(entry)
    assert {one.where for one in refused.value.problems} >= {
        "header.seq",
        "header.kind",
        "body $",
        "salt",
    }


def test_a_leaf_of_65_536_bytes_is_refused_and_65_535_taken() -> None:
    """The limit is that of the tiles' 16-bit length."""
    names = [f"reader-{number:04d}" for number in range(1000)]

    def long(padding: int) -> bytes:
        value = header(v=2, kind="wide", audience=names, pad="x" * padding)
        return signed(value).leaf

    padding = LEAF_BYTES_MAX - len(long(0))
    assert len(long(padding)) == LEAF_BYTES_MAX
    assert open_leaf(long(padding)).kind == "wide"
    with pytest.raises(Refused, match="65536 bytes"):
        open_leaf(long(padding + 1))


def test_sealing_refuses_what_could_not_be_filed() -> None:
    """The filer hears of it before anything is sent."""
    with pytest.raises(Refused):
        sealed(body={"words": float("nan")})
    with pytest.raises(Refused):
        sealed(salt=b"short", kind="two words")
    with pytest.raises(Refused):
        sealed(body={"words": "x" * BODY_BYTES_MAX})


def test_an_edited_text_is_another_entry() -> None:
    """Form alone does not find an edit; its id changes (and no signature holds)."""
    edited = with_text(sealed(), b"south", b"SOUTH")
    assert edited.leaf != sealed().leaf
    with pytest.raises(Refused):
        open_leaf(edited.leaf)  # no longer sorted
    moved = with_text(sealed(), b'"seq":1', b'"seq":7')
    assert open_leaf(moved.leaf).id != open_leaf(sealed().leaf).id


def test_the_format_is_pinned() -> None:
    """One entry, byte for byte: a change of format must be meant, and bump the version."""
    entry = sealed(stated_at=datetime(2025, 7, 24, 12, 30, 0, 250000, tzinfo=UTC))
    text = open_leaf(entry.leaf).text
    assert text == (
        b'{"audience":["north","south"],"body":"'
        + commitment(entry.salt, entry.body).encode()
        + b'","kind":"message","mechanism":"harbour","post":"north-desk","prev":"'
        + b"0" * 64
        + b'","seq":1,"stated_at":"2025-07-24T12:30:00.250000Z","v":1}\n'
    )
    assert commitment(bytes(32), b"{}") == (
        "acc4583169662bcbd742ce14432959e237d33d1eb1a0fca38c3b518c3541bdaa"
    )
