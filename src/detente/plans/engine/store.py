"""One plan at a time: insert, replace, drop, ask; each answered with the conflicts it makes.

What this file knows: the store's arrays, their growth, ids. What it must not know: cells
(grid.py), decisions (filing.py), entries.

Rule 1. The answer does not depend on the order in which plans came: it is that of batch.pairs.
Rule 2. What was dropped was never there. Rule 3. One writer; an Engine is not shared by threads.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.geometry.coverings import Box
from detente.plans.engine import documents, filing, judging, spheres
from detente.plans.engine.arrays import EVER_MS, Longs, PlanArrays
from detente.plans.engine.batch import Reading
from detente.plans.engine.compiled import AVAILABLE
from detente.plans.engine.filing import (
    GROW,
    OPEN,
    RADIUS,
    UNSOUND,
    WIDE,
    Desk,
    Given,
)
from detente.plans.engine.shelves import NO_BOXES, Shelves, wide_boxes
from detente.plans.meetings import TOUCHING_M

Ids = NDArray[np.int64]

_VOLUMES_MAX = 4_096
_PLACES = 32_768
_OPEN_MAX = 65_536


class Engine:
    """Plans in memory, with a uniform separation between any two parties.

    Plans and parties are whole numbers of the caller's; documents have names (see `names`).
    Separation and reading as in batch.pairs.
    """

    def __init__(
        self,
        *,
        horizontal_m: float = 0.0,
        vertical_m: float = 0.0,
        time_ms: int = 0,
        closed: bool = True,
        reading: Reading = "geodesic",
    ) -> None:
        if not AVAILABLE:
            raise ImportError("kernels cannot be compiled here; fallback.Engine answers the same")
        if reading == "planar" and horizontal_m > 0:
            raise ValueError("the planar reading knows no distances: horizontal_m must be 0")
        within = horizontal_m + TOUCHING_M
        flat = reading == "planar"
        asked = (float(within), float(vertical_m), int(time_ms), bool(closed), flat)
        self._shelves = Shelves(asked)
        self._slots: dict[int, int] = {}
        self._free: list[int] = []
        self.names: dict[str, int] = {}
        self._desk: Desk = (
            *(spheres.table(), np.empty((4, filing.VERTICES_MAX)), np.empty(0, dtype=np.int64)),
            *(np.empty((_OPEN_MAX, 2), dtype=np.int32), np.empty(_PLACES, dtype=np.int64)),
        )
        self._make_room()
        self._plain = np.zeros((_VOLUMES_MAX, 3))

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, plan: int) -> bool:
        return plan in self._slots

    def insert(
        self,
        plan: int,
        party: int,
        lon: Any,
        lat: Any,
        off: Any,
        z0: Any,
        z1: Any,
        t0: Any,
        t1: Any,
        radius: Any = None,
        kind: Any = None,
        edges: Any = None,
    ) -> Ids:
        """Keep a plan; ids of the plans of other parties that it conflicts with, sorted.

        lon, lat float64[vertices] degrees; off int64[volumes + 1]; z0, z1 metres and t0, t1 int64
        milliseconds of each volume; radius metres, kind and edges as in PlanArrays (areas with
        geodesic edges, if left out). ValueError: the id is taken, or a number cannot be read.
        """
        given = self._given(lon, lat, off, z0, z1, t0, t1, radius, kind, edges)
        return self._insert(plan, party, given)

    def query(
        self,
        plan: int,
        party: int,
        lon: Any,
        lat: Any,
        off: Any,
        z0: Any,
        z1: Any,
        t0: Any,
        t1: Any,
        radius: Any = None,
        kind: Any = None,
        edges: Any = None,
    ) -> Ids:
        """What `insert` would answer; nothing is kept. The plan itself, if it is kept, is left
        out.
        """
        given = self._given(lon, lat, off, z0, z1, t0, t1, radius, kind, edges)
        found = self._find(given, party)
        return found[found != plan]

    def replace(self, plan: int, party: int, *volumes: Any, **more: Any) -> tuple[Ids, Ids]:
        """Keep other volumes of a plan: conflicts that appear, conflicts that vanish.

        Arguments as of `insert`. KeyError: there is no such plan.
        """
        given = self._given(*volumes, **more)
        if not filing.sound(given):
            raise ValueError("a number of the plan cannot be read")
        before = self.delete(plan)
        after = self._insert(plan, party, given)
        return np.setdiff1d(after, before), np.setdiff1d(before, after)

    def delete(self, plan: int) -> Ids:
        """Drop a plan; ids of the plans that it was in conflict with. KeyError: there is none."""
        slot = self._slots[plan]
        shelves = self._shelves
        before = self._find(shelves.given(slot), int(shelves.held[3][slot, filing.PARTY]))
        shelves.drop(slot)
        del self._slots[plan]
        self._free.append(slot)
        return before

    def within(
        self,
        box: Box | tuple[float, float, float, float],
        z: tuple[float, float] = (-np.inf, np.inf),
        t: tuple[int, int] = (-EVER_MS, EVER_MS),
    ) -> Ids:
        """Plans that may be in a box (Box, or west, south, east, north in degrees) at heights
        (metres) and times (milliseconds), closed. Outward: by the boxes of their footprints.
        """
        west, south, east, north = (
            (box.west, box.south, box.east, box.north) if isinstance(box, Box) else box
        )
        row = np.empty(10, dtype=np.int32)
        width = east - west + (360.0 if west > east else 0.0)
        filing.set_row(row, (west, south, west + width, north), z, t)
        heights, times = np.array(z, dtype=np.float64), np.array(t, dtype=np.int64)
        shelves = self._shelves
        count = filing.within(shelves.grid, shelves.held, self._desk, row, heights, times)
        return self._desk[2][:count].copy()

    def bulk(self, arrays: PlanArrays, ids: Ids | None = None) -> None:
        """Keep many plans at once, without asking for conflicts (batch.pairs does that faster).

        ids: of each plan; else its index. ValueError as in `insert`, before anything is kept.
        """
        names = np.arange(len(arrays.party)) if ids is None else np.asarray(ids, dtype=np.int64)
        known = names.tolist()
        if len(set(known)) < len(known) or any(name in self._slots for name in known):
            raise ValueError("an id is taken, or given twice")
        arrays = _in_order(arrays)
        given = _given_of(arrays)
        if not filing.sound(given):
            raise ValueError("a number of a plan cannot be read")
        shelves = self._shelves
        wide = wide_boxes(given, shelves.asked)
        cuts = np.searchsorted(arrays.plan, np.arange(len(known) + 1)).astype(np.int64)
        first = int(shelves.numbers[filing.PLANS_USED])
        slots: Longs = np.empty((len(known), 3), dtype=np.int64)
        slots[:, 0] = np.arange(first, first + len(known))
        slots[:, 1], slots[:, 2] = names, arrays.party
        done = 0
        while done < len(known):
            volumes = slice(int(cuts[done]), len(arrays))
            shelves.reserve(
                *(len(known) - done, len(arrays) - volumes.start),
                int(arrays.off[-1] - arrays.off[volumes.start]),
            )
            done += filing.file_many(
                shelves.grid, shelves.held, given, shelves.asked, wide, slots[done:], cuts[done:]
            )
        for at in np.unique(arrays.plan[np.flatnonzero(wide[:, 0] < wide[:, 1])]).tolist():
            shelves.remember(wide[cuts[at] : cuts[at + 1]], first + at)
        self._slots.update(zip(known, slots[:, 0].tolist(), strict=True))
        self._make_room()

    def insert_document(
        self, data: bytes, plan: int | None = None, party: int | None = None
    ) -> Ids:
        """Keep an operational intent (documents.py); its conflicts. Its id and manager are
        numbered in `names` ("plan <id>", "party <manager>") unless plan and party are given.
        """
        read = documents.decode(data)
        if plan is None:
            plan = self._named(f"plan {read.id}")
        if party is None:
            party = self._named(f"party {read.manager}")
        given = self._given(
            *(read.lon, read.lat, read.off, read.z0, read.z1, read.t0, read.t1, read.radius),
            read.kind,
        )
        return self._insert(plan, party, given)

    @property
    def nbytes(self) -> tuple[int, int]:
        """Bytes of the arrays that hold plans: without the vertices; the vertices."""
        shelves = self._shelves
        everything = sum(array.nbytes for array in (*shelves.grid, *shelves.held))
        vertices = shelves.held[1].nbytes + shelves.held[2].nbytes
        return everything - vertices, vertices

    def _named(self, name: str) -> int:
        return self.names.setdefault(name, len(self.names))

    def _given(
        self,
        lon: Any,
        lat: Any,
        off: Any,
        z0: Any,
        z1: Any,
        t0: Any,
        t1: Any,
        radius: Any = None,
        kind: Any = None,
        edges: Any = None,
    ) -> Given:
        if len(t0) > _VOLUMES_MAX:
            raise ValueError(f"a plan has at most {_VOLUMES_MAX} volumes")
        shape = self._plain
        if radius is not None or kind is not None or edges is not None:
            shape = _shape(len(t0), radius, kind, edges)
            if self._shelves.asked[4] and shape[:, 0].any():
                raise ValueError("the planar reading knows no distances: radii must be 0")
        return (
            _floats(lon),
            _floats(lat),
            _longs(off),
            _floats(z0),
            _floats(z1),
            _longs(t0),
            _longs(t1),
            shape,
        )

    def _make_room(self) -> None:
        """As many answers as there may be plans."""
        room = len(self._shelves.held[3])
        if len(self._desk[2]) < room:
            self._desk = (*self._desk[:2], np.empty(room, dtype=np.int64), *self._desk[3:])

    def _insert(self, plan: int, party: int, given: Given) -> Ids:
        if plan in self._slots:
            raise ValueError(f"there is a plan {plan} already")
        shelves = self._shelves
        slot = self._free[-1] if self._free else len(self._slots)
        place = (slot, plan, party)
        count = filing.insert(
            shelves.grid, shelves.held, given, self._desk, shelves.asked, NO_BOXES, place
        )
        if count >= 0:
            found: Ids = self._desk[2][:count].copy()
        else:  # it wants room, a wide box, or a judge
            found = self._find(given, party)
            shelves.file(given, place, wide_boxes(given, shelves.asked))
            self._make_room()
        self._slots[plan] = slot
        if self._free:
            self._free.pop()
        return found

    def _find(self, given: Given, party: int) -> Ids:
        """Conflicts of given volumes; wide boxes asked for, open pairs judged."""
        shelves, desk = self._shelves, self._desk
        code = filing.find(shelves.grid, shelves.held, given, desk, shelves.asked, NO_BOXES, party)
        if code == WIDE:
            wide = wide_boxes(given, shelves.asked)
            code = filing.find(shelves.grid, shelves.held, given, desk, shelves.asked, wide, party)
        if code >= 0:
            return desk[2][:code].copy()
        if code == UNSOUND:
            raise ValueError("a number of the plan cannot be read")
        if code == GROW:
            raise ValueError(f"more than {_OPEN_MAX} pairs are left open for one plan")
        return self._judged(given, set(desk[2][: OPEN - code].tolist()))

    def _judged(self, given: Given, ids: set[int]) -> Ids:
        """The conflicts found, and those among the pairs that the kernel left open."""
        shelves = self._shelves
        volumes, plans = shelves.held[0], shelves.held[3]
        pairs = self._desk[3][: shelves.numbers[filing.LEFT_OPEN]].tolist()
        for at, volume in pairs:
            name = int(plans[int(volumes[volume, filing.PLAN]), filing.ID])
            if name not in ids and self._meet(given, at, volume):
                ids.add(name)
        return np.array(sorted(ids), dtype=np.int64)

    def _meet(self, given: Given, at: int, volume: int) -> bool:
        """One open pair, asked of those who can tell."""
        kept = self._shelves.held[0][volume]
        there = slice(*filing.vertices_of(kept[filing.VERTICES]))
        code = int(kept[filing.SHAPE])
        here = slice(given[2][at], given[2][at + 1])
        one, two = (
            (given[0][here], given[1][here]),
            (self._shelves.held[1][there], self._shelves.held[2][there]),
        )
        if self._shelves.asked[4]:
            return judging.share_a_point(one, two)
        a, b = (
            judging.footprint(*side, int(shape[1]), int(shape[2]), float(shape[0]))
            for side, shape in ((one, given[7][at]), (two, (kept[RADIUS], code & 3, code >> 2)))
        )
        return judging.within(a, b, self._shelves.asked[0])


def _shape(count: int, radius: Any, kind: Any, edges: Any) -> NDArray[np.float64]:
    """Radius, kind and edges of each volume, those left out as 0."""
    result = np.zeros((count, 3))
    for column, values in enumerate((radius, kind, edges)):
        if values is not None:
            result[:, column] = values
    return result


def _floats(given: Any) -> NDArray[np.float64]:
    return np.ascontiguousarray(given, dtype=np.float64)


def _longs(given: Any) -> Longs:
    return np.ascontiguousarray(given, dtype=np.int64)


def _in_order(arrays: PlanArrays) -> PlanArrays:
    """The volumes in the order of their plans."""
    if not np.any(np.diff(arrays.plan) < 0):
        return arrays
    order = np.argsort(arrays.plan, kind="stable")
    counts = np.diff(arrays.off)[order]
    off = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(counts)))
    vertices = np.repeat(arrays.off[:-1][order] - off[:-1], counts) + np.arange(off[-1])
    names = ("plan", "radius_m", "kind", "z0", "z1", "t0", "t1", "edges")
    taken = {name: getattr(arrays, name)[order] for name in names}
    lon, lat = arrays.lon[vertices], arrays.lat[vertices]
    return replace(arrays, off=off, lon=lon, lat=lat, **taken)


def _given_of(arrays: PlanArrays) -> Given:
    return (
        *(arrays.lon, arrays.lat, arrays.off, arrays.z0, arrays.z1, arrays.t0, arrays.t1),
        np.stack((arrays.radius_m, arrays.kind, arrays.edges), axis=1),
    )
