"""The entry as it is signed: one line of canonical JSON in a signed note, its body committed to.

Rule 1. The leaf is public; the body is not. The leaf holds a salted commitment to the body, so
that one can be shown, checked or withheld without the other.
Rule 2. The id is the hash of the signed text without signature lines: the same text is the same
entry, whoever signed it how often.
Rule 3. Kinds and versions that are not known here are kept; what the record needs of a header
(who, which number, after which entry) is the same in every version.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from detente.record.canonical import canonical, parse, parse_canonical
from detente.record.keys import SigningKey
from detente.record.note import Note, Signature, parse_note, sign_note
from detente.terms.fields import Fields
from detente.terms.json import JSON, JSONObject
from detente.terms.limits import BODY_BYTES_MAX
from detente.terms.problems import Problem, Refused
from detente.terms.when import rfc3339
from detente.terms.who import EVERYBODY

VERSION = 1
"""The version of the envelope that is written here."""

LEAF_BYTES_MAX = 65_535
"""Bytes of a leaf with its signature lines: C2SP tiles write its length in 16 bits."""

SALT_BYTES = 32
"""Bytes of a salt: nobody can guess a body from its commitment."""

NOTHING_FILED = -1
"""The number before a post's first entry."""

CHARTER = "charter"
CLOCK = "clock"

_COMMITMENT_LABEL = b"detente body v1\n"
_HEX64 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry ready to be filed: leaf (the signed note), body (canonical JSON), salt (32)."""

    leaf: bytes
    body: bytes
    salt: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A leaf as read; nothing about its signatures is verified by reading.

    seq: number of the entry among its post's, from 0. prev: id of the post's entry before it; of
    its first, the id of the charter; None only in the charter. commitment: hex. header: all of it,
    fields of later versions included.
    """

    id: str
    v: int
    kind: str
    mechanism: str
    post: str
    seq: int
    prev: str | None
    stated_at: datetime
    audience: frozenset[str]
    commitment: str
    signatures: tuple[Signature, ...]
    text: bytes = field(repr=False)
    header: Mapping[str, JSON] = field(repr=False)


def commitment(salt: bytes, body: bytes) -> str:
    """The salted commitment to a body, hex: SHA-256 of label, salt (32 bytes) and body."""
    return hashlib.sha256(_COMMITMENT_LABEL + salt + body).hexdigest()


def seal(
    *,
    kind: str,
    mechanism: str,
    post: str,
    seq: int,
    prev: str | None,
    stated_at: datetime,
    audience: Iterable[str],
    body: JSONObject,
    salt: bytes,
    keys: Sequence[SigningKey],
) -> Sealed:
    """Write and sign an entry. salt: 32 random bytes, new for every entry. keys: of the post (in
    a charter: one of each founder, in order). seq and prev follow from Turn.last_of.

    Raises Refused with every problem; what comes out, open_sealed takes.
    """
    held = canonical(body)
    header: JSONObject = {
        "v": VERSION,
        "kind": kind,
        "mechanism": mechanism,
        "post": post,
        "seq": seq,
        "prev": prev,
        "stated_at": rfc3339(stated_at),
        "audience": sorted(set(audience)),
        "body": commitment(salt, held),
    }
    sealed = Sealed(sign_note(canonical(header) + b"\n", keys), held, salt)
    open_sealed(sealed)
    return sealed


def open_sealed(sealed: Sealed) -> tuple[Opened, JSONObject]:
    """The header and the body of an entry; raises Refused with every problem of either.

    Checked: form, size, canonical bytes, commitment. Not checked: signatures, chain, mechanism.
    """
    problems: list[Problem] = []
    opened = body = None
    try:
        opened = open_leaf(sealed.leaf)
    except Refused as refused:
        problems += refused.problems
    try:
        body = parse_canonical(sealed.body, most=BODY_BYTES_MAX)
    except Refused as refused:
        problems += (
            Problem(f"body {one.where}", one.what, one.next_step) for one in refused.problems
        )
    else:
        if not isinstance(body, dict):
            problems.append(Problem("body $", "must be an object", "Write {...}"))
    if len(sealed.salt) != SALT_BYTES:
        what = f"has {len(sealed.salt)} bytes, not {SALT_BYTES}"
        problems.append(Problem("salt", what, "Draw 32 random bytes"))
    if opened is not None and commitment(sealed.salt, sealed.body) != opened.commitment:
        what = "is not what the entry commits to"
        problems.append(Problem("body", what, "Send the body and salt that were signed"))
    if problems or opened is None or not isinstance(body, dict):
        raise Refused(problems)
    return opened, body


def open_leaf(leaf: bytes) -> Opened:
    """Read a leaf strictly; raises Refused with every problem of its form."""
    if len(leaf) > LEAF_BYTES_MAX:
        what = f"has {len(leaf)} bytes, at most {LEAF_BYTES_MAX} fit"
        raise Refused([Problem("entry", what, "Name fewer readers in its audience")])
    note = parse_note(leaf)
    line = note.text.removesuffix(b"\n")
    if b"\n" in line:
        raise Refused([Problem("entry", "has more than one line of text", "Sign one line")])
    value = parse_canonical(line, most=LEAF_BYTES_MAX)
    return _opened(note, value, strict=True)


def read_leaf(leaf: bytes) -> Opened:
    """Read a leaf that the record took earlier: form only, for speed. `verify` checks it all."""
    note = parse_note(leaf)
    return _opened(note, parse(note.text, most=LEAF_BYTES_MAX), strict=False)


def _opened(note: Note, value: JSON, *, strict: bool) -> Opened:
    fields = Fields(value, path="header")
    prev = fields.optional_text("prev")
    audience = fields.ids("audience", required=True)
    opened = Opened(
        id=hashlib.sha256(note.text).hexdigest(),
        v=fields.integer("v", low=1),
        kind=fields.id("kind"),
        mechanism=fields.id("mechanism"),
        post=fields.id("post"),
        seq=fields.integer("seq"),
        prev=prev,
        stated_at=fields.moment("stated_at"),
        audience=frozenset(audience),
        commitment=fields.text("body"),
        signatures=note.signatures,
        text=note.text,
        header=fields.value,
    )
    if strict:
        _check_header(fields, opened, audience)
    if fields.problems:
        raise Refused(fields.problems)
    return opened


def _check_header(fields: Fields, opened: Opened, audience: tuple[str, ...]) -> None:
    """One way to write each thing: what could be written twice would be two entries."""
    if opened.v == VERSION:
        fields.done()
        if "prev" not in fields.value:
            fields.wrong("prev", "is missing", "Write null in a charter, else an entry's id")
    if opened.prev is not None and not _HEX64.fullmatch(opened.prev):
        fields.wrong("prev", "is not an entry's id", "Give the 64 hex digits of an id")
    if not _HEX64.fullmatch(opened.commitment):
        fields.wrong("body", "is not a commitment", "Give 64 hex digits (SHA-256)")
    if fields.has("stated_at") and fields.raw("stated_at") != rfc3339(opened.stated_at):
        fields.wrong(
            "stated_at", "is not written in UTC with Z", "Write it as 2025-07-24T18:30:00Z"
        )
    if list(audience) != sorted(set(audience)):
        fields.wrong("audience", "is not sorted, or names a reader twice", "Sort it")
    if EVERYBODY in audience and len(audience) > 1:
        fields.wrong("audience", "names all, and somebody besides", 'Write ["all"] alone')
