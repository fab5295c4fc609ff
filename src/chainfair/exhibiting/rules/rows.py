"""Rows of a list, one by one: understood, mended where only the writing is off, or refused with the cell named."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chainfair.exhibiting.errors import (
    CellDamaged,
    CellsSurplus,
    CellTooLong,
    MappingValueWrong,
    NameNeeded,
    NumberTwice,
)
from chainfair.exhibiting.kinds import (
    Column,
    ColumnPlan,
    ExhibitorList,
    ExhibitorRow,
    ListMapping,
    RefusedCell,
    RepairedCell,
    StandPlace,
)
from chainfair.exhibiting.rules.columns import planned_columns
from chainfair.exhibiting.rules.floor import stand_places, sub_events
from chainfair.ground.errors import Refusal
from chainfair.ground.tables.kinds import Row, Table, column_letters
from chainfair.organisations.kinds import Scheme
from chainfair.organisations.rules import Script, cleaned_name, country_of, identified, name_key, script_of

LIMITS = {
    Column.CITY: 200,
    Column.STREET: 1000,
    Column.ZIP: 60,
    Column.WEBSITE: 500,
    Column.INDUSTRY: 245,
    Column.SCOPE: 245,
    Column.PROFILE: 100_000,
    Column.PRODUCTS: 100_000,
    Column.ROLE: 120,
    Column.PARTNER_LEVEL: 70,
    Column.TAGS: 1000,
}
REGISTERS = {
    Column.USCC: Scheme.USCC,
    Column.LEI: Scheme.LEI,
    Column.GLN: Scheme.GLN,
    Column.DUNS: Scheme.DUNS,
}
UNTOLD = frozenset({Column.COUNTRY, Column.PROFILE, Column.PRODUCTS})  # read into a code, or only spaced anew
NAMES = (Column.NAME_ZH, Column.NAME, Column.NAME_EN)


@dataclass
class _Reader:
    """One row while it is read: its cells by field, what was mended, what is refused."""

    row: Row
    plan: ColumnPlan
    headings: Sequence[str]
    fixed: Mapping[Column, str]
    refused: list[RefusedCell] = field(default_factory=list)
    repaired: list[RepairedCell] = field(default_factory=list)

    def raw(self, column: Column) -> str:
        """The cell as it stands; a value for all rows where it is blank."""
        place = self.plan.places.get(column)
        text = "" if place is None else self.row.cells[place]
        return text if text.strip() else self.fixed.get(column, "")

    def heading(self, column: Column) -> str:
        """What the list calls the field."""
        place = self.plan.places.get(column)
        return column.value if place is None else self.headings[place]

    def take(self, column: Column, reading: Callable[[str], str]) -> str:
        """Read a cell; note what was mended, refuse what cannot be read."""
        raw = self.raw(column)
        if not raw.strip():
            return ""
        place = self.plan.places.get(column)
        try:
            if place in self.row.damaged:
                raise CellDamaged(cell=f"{column_letters(place)}{self.row.number}")
            taken = reading(raw)
        except Refusal as refusal:
            self.refuse(column, refusal)
            return ""
        if column not in UNTOLD and taken != raw.strip(" "):
            self.repaired.append(RepairedCell(self.row.number, self.heading(column), raw, taken))
        return taken

    def text(self, column: Column) -> str:
        """A cell of plain words within its limit."""
        return self.take(column, lambda raw: _within(LIMITS[column], _unspaced(raw)))

    def refuse(self, column: Column, refusal: Refusal) -> None:
        """Leave the row out because of a cell."""
        self.refused.append(
            RefusedCell(
                self.row.number, self.heading(column), self.raw(column), refusal.message, dict(refusal.values)
            )
        )


def read_list(table: Table, mapping: ListMapping) -> ExhibitorList:
    """Understand a table as a list of exhibitors."""
    plan = planned_columns(table.headings, mapping, name=table.name)
    _check_fixed(mapping)
    rows: list[ExhibitorRow] = []
    refused: list[RefusedCell] = []
    repaired: list[RepairedCell] = []
    for one in table.rows:
        reader = _Reader(one, plan, table.headings, mapping.fixed)
        row = _read(reader)
        refused += reader.refused
        if not reader.refused:
            rows.append(row)
            repaired += reader.repaired
    kept, twice = _one_name_per_number(rows, table, plan)
    return ExhibitorList(
        plan, tuple(kept), tuple(sorted((*refused, *twice), key=lambda one: one.row)), tuple(repaired)
    )


def _check_fixed(mapping: ListMapping) -> None:
    country = mapping.fixed.get(Column.COUNTRY, "")
    try:
        country_of(country)
    except Refusal as refusal:
        raise MappingValueWrong(field=Column.COUNTRY.value, value=country, why=str(refusal)) from None


def _read(reader: _Reader) -> ExhibitorRow:
    if reader.row.surplus:
        reader.refused.append(_surplus(reader))
    name, latin = _names(reader)
    street, zip_code = reader.text(Column.STREET), reader.text(Column.ZIP)
    stands = _stands(reader)
    industry = dict.fromkeys((reader.text(Column.INDUSTRY), reader.text(Column.SCOPE)))
    role = (reader.text(Column.ROLE), reader.text(Column.PARTNER_LEVEL))
    return ExhibitorRow(
        number=reader.row.number,
        name=name,
        name_latin=latin,
        country=reader.take(Column.COUNTRY, country_of),
        city=reader.text(Column.CITY),
        address=", ".join(filter(None, (street, zip_code))),
        website=reader.take(Column.WEBSITE, _website),
        industry="; ".join(filter(None, industry)),
        profile=_profile(reader),
        listed_role="; ".join(filter(None, role)),
        note="; ".join(filter(None, (*sub_events(reader.raw(Column.STANDS)), reader.text(Column.TAGS)))),
        external_id=reader.take(Column.EXTERNAL_ID, lambda raw: identified(Scheme.OWN, raw).value),
        identifiers=_identifiers(reader),
        stands=stands,
    )


def _surplus(reader: _Reader) -> RefusedCell:
    refusal = CellsSurplus(count=len(reader.headings))
    return RefusedCell(
        reader.row.number,
        column_letters(len(reader.headings)),
        " | ".join(reader.row.surplus),
        refusal.message,
        refusal.values,
    )


def _names(reader: _Reader) -> tuple[str, str]:
    """The name in its own script and the Latin one; the second is blank where the first is Latin."""
    given = {column: reader.take(column, cleaned_name) for column in NAMES}
    told = {one.column for one in reader.refused}
    if not any(given.values()) and not told & {reader.heading(column) for column in NAMES}:
        column = next(column for column in NAMES if column in reader.plan.places)
        reader.refuse(column, NameNeeded())
        return "", ""
    names = [given[column] for column in NAMES if given[column]]
    if not names:
        return "", ""
    own = next((name for name in names if script_of(name) != Script.LATIN), names[0])
    if given[Column.NAME_ZH]:
        own = given[Column.NAME_ZH]
    latin = given[Column.NAME_EN] or next((name for name in names if script_of(name) == Script.LATIN), "")
    return own, "" if name_key(latin) == name_key(own) else latin


def _stands(reader: _Reader) -> tuple[StandPlace, ...]:
    try:
        return stand_places(reader.raw(Column.STANDS), reader.raw(Column.HALL))
    except Refusal as refusal:
        reader.refuse(Column.STANDS, refusal)
        return ()


def _identifiers(reader: _Reader) -> tuple[tuple[str, str], ...]:
    found = []
    for column, scheme in REGISTERS.items():
        value = reader.take(column, lambda raw, scheme=scheme: identified(scheme, raw).value)  # type: ignore[misc]
        if value:
            found.append((str(scheme), value))
    return tuple(found)


def _profile(reader: _Reader) -> str:
    """Profile and products; what a profile repeats of the row's other cells is left out of it."""
    profile, products = reader.text(Column.PROFILE), reader.text(Column.PRODUCTS)
    own = profile
    others = [
        cell
        for column, place in reader.plan.places.items()
        if column != Column.PROFILE and (cell := _unspaced(reader.row.cells[place]))
    ]
    halls = [place.hall for place in stand_places(reader.raw(Column.STANDS))] if not reader.refused else []
    profile = _without_repeats(profile, sorted(others, key=len, reverse=True), halls)
    if profile != own:
        reader.repaired.append(RepairedCell(reader.row.number, reader.heading(Column.PROFILE), own, profile))
    return "\n".join(dict.fromkeys(filter(None, (profile, products))))


def _without_repeats(text: str, before: Sequence[str], behind: Sequence[str]) -> str:
    """Cut cells off the front while at least two of them stand there, and halls off the end."""
    rest, cut = text, 0
    while start := next((cell for cell in before if _starts_with(rest, cell)), ""):
        rest, cut = rest[len(start) :].lstrip(), cut + 1
    if cut < 2:
        return text
    while end := next((hall for hall in behind if hall and rest.casefold().endswith(hall.casefold())), ""):
        rest = rest[: -len(end)].rstrip()
    return rest


def _starts_with(text: str, cell: str) -> bool:
    if not text.casefold().startswith(cell.casefold()):
        return False
    return len(text) == len(cell) or text[len(cell)].isspace()


def _website(raw: str) -> str:
    """A web address, or nothing: a telephone number or a word is not one."""
    text = next((word for word in raw.split() if "." in word.strip(".")), "")
    scheme, found, rest = text.partition("://")
    if found and scheme.casefold() not in {"http", "https"}:
        return ""
    host = (rest if found else text).partition("/")[0]
    if "." not in host.strip(".") or not any(character.isalpha() for character in host):
        return ""
    return _within(LIMITS[Column.WEBSITE], text if found else f"http://{text}")


def _unspaced(raw: str) -> str:
    """No blanks around, single blanks within a line; lines stay lines."""
    lines = (" ".join(line.split()) for line in raw.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(lines).strip()


def _within(limit: int, text: str) -> str:
    if len(text) > limit:
        raise CellTooLong(length=len(text), limit=limit)
    return text


def _one_name_per_number(
    rows: Iterable[ExhibitorRow], table: Table, plan: ColumnPlan
) -> tuple[list[ExhibitorRow], list[RefusedCell]]:
    """Refuse a second row that gives the list's own number to another name."""
    first: dict[str, ExhibitorRow] = {}
    kept, refused = [], []
    for row in rows:
        known = first.setdefault(row.external_id, row) if row.external_id else row
        if name_key(known.name) == name_key(row.name):
            kept.append(row)
            continue
        refusal = NumberTwice(row=known.number, other=known.name)
        refused.append(
            RefusedCell(
                row.number,
                table.headings[plan.places[Column.EXTERNAL_ID]],
                row.external_id,
                refusal.message,
                refusal.values,
            )
        )
    return kept, refused


def joined(rows: Sequence[ExhibitorRow]) -> ExhibitorRow:
    """One entry for rows that are one organisation: the first filled cell of each field, all stands, all words."""

    def first(pick: Callable[[ExhibitorRow], str]) -> str:
        return next(filter(None, map(pick, rows)), "")

    def words(pick: Callable[[ExhibitorRow], str]) -> str:
        return "; ".join(dict.fromkeys(word for row in rows for word in pick(row).split("; ") if word))

    return replace(
        rows[0],
        name_latin=first(lambda row: row.name_latin),
        country=first(lambda row: row.country),
        city=first(lambda row: row.city),
        address=first(lambda row: row.address),
        website=first(lambda row: row.website),
        industry=_cut(words(lambda row: row.industry), 500),
        profile=max((row.profile for row in rows), key=len),
        listed_role=_cut(words(lambda row: row.listed_role), 200),
        note=words(lambda row: row.note),
        identifiers=tuple(dict.fromkeys(number for row in rows for number in row.identifiers)),
        stands=tuple(dict.fromkeys(place for row in rows for place in row.stands)),
    )


def _cut(words: str, limit: int) -> str:
    """Leave whole words out at the end rather than half of one."""
    while len(words) > limit:
        words = words.rpartition("; ")[0]
    return words
