"""A file of a person's choosing to a table, whole or not at all."""

import re
import zlib

from chainfair.ground.kinds import phrase
from chainfair.ground.tables.encodings import decode
from chainfair.ground.tables.errors import (
    ArchiveDamaged,
    FileEmpty,
    FileTooLarge,
    HeadingTwice,
    NoRows,
    NotATable,
    TooManyColumns,
    TooManyRows,
    UnpacksTooLarge,
)
from chainfair.ground.tables.kinds import Limits, Note, Row, Table
from chainfair.ground.tables.sheets import SheetRecords, read_sheet
from chainfair.ground.tables.texts import records_of
from chainfair.ground.tables.writing import unguarded

SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\xd0\xcf\x11\xe0", "Office 97-2003 / encrypted Office"),
    (b"\x1f\x8b", "gzip in gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "RAR"),
    (b"SQLite format 3", "SQLite"),
)
WEB_PAGES = (b"<!doctype html", b"<html", b"<?xml", b"<table")
HEADINGS_WITHIN = 20  # rows from the top in which the headings must stand
FILLED = 0.6  # share of the fullest row that the headings fill at least; a title line fills less
SAMPLES = 6
LIMITS = Limits()
_NUMBER = re.compile(r"\d[\d\s.,:/-]*|\d+年\d+月(?:\d+日)?")


def read_table(data: bytes, name: str, encoding: str | None = None, limits: Limits = LIMITS) -> Table:
    """Read CSV (also packed with gzip) or XLSX; refuse the whole file in one sentence where it cannot be read."""
    if len(data) > limits.packed:
        raise FileTooLarge(name=name, size=len(data), limit=limits.packed)
    if data[:2] == b"\x1f\x8b":
        data = _unpacked(data, name, limits)
    if not data.strip():
        raise FileEmpty(name=name)
    _refuse_other_kinds(data, name)
    if data[:4] == b"PK\x03\x04":
        return _table(read_sheet(data, name=name, limits=limits), name, "xlsx", "", limits)
    text, found = decode(data, name=name, encoding=encoding)
    text, notes = _without_controls(text)
    records, separator, before = records_of(text, name=name)
    read = SheetRecords(
        [[unguarded(cell) for cell in record] for record in records], frozenset(), before + 1, notes
    )
    return _table(read, name, found, separator, limits)


def _unpacked(data: bytes, name: str, limits: Limits) -> bytes:
    """Inflate every member of a gzip file, at most as far as the limit."""
    inflated, rest = b"", data
    while rest:
        inflater = zlib.decompressobj(31)
        try:
            inflated += inflater.decompress(rest, limits.unpacked + 1 - len(inflated))
        except zlib.error:
            raise ArchiveDamaged(name=name, place=len(data) - len(rest)) from None
        if len(inflated) > limits.unpacked:
            raise UnpacksTooLarge(name=name, limit=limits.unpacked, place="gzip")
        if not inflater.eof:
            raise ArchiveDamaged(name=name, place=len(data))
        rest = inflater.unused_data.lstrip(b"\0")
    return inflated


def _refuse_other_kinds(data: bytes, name: str) -> None:
    for signature, found in SIGNATURES:
        if data.startswith(signature):
            raise NotATable(name=name, found=found)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:14].lower().startswith(WEB_PAGES):
        raise NotATable(name=name, found="HTML / XML")


def _without_controls(text: str) -> tuple[str, tuple[Note, ...]]:
    """Drop control characters that no cell means; tabs and line ends stay."""
    controls = dict.fromkeys(code for code in range(32) if chr(code) not in "\t\n\r")
    cleaned = text.translate(controls)
    lost = len(text) - len(cleaned)
    return cleaned, (
        Note(phrase("%(count)s control characters were left out."), {"count": lost}),
    ) if lost else ()


def _table(read: SheetRecords, name: str, encoding: str, separator: str, limits: Limits) -> Table:
    records = read.records
    if len(records) > limits.rows + HEADINGS_WITHIN:
        raise TooManyRows(name=name, limit=limits.rows)
    place, notes = _headings_place(records, read.first_row, name)
    headings = _trimmed(records[place])
    _check_headings(headings, place + read.first_row, name, limits)
    rows = tuple(
        _row(record, place_of_row + read.first_row, len(headings), read.damaged, place_of_row)
        for place_of_row, record in enumerate(records)
        if place_of_row > place and any(cell.strip() for cell in record)
    )
    if not rows:
        raise NoRows(name=name, row=place + read.first_row)
    return Table(
        name=name,
        headings=tuple(headings),
        heading_row=place + read.first_row,
        rows=rows,
        encoding=encoding,
        separator=separator,
        notes=(*read.notes, *notes),
        samples=_samples(headings, rows),
    )


def _headings_place(records: list[list[str]], first_row: int, name: str) -> tuple[int, list[Note]]:
    """Find the headings: the first row that fills most of the columns; lines above it are a title."""
    filled = [sum(bool(cell.strip()) for cell in record) for record in records[:HEADINGS_WITHIN]]
    most = max(filled, default=0)
    if not most:
        raise FileEmpty(name=name)
    full = [place for place, count in enumerate(filled) if count >= FILLED * most]
    # "Exported on, 2026-01-01" above the headings fills much of a narrow table, but no heading is a bare number.
    place = next(place for place in full if filled[place] == most or not any(map(_is_number, records[place])))
    above = [" ".join(filter(None, record)).strip() for record in records[:place]]
    return place, [
        Note(
            phrase("Row %(row)s was taken as a title, not as headings: “%(text)s”."),
            {"row": number + first_row, "text": text[:80]},
        )
        for number, text in enumerate(above)
        if text
    ]


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell.strip()) is not None


def _trimmed(record: list[str]) -> list[str]:
    headings = [" ".join(cell.split()) for cell in record]
    while headings and not headings[-1]:
        headings.pop()
    return headings


def _check_headings(headings: list[str], row: int, name: str, limits: Limits) -> None:
    if len(headings) > limits.columns:
        raise TooManyColumns(name=name, columns=len(headings), row=row, limit=limits.columns)
    for place, heading in enumerate(headings):
        if heading and heading in headings[:place]:
            raise HeadingTwice(name=name, heading=heading, row=row)


def _row(record: list[str], number: int, width: int, damaged: frozenset[tuple[int, int]], place: int) -> Row:
    cells = tuple(record[:width]) + ("",) * (width - len(record))
    lost = (
        frozenset(column for column in range(width) if (place, column) in damaged) if damaged else frozenset()
    )
    return Row(number, cells, tuple(cell for cell in record[width:] if cell.strip()), lost)


def _samples(headings: list[str], rows: tuple[Row, ...]) -> tuple[str, ...]:
    """Cells outside ASCII, where a wrong encoding shows first."""
    cells = (
        cell for cells in (headings, *(row.cells for row in rows)) for cell in cells if not cell.isascii()
    )
    samples: dict[str, None] = {}
    for cell in cells:
        samples[" ".join(cell.split())[:60]] = None
        if len(samples) == SAMPLES:
            break
    return tuple(samples)
