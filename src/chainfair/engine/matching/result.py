"""The answer of matching: pairs with both directions, what was chosen, how good it is at least, and why."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.problem import Assemblies, Ints
from chainfair.engine.result import Status


class Kind(IntEnum):
    """What a term of a score stands for."""

    CODE = 0  # an offered product code agrees with a needed one
    LINK = 1  # the offer stands on the needed link, or feeds it
    TEXT = 2  # the texts of offer and need say like things
    WISH = 3  # the organisation wishes for the other
    RIVAL = 4  # both stand on the same link: taken off
    REGION = 5  # the served asks for another region: taken off, as the two that follow
    CERTIFICATE = 6  # the serving lacks certificates that are asked for
    VOLUME = 7  # the serving is too small for what is needed
    MET = 8  # they met at an earlier edition; taken off if nothing came of it
    TOGETHER = 9  # both stand on the same link and both seek partners there


class Unmet(IntEnum):
    """Why an organisation has fewer meetings than its minimum."""

    NO_PROFILE = 0  # neither an offer nor a need was entered
    NOBODY_ADMITTED = 1  # nobody whom it fits is allowed
    TOO_FEW = 2  # fewer candidates than the minimum asks for
    OTHERS_FULL = 3  # the candidates have no meeting left
    WORTH_LESS = 4  # a meeting more would cost others more than the bonus for a minimum


@dataclass(frozen=True)
class Reasons:
    """Terms of scores, one entry each; the terms of a pair and direction add up to its fit.

    pair: row in `Result`. towards: 0 = how `second` serves `first`, 1 = how `first` serves `second`.
    kind: see `Kind`. value: the term. need, offer: rows of the problem's needs (of the served) and offers (of the
    serving), or -1. stands: the offer row of the served from which the need was inferred, or -1.
    source, target: link that supplies and link that is supplied, or -1. text: text of an inferred need, or -1.
    level: digits on which codes agree (2, 4, 6); of a condition, how far it is missed in hundredths; otherwise 0.
    inferred: rests on something nobody confirmed.
    """

    pair: Ints
    towards: NDArray[np.int8]
    kind: NDArray[np.int8]
    value: NDArray[np.float64]
    need: Ints
    offer: Ints
    stands: Ints
    source: Ints
    target: Ints
    text: Ints
    level: NDArray[np.int8]
    inferred: NDArray[np.bool_]


@dataclass(frozen=True)
class Gathered:
    """Groups that could meet as one, those of the problem first; see `Assemblies`.

    chosen: one entry a group. The others one entry a member: `offer` is the row by which it stands on its part, or
    -1; `worth` what its tie to the first member is worth, in thousandths, 0 for the first and where nobody reckoned
    it; `guessed` says that nobody has confirmed that it stands there.
    """

    groups: Assemblies
    chosen: NDArray[np.bool_]
    offer: Ints
    worth: Ints
    guessed: NDArray[np.bool_]


@dataclass(frozen=True)
class Result:
    """Pairs in order of (first, second), first < second; all arrays one entry a pair.

    fit_first: how well `second` serves `first`; fit_second: the other direction. mutual: log(p q) of the calibrated
    interests. weight: sqrt(p q) in thousandths. chosen: within everybody's maximum. rank_first: place of `second`
    among the best candidates of `first`, from 1; 0 = not among them. list_first: place of `second` on the list that
    `first` is shown, from 1; 0 = not on it. objective: sum of chosen weights, of pairs and groups, + floor_bonus for
    each filled meeting of a minimum; bound: no choice among the candidates can have a higher objective.
    short: how many meetings organisation `unmet[k]` lacks, and why.
    """

    status: Status
    weight_total: int
    objective: int
    bound: float
    gap: float
    first: Ints
    second: Ints
    weight: Ints
    fit_first: NDArray[np.float64]
    fit_second: NDArray[np.float64]
    mutual: NDArray[np.float64]
    chosen: NDArray[np.bool_]
    pinned: NDArray[np.bool_]
    rank_first: Ints
    rank_second: Ints
    list_first: Ints
    list_second: Ints
    candidates: int
    unmet: Ints
    short: Ints
    why: NDArray[np.int8]
    reasons: Reasons
    gathered: Gathered
