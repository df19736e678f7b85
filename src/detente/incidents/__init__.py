"""Incident files: allegation, inquiry, result, protest, reply; never one instead of another.

What this room knows: what was filed about an incident, each kind apart. What it must not know: the
plans and observations that an incident names (only their ids), and who is to blame.

entries.py what may be filed; inquiries.py the life of an inquiry; state.py what is so; alerts.py
what waits for whom.
"""
