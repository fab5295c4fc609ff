"""Broken files as bytes, one of each kind that people send, and what the refusal has to name."""

import gzip
import io
import zipfile
from collections.abc import Callable

import xlsxwriter

GOOD = "名称,国家,城市\n" + "".join(f"上海甲{place}电子有限公司,中国,上海\n" for place in "东南西北中" * 8)


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """A workbook as bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(book)
    book.close()
    return out.getvalue()


def rows(*lines: tuple[object, ...]) -> Callable[[xlsxwriter.Workbook], None]:
    """Fill one sheet with rows."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)

    return fill


def damaged() -> bytes:
    """UTF-8 with one byte that is none, in line 5."""
    data = bytearray(GOOD.encode())
    data[data.index("西".encode())] = 0xFF
    return bytes(data)


def zip_bomb() -> bytes:
    """A workbook whose one sheet grows to 250 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 250_000_000)
    return out.getvalue()


def far_cell(book: xlsxwriter.Workbook) -> None:
    """A filled cell in the last row and the last column."""
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["name"])
    sheet.write(1_048_575, 16_383, "x")


def formula(book: xlsxwriter.Workbook) -> None:
    """A formula that nobody has computed."""
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["name", "city"])
    sheet.write_formula(1, 0, '="A"&B2', None, "")
    sheet.write(1, 1, "Ulm")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
# Refused whole: name, bytes, and the words of place, kind or limit that the sentence has to have.
WHOLE: dict[str, tuple[str, bytes, str]] = {
    "damaged utf-8": ("list.csv", damaged(), "line 4, byte"),
    "gb18030 or windows-1252": ("list.csv", b"name\n\xc4\xe3\n", "“你” (gb18030)"),
    "nul bytes": ("list.csv", b"name,city\nA\0B,Ulm\n" + b"C,Bonn\n" * 9, "NUL character in line 2"),
    "open quote": ("list.csv", b'name,city\nA,"Ulm\nB,Bonn\n', "quote in line 2"),
    "empty": ("list.csv", b"", "holds no row"),
    "headings only": ("list.csv", b"name,city\n", "headings in row 1 and no row"),
    "heading twice": ("list.csv", b"name,city,name\nA,Ulm,B\n", "“name” twice in row 1"),
    "no name column": ("list.csv", b"who,where\nA,Ulm\n", "its headings are: who, where"),
    "600 columns": ("list.csv", b",".join(b"c%d" % n for n in range(600)) + b"\nx\n", "at most 500"),
    "too many rows": ("list.csv", b"name\n" + b"x\n" * 200_100, "more than 200000 rows"),
    "picture": ("list.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "kind PNG"),
    "old excel": ("list.xls", OLE, "Office 97-2003 / encrypted Office"),
    "password": ("list.xlsx", OLE, "Office 97-2003 / encrypted Office"),
    "cut gzip": ("list.csv.gz", gzip.compress(GOOD.encode())[:-8], "unpacking stops at"),
    "gzip bomb": ("list.csv.gz", gzip.compress(b"0" * 210_000_000), "beyond 200000000 bytes"),
    "gzip in gzip": ("list.csv.gz", gzip.compress(gzip.compress(GOOD.encode())), "gzip in gzip"),
    "zip bomb": ("list.xlsx", zip_bomb(), "reached in xl/worksheets/sheet1.xml"),
    "far cell": ("list.xlsx", workbook(far_cell), "1048576 rows and 16384 columns"),
    "cut workbook": ("list.xlsx", workbook(rows(("name",), ("A",)))[:-40], "no readable workbook (zip)"),
}
# Refused row by row: name, bytes, and row, column and words of what is allowed.
CELLS: dict[str, tuple[str, bytes, tuple[int, str, str]]] = {
    "uscc through a float": (
        "list.xlsx",
        workbook(rows(("name", "USCC"), ("甲公司", 913100007109328220))),
        (2, "USCC", "Cell B2 is a number of more than fifteen digits"),
    ),
    "uscc check": (
        "list.csv",
        "名称,USCC\n甲,91310000710932822X\n".encode(),
        (2, "USCC", "position 18 of a USCC"),
    ),
    "gln check": ("list.csv", b"name,GLN\nAcme,4012345000010\n", (2, "GLN", "position 13 of a GLN")),
    "lei check": ("list.csv", b"name,LEI\nAcme,529900T8BM49AURSDO56\n", (2, "LEI", "position 19 of a LEI")),
    "only punctuation": ("list.csv", b"name\n---\n", (2, "name", "A name in any language is needed")),
    "1,001 characters": (
        "list.csv",
        b"name\n" + b"x" * 1001 + b"\n",
        (2, "name", "at most 1000 are allowed"),
    ),
    "country": ("list.csv", b"name,country\nAcme,Atlantis\n", (2, "country", "“Atlantis” is no country")),
    "stands and halls": (
        "list.csv",
        b"name,stand,hall\nAcme,A1|A2|A3,W1|W2\n",
        (2, "stand", "3 stands and 2 halls"),
    ),
    "surplus cell": ("list.csv", b"name,city\nAcme,Ulm,Bonn\n", (2, "C", "2 cells are allowed")),
    "formula without a value": (
        "list.xlsx",
        workbook(formula),
        (2, "name", "A name in Chinese, English or any other language is needed"),
    ),
}
