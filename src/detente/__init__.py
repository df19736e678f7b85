"""Detente: a de-escalation mechanism as software.

    import detente
    with detente.open_desk("river.detente") as desk:
        picture = desk.picture(reader="north-duty")

What is exported here is the public API; everything else is private by floor. Names are looked up
when first used, so that `detente --help` does not load the geometry.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.desk import Desk as Desk
    from detente.desk import Filing as Filing
    from detente.desk import found_file as found_file
    from detente.desk import open_desk as open_desk
    from detente.mechanism.pictures import picture as picture
    from detente.record.proofs import verify_filing as verify_filing
    from detente.record.verify import verify as verify
    from detente.terms.problems import DetenteError as DetenteError
    from detente.terms.problems import IntegrityError as IntegrityError
    from detente.terms.problems import NotFound as NotFound
    from detente.terms.problems import Problem as Problem
    from detente.terms.problems import Refused as Refused
    from detente.terms.problems import StoreUnavailable as StoreUnavailable
    from detente.terms.truth import Truth as Truth

__version__ = "0.1.0"

_HOME = {
    "Desk": "detente.desk",
    "Filing": "detente.desk",
    "found_file": "detente.desk",
    "open_desk": "detente.desk",
    "picture": "detente.mechanism.pictures",
    "verify_filing": "detente.record.proofs",
    "verify": "detente.record.verify",
    "DetenteError": "detente.terms.problems",
    "IntegrityError": "detente.terms.problems",
    "NotFound": "detente.terms.problems",
    "Problem": "detente.terms.problems",
    "Refused": "detente.terms.problems",
    "StoreUnavailable": "detente.terms.problems",
    "Truth": "detente.terms.truth",
}

__all__ = ["__version__", *sorted(_HOME)]  # noqa: PLE0604  strings all of them


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"detente has no {name!r}")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return __all__
