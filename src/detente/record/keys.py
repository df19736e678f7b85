"""Ed25519 keys in C2SP's text forms, and the one rule by which a signature holds.

Rule 1. A signature holds only if the public key and its R lie in the prime-order subgroup, and
then the equation holds. Without the first half, libraries disagree on crafted signatures.
Rule 2. A key id (4 bytes) is a hint, never an identity. Identity is (name, public key).
Rule 3. Exercise keys derive from public words: anybody can sign with them. They belong in
EXERCISE mechanisms only.
Rule 4. Randomness is an argument. A private key has no repr that shows it.
Source: C2SP signed-note (verifier keys), golang.org/x/mod/sumdb/note (signer keys), RFC 8032.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from nacl.bindings import crypto_core_ed25519_is_valid_point

from detente.terms.problems import Problem, Refused

KEY_NAME_MAX = 255
"""Characters of a key name."""

LOG = "~log"
"""Stands for the log in exercise keys; no post can have this id (ids start with a letter)."""

_ED25519 = b"\x01"
_PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name. Made by parse_vkey or SigningKey.vkey; public: 32 bytes."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that a signature line carries as a hint."""
        digest = hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public)
        return digest.digest()[:4]

    @property
    def text(self) -> str:
        """The key as C2SP writes it: name+hash+base64."""
        encoded = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    def holds(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature (64 bytes) is this key's over the message, by rule 1."""
        if len(signature) != 64 or not _in_subgroup(self.public):
            return False
        if not _in_subgroup(signature[:32]):
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its name; seed: 32 bytes, never shown."""

    name: str
    seed: bytes = field(repr=False)
    verifier: VerifierKey = field(init=False, repr=False, compare=False)  # the public half

    def __post_init__(self) -> None:
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        object.__setattr__(self, "verifier", VerifierKey(self.name, public))

    @property
    def vkey(self) -> str:
        """The public half as text."""
        return self.verifier.text

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes; the same for the same message (RFC 8032)."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)

    def secret_text(self) -> str:
        """The private key as text (PRIVATE+KEY+name+hash+base64), for a file of mode 0600."""
        encoded = base64.b64encode(_ED25519 + self.seed).decode()
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{encoded}"


def generate(name: str, randomness: Callable[[int], bytes]) -> SigningKey:
    """A new key; randomness(n) gives n bytes that nobody can guess."""
    problems = name_problems(name)
    if problems:
        raise Refused(problems)
    return SigningKey(name, randomness(32))


@lru_cache(maxsize=1024)
def exercise_key(mechanism: str, post: str) -> SigningKey:
    """The key of a post in an EXERCISE mechanism, from public words: it protects nothing."""
    seed = hashlib.sha256(f"detente exercise key v1\n{mechanism}\n{post}".encode()).digest()
    return SigningKey(f"{mechanism}/{post}", seed)


def exercise_log_key(mechanism: str) -> SigningKey:
    """The log's key in an EXERCISE mechanism."""
    return exercise_key(mechanism, LOG)


def is_exercise_key(vkey: str, among: Iterable[tuple[str, str]] = ()) -> bool:
    """Whether the private half is public knowledge: derived from the key's own name, or from one
    of the (mechanism, post) pairs in `among`, under whatever name.

    A renamed exercise key is found only if its pair is in `among`: name every scenario's posts.
    """
    key = parse_vkey(vkey)
    mechanism, slash, post = key.name.rpartition("/")
    pairs = [(mechanism, post)] if slash else []
    return any(exercise_key(*pair).verifier.public == key.public for pair in (*pairs, *among))


def parse_vkey(text: str) -> VerifierKey:
    """Read name+hash+base64; raises Refused, also for a public key outside the subgroup."""
    where = "key"
    name, key_id, material = _parts(text, where)
    key = VerifierKey(name, material)
    problems = name_problems(name)
    if not problems and key.key_id.hex() != key_id:
        problems.append(Problem(where, f"{name!r}: its hash does not fit", "Copy the key again"))
    if not _in_subgroup(material):
        what = f"{name!r} is not a point of Ed25519's prime-order subgroup"
        problems.append(Problem(where, what, "Make a new key"))
    if problems:
        raise Refused(problems)
    return key


def parse_skey(text: str) -> SigningKey:
    """Read PRIVATE+KEY+name+hash+base64; raises Refused, never quoting the secret."""
    where = "private key"
    if not text.startswith(_PRIVATE):
        raise Refused([Problem(where, f"does not begin with {_PRIVATE}", "Give a private key")])
    name, key_id, seed = _parts(text.removeprefix(_PRIVATE), where)
    key = SigningKey(name, seed)
    problems = name_problems(name)
    if not problems and key.verifier.key_id.hex() != key_id:
        problems.append(Problem(where, f"{name!r}: its hash does not fit", "Copy the key again"))
    if problems:
        raise Refused(problems)
    return key


def name_problems(name: str) -> list[Problem]:
    """What is wrong with a key name: C2SP allows no spaces, no +, nothing empty."""
    bad = not name or len(name) > KEY_NAME_MAX or not name.isprintable()
    if bad or "+" in name or any(letter.isspace() for letter in name):
        what = f"{name[:60]!r} is not a key name"
        return [Problem("key", what, "Use letters, digits, . and / without spaces or +")]
    return []


def base64_bytes(text: str) -> bytes | None:
    """The bytes of standard base64, None unless the text is exactly what encoding them gives."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if base64.b64encode(found).decode() == text else None


def _parts(text: str, where: str) -> tuple[str, str, bytes]:
    """Name, key id in hex, and the 32 bytes behind the type byte."""
    parts = text.split("+", 2)  # base64 may hold + itself
    if len(parts) != 3:
        raise Refused([Problem(where, "is not name+hash+base64", "Copy the whole key")])
    material = base64_bytes(parts[2])
    if material is None or len(material) != 33 or material[:1] != _ED25519:
        what = f"{parts[0][:60]!r} is not an Ed25519 key in base64"
        raise Refused([Problem(where, what, "Copy the whole key")])
    return parts[0], parts[1], material[1:]


def _in_subgroup(point: bytes) -> bool:
    """On the curve, canonically encoded, in the prime-order subgroup, and not the identity."""
    return len(point) == 32 and bool(crypto_core_ed25519_is_valid_point(point))
