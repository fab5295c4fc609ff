"""Compiling of kernels: cached on disk where that is possible, in memory otherwise."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit, types
from numba.core import config

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def _own_cache() -> None:
    """Keep machine code in a folder named after the text of the whole engine.

    Numba compiles a kernel anew when its own file has changed, but not when that of a part it calls has; after an
    update in place, old parts would be called with new arrays.
    """
    settings: Any = config  # its names are made when it is imported
    engine = Path(__file__).parent
    text = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(engine.rglob("*.py"))))
    kept = Path(settings.CACHE_DIR or engine / "__pycache__")
    own = kept / f"kernels-{text.hexdigest()[:16]}"
    if not own.exists():
        for old in kept.glob("kernels-*"):
            shutil.rmtree(old, ignore_errors=True)
    settings.CACHE_DIR = str(own)


_own_cache()


def kernel(function: Kernel) -> Kernel:
    """Compile ``function`` to machine code on its first call, without the interpreter's lock.

    The machine code is kept beside the source (`_own_cache`) or in the user's cache. Where neither can be written
    (a read-only installation, a ``NUMBA_CACHE_DIR`` that is not ours) it is compiled anew in each process.
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
        made = compiler(cache=True, **options)(function)
    except RuntimeError:
        made = compiler(**options)(function)
    return cast("Kernel", _once_for_whole_numbers(made))


def _once_for_whole_numbers(made: Any) -> Any:  # noqa: ANN401 (an object of an untyped library)
    """Let other kernels call it with whole numbers of any size as with 64 bits of them.

    Else it is compiled anew for each mixture of 32 bits, 64 bits and constants that it is called with: seven times the
    same machine code, and twice the time to compile all.
    """
    resolve = made.get_call_template

    def in_64_bits(args: Any, kws: Any) -> Any:  # noqa: ANN401
        return resolve(tuple(map(_in_64_bits, args)), {name: _in_64_bits(kind) for name, kind in kws.items()})

    made.get_call_template = in_64_bits
    return made


def _in_64_bits(kind: Any) -> Any:  # noqa: ANN401
    numba: Any = types
    whole = numba.unliteral(kind)
    return numba.int64 if isinstance(whole, numba.Integer) and whole.signed else kind
