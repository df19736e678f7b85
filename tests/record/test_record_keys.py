"""Keys, their text forms, and the one rule by which a signature holds."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from edwards25519 import BASE, IDENTITY, L, P, add, challenge, encode, encodings, times, torsion

from detente.record.keys import (
    SigningKey,
    VerifierKey,
    exercise_key,
    exercise_log_key,
    generate,
    is_exercise_key,
    parse_skey,
    parse_vkey,
)
from detente.terms.problems import Refused

# RFC 8032, section 7.1, tests 1 and 2: seed, public key, message, signature
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701"
        "cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d"
        "0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]

# The example keys in the documentation of Go's sumdb/note, which writes the same formats
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"

KEY = SigningKey("harbour/north-desk", bytes(range(32)))


@pytest.mark.parametrize("vector", RFC_8032, ids=["empty message", "one byte"])
def test_signatures_are_those_of_rfc_8032(vector: tuple[str, str, str, str]) -> None:
    """Seed, public key and signature are the standard's own."""
    seed, public, message, signature = map(bytes.fromhex, vector)
    key = SigningKey("x", seed)
    assert key.verifier.public == public
    assert key.sign(message) == signature
    assert key.verifier.holds(message, signature)


def test_keys_are_written_as_gos_note_package_writes_them() -> None:
    """A verifier and a signer key of another program read and write back the same."""
    key = parse_skey(GO_SKEY)
    assert key.vkey == GO_VKEY
    assert key.secret_text() == GO_SKEY
    assert parse_vkey(GO_VKEY) == key.verifier


BAD_VKEYS = {
    "nothing": "",
    "two parts": "harbour+1234",
    "its hash changed": GO_VKEY.replace("c74f20a3", "c74f20a4"),
    "its hash in capitals": GO_VKEY.replace("c74f20a3", "C74F20A3"),
    "another name": GO_VKEY.replace("Peter", "Paul"),
    "a space in its name": GO_VKEY.replace("Peter", "Peter "),
    "no name": GO_VKEY.removeprefix("PeterNeumann"),
    "base64 cut short": GO_VKEY[:-4],
    "base64 with a space": GO_VKEY + " ",
    "another algorithm": GO_VKEY.replace("ARpc", "AhpB"),
    "the identity point": VerifierKey("x", encode(IDENTITY)).text,
    "a point outside the curve": VerifierKey("x", b"\x02" + bytes(31)).text,
    "a newline in its name": VerifierKey("x\ny", KEY.verifier.public).text,
}


@pytest.mark.parametrize("text", BAD_VKEYS.values(), ids=BAD_VKEYS.keys())
def test_a_broken_verifier_key_is_refused(text: str) -> None:
    """A key is taken whole or not at all."""
    with pytest.raises(Refused):
        parse_vkey(text)


@pytest.mark.parametrize(
    "text", ["", GO_VKEY, GO_SKEY[:-4], GO_SKEY.replace("c74f20a3", "00000000")]
)
def test_a_broken_private_key_is_refused_without_being_shown(text: str) -> None:
    """What is said about a private key never quotes it."""
    with pytest.raises(Refused) as refused:
        parse_skey(text)
    assert "AYEKFALV" not in str(refused.value)


def test_a_private_key_is_not_shown() -> None:
    """Neither repr nor str of a signing key holds its seed."""
    assert KEY.seed.hex() not in repr(KEY)
    assert "seed" not in repr(KEY)


def test_generated_keys_take_their_randomness_as_an_argument() -> None:
    """The same randomness is the same key; nothing is drawn in secret."""
    assert generate("a", lambda count: b"\x07" * count) == SigningKey("a", b"\x07" * 32)
    with pytest.raises(Refused):
        generate("a b", lambda count: b"\x07" * count)


def test_a_signature_holds_for_its_key_and_text_only() -> None:
    """Another text, another key, a changed byte or length: it does not hold."""
    signature = KEY.sign(b"text")
    other = SigningKey("harbour/north-desk", bytes(32)).verifier
    assert KEY.verifier.holds(b"text", signature)
    assert not KEY.verifier.holds(b"texT", signature)
    assert not other.holds(b"text", signature)
    assert not KEY.verifier.holds(b"text", signature[:63])
    assert not KEY.verifier.holds(b"text", signature + b"\x00")
    for position in range(64):
        changed = bytearray(signature)
        changed[position] ^= 0x10
        assert not KEY.verifier.holds(b"text", bytes(changed))


def test_a_signature_cannot_be_rewritten() -> None:
    """S + L satisfies the same equation; it is not the signature."""
    signature = KEY.sign(b"text")
    scalar = int.from_bytes(signature[32:], "little") + L
    assert not KEY.verifier.holds(b"text", signature[:32] + scalar.to_bytes(32, "little"))


def _crafted() -> list[tuple[bytes, bytes, bytes, bool]]:
    """(public key, message, signature, both points are in the prime-order subgroup), of which
    many satisfy the equation in one library and not in another."""
    found = []
    secret, nonce = 0x1234567 % L, 0x7654321 % L
    small = torsion()
    keys = [(times(secret, BASE), secret), (IDENTITY, 0)]
    nonces = [(times(nonce, BASE), nonce), (IDENTITY, 0)]
    for part_a in small[:5]:
        for whole_a, a in keys:
            for part_r in small[:5]:
                for whole_r, r in nonces:
                    point_a, point_r = add(whole_a, part_a), add(whole_r, part_r)
                    plain = part_a == IDENTITY == part_r and a != 0 != r
                    for text_a in encodings(point_a):
                        for text_r in encodings(point_r):
                            message = b"crafted"
                            s = (r + challenge(text_r, text_a, message) * a) % L
                            found.append(
                                (text_a, message, text_r + s.to_bytes(32, "little"), plain)
                            )
    return found


def test_points_outside_the_subgroup_never_sign() -> None:
    """Small-order, mixed-order and doubly written keys and Rs are refused, every one, although
    their equation holds; the honest one is taken. The libraries alone would take some."""
    cases = _crafted()
    taken_by_library = 0
    for public, message, signature, plain in cases:
        assert VerifierKey("x", public).holds(message, signature) is plain
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            continue
        taken_by_library += 1
    honest = sum(plain for *_, plain in cases)
    assert honest == 1
    assert taken_by_library > honest  # else this test would test nothing


def test_the_slow_curve_agrees_with_the_standard() -> None:
    """The crafted cases rest on arithmetic that is itself checked against RFC 8032."""
    assert times(L, BASE) == IDENTITY
    assert len(set(torsion())) == 8
    assert BASE[1] == 4 * pow(5, -1, P) % P
    seed, public, message, signature = map(bytes.fromhex, RFC_8032[1])
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    k = challenge(r, public, message)
    negative_a = _decoded(public)
    negative_a = (P - negative_a[0], negative_a[1])
    assert encode(add(times(s, BASE), times(k, negative_a))) == r
    assert SigningKey("x", seed).verifier.public == public


def _decoded(text: bytes) -> tuple[int, int]:
    from edwards25519 import with_y

    value = int.from_bytes(text, "little")
    point = with_y(value & (2**255 - 1), value >> 255)
    assert point is not None
    return point


def test_exercise_keys_are_the_same_everywhere_and_told_apart() -> None:
    """They derive from public words; two posts, two mechanisms, post and log never share one."""
    assert exercise_key("harbour", "north") == exercise_key("harbour", "north")
    made = [
        exercise_key("harbour", "north"),
        exercise_key("harbour", "south"),
        exercise_key("river", "north"),
        exercise_log_key("harbour"),
    ]
    assert len({key.verifier.public for key in made}) == 4


RENAMED = VerifierKey("serious.example/desk", exercise_key("harbour", "north").verifier.public)

EXERCISE = {
    "an exercise key under its own name": (exercise_key("harbour", "north").vkey, (), True),
    "the log's exercise key": (exercise_log_key("harbour").vkey, (), True),
    "renamed, its pair is named": (RENAMED.text, (("harbour", "north"),), True),
    "renamed, its pair is not named": (RENAMED.text, (("harbour", "south"),), False),
    "a key of its own with such a name": (KEY.vkey, (("harbour", "north-desk"),), False),
    "a key with a plain name": (GO_VKEY, (), False),
}


@pytest.mark.parametrize("case", EXERCISE.values(), ids=EXERCISE.keys())
def test_exercise_keys_are_recognised(
    case: tuple[str, tuple[tuple[str, str], ...], bool],
) -> None:
    """What everybody can sign with is found by deriving it again."""
    vkey, among, expected = case
    assert is_exercise_key(vkey, among) is expected
