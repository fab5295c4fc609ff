"""What a read table is: plain strings with the row numbers a person sees in the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """How large an uploaded list may be; beyond it a file is refused, never cut."""

    packed: int = 50_000_000  # bytes as sent
    unpacked: int = 200_000_000  # bytes of all parts
    rows: int = 200_000
    columns: int = 500
    cells: int = 10_000_000  # of the rectangle that a sheet spans, filled or not


@dataclass(frozen=True)
class Note:
    """Something that was repaired or decided while reading; `message % values`, translated where it is shown."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values


@dataclass(frozen=True)
class Row:
    """One row: its number in the file (from 1) and its cells, as many as there are headings."""

    number: int
    cells: tuple[str, ...]
    surplus: tuple[str, ...] = ()  # filled cells beyond the last heading
    damaged: frozenset[int] = frozenset()  # cells whose number lost digits in a spreadsheet


@dataclass(frozen=True)
class Table:
    """A file that was read whole."""

    name: str
    headings: tuple[str, ...]
    heading_row: int
    rows: tuple[Row, ...]
    encoding: str  # "xlsx" for a workbook
    separator: str  # blank for a workbook
    notes: tuple[Note, ...] = ()
    samples: tuple[str, ...] = ()  # cells that show whether the encoding was read rightly


def column_letters(column: int) -> str:
    """Name a column (from 0) by letters: A, B, …, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
