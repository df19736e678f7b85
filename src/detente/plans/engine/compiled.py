"""How kernels are compiled: once, kept on disk, without the interpreter's lock.

What this file knows: numba. What it must not know: any kernel. Where numba is missing the kernels
stay plain Python, and callers turn to fallback.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

try:
    from numba import njit
except ImportError:  # a machine without a compiler for it
    AVAILABLE = False
else:
    AVAILABLE = True
"""Whether kernels are compiled here."""

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])


def compiled(function: _Kernel) -> _Kernel:
    """The function as machine code (IEEE arithmetic, division by zero gives inf or nan)."""
    if not AVAILABLE:
        return function
    options: dict[str, Any] = {"nogil": True, "fastmath": False, "error_model": "numpy"}
    try:
        return cast("_Kernel", njit(cache=True, **options)(function))
    except RuntimeError:  # nowhere to keep compiled code
        return cast("_Kernel", njit(**options)(function))
