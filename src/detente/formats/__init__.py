"""One module per outside format: bytes <-> values; the edge through which plans and sites come in.

What this room knows: how others write plans, sites and positions, and the bodies and pictures of
Detente. What it must not know: files, sockets, clocks, the record. Callers hand in bytes and get
values, or `Refused` with every problem at once: an import is taken whole or not at all.
"""
