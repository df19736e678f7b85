"""Signed notes: what is read, what is refused, and that other programs' notes are read."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.record.keys import SigningKey, VerifierKey, parse_vkey
from detente.record.note import SIGNATURES_MAX, open_note, parse_note, sign_note
from detente.terms.problems import Refused

NORTH = SigningKey("harbour/north", b"\x01" * 32)
SOUTH = SigningKey("harbour/south", b"\x02" * 32)
STRANGER = SigningKey("harbour/stranger", b"\x03" * 32)
NOTE = sign_note(b"one line\n", [NORTH, SOUTH])

# The example in the documentation of Go's sumdb/note
GO_KEY = parse_vkey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotp"
    "RZb6KE6RyyBwJnAM=\n"
).encode()


def test_a_note_of_another_program_is_read() -> None:
    """Go's documented example opens with its documented key."""
    note, signers = open_note(GO_NOTE, [GO_KEY])
    assert note.text.startswith(b"If you think")
    assert signers == (GO_KEY,)


def test_a_note_may_carry_several_signatures() -> None:
    """All known signers are given, in the order of their lines; unknown ones are passed over."""
    both = [SOUTH.verifier, NORTH.verifier]
    assert open_note(NOTE, both)[1] == (NORTH.verifier, SOUTH.verifier)
    assert open_note(NOTE, both[:1])[1] == (SOUTH.verifier,)
    with pytest.raises(Refused, match="no known key"):
        open_note(NOTE, [STRANGER.verifier])


def test_a_known_key_that_fails_refuses_the_whole_note() -> None:
    """One good signature does not make up for a forged one beside it."""
    good, forged = sign_note(b"one line\n", [NORTH]), sign_note(b"other line\n", [SOUTH])
    mixed = good + forged.splitlines(keepends=True)[-1]
    assert open_note(mixed, [NORTH.verifier])[1] == (NORTH.verifier,)
    with pytest.raises(Refused, match="does not hold"):
        open_note(mixed, [NORTH.verifier, SOUTH.verifier])


def test_an_id_that_collides_gains_nothing() -> None:
    """A line that names a known key by name and id, made with another key, is refused."""
    line = NOTE.splitlines(keepends=True)[-1].replace(b"south", b"north")
    assert open_note(NOTE, [VerifierKey("harbour/north", SOUTH.verifier.public), NORTH.verifier])
    with pytest.raises(Refused):
        open_note(b"one line\n\n" + line, [NORTH.verifier])


def test_the_text_may_hold_blank_lines() -> None:
    """The last blank line parts text from signatures."""
    note = sign_note(b"one\n\nthree\n", [NORTH])
    assert parse_note(note).text == b"one\n\nthree\n"


_LINE = NOTE.splitlines(keepends=True)[-1]
BROKEN = {
    "nothing": b"",
    "no signatures": b"one line\n",
    "no blank line": b"one line\n" + _LINE,
    "no newline at the end": NOTE[:-1],
    "something after the end": NOTE + b"x",
    "a hyphen for the dash": NOTE.replace("—".encode(), b"-"),
    "two spaces": NOTE.replace(b"harbour/north ", b"harbour/north  "),
    "a signature cut short": b"one line\n\n" + _LINE[:40] + b"\n",
    "base64 without its padding": NOTE.replace(b"=\n", b"\n"),
    "no base64": b"one line\n\n" + "— harbour/north !!!!!!!!\n".encode(),
    "only a key id": b"one line\n\n" + "— harbour/north AAAAAA==\n".encode(),
    "no name": b"one line\n\n" + "—  AAAAAAAA\n".encode(),
    "a tab": b"one\tline\n\n" + _LINE,
    "CRLF": NOTE.replace(b"\n", b"\r\n"),
    "not UTF-8": b"\xff" + NOTE,
    "a blank line inside the signatures": NOTE.replace(_LINE, b"\n" + _LINE[:9]),
    "too many signatures": b"one line\n\n" + _LINE * (SIGNATURES_MAX + 1),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_note_is_refused(data: bytes) -> None:
    """Only a note that is written as the format says is taken apart."""
    with pytest.raises(Refused):
        parse_note(data)


def test_as_many_signatures_as_the_limit_are_read() -> None:
    """C2SP demands 16 at least; the limit itself is still taken."""
    keys = [SigningKey(f"k{number}", bytes([number]) * 32) for number in range(SIGNATURES_MAX)]
    note = sign_note(b"one line\n", keys)
    assert len(open_note(note, [key.verifier for key in keys])[1]) == SIGNATURES_MAX


def test_a_signature_has_one_spelling() -> None:
    """Base64 whose idle last bits are set decodes to the same bytes, and is refused."""
    line = _LINE.decode().removesuffix("=\n")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = line[:-1] + letters[letters.index(line[-1]) ^ 1] + "=\n"
    assert base64.b64decode(other.split(" ")[2]) == base64.b64decode(_LINE.decode().split(" ")[2])
    parse_note(b"one line\n\n" + _LINE)
    with pytest.raises(Refused):
        parse_note(b"one line\n\n" + other.encode())


@given(st.integers(0, len(NOTE) - 1), st.integers(1, 255))
def test_no_byte_of_a_note_changes_unseen(position: int, mask: int) -> None:
    """Whatever byte changes, the note is refused, or one of its two signers is no longer one."""
    changed = bytearray(NOTE)
    changed[position] ^= mask
    try:
        _, signers = open_note(bytes(changed), [NORTH.verifier, SOUTH.verifier])
    except Refused:
        return
    assert len(signers) < 2
