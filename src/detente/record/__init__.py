"""The record: signed entries in an append-only, verifiable log, and the proof that one is in it.

What this room knows: canonical JSON, keys, signed notes, the Merkle tree, stores, the sequencer.
What it must not know: what any kind of entry means, except two of its own: `charter` (whose posts
hold which keys) and `clock` (the sequencer's time). It reads no clock and draws no randomness:
both are arguments. Only `stores/` touches a disk.

The way of an entry: envelope.seal -> Sequencer.turn -> a store -> FilingProof -> verify.
The format is in docs/record.md.
"""
