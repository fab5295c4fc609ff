"""How far the text of an offer meets the text of a need: stated in so many words, or guessed at."""

from scipy import sparse

from chainfair.engine.matching.params import Params
from chainfair.engine.matching.problem import Ints
from chainfair.engine.text.likeness import Marks, Parts, likeness
from chainfair.engine.text.table import TextTable


def stated_met(
    texts: TextTable,
    asked: Ints,
    offered: Ints,
    params: Params,
    parts: Parts | None = None,
    meant: Marks | None = None,
) -> sparse.csr_array:
    """Return how well each offered text meets each stated one, sparse (asked, offered); see `likeness`."""
    return likeness(
        texts,
        asked,
        offered,
        vector_worth=params.vector_worth,
        vector_floor=params.vector_floor,
        floor=params.text_floor,
        sharpness=params.word_sharpness,
        parts=parts,
        meant=meant,
    )


def guessed_met(
    texts: TextTable, asked: Ints, offered: Ints, params: Params, parts: Parts | None = None
) -> sparse.csr_array:
    """As `stated_met` for guessed needs, which are names taken from elsewhere.

    They must be met by name, or, since no name is shared by two scripts, by meaning in the other script.
    """
    return likeness(
        texts,
        asked,
        offered,
        vector_worth=params.vector_worth,
        vector_floor=params.vector_floor,
        floor=params.text_floor,
        sharpness=params.inferred_sharpness,
        across_scripts=True,
        parts=parts,
    )
