"""Numbered .sql files that make a mechanism file, applied once each, in order; never edited."""
