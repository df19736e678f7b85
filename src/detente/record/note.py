"""C2SP signed notes: a text, a blank line, signature lines.

Rule 1. Nothing of the text may be used before a key that was configured for it has signed it.
Rule 2. A signature of a known key that does not hold refuses the whole note; unknown keys are
ignored here (envelope.py is stricter: an entry carries no signature that nobody asked for).
Rule 3. There is one way to write a signature line: base64 that does not re-encode to itself is
refused, so that no byte of a note can change unseen.
Source: c2sp.org/signed-note v1.0.0.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detente.record.keys import SigningKey, VerifierKey, base64_bytes, name_problems
from detente.terms.problems import Problem, Refused

SIGNATURES_MAX = 64
"""Signature lines of one note: C2SP demands at least 16; founders and witnesses may be more."""

_DASH = "— "
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: key name, 4-byte key id, and the bytes behind it."""

    name: str
    key_id: bytes
    value: bytes

    def by(self, key: VerifierKey) -> bool:
        """Whether the line says that it is of this key (a hint: nothing is verified here)."""
        return self.name == key.name and self.key_id == key.key_id


@dataclass(frozen=True, slots=True)
class Note:
    """A note as read: the text with its last newline, and its signatures, unverified."""

    text: bytes
    signatures: tuple[Signature, ...]


def sign_note(text: bytes, keys: Iterable[SigningKey]) -> bytes:
    """The text with one signature line by each key."""
    lines = [_line(key, text) for key in keys]
    note = text + b"\n" + "".join(lines).encode()
    parse_note(note)  # what we write, we can read
    return note


def _line(key: SigningKey, text: bytes) -> str:
    value = base64.b64encode(key.verifier.key_id + key.sign(text)).decode()
    return f"{_DASH}{key.name} {value}\n"


def parse_note(data: bytes) -> Note:
    """Take a note apart without verifying it; raises Refused with every problem."""
    problems: list[Problem] = []
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise Refused(
            [Problem(f"byte {error.start}", "is not UTF-8", "Give the note as it was signed")]
        ) from None
    if _CONTROL.search(whole):
        problems.append(
            Problem("note", "holds control characters", "Give the note as it was signed")
        )
    body, blank, tail = whole.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        problems.append(
            Problem("note", "has no blank line before its signatures", "Sign it first")
        )
        raise Refused(problems)
    lines = tail.removesuffix("\n").split("\n")
    if len(lines) > SIGNATURES_MAX:
        what = f"has {len(lines)} signatures, at most {SIGNATURES_MAX} fit"
        raise Refused([*problems, Problem("note", what, "Keep those that are needed")])
    signatures = [_read_line(line, number, problems) for number, line in enumerate(lines, start=1)]
    if problems:
        raise Refused(problems)
    return Note((body + "\n").encode(), tuple(one for one in signatures if one is not None))


def _read_line(line: str, number: int, problems: list[Problem]) -> Signature | None:
    where = f"signature line {number}"
    dash, name, value = line[:2], *_halves(line[2:])
    found = base64_bytes(value)
    if dash != _DASH or found is None or len(found) < 5 or name_problems(name):
        problems.append(Problem(where, "is not «— name base64»", "Give the line as it was made"))
        return None
    return Signature(name, found[:4], found[4:])


def _halves(line: str) -> tuple[str, str]:
    name, _, value = line.partition(" ")
    return name, value


def open_note(data: bytes, known: Sequence[VerifierKey]) -> tuple[Note, tuple[VerifierKey, ...]]:
    """The note, and those known keys that signed it.

    Raises Refused where a known key's signature does not hold, and where no known key signed.
    """
    note = parse_note(data)
    signers: list[VerifierKey] = []
    problems = []
    for number, signature in enumerate(note.signatures, start=1):
        for key in known:
            if not signature.by(key):
                continue
            if not key.holds(note.text, signature.value):
                what = f"the signature of {key.name} does not hold"
                problems.append(Problem(f"signature line {number}", what, "Sign the text again"))
            elif key not in signers:
                signers.append(key)
    if not problems and not signers:
        problems.append(Problem("note", "no known key signed it", "Sign it with a known key"))
    if problems:
        raise Refused(problems)
    return note, tuple(signers)
