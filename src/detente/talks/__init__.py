"""Talks: meetings, demands, commitments and guarantees, each with its scope, time and state.

What this room knows: what was arranged, demanded and promised. What it must not know: who
confirms that a meeting took place (claims), what an instrument says (agreements).
"""
