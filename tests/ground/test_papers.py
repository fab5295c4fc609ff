"""Sheets as PDF: nothing is lost or cut, both scripts are embedded, pages are numbered within each sheet."""

import io

from fontTools.ttLib import TTFont

from chainfair.ground.papers import Line, Part, Sheet, covers, write_pdf
from chainfair.ground.papers.letters import cut
from chainfair.ground.papers.writing import wrapped
from tests.shared import words_of_pdf


def sheet(lines: int, *, poster: bool = False) -> Sheet:
    rows = [Line(f"{n:02}:00–{n:02}:30", "Duna Energiacella", "多瑙能源", f"W4-{n}") for n in range(lines)]
    return Sheet(
        "Spring fair",
        "Hubei Ansheng",
        "湖北安晟材料",
        "China · 中国",
        [Part("Thursday · 星期四", rows)],
        "v1",
        poster,
    )


def test_a_sheet_holds_every_word_in_both_scripts_with_its_letters_inside() -> None:
    content = write_pdf([sheet(2)], title="spring", language="en")
    (page,) = words_of_pdf(content)
    assert page == [
        "Spring fair", "Hubei Ansheng", "湖北安晟材料", "China · 中国", "Thursday · 星期四",
        "00:00–00:30", "Duna Energiacella", "多瑙能源", "W4-0",
        "01:00–01:30", "Duna Energiacella", "多瑙能源", "W4-1",
        "v1", "1 / 1",
    ]  # fmt: skip
    assert content.startswith(b"%PDF-1.7")
    assert content.count(b"/Length1") == 2  # one font for plain letters, one for bold ones


def test_a_long_sheet_goes_on_under_its_name_and_each_sheet_begins_anew() -> None:
    pages = words_of_pdf(write_pdf([sheet(40), sheet(1, poster=True)], title="spring", language="zh-hans"))
    assert [page[-1] for page in pages] == ["1 / 3", "2 / 3", "3 / 3", "1 / 1"]
    assert [page[1] for page in pages] == ["Hubei Ansheng"] * 3 + ["Hubei"]  # large letters take two lines
    leads = [word for page in pages for word in page if word.endswith(":30")]
    assert leads == [line.lead for one in (sheet(40), sheet(1)) for line in one.parts[0].lines]


def test_lines_are_broken_where_they_may_and_nothing_is_lost() -> None:
    text = "Shijiazhuang Xiyuan Precision Machinery Co., Ltd. 石家庄汐原精密机械有限公司，北京。"
    face = cut(text, 400)
    for width in (60.0, 120.0, 400.0):
        lines = list(wrapped(text, face, 10, width))
        assert all(face.length(line, 10) <= width for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert not any(line[0] in "，。" for line in lines)
    assert next(wrapped("Supercalifragilistic", face, 10, 40.0)) != "Supercalifragilistic"


def test_what_the_typeface_cannot_write_is_known() -> None:
    for name in ("Água Viva 水木", "Çınarköprü Tarım A.Ş.", "Łódź Řeka", "Việt Nam", "Δούναβης", "Їжак"):
        assert covers(name), name
    for name in ("안녕", "شركة", "ไทย"):
        assert not covers(name), name


def test_letters_of_every_typeface_stand_on_one_grid() -> None:
    face = cut("Hşℓ水", 400)
    with TTFont(io.BytesIO(face.program)) as font:
        tops = [font["glyf"][font.getGlyphName(face.number[letter])].yMax for letter in "Hş水"]
    assert [round(top / 100) for top in tops] == [
        7,
        6,
        8,
    ]  # of a thousand: a capital, a small letter, a character


def test_a_letter_that_the_typeface_lacks_is_seen_as_a_box() -> None:
    one = cut("aش", 400)
    assert set(one.number) == {" ", "a"}
    with TTFont(io.BytesIO(one.program)) as font:
        shapes = font["glyf"]
        assert shapes[font.getGlyphName(0)].numberOfContours == 2  # the outer and the inner edge
        assert shapes[font.getGlyphName(1)].numberOfContours == 0  # a space
    (page,) = words_of_pdf(write_pdf([Sheet("Fair", "شركة", "", "", [], "v1")], title="fair", language="en"))
    assert page[0] == "Fair"
