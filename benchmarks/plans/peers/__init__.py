"""Engines that are compared, one file each, all of the same shape (engine.py)."""
