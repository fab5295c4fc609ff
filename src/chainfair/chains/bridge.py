"""Texts as the engine reads them: vectors looked up or encoded, codes and links that a text may mean."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from chainfair.chains.models import Link
from chainfair.ground.models import TextVector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from chainfair.engine.text import Encoder

Progress = Callable[[int, int], None]
LOOKED_UP = 5000  # digests in one question
LEAST_LINK = 0.45  # cosine of a text and a link's name below which they have nothing to do with each other


@dataclass(frozen=True)
class TextVectors:
    """Vectors of texts, one row each, and those encoded just now as (digest, model, bytes), to be kept."""

    rows: "NDArray[np.float32]"
    fresh: list[tuple[str, str, bytes]]


@dataclass(frozen=True)
class Meaning:
    """What a text may mean: six-place codes with their level and score, and links with theirs, best first."""

    codes: tuple[tuple[str, int, float], ...]
    links: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Named:
    """A link that words name: how surely it is meant (0 to 1), and the words around it."""

    link: int
    score: float
    clause: str


@cache
def encoder() -> "Encoder":
    """The sentence encoder, loaded once per process."""
    from chainfair.engine.text import sentence_encoder

    return sentence_encoder()


def vectors_of_texts(texts: Sequence[str], *, encode: bool, progress: Progress | None = None) -> TextVectors:
    """Vectors from the shipped titles, the kept ones, and, where `encode` says so, the encoder."""
    import numpy as np

    from chainfair.engine.text import MODEL, digest, vectors_of

    wanted = list({digest(text, MODEL) for text in texts})
    kept = {
        key: np.frombuffer(vector, np.float16)
        for start in range(0, len(wanted), LOOKED_UP)
        for key, vector in TextVector.objects.filter(
            digest__in=wanted[start : start + LOOKED_UP]
        ).values_list("digest", "vector")
    }
    rows, fresh = vectors_of(texts, cache=kept, encoder=encoder() if encode else None, progress=progress)
    return TextVectors(rows, [(key, MODEL, row.tobytes()) for key, row in fresh.items()])


def named_links(words: Sequence[tuple[str, Sequence[str], str]], links: Sequence[Link]) -> list[list[Named]]:
    """For each organisation (names, trades, profile) the links that its own words name, surest first."""
    from chainfair.engine.text import Described, lexicon, mentions

    known = lexicon([(link.pk, link.key, link.name_en, link.name_zh) for link in links])
    return [
        [Named(one.link, one.score, one.clause) for one in mentions(Described(*described), known)]
        for described in words
    ]


def meanings_of(
    texts: Sequence[str], vectors: "NDArray[np.float32]", links: Sequence[Link], *, codes: int, places: int
) -> list[Meaning]:
    """For each text up to `codes` product codes and `places` links whose name in either script is near."""
    import numpy as np

    from chainfair.engine.text import suggest_codes

    # Candidates for a person to choose from, so the nearest are kept however far they are; each carries its score.
    found = suggest_codes(texts, vectors, top=codes, least=0.0)
    by_text: list[list[tuple[str, int, float]]] = [[] for _text in texts]
    for row, code, level, score in zip(found.text, found.code, found.level, found.score, strict=True):
        by_text[row].append((f"{code:06d}"[: int(level)], int(level), float(score)))
    names = vectors_of_texts([name for link in links for name in (link.name_en, link.name_zh)], encode=True)
    likeness = (vectors @ names.rows.T).reshape(len(texts), len(links), 2).max(axis=2)
    best = np.argsort(-likeness, axis=1, kind="stable")[:, :places]
    return [
        Meaning(
            tuple(by_text[row]),
            tuple(
                (links[column].pk, float(likeness[row, column]))
                for column in best[row]
                if likeness[row, column] >= LEAST_LINK
            ),
        )
        for row in range(len(texts))
    ]
