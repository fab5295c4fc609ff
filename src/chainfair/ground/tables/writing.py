"""Tables to files that a spreadsheet opens without running anything, and that import to the same values."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from chainfair.ground.tables.errors import CellTooLong
from chainfair.ground.tables.kinds import column_letters

CELL_LIMIT = 32_767  # characters that a workbook's cell holds
# What a spreadsheet takes for a formula, behind any apostrophes already there.
_DANGEROUS = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def unguarded(cell: str) -> str:
    """Take one such apostrophe away again."""
    return cell[1:] if _GUARDED.match(cell) else cell


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write UTF-8 with a byte-order mark, CRLF and guarded cells: Excel and WPS read it as it is."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(heading) for heading in headings])
    writer.writerows([guarded(_shown(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(headings: Sequence[str], rows: Iterable[Sequence[object]], sheet: str = "chainfair") -> bytes:
    """Write a workbook: text as text (never a formula or a link), numbers as numbers while they keep their digits."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": False})
    page = book.add_worksheet(sheet)
    bold, text = book.add_format({"bold": True, "num_format": "@"}), book.add_format({"num_format": "@"})
    for column, heading in enumerate(headings):
        page.write_string(0, column, heading, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int) and not isinstance(cell, bool) and abs(cell) < 10**15:
                page.write_number(number, column, cell)
                continue
            shown = _NOT_IN_XML.sub("", _shown(cell))
            if len(shown) > CELL_LIMIT:
                raise CellTooLong(
                    row=number + 1, column=column_letters(column), size=len(shown), limit=CELL_LIMIT
                )
            page.write_string(number, column, shown, text)
    page.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _shown(cell: object) -> str:
    return "" if cell is None else str(cell)
