import csv
import gzip
import io
import json
import re
from collections.abc import Iterable

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from chainfair.exhibiting import errors as refusals
from chainfair.exhibiting.kinds import Column, ExhibitorList, ListMapping, StandPlace
from chainfair.exhibiting.rules import (
    joined,
    planned_columns,
    read_list,
    read_mapping,
    stand_places,
    sub_events,
)
from chainfair.ground.tables import read_table, write_csv, write_xlsx
from tests.shared import LISTS, needs_lists

NONE = ListMapping()


def understood(text: str, mapping: ListMapping = NONE) -> ExhibitorList:
    return read_list(read_table(text.encode(), "list.csv"), mapping)


def refused(text: str) -> list[tuple[int, str, str, str]]:
    return [(one.row, one.column, one.value, one.allowed) for one in understood(text).refused]


# Columns.


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (
            [
                "id",
                "name_zh",
                "name_en",
                "industry",
                "business_scope",
                "role",
                "partner_level",
                "booths",
                "profile_text",
            ],
            [
                "external_id",
                "name_zh",
                "name_en",
                "industry",
                "scope",
                "role",
                "partner_level",
                "stands",
                "profile",
            ],
        ),
        (
            ["Company Name", "Country", "Location & Zone", "Description"],
            ["name", "country", "stands", "profile"],
        ),
        (
            ["city", "country", "name", "street", "website", "zip_code"],
            ["city", "country", "name", "street", "website", "zip"],
        ),
        (
            ["exhibitor_id", "name", "booths", "hall", "tags"],
            ["external_id", "name", "stands", "hall", "tags"],
        ),
        (
            [
                "企业名称（中文）",
                "企业名称（英文）",
                "国家/地区",
                "展位号",
                "统一社会信用代码",
                "主营业务",
                "企业简介",
                "展馆",
            ],
            ["name_zh", "name_en", "country", "stands", "uscc", "scope", "profile", "hall"],
        ),
        (["Firma", "Straße", "PLZ", "Ort", "Land"], ["name", "street", "zip", "city", "country"]),
        (["ＮＡＭＥ", "  Web-Site "], ["name", "website"]),
    ],
)
def test_planned_columns_recognises_headings(headings: list[str], columns: list[str]) -> None:
    plan = planned_columns(headings, NONE, name="list.csv")
    assert {column.value: place for column, place in plan.places.items()} == {
        column: place for place, column in enumerate(columns)
    }
    assert plan.unused == ()


def test_planned_columns_tells_what_is_not_used_and_follows_a_mapping() -> None:
    headings = ["name", "Trading as", "fax", "city"]
    mapping = ListMapping({Column.NAME_EN: "trading_as", Column.CITY: ""})
    plan = planned_columns(headings, mapping, name="list.csv")
    assert plan.places == {Column.NAME_EN: 1, Column.NAME: 0}
    assert plan.unused == ("fax", "city")


def test_planned_columns_asks_for_a_mapping_where_no_name_is_known() -> None:
    with pytest.raises(refusals.NoNameColumn) as refusal:
        planned_columns(["who", "where"], NONE, name="list.csv")
    assert "who, where" in str(refusal.value)
    with pytest.raises(refusals.MappingHeadingUnknown) as unknown:
        planned_columns(["who", "where"], ListMapping({Column.NAME: "whom"}), name="list.csv")
    assert (unknown.value.heading, unknown.value.field) == ("whom", "name")


@pytest.mark.parametrize(
    "text",
    [
        'name = "Who"\n[fixed]\ncountry = "CN"\n',
        '[columns]\nname = "Who"\n[fixed]\ncountry = "CN"\n',
        json.dumps({"name": "Who", "fixed": {"country": "CN"}}),
    ],
)
def test_read_mapping_reads_toml_and_json(text: str) -> None:
    assert read_mapping(text.encode(), name="m") == ListMapping({Column.NAME: "Who"}, {Column.COUNTRY: "CN"})


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("name = Who", refusals.MappingUnreadable),
        ('{"name": ', refusals.MappingUnreadable),
        ("name = 7", refusals.MappingUnreadable),
        ("fixed = 7", refusals.MappingUnreadable),
        ('shoe_size = "x"', refusals.MappingFieldUnknown),
        ('[fixed]\nname = "x"', refusals.MappingFieldUnknown),
    ],
)
def test_read_mapping_refuses(text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read_mapping(text.encode(), name="m.toml")


# Stands.


@pytest.mark.parametrize(
    ("stands", "halls", "places"),
    [
        (
            "H2-B101@世博展览馆H2|Z1A-603@张江科学会堂-海科厅",
            "",
            [("世博展览馆H2", "H2-B101"), ("张江科学会堂-海科厅", "Z1A-603")],
        ),
        (" H2-C101@世博展览馆H2", "", [("世博展览馆H2", "H2-C101")]),
        ("H4  FT B006@世博展览馆H4", "", [("世博展览馆H4", "H4 FT B006")]),
        ("H3-C8`@世博展览馆H3", "", [("世博展览馆H3", "H3-C8")]),
        ("X1A-5、X1A-6@西岸", "", [("西岸", "X1A-5"), ("西岸", "X1A-6")]),
        ("N115; N116", "A; A", [("A", "N115"), ("A", "N116")]),
        ("5001; Chambertin 1", "NN; QQ", [("NN", "5001"), ("QQ", "Chambertin 1")]),
        ("A1; A2", "W3", [("W3", "A1"), ("W3", "A2")]),
        ("A1; A1", "W3", [("W3", "A1")]),
        ("Venetian, Palazzo", "P", [("P", "Venetian, Palazzo")]),
        ("Visit us at stand RH.G62 , subevent P-MEC India 2025", "", [("RH", "G62")]),
        (
            "Visit us at stand 12.B20 & RH.M71 , subevent P-MEC India 2025 & P-MEC India 2025",
            "",
            [("12", "B20"), ("RH", "M71")],
        ),
        ("Visit us at stand 2A.10, 2A.11 & Multiple , subevent A & A", "", [("2A", "10"), ("2A", "11")]),
        ("Hall 3, Stand B12", "", [("3", "B12")]),
        ("3号馆 B12号展位", "", [("3号馆", "B12")]),
        ("展位号：B12", "", [("", "B12")]),
        ("Ｂ１２", "", [("", "B12")]),
        ("TBA", "", []),
        ("", "W3", []),
        ("", "", []),
    ],
)
def test_stand_places_cuts_what_lists_write(stands: str, halls: str, places: list[tuple[str, str]]) -> None:
    assert stand_places(stands, halls) == tuple(StandPlace(hall, code) for hall, code in places)


def test_stand_places_refuses_halls_that_do_not_go_with_stands() -> None:
    with pytest.raises(refusals.StandsAndHallsDiffer) as refusal:
        stand_places("A1; A2; A3", "W1; W2")
    assert (refusal.value.stands, refusal.value.halls) == (3, 2)
    with pytest.raises(refusals.CellTooLong):
        stand_places("A" * 61)


def test_sub_events_are_told_once() -> None:
    assert sub_events("Visit us at stand RH.A1 & RH.A2 , subevent P-MEC & CPHI") == ("P-MEC", "CPHI")
    assert sub_events("Visit us at stand RH.A1 & RH.A2 , subevent P-MEC & P-MEC") == ("P-MEC",)
    assert sub_events("RH.A1") == ()


CODE = st.from_regex(r"[A-Z]{1,2}[0-9]{1,4}", fullmatch=True)
HALL = st.from_regex(r"[A-Z][a-z]{2,5}馆[0-9]", fullmatch=True)


@given(st.lists(st.tuples(HALL, CODE), max_size=6, unique=True))
def test_stand_places_reads_back_what_is_joined_by_bars(pairs: list[tuple[str, str]]) -> None:
    cell = "|".join(f"{code}@{hall}" for hall, code in pairs)
    assert [(place.hall, place.code) for place in stand_places(cell)] == pairs


# Rows.


def test_read_list_keeps_both_names_and_mends_writing() -> None:
    found = understood(
        "name_zh,name_en,country,street,zip,website,uscc,industry,business_scope\n"
        " 上海\u00a0东方 , Shanghai\u00a0Eastern ,中国,1 Long Road,200000,www.eastern.example,"
        "９1110000600037341l,芯片,芯片\n"
        ",Only English,,,,,,,\n"
        "Mira,Mira,,,,+49 5645,,,\n"
    )
    first, second, third = found.rows
    assert (first.name, first.name_latin, first.country) == ("上海 东方", "Shanghai Eastern", "CN")
    assert (first.address, first.website) == ("1 Long Road, 200000", "http://www.eastern.example")
    assert first.identifiers == (("uscc", "91110000600037341L"),)
    assert first.industry == "芯片"
    assert (second.name, second.name_latin) == ("Only English", "")
    assert (third.name, third.name_latin, third.website) == ("Mira", "", "")
    assert [(one.row, one.column, one.after) for one in found.repaired] == [
        (2, "name_zh", "上海 东方"),
        (2, "name_en", "Shanghai Eastern"),
        (2, "website", "http://www.eastern.example"),
        (2, "uscc", "91110000600037341L"),
        (4, "website", ""),
    ]


@pytest.mark.parametrize("name", ["𠮷野家", "䶮科技", "شركة المثال", "บริษัท ตัวอย่าง", "X", "长" * 1000])
def test_read_list_takes_every_name(name: str) -> None:
    assert [row.name for row in understood(f"name,city\n{name},Ulm\n").rows] == [name]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        (
            "name_zh,name_en,city\n , \u00a0,Ulm\n",
            (2, "name_zh", "", "A name in Chinese, English or any other language is needed."),
        ),
        ("name,city\n--,Ulm\n", (2, "name", "--", "A name in any language is needed.")),
        (
            f"name,city\n{'x' * 1001},Ulm\n",
            (2, "name", "x" * 1001, "The name has 1001 characters; at most 1000 are allowed."),
        ),
        (
            "name,country\nA,Germany\nB,Atlantis\n",
            (
                3,
                "country",
                "Atlantis",
                None,
            ),
        ),
        ("name,uscc\nA,9111O000600037341L\n", (2, "uscc", "9111O000600037341L", None)),
        ("name,uscc\nA,9.11E+17\n", (2, "uscc", "9.11E+17", None)),
        ("name,lei\nA,213800KUD8LAJWSQ9D16\n", (2, "lei", "213800KUD8LAJWSQ9D16", None)),
        ("name,gln\nA,7313131220008\n", (2, "gln", "7313131220008", None)),
        (
            "name,booths,hall\nA,A1; A2,W1; W2; W3\n",
            (2, "booths", "A1; A2", "2 stands and 3 halls; one hall for all or one for each is allowed."),
        ),
        (
            "name,city\nAcme, Inc.,Ulm\n",
            (2, "C", "Ulm", "The row has cells beyond the last heading; 2 cells are allowed."),
        ),
        (
            f"name,city\nA,{'u' * 201}\n",
            (2, "city", "u" * 201, "The cell has 201 characters; at most 200 are allowed."),
        ),
        (
            "id,name\n7,A\n8,B\n7,C\n",
            (4, "id", "7", "Row 2 has this number under another name, “A”; one number per exhibitor is allowed."),
        ),
    ],
)  # fmt: skip
def test_read_list_refuses_a_row_with_row_column_value_and_what_is_allowed(
    text: str, cell: tuple[int, str, str, str | None]
) -> None:
    (found,) = refused(text)
    assert found[:3] == cell[:3]
    assert cell[3] is None or found[3] == cell[3]
    assert cell[0] not in [row.number for row in understood(text).rows]


def test_read_list_refuses_a_number_that_a_workbook_damaged_and_names_the_cell() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["name", "note", "uscc"])
    sheet.write_row(1, 0, ["甲公司", 913100000000000018, 913100000000000018])
    sheet.write_row(2, 0, ["乙公司", 913100000000000018, ""])
    book.close()
    found = read_list(read_table(out.getvalue(), "list.xlsx"), NONE)
    assert [row.number for row in found.rows] == [3]
    (cell,) = found.refused
    assert (cell.row, cell.column) == (2, "uscc")
    assert "Cell C2 is a number of more than fifteen digits" in cell.allowed


def test_read_list_gives_fixed_values_to_blank_cells_only() -> None:
    mapping = ListMapping({}, {Column.COUNTRY: "中国", Column.HALL: "W1"})
    found = understood("name,country,stand\nA,,A1\nB,DE,A2\n", mapping)
    assert [(row.country, row.stands) for row in found.rows] == [
        ("CN", (StandPlace("W1", "A1"),)),
        ("DE", (StandPlace("W1", "A2"),)),
    ]
    with pytest.raises(refusals.MappingValueWrong) as refusal:
        understood("name\nA\n", ListMapping({}, {Column.COUNTRY: "Atlantis"}))
    assert "Atlantis" in str(refusal.value)


def test_read_list_leaves_out_what_a_profile_repeats() -> None:
    found = understood(
        "name_zh,name_en,industry,booths,profile_text\n"
        "甲公司,Jia Ltd,芯片,A1@一号馆,甲公司 jia ltd 芯片 甲公司做芯片。 一号馆\n"
        "乙公司,Yi Ltd,芯片,,乙公司 做芯片。\n"
        "丙公司,,芯片,,丙公司 芯片\n"
    )
    assert [row.profile for row in found.rows] == ["甲公司做芯片。", "乙公司 做芯片。", ""]


def test_joined_takes_the_first_filled_cell_and_all_stands() -> None:
    rows = understood(
        "name,city,website,stand,role,industry\nA,,a.example,A1,main,x\nA,Ulm,b.example,A2,speaker,x\nA,Bonn,,A1,,y\n"
    ).rows
    one = joined(rows)
    assert (one.number, one.city, one.website) == (2, "Ulm", "http://a.example")
    assert one.stands == (StandPlace("", "A1"), StandPlace("", "A2"))
    assert (one.listed_role, one.industry) == ("main; speaker", "x; y")


ROW = st.tuples(
    st.text("甲乙丙公司 abc", min_size=1).filter(str.strip),
    st.sampled_from(["CN", "德国", "France", ""]),
    st.text("=+-@'abc文", max_size=8),
)


@given(st.lists(ROW, min_size=1, max_size=6))
def test_read_list_understands_our_own_export_as_it_was(rows: list[tuple[str, str, str]]) -> None:
    headings = ["name", "country", "industry"]
    from_csv = read_list(read_table(write_csv(headings, rows), "a.csv"), NONE)
    from_xlsx = read_list(read_table(write_xlsx(headings, rows), "a.xlsx"), NONE)
    assert from_csv.rows == from_xlsx.rows
    assert [row.industry for row in from_csv.rows] == [" ".join(row[2].split()) for row in rows]


# The real lists, counted again with nothing but the csv module.


def lines(name: str) -> list[dict[str, str]]:
    data = (LISTS / name).read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def real(name: str) -> ExhibitorList:
    return read_list(read_table((LISTS / name).read_bytes(), name), NONE)


def places_of(found: ExhibitorList) -> set[tuple[str, str]]:
    return {(place.hall, place.code) for row in found.rows for place in row.stands}


def squeezed(words: Iterable[str]) -> list[str]:
    return [" ".join(word.split()) for word in words]


@needs_lists
def test_read_list_of_waic() -> None:
    found, rows = real("waic_2026_bilingual.csv"), lines("waic_2026_bilingual.csv")
    nameless = [
        n for n, row in enumerate(rows, 2) if not row["name_zh"].strip() and not row["name_en"].strip()
    ]
    assert nameless == list(range(269, 278)) == [one.row for one in found.refused]
    assert len(found.rows) == len(rows) - 9 == 1011
    assert [row.name for row in found.rows] == squeezed(
        row["name_zh"] for row in rows if row["name_zh"].strip()
    )
    stands = set()
    for row in rows:
        for part in filter(None, row["booths"].split("|")):
            codes, _, hall = part.partition("@")
            stands |= {(hall, " ".join(code.strip(" `").split())) for code in codes.split("、")}
    assert places_of(found) == stands
    assert sum(not row.stands for row in found.rows) == sum(
        not row["booths"].strip() and bool(row["name_zh"].strip()) for row in rows
    )


@needs_lists
def test_read_list_of_hannover() -> None:
    found, rows = real("hannovermesse_2018.csv.gz"), lines("hannovermesse_2018.csv.gz")
    assert (len(found.rows), len(found.refused), len(rows)) == (7213, 0, 7213)
    assert sum(not row.country for row in found.rows) == sum(not row["country"] for row in rows) == 1
    assert len({row.country for row in found.rows}) == len({row["country"] for row in rows})
    assert [row.city for row in found.rows] == squeezed(row["city"] for row in rows)


@needs_lists
def test_read_list_of_ces() -> None:
    found, rows = real("ces_2026_partial.csv"), lines("ces_2026_partial.csv")
    assert (len(found.rows), len(found.refused), len(rows)) == (1276, 0, 1276)
    stands = {
        (hall.strip(), code.strip())
        for row in rows
        for code, hall in zip(row["booths"].split(";"), row["hall"].split(";"), strict=True)
        if code.strip()
    }
    assert places_of(found) == stands
    assert found.plan.unused == (
        "seeking_funding",
        "funding_amount",
        "investment_stage",
        "revenue",
        "source_file",
    )


@needs_lists
def test_read_list_of_cphi() -> None:
    found, rows = real("cphi_2025_partial.csv"), lines("cphi_2025_partial.csv")
    assert (len(found.rows), len(found.refused), len(rows)) == (1340, 0, 1340)
    codes = set()
    for row in rows:
        said = re.fullmatch(r"Visit us at stand (.+) , subevent .+", row["Location & Zone"])
        codes |= {code for code in re.split(r" & |, ", said[1]) if code != "Multiple"} if said else set()
    assert {f"{hall}.{code}".strip(".") for hall, code in places_of(found)} == codes
    assert [row.country for row in found.rows] == [row["Country"] for row in rows]
