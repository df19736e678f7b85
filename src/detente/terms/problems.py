"""What may go wrong, and whose turn it is then.

Rule 1. Bad input gets every problem at once: where it is, what it is, what to do next.
Rule 2. The class says whose fault: Refused (the filer's), StoreUnavailable (ours), IntegrityError
(the record is not what it claims to be: nobody may go on).
Rule 3. `code` is stable and documented (docs/errors.md); the sentence may be improved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detente.terms.json import JSON


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong with what was handed in.

    where: a JSON path (`$.volumes[0].lower`), or `file:row 3, column lat`, or an entry index.
    what: the fault, in a sentence. next_step: what the person should do.
    """

    where: str
    what: str
    next_step: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.next_step}."

    def as_json(self) -> dict[str, JSON]:
        """The problem as the API and the command line's --json give it."""
        return {"where": self.where, "what": self.what, "next_step": self.next_step}


class DetenteError(Exception):
    """Root of all our errors; never raised itself."""

    code = "error"


class Refused(DetenteError):
    """What was handed in cannot be taken; the record is untouched. The filer mends it."""

    code = "refused"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NotFound(DetenteError):
    """The thing asked for is not there, or not for this reader: the answer is the same."""

    code = "not-found"


class StoreUnavailable(DetenteError):
    """The store could not do its work (disk full, locked, missing). The operator mends it."""

    code = "store-unavailable"


class IntegrityError(DetenteError):
    """The record is not what it claims to be; `problems` names the places. Nobody may go on."""

    code = "integrity"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
