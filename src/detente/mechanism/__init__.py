"""The composed mechanism: admission, fold, checks by pair, the loop, disclosure, pictures.

What this floor knows: every function, and how one follows from another. What it must not know:
formats, stores, servers, clocks. It never parses bytes, never keeps and never serves anything.
"""
