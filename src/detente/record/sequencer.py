"""The sequencer: puts entries in order, makes them durable, signs the head, gives the proofs.

Rule 1. Order of a turn: checked -> written -> synced -> read back from the file and hashed again
-> compare-and-swap of (size, root) -> signed head stored and synced -> proofs.
Rule 2. A filing proof MUST NOT be handed out, nor an index relied on, before the turn has ended
normally. Turn.append's index is provisional until then.
Rule 3. Each batch begins with a clock entry by the clerk; the charter's batch has it second.
Rule 4. A batch that was made durable but not signed (a crash between the two) is completed by
whoever takes the next turn: its filers were told nothing, and filing it again finds it there.
Rule 5. No head is signed that does not continue the last one this sequencer saw.
Several sequencers may share one store: the store's write lock orders them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from detente.record.checkpoint import open_checkpoint, sign_checkpoint
from detente.record.envelope import (
    CHARTER,
    CLOCK,
    NOTHING_FILED,
    Opened,
    Sealed,
    commitment,
    open_sealed,
    read_leaf,
    seal,
)
from detente.record.filed import Filed, clock_before, filed
from detente.record.keyring import (
    Keyring,
    founders_problems,
    read_keyring,
    signature_problems,
)
from detente.record.keys import SigningKey, VerifierKey, parse_vkey
from detente.record.proofs import FilingProof
from detente.record.stores import Head, Placed, Row, Store, Writing
from detente.record.tree import Frontier, inclusion_path, leaf_hash, root_at
from detente.terms.json import JSONObject
from detente.terms.problems import IntegrityError, Problem, Refused
from detente.terms.when import rfc3339
from detente.terms.who import CLERK, EVERYBODY


class Sequencer:
    """Files into one store. log_key signs heads, clerk_key the clock; mechanism: its id.

    Raises Refused for the filer's faults, StoreUnavailable and IntegrityError for the store's.
    """

    def __init__(
        self, store: Store, log_key: SigningKey, clerk_key: SigningKey, mechanism: str
    ) -> None:
        self.store = store
        self.log_key = log_key
        self.clerk_key = clerk_key
        self.mechanism = mechanism
        self._seen = Head()
        self._charter: tuple[str, Keyring] | None = None

    @contextmanager
    def turn(self, at: datetime | Callable[[], datetime]) -> Iterator[Turn]:
        """Take the write lock for one batch. at: now, aware; a callable is asked once the lock is
        held, so that two processes cannot overtake each other between reading the time and filing.

        On normal exit everything appended is in the record and `turn.proofs` is there; nothing
        appended, nothing written. On an exception from the body nothing is written. Should the
        exit itself raise (disk full, I/O error), nobody may be told anything: the batch may or may
        not stand in the record later; file the same entries again.
        """
        with self.store.writing() as writing:
            head = self._settle(writing)
            turn = Turn(self, head, at() if callable(at) else at)
            yield turn
            batch = turn.placed
            if batch:
                frontier = Frontier.at(head.size, self.store.node)
                nodes = [
                    node for one in batch for node in frontier.append(leaf_hash(one.row.leaf))
                ]
                writing.append(batch, nodes)
        if batch:
            with self.store.writing() as writing:
                head = self._settle(writing)
                self._find_again(batch, head)
        self._seen = head
        turn.finish(head)

    def prove(self, index: int) -> FilingProof:
        """The proof for an entry that is in the record, under its present head."""
        head = self.store.head()
        if not 0 <= index < head.size:
            raise Refused(
                [Problem(f"entry {index}", "is not in the record", f"Ask below {head.size}")]
            )
        found = read_leaf(self.store.rows(index, index + 1)[0].leaf)
        path = inclusion_path(index, head.size, self.store.node)
        return FilingProof(index, found.id, path, head.checkpoint)

    def charter(self) -> tuple[str, Keyring]:
        """Id and keys of entry 0; read once, since rule 5 holds the history to be the same."""
        if self._charter is None:
            entry = filed(self.store, 0, 1)[0]
            self._charter = (entry.id, read_keyring(entry.body))
        return self._charter

    def _settle(self, writing: Writing) -> Head:
        """Under the lock: check the head, and complete what was made durable but not signed."""
        head = self.store.head()
        self._check(head)
        count = self.store.count()
        if count < head.size:
            raise _wrong("head", f"says {head.size} entries, but {count} are there")
        if count == head.size:
            return head
        frontier = Frontier.at(head.size, self.store.node)
        rows = self.store.rows(head.size, count)
        if [row.index for row in rows] != list(range(head.size, count)):
            raise _wrong(f"entry {head.size}", "or one of the next is missing")
        for row in rows:
            for level, position, found in frontier.append(leaf_hash(row.leaf)):
                if self.store.node(level, position) != found:
                    raise _wrong(f"entry {row.index}", "is not what was written")
            if commitment(row.salt, row.body) != read_leaf(row.leaf).commitment:
                raise _wrong(f"entry {row.index}", "has a body that it does not commit to")
        root = frontier.root()
        new = Head(count, root, sign_checkpoint(count, root, self.log_key))
        writing.swap_head(head, new)
        return new

    def _check(self, head: Head) -> None:
        """Rule 5, and that the head is this log's and fits the stored tree."""
        if head.size < self._seen.size or (
            root_at(self._seen.size, self.store.node) != self._seen.root
        ):
            raise _wrong("head", f"goes back behind size {self._seen.size}, which was signed")
        if root_at(head.size, self.store.node) != head.root:
            raise _wrong("head", f"of size {head.size} is not the root of the stored tree")
        if head.size == 0:
            return
        try:
            signed = open_checkpoint(head.checkpoint, self.log_key.verifier)
        except Refused as refused:
            raise IntegrityError(refused.problems) from None
        if (signed.size, signed.root) != (head.size, head.root):
            raise _wrong("head", "is not the one that was signed")

    def _find_again(self, batch: Sequence[Placed], head: Head) -> None:
        """What was written must be read back, byte for byte, below the signed head."""
        start, stop = batch[0].row.index, batch[-1].row.index + 1
        if head.size < stop or self.store.rows(start, stop) != [one.row for one in batch]:
            raise _wrong(f"entry {start}", "or one of its batch is not what was written")


class Turn:
    """One batch under the write lock; made by Sequencer.turn, used only inside its `with`.

    head: the signed head that the batch follows. at: the batch's time, UTC.
    """

    def __init__(self, sequencer: Sequencer, head: Head, at: datetime) -> None:
        if at.utcoffset() is None:
            raise ValueError("the time of a turn must be aware")
        self.head = head
        self.at = at.astimezone(UTC)
        self.placed: list[Placed] = []
        self._sequencer = sequencer
        self._store = sequencer.store
        self._answers: list[tuple[int, str]] = []
        self._proofs: list[FilingProof] | None = None
        self._ids: dict[str, int] = {}
        self._lasts: dict[str, tuple[int, str]] = {}
        self._keyring: Keyring | None = None
        self._charter_id: str | None = None
        self._clock: tuple[Sealed, Opened] | None = None
        if head.size:
            self._charter_id, self._keyring = sequencer.charter()
            self._prepare_clock(clock_before(self._store, head.size))

    @property
    def proofs(self) -> list[FilingProof]:
        """One proof for each `append`, in order; only after the turn has ended normally."""
        if self._proofs is None:
            raise RuntimeError("a filing proof exists only after its turn has ended normally")
        return self._proofs

    def entries(self, since: int) -> list[Filed]:
        """The entries from that index to the head, as this turn found them."""
        return filed(self._store, since, self.head.size)

    def last_of(self, post: str) -> tuple[int, str | None]:
        """Number and id of a post's last entry, this batch included: seal with (seq + 1, id).

        A post that has filed nothing: (NOTHING_FILED, id of the charter); so its first entry
        cannot be replayed into another mechanism.
        """
        if post in self._lasts:
            return self._lasts[post]
        if post == CLERK and self._clock is not None:
            opened = self._clock[1]  # it will stand before anything that is appended
            return opened.seq, opened.id
        return self._store.last_of(post) or (NOTHING_FILED, self._charter_id)

    def append(self, sealed: Sealed, keys: Sequence[str | VerifierKey] | None = None) -> int:
        """Take an entry into the batch; gives the index that it will have.

        keys: the verifier keys that hold for its post now; None: those of the charter. The same
        entry again, here or earlier in the record, is one entry and gives its first index.
        The index MUST NOT be told to anybody before the turn has ended normally.
        Raises Refused with every problem; the batch is then as it was.
        """
        opened, body = open_sealed(sealed)
        index = self._index_of(opened.id)
        problems = self._place_problems(opened, index)
        if opened.kind == CHARTER:
            problems += self._charter_problems(opened, body)
        else:
            problems += signature_problems(opened, self._keys(opened.post, keys))
        if problems:
            raise Refused(problems)
        if index is None:
            if self._clock is not None:
                self._place(*self._clock)
                self._clock = None
            index = self._place(sealed, opened)
            if index == 0:
                self._keyring, self._charter_id = read_keyring(body), opened.id
                self._prepare_clock(None)
                assert self._clock is not None
                self._place(*self._clock)
                self._clock = None
        self._answers.append((index, opened.id))
        return index

    def finish(self, head: Head) -> None:
        """For the sequencer: everything is durable under this head; make the proofs."""
        self._proofs = [
            FilingProof(
                index,
                entry_id,
                inclusion_path(index, head.size, self._store.node),
                head.checkpoint,
            )
            for index, entry_id in self._answers
        ]

    def _index_of(self, entry_id: str) -> int | None:
        found = self._ids.get(entry_id)
        return self._store.index_of(entry_id) if found is None else found

    def _keys(self, post: str, keys: Sequence[str | VerifierKey] | None) -> list[VerifierKey]:
        if keys is None:
            return list(self._keyring.keys_of(post)) if self._keyring else []
        return [key if isinstance(key, VerifierKey) else parse_vkey(key) for key in keys]

    def _place_problems(self, opened: Opened, index: int | None) -> list[Problem]:
        problems = []
        if opened.mechanism != self._sequencer.mechanism:
            what = f"is {opened.mechanism!r}; this record is of {self._sequencer.mechanism!r}"
            problems.append(Problem("header.mechanism", what, "File it where it belongs"))
        if opened.kind == CLOCK:
            what = "is filed by the sequencer alone"
            problems.append(Problem("header.kind", what, "Leave clock entries to the sequencer"))
        first = not self.head.size and not self.placed
        if (opened.kind == CHARTER) != (first or index == 0):
            what = "must be the charter here" if first else "cannot be a charter after entry 0"
            problems.append(Problem("header.kind", what, "File the charter first, and once"))
        if index is None and not problems:
            problems += self._chain_problems(opened)
        return problems

    def _chain_problems(self, opened: Opened) -> list[Problem]:
        seq, prev = self.last_of(opened.post)
        problems = []
        step = "Read the post's last entry again and seal anew"
        if opened.seq != seq + 1:
            what = f"is {opened.seq}, the next of {opened.post!r} is {seq + 1}"
            problems.append(Problem("header.seq", what, step))
        if opened.prev != prev:
            what = f"is {opened.prev}, the last of {opened.post!r} is {prev}"
            problems.append(Problem("header.prev", what, step))
        return problems

    def _charter_problems(self, opened: Opened, body: JSONObject) -> list[Problem]:
        try:
            keyring = read_keyring(body)
        except Refused as refused:
            return [
                Problem(f"body {one.where}", one.what, one.next_step) for one in refused.problems
            ]
        problems = founders_problems(opened, keyring)
        if body.get("mechanism", opened.mechanism) != opened.mechanism:
            what = f"is not {opened.mechanism!r}, as the entry says"
            problems.append(Problem("body $.mechanism", what, "Give both the same id"))
        if keyring.log_key != self._sequencer.log_key.verifier:
            what = "is not the key with which this sequencer signs"
            problems.append(Problem("body $.log_key", what, "Name the log's key"))
        if self._sequencer.clerk_key.verifier not in keyring.keys_of(CLERK):
            what = "do not give the clerk the key with which this sequencer files"
            problems.append(Problem("body $.posts", what, "Name the clerk's key"))
        return problems

    def _prepare_clock(self, last: datetime | None) -> None:
        """Seal this batch's clock; it is written only if something is appended."""
        if last is not None and self.at < last:
            what = f"is {rfc3339(self.at)}, before the record's last clock, {rfc3339(last)}"
            raise Refused([Problem("time", what, "Set this computer's clock; then file again")])
        if last == self.at:
            return
        at = rfc3339(self.at)
        seq, prev = self.last_of(CLERK)
        sealed = seal(
            kind=CLOCK,
            mechanism=self._sequencer.mechanism,
            post=CLERK,
            seq=seq + 1,
            prev=prev,
            stated_at=self.at,
            audience=[EVERYBODY],
            body={"at": at},
            # everybody reads a clock: its salt hides nothing, so it need not be random
            salt=hashlib.sha256(f"detente clock salt\n{prev}\n{at}".encode()).digest(),
            keys=[self._sequencer.clerk_key],
        )
        opened, _ = open_sealed(sealed)
        problems = signature_problems(opened, self._keys(CLERK, None))
        if problems:
            raise Refused(problems)
        self._clock = (sealed, opened)

    def _place(self, sealed: Sealed, opened: Opened) -> int:
        index = self.head.size + len(self.placed)
        row = Row(index, sealed.leaf, sealed.body, sealed.salt)
        self.placed.append(Placed(row, opened.id, opened.post, opened.seq))
        self._ids[opened.id] = index
        self._lasts[opened.post] = (opened.seq, opened.id)
        return index


def _wrong(where: str, what: str) -> IntegrityError:
    return IntegrityError([Problem(where, what, "Stop filing; verify the mechanism")])
