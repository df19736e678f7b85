"""Zones, counts, separations, rules and their readings: values, and their evaluation on evidence.

What this room knows: what a rule says and whether given evidence fits it: yes, no, cannot tell.
What it must not know: who filed what, which instrument a rule is in, whether that is in force.

Rule 1. A verdict is never wrong, at worst it cannot tell: every doubt (line, place, time, count,
whose, which kind of thing) widens towards *cannot tell*.
Rule 2. Readings of one rule stand side by side; none is preferred.
"""
