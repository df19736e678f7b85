"""The command line: `detente`. Exit status 0: done; 1: something did not follow or is not sound;
2: what was handed in cannot be taken, the record is untouched.
"""

from detente.cli.commands import main

__all__ = ["main"]
