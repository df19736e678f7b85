"""The least distance between pieces of curve: branch and bound over pairs, exact at the end.

What this file knows: pieces. What it must not know: radii, insides, plans.

Why it is exact. On a surface of positive curvature the least distance of two geodesic segments
that do not cross is attained at an end of one of them: of two perpendiculars to a third geodesic
the interior critical distance is a maximum. So a pair of chords costs four distances from a point
to a segment and one crossing test. A point's foot on a segment is found by walking along it by the
base of the right-angled spherical triangle until the walk is below a micrometre; there the
distance is stationary, so that what is left counts in second order.

Rule 1. A pair is dropped only if a lower bound (the straight line through the Earth, less both
halves; or the chords' distance less both sags) is above an upper bound of its group.
Rule 2. Pieces that still matter are split until their sag is at most SAG_ENOUGH_M.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.geometry import geodesics
from detente.geometry.geodesics import GEODESIC_ERROR_M, Bools, Floats, Ints
from detente.geometry.pieces import SAG_ENOUGH_M, Pieces, split

PARTS = 4
"""Into how many parts a piece is split at a time."""

FAR_M = 9_000_000.0
"""Above this, where shortest paths need not be what nearby ones are, nothing is refined."""

SPLITS_MAX = 50_000
"""More pairs than this are not split further: curves that run beside one another for thousands of
kilometres. The error said is then larger; it is still true."""

_RADIUS = 6_371_000.0
_WALKS_MAX = 12
_WALKED_M = 1e-7
_BLOCK = 500_000
_FAR = 1.3  # radians: beyond this the ends are tried as well


@dataclass(frozen=True, slots=True)
class Least:
    """Per group: the least distance, and how far off it may be; the nearest points, (k, 2) each.

    beyond: the least distance is certainly above `within`, and least_m is only a lower bound.
    """

    least_m: Floats
    error_m: Floats
    at_a: Floats
    at_b: Floats
    beyond: Bools


@dataclass(slots=True)
class _Pairs:
    """Pairs of pieces still in play: positions in two lists of pieces, and the group of each."""

    a: Ints
    b: Ints
    group: Ints

    def kept(self, which: Bools) -> _Pairs:
        return _Pairs(self.a[which], self.b[which], self.group[which])


@dataclass(frozen=True, slots=True)
class _Measured:
    """Of pairs of chords: their distance, bounds for the true curves, and where.

    meets: they cross; at_a and at_b then say nothing yet.
    """

    chord: Floats
    low: Floats
    high: Floats
    at_a: Floats
    at_b: Floats
    meets: Bools


@dataclass(frozen=True, slots=True)
class _Search:
    """What is asked (see `least`), the least upper bound so far of each group, the answers."""

    enough: float
    within: float
    bound: Floats
    found: Least


def likely_pairs(
    a: Pieces, b: Pieces, *, each_of_a: bool = False, within: float = np.inf
) -> tuple[Ints, Ints, Ints]:
    """Positions in a, positions in b and group of every pair that may be its group's nearest.

    each_of_a: every piece of a is a group of its own; else all is one group. Of each group at
    least one pair is left. Works through the pairs in blocks, so that memory stays small.
    """
    rows = max(1, _BLOCK // len(b))
    blocks = [slice(at, at + rows) for at in range(0, len(a), rows)]
    bounds = [
        _arc_at_most(_apart(a.start[block], b.start).min(axis=1, initial=np.inf))
        for block in blocks
    ]
    lowest = min(float(bound.min()) for bound in bounds)
    one, two = [], []
    for block, bound in zip(blocks, bounds, strict=True):
        low = _apart(a.middle[block], b.middle) - a.half[block, None] - b.half
        most = bound[:, None] if each_of_a else min(lowest, within)
        row, column = np.nonzero(low <= most)
        one.append(row + block.start)
        two.append(column)
    at_a, at_b = np.concatenate(one), np.concatenate(two)
    if not len(at_a):  # all are beyond `within`: any pair will say so
        at_a = at_b = np.zeros(1, dtype=np.intp)
    return at_a, at_b, at_a if each_of_a else np.zeros_like(at_a)


def _apart(one: Floats, two: Floats) -> Floats:
    metres: Floats = np.linalg.norm(one[:, None, :] - two[None, :, :], axis=2)
    return metres


def least(
    a: Pieces,
    b: Pieces,
    pairs: tuple[Ints, Ints, Ints],
    groups: int,
    *,
    enough: float = 0.0,
    within: float = np.inf,
) -> Least:
    """The least distance in each group of pairs.

    pairs: positions in a, positions in b, group of each (every group has at least one).
    enough: as soon as a distance is known to be at most this, finding a smaller one is not asked.
    within: as soon as all are known to be above this, how far above is not asked.
    """
    live = _Pairs(*pairs)
    found = Least(
        *(np.full(groups, np.inf), np.zeros(groups)),
        *(np.zeros((groups, 2)), np.zeros((groups, 2))),
        np.zeros(groups, dtype=bool),
    )
    search = _Search(enough, within, np.full(groups, np.inf), found)
    while len(live.group):
        live = _pruned(a, b, live, search)
        if not len(live.group):
            break
        live = _first_guess(a, b, live, search.bound)
        measured = _measure(a, b, live)
        np.minimum.at(search.bound, live.group, measured.high)
        live = _settled(a, b, live, measured, search)
        a, b, live = _finer(a, b, live)
    return found


def _gap_through_earth(a: Pieces, b: Pieces, live: _Pairs) -> Floats:
    apart: Floats = np.linalg.norm(a.middle[live.a] - b.middle[live.b], axis=1)
    return np.maximum(apart - a.half[live.a] - b.half[live.b], 0.0)


def _pruned(a: Pieces, b: Pieces, live: _Pairs, search: _Search) -> _Pairs:
    """Drop what cannot be the nearest; groups that are beyond `within` are answered."""
    bound, found = search.bound, search.found
    low = _gap_through_earth(a, b, live)
    ends = np.linalg.norm(a.start[live.a] - b.start[live.b], axis=1)
    np.minimum.at(bound, live.group, _arc_at_most(ends))
    lowest = np.full(len(bound), np.inf)
    np.minimum.at(lowest, live.group, low)
    beyond = lowest > search.within
    answered = beyond & np.isin(np.arange(len(bound)), live.group)
    found.least_m[answered] = lowest[answered]
    found.beyond[answered] = True
    return live.kept((low <= bound[live.group]) & ~beyond[live.group])


def _arc_at_most(chord: Floats) -> Floats:
    """No geodesic is longer than this if the straight line through the Earth is that long."""
    small = chord * (1 + (chord / geodesics.LEAST_RADIUS_M) ** 2 / 20)
    reach = np.minimum(chord / (2 * 6_356_000.0), 1.0)
    large = 1.02 * 2 * geodesics.GREATEST_RADIUS_M * np.arcsin(reach)
    return np.where(chord < 500_000.0, small, large) + GEODESIC_ERROR_M


def _first_guess(a: Pieces, b: Pieces, live: _Pairs, bound: Floats) -> _Pairs:
    """Measure the most promising pair of each group, so that fewer have to be measured."""
    if len(live.group) <= 4 * len(bound):
        return live
    low = _gap_through_earth(a, b, live)
    middles = np.linalg.norm(a.middle[live.a] - b.middle[live.b], axis=1)
    first = _firsts(live.group, low, middles)
    best = _measure(a, b, _Pairs(live.a[first], live.b[first], live.group[first]))
    np.minimum.at(bound, live.group[first], best.high)
    return live.kept(low <= bound[live.group])


def _firsts(group: Ints, *keys: Floats) -> Ints:
    """Position of the smallest in each group, by the keys in turn."""
    order = np.lexsort((*reversed(keys), group))
    new = np.ones(len(order), dtype=bool)
    new[1:] = group[order][1:] != group[order][:-1]
    return order[new]


def _settled(a: Pieces, b: Pieces, live: _Pairs, measured: _Measured, search: _Search) -> _Pairs:
    """Write down groups that are answered; give back the pairs of the others that still matter."""
    bound, found = search.bound, search.found
    lowest = np.full(len(bound), np.inf)
    np.minimum.at(lowest, live.group, measured.low)
    strays = (a.sag[live.a] > SAG_ENOUGH_M) | (b.sag[live.b] > SAG_ENOUGH_M)
    matters = measured.low <= bound[live.group]
    open_ = np.zeros(len(bound), dtype=bool)
    open_[live.group[matters & strays]] = True
    open_ &= (bound > search.enough) & (lowest <= search.within)
    open_ &= (bound - lowest > SAG_ENOUGH_M) & (lowest <= FAR_M)
    if np.count_nonzero(matters & open_[live.group]) > SPLITS_MAX:
        open_[:] = False
    first = _firsts(live.group, measured.high, measured.chord)
    first = first[~open_[live.group[first]]]
    group = live.group[first]
    beyond = lowest[group] > search.within
    highest = np.minimum(bound[group], measured.high[first])
    found.least_m[group] = np.where(beyond, lowest[group], (lowest[group] + highest) / 2)
    found.error_m[group] = (highest - lowest[group]) / 2
    found.at_a[group], found.at_b[group] = measured.at_a[first], measured.at_b[first]
    found.beyond[group] = beyond
    meets = first[measured.meets[first]]
    point = crossing_point(a.take(live.a[meets]), b.take(live.b[meets]))
    found.at_a[live.group[meets]] = found.at_b[live.group[meets]] = point
    return live.kept(matters & open_[live.group])


def _finer(a: Pieces, b: Pieces, live: _Pairs) -> tuple[Pieces, Pieces, _Pairs]:
    """Split the pieces in play that stray, and put every pair of their parts in play."""
    if not len(live.group):
        return a, b, live
    a, first_a, parts_a = _parts(a, live.a)
    b, first_b, parts_b = _parts(b, live.b)
    many = parts_a * parts_b
    of = np.repeat(np.arange(len(many)), many)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(many) - many, many)
    row, column = nth // parts_b[of], nth % parts_b[of]
    return a, b, _Pairs(first_a[of] + row, first_b[of] + column, live.group[of])


def _parts(pieces: Pieces, used: Ints) -> tuple[Pieces, Ints, Ints]:
    """The used pieces or their parts; per use, where the first part is and how many there are."""
    distinct, place = np.unique(used, return_inverse=True)
    strays = pieces.sag[distinct] > SAG_ENOUGH_M
    whole, cut = distinct[~strays], distinct[strays]
    result = pieces.take(whole).joined(split(pieces, cut, PARTS))
    first = np.empty(len(distinct), dtype=np.intp)
    first[~strays] = np.arange(len(whole))
    first[strays] = len(whole) + PARTS * np.arange(len(cut))
    return result, first[place], np.where(strays, PARTS, 1)[place]


def _measure(a: Pieces, b: Pieces, live: _Pairs) -> _Measured:
    """Distance of each pair of chords, and what it says of the true curves."""
    one, two = a.take(live.a), b.take(live.b)
    both, count = one.joined(two), len(one)
    first, last = np.arange(count), np.arange(count) + count
    tries = 4 if one.length.any() else 1  # points: only they can be the nearest end
    point = np.concatenate((first, first, last, last)[:tries])
    ended = np.repeat([False, True, False, True][:tries], count)
    to = both.take(np.concatenate((last, last, first, first)[:tries]))
    lon = np.where(ended, both.lon1[point], both.lon0[point])
    lat = np.where(ended, both.lat1[point], both.lat0[point])
    xyz = np.where(ended[:, None], both.end[point], both.start[point])
    metres, foot, within = point_to_chord(lon, lat, xyz, to)
    chords = metres.reshape(tries, count)
    highs = (metres + np.where(within, to.sag, 0.0) + GEODESIC_ERROR_M).reshape(tries, count)
    best = np.argmin(chords, axis=0)
    chord, high = chords[best, first], highs.min(axis=0)
    feet, points = (each.reshape(tries, count, 2) for each in (foot, np.stack((lon, lat), axis=1)))
    of_a = (best < 2)[:, None]  # the nearest end is one of a's
    at_a = np.where(of_a, points[best, first], feet[best, first])
    at_b = np.where(of_a, feet[best, first], points[best, first])
    sags = one.sag + two.sag
    maybe = np.flatnonzero(chord <= np.minimum(one.length, two.length) * 0.51)
    meets = maybe[crossing(one.take(maybe), two.take(maybe))]
    chord[meets] = 0.0
    high[meets] = np.minimum(high[meets], sags[meets])
    crosses = np.zeros(len(chord), dtype=bool)
    crosses[meets] = True
    low = np.maximum(chord - sags - GEODESIC_ERROR_M, 0.0)
    return _Measured(chord, low, high, at_a, at_b, crosses)


def point_to_chord(
    lon: Floats, lat: Floats, xyz: Floats, to: Pieces
) -> tuple[Floats, Floats, Bools]:
    """Distance of points to chords (one each), feet, and whether a foot is inside its chord."""
    along = to.end - to.start
    square = np.einsum("ij,ij->i", along, along)
    share = np.einsum("ij,ij->i", xyz - to.start, along) / np.where(square > 0, square, 1.0)
    run = np.clip(share, 0.0, 1.0) * to.length
    foot_lon, foot_lat, metres = np.empty_like(lon), np.empty_like(lon), np.empty_like(lon)
    todo = np.arange(len(lon))
    for _ in range(_WALKS_MAX):
        at_lon, at_lat, back = geodesics.forward(
            to.lon0[todo], to.lat0[todo], to.azimuth[todo], run[todo]
        )
        towards, _, away = geodesics.inverse(at_lon, at_lat, lon[todo], lat[todo])
        foot_lon[todo], foot_lat[todo], metres[todo] = at_lon, at_lat, away
        angle = np.radians(towards - back - 180.0)
        walk = _RADIUS * np.arctan(np.tan(np.minimum(away / _RADIUS, 1.5)) * np.cos(angle))
        goal = np.clip(run[todo] + walk, 0.0, to.length[todo])
        going = np.abs(goal - run[todo]) > _WALKED_M
        run[todo] = goal
        todo = todo[going]
        if not len(todo):
            break
    far = np.flatnonzero(metres > _FAR * _RADIUS)
    if len(far):  # a quarter of the way round the Earth the nearest point may be an end
        for end_lon, end_lat, end in ((to.lon0, to.lat0, 0 * run), (to.lon1, to.lat1, to.length)):
            _, _, away = geodesics.inverse(lon[far], lat[far], end_lon[far], end_lat[far])
            nearer = far[away < metres[far]]
            metres[nearer] = away[away < metres[far]]
            foot_lon[nearer], foot_lat[nearer] = end_lon[nearer], end_lat[nearer]
            run[nearer] = end[nearer]
    inside = (run > 0.0) & (run < to.length)
    return metres, np.stack((foot_lon, foot_lat), axis=1), inside


def crossing(one: Pieces, two: Pieces) -> Bools:
    """Whether chords cross, pair by pair: each has the other's ends on its two sides.

    Which side is told by azimuths; where rounding decides it wrongly, an end lies within a
    micrometre of the other chord, so that the distance is as good as zero either way.
    """
    ac, ca, _ = geodesics.inverse(one.lon0, one.lat0, two.lon0, two.lat0)
    ad, _, _ = geodesics.inverse(one.lon0, one.lat0, two.lon1, two.lat1)
    cb, _, _ = geodesics.inverse(two.lon0, two.lat0, one.lon1, one.lat1)
    of_one = _sine(ac - one.azimuth) * _sine(ad - one.azimuth) < 0
    of_two = _sine(ca - two.azimuth) * _sine(cb - two.azimuth) < 0
    result: Bools = of_one & of_two
    return result


def _sine(degrees: Floats) -> Floats:
    return np.sin(np.radians(degrees))


def crossing_point(one: Pieces, two: Pieces) -> Floats:
    """Where chords that cross do so, (n, 2): by false position along `one`, well below 1 mm."""
    low, high = np.zeros(len(one)), one.length.copy()
    off_low, off_high = _offset(one, low, two), _offset(one, high, two)
    run = low
    for _ in range(6):
        width = np.where(off_low == off_high, 1.0, off_high - off_low)
        run = np.clip(low - off_low * (high - low) / width, low, high)
        off = _offset(one, run, two)
        same = (off > 0) == (off_low > 0)
        low, off_low = np.where(same, run, low), np.where(same, off, off_low)
        high, off_high = np.where(same, high, run), np.where(same, off_high, off)
    lon, lat, _ = geodesics.forward(one.lon0, one.lat0, one.azimuth, run)
    return np.stack((lon, lat), axis=1)


def _offset(one: Pieces, run: Floats, two: Pieces) -> Floats:
    """How far to the right of `two` a point of `one` is, roughly; zero exactly on it."""
    lon, lat, _ = geodesics.forward(one.lon0, one.lat0, one.azimuth, run)
    towards, _, metres = geodesics.inverse(two.lon0, two.lat0, lon, lat)
    return metres * _sine(towards - two.azimuth)
