"""Rows of an edition -> the matching problem -> the engine -> pairs with reasons, by the rows' own numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chainfair.chains.bridge import TextVectors, vectors_of_texts
from chainfair.chains.kinds import CodeSystem, FactState
from chainfair.chains.models import Flow, Link, Need, Offer, Position
from chainfair.chains.queries import published_links
from chainfair.fairs.models import Edition
from chainfair.matching.kinds import Lack, Said, Side, Wish
from chainfair.matching.models import Correction, Participant, Preference

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from chainfair.engine.matching import Lines, Params, Problem, Result

Watch = Callable[[str, float], None]
SERVICE_CODE = 1_000_000  # services stand behind goods in the engine's one system of codes
KEPT_TERMS = 3  # terms stored for each direction of a pair; the rest is stored as one sum
UNSCORED = 0.5  # weight of a suggested row without a score; the engine discounts suggested rows by itself
STANDING = 0.5  # what standing on a link counts for who has stated no offer there
RECYCLED = 0.5  # weight of a recycling flow
GUESSED = 0.4  # score below which a suggested code is a candidate for a person and nothing to match by
GUESSED_RIVAL = (
    0.1  # taken off for one link where nobody has stated a need: fits are small then, and links guessed
)
LACKS = (Lack.NO_PROFILE, Lack.NOBODY_ADMITTED, Lack.TOO_FEW, Lack.OTHERS_FULL, Lack.WORTH_LESS)
WISHES = {Wish.MUST: 2, Wish.LIKE: 1, Wish.NO: -1}


def engine_code(system: str, code: str) -> int:
    """A product code as the engine numbers it: six places from the left, services behind goods."""
    number = int(code.ljust(6, "0")) if code.isdigit() else 0
    return number + SERVICE_CODE if number and system == CodeSystem.ISIC4 else number


@dataclass(frozen=True)
class Row:
    """One offer or need: the row's own number (0: a position without an offer) and what the engine sees of it."""

    number: int
    organisation: int
    link: int
    code: int
    text: str
    weight: float
    inferred: bool


@dataclass(frozen=True)
class Keys:
    """Which row of a table stands behind each number of the engine."""

    participants: list[int]
    offers: list[int]
    needs: list[int]
    links: list[int]
    vectors: TextVectors
    inputs: dict[int, int] = field(
        default_factory=dict
    )  # need's number -> link it goes into, where inferred here


@dataclass(frozen=True)
class Pair:
    """One suggested pair of participants with its reasons as they are stored."""

    first: int
    second: int
    weight: int
    fit_first: float
    fit_second: float
    rank_first: int
    rank_second: int
    chosen: bool
    reasons: list[dict[str, Any]]


@dataclass(frozen=True)
class Share:
    """What a run gives one participant: pairs, places on others' own lists, pairs within capacity, and what lacks."""

    participant: int
    suggested: int
    listed: int
    chosen: int
    lacking: int
    why: str


@dataclass(frozen=True)
class Answer:
    """What a matching run found."""

    pairs: list[Pair]
    shares: list[Share]
    figures: dict[str, Any]
    vectors: TextVectors


class _Reader:
    """Reads an edition's rows and numbers them from zero."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.participants = list(
            Participant.objects.filter(edition=edition)
            .order_by("pk")
            .values_list(
                "pk",
                "organisation_id",
                "side",
                "minimum",
                "maximum",
                "availability",
                "organisation__group_name",
            )
        )
        self.index = {row[1]: number for number, row in enumerate(self.participants)}
        self.number_of = {row[0]: number for number, row in enumerate(self.participants)}
        self.links: list[Link] = list(published_links())
        self.link_index = {link.pk: number for number, link in enumerate(self.links)}

    def _trades(self, model: type[Offer] | type[Need]) -> list[Row]:
        rows = (
            model.objects.filter(organisation__participants__edition=self.edition)
            .exclude(state=FactState.REFUSED)
            .order_by("pk")
            .values_list(
                "pk", "organisation_id", "link_id", "code__system", "code__code", "text", "state", "score"
            )
        )
        return [
            Row(
                pk,
                self.index[organisation],
                self.link_index.get(link, -1),
                engine_code(system, code) if code else 0,
                text,
                (score or UNSCORED) if state == FactState.SUGGESTED else 1.0,
                state == FactState.SUGGESTED,
            )
            for pk, organisation, link, system, code, text, state, score in rows.iterator(chunk_size=5000)
            if state != FactState.SUGGESTED or score is None or score >= GUESSED
        ]

    @cached_property
    def offers(self) -> list[Row]:
        """Offers, and for positions without an offer on their link the standing there."""
        offers = self._trades(Offer)
        known = {(row.organisation, row.link) for row in offers}
        positions = (
            Position.objects.filter(organisation__participants__edition=self.edition)
            .exclude(state=FactState.REFUSED)
            .order_by("pk")
            .values_list("organisation_id", "link_id", "state")
        )
        for organisation, link, state in positions.iterator(chunk_size=5000):
            place = (self.index[organisation], self.link_index.get(link, -1))
            if place[1] >= 0 and place not in known:
                offers.append(Row(0, *place, 0, "", STANDING, state == FactState.SUGGESTED))
        return offers

    @cached_property
    def needs(self) -> list[Row]:
        """Stated needs."""
        return self._trades(Need)

    @cached_property
    def unneeded(self) -> dict[int, set[tuple[int, int]]]:
        """What organisations say they do not take in although they stand where it flows to: (supplying, taking) link.

        What was said in an earlier edition still holds; the latest word counts.
        """
        said = Correction.objects.filter(
            said__in=(Said.RIGHT, Said.UNNEEDED),
            served=True,
            participant__organisation__participants__edition=self.edition,
            need=None,
            source__isnull=False,
            target__isnull=False,
        )
        latest = {
            (organisation, source, target): word
            for organisation, source, target, word in said.order_by("pk").values_list(
                "participant__organisation_id", "source_id", "target_id", "said"
            )
        }
        found: dict[int, set[tuple[int, int]]] = {}
        for (organisation, source, target), word in latest.items():
            flow = self.link_index.get(source, -1), self.link_index.get(target, -1)
            if word == Said.UNNEEDED and min(flow) >= 0:
                found.setdefault(self.index[organisation], set()).add(flow)
        return found

    @cached_property
    def apart(self) -> list[tuple[int, int]]:
        """Pairs that the organiser keeps apart."""
        said = Correction.objects.filter(edition=self.edition, participant=None).order_by("pk")
        latest = {
            (one, other): word for one, other, word in said.values_list("first_id", "second_id", "said")
        }
        return [
            (self.number_of[one], self.number_of[other])
            for (one, other), word in latest.items()
            if word == Said.APART
        ]


def build_problem(
    edition: Edition, *, encode: bool = True, watch: Watch | None = None
) -> "tuple[Problem, Keys]":
    """The matching problem of an edition as it stands now, and which rows stand behind its numbers."""
    import numpy as np

    from chainfair.engine.matching import EXHIBITOR, VISITOR, Problem
    from chainfair.engine.text import text_table

    read = _Reader(edition)
    texts = list(dict.fromkeys(row.text for row in [*read.offers, *read.needs] if row.text))

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
    )
    keys = Keys(
        [row[0] for row in read.participants],
        [row.number for row in read.offers],
        [row.number for row in read.needs],
        [link.pk for link in read.links],
        vectors,
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

    _offers, inferred = prepared(problem, _params(keys))
    flows = set(zip(problem.graph.source.tolist(), problem.graph.target.tolist(), strict=True))
    who, blank = np.array(sorted(unneeded), np.int32), np.full(len(unneeded), -1, np.int32)
    rows = np.flatnonzero((inferred.row < 0) & np.isin(inferred.organisation, who))
    kept = [
        row
        for row in rows.tolist()
        if not _refused(
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
        weight=np.concatenate([stated.weight, np.ones(len(who), np.float32), weight]).astype(np.float32),
        inferred=np.concatenate([stated.inferred, np.ones(len(who) + len(kept), np.bool_)]),
    )
    first = stated.size + len(who)
    inputs = {first + at: keys.links[inferred.target[row]] for at, row in enumerate(kept)}
    keys = replace(keys, needs=[*keys.needs, *[0] * (len(who) + len(kept))], inputs=inputs)
    return replace(problem, needs=needs), keys


def _refused(link: int, target: int, refused: set[tuple[int, int]], flows: set[tuple[int, int]]) -> bool:
    """Whether an inferred need was refused: what it names itself, or what merely feeds it."""
    return any(
        target == taking and (link == giving or ((giving, link) in flows and (giving, taking) not in flows))
        for giving, taking in refused
    )


def _params(keys: Keys, shown: int | None = None) -> "Params":
    from chainfair.engine.matching import Params

    params = Params(shown=shown or (20 if len(keys.participants) < 5000 else 8))
    if not any(keys.needs):
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
    )


def _graph(read: _Reader) -> Any:  # noqa: ANN401 (the engine's Graph, imported late)
    import numpy as np

    from chainfair.engine.matching import Graph

    flows = list(
        Flow.objects.filter(source_id__in=read.link_index, target_id__in=read.link_index).values_list(
            "source_id", "target_id", "recycling"
        )
    )
    carried = [
        (number, engine_code(code.system, code.code))
        for number, link in enumerate(read.links)
        for code in link.codes.all()
    ]
    carried = [(number, code) for number, code in carried if code]
    return Graph(
        links=len(read.links),
        source=np.array([read.link_index[source] for source, _target, _back in flows], np.int32),
        target=np.array([read.link_index[target] for _source, target, _back in flows], np.int32),
        flow_weight=np.array([RECYCLED if back else 1.0 for _source, _target, back in flows], np.float32),
        service=np.array([link.chain.is_service for link in read.links], np.bool_),
        code_link=np.array([number for number, _code in carried], np.int32),
        code=np.array([code for _number, code in carried], np.int32),
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


def _wishes(read: _Reader) -> list[tuple[int, int, int]]:
    rows = Preference.objects.filter(participant__edition=read.edition).order_by("pk")
    return [
        (read.number_of[who], read.number_of[whom], WISHES[Wish(wish)])
        for who, whom, wish in rows.values_list("participant_id", "counterpart_id", "wish")
    ]


def solve(edition: Edition, settings: dict[str, Any], seed: int, watch: Watch) -> Answer:
    """Match an edition: read, solve, and answer in the rows' own numbers; reads only."""
    from chainfair.engine.matching import solve as solve_matching

    watch("reading", 0.0)
    problem, keys = build_problem(edition, encode=settings.get("encode", True), watch=watch)
    params = _params(keys, settings.get("shown"))
    result = solve_matching(
        problem, params=params, seed=seed, watch=lambda stage, share: watch(stage, 0.3 + 0.6 * share)
    )
    watch("explaining", 0.9)
    return Answer(
        _pairs(result, keys, params.shown),
        _shares(result, keys, params.shown),
        _figures(problem, result),
        keys.vectors,
    )


def _figures(problem: "Problem", result: "Result") -> dict[str, Any]:
    return {
        "participants": int(problem.organisations),
        "offers": problem.offers.size,
        "needs": problem.needs.size,
        "candidates": int(result.candidates),
        "pairs": len(result.first),
        "chosen": int(result.chosen.sum()),
        "objective": int(result.objective),
        "bound": float(result.bound),
        "gap": float(result.gap),
        "status": str(result.status),
        "below_minimum": len(result.unmet),
    }


def _pairs(result: "Result", keys: Keys, shown: int) -> list[Pair]:
    """A place behind the end of a list, which the page does not show, is none."""
    import numpy as np

    number = np.array(keys.participants)
    columns = (
        number[result.first],
        number[result.second],
        result.weight,
        result.fit_first,
        result.fit_second,
        np.where(result.rank_first <= shown, result.rank_first, 0),
        np.where(result.rank_second <= shown, result.rank_second, 0),
        result.chosen,
    )
    rows = zip(*(column.tolist() for column in columns), _reasons(result, keys), strict=True)
    return [Pair(*row) for row in rows]


def _shares(result: "Result", keys: Keys, shown: int) -> list[Share]:
    import numpy as np

    def count(first: "NDArray[np.bool_]", second: "NDArray[np.bool_]") -> list[int]:
        members = np.concatenate([result.first[first], result.second[second]])
        counts: list[int] = np.bincount(members, minlength=len(keys.participants)).tolist()
        return counts

    every = np.ones(len(result.first), np.bool_)
    # Who stands on the list of the first is the second.
    on_first, on_second = ((rank > 0) & (rank <= shown) for rank in (result.rank_first, result.rank_second))
    lacks = {
        who: (short, LACKS[why])
        for who, short, why in zip(
            result.unmet.tolist(), result.short.tolist(), result.why.tolist(), strict=True
        )
    }
    return [
        Share(number, suggested, listed, chosen, *lacks.get(row, (0, "")))
        for row, (number, suggested, listed, chosen) in enumerate(
            zip(
                keys.participants,
                count(every, every),
                count(on_second, on_first),
                count(result.chosen, result.chosen),
                strict=True,
            )
        )
    ]


def _reasons(result: "Result", keys: Keys) -> list[list[dict[str, Any]]]:
    """The strongest terms of each pair and direction, and the sum of the others, so that they add up to the fit."""
    import numpy as np

    terms = result.reasons
    side = 2 * terms.pair.astype(np.int64) + terms.towards
    order = np.lexsort((-np.abs(terms.value), side))
    start = np.searchsorted(side[order], side[order])
    place = np.arange(len(order)) - start
    kept, rest = order[place < KEPT_TERMS], order[place >= KEPT_TERMS]
    by_pair: list[list[dict[str, Any]]] = [[] for _row in result.first]
    needs, offers, links = ([*numbers, 0] for numbers in (keys.needs, keys.offers, keys.links))  # -1: none
    names = ("towards", "kind", "value", "need", "offer", "source", "target", "level", "inferred")
    columns = [getattr(terms, name)[kept].tolist() for name in names]
    for pair, towards, kind, value, need, offer, source, target, level, inferred in zip(
        terms.pair[kept].tolist(), *columns, strict=True
    ):
        by_pair[pair].append(
            {
                "towards": towards,
                "kind": kind,
                "value": round(value, 6),
                "need": needs[need],
                "offer": offers[offer],
                "source": links[source],
                "target": keys.inputs.get(need) or links[target],
                "level": level,
                "inferred": inferred,
            }
        )
    sums = np.bincount(side[rest], terms.value[rest], minlength=1)
    for at in np.flatnonzero(sums).tolist():
        by_pair[at // 2].append({"towards": at % 2, "kind": -1, "value": round(float(sums[at]), 6)})
    return by_pair
