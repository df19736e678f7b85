"""Plans: planned activities as 4D volumes, versioned and expiring; and which of them could meet.

What this room knows: what may be filed as a plan, what stands, what expires, and the engine that
decides which two plans could meet. What it must not know: who asks, other functions, the record.
"""
