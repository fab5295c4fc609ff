import csv
import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from chainfair.ground.tables import Limits, Table, column_letters, read_table, write_csv, write_xlsx
from chainfair.ground.tables import errors as refusals
from chainfair.ground.tables.writing import guarded, unguarded
from tests.shared import LISTS, needs_lists

CHINESE = [
    ["企业名称", "国家", "展位"],
    ["上海东方算芯科技有限公司", "中国", "H2-B101"],
    ["中国南方电网有限责任公司", "中国", "H2-D501"],
]
TRADITIONAL = [
    ["企業名稱", "國家", "展位"],
    ["臺灣積體電路製造股份有限公司", "台灣", "A1"],
    ["鴻海精密工業股份有限公司", "台灣", "A2"],
]
GERMAN = [
    ["Name", "Ort"],
    ["Müller Förderanlagen GmbH", "Köln"],
    ["Größe & Söhne", "Düsseldorf"],
    ["Société Générale", "Orléans"],
]


def packed(rows: list[list[str]], encoding: str, separator: str = ",", end: str = "\r\n") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return out.getvalue().encode(encoding)


def cells(table: Table) -> list[list[str]]:
    return [list(table.headings), *(list(row.cells) for row in table.rows)]


def workbook(fill: Callable[[Any, Any], None], **options: Any) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    fill(book, book.add_worksheet("Exhibitors"))
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("rows", "encoding", "told"),
    [
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gbk", "gb18030"),
        (CHINESE, "utf-16", "utf-16"),
        (CHINESE, "utf-16-le", "utf-16-le"),
        (CHINESE, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "big5", "big5"),
        (GERMAN, "cp1252", "windows-1252"),
        (GERMAN, "utf-8", "utf-8"),
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_read_table_finds_encoding_separator_and_line_ends(
    rows: list[list[str]], encoding: str, told: str, separator: str, end: str
) -> None:
    table = read_table(packed(rows, encoding, separator, end), "list.csv")
    assert cells(table) == rows
    assert (table.encoding, table.separator, table.heading_row) == (told, separator, 1)
    assert [row.number for row in table.rows] == list(range(2, len(rows) + 1))


def test_read_table_shows_samples_outside_ascii() -> None:
    assert read_table(packed(GERMAN, "cp1252"), "list.csv").samples == (
        "Müller Förderanlagen GmbH",
        "Köln",
        "Größe & Söhne",
        "Düsseldorf",
        "Société Générale",
        "Orléans",
    )


def test_read_table_takes_the_encoding_that_was_named() -> None:
    data = packed([["Nazwa", "Miasto"], ["Żółw Sp. z o.o.", "Wrocław"]], "cp1250")
    with pytest.raises(refusals.EncodingUnclear) as refused:
        read_table(data, "list.csv")
    assert "on the command line with --encoding NAME" in str(refused.value)
    assert refused.value.line == 2
    assert cells(read_table(data, "list.csv", "cp1250"))[1] == ["Żółw Sp. z o.o.", "Wrocław"]


@pytest.mark.parametrize("encoding", ["euc-kr", "shift-jis", "cp1251"])
def test_read_table_asks_rather_than_reads_another_script(encoding: str) -> None:
    words = {
        "euc-kr": ["한국전자통신연구원 삼성전자주식회사 현대자동차", "서울특별시 강남구 테헤란로"],
        "shift-jis": ["株式会社日立製作所 東京電力 横浜ゴム", "東京都千代田区丸の内"],
        "cp1251": ["Общество с ограниченной ответственностью Вымпел", "Санкт-Петербург"],
    }[encoding]
    with pytest.raises(refusals.EncodingUnclear):
        read_table(packed([["name", "city"], words], encoding), "list.csv")


def test_read_table_names_the_byte_that_breaks_utf8() -> None:
    data = packed(CHINESE * 5, "utf-8")[:-30].replace("南方".encode(), "南".encode() + b"\xff", 1)
    with pytest.raises(refusals.EncodingDamaged) as refused:
        read_table(data, "list.csv")
    assert (refused.value.line, refused.value.value) == (3, "FF")


def test_read_table_names_the_byte_that_contradicts_the_named_encoding() -> None:
    with pytest.raises(refusals.EncodingWrong) as refused:
        read_table(packed(GERMAN, "cp1252"), "list.csv", "utf-8")
    assert (refused.value.line, refused.value.byte, refused.value.value) == (2, 2, "FC")
    with pytest.raises(refusals.EncodingUnknown):
        read_table(packed(GERMAN, "cp1252"), "list.csv", "klingon")
    with pytest.raises(refusals.EncodingUnknown):
        read_table(packed(GERMAN, "cp1252"), "list.csv", "base64")


def test_read_table_takes_a_line_above_the_headings_as_title() -> None:
    data = packed([["Exhibitors of the third edition", "", ""], ["", "", ""], *CHINESE], "utf-8")
    table = read_table(data, "list.csv")
    assert (table.headings, table.heading_row) == (("企业名称", "国家", "展位"), 3)
    assert [row.number for row in table.rows] == [4, 5]
    assert [str(note) for note in table.notes] == [
        "Row 1 was taken as a title, not as headings: “Exhibitors of the third edition”."
    ]


def test_read_table_numbers_rows_as_a_spreadsheet_shows_them() -> None:
    table = read_table(b'name,text\nA,"one\ntwo\nthree"\n\nB,last\n', "list.csv")
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ("A", "one\ntwo\nthree")),
        (4, ("B", "last")),
    ]


def test_read_table_keeps_blanks_and_quotes_and_pads_short_rows() -> None:
    table = read_table(b'name,city,zip\n " A ""x"" ",Ulm\n', "list.csv", "utf-8")
    assert table.rows[0].cells == (' " A ""x"" "', "Ulm", "")
    assert read_table(b'name,city\n" A ""x"" ",Ulm\n', "l.csv").rows[0].cells == (' A "x" ', "Ulm")


def test_read_table_hands_out_cells_beyond_the_headings() -> None:
    table = read_table(b"name,city\nAcme, Inc.,Ulm\nB,Bonn\n", "list.csv")
    assert [row.surplus for row in table.rows] == [("Ulm",), ()]


def test_read_table_honours_the_separator_line_of_excel() -> None:
    table = read_table(b"sep=;\r\nname;city\r\nA;Ulm\r\n", "list.csv")
    assert (table.headings, table.heading_row, table.rows[0].number) == (("name", "city"), 2, 3)


def test_read_table_reads_one_column_of_names() -> None:
    assert cells(read_table("名称\n甲公司\n乙公司\n".encode(), "list.csv")) == [
        ["名称"],
        ["甲公司"],
        ["乙公司"],
    ]


def test_read_table_drops_control_characters_and_says_so() -> None:
    table = read_table(b"name,city\nA\x0bB,Ulm\x1f\n", "list.csv")
    assert table.rows[0].cells == ("AB", "Ulm")
    assert [str(note) for note in table.notes] == ["2 control characters were left out."]


def test_read_table_unpacks_gzip() -> None:
    assert cells(read_table(gzip.compress(packed(CHINESE, "gb18030")), "list.csv.gz")) == CHINESE


# What is refused whole, with the place and what is allowed.


def bomb(size: int, *, lie: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    data = out.getvalue()
    if lie:  # both headers say ten bytes
        data = data.replace(struct.pack("<L", size), struct.pack("<L", 10))
    return data


BROKEN: list[tuple[str, bytes, type[refusals.TableRefused], str]] = [
    ("empty", b"", refusals.FileEmpty, "holds no row"),
    ("blank", b" \r\n\r\n", refusals.FileEmpty, "holds no row"),
    ("marked and blank", b"\xef\xbb\xbf\r\n", refusals.FileEmpty, "holds no row"),
    ("only headings", b"name,city\r\n", refusals.NoRows, "row 1"),
    ("open quote", b'name,city\nA,Ulm\nB,"Bonn\nC,Kiel\n', refusals.QuotesUnreadable, "line 3"),
    ("quote inside", b'name,city\n"A" & Co,Ulm\n', refusals.QuotesUnreadable, "line 2"),
    ("heading twice", b"name,city,name\nA,Ulm,B\n", refusals.HeadingTwice, "“name” twice in row 1"),
    ("NUL", b"name,city\nA\x00,Ulm\n" + b"B,Bonn\n" * 9, refusals.TextHasNul, "line 2"),
    ("PDF", b"%PDF-1.7\n...", refusals.NotATable, "PDF"),
    ("picture", b"\x89PNG\r\n\x1a\n", refusals.NotATable, "PNG"),
    ("old Excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, refusals.NotATable, "Office 97-2003"),
    ("web page", b"<!DOCTYPE html><html><table>", refusals.NotATable, "HTML"),
    ("cut gzip", gzip.compress(b"name,city\nA,Ulm\n" * 99)[:-20], refusals.ArchiveDamaged, "damaged"),
    ("false gzip", b"\x1f\x8b" + b"nothing of the kind", refusals.ArchiveDamaged, "damaged"),
    ("gzip bomb", gzip.compress(b"0" * 3_000_000), refusals.UnpacksTooLarge, "2000000 bytes"),
    ("zip bomb", bomb(3_000_000), refusals.UnpacksTooLarge, "xl/worksheets/sheet1.xml"),
    ("lying zip bomb", bomb(3_000_000, lie=True), refusals.UnpacksTooLarge, "xl/worksheets/sheet1.xml"),
    ("cut workbook", bomb(1000)[:-30], refusals.WorkbookUnreadable, "zip"),
    ("no workbook", bomb(1000), refusals.WorkbookUnreadable, "no readable workbook"),
    ("too large", b"name\n" + b"x" * 2_500_000, refusals.FileTooLarge, "2500005 bytes"),
    ("too many rows", b"name\n" + b"x\n" * 1100, refusals.TooManyRows, "1000 rows"),
    (
        "too many columns",
        b",".join(b"c%d" % n for n in range(60)) + b"\nx\n",
        refusals.TooManyColumns,
        "60 columns",
    ),
]


@pytest.mark.parametrize(
    ("data", "kind", "place"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_read_table_refuses_whole_in_one_sentence(
    data: bytes, kind: type[refusals.TableRefused], place: str
) -> None:
    limits = Limits(packed=2_400_000, unpacked=2_000_000, rows=1000, columns=50)
    with pytest.raises(refusals.TableRefused) as refused:
        read_table(data, "list.csv", limits=limits)
    assert type(refused.value) is kind
    assert place in str(refused.value)
    assert "list.csv" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_read_table_refuses_a_zip_that_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("list.csv", "name\nA\n")
    with pytest.raises(refusals.NotATable) as refused:
        read_table(out.getvalue(), "list.zip")
    assert refused.value.found == "ZIP"


# Workbooks.


def test_read_table_reads_a_workbook_as_a_person_sees_it() -> None:
    def fill(book: Any, sheet: Any) -> None:
        day, moment = (
            book.add_format({"num_format": "yyyy-mm-dd"}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        )
        sheet.write_row(0, 0, ["name", "id", "since", "seen", "sum", "member", "share"])
        sheet.write_row(1, 0, ["甲公司", 3527])
        sheet.write_datetime(1, 2, date(2026, 11, 24), day)
        sheet.write_datetime(1, 3, datetime(2026, 11, 24, 9, 30), moment)  # noqa: DTZ001 (a workbook knows no zone)
        sheet.write_formula(1, 4, "=1+1", None, 2)
        sheet.write_boolean(1, 5, boolean=True)
        sheet.write_number(1, 6, 0.1)

    for options in ({}, {"date_1904": True}):
        table = read_table(workbook(fill, **options), "list.xlsx")
        assert table.encoding == "xlsx"
        assert table.rows[0].cells == (
            "甲公司",
            "3527",
            "2026-11-24",
            "2026-11-24 09:30:00",
            "2",
            "TRUE",
            "0.1",
        )
        assert table.rows[0].damaged == frozenset()


def test_read_table_marks_numbers_that_lost_their_digits() -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["name", "uscc", "note"])
        sheet.write_row(1, 0, ["甲公司", 913100000000000018, "x"])
        sheet.write_row(2, 0, ["乙公司", 123456789012345, "y"])

    table = read_table(workbook(fill), "list.xlsx")
    assert [row.damaged for row in table.rows] == [frozenset({1}), frozenset()]
    assert table.rows[1].cells[1] == "123456789012345"


def test_read_table_gives_a_merged_value_to_each_row_and_takes_a_merged_line_as_title() -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 2, "Exhibitors 2026")
        sheet.write_row(1, 0, ["name", "country", "city"])
        sheet.write_column(2, 0, ["A", "B", "C"])
        sheet.merge_range(2, 1, 4, 1, "Germany")

    table = read_table(workbook(fill), "list.xlsx")
    assert [row.cells for row in table.rows] == [(name, "Germany", "") for name in "ABC"]
    assert [row.number for row in table.rows] == [3, 4, 5]
    assert [str(note) for note in table.notes] == [
        "Merged cells B3 to B5: each row was given “Germany”.",
        "Row 1 was taken as a title, not as headings: “Exhibitors 2026”.",
    ]


def test_read_table_takes_the_first_visible_filled_sheet_and_leaves_macros() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.hide()
        sheet.write_row(0, 0, ["secret"])
        book.add_worksheet("Empty").activate()
        for name in ("List", "Old list"):
            book.add_worksheet(name).write_column(0, 0, ["name", name])

    data = workbook(fill)
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    table = read_table(out.getvalue(), "list.xlsm")
    assert cells(table) == [["name"], ["List"]]
    assert [str(note) for note in table.notes] == [
        "The workbook's macros were not run and not kept.",
        "Hidden sheets were left out: Exhibitors.",
        "Sheet “List” was read; left out: Old list.",
    ]


@pytest.mark.parametrize("constant_memory", [False, True])
def test_read_table_refuses_a_cell_far_off_before_anything_holds_all_between(
    *, constant_memory: bool
) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["name", "city"])
        sheet.write_row(1, 0, ["A", "Ulm"])
        sheet.write_string(1_048_575, 16_383, "x")

    with pytest.raises(refusals.SheetTooWide) as refused:
        read_table(workbook(fill, constant_memory=constant_memory), "list.xlsx")
    assert (refused.value.rows, refused.value.columns) == (1_048_576, 16_384)
    assert "xl/worksheets/sheet1.xml" in str(refused.value)


def test_read_table_refuses_a_workbook_without_a_row() -> None:
    with pytest.raises(refusals.SheetEmpty) as refused:
        read_table(workbook(lambda _book, _sheet: None), "list.xlsx")
    assert refused.value.sheets == "Exhibitors"


# Our own export.

CELL = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("=+-@\t\r\n＝＋－＠'\",; "),
    max_size=20,
)
ROWS = st.lists(
    st.tuples(CELL, CELL, CELL).filter(lambda row: any(cell.strip() for cell in row)), min_size=1, max_size=5
)


@given(ROWS)
def test_write_csv_imports_to_the_same_values(rows: list[tuple[str, str, str]]) -> None:
    table = read_table(write_csv(["name", "展位", "c"], rows), "export.csv")
    assert [row.cells for row in table.rows] == rows
    assert (table.headings, table.separator, table.encoding) == (("name", "展位", "c"), ",", "utf-8")


@settings(max_examples=50)
@given(ROWS)
def test_write_xlsx_imports_to_the_same_values(rows: list[tuple[str, str, str]]) -> None:
    table = read_table(write_xlsx(["name", "展位", "c"], rows), "export.xlsx")
    assert [row.cells for row in table.rows] == rows


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_write_csv_guards_cells_that_a_spreadsheet_would_run(start: str) -> None:
    text = write_csv(["name"], [[f"{start}cmd|' /C calc'!A0"]]).decode("utf-8-sig")
    written = list(csv.reader(io.StringIO(text, newline="")))
    assert written[1] == [f"'{start}cmd|' /C calc'!A0"]


@given(st.text())
def test_unguarded_undoes_guarded(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


def test_write_xlsx_writes_formulas_as_text_and_keeps_numbers() -> None:
    data = write_xlsx(["name", "count", "long"], [["=1+1", 7, 913100000000000018]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<v>7</v>" in sheet
    assert read_table(data, "export.xlsx").rows[0].cells == ("=1+1", "7", "913100000000000018")


def test_write_xlsx_refuses_a_cell_beyond_its_end() -> None:
    with pytest.raises(refusals.CellTooLong) as refused:
        write_xlsx(["name", "text"], [["A", "x" * 32_768]])
    assert (refused.value.row, refused.value.column) == (2, "B")


def test_column_letters_count_as_a_spreadsheet_does() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 51, 701, 702)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]


@needs_lists
@pytest.mark.parametrize(
    "name",
    ["waic_2026_bilingual.csv", "hannovermesse_2018.csv.gz", "ces_2026_partial.csv", "cphi_2025_partial.csv"],
)
def test_read_table_reads_the_real_lists_as_the_csv_module_does(name: str) -> None:
    data = (LISTS / name).read_bytes()
    text = (zlib.decompress(data, 31) if name.endswith(".gz") else data).decode("utf-8")
    table = read_table(data, name)
    assert cells(table) == list(csv.reader(io.StringIO(text, newline="")))
    for written in (write_csv, write_xlsx):
        again = read_table(written(table.headings, [row.cells for row in table.rows]), "export")
        assert again.rows == table.rows
