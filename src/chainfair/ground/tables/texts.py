"""CSV text to records: the separator found, quotes strict, records numbered as a spreadsheet shows them."""

import csv
import io
import re
from collections import Counter

from chainfair.ground.tables.errors import QuotesUnreadable

SEPARATORS = (",", ";", "\t")
_DECLARED = re.compile(r"\Asep=([,;\t|])(?:\r\n|\r|\n)", re.IGNORECASE)
_LINE_END = re.compile("\r\n|\r|\n")
_TRIED = 200  # records looked at for the separator

csv.field_size_limit(10_000_000)


def records_of(text: str, *, name: str) -> tuple[list[list[str]], str, int]:
    """Cut text into records; return them, the separator, and how many lines stood before the first record."""
    declared = _DECLARED.match(text)
    if declared:
        return _records(text[declared.end() :], declared[1], name), declared[1], 1
    separator = _separator_of(text, name)
    return _records(text, separator, name), separator, 0


def _records(text: str, separator: str, name: str, most: int | None = None) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records = []
    try:
        for record in reader:
            records.append(record)
            if len(records) == most:
                break
    except csv.Error:
        raise QuotesUnreadable(name=name, line=_line_where_it_breaks(records)) from None
    return records


def _line_where_it_breaks(records: list[list[str]]) -> int:
    """Point at the line where the broken record begins, not at the end of the file where the reader gave up."""
    return 1 + sum(1 + sum(len(_LINE_END.findall(cell)) for cell in record) for record in records)


def _separator_of(text: str, name: str) -> str:
    """Choose the separator under which most records have the same number of cells; more cells win a tie."""
    best, broken = (0.0, 0, ","), None
    for separator in SEPARATORS:
        try:
            records = [record for record in _records(text, separator, name, _TRIED) if any(record)]
        except QuotesUnreadable as error:
            broken = broken or error
            continue
        counts = Counter(len(record) for record in records)
        width, times = counts.most_common(1)[0] if counts else (1, 0)
        if width > 1:
            best = max(best, (round(times / len(records), 1), width, separator))
    if broken and not best[1]:
        raise broken
    return best[2]
