"""An open mechanism: its record, its fold, its keys and its clock brought together.

What this room knows: how an entry is admitted, signed, filed, folded and answered, and how a
mechanism is founded, replayed from a scenario, backed up. What it must not know: terminals and
HTTP; those are the edges above it.
"""

from detente.desk.desk import Desk, EntryView, Filing
from detente.desk.founding import found, found_file, open_desk

__all__ = ["Desk", "EntryView", "Filing", "found", "found_file", "open_desk"]
