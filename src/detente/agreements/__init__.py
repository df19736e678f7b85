"""Agreements: instruments, their versions, and their life as each party holds it.

What this room knows: what was agreed or is talked of, and who holds it in force since when. What
it must not know: what was observed or planned (mechanism/checks holds that against the rules).

Rule 1. A party's own signed word about itself outranks whatever others report of it.
Rule 2. Unless all parties hold a version in force, whatever it yields is marked "would be".
"""
