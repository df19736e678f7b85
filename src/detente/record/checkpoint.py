"""C2SP checkpoints: the signed head of the log (origin, size, root).

Rule 1. The origin is the name of the log's key. Extension lines are refused: no monitor could
audit them. Lines of other signers (witnesses) may stand beside the log's.
Source: c2sp.org/tlog-checkpoint v1.0.0.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from detente.record.keys import SigningKey, VerifierKey, base64_bytes
from detente.record.note import open_note, sign_note
from detente.record.tree import HASH_BYTES
from detente.terms.problems import Problem, Refused

_SIZE = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says its tree is. size: leaves; root: 32 bytes."""

    origin: str
    size: int
    root: bytes

    def text(self) -> bytes:
        """The note's text."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n".encode()


def sign_checkpoint(size: int, root: bytes, log_key: SigningKey) -> bytes:
    """The checkpoint as a signed note."""
    return sign_note(Checkpoint(log_key.name, size, root).text(), [log_key])


def open_checkpoint(data: bytes, log_key: VerifierKey) -> Checkpoint:
    """The checkpoint of this log; raises Refused where it is not that, or not signed by it."""
    note, _ = open_note(data, [log_key])
    lines = note.text.decode().removesuffix("\n").split("\n")
    problems = []
    if len(lines) != 3:
        what = f"has {len(lines)} lines, not origin, size and root"
        raise Refused([Problem("checkpoint", what, "Give a plain checkpoint")])
    origin, size, root = lines[0], lines[1], base64_bytes(lines[2])
    if origin != log_key.name:
        what = f"is of {origin!r}, not of {log_key.name!r}"
        problems.append(Problem("checkpoint", what, "Give the checkpoint of this mechanism"))
    if not _SIZE.fullmatch(size):
        problems.append(Problem("checkpoint", f"{size[:40]!r} is not a size", "Give it as signed"))
    if root is None or len(root) != HASH_BYTES:
        problems.append(Problem("checkpoint", "its root is not a hash", "Give it as signed"))
    if problems or root is None:
        raise Refused(problems)
    return Checkpoint(origin, int(size), root)
