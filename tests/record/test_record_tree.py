"""The Merkle tree against a naive one that follows RFC 6962's definitions word for word."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.record.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_path,
    edge_of,
    inclusion_path,
    leaf_hash,
    node_count,
    root_at,
    verify_consistency,
    verify_inclusion,
)

# Leaves and roots that Certificate Transparency's implementations have tested with since 2012
CT_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962, section 2.1.2."""
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return [*naive_subproof(m, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_subproof(m - k, leaves[k:], False), naive_root(leaves[:k])]


class Grown:
    """A tree that grew leaf by leaf, with its complete subtrees kept."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.frontier = Frontier()
        for leaf in leaves:
            for level, position, found in self.frontier.append(leaf_hash(leaf)):
                self.nodes[level, position] = found

    def node(self, level: int, position: int) -> bytes:
        """A NodeReader."""
        return self.nodes[level, position]


def leaves_of(count: int) -> list[bytes]:
    """Different leaves."""
    return [f"leaf {number}".encode() for number in range(count)]


def test_roots_are_those_of_certificate_transparency() -> None:
    """The eight known roots, and the root of nothing."""
    assert Frontier().root() == EMPTY_ROOT == naive_root([])
    frontier = Frontier()
    for leaf, root in zip(CT_LEAVES, CT_ROOTS, strict=True):
        frontier.append(leaf_hash(leaf))
        assert frontier.root().hex() == root


@pytest.mark.parametrize("size", range(1, 34))
def test_every_proof_up_to_33_leaves_is_the_naive_one_and_verifies(size: int) -> None:
    """Root, every inclusion path and every consistency path, by two roads."""
    leaves = leaves_of(size)
    tree = Grown(leaves)
    root = naive_root(leaves)
    assert tree.frontier.root() == root == root_at(size, tree.node)
    assert len(tree.nodes) == node_count(size)
    for index, leaf in enumerate(leaves):
        path = inclusion_path(index, size, tree.node)
        assert list(path) == naive_path(index, leaves)
        assert verify_inclusion(leaf_hash(leaf), index, size, path, root)
    for old in range(1, size + 1):
        steps = consistency_path(old, size, tree.node)
        assert list(steps) == naive_subproof(old, leaves, True)
        assert verify_consistency(old, naive_root(leaves[:old]), size, root, steps)


@given(st.integers(1, 300), st.data())
def test_an_inclusion_proof_holds_for_its_leaf_place_and_root_only(
    size: int, data: st.DataObject
) -> None:
    """Another place, leaf, size or root, a hash more, less, changed, or cut: refused."""
    leaves = leaves_of(size)
    tree = Grown(leaves)
    index = data.draw(st.integers(0, size - 1))
    path, leaf, root = inclusion_path(index, size, tree.node), leaf_hash(leaves[index]), bytes(32)
    root = tree.frontier.root()
    assert verify_inclusion(leaf, index, size, path, root)
    assert not verify_inclusion(leaf_hash(b"other"), index, size, path, root)
    assert not verify_inclusion(leaf, index, size, path, leaf_hash(b"other"))
    assert not verify_inclusion(leaf, index, size, (*path, bytes(32)), root)
    assert not verify_inclusion(leaf, index, size, (b"", *path), root)
    assert not verify_inclusion(leaf, -1, size, path, root)
    assert not verify_inclusion(leaf, size, size, path, root)
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        assert not verify_inclusion(leaf, other, size, path, root)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        assert not verify_inclusion(leaf, index, size, path[:at] + path[at + 1 :], root)
        changed = bytes([path[at][0] ^ 1]) + path[at][1:]
        assert not verify_inclusion(
            leaf, index, size, (*path[:at], changed, *path[at + 1 :]), root
        )
        assert not verify_inclusion(
            leaf, index, size, (*path[:at], path[at][:31], *path[at + 1 :]), root
        )


@given(st.integers(1, 300), st.data())
def test_a_consistency_proof_holds_for_one_history_only(size: int, data: st.DataObject) -> None:
    """A fork, another size, a changed or missing hash, swapped roots: refused."""
    old = data.draw(st.integers(1, size))
    leaves = leaves_of(size)
    tree, before = Grown(leaves), Grown(leaves[:old])
    path = consistency_path(old, size, tree.node)
    roots = before.frontier.root(), tree.frontier.root()
    assert verify_consistency(old, roots[0], size, roots[1], path)
    forked = Grown([*leaves[: old - 1], b"fork"]).frontier.root()
    assert not verify_consistency(old, forked, size, roots[1], path)
    assert not verify_consistency(old, roots[0], size, forked, path)
    assert not verify_consistency(old, roots[0], size, roots[1], (*path, bytes(32)))
    assert not verify_consistency(0, EMPTY_ROOT, size, roots[1], path)
    assert not verify_consistency(old, roots[0][:31], size, roots[1], path)
    if old < size:
        assert not verify_consistency(old, roots[1], size, roots[0], path)
        assert not verify_consistency(size, roots[0], old, roots[1], path)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        assert not verify_consistency(old, roots[0], size, roots[1], path[:at] + path[at + 1 :])
        changed = bytes([path[at][0] ^ 1]) + path[at][1:]
        assert not verify_consistency(
            old, roots[0], size, roots[1], (*path[:at], changed, *path[at + 1 :])
        )


def test_what_is_no_hash_proves_nothing() -> None:
    """Also where nothing is hashed on the way: a tree of one leaf, two equal sizes."""
    assert not verify_inclusion(b"short", 0, 1, (), b"short")
    assert not verify_consistency(1, b"short", 1, b"short", ())


def test_proofs_that_cannot_be_are_refused_to_be_made() -> None:
    """A caller's mistake is told, not answered with an empty path."""
    tree = Grown(leaves_of(5))
    for index, size in ((5, 5), (-1, 5), (0, 0)):
        with pytest.raises(ValueError, match="not in a tree"):
            inclusion_path(index, size, tree.node)
    for old, new in ((0, 5), (6, 5)):
        with pytest.raises(ValueError, match="no proof"):
            consistency_path(old, new, tree.node)
    with pytest.raises(ValueError, match="edge"):
        Frontier(3, [bytes(32)])


@given(st.integers(0, 5000))
def test_the_edge_covers_every_leaf_once(size: int) -> None:
    """The complete subtrees on the right edge, put side by side, are 0..size-1."""
    covered = 0
    for level, position in edge_of(size):
        assert position << level == covered
        covered += 1 << level
    assert covered == size
