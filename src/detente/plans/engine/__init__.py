"""The fast engine: all pairs of a day, and one plan at a time, by the predicates of the room.

What this room knows: plans as arrays, boxes, grids, planes; compiled kernels. What it must not
know: entries, instruments, who asks, the time of day.

Rule 1. The answers are those of plans.conflicts: what the kernels cannot decide within their
stated error they hand to geometry.distance (judging.py), never guess.
Rule 2. Coverings only ever widen; a candidate is only a question.
Rule 3. Space is closed; time is closed or half-open as asked.
"""
