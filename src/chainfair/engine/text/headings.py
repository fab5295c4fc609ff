"""Product codes for texts: which headings of HS 2022 a description in any language may mean."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.text.likeness import word_likeness
from chainfair.engine.text.named import codes_named
from chainfair.engine.text.store import VectorFile, shipped_vectors
from chainfair.engine.text.table import text_table

VECTOR_FLOOR = 0.3  # a cosine that unrelated titles reach
WORD_SHARE = 0.35
OWN_SHARE = 0.7  # of a subheading's score; the rest comes from its heading
NAMED = 0.6  # of a code whose word of trade stands in the text
NAMED_LONGER = 0.01  # more for each of its letters, so that 存储芯片 comes before 芯片
LONGEST_NAMED = 20
ASIDE = 0.5  # of the score of waste and of parts where the text speaks of neither
# Waste and parts share every word with the goods they come from; few exhibit them.
ASIDES = (
    (
        re.compile(r"\b(waste|scrap)\b", re.IGNORECASE),
        re.compile(r"waste|scrap|recycl|recover|废|回收|再生", re.IGNORECASE),
    ),
    (
        re.compile(r"; parts\b|\bparts (of|thereof)\b", re.IGNORECASE),
        re.compile(r"\bparts?\b|component|spare|accessor|零|部件|配件|元件|组件", re.IGNORECASE),
    ),
)
BLOCK = 1024


@dataclass(frozen=True)
class CodeSuggestion:
    """Codes for texts, best first for each text.

    text: row of the texts asked. code: six places, left-aligned. level: 4 or 6. score: 0 to 1.
    """

    text: NDArray[np.int32]
    code: NDArray[np.int32]
    level: NDArray[np.int8]
    score: NDArray[np.float32]


@dataclass(frozen=True)
class Headings:
    """Titles of codes made ready to be searched: the file's titles, and for each the place of its code.

    codes, levels: the distinct codes; of_title: for each title of the file its code's place there;
    heading: for each code the place of its four-digit heading; asides: for each of `ASIDES` which codes are such.
    """

    file: VectorFile
    codes: NDArray[np.int32]
    levels: NDArray[np.int8]
    of_title: NDArray[np.int64]
    heading: NDArray[np.int64]
    asides: NDArray[np.bool_]


@lru_cache(maxsize=1)
def shipped_headings() -> Headings:
    """Return the shipped titles of HS 2022, ready to be searched."""
    return headings_of(shipped_vectors())


def headings_of(file: VectorFile) -> Headings:
    """Make a file of titles ready to be searched; a heading and its one subheading xxxx00 stay two codes."""
    keys, of_title = np.unique(file.codes.astype(np.int64) * 10 + file.levels, return_inverse=True)
    codes, levels = (keys // 10).astype(np.int32), (keys % 10).astype(np.int8)
    heading = np.searchsorted(keys, codes.astype(np.int64) // 100 * 1000 + 4)
    of_title = of_title.reshape(-1)
    asides = np.zeros((len(ASIDES), len(codes)), np.bool_)
    for place, title in zip(of_title.tolist(), file.titles, strict=True):
        asides[:, place] |= [bool(kind.search(title)) for kind, _said in ASIDES]
    return Headings(file, codes, levels, of_title, heading, asides)


def suggest_codes(
    texts: Sequence[str],
    vectors: NDArray[np.float32] | None,
    *,
    headings: Headings | None = None,
    top: int = 5,
    least: float = 0.2,
) -> CodeSuggestion:
    """Return up to `top` codes of either level for each text, those of a score of at least `least`.

    vectors: one row a text, as `vectors_of` returns them, or None to go by words and characters alone.
    A title's score is the blend of BM25 (words, two-character pieces) and of the cosine; a code's the best
    of its titles; a subheading's 0.7 of its own and 0.3 of its heading's. A code of which a word of trade stands
    in the text has at least 0.6; waste and parts have half where the text speaks of neither.
    Cost: texts x titles x dimension.
    """
    search = headings or shipped_headings()
    chosen: list[tuple[NDArray[np.int64], ...]] = []
    values: list[NDArray[np.float32]] = []
    for start in range(0, len(texts), BLOCK):
        block = slice(start, start + BLOCK)
        score = _code_scores(texts[block], None if vectors is None else vectors[block], search)
        best = np.argsort(-score, axis=1, kind="stable")[:, :top]
        value = np.take_along_axis(score, best, axis=1)
        row, place = np.nonzero(value >= least)
        chosen.append((row + start, best[row, place]))
        values.append(value[row, place])
    if not chosen:
        chosen, values = [(np.zeros(0, np.int64), np.zeros(0, np.int64))], [np.zeros(0, np.float32)]
    text = np.concatenate([rows for rows, _ in chosen])
    code = np.concatenate([places for _, places in chosen])
    return CodeSuggestion(
        text.astype(np.int32), search.codes[code], search.levels[code], np.concatenate(values)
    )


def _code_scores(
    texts: Sequence[str], vectors: NDArray[np.float32] | None, search: Headings
) -> NDArray[np.float32]:
    table = text_table([*texts, *search.file.titles])
    words = word_likeness(table.counts[: len(texts)], table.counts[len(texts) :]).toarray()
    if vectors is None:
        blend = words
    else:
        meant = np.clip((vectors @ search.file.vectors.T - VECTOR_FLOOR) / (1 - VECTOR_FLOOR), 0, None)
        blend = WORD_SHARE * words + (1 - WORD_SHARE) * meant
    score = np.zeros((len(search.codes), len(texts)), np.float32)
    np.maximum.at(score, search.of_title, blend.T)
    own = score.T
    sub = search.levels == 6
    scores = np.where(sub, OWN_SHARE * own + (1 - OWN_SHARE) * own[:, search.heading], own)
    for row, text in enumerate(texts):
        for aside, (_kind, said) in zip(search.asides, ASIDES, strict=True):
            if not said.search(text):
                scores[row, aside] *= ASIDE
        for place, named in _named(text, search):
            scores[row, place] = max(scores[row, place], named)
    return scores


def _named(text: str, search: Headings) -> Iterator[tuple[int, float]]:
    """The places of the codes of which a word of trade stands in a text, with their scores."""
    keys = search.codes.astype(np.int64) * 10 + search.levels
    for (code, level), length in codes_named(text).items():
        place = int(np.searchsorted(keys, code * 10 + level))
        if place < len(keys) and keys[place] == code * 10 + level:
            yield place, NAMED + NAMED_LONGER * min(length, LONGEST_NAMED)
