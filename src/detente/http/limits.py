"""Limits of this door. Each has a name, a reason and a test; all are shown at /api/limits.

None of them changes what follows from the entries: those are in terms/limits.py.
"""

from __future__ import annotations

REQUEST_BYTES_MAX = 1_600_000
"""Bytes of one request body: a full body and a leaf in base64, and the JSON around them."""

REQUEST_SECONDS_MAX = 20.0
"""Seconds that a request body may take to arrive: a slower sender holds a place for nothing."""

HEADERS_MAX = 64
"""Header lines of one request: a browser sends about twenty."""

HEADER_BYTES_MAX = 16_384
"""Bytes of all header lines together."""

TARGET_BYTES_MAX = 4_096
"""Bytes of path and query: every question here fits in a few hundred."""

PAGE_ENTRIES_MAX = 500
"""Entries of one answer to /entries; `next` leads on, so that no answer grows with the record."""

STREAMS_MAX = 256
"""Event streams open at once: each keeps a connection and is woken by every filing."""

HEARTBEAT_SECONDS = 15.0
"""A comment on a quiet stream, so that proxies keep it open and a gone reader is noticed."""

LOOK_SECONDS = 0.5
"""How often the record is looked at for entries that other processes filed."""

TICK_SECONDS = 1.0
"""How often the clerk looks whether a step of the loop is due, outside an EXERCISE."""

SHUTDOWN_SECONDS = 2
"""Seconds that open requests get to end when the server stops."""
