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
from chainfair.matching.kinds import Side, Wish
from chainfair.matching.models import Participant, Preference

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from chainfair.engine.matching import Lines, Problem, Result

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


@dataclass(frozen=True)
class Pair:
    """One suggested pair of participants with its reasons as they are stored."""

    first: int
    second: int
    weight: int
    fit_first: float
    fit_second: float
    chosen: bool
    reasons: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    """What a matching run found."""

    pairs: list[Pair]
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
    )
    keys = Keys(
        [row[0] for row in read.participants],
        [row.number for row in read.offers],
        [row.number for row in read.needs],
        [link.pk for link in read.links],
        vectors,
    )
    return problem, keys


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
    from chainfair.engine.matching import Params
    from chainfair.engine.matching import solve as solve_matching

    watch("reading", 0.0)
    problem, keys = build_problem(edition, encode=settings.get("encode", True), watch=watch)
    shown = settings.get("shown") or (20 if problem.organisations < 5000 else 8)
    params = Params(shown=shown)
    if not problem.needs.size:
        # Where nobody has stated a need, that everybody might use a bank fills every diary and says nothing.
        params = replace(params, rival=GUESSED_RIVAL, service_need=0.0)
    result = solve_matching(
        problem, params=params, seed=seed, watch=lambda stage, share: watch(stage, 0.3 + 0.6 * share)
    )
    return Answer(_pairs(result, keys), _figures(problem, result), keys.vectors)


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


def _pairs(result: "Result", keys: Keys) -> list[Pair]:
    reasons = _reasons(result, keys)
    return [
        Pair(
            keys.participants[first],
            keys.participants[second],
            int(weight),
            float(fit_first),
            float(fit_second),
            bool(chosen),
            reasons[row],
        )
        for row, (first, second, weight, fit_first, fit_second, chosen) in enumerate(
            zip(
                result.first,
                result.second,
                result.weight,
                result.fit_first,
                result.fit_second,
                result.chosen,
                strict=True,
            )
        )
    ]


def _reasons(result: "Result", keys: Keys) -> list[list[dict[str, Any]]]:
    """The strongest terms of each pair and direction, and the sum of the others, so that they add up to the fit."""
    terms = result.reasons
    by_pair: list[list[dict[str, Any]]] = [[] for _row in result.first]
    columns = zip(
        terms.pair.tolist(),
        terms.towards.tolist(),
        terms.kind.tolist(),
        terms.value.tolist(),
        terms.need.tolist(),
        terms.offer.tolist(),
        terms.source.tolist(),
        terms.target.tolist(),
        terms.level.tolist(),
        terms.inferred.tolist(),
        strict=True,
    )
    for pair, towards, kind, value, need, offer, source, target, level, inferred in columns:
        by_pair[pair].append(
            {
                "towards": towards,
                "kind": kind,
                "value": round(value, 6),
                "need": keys.needs[need] if need >= 0 else 0,
                "offer": keys.offers[offer] if offer >= 0 else 0,
                "source": keys.links[source] if source >= 0 else 0,
                "target": keys.links[target] if target >= 0 else 0,
                "level": level,
                "inferred": inferred,
            }
        )
    return [_shortened(found) for found in by_pair]


def _shortened(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for towards in (0, 1):
        own = sorted((one for one in found if one["towards"] == towards), key=lambda one: -abs(one["value"]))
        kept += own[:KEPT_TERMS]
        rest = sum(one["value"] for one in own[KEPT_TERMS:])
        if rest:
            kept.append({"towards": towards, "kind": -1, "value": round(rest, 6)})
    return kept
