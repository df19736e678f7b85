"""Observations: what was seen or heard, by whom, with which means, where and when.

What this room knows: sightings, counts, inspections, tracks, crossings and their sources. What it
must not know: what was agreed; whether an observation fits a rule is asked in mechanism/checks.

Rule 1. A place may be an area: bearing and range bounds make a sector, an accuracy a disc.
Rule 2. Nobody's fault is recorded here: an observation says what was noticed, its words are the
observer's.
"""
