"""Workbooks to records: values as a person sees them, limits on what they unpack to, macros left alone."""

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from chainfair.ground.kinds import phrase
from chainfair.ground.tables.errors import (
    NotATable,
    SheetEmpty,
    SheetTooWide,
    UnpacksTooLarge,
    WorkbookUnreadable,
)
from chainfair.ground.tables.kinds import Limits, Note, column_letters

FIRST_UNSURE = 10**15  # a spreadsheet keeps fifteen digits of a number
_CHUNK = 1 << 20
_OVERLAP = 200  # bytes looked at again, so that no cell is cut between two chunks
_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]{0,120}?\br\s*=\s*[\"']\$?([A-Z]{1,3})\$?(\d{1,9})[\"']")

CellValue = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


@dataclass(frozen=True)
class SheetRecords:
    """The first filled, visible sheet: records, which cells lost digits, what was decided."""

    records: list[list[str]]
    damaged: frozenset[tuple[int, int]]
    first_row: int
    notes: tuple[Note, ...]


def read_sheet(data: bytes, *, name: str, limits: Limits) -> SheetRecords:
    """Read a workbook whose unpacked size was counted first."""
    parts = _checked_parts(data, name, limits)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet, others = _first_filled(workbook, name)
        values = sheet.to_python(skip_empty_area=False)
        merged = sheet.merged_cell_ranges or []
    except (CalamineError, OSError, ValueError) as error:
        raise WorkbookUnreadable(name=name, place=str(error)[:120]) from None
    records = [[_text(value) for value in row] for row in values]
    damaged = frozenset(
        (row, column)
        for row, cells in enumerate(values)
        for column, value in enumerate(cells)
        if isinstance(value, float | int) and not isinstance(value, bool) and abs(value) >= FIRST_UNSURE
    )
    notes = [*_filled_merged(records, merged), *_notes(parts, sheet, others, _hidden(workbook))]
    return SheetRecords(records, damaged, 1, tuple(notes))


def _checked_parts(data: bytes, name: str, limits: Limits) -> list[str]:
    """Inflate every part once, throwing the bytes away: sizes that an archive declares can lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise WorkbookUnreadable(name=name, place="zip") from None
    names = [info.filename for info in infos]
    if "[Content_Types].xml" not in names or not any(part.startswith("xl/") for part in names):
        raise NotATable(name=name, found="ZIP")
    left = limits.unpacked
    for info in infos:
        size, rows, columns = _inflated(data, info, left, name)
        left -= size
        if left < 0:
            raise UnpacksTooLarge(name=name, limit=limits.unpacked, place=info.filename)
        if rows * columns > limits.cells:
            raise SheetTooWide(name=name, rows=rows, columns=columns, place=info.filename, limit=limits.cells)
    return names


def _inflated(data: bytes, info: zipfile.ZipInfo, most: int, name: str) -> tuple[int, int, int]:
    """Count the bytes of a part, and the rows and columns up to the last cell that it names."""
    size = rows = columns = 0
    tail = b""
    try:
        for chunk in _chunks(data, info, name):
            size += len(chunk)
            for letters, digits in _CELL.findall(tail + chunk):
                rows, columns = max(rows, int(digits)), max(columns, _column_number(letters))
            tail = chunk[-_OVERLAP:]
            if size > most:
                break
    except zlib.error:
        raise WorkbookUnreadable(name=name, place=info.filename) from None
    return size, rows, columns


def _chunks(data: bytes, info: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    header = data[info.header_offset : info.header_offset + 30]
    if len(header) < 30 or info.flag_bits & 0x1:
        raise WorkbookUnreadable(name=name, place=info.filename)
    lengths = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    start = info.header_offset + 30 + lengths
    packed = data[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise WorkbookUnreadable(name=name, place=info.filename)
    inflater = zlib.decompressobj(-15)
    while packed and not inflater.eof:
        yield inflater.decompress(packed, _CHUNK)
        packed = inflater.unconsumed_tail


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _first_filled(workbook: CalamineWorkbook, name: str) -> tuple[CalamineSheet, list[str]]:
    visible = [
        meta.name
        for meta in workbook.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
    ]
    filled = [sheet for sheet in map(workbook.get_sheet_by_name, visible) if sheet.height]
    if not filled:
        raise SheetEmpty(name=name, sheets=", ".join(visible) or "—")
    return filled[0], [sheet.name for sheet in filled[1:]]


def _text(value: CellValue) -> str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime():
            return value.isoformat(sep=" ")
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            return str(value)


def _filled_merged(
    records: list[list[str]], merged: list[tuple[tuple[int, int], tuple[int, int]]]
) -> list[Note]:
    """Give a value merged down a column to each of its rows; a value merged across stays in its first column."""
    notes = []
    for (top, left), (bottom, _) in merged:
        if bottom == top or top >= len(records) or not records[top][left]:
            continue
        for row in range(top + 1, min(bottom + 1, len(records))):
            records[row][left] = records[top][left]
        notes.append(
            Note(
                phrase("Merged cells %(first)s to %(last)s: each row was given “%(value)s”."),
                {
                    "first": f"{column_letters(left)}{top + 1}",
                    "last": f"{column_letters(left)}{bottom + 1}",
                    "value": records[top][left][:60],
                },
            )
        )
    return notes


def _hidden(workbook: CalamineWorkbook) -> list[str]:
    return [meta.name for meta in workbook.sheets_metadata if meta.visible != SheetVisibleEnum.Visible]


def _notes(parts: list[str], sheet: CalamineSheet, others: list[str], hidden: list[str]) -> list[Note]:
    notes = []
    if any(part.endswith("vbaProject.bin") for part in parts):
        notes.append(Note(phrase("The workbook's macros were not run and not kept.")))
    if hidden:
        notes.append(Note(phrase("Hidden sheets were left out: %(others)s."), {"others": ", ".join(hidden)}))
    if others:
        notes.append(
            Note(
                phrase("Sheet “%(sheet)s” was read; left out: %(others)s."),
                {"sheet": sheet.name, "others": ", ".join(others)},
            )
        )
    return notes
