"""The question of matching: who offers and needs what, along which chains, and what is allowed."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.text.table import NO_TEXTS, TextTable

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Bits = NDArray[np.uint64]

MUST, LIKE, NO = 2, 1, -1
EXHIBITOR, VISITOR = 0, 1
REGION, CERTIFICATE, VOLUME = 0, 1, 2


def _ints(values: object = ()) -> Ints:
    return np.asarray(values, np.int32).reshape(-1)


def _floats(values: object = ()) -> Floats:
    return np.asarray(values, np.float32).reshape(-1)


def _triples(values: object = ()) -> Ints:
    return np.asarray(values, np.int32).reshape(-1, 3)


def _pairs(values: object = ()) -> Ints:
    return np.asarray(values, np.int32).reshape(-1, 2)


@dataclass(frozen=True)
class Lines:
    """Rows of offers or of needs, in any order; one array entry a row.

    organisation: whose row, 0 to n-1. link: number of a link, or -1. code: product code of six decimal digits,
    left-aligned (heading 8507 is 850700), or 0; services take 1,000,000 + their class left-aligned (ISIC 6201
    is 1,620,100): any system whose digits come in pairs fits. text: row of the text table, or -1. weight: how
    much the row counts, above 0 (1 = a plain row). inferred: suggested by a program, confirmed by nobody.
    also: row of the text table that says the same in another script, or -1; of the two texts the one that is met
    better counts. None: no row has one.
    """

    organisation: Ints = field(default_factory=_ints)
    link: Ints = field(default_factory=_ints)
    code: Ints = field(default_factory=_ints)
    text: Ints = field(default_factory=_ints)
    weight: Floats = field(default_factory=_floats)
    inferred: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    also: Ints | None = None

    @property
    def size(self) -> int:
        """Return how many rows there are."""
        return len(self.organisation)

    @property
    def other_text(self) -> Ints:
        """Return the second text of each row, -1 = none."""
        return np.full(self.size, -1, np.int32) if self.also is None else self.also


@dataclass(frozen=True)
class Graph:
    """Links 0 to `links`-1 of all chains; flow f runs from `source[f]` to `target[f]` with `flow_weight[f]` (0 to 1].

    `service` marks links that attach to every chain. Row r of (`code_link`, `code`) says that the link carries
    that product code (same form as in `Lines`).
    """

    links: int = 0
    source: Ints = field(default_factory=_ints)
    target: Ints = field(default_factory=_ints)
    flow_weight: Floats = field(default_factory=_floats)
    service: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    code_link: Ints = field(default_factory=_ints)
    code: Ints = field(default_factory=_ints)


@dataclass(frozen=True)
class Conditions:
    """What organisations ask of whoever serves them, beside the goods. Conditions are 0 to c-1.

    kind: REGION, CERTIFICATE or VOLUME of each condition. Ask a: in row `row[a]` of the needs, which is
    `share[a]` (above 0, up to 1) of its owner's needs, the condition `asked[a]` is asked. The shares of one
    organisation's asks of one kind add up to 1 at most. answer: shape (3, organisations): what each organisation
    has to say to conditions of each kind, as a column of `missed`. missed: shape (c, answers): how far a
    condition is missed by an answer, from 0 (met) to 1 (missed); what is not known lies between.
    """

    kind: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))
    asked: Ints = field(default_factory=_ints)
    row: Ints = field(default_factory=_ints)
    share: Floats = field(default_factory=_floats)
    answer: Ints = field(default_factory=lambda: np.zeros((3, 0), np.int32))
    missed: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))


@dataclass(frozen=True)
class Assemblies:
    """Candidate groups of three or more that would meet as one; group g has members start[g] to start[g+1]-1.

    member: organisations, each at most once in a group; the first is who looks for the whole. part: for each member
    the link that it supplies, for the first the link that is assembled for, or -1. weight: worth of the group, in
    thousandths, as a pair's weight. alternative: of the groups with the same number at most one is chosen.
    pinned: a person has fixed it, whatever speaks against it.
    """

    start: Ints = field(default_factory=lambda: np.zeros(1, np.int32))
    member: Ints = field(default_factory=_ints)
    part: Ints = field(default_factory=_ints)
    weight: Ints = field(default_factory=_ints)
    alternative: Ints = field(default_factory=_ints)
    pinned: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))

    @property
    def size(self) -> int:
        """Return how many groups there are."""
        return len(self.weight)

    @property
    def group(self) -> Ints:
        """Return the group of each entry of `member`."""
        return np.repeat(np.arange(self.size, dtype=np.int32), np.diff(self.start))

    def seats(self, chosen: NDArray[np.bool_], n: int) -> NDArray[np.int64]:
        """Return in how many of the chosen groups each of n organisations is."""
        return np.bincount(self.member[chosen[self.group]], minlength=n)


@dataclass(frozen=True)
class Problem:
    """Everything that decides who should meet whom; organisations are 0 to n-1.

    offers, needs: see `Lines`. graph: see `Graph`. texts: see `TextTable`; may be empty. text_edges: rows
    (text of a product, text of something that goes into it), from which needs may be inferred.
    side: EXHIBITOR or VISITOR for each organisation; two visitors are never paired.
    group: organisations with the same number >= 0 belong together and are never paired.
    industry: organisations with the same number >= 0 make alike things, so that one's known needs hint at another's.
    allies: who seeks others of its own link (horizontal cooperation); two of them are no rivals, but partners.
    kept: which rows of the offers are kept from others: by the links of these nobody is a rival or a partner.
    conditions: what is asked beside goods; see `Conditions`. met: pairs that met at an earlier edition;
    went_on: whether something came of it.
    role, seeks: bit masks; a pair is admitted when each seeks a role of the other.
    overlaps: bit masks, shape (n, words) each (free slots, languages, days); a pair needs a common bit in each.
    vetoed: pairs that must not be. wish_by, wish_for, wish: MUST, LIKE or NO of one organisation for another;
    a NO of either side is a veto. minimum, maximum: meetings each organisation wants and can hold.
    pinned: pairs that a person has fixed or that exist already; kept, and counted against the maximum.
    scenarios: rows (organisation, link): who looks for a whole solution, assembled of what flows into the link.
    unseated: rows (organisation, link, member): who does not want to sit in that scenario's groups; where it is the
    organisation itself, none are formed.
    assemblies: groups that somebody proposes beside those which are formed for scenarios.
    """

    organisations: int
    offers: Lines
    needs: Lines
    side: NDArray[np.int8]
    minimum: Ints
    maximum: Ints
    graph: Graph = field(default_factory=Graph)
    texts: TextTable = NO_TEXTS
    text_edges: Ints = field(default_factory=_pairs)
    group: Ints | None = None
    industry: Ints | None = None
    allies: NDArray[np.bool_] | None = None
    kept: NDArray[np.bool_] | None = None
    role: Bits | None = None
    seeks: Bits | None = None
    overlaps: tuple[Bits, ...] = ()
    vetoed: Ints = field(default_factory=_pairs)
    wish_by: Ints = field(default_factory=_ints)
    wish_for: Ints = field(default_factory=_ints)
    wish: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))
    pinned: Ints = field(default_factory=_pairs)
    conditions: Conditions = field(default_factory=Conditions)
    met: Ints = field(default_factory=_pairs)
    went_on: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    scenarios: Ints = field(default_factory=_pairs)
    unseated: Ints = field(default_factory=_triples)
    assemblies: Assemblies = field(default_factory=Assemblies)

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        from chainfair.engine.matching.validity import refuse_invalid

        refuse_invalid(self)
