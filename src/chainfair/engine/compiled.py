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
    return _compiled(function, nogil=True)


def part(function: Kernel) -> Kernel:
    """Compile ``function`` for other kernels only: without a door to the interpreter, it compiles much faster."""
    return _compiled(function, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)


def inlined(function: Kernel) -> Kernel:
    """As `part`, put into whatever calls it: for what is small, or called millions of times with many arrays."""
    return _compiled(
        function, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False, forceinline=True
    )


def summing(function: Kernel) -> Kernel:
    """As `inlined`, with leave to add up in any order: so that a sum uses all lanes of a register."""
    return _compiled(
        function,
        nogil=True,
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        _nrt=False,
        forceinline=True,
        fastmath={"reassoc", "contract"},
    )


def _compiled(function: Kernel, **options: Any) -> Kernel:
    compiler: Any = njit
    try:
        return cast("Kernel", compiler(cache=True, **options)(function))
    except RuntimeError:
        return cast("Kernel", compiler(**options)(function))
