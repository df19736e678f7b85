"""The sequencer: order, time, proofs, and the attacks at its door (nothing is logged)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from record_world import (
    FOUNDERS,
    LOG_KEY,
    MECHANISM,
    START,
    World,
    charter,
    charter_body,
    key_of,
    next_entry,
    salt_of,
    sequencer_for,
    with_text,
)

from detente.record.checkpoint import open_checkpoint
from detente.record.envelope import Sealed, open_leaf, seal
from detente.record.filed import filed, find
from detente.record.keys import SigningKey
from detente.record.note import sign_note
from detente.record.proofs import verify_filing
from detente.record.sequencer import Sequencer
from detente.record.stores.memory import MemoryStore
from detente.record.tree import consistency_path, verify_consistency
from detente.record.verify import verify
from detente.terms.problems import IntegrityError, Refused

MINUTE = timedelta(minutes=1)


def kinds(world: World) -> list[str]:
    """The kinds of every entry."""
    return [one.opened.kind for one in filed(world.store)]


def test_the_charter_comes_first_and_its_clock_second(world: World) -> None:
    """Entry 0 has no clock before it; it counts as filed at the clock that follows."""
    assert kinds(world) == ["charter", "clock"]
    assert [one.filed_at for one in filed(world.store)] == [START, START]


def test_each_batch_begins_with_a_clock(world: World) -> None:
    """filed_at is the `at` of the clock before; no new clock for the same time."""
    world.file(("north-desk", "one"), ("south-desk", "two"))
    with world.sequencer.turn(world.now) as turn:
        turn.append(next_entry(turn, "north-desk", "three"))
    assert kinds(world) == ["charter", "clock", "clock", "message", "message", "message"]
    assert {one.filed_at for one in filed(world.store, 2)} == {START + MINUTE}
    assert filed(world.store, 2)[0].body == {"at": "2025-07-24T12:01:00Z"}


def test_a_turn_in_which_nothing_is_appended_writes_nothing(world: World) -> None:
    """Not even a clock."""
    before = world.store.head()
    with world.sequencer.turn(START + MINUTE) as turn:
        assert turn.head == before
    assert turn.proofs == []
    assert world.store.head() == before


def test_time_does_not_run_backwards(world: World) -> None:
    """A batch before the last clock is refused with a sentence about the clock."""
    world.file(("north-desk", "one"))
    before = world.store.head()
    refused = pytest.raises(Refused, match="before the record's last clock")
    with refused, world.sequencer.turn(START) as turn:
        turn.append(next_entry(turn, "north-desk", "two"))
    assert world.store.head() == before


def test_the_time_may_be_asked_under_the_lock(world: World) -> None:
    """A callable is read once the lock is held; a time without a zone is a caller's mistake."""
    with world.sequencer.turn(lambda: START + MINUTE) as turn:
        assert turn.at == START + MINUTE
    naive = START.replace(tzinfo=None)
    with pytest.raises(ValueError, match="aware"), world.sequencer.turn(naive):
        pass


def test_proofs_exist_only_after_the_turn(world: World) -> None:
    """Inside the turn, and after a failed one, there is none; after it, one for each append."""
    with world.sequencer.turn(START + MINUTE) as turn:
        entry = next_entry(turn, "north-desk", "one")
        index = turn.append(entry)
        with pytest.raises(RuntimeError, match="after its turn"):
            turn.proofs  # noqa: B018
    (proof,) = turn.proofs
    assert (proof.index, proof.id) == (index, open_leaf(entry.leaf).id)
    verify_filing(proof, entry.leaf, LOG_KEY.vkey)
    assert world.sequencer.prove(index) == proof
    with pytest.raises(Refused), world.sequencer.turn(START + 2 * MINUTE) as failed:
        failed.append(charter(at=START + MINUTE))
    with pytest.raises(RuntimeError, match="after its turn"):
        failed.proofs  # noqa: B018


def _file_and_fail(world: World) -> None:
    with world.sequencer.turn(START + MINUTE) as turn:
        turn.append(next_entry(turn, "north-desk", "one"))
        raise RuntimeError


def test_an_exception_in_a_turn_leaves_the_record_untouched(world: World) -> None:
    """Nothing half-filed: not the entries before the fault, not the clock."""
    before = world.store.head()
    with pytest.raises(RuntimeError):
        _file_and_fail(world)
    assert (world.store.head(), world.store.count()) == (before, before.size)
    world.file(("north-desk", "one"))
    assert verify(world.store).problems == ()


def test_a_refused_entry_leaves_the_rest_of_the_batch(world: World) -> None:
    """Who catches the refusal may go on; the batch is as it was before."""
    with world.sequencer.turn(START + MINUTE) as turn:
        turn.append(next_entry(turn, "north-desk", "one"))
        with pytest.raises(Refused):
            turn.append(replace(next_entry(turn, "south-desk", "two"), salt=bytes(32)))
        turn.append(next_entry(turn, "south-desk", "three"))
    assert len(turn.proofs) == 2
    assert kinds(world)[2:] == ["clock", "message", "message"]


def test_the_same_entry_twice_is_one_entry(world: World) -> None:
    """In one batch, in the next, with a second look at its proof: the first index."""
    entry = world.next("north-desk", "one")
    with world.sequencer.turn(START + MINUTE) as turn:
        assert turn.append(entry) == turn.append(entry) == 3
    size = world.store.head().size
    with world.sequencer.turn(START + 2 * MINUTE) as again:
        assert again.append(entry) == 3
    assert world.store.head().size == size
    for proof in (*turn.proofs, *again.proofs):
        assert proof.index == 3
        verify_filing(proof, entry.leaf, LOG_KEY.vkey)
    found = find(world.store, open_leaf(entry.leaf).id)
    assert found is not None
    assert (found.index, found.sealed) == (3, entry)
    assert find(world.store, "0" * 64) is None


def test_a_replay_after_later_entries_is_still_one(world: World) -> None:
    """An old entry brought again does not break the post's chain."""
    first = world.next("north-desk", "one")
    world.file_sealed(first)
    world.file(("north-desk", "two"))
    assert [proof.index for proof in world.file_sealed(first)] == [3]
    assert verify(world.store).problems == ()


def test_the_clerk_may_file_beside_its_clock(world: World) -> None:
    """last_of the clerk already counts the clock that will stand before the batch."""
    world.file(("clerk", "step one"), ("north-desk", "one"), ("clerk", "step two"))
    world.file(("clerk", "step three"))
    assert verify(world.store).problems == ()


def test_a_posts_first_entry_follows_the_charter(world: World) -> None:
    """So it fits no other mechanism, not even one of the same name."""
    with world.sequencer.turn(START + MINUTE) as turn:
        seq, prev = turn.last_of("south-desk")
    assert (seq, prev) == (-1, filed(world.store)[0].id)
    other = World(MemoryStore(), sequencer_for(MemoryStore()))
    other.sequencer = sequencer_for(other.store)
    with other.sequencer.turn(START) as turn:
        turn.append(replace_charter(title="Another harbour"))
    with pytest.raises(Refused, match=r"header\.prev"):
        other.file_sealed(world.next("south-desk", "one"))


def replace_charter(keys: tuple[str, ...] = FOUNDERS, **changes: Any) -> Sealed:
    """A charter with another body."""
    return seal(
        kind="charter",
        mechanism=MECHANISM,
        post=FOUNDERS[0],
        seq=0,
        prev=None,
        stated_at=START,
        audience=["all"],
        body={**charter_body(), **changes},
        salt=salt_of("charter", changes),
        keys=[key_of(post) for post in keys],
    )


def _own(world: World, **changes: Any) -> Sealed:
    """North's next entry with something changed before it is signed."""
    with world.sequencer.turn(START + MINUTE) as turn:
        seq, prev = turn.last_of("north-desk")
    values: dict[str, Any] = {
        "kind": "message",
        "mechanism": MECHANISM,
        "post": "north-desk",
        "seq": seq + 1,
        "prev": prev,
        "stated_at": START,
        "audience": ["all"],
        "body": {"words": "hello"},
        "salt": salt_of("hello"),
        "keys": [key_of("north-desk")],
    }
    return seal(**{**values, **changes})


def _line(entry: Sealed) -> bytes:
    return entry.leaf.splitlines(keepends=True)[-1]


def _without_line(entry: Sealed) -> Sealed:
    return replace(entry, leaf=entry.leaf.removesuffix(_line(entry)))


def _rewritten(entry: Sealed) -> Sealed:
    """The same JSON with its keys in another order, rightly signed."""
    text = open_leaf(entry.leaf).text
    assert text.startswith(b'{"audience":["all"],')
    moved = b"{" + text[len(b'{"audience":["all"],') : -2] + b',"audience":["all"]}\n'
    return replace(entry, leaf=sign_note(moved, [key_of("north-desk")]))


FORGED: dict[str, tuple[Callable[[World], Sealed], str]] = {
    "another party's key": (lambda w: _own(w, keys=[key_of("south-desk")]), "not a key of"),
    "another key under the right name": (
        lambda w: _own(w, keys=[SigningKey(key_of("north-desk").name, b"\x05" * 32)]),
        "not a key of",
    ),
    "the right key under another name": (
        lambda w: _own(w, keys=[replace(key_of("north-desk"), name="harbour/boss")]),
        "not a key of",
    ),
    "the post's key of another mechanism": (
        lambda w: _own(w, keys=[key_of("north-desk", "river")]),
        "not a key of",
    ),
    "no signature line": (lambda w: _without_line(_own(w)), "note"),
    "a second signature line": (
        lambda w: _own(w, keys=[key_of("north-desk"), key_of("south-desk")]),
        "2 signature lines",
    ),
    "the same line twice": (
        lambda w: replace(_own(w), leaf=_own(w).leaf + _line(_own(w))),
        "2 signature lines",
    ),
    "an edited text": (lambda w: with_text(_own(w), b'"post":"north', b'"post":"south'), "entry"),
    "an edited kind": (lambda w: with_text(_own(w), b'"message"', b'"protest"'), "not hold"),
    "an edited signature": (
        lambda w: with_text(_own(w), _line(_own(w))[-20:-12], b"AAAAAAAA"),
        "",
    ),
    "signed JSON in another order": (lambda w: _rewritten(_own(w)), "canonical"),
    "another post's name": (lambda w: _own(w, post="south-desk", seq=0), "not a key of"),
    "a post that the charter does not name": (lambda w: _own(w, post="east-desk"), "not a key of"),
    "another mechanism": (lambda w: _own(w, mechanism="river"), "header.mechanism"),
    "a number left out": (lambda w: _own(w, seq=5), "header.seq"),
    "a number used before": (lambda w: _own(w, seq=0), "header.seq"),
    "after another entry": (lambda w: _own(w, prev="0" * 64), "header.prev"),
    "after nothing": (lambda w: _own(w, prev=None), "header.prev"),
    "a clock of one's own": (lambda w: _own(w, kind="clock"), "sequencer alone"),
    "a clock signed by the clerk": (
        lambda w: w.next("clerk", "noon", kind="clock"),
        "sequencer alone",
    ),
    "a second charter": (lambda _: replace_charter(title="A second"), "after entry 0"),
    "another body than was signed": (lambda w: replace(_own(w), body=b'{"words":"x"}'), "body"),
}


@pytest.mark.parametrize("case", FORGED.values(), ids=FORGED.keys())
def test_a_forged_entry_is_refused_and_nothing_is_logged(
    world: World, case: tuple[Callable[[World], Sealed], str]
) -> None:
    """Refused with the reason; size, root and rows are as before."""
    make, reason = case
    forged = make(world)
    before = world.store.head()
    with pytest.raises(Refused) as refused:
        world.file_sealed(forged)
    assert reason in str(refused.value)
    assert (world.store.head(), world.store.count()) == (before, before.size)


def test_all_problems_of_an_entry_come_at_once(world: World) -> None:
    """Wrong signer, number and predecessor: three problems in one answer."""
    entry = _own(world, seq=5, prev="0" * 64, keys=[key_of("south-desk")])
    with pytest.raises(Refused) as refused:
        world.file_sealed(entry)
    assert {one.where for one in refused.value.problems} == {"header.seq", "header.prev", "entry"}


def test_a_forged_replay_is_refused(world: World) -> None:
    """The text of a filed entry with a signature that does not hold is no replay."""
    entry = world.next("north-desk", "one")
    world.file_sealed(entry)
    text = open_leaf(entry.leaf).text
    forged = replace(entry, leaf=sign_note(text, [key_of("south-desk")]))
    with pytest.raises(Refused):
        world.file_sealed(forged)


def test_the_caller_may_say_which_keys_hold_now(world: World) -> None:
    """For key entries after the charter: the keys given hold, those of the charter do not."""
    fresh = SigningKey("harbour/north-desk-2", b"\x06" * 32)
    entry = _own(world, keys=[fresh])
    with world.sequencer.turn(START + MINUTE) as turn:
        turn.append(entry, keys=[fresh.vkey])
        with pytest.raises(Refused):
            turn.append(next_entry(turn, "north-desk", "two"), keys=[fresh.vkey])
    report = verify(world.store, keys_at=lambda post, _: [fresh.vkey, key_of(post).vkey])
    assert report.problems == ()
    assert verify(world.store).first_bad == 3


CHARTERS: dict[str, tuple[Callable[[], Sealed], str]] = {
    "one founder did not sign": (lambda: replace_charter(FOUNDERS[:1]), "'south-desk'"),
    "a founder signed twice for another": (
        lambda: replace_charter((FOUNDERS[0], FOUNDERS[0])),
        "'south-desk'",
    ),
    "a stranger signed too": (lambda: replace_charter((*FOUNDERS, "monitor-desk")), "3 signature"),
    "another log key": (lambda: replace_charter(log_key=key_of("x").vkey), "$.log_key"),
    "no posts": (lambda: replace_charter(posts=[]), "$.posts"),
    "a clerk without a key": (
        lambda: replace_charter(posts=charter_body()["posts"][:3]),  # type: ignore[index]
        "'clerk' has no key",
    ),
    "two posts with one key": (
        lambda: replace_charter(
            posts=[*charter_body()["posts"], {"id": "spy", "keys": [key_of("clerk").vkey]}]  # type: ignore[misc]
        ),
        "same key",
    ),
    "a post twice": (
        lambda: replace_charter(posts=[*charter_body()["posts"], {"id": "clerk", "keys": []}]),  # type: ignore[misc]
        "there twice",
    ),
    "no founders": (lambda: replace_charter(founders=[]), "$.founders"),
    "a founder who is no post": (
        lambda: replace_charter(founders=["north-desk", "moon"]),
        "'moon' has no key",
    ),
    "exercise keys outside an exercise": (
        lambda: replace_charter(exercise=False),
        "everybody can sign",
    ),
    "another mechanism in its body": (lambda: replace_charter(mechanism="river"), "$.mechanism"),
    "not a charter": (
        lambda: seal(
            kind="message",
            mechanism=MECHANISM,
            post="north-desk",
            seq=0,
            prev=None,
            stated_at=START,
            audience=["all"],
            body={"words": "first"},
            salt=bytes(32),
            keys=[key_of("north-desk")],
        ),
        "must be the charter",
    ),
}


@pytest.mark.parametrize("case", CHARTERS.values(), ids=CHARTERS.keys())
def test_a_bad_charter_founds_nothing(case: tuple[Callable[[], Sealed], str]) -> None:
    """Refused with the reason; the store stays empty."""
    make, reason = case
    store = MemoryStore()
    with pytest.raises(Refused) as refused, sequencer_for(store).turn(START) as turn:
        turn.append(make())
    assert reason in str(refused.value)
    assert store.count() == 0


def test_a_whole_mechanism_may_be_filed_in_one_turn() -> None:
    """Charter, clock and the rest in one batch."""
    store = MemoryStore()
    with sequencer_for(store).turn(START) as turn:
        assert turn.append(charter()) == 0
        assert turn.append(next_entry(turn, "north-desk", "one")) == 2
        assert turn.append(next_entry(turn, "clerk", "step")) == 3
    assert verify(store).problems == ()
    assert [proof.index for proof in turn.proofs] == [0, 2, 3]


def test_every_head_continues_the_one_before(world: World) -> None:
    """Consistency proofs lead from each signed head to every later one."""
    heads = [world.store.head()]
    for number in range(9):
        world.file(*[("north-desk", f"{number} {part}") for part in range(number % 3 + 1)])
        heads.append(world.store.head())
    for old, new in pairwise(heads):
        signed = open_checkpoint(new.checkpoint, LOG_KEY.verifier)
        path = consistency_path(old.size, new.size, world.store.node)
        assert verify_consistency(old.size, old.root, signed.size, signed.root, path)


def test_a_wrong_log_key_signs_nothing(world: World) -> None:
    """A sequencer with another key does not go on with somebody else's record."""
    other = Sequencer(world.store, key_of("x"), key_of("clerk"), MECHANISM)
    with pytest.raises(IntegrityError), other.turn(START + MINUTE):
        pass


def test_a_clerk_whose_key_does_not_hold_files_nothing(world: World) -> None:
    """The sequencer's own entries are checked as everybody's."""
    other = Sequencer(world.store, LOG_KEY, key_of("x"), MECHANISM)
    with pytest.raises(Refused, match="not a key of the post 'clerk'"), other.turn(START + MINUTE):
        pass


def test_there_is_no_proof_for_what_is_not_there(world: World) -> None:
    """Asked beyond the head, the sequencer says so."""
    for index in (-1, 2):
        with pytest.raises(Refused, match="not in the record"):
            world.sequencer.prove(index)
