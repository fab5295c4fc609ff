"""Vectors of texts kept in a folder between runs, so that no text is encoded twice."""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.text.encoder import Encoder
from chainfair.engine.text.store import MODEL, Progress, unknown_texts, vectors_of

PORTION = 4096  # texts encoded between two writings: what is lost when a run is stopped

Vector16 = NDArray[np.float16]


def remembered_vectors(
    texts: Sequence[str], folder: Path, encoder: Callable[[], Encoder], *, progress: Progress | None = None
) -> NDArray[np.float32]:
    """Return the vectors of texts, shape (texts, dimension), and keep in `folder` those encoded just now.

    The encoder is made only if a text is unknown. Raises ValueError for a kept file that cannot be read.
    """
    cache = _kept(folder)
    unknown = sorted(unknown_texts(texts, cache, MODEL).values(), key=lambda text: (len(text), text))
    port = encoder() if unknown else None
    for start in range(0, len(unknown), PORTION):
        portion = unknown[start : start + PORTION]
        fresh = vectors_of(portion, cache={}, encoder=port)[1]
        _keep(folder, fresh)
        cache.update(fresh)
        if progress:
            progress(start + len(portion), len(unknown))
    return vectors_of(texts, cache=cache, encoder=None)[0]


def _kept(folder: Path) -> dict[str, NDArray[np.floating]]:
    found: dict[str, NDArray[np.floating]] = {}
    for file in sorted(folder.glob(f"{MODEL}-*.npz")):
        try:
            with np.load(file, allow_pickle=False) as stored:
                digests, vectors = stored["digests"], stored["vectors"]
        except (BadZipFile, KeyError, ValueError, EOFError) as error:
            raise ValueError(
                f"{file}: cannot be read; remove it, and its texts are encoded again."
            ) from error
        found.update(zip((row.tobytes().hex() for row in digests), vectors, strict=True))
    return found


def _keep(folder: Path, fresh: Mapping[str, Vector16]) -> None:
    """Write a file of its own, whole or not at all, so that two runs at a time do no harm."""
    keys = sorted(fresh)
    name = hashlib.sha256("".join(keys).encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}-{os.getpid()}.npz"
    digests = np.frombuffer(bytes.fromhex("".join(keys)), np.uint8).reshape(len(keys), -1)
    np.savez(part, digests=digests, vectors=np.stack([fresh[key] for key in keys]))
    part.replace(folder / f"{MODEL}-{name}.npz")
