"""The words that every other room uses: truth, time, place, people, problems, entries, alerts.

What this room knows: values and how they are written in JSON. What it must not know: any function
of the mechanism, any file, any clock. Floor 1 imports nothing of Detente and no third party.
"""
