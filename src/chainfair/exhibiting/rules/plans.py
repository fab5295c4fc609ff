"""What an import would do, decided before anything is written: who is one, who is known, what a person is asked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chainfair.exhibiting.kinds import ExhibitorList, ExhibitorRole, ExhibitorRow, StandPlace
from chainfair.exhibiting.rules.rows import joined
from chainfair.ground.tables.kinds import Table
from chainfair.organisations.kinds import Scheme
from chainfair.organisations.rules import Described, Found, Resolution, printed, resolve

# Words of lists for roles other than the main exhibitor's.
_ROLE_WORDS = {
    ExhibitorRole.CO: (
        "co-exhibitor",
        "co exhibitor",
        "coexhibitor",
        "mitaussteller",
        "联合参展",
        "联合展商",
        "共同参展",
    ),
    ExhibitorRole.BROUGHT: ("brought partner", "带动参展", "带动企业"),
    ExhibitorRole.REPRESENTED: ("represented", "被代表", "代理品牌"),
}


@dataclass(frozen=True)
class PlannedExhibitor:
    """One organisation of a list: what its rows say together, and its number where it is known already."""

    row: ExhibitorRow
    rows: tuple[ExhibitorRow, ...]
    organisation: int | None = None

    @property
    def role(self) -> ExhibitorRole:
        """The role that the list's words name; a main exhibitor where they name none."""
        return role_of_words(self.row.listed_role)


@dataclass(frozen=True)
class Side:
    """One of two entries: a row of the list, or an organisation that is known."""

    name: str
    name_latin: str = ""
    row: int | None = None
    organisation: int | None = None


@dataclass(frozen=True)
class PlannedPair:
    """Two entries taken for one, or to be asked about, with the reason."""

    first: Side
    second: Side
    score: int
    reason: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ListPlan:
    """Everything an import would write, and everything that a person should see before.

    `merges` says of each row that was taken for another row, or for somebody known before, why.
    """

    table: Table
    understood: ExhibitorList
    exhibitors: tuple[PlannedExhibitor, ...]
    merges: tuple[PlannedPair, ...]
    questions: tuple[PlannedPair, ...]

    @property
    def stands(self) -> tuple[StandPlace, ...]:
        """Every stand of the list once, in its order."""
        return tuple(dict.fromkeys(place for one in self.exhibitors for place in one.row.stands))

    @property
    def refused_rows(self) -> int:
        """How many rows would be left out; a row can be refused for several cells."""
        return len({cell.row for cell in self.understood.refused})

    @property
    def figures(self) -> dict[str, int]:
        """The counts of an import: rows = refused rows + organisations + merges; known ones stood before."""
        return {
            "rows": len(self.table.rows),
            "organisations": len(self.exhibitors),
            "participations": len(self.exhibitors),
            "stands": len(self.stands),
            "merges": len(self.understood.rows) - len(self.exhibitors),
            "questions": len(self.questions),
            "known": sum(one.organisation is not None for one in self.exhibitors),
            "refused_rows": self.refused_rows,
        }


@dataclass(frozen=True)
class KnownOrganisation:
    """An organisation that stands already, as far as it can be compared."""

    number: int
    described: Described


def plan_list(
    table: Table,
    understood: ExhibitorList,
    *,
    key: str,
    known: Sequence[KnownOrganisation] = (),
    settled: Iterable[tuple[int, int]] = (),
) -> ListPlan:
    """Plan the import of a list into the edition `key`, beside the organisations that are known."""
    prints = [printed(one.described) for one in known]
    prints += [printed(_described(row, key)) for row in understood.rows]
    resolution = resolve(prints, known=len(known))
    sides = [Side(one.described.name, one.described.name_latin, organisation=one.number) for one in known]
    sides += [Side(row.name, row.name_latin, row=row.number) for row in understood.rows]
    return ListPlan(
        table,
        understood,
        tuple(_exhibitors(resolution, understood.rows, known)),
        tuple(_pair(one, sides) for one in resolution.merges),
        tuple(_unsettled((_pair(one, sides) for one in resolution.questions), settled)),
    )


def own_number(key: str, external_id: str) -> str:
    """A list's own number is one only within its edition."""
    return f"{key}:{external_id}"


def _described(row: ExhibitorRow, key: str) -> Described:
    numbers = set(row.identifiers)
    if row.external_id:
        numbers.add((Scheme.OWN, own_number(key, row.external_id)))
    return Described(
        row.name, row.name_latin, row.country, row.address, row.website, identifiers=frozenset(numbers)
    )


def _exhibitors(
    resolution: Resolution, rows: Sequence[ExhibitorRow], known: Sequence[KnownOrganisation]
) -> Iterable[PlannedExhibitor]:
    """Groups of rows in the order of their first row."""
    groups: dict[int, list[ExhibitorRow]] = defaultdict(list)
    first_place: dict[int, int] = {}
    for place, one in enumerate(known):
        first_place.setdefault(one.number, place)
    for place, row in enumerate(rows, start=len(known)):
        stands_for = resolution.groups[place]
        # An organisation is known by several entries where others were merged into it.
        groups[first_place[known[stands_for].number] if stands_for < len(known) else stands_for].append(row)
    for place, members in groups.items():
        number = known[place].number if place < len(known) else None
        yield PlannedExhibitor(joined(members), tuple(members), number)


def _unsettled(pairs: Iterable[PlannedPair], settled: Iterable[tuple[int, int]]) -> Iterable[PlannedPair]:
    """Leave out pairs that somebody was asked about before, and an organisation beside itself."""
    asked: set[frozenset[tuple[int | None, int | None]]] = {
        frozenset((number, None) for number in pair) for pair in settled
    }
    for pair in pairs:
        both = frozenset((side.organisation, side.row) for side in (pair.first, pair.second))
        if len(both) == 2 and both not in asked:
            asked.add(both)
            yield pair


def _pair(one: Found, sides: Sequence[Side]) -> PlannedPair:
    return PlannedPair(
        sides[one.first], sides[one.second], one.likeness.score, one.likeness.reason, one.likeness.values
    )


def role_of_words(words: str) -> ExhibitorRole:
    """The role that a list's words name."""
    said = words.casefold()
    for role, names in _ROLE_WORDS.items():
        if any(name in said for name in names):
            return role
    return ExhibitorRole.MAIN
