"""The filing proof: the evidence, checkable without the record, that an entry is in it.

Rule 1. A proof names index, entry id, path and signed checkpoint; whoever has the leaf and the
log's key can check it on paper.
Rule 2. The text form is C2SP's tlog-proof (c2sp.org/tlog-proof), so that other programs read it.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from detente.record.checkpoint import open_checkpoint
from detente.record.envelope import open_leaf
from detente.record.keys import VerifierKey, base64_bytes, parse_vkey
from detente.record.tree import HASH_BYTES, leaf_hash, verify_inclusion
from detente.terms.json import JSON
from detente.terms.problems import Problem, Refused

_FIRST_LINE = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,15})", re.ASCII)
PATH_MAX = 63
"""Hashes of a path: more leaves than 2^63 there are not."""


@dataclass(frozen=True, slots=True)
class FilingProof:
    """index: place in the record. id: the entry's. path: sibling hashes, lowest first (32 bytes
    each). checkpoint: the signed note of the head that the path leads to.
    """

    index: int
    id: str
    path: tuple[bytes, ...]
    checkpoint: bytes

    def as_json(self) -> dict[str, JSON]:
        """As the API and the command line give it; hashes in base64, the checkpoint as text."""
        return {
            "index": self.index,
            "id": self.id,
            "path": [base64.b64encode(sibling).decode() for sibling in self.path],
            "checkpoint": self.checkpoint.decode(),
        }

    def as_text(self) -> str:
        """As a .tlog-proof file; the id is not in it (the leaf gives it)."""
        lines = [_FIRST_LINE, f"index {self.index}"]
        lines += [base64.b64encode(sibling).decode() for sibling in self.path]
        return "\n".join(lines) + "\n\n" + self.checkpoint.decode()


def parse_proof(text: str, leaf: bytes) -> FilingProof:
    """Read a .tlog-proof file for a leaf, unverified; raises Refused. `extra` is passed over."""
    head, blank, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if len(lines) > 1 and lines[1].startswith("extra "):
        del lines[1]
    index = _INDEX.fullmatch(lines[1]) if len(lines) > 1 else None
    if not blank or lines[0] != _FIRST_LINE or index is None:
        what = f"is not a proof that begins with {_FIRST_LINE} and an index"
        raise Refused([Problem("proof", what, "Give the .tlog-proof file as it was made")])
    path = [base64_bytes(line) for line in lines[2:]]
    if len(path) > PATH_MAX or not all(one and len(one) == HASH_BYTES for one in path):
        what = "has a line that is not a hash, or too many"
        raise Refused([Problem("proof", what, "Give the .tlog-proof file as it was made")])
    hashes = tuple(one for one in path if one is not None)
    return FilingProof(int(index[1]), open_leaf(leaf).id, hashes, checkpoint.encode())


def verify_filing(proof: FilingProof, leaf: bytes, log_vkey: str | VerifierKey) -> None:
    """Check that a log vouches for a leaf; raises Refused with every problem, else returns.

    log_vkey: the log's key, from a source that is not the record itself.
    """
    key = log_vkey if isinstance(log_vkey, VerifierKey) else parse_vkey(log_vkey)
    problems: list[Problem] = []
    try:
        if open_leaf(leaf).id != proof.id:
            what = "is for another entry than the leaf given"
            problems.append(Problem("proof", what, "Give the leaf that was filed"))
    except Refused as refused:
        problems += refused.problems
    try:
        head = open_checkpoint(proof.checkpoint, key)
    except Refused as refused:
        raise Refused([*problems, *refused.problems]) from None
    if not verify_inclusion(leaf_hash(leaf), proof.index, head.size, proof.path, head.root):
        what = f"does not lead from the leaf at {proof.index} to the root of size {head.size}"
        problems.append(Problem("proof", what, "Ask the mechanism for the proof again"))
    if problems:
        raise Refused(problems)
