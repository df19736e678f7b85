"""Every limit has a name, a reason and a test. Limits that change results are rules of the format.

Shown to people by `detente limits` and at /api/limits.
"""

from __future__ import annotations

RING_VERTICES_MAX = 256
"""Vertices of one ring: two valid combs of 4,002 vertices take a minute to intersect."""

AREA_VERTICES_MAX = 1_024
"""Vertices of an area, holes included: every edge is compared with every edge of another."""

VOLUMES_PER_PLAN_MAX = 200
"""Volumes of one plan: pairs of plans are decided volume by volume."""

FIXES_PER_PATH_MAX = 256
"""Vertices of a path, fixes of a timetable."""

FOOTPRINT_EXTENT_MAX_M = 2_000_000.0
"""Footprints up to 2,000 km: beyond that no local plane decides with the stated error."""

HEIGHT_MAX_M = 100_000.0
"""Heights between -1,000 m and the edge of space."""

TEXT_MAX = 4_000
"""Characters of one text field."""

ID_MAX = 120
"""Characters of an id."""

LIST_MAX = 1_000
"""Items of one list in a body."""

BODY_BYTES_MAX = 1_000_000
"""Bytes of one body; the leaf itself is at most 65,535."""

JSON_DEPTH_MAX = 32
"""Nesting of a body: deeper ones break parsers."""

IMPORT_BYTES_MAX = 20_000_000
"""Bytes of one imported file: it is read in memory and taken whole or not at all."""

IMPORT_ROWS_MAX = 5_000
"""Rows or features of one imported file: every one is echoed for a person to read."""
