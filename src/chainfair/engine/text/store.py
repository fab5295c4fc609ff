"""Vectors kept by digest: a shipped file for the HS titles, a cache of the caller's, the encoder for the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.text.encoder import Encoder, SentenceEncoder
from chainfair.engine.text.words import digest, normalised

MODEL = SentenceEncoder.model
BATCH = 64
SHIPPED = Path(__file__).parent / "shipped" / "hs_titles.npz"

Progress = Callable[[int, int], None]  # texts encoded so far, texts to encode


@dataclass(frozen=True)
class VectorFile:
    """Titles of product codes with their vectors: one row per (code, language).

    codes: HS digits left-aligned in six places (heading 8507 is 850700), levels: 4 or 6,
    languages: "en" or "zh", vectors: unit rows by `model`, float32.
    """

    model: str
    codes: NDArray[np.int32]
    levels: NDArray[np.int8]
    languages: tuple[str, ...]
    titles: tuple[str, ...]
    vectors: NDArray[np.float32]

    def rows_by_digest(self) -> dict[str, int]:
        """Return the row of each title by its digest."""
        return {digest(title, self.model): row for row, title in enumerate(self.titles)}


def write_vector_file(path: Path, file: VectorFile) -> None:
    """Store the file in 8 bits a component with one scale a row: cosines keep to about 0.001."""
    peak = np.abs(file.vectors).max(axis=1, initial=1e-9)
    scale = (peak / 127).astype(np.float32)
    np.savez_compressed(
        path,
        model=np.array(file.model),
        codes=file.codes,
        levels=file.levels,
        languages=np.array(file.languages),
        titles=np.frombuffer("\n".join(file.titles).encode(), np.uint8),
        scale=scale,
        steps=np.rint(file.vectors / scale[:, None]).astype(np.int8),
    )


def read_vector_file(path: Path) -> VectorFile:
    """Read a file of `write_vector_file`; raises FileNotFoundError or KeyError for another kind of file."""
    with np.load(path, allow_pickle=False) as stored:
        vectors = stored["steps"].astype(np.float32) * stored["scale"][:, None]
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return VectorFile(
            model=str(stored["model"]),
            codes=stored["codes"],
            levels=stored["levels"],
            languages=tuple(str(language) for language in stored["languages"]),
            titles=tuple(stored["titles"].tobytes().decode().split("\n")),
            vectors=vectors,
        )


@lru_cache(maxsize=1)
def shipped_vectors() -> VectorFile:
    """Return the shipped titles of HS 2022 with their vectors."""
    return read_vector_file(SHIPPED)


@lru_cache(maxsize=1)
def _shipped_rows() -> dict[str, int]:
    return shipped_vectors().rows_by_digest()


def vectors_of(
    texts: Sequence[str],
    *,
    cache: Mapping[str, NDArray[np.floating]],
    encoder: Encoder | None,
    progress: Progress | None = None,
) -> tuple[NDArray[np.float32], dict[str, NDArray[np.float16]]]:
    """Return the vectors of texts, shape (texts, dimension), and the newly encoded ones by digest, to be kept.

    Each distinct text is looked up by its digest in the shipped file, then in `cache`, and only then encoded,
    in batches, telling `progress` after each. Without an encoder an unknown text keeps a row of zeros, which
    is similar to nothing. New vectors are rounded to 16 bits before use, so that the first and the second run
    on a list see the same bits.
    """
    model = encoder.model if encoder else MODEL
    dimension = encoder.dimension if encoder else SentenceEncoder.dimension
    keys = [digest(text, model) for text in texts]
    shipped = _shipped_rows() if model == shipped_vectors().model else {}
    fresh = _encoded(unknown_texts(texts, cache, model), encoder, progress) if encoder else {}
    vectors = np.zeros((len(texts), dimension), np.float32)
    for row, key in enumerate(keys):
        if key in shipped:
            vectors[row] = shipped_vectors().vectors[shipped[key]]
        elif key in cache:
            vectors[row] = cache[key]
        elif key in fresh:
            vectors[row] = fresh[key]
    return vectors, fresh


def unknown_texts(
    texts: Sequence[str], cache: Mapping[str, NDArray[np.floating]], model: str
) -> dict[str, str]:
    """Return by digest the texts, normalised, whose vectors are neither shipped nor in `cache`; empty ones are none."""
    shipped = _shipped_rows() if model == shipped_vectors().model else {}
    by_digest = {digest(text, model): normalised(text) for text in texts}
    return {key: text for key, text in by_digest.items() if text and key not in shipped and key not in cache}


def _encoded(
    texts: Mapping[str, str], encoder: Encoder, progress: Progress | None
) -> dict[str, NDArray[np.float16]]:
    # Texts of like length share a batch: padding is work for nothing.
    order = sorted(texts, key=lambda key: (len(texts[key]), key))
    fresh: dict[str, NDArray[np.float16]] = {}
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        rows = encoder.encode([texts[key] for key in batch]).astype(np.float16)
        fresh.update(zip(batch, rows, strict=True))
        if progress:
            progress(len(fresh), len(order))
    return fresh
