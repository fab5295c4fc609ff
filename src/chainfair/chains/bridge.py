"""Texts as the engine reads them: vectors looked up or encoded, codes and links that a text may mean."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from chainfair.chains import rules
from chainfair.chains.errors import UnclearQuantity
from chainfair.chains.kinds import CodeSystem
from chainfair.chains.models import Link
from chainfair.ground.models import TextVector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from chainfair.engine.text import Encoder

Progress = Callable[[int, int], None]
LOOKED_UP = 5000  # digests in one question
LEAST_LINK = 0.45  # cosine of a text and a link's name below which they have nothing to do with each other
CARRIED = 0.01  # of a cosine: what each code a link carries of a heading adds in the choice of the link
COMMON = {"和", "与", "及", "的", "and", "of", "the", "for", "in", "other"}


def quantity_in_one_way(written: str) -> str:
    """A quantity as it is kept: in its own words, with numbers that read in one way; refused where one reads in two."""
    from chainfair.engine.numerals import UnclearNumberError, written_in_one_way

    try:
        return written_in_one_way(written)
    except UnclearNumberError as unclear:
        raise UnclearQuantity(
            written=unclear.written, thousands=unclear.thousands, decimal=unclear.decimal
        ) from unclear


@dataclass(frozen=True)
class TextVectors:
    """Vectors of texts, one row each, and those encoded just now as (digest, model, bytes), to be kept."""

    rows: "NDArray[np.float32]"
    fresh: list[tuple[str, str, bytes]]


@dataclass(frozen=True)
class Meaning:
    """What a text may mean: codes with level and score, and links with theirs, best first; where each code stands."""

    codes: tuple[tuple[str, int, float], ...]
    links: tuple[tuple[int, float], ...]
    link_of: Mapping[str, int]


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

    from chainfair.engine.text import suggest_codes, terms

    found = suggest_codes(texts, vectors, top=2 * codes, least=0.0)  # doubles fall out of them
    by_text: list[list[tuple[str, int, float]]] = [[] for _text in texts]
    for row, code, level, score in zip(found.text, found.code, found.level, found.score, strict=True):
        by_text[row].append((f"{code:06d}"[: int(level)], int(level), float(score)))
    by_text = [rules.candidates(rules.without_doubles(found))[:codes] for found in by_text]
    names = vectors_of_texts([name for link in links for name in (link.name_en, link.name_zh)], encode=True)
    likeness = (vectors @ names.rows.T).reshape(len(texts), len(links), 2).max(axis=2)
    best = np.argsort(-likeness, axis=1, kind="stable")[:, :places]
    carriers = _carriers(links)
    # Short names are near to much that has nothing to do with them: 动力电芯 to 核心技术. A common word decides.
    said = [set(terms(text)) - COMMON for text in texts]
    called = [set(terms(f"{link.name_en} {link.name_zh}")) - COMMON for link in links]
    return [
        Meaning(
            tuple(by_text[row]),
            tuple(
                (links[column].pk, float(likeness[row, column]))
                for column in best[row]
                if likeness[row, column] >= LEAST_LINK and said[row] & called[column]
            ),
            {
                code: links[max(carriers[code], key=lambda at: CARRIED * at[0] + float(fit[at[1]]))[1]].pk
                for code, _level, _score in by_text[row]
                if code in carriers
            },
        )
        for row, fit in enumerate(likeness + _nearness_of_chains(likeness, links))
    ]


def _nearness_of_chains(likeness: "NDArray[np.float32]", links: Sequence[Link]) -> "NDArray[np.float32]":
    """For each text and link how near the text is to the link's chain: the mean of the three links nearest to it.

    Many chains carry a code; active ingredients for medicines and for pesticides differ by what stands around them.
    """
    import numpy as np

    nearness = np.zeros_like(likeness)
    chains = np.array([link.chain_id for link in links])
    for chain in np.unique(chains):
        nearness[:, chains == chain] = np.sort(likeness[:, chains == chain], axis=1)[:, -3:].mean(
            axis=1, keepdims=True
        )
    return nearness


def _carriers(links: Sequence[Link]) -> dict[str, list[tuple[int, int]]]:
    """For each code of goods, and for each heading, how much of it links carry, and their places."""
    carriers: dict[str, list[tuple[int, int]]] = {}
    for place, link in enumerate(links):
        goods = {code.code for code in link.codes.all() if code.system == CodeSystem.HS2022}
        held = Counter([*goods, *(code[:4] for code in goods if len(code) > 4)])
        for code, count in sorted(held.items()):
            carriers.setdefault(code, []).append((count, place))
    return carriers
