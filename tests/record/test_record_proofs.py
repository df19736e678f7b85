"""Checkpoints and filing proofs, as somebody without the record checks them."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from record_world import LOG_KEY, World, key_of

from detente.record.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from detente.record.keys import SigningKey
from detente.record.note import sign_note
from detente.record.proofs import FilingProof, parse_proof, verify_filing
from detente.terms.problems import Refused

ROOT = bytes(range(32))
LOG = LOG_KEY.verifier


def test_a_checkpoint_is_origin_size_and_root() -> None:
    """Three lines, signed by the log's key, whose name is the origin."""
    data = sign_checkpoint(7, ROOT, LOG_KEY)
    expected = f"{LOG_KEY.name}\n7\n{base64.b64encode(ROOT).decode()}\n\n— {LOG_KEY.name} "
    assert data.decode().startswith(expected)
    assert open_checkpoint(data, LOG) == Checkpoint(LOG_KEY.name, 7, ROOT)


def test_witnesses_may_sign_beside_the_log() -> None:
    """Lines of keys that are not known here do no harm."""
    text = Checkpoint(LOG_KEY.name, 7, ROOT).text()
    witnessed = sign_note(text, [LOG_KEY, SigningKey("witness.example/w1", b"\x09" * 32)])
    assert open_checkpoint(witnessed, LOG).size == 7


_B64 = base64.b64encode(ROOT).decode()
BAD_CHECKPOINTS = {
    "another origin": f"other\n7\n{_B64}\n",
    "a leading zero": f"{LOG_KEY.name}\n07\n{_B64}\n",
    "a negative size": f"{LOG_KEY.name}\n-7\n{_B64}\n",
    "digits of another script": f"{LOG_KEY.name}\n٧\n{_B64}\n",
    "a size of 5,000 digits": f"{LOG_KEY.name}\n{'7' * 5000}\n{_B64}\n",
    "an extension line": f"{LOG_KEY.name}\n7\n{_B64}\nextension\n",
    "a short root": f"{LOG_KEY.name}\n7\n{_B64[:40]}\n",
    "no root": f"{LOG_KEY.name}\n7\n",
}


@pytest.mark.parametrize("text", BAD_CHECKPOINTS.values(), ids=BAD_CHECKPOINTS.keys())
def test_a_checkpoint_of_another_form_is_refused(text: str) -> None:
    """Rightly signed, and still no head of this log."""
    with pytest.raises(Refused):
        open_checkpoint(sign_note(text.encode(), [LOG_KEY]), LOG)


def test_a_checkpoint_by_another_key_is_refused() -> None:
    """Also by a key of the same name."""
    for key in (key_of("clerk"), SigningKey(LOG_KEY.name, b"\x09" * 32)):
        with pytest.raises(Refused):
            open_checkpoint(sign_checkpoint(7, ROOT, key), LOG)


def test_a_filing_proof_verifies_without_the_record(world: World) -> None:
    """Leaf, proof and the log's key are all that is needed; as text and as JSON too."""
    world.file(("north-desk", "one"), ("south-desk", "two"))
    entry = world.next("north-desk", "three")
    (proof,) = world.file_sealed(entry)
    verify_filing(proof, entry.leaf, LOG.text)
    read = parse_proof(proof.as_text(), entry.leaf)
    assert read == proof
    verify_filing(read, entry.leaf, LOG)
    assert proof.as_json() == {
        "index": proof.index,
        "id": proof.id,
        "path": [base64.b64encode(one).decode() for one in proof.path],
        "checkpoint": proof.checkpoint.decode(),
    }


def test_a_proof_with_extra_data_is_read(world: World) -> None:
    """C2SP allows one extra line, which proves nothing and is passed over."""
    entry = world.next("north-desk", "one")
    (proof,) = world.file_sealed(entry)
    text = proof.as_text().replace("\nindex", "\nextra aGVsbG8=\nindex")
    assert parse_proof(text, entry.leaf) == proof


def test_a_proof_holds_for_its_leaf_place_and_log_only(world: World) -> None:
    """Each part changed in turn is refused."""
    world.file(("north-desk", "one"), ("south-desk", "two"), ("clerk", "three"))
    entry = world.next("north-desk", "four")
    (proof,) = world.file_sealed(entry)
    other = world.sequencer.store.rows(3, 4)[0].leaf
    wrong: list[tuple[FilingProof, bytes]] = [
        (proof, other),
        (replace(proof, index=proof.index - 1), entry.leaf),
        (replace(proof, index=-1), entry.leaf),
        (replace(proof, id="0" * 64), entry.leaf),
        (replace(proof, path=proof.path[1:]), entry.leaf),
        (replace(proof, path=(bytes(31), *proof.path[1:])), entry.leaf),
        (replace(proof, checkpoint=sign_checkpoint(9, ROOT, LOG_KEY)), entry.leaf),
        (replace(proof, checkpoint=b"nothing"), entry.leaf),
        (proof, b"nothing"),
    ]
    for changed, leaf in wrong:
        with pytest.raises(Refused):
            verify_filing(changed, leaf, LOG)
    with pytest.raises(Refused):
        verify_filing(proof, entry.leaf, key_of("clerk").vkey)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v1\n\nx",
        "c2sp.org/tlog-proof@v2\nindex 1\n\nx",
        "c2sp.org/tlog-proof@v1\nindex 01\n\nx",
        "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nx",
        "c2sp.org/tlog-proof@v1\nindex 1\n" + (_B64 + "\n") * 64 + "\nx",
    ],
)
def test_a_proof_of_another_form_is_refused(world: World, text: str) -> None:
    """Before anything of it is used."""
    with pytest.raises(Refused):
        parse_proof(text, world.next("north-desk", "one").leaf)
