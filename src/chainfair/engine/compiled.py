"""Compiling of kernels: cached on disk where that is possible, in memory otherwise."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def kernel(function: Kernel) -> Kernel:
    """Compile ``function`` to machine code on its first call, without the interpreter's lock.

    The machine code is kept beside the source or in the user's cache. Where neither can be written (a read-only
    installation, a ``NUMBA_CACHE_DIR`` that is not ours) it is compiled anew in each process.
    """
    try:
        return cast("Kernel", njit(cache=True, nogil=True)(function))
    except RuntimeError:
        return cast("Kernel", njit(nogil=True)(function))
