"""Detente: a de-escalation mechanism as software."""
