"""Edwards25519 in plain integers, slow and separate: makes crafted signatures for the tests.

It shares no code with the libraries that verify. Formulas: RFC 8032, sections 5.1 and 6.
"""

from __future__ import annotations

import hashlib
from typing import TypeAlias

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point: TypeAlias = tuple[int, int]
IDENTITY: Point = (0, 1)


def add(a: Point, b: Point) -> Point:
    """The sum of two points."""
    product = D * a[0] * b[0] * a[1] * b[1] % P
    x = (a[0] * b[1] + a[1] * b[0]) * pow(1 + product, -1, P) % P
    y = (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, -1, P) % P
    return x, y


def times(scalar: int, point: Point) -> Point:
    """scalar * point."""
    found = IDENTITY
    while scalar:
        if scalar & 1:
            found = add(found, point)
        point = add(point, point)
        scalar >>= 1
    return found


def with_y(y: int, odd: int) -> Point | None:
    """The point with this y and this parity of x."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square:
        return None
    return (P - x if x & 1 != odd and x else x), y % P


def encode(point: Point) -> bytes:
    """The canonical 32 bytes of a point."""
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def encodings(point: Point) -> list[bytes]:
    """Every 32 bytes that some decoder takes for the point: y + p where it fits, both signs of
    x where x is 0."""
    found = []
    for y in (point[1], point[1] + P):
        for sign in {0, 1} if point[0] == 0 else {point[0] & 1}:
            if y < 2**255:
                found.append((y | sign << 255).to_bytes(32, "little"))
    return found


_base = with_y(4 * pow(5, -1, P) % P, 0)
assert _base is not None
BASE: Point = _base


def torsion() -> list[Point]:
    """The eight points of small order."""
    y = 2
    while True:
        point = with_y(y, 0)
        small = times(L, point) if point else IDENTITY
        if times(4, small) != IDENTITY:
            return [times(multiple, small) for multiple in range(8)]
        y += 1


def challenge(r: bytes, a: bytes, message: bytes) -> int:
    """k = H(R, A, M) mod L."""
    return int.from_bytes(hashlib.sha512(r + a + message).digest(), "little") % L
