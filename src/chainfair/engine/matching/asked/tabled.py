"""Words of needs and what is known of organisations -> conditions as the engine weighs them."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from chainfair.engine.matching.asked.certificates import certificates_in, certificates_missed
from chainfair.engine.matching.asked.quantities import amounts_missed
from chainfair.engine.matching.asked.regions import region_missed, regions_asked
from chainfair.engine.matching.problem import CERTIFICATE, REGION, VOLUME, Conditions
from chainfair.engine.quantities import amounts_in


class Ask(NamedTuple):
    """What a need asks of whoever serves it, in its own words."""

    region: str = ""
    certificates: str = ""
    quantity: str = ""


class Known(NamedTuple):
    """What is known of an organisation: where it is, what it holds, how much it can supply of what."""

    places: frozenset[str] = frozenset()
    certificates: frozenset[str] = frozenset()
    amounts: frozenset[tuple[str, float]] = frozenset()


def _amounts_asked(words: str) -> frozenset[tuple[str, float]]:
    return frozenset(amounts_in(words).items())


def _region_missed(asked: frozenset[str], places: frozenset[str]) -> float:
    return min(region_missed(asked, place) for place in places or {""})


def _amounts_missed(asked: frozenset[tuple[str, float]], given: frozenset[tuple[str, float]]) -> float:
    return amounts_missed(dict(asked), dict(given))


# By kind: how words are read, and how far what is known misses what is asked.
KINDS: dict[int, tuple[Callable[[str], frozenset[Any]], Callable[[Any, Any], float]]] = {
    REGION: (regions_asked, _region_missed),
    CERTIFICATE: (certificates_in, certificates_missed),
    VOLUME: (_amounts_asked, _amounts_missed),
}


def conditions_of(owner: Sequence[int], asks: Sequence[Ask], known: Sequence[Known]) -> Conditions:
    """Return every condition that is asked, each once, and how far each distinct answer misses it.

    owner, asks: of each need, whose it is and what it asks. known: of each organisation. What cannot be read asks
    for nothing. Conditions are numbered by what they are, not by who asks them. Cost: needs + organisations,
    and conditions x distinct answers.
    """
    needs = Counter(owner)
    kinds: list[int] = []
    rows: list[tuple[int, int, float]] = []
    answers = np.zeros((len(KINDS), len(known)), np.int32)
    tables: list[list[float]] = []
    for kind, (reads, misses) in KINDS.items():
        read = cache(reads)
        asked = [read(ask[kind]) for ask in asks]
        distinct = {
            one: len(kinds) + at for at, one in enumerate(sorted({*asked} - {frozenset()}, key=sorted))
        }
        if not distinct:
            continue
        of_all = [one[kind] for one in known]
        place = {answer: at for at, answer in enumerate(sorted(set(of_all), key=sorted))}
        answers[kind] = [place[answer] for answer in of_all]
        tables += [[misses(one, answer) for answer in place] for one in distinct]
        rows += [(distinct[one], row, 1 / needs[owner[row]]) for row, one in enumerate(asked) if one]
        kinds += [kind] * len(distinct)
    if not kinds:
        return Conditions()
    missed = np.zeros((len(tables), max(map(len, tables))), np.float32)
    for at, line in enumerate(tables):
        missed[at, : len(line)] = line
    condition, row_of, share = zip(*rows, strict=True)
    return Conditions(
        kind=np.array(kinds, np.int8),
        asked=np.array(condition, np.int32),
        row=np.array(row_of, np.int32),
        share=np.array(share, np.float32),
        answer=answers,
        missed=missed,
    )
