"""Plain CSV read with every refusal naming file, row, column and what is allowed; row 1 is the header."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cells:
    """One row of a sheet: its cells by column, stripped; a column that the sheet lacks is empty."""

    sheet: str
    row: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell, empty where the sheet lacks the column."""
        return self.cells.get(column, "")

    def stated(self, column: str) -> str:
        """Return a cell that must not be empty."""
        if not self[column]:
            raise self.refusal(column, "any text but an empty one")
        return self[column]

    def place(self, column: str, places: Mapping[str, int]) -> int:
        """Return the place of a name that must be among those known."""
        if self[column] not in places:
            raise self.refusal(column, "an organisation of the organisations' file")
        return places[self[column]]

    def weight(self, column: str) -> float:
        """Return a weight, 1 where nothing is stated; one that single precision takes for 0 is none."""
        try:
            weight = float(self[column] or "1")
        except ValueError:
            weight = 0.0
        if not 1e-6 <= weight <= 1e6:
            raise self.refusal(column, "a number from 0.000001 to 1000000, or nothing")
        return weight

    def code(self, column: str) -> int:
        """Return a product code in six places, left-aligned, 0 where nothing is stated."""
        digits = self[column].replace(".", "").replace(" ", "")
        plain = digits.isascii() and digits.isdigit() and len(digits) in {2, 4, 6} and int(digits[:2]) > 0
        if digits and not plain:
            raise self.refusal(column, "2, 4 or 6 digits of a product code such as 850760, or nothing")
        return int(digits.ljust(6, "0")) if digits else 0

    def refusal(self, column: str, allowed: str) -> ValueError:
        """Return the sentence that refuses a cell."""
        return ValueError(
            f"{self.sheet}, row {self.row}, column {column}: “{self[column]}”; allowed is {allowed}."
        )


def read_sheet(
    path: Path, columns: Mapping[str, str], *, also: Mapping[str, str] | None = None
) -> list[Cells]:
    """Return the rows of a CSV file in UTF-8; rows that are wholly empty are passed over.

    columns: name to read by -> names a header may give it, separated by blanks; each is needed, those of `also`
    are not. Raises ValueError for a header without a needed column and for rows longer or shorter than the header.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(_rows(path.name, csv.reader(stream, strict=True), columns, also or {}))


def _rows(
    sheet: str, lines: Iterator[list[str]], columns: Mapping[str, str], also: Mapping[str, str]
) -> Iterator[Cells]:
    row = 0
    header: dict[str, int] = {}
    try:
        for row, line in enumerate(lines, start=1):
            if row == 1:
                width, header = len(line), _header(sheet, [name.strip() for name in line], columns, also)
            elif any(cell.strip() for cell in line):
                if len(line) != width:
                    raise ValueError(
                        f"{sheet}, row {row}: {len(line)} cells; allowed are {width}, as the header has."
                    )
                yield Cells(sheet, row, {name: line[place].strip() for name, place in header.items()})
    except UnicodeDecodeError as error:
        raise ValueError(f"{sheet}, after row {row}: not text in UTF-8; allowed is UTF-8.") from error
    except csv.Error as error:
        raise ValueError(
            f"{sheet}, row {row + 1}: not CSV ({error}); allowed are cells separated by commas."
        ) from error
    if row == 0:
        raise ValueError(f"{sheet}, row 1: there is no header; allowed is one with {_spoken(columns)}.")


def _header(
    sheet: str, line: list[str], columns: Mapping[str, str], also: Mapping[str, str]
) -> dict[str, int]:
    places: dict[str, int] = {}
    for name, names in {**columns, **also}.items():
        found = [line.index(one) for one in names.split() if one in line]
        if found:
            places[name] = found[0]
        elif name in columns:
            raise ValueError(
                f"{sheet}, row 1: no column {_spoken({name: names})}; the header has {', '.join(line)}."
            )
    return places


def _spoken(columns: Mapping[str, str]) -> str:
    return ", ".join(" or ".join(names.split()) for names in columns.values())
