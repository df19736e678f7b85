"""The Merkle tree of RFC 6962: hashes, roots, and proofs of inclusion and consistency.

Rule 1. A complete subtree is named by (level, position): it covers leaves position * 2^level and
the 2^level - 1 after it. Its hash never changes once it is complete; only those are ever stored.
Rule 2. Every hash is 32 bytes, checked where proofs come in.
Rule 3. This file does not know where hashes are kept: a NodeReader gives them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

HASH_BYTES = 32

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of the tree without leaves (RFC 6962, section 2.1)."""

NodeReader: TypeAlias = Callable[[int, int], bytes]
"""(level, position) -> the hash of that complete subtree; may raise where it is missing."""

Node: TypeAlias = tuple[int, int, bytes]
"""(level, position, hash)."""


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf: domain byte 0."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: domain byte 1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A growing tree, known by its complete subtrees along the right edge: O(log n) memory."""

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        """edge: the hashes of the complete subtrees that make up `size`, largest first."""
        if size.bit_count() != len(edge):
            raise ValueError("the edge must have one hash for each set bit of the size")
        self.size = size
        self._edge = list(edge)

    @classmethod
    def at(cls, size: int, node: NodeReader) -> Frontier:
        """The tree of that size, from stored nodes."""
        return cls(size, [node(level, position) for level, position in edge_of(size)])

    def append(self, leaf: bytes) -> list[Node]:
        """Add a leaf's hash; gives every subtree that became complete, the leaf first."""
        level, position, found = 0, self.size, leaf
        complete = [(level, position, found)]
        while position & 1:
            found = node_hash(self._edge.pop(), found)
            level, position = level + 1, position >> 1
            complete.append((level, position, found))
        self._edge.append(found)
        self.size += 1
        return complete

    def root(self) -> bytes:
        """The root hash at this size."""
        if not self._edge:
            return EMPTY_ROOT
        found = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            found = node_hash(left, found)
        return found


def edge_of(size: int) -> Iterator[tuple[int, int]]:
    """(level, position) of the complete subtrees that make up `size`, largest first."""
    start = 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            yield level, start >> level
            start += 1 << level


def node_count(size: int) -> int:
    """How many complete subtrees a tree of that size has, leaves included."""
    return sum(size >> level for level in range(size.bit_length()))


def root_at(size: int, node: NodeReader) -> bytes:
    """The root of the first `size` leaves."""
    return Frontier.at(size, node).root()


def inclusion_path(index: int, size: int, node: NodeReader) -> tuple[bytes, ...]:
    """The proof that leaf `index` is in the tree of `size` leaves: siblings, lowest first."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    path: list[bytes] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(_range_hash(middle, stop, node))
            stop = middle
        else:
            path.append(_range_hash(start, middle, node))
            start = middle
    return tuple(reversed(path))


def consistency_path(old: int, new: int, node: NodeReader) -> tuple[bytes, ...]:
    """The proof that the tree of `old` leaves is the beginning of that of `new` (RFC 6962)."""
    if not 0 < old <= new:
        raise ValueError(f"there is no proof between sizes {old} and {new}")
    path: list[bytes] = []
    start, stop, whole = 0, new, True
    while old != stop:
        middle = start + _split(stop - start)
        if old <= middle:
            path.append(_range_hash(middle, stop, node))
            stop = middle
        else:
            path.append(_range_hash(start, middle, node))
            start, whole = middle, False
    if not whole:
        path.append(_range_hash(start, stop, node))
    return tuple(reversed(path))


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Whether the path leads from a leaf's hash to the root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *path):
        return False
    position, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            found = node_hash(sibling, found)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether a tree of `old` leaves is the beginning of one of `new` (RFC 9162, 2.1.4.2).

    An empty old tree is the beginning of nothing here: it proves nothing, so it is refused.
    """
    if not 0 < old <= new or not _are_hashes(old_root, new_root, *path):
        return False
    if old == new:
        return not path and old_root == new_root
    rest = list(path)
    if old & (old - 1) == 0:  # a power of two: its root is itself the first hash
        rest.insert(0, old_root)
    if not rest:
        return False
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    found_old = found_new = rest[0]
    for sibling in rest[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            found_old = node_hash(sibling, found_old)
            found_new = node_hash(sibling, found_new)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            found_new = node_hash(found_new, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root


def _split(count: int) -> int:
    """The largest power of two smaller than count (count > 1)."""
    return 1 << ((count - 1).bit_length() - 1)


def _range_hash(start: int, stop: int, node: NodeReader) -> bytes:
    """The hash of leaves start..stop-1, where start is a multiple of the range's own width."""
    count = stop - start
    level = (count - 1).bit_length()
    if count == 1 << level:
        return node(level, start >> level)
    middle = start + _split(count)
    return node_hash(_range_hash(start, middle, node), _range_hash(middle, stop, node))


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
