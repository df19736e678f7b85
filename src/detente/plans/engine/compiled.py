"""How kernels are compiled: once, kept on disk, without the interpreter's lock.

What this file knows: numba. What it must not know: any kernel. Where numba is missing the kernels
stay plain Python, and callers turn to fallback.py.

Rule. Kept code is used only while every source that kernels are made of is what it was: numba
itself looks at the file of the kernel, not at those of the kernels and constants that it calls.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from importlib import resources
from typing import Any, TypeVar, cast

try:
    from numba import njit
except ImportError:  # a machine without a compiler for it
    AVAILABLE = False
else:
    AVAILABLE = True
"""Whether kernels are compiled here."""

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])

_OTHER_SOURCES = (("detente.geometry", "geodesics.py"), ("detente.plans", "heights.py"))
"""Where kernels take constants from, outside this room."""


def _fingerprint() -> int:
    """A checksum of all sources that kernels are made of."""
    here = resources.files("detente.plans.engine")
    files = sorted((item for item in here.iterdir() if item.name.endswith(".py")), key=str)
    files += [resources.files(package) / name for package, name in _OTHER_SOURCES]
    total = 0
    for item in files:
        total = zlib.crc32(item.read_bytes(), total)
    return total


SOURCES = _fingerprint()


def compiled(function: _Kernel) -> _Kernel:
    """The function as machine code (IEEE arithmetic, division by zero gives inf or nan)."""
    if not AVAILABLE:
        return function
    options: dict[str, Any] = {"nogil": True, "fastmath": False, "error_model": "numpy"}
    try:
        kernel: Any = njit(cache=True, **options)(function)
        index = kernel._cache._cache_file
        index._source_stamp = (index._source_stamp, SOURCES)
    except (RuntimeError, AttributeError):  # nowhere to keep code, or not to be told when it ages
        kernel = njit(**options)(function)
    return cast("_Kernel", kernel)
