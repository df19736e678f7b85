"""Which separation holds between plans of two kinds.

The most specific candidate counts: both kinds named, before one kind and `*`, before `*` twice.
Where several are equally specific the widest of each measure counts, so that keeping it keeps
every one of them; it may ask for more than any one alone, and names all of its sources.
"""

from __future__ import annotations

from collections.abc import Iterable

from detente.terms.who import Separation

ANY = "*"

NONE_AGREED = Separation((ANY, ANY), 0.0, 0.0, 0.0, "no separation agreed")
"""What holds where nobody agreed on one: two plans must not share a place at a time."""


def applies(separation: Separation, kind_a: str, kind_b: str) -> int | None:
    """How many of the two kinds it names itself (0, 1 or 2); None if it is not about this pair."""
    ranks = [
        (one == kind_a) + (two == kind_b)
        for one, two in (separation.kinds, separation.kinds[::-1])
        if one in (kind_a, ANY) and two in (kind_b, ANY)
    ]
    return max(ranks, default=None)


def choose(kind_a: str, kind_b: str, candidates: Iterable[Separation]) -> Separation:
    """The separation between plans of two kinds, in either order; NONE_AGREED without candidates.

    The order of the candidates changes nothing but the order in which sources are named.
    """
    ranked = [(applies(one, kind_a, kind_b), one) for one in candidates]
    best = max((rank for rank, _ in ranked if rank is not None), default=None)
    if best is None:
        return NONE_AGREED
    chosen = [one for rank, one in ranked if rank == best]
    if len(chosen) == 1:
        return chosen[0]
    return Separation(
        kinds=(min(kind_a, kind_b), max(kind_a, kind_b)),
        horizontal_m=max(one.horizontal_m for one in chosen),
        vertical_m=max(one.vertical_m for one in chosen),
        time_s=max(one.time_s for one in chosen),
        source="; ".join(dict.fromkeys(one.source for one in chosen)),
    )
