"""One participant's list anew, beside the lists that are in force for everybody else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from chainfair.chains.bridge import TextVectors
from chainfair.matching.bridge.answer import Pair, stored_reasons
from chainfair.matching.bridge.problem import Keys, build_problem, params_of
from chainfair.matching.kinds import SuggestionState
from chainfair.matching.models import MatchingRun, Participant, Suggestion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from chainfair.engine.matching.lists import Promised
    from chainfair.engine.matching.renewal import Scored

NAMED = 500  # participants named in one question


class InForce(NamedTuple):
    """A pair as it is shown now."""

    number: int
    first: int
    second: int
    rank_first: int
    rank_second: int
    fit_first: float
    fit_second: float
    chosen: bool

    def other(self, me: int) -> int:
        """The other side."""
        return self.second if self.first == me else self.first

    def rank_of(self, me: int) -> int:
        """The place on the list of a side; 0: not on it."""
        return self.rank_first if self.first == me else self.rank_second


COLUMNS = ("pk", "first_id", "second_id", *InForce._fields[3:])


@dataclass(frozen=True)
class Renewed:
    """A participant's pairs as they are now, computed when events up to `read` were read and `replaced` were shown."""

    read: int
    replaced: frozenset[int]
    pairs: list[Pair]
    listed: int  # pairs on its own list
    vectors: TextVectors


def renew(run: MatchingRun, participant: Participant, now: datetime) -> Renewed:
    """Compute a participant's list anew by the settings and the seed of a published run; reads only.

    Everybody is read as they are now, without what has expired. Whoever has the participant on its own list keeps it
    there, at its place, as long as the two may meet and the participant is worth anything to it; so does a pair that
    the run chose within capacity.
    """
    from chainfair.engine.matching.renewal import renewed, score_one

    me = participant.pk
    shown = {one.other(me): one for one in in_force({me})}
    problem, keys = build_problem(run.edition, now=now, encode=run.settings.get("encode", True))
    index = {number: row for row, number in enumerate(keys.participants)}
    figures = run.figures
    params = params_of(keys, figures.get("shown"), needs_stated=figures.get("needs_stated"))
    also = [index[other] for other in shown if other in index]
    scored = score_one(problem, params, index[me], also=_ints(also), seed=run.seed)
    place = renewed(scored, _promised(scored, index, me, keys), seed=run.seed)
    pairs = _pairs(scored, place, me, shown, keys)
    replaced = frozenset(one.number for one in shown.values())
    return Renewed(keys.read, replaced, pairs, int((place > 0).sum()), keys.vectors)


def _ints(numbers: Sequence[int]) -> "NDArray[np.int32]":
    import numpy as np

    return np.array(numbers, np.int32)


def in_force(participants: Iterable[int]) -> list[InForce]:
    """The pairs that are shown to any of some participants, each once."""
    numbers = sorted(participants)
    rows = Suggestion.objects.filter(state=SuggestionState.SHOWN).order_by().values_list(*COLUMNS)
    found: dict[int, InForce] = {}
    for start in range(0, len(numbers), NAMED):
        part = numbers[start : start + NAMED]
        # Asked apart, each is answered from its own index.
        for side in ("first", "second"):
            found |= {row[0]: InForce(*row) for row in rows.filter(**{f"{side}__in": part})}
    return list(found.values())


def _promised(scored: "Scored", index: Mapping[int, int], me: int, keys: Keys) -> "Promised":
    """What the lists in force promise the counterparts; one's own list is given back."""
    import numpy as np

    from chainfair.engine.matching.lists import Promised
    from chainfair.engine.matching.pairs import interest

    wanted = {keys.participants[row] for row in scored.other.tolist()}
    rows = [
        (index[who], rank, one.fit_first, one.fit_second)
        for one in in_force(wanted)
        for who in (one.first, one.second)
        for side, rank in ((one.first, one.rank_first), (one.second, one.rank_second))
        if who in wanted and rank and side != me
    ]
    first, second = (np.array([row[way] for row in rows], np.float64) for way in (2, 3))
    params = scored.scoring.params
    chance = interest(first, second, params) * interest(second, first, params)
    return Promised(_ints([row[0] for row in rows]), _ints([row[1] for row in rows]), chance)


def _pairs(
    scored: "Scored", place: "NDArray[np.int32]", me: int, shown: Mapping[int, InForce], keys: Keys
) -> list[Pair]:
    """The pairs of the list, of those on whose list the participant stands, and those chosen within capacity."""
    import numpy as np

    from chainfair.engine.matching.renewal import reasons_for

    others = [keys.participants[row] for row in scored.other.tolist()]
    stands = np.array([shown[other].rank_of(other) if other in shown else 0 for other in others], np.int32)
    chosen = np.array([other in shown and shown[other].chosen for other in others], np.bool_)
    kept = (place > 0) | (stands > 0) & scored.sought | chosen & (scored.wanted | scored.sought)
    rows = np.flatnonzero(kept)
    columns = (scored.weight, scored.fit_own, scored.fit_other, place, stands, chosen)
    reasons = stored_reasons(reasons_for(scored, kept), len(rows), keys)
    pairs = []
    for row, why, (weight, own, theirs, mine, its, within) in zip(
        rows.tolist(), reasons, zip(*(column[rows].tolist() for column in columns), strict=True), strict=True
    ):
        first, second = sorted([(me, own, mine), (others[row], theirs, its)])
        ways = (first[1], second[1], first[2], second[2])
        pairs.append(Pair(first[0], second[0], weight, *ways, within, why))
    return pairs
