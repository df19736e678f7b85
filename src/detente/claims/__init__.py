"""Claims: who says what about it, through which chain of sources, as known at any moment.

What this room knows: speakers, source texts, claims, statements, stances, identity decisions.
What it must not know: whether a claim is true; meetings, demands or any other function.
"""
