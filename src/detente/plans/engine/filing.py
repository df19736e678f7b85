"""The engine's store as arrays, and what is done to it: find, file, drop, rebuild.

What this file knows: the layout of the store, the grid, the decision of a pair. What it must not
know: ids of documents, who asks.

Volumes keep what a decision needs: exact times and heights, vertices in one pool. Their boxes are
kept only in the grid, and computed again when a volume is dropped.
"""

from __future__ import annotations

import math

import numpy as np

from detente.geometry.geodesics import Floats
from detente.plans.engine import grid as cells
from detente.plans.engine.arrays import Longs
from detente.plans.engine.boxes import Whole, box, millimetres, rounded
from detente.plans.engine.compiled import compiled
from detente.plans.engine.deciding import APART, MEET, UNSURE, Side, decide, decide_flat
from detente.plans.engine.glancing import glance
from detente.plans.engine.grid import BLOCKS_USED, BUCKETS, ENTRIES, FIELDS, LANES, Grid
from detente.plans.engine.refining import Asked, heights_meet, middle, times_meet
from detente.plans.engine.rows import moment

UNIT_SHIFT = 10
"""Times in the grid count 1,024 ms."""
ORIGIN_MS = 1_577_836_800_000
"""2020-01-01; times more than 69 years from it are kept as that far."""

VERTEX_END, VOLUMES_USED, VOLUME_FREE, SERIAL, DEAD_VERTICES, LEFT_OPEN, PLANS_USED = range(4, 11)
"""Places in the grid's numbers."""

VERTICES_MAX = 2_048
"""Vertices of one volume."""

GROW, WIDE, UNSOUND, OPEN = -1, -2, -3, -4
"""Answers that are no count: there is no room; a footprint is too wide for the kernel's boxes;
what is given cannot be read; OPEN - count: there are pairs that the kernel leaves open."""

LOAD = 8
"""Entries per bucket, on average, before the grid is made larger."""

T0, T1, VERTICES, PLAN, NEXT, Z0, Z1, RADIUS, SHAPE = range(9)
COLUMNS = 9
SPLIT = 4_096
"""VERTICES is SPLIT times the first vertex, and how many; SHAPE is kind, and 4 times edges."""

PARTY, FIRST_VOLUME, STAMP, ID = range(4)

Held = tuple[Floats, Floats, Floats, Longs]
"""volumes[n, 9] (columns above; whole numbers in float64, which holds them exactly); lon, lat of
vertices; plans[n, 4]: party, first volume (-1: none), last query that found it, id."""

Given = tuple[Floats, Floats, Longs, Floats, Floats, Longs, Longs, Floats]
"""lon, lat, off, z0, z1, t0, t1 and shape[n, 3] (radius, kind, edges) of what is asked about."""

Desk = tuple[Floats, Floats, Longs, Whole, Longs]
"""Rows of planes, scratch, out (ids), open pairs (volume given, volume held), places."""


@compiled
def row_of(
    lon: Floats,
    lat: Floats,
    side: Side,
    span: tuple[float, float, int, int],
    asked: Asked,
    row: Whole,
) -> bool:
    """The row of a volume; False if its box must be asked of geometry.coverings."""
    within, vertical, apart, _, flat = asked
    z0, z1, t0, t1 = span
    west, east, south, north = box(lon, lat, side, 0.5 * within, flat)
    if math.isnan(west):
        return False
    row[0], row[1], row[2], row[3] = rounded(west, east, south, north)
    in_height_and_time(row, (z0 - 0.5 * vertical, z1 + 0.5 * vertical), (t0, t1), apart)
    return True


@compiled
def in_height_and_time(
    row: Whole, heights: tuple[float, float], times: tuple[int, int], apart: int
) -> None:
    """The columns of a row for heights and times, widened by half the separation in time."""
    half = (apart + 1) // 2
    row[4], row[5] = millimetres(heights[0], heights[1])
    row[6] = moment(times[0] - half, ORIGIN_MS, UNIT_SHIFT, False)
    row[7] = moment(times[1] + half, ORIGIN_MS, UNIT_SHIFT, True)


@compiled
def set_row(
    row: Whole,
    box: tuple[float, float, float, float],
    heights: tuple[float, float],
    times: tuple[int, int],
) -> None:
    """A row from west, south, east and north, heights and times."""
    row[0], row[1], row[2], row[3] = rounded(box[0], box[2], box[1], box[3])
    in_height_and_time(row, heights, times, 0)


@compiled
def list_wide(given: Given, asked: Asked) -> Longs:
    """The given volumes that are too wide for the kernel's boxes."""
    result = np.empty(len(given[5]), dtype=np.int64)
    count = 0
    for at in range(len(given[5])):
        if math.isnan(
            box(given[0], given[1], _given_side(given, at), 0.5 * asked[0], asked[4])[0]
        ):
            result[count] = at
            count += 1
    return result[:count]


@compiled
def _given_side(given: Given, at: int) -> Side:
    off, shape = given[2], given[7]
    return off[at], off[at + 1], int(shape[at, 1]), int(shape[at, 2]), shape[at, 0]


@compiled
def vertices_of(packed: float) -> tuple[int, int]:
    """First and last vertex, from the column VERTICES."""
    first, count = int(packed) // SPLIT, int(packed) % SPLIT
    return first, first + count


@compiled
def _held_side(held: Held, at: int) -> Side:
    volumes = held[0]
    first, last = vertices_of(volumes[at, VERTICES])
    shape = int(volumes[at, SHAPE])
    return first, last, shape & 3, shape >> 2, volumes[at, RADIUS]


@compiled
def _given_row(given: Given, at: int, asked: Asked, wide: Floats, row: Whole) -> bool:
    """The row of a given volume; `wide` has boxes (n, 4) that were asked of coverings, or none."""
    span = (given[3][at], given[4][at], given[5][at], given[6][at])
    if row_of(given[0], given[1], _given_side(given, at), span, asked, row):
        return True
    if at >= len(wide):
        return False
    row[0], row[1], row[2], row[3] = rounded(wide[at, 0], wide[at, 1], wide[at, 2], wide[at, 3])
    vertical = 0.5 * asked[1]
    in_height_and_time(row, (span[0] - vertical, span[1] + vertical), (span[2], span[3]), asked[2])
    return True


@compiled
def find(
    grid: Grid, held: Held, given: Given, desk: Desk, asked: Asked, wide: Floats, party: int
) -> int:
    """Ids of the plans of other parties in conflict with the given volumes, sorted, into out.

    How many; or WIDE, UNSOUND, or OPEN - count (then numbers[LEFT_OPEN] pairs are in desk, and out
    is not sorted). party -1: of any party.
    """
    numbers = grid[1]
    if not sound(given):
        return UNSOUND
    numbers[SERIAL] += 1
    numbers[LEFT_OPEN] = 0
    row = np.empty(10, dtype=np.int32)
    second = np.empty(10, dtype=np.int32)
    count = 0
    for at in range(len(given[5])):
        if not _given_row(given, at, asked, wide, row):
            return WIDE
        row[FIELDS - 1] = at
        count_of = cells.parts(row, second)
        count = _find_row(grid, held, given, desk, asked, (row, party), count)
        if count_of == 2:
            count = _find_row(grid, held, given, desk, asked, (second, party), count)
        if count < 0:
            return count
    if numbers[LEFT_OPEN] > 0:
        return OPEN - count
    _sort(desk[2], count)
    return count


@compiled
def sound(given: Given) -> bool:
    """Whether every number can be read: on Earth, in order, not NaN."""
    lon, lat, off, z0, z1, t0, t1, shape = given
    count = len(t0)
    if len(off) < count + 1 or len(lon) < off[count] or len(lat) < off[count]:
        return False
    for at in range(count):
        if not (z0[at] <= z1[at] and t0[at] <= t1[at] and 0.0 <= shape[at, 0] < math.inf):
            return False
        if off[at] < 0 or not 0 < off[at + 1] - off[at] <= VERTICES_MAX:
            return False
        for vertex in range(off[at], off[at + 1]):
            if not (abs(lat[vertex]) <= 90.0 and abs(lon[vertex]) <= 180.0):
                return False
    return True


@compiled
def _sort(out: Longs, count: int) -> None:
    if count > 40:
        out[:count] = np.sort(out[:count])
        return
    for at in range(1, count):
        item, to = out[at], at
        while to > 0 and out[to - 1] > item:
            out[to] = out[to - 1]
            to -= 1
        out[to] = item


@compiled
def _find_row(
    grid: Grid,
    held: Held,
    given: Given,
    desk: Desk,
    asked: Asked,
    query: tuple[Whole, int],
    count: int,
) -> int:
    """Look into every bucket where something that meets a row may be."""
    blocks, numbers = grid
    places = desk[4]
    row = query[0]
    many = cells.look(grid, row, places)
    for at in range(many if many >= 0 else numbers[BUCKETS]):
        where = places[at] if many >= 0 else at
        block = where
        while block >= 0:
            if cells.meets(blocks[block], row):
                count = _in_block(grid, held, given, desk, asked, query, (block, where, count))
                if count < 0:
                    return count
            block = blocks[block, FIELDS, cells.NEXT]
    return count


@compiled
def _in_block(
    grid: Grid,
    held: Held,
    given: Given,
    desk: Desk,
    asked: Asked,
    query: tuple[Whole, int],
    place: tuple[int, int, int],
) -> int:
    """Decide the lanes of a block that meet a row."""
    blocks, numbers = grid
    row, party = query
    number, where, count = place
    block, buckets = blocks[number], numbers[BUCKETS]
    for lane in range(LANES):
        if not cells.lane_meets(block, lane, row):
            continue
        if not cells.here(block, lane, row, where, buckets):
            continue
        volume = int(block[FIELDS - 1, lane])
        plan = held[3][int(held[0][volume, PLAN])]
        if plan[PARTY] == party or plan[STAMP] == numbers[SERIAL]:
            continue
        answer = _decide(held, given, desk, asked, row, block[:, lane])
        if answer == MEET:
            plan[STAMP] = numbers[SERIAL]
            desk[2][count] = plan[ID]
            count += 1
        elif answer == UNSURE:
            left = numbers[LEFT_OPEN]
            if left == len(desk[3]):
                return GROW
            desk[3][left, 0], desk[3][left, 1] = row[FIELDS - 1], volume
            numbers[LEFT_OPEN] = left + 1
    return count


@compiled
def _decide(held: Held, given: Given, desk: Desk, asked: Asked, row: Whole, lane: Whole) -> int:
    """The given volume of a row against the kept volume of a lane."""
    at, number = row[FIELDS - 1], int(lane[FIELDS - 1])
    volume = held[0][number]
    within, vertical, apart, closed, flat = asked
    t0, t1 = int(volume[T0]), int(volume[T1])
    if not times_meet(given[5][at], given[6][at], t0, t1, apart, closed):
        return APART
    if not heights_meet(given[3][at], given[4][at], volume[Z0], volume[Z1], vertical):
        return APART
    one, two = _given_side(given, at), _held_side(held, number)
    lon, lat, held_lon, held_lat = given[0], given[1], held[1], held[2]
    limit = within + one[4] + two[4]
    first = glance(lon, lat, one, held_lon, held_lat, two, row, lane, limit, flat)
    if first != UNSURE:
        return first
    centre = middle(row, lane)
    if flat:
        return decide_flat(lon, lat, one, held_lon, held_lat, two, centre, desk[1])
    return decide(desk[0], lon, lat, one, held_lon, held_lat, two, centre, within, desk[1])


@compiled
def file(
    grid: Grid,
    held: Held,
    given: Given,
    asked: Asked,
    wide: Floats,
    slot: tuple[int, int, int],
) -> int:
    """Keep a plan: slot, id and party. GROW if there is no room for it (nothing is kept then)."""
    volumes, lon, _, plans = held
    numbers = grid[1]
    count = len(given[5])
    start, end = given[2][0], given[2][count]
    if (
        numbers[BLOCKS_USED] + 2 * cells.most_entries() * count > len(grid[0])
        or numbers[VOLUMES_USED] + count > len(volumes)
        or numbers[VERTEX_END] + end - start > len(lon)
        or slot[0] >= len(plans)
        or numbers[ENTRIES] > LOAD * numbers[BUCKETS]
    ):
        return GROW
    plan = plans[slot[0]]
    plan[PARTY], plan[FIRST_VOLUME], plan[STAMP], plan[ID] = slot[2], -1, 0, slot[1]
    numbers[PLANS_USED] = max(numbers[PLANS_USED], slot[0] + 1)
    row = np.empty(10, dtype=np.int32)
    for at in range(count - 1, -1, -1):
        number = numbers[VOLUME_FREE]
        if number >= 0:
            numbers[VOLUME_FREE] = int(volumes[number, NEXT])
        else:
            number = numbers[VOLUMES_USED]
            numbers[VOLUMES_USED] += 1
        _keep(held, numbers, given, at, volumes[number])
        volumes[number, PLAN], volumes[number, NEXT] = slot[0], plan[FIRST_VOLUME]
        plan[FIRST_VOLUME] = number
        _given_row(given, at, asked, wide, row)
        row[FIELDS - 1] = number
        _put(grid, row)
    return count


@compiled
def _keep(held: Held, numbers: Longs, given: Given, at: int, volume: Floats) -> None:
    """Copy a given volume and its vertices."""
    lon, lat = held[1], held[2]
    volume[T0], volume[T1] = given[5][at], given[6][at]
    volume[Z0], volume[Z1] = given[3][at], given[4][at]
    volume[RADIUS], volume[SHAPE] = given[7][at, 0], given[7][at, 1] + 4.0 * given[7][at, 2]
    count = given[2][at + 1] - given[2][at]
    volume[VERTICES] = numbers[VERTEX_END] * SPLIT + count
    for vertex in range(given[2][at], given[2][at + 1]):
        lon[numbers[VERTEX_END]] = given[0][vertex]
        lat[numbers[VERTEX_END]] = given[1][vertex]
        numbers[VERTEX_END] += 1


@compiled
def insert(
    grid: Grid,
    held: Held,
    given: Given,
    desk: Desk,
    asked: Asked,
    wide: Floats,
    slot: tuple[int, int, int],
) -> int:
    """Find, and keep unless something stands against it (see `find` and `file`)."""
    count = find(grid, held, given, desk, asked, wide, slot[2])
    if count >= 0 and file(grid, held, given, asked, wide, slot) == GROW:
        return GROW
    return count


@compiled
def file_many(
    grid: Grid, held: Held, given: Given, asked: Asked, wide: Floats, slots: Longs, cuts: Longs
) -> int:
    """Keep many plans: plan i has the volumes cuts[i] to cuts[i + 1] and slots[i] (slot, id,
    party). How many are kept: less than all where room ends.
    """
    lon, lat, off, z0, z1, t0, t1, shape = given
    for plan in range(len(slots)):
        a, b = cuts[plan], cuts[plan + 1]
        one = (lon, lat, off[a : b + 1], z0[a:b], z1[a:b], t0[a:b], t1[a:b])
        part = (*one, shape[a:b])
        slot = (slots[plan, 0], slots[plan, 1], slots[plan, 2])
        if file(grid, held, part, asked, wide[a:b], slot) == GROW:
            return plan
    return len(slots)


@compiled
def within(grid: Grid, held: Held, desk: Desk, row: Whole, heights: Floats, times: Longs) -> int:
    """Ids of the plans with a volume whose box meets a row, and its heights and times (closed)
    those given; sorted, into out; how many.
    """
    numbers = grid[1]
    numbers[SERIAL] += 1
    second = np.empty(10, dtype=np.int32)
    many = cells.parts(row, second)
    count = _within_row(grid, held, desk, row, (heights, times), 0)
    if many == 2:
        count = _within_row(grid, held, desk, second, (heights, times), count)
    _sort(desk[2], count)
    return count


@compiled
def _within_row(
    grid: Grid, held: Held, desk: Desk, row: Whole, spans: tuple[Floats, Longs], count: int
) -> int:
    blocks, numbers = grid
    places = desk[4]
    many = cells.look(grid, row, places)
    for at in range(many if many >= 0 else numbers[BUCKETS]):
        block = places[at] if many >= 0 else at
        while block >= 0:
            if cells.meets(blocks[block], row):
                count = _within_block(grid, held, desk[2], row, spans, (block, count))
            block = blocks[block, FIELDS, cells.NEXT]
    return count


@compiled
def _within_block(
    grid: Grid,
    held: Held,
    out: Longs,
    row: Whole,
    spans: tuple[Floats, Longs],
    place: tuple[int, int],
) -> int:
    heights, times = spans
    block, count = grid[0][place[0]], place[1]
    for lane in range(LANES):
        number = block[FIELDS - 1, lane]
        if number < 0 or not cells.lane_meets(block, lane, row):
            continue
        volume = held[0][number]
        plan = held[3][int(volume[PLAN])]
        if (
            plan[STAMP] == grid[1][SERIAL]
            or volume[Z0] > heights[1]
            or volume[Z1] < heights[0]
            or volume[T0] > times[1]
            or volume[T1] < times[0]
        ):
            continue
        plan[STAMP] = grid[1][SERIAL]
        out[count] = plan[ID]
        count += 1
    return count


@compiled
def _put(grid: Grid, row: Whole) -> None:
    second = np.empty(10, dtype=np.int32)
    many = cells.parts(row, second)
    cells.put(grid, row)
    if many == 2:
        cells.put(grid, second)


@compiled
def held_row(held: Held, number: int, asked: Asked, wide: Floats, row: Whole) -> bool:
    """The row of a volume that is kept; `wide` (west, east, south, north) if it needs that."""
    volume = held[0][number]
    span = (volume[Z0], volume[Z1], int(volume[T0]), int(volume[T1]))
    row[FIELDS - 1] = number
    if row_of(held[1], held[2], _held_side(held, number), span, asked, row):
        return True
    if len(wide) == 0:
        return False
    row[0], row[1], row[2], row[3] = rounded(wide[0], wide[1], wide[2], wide[3])
    vertical = 0.5 * asked[1]
    in_height_and_time(row, (span[0] - vertical, span[1] + vertical), (span[2], span[3]), asked[2])
    return True


@compiled
def drop(grid: Grid, held: Held, asked: Asked, wide: Floats, slot: int) -> int:
    """Forget the volumes of a plan from the first on, up to one that needs a wide box.

    WIDE if there is such a one (call again with its box), else 0.
    """
    numbers, plan = grid[1], held[3][slot]
    row, second = np.empty(10, dtype=np.int32), np.empty(10, dtype=np.int32)
    given = wide
    while plan[FIRST_VOLUME] >= 0:
        number = plan[FIRST_VOLUME]
        if not held_row(held, number, asked, given, row):
            return WIDE
        given = wide[:0]
        many = cells.parts(row, second)
        cells.take(grid, row)
        if many == 2:
            cells.take(grid, second)
        volume = held[0][number]
        plan[FIRST_VOLUME] = int(volume[NEXT])
        numbers[DEAD_VERTICES] += int(volume[VERTICES]) % SPLIT
        volume[PLAN], volume[NEXT] = -1, numbers[VOLUME_FREE]
        numbers[VOLUME_FREE] = number
    return 0


@compiled
def refill(grid: Grid, held: Held, asked: Asked, wide: Floats, which: Longs) -> None:
    """Put every kept volume into an empty grid; volumes which[i] have the boxes wide[i]."""
    numbers = grid[1]
    row = np.empty(10, dtype=np.int32)
    next_wide = 0
    nothing = np.empty(0)
    for number in range(numbers[VOLUMES_USED]):
        if held[0][number, PLAN] < 0:
            continue
        given = nothing
        if next_wide < len(which) and which[next_wide] == number:
            given = wide[next_wide]
            next_wide += 1
        held_row(held, number, asked, given, row)
        _put(grid, row)


@compiled
def pack(held: Held, numbers: Longs, to_lon: Floats, to_lat: Floats) -> None:
    """Copy the vertices of kept volumes into other pools, without those that are dead."""
    volumes, lon, lat, _ = held
    end = 0
    for number in range(numbers[VOLUMES_USED]):
        if volumes[number, PLAN] < 0:
            continue
        first, last = vertices_of(volumes[number, VERTICES])
        volumes[number, VERTICES] = end * SPLIT + last - first
        for vertex in range(first, last):
            to_lon[end], to_lat[end] = lon[vertex], lat[vertex]
            end += 1
    numbers[VERTEX_END] = end
    numbers[DEAD_VERTICES] = 0
