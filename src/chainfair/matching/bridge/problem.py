"""Rows of an edition -> the matching problem."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chainfair.chains.bridge import TextVectors, vectors_of_texts
from chainfair.chains.models import Flow
from chainfair.fairs.models import Edition
from chainfair.matching.bridge.conditions import conditions_asked
from chainfair.matching.bridge.intents import Row
from chainfair.matching.bridge.reading import ANYTHING, Reader
from chainfair.matching.kinds import Side, Wish
from chainfair.matching.models import Preference

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from chainfair.engine.matching import Lines, Params, Problem

Watch = Callable[[str, float], None]
SILENT = 1e-6  # weight of a row that asks for nothing; all needs of one organisation are weighed together
RECYCLED = 0.5  # weight of a recycling flow
GUESSED_RIVAL = (
    0.1  # taken off for one link where nobody has stated a need: fits are small then, and links guessed
)
WISHES = {Wish.MUST: 2, Wish.LIKE: 1, Wish.NO: -1}


@dataclass(frozen=True)
class Keys:
    """Which row of a table stands behind each number of the engine."""

    participants: list[int]
    offers: list[int]
    needs: list[int]
    links: list[int]
    vectors: TextVectors
    read: int = 0  # the last event that is read
    inputs: dict[int, int] = field(
        default_factory=dict
    )  # need's number -> link it goes into, where inferred here


def build_problem(
    edition: Edition, *, now: datetime | None = None, encode: bool = True, watch: Watch | None = None
) -> "tuple[Problem, Keys]":
    """The matching problem of an edition as it stands now, and which rows stand behind its numbers.

    Without `now`, rows must hold on the first day of the fair.
    """
    import numpy as np

    from chainfair.engine.matching import EXHIBITOR, VISITOR, Problem
    from chainfair.engine.text import text_table

    read = Reader(edition, now)
    rows = [*read.offers, *read.needs]
    texts = list(dict.fromkeys(text for row in rows for text in (row.text, row.other) if text))

    def tell(done: int, of: int) -> None:
        if watch is not None:
            watch("reading texts", 0.3 * done / max(of, 1))

    vectors = vectors_of_texts(texts, encode=encode, progress=tell)
    place = {text: number for number, text in enumerate(texts)}
    wishes = _wishes(read)
    problem = Problem(
        organisations=len(read.participants),
        offers=_lines(read.offers, place),
        needs=_lines(read.needs, place),
        side=np.array(
            [EXHIBITOR if row[2] == Side.EXHIBITOR else VISITOR for row in read.participants], np.int8
        ),
        minimum=np.array([row[3] for row in read.participants], np.int32),
        maximum=np.array([row[4] for row in read.participants], np.int32),
        graph=_graph(read),
        texts=text_table(texts, vectors.rows),
        group=_groups([row[6] for row in read.participants]),
        overlaps=_overlaps([row[5] for row in read.participants], edition.slots.count()),
        wish_by=np.array([who for who, _whom, _wish in wishes], np.int32),
        wish_for=np.array([whom for _who, whom, _wish in wishes], np.int32),
        wish=np.array([wish for _who, _whom, wish in wishes], np.int8),
        vetoed=np.array(read.apart, np.int32).reshape(-1, 2),
        kept=np.array(read.kept, np.bool_),
        allies=np.isin(np.arange(len(read.participants)), list(read.intents.allies)),
        conditions=conditions_asked(read),
        met=np.array(list(read.encounters), np.int32).reshape(-1, 2),
        went_on=np.array(list(read.encounters.values()), np.bool_),
        scenarios=np.array(read.scenarios, np.int32).reshape(-1, 2),
        unseated=np.array(read.unseated if read.scenarios else [], np.int32).reshape(-1, 3),
    )
    keys = Keys(
        [row[0] for row in read.participants],
        [row.number for row in read.offers],
        [row.number for row in read.needs],
        [link.pk for link in read.links],
        vectors,
        read.read,
    )
    return _without_unneeded(problem, keys, read.unneeded) if read.unneeded else (problem, keys)


def _without_unneeded(
    problem: "Problem", keys: Keys, unneeded: dict[int, set[tuple[int, int]]]
) -> "tuple[Problem, Keys]":
    """Let those who said that they do not take something in have their other inferred needs, and those alone.

    The engine infers for whoever has no row of needs. So their inferred needs become rows, without what was refused,
    behind a row that asks for nothing, which keeps the engine from inferring again where nothing is left.
    """
    import numpy as np

    from chainfair.engine.matching import Params
    from chainfair.engine.matching.rows import prepared

    _offers, inferred = prepared(problem, params_of(keys))
    flows = set(zip(problem.graph.source.tolist(), problem.graph.target.tolist(), strict=True))
    who, blank = np.array(sorted(unneeded), np.int32), np.full(len(unneeded), -1, np.int32)
    rows = np.flatnonzero((inferred.row < 0) & np.isin(inferred.organisation, who))
    kept = [
        row
        for row in rows.tolist()
        if not refuses_need(
            int(inferred.link[row]),
            int(inferred.target[row]),
            unneeded[int(inferred.organisation[row])],
            flows,
        )
    ]
    stated, weight = problem.needs, inferred.weight[kept] / Params().inferred_row
    needs = replace(
        stated,
        organisation=np.concatenate([stated.organisation, who, inferred.organisation[kept]]),
        link=np.concatenate([stated.link, blank, inferred.link[kept]]),
        code=np.concatenate([stated.code, np.zeros(len(who) + len(kept), np.int32)]),
        text=np.concatenate([stated.text, blank, inferred.text[kept]]),
        weight=np.concatenate([stated.weight, np.full(len(who), SILENT), weight]).astype(np.float32),
        inferred=np.concatenate([stated.inferred, np.ones(len(who) + len(kept), np.bool_)]),
        also=np.concatenate([stated.other_text, np.full(len(who) + len(kept), -1, np.int32)]),
    )
    first = stated.size + len(who)
    inputs = {first + at: keys.links[inferred.target[row]] for at, row in enumerate(kept)}
    keys = replace(keys, needs=[*keys.needs, *[0] * (len(who) + len(kept))], inputs=inputs)
    return replace(problem, needs=needs), keys


def refuses_need(link: int, target: int, refused: set[tuple[int, int]], flows: set[tuple[int, int]]) -> bool:
    """Whether an inferred need was refused: what it names itself, or what merely feeds it."""
    return (link, ANYTHING) in refused or any(
        target == taking and (link == giving or ((giving, link) in flows and (giving, taking) not in flows))
        for giving, taking in refused
    )


def params_of(keys: Keys, shown: int | None = None, *, needs_stated: bool | None = None) -> "Params":
    """The settings of a run; `shown` is how many an own list holds unless somebody says otherwise.

    `needs_stated`: as an earlier run found it that is taken up again, else as it is now.
    """
    from chainfair.engine.matching import Params

    params = Params(shown=shown or (20 if len(keys.participants) < 5000 else 8))
    if not (any(keys.needs) if needs_stated is None else needs_stated):
        # Where nobody has stated a need, that everybody might use a bank fills every diary and says nothing.
        params = replace(params, rival=GUESSED_RIVAL, service_need=0.0)
    return params


def _lines(rows: Sequence[Row], place: dict[str, int]) -> "Lines":
    import numpy as np

    from chainfair.engine.matching import Lines

    return Lines(
        organisation=np.array([row.organisation for row in rows], np.int32),
        link=np.array([row.link for row in rows], np.int32),
        code=np.array([row.code for row in rows], np.int32),
        text=np.array([place.get(row.text, -1) for row in rows], np.int32),
        weight=np.array([row.weight for row in rows], np.float32),
        inferred=np.array([row.inferred for row in rows], np.bool_),
        also=np.array([place.get(row.other, -1) for row in rows], np.int32),
    )


def _graph(read: Reader) -> Any:  # noqa: ANN401 (the engine's Graph, imported late)
    import numpy as np

    from chainfair.engine.matching import Graph

    flows = list(
        Flow.objects.filter(source_id__in=read.link_index, target_id__in=read.link_index).values_list(
            "source_id", "target_id", "recycling"
        )
    )
    return Graph(
        links=len(read.links),
        source=np.array([read.link_index[source] for source, _target, _back in flows], np.int32),
        target=np.array([read.link_index[target] for _source, target, _back in flows], np.int32),
        flow_weight=np.array([RECYCLED if back else 1.0 for _source, _target, back in flows], np.float32),
        service=np.array([link.chain.is_service for link in read.links], np.bool_),
        code_link=np.array([number for number, _code in read.carried], np.int32),
        code=np.array([code for _number, code in read.carried], np.int32),
    )


def _groups(names: Sequence[str]) -> "NDArray[np.int32]":
    import numpy as np

    known: dict[str, int] = {}
    return np.array([known.setdefault(name, len(known)) if name else -1 for name in names], np.int32)


def _overlaps(availability: Sequence[str], slots: int) -> "tuple[NDArray[np.uint64], ...]":
    """Free slots as bit masks, least slot first; who has said nothing is always free."""
    import numpy as np

    if slots == 0:
        return ()
    words = (slots + 63) // 64
    always = "1" * slots
    masks = np.zeros((len(availability), words), np.uint64)
    for row, text in enumerate(availability):
        bits = int((text or always)[::-1], 2)
        for word in range(words):
            masks[row, word] = (bits >> (64 * word)) & 0xFFFF_FFFF_FFFF_FFFF
    return (masks,)


def _wishes(read: Reader) -> list[tuple[int, int, int]]:
    rows = Preference.objects.filter(participant__edition=read.edition).order_by("pk")
    return [
        (read.number_of[who], read.number_of[whom], WISHES[Wish(wish)])
        for who, whom, wish in rows.values_list("participant_id", "counterpart_id", "wish")
    ]
