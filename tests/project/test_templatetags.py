"""Words, names and components as pages write them."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from chainfair.fairs.kinds import Role
from chainfair.ground.kinds import RunState


@dataclass
class Organisation:
    name: str
    name_latin: str = ""


@dataclass
class Link:
    name_en: str
    name_zh: str


@dataclass
class Step:
    stage: str
    name: str
    code: str = ""
    note: str = ""
    inferred: bool = False
    flow: str = ""


@dataclass
class Slot:
    state: str
    label: str = field(default="09:00 free")


def written(source: str, language: str = "en", **values: Any) -> str:
    """What a piece of template writes."""
    context = Context(values)
    context.request = values.get("request")  # type: ignore[attr-defined]
    with override(language):
        return Template("{% load chainfair %}" + source).render(context).strip()


CELLS = Organisation("江岸电芯科技有限公司", "Jiang’an Cell Technology")


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [("en", CELLS.name_latin, CELLS.name), ("zh-hans", CELLS.name, CELLS.name_latin)],
)
def test_an_organisation_stands_in_the_readers_language_first(language: str, first: str, second: str) -> None:
    page = written("{% org one '/o/1' %}", language, one=CELLS)
    tags = {CELLS.name: "zh-Hans", CELLS.name_latin: "en"}
    assert page == (
        f'<span class="org"><a href="/o/1"><bdi class="first" lang="{tags[first]}">{first}</bdi></a>'
        f' <bdi class="second" lang="{tags[second]}">{second}</bdi></span>'
    )


def test_an_organisation_with_one_name_shows_it_once() -> None:
    for one in (Organisation("Duna Kft."), Organisation("Duna Kft.", "Duna Kft.")):
        assert written("{% org one %}", "zh-hans", one=one) == (
            '<span class="org"><bdi class="first" lang="en">Duna Kft.</bdi></span>'
        )


def test_names_are_escaped() -> None:
    assert "&lt;b&gt;" in written("{% org one %}", one=Organisation("<b>"))


@pytest.mark.parametrize(
    ("row", "english", "chinese"),
    [
        (Link("Cells", "电芯"), "Cells", "电芯"),
        (Link("Cells", ""), "Cells", "Cells"),
        (Organisation("한빛이차전지", "Hanbit"), "Hanbit", "Hanbit"),
        (Organisation("Minas do Vale", "山谷锂业"), "Minas do Vale", "山谷锂业"),
    ],
)
def test_a_sentence_names_in_the_readers_language(row: object, english: str, chinese: str) -> None:
    assert (written("{{ row|named }}", row=row), written("{{ row|named }}", "zh-hans", row=row)) == (
        english,
        chinese,
    )


def test_the_word_of_an_enumeration_is_translated() -> None:
    source = "{{ state|worded }} {{ word|worded }} {{ nothing|worded }}"
    values: dict[str, Any] = {"state": RunState.RUNNING, "word": "queued", "nothing": None}
    assert written(source, **values) == "running queued"
    assert written(source, "zh-hans", **values) == "运行中 排队中"


def test_the_first_role_of_a_person_is_worded() -> None:
    held = frozenset({Role.AUDITOR.value, Role.DIRECTOR.value})
    assert [written("{{ roles|role_word }}", roles=roles) for roles in (held, frozenset(), None)] == [
        "fair director",
        "",
        "",
    ]


def test_a_figure_says_number_what_base_change_and_evidence() -> None:
    page = written(
        '{% figure n "held" "of 9" change="+8 more" kind="good" evidence="7 records" href="/r" %}', n=24118
    )
    assert page == (
        '<div class="figure"><span class="n">24,118</span><span class="what">held</span><span class="base">of 9</span>'
        '<span class="state good">+8 more</span><a class="evidence" href="/r">7 records</a></div>'
    )


def test_a_figure_that_is_not_known_says_so() -> None:
    assert written('{% figure n "held" "no survey yet" %}', n=None) == (
        '<div class="figure none"><span class="n">no figure</span><span class="what">held</span>'
        '<span class="base">no survey yet</span></div>'
    )


def test_a_reason_marks_what_was_inferred() -> None:
    page = written(
        "{% path steps %}",
        steps=[Step("up", "Cathode", "2841.90", "you offer"), Step("mid", "Cells", inferred=True)],
    )
    assert page == (
        '<ol class="path"><li class="up"><span class="link"><b>Cathode</b> <code>2841.90</code> · you offer</span></li>'
        '<li class="flow">goes into</li>'
        '<li class="mid"><span class="link inferred"><b>Cells</b>'
        '<span class="inferred-word">(inferred)</span></span></li></ol>'
    )


def test_a_ruler_says_each_slot_in_words() -> None:
    page = written('{% ruler slots "Free" %}', slots=[Slot("free"), Slot("taken", "09:30 taken")])
    assert page == (
        '<ol class="ruler" aria-label="Free"><li title="09:00 free"><span class="sr-only">09:00 free</span></li>'
        '<li class="taken" title="09:30 taken"><span class="sr-only">09:30 taken</span></li></ol>'
    )


def test_a_head_sorts_one_way_then_the_other_and_forgets_the_page() -> None:
    def head(query: str) -> str:
        request = RequestFactory().get("/list" + query)
        return written('{% sort_head "name" "Name" %}', request=request)

    assert head("?q=li&page=3") == '<th scope="col"><a href="?q=li&amp;order=name">Name</a></th>'
    assert head("?order=name") == '<th scope="col" aria-sort="ascending"><a href="?order=-name">Name</a></th>'
    assert (
        head("?order=-name") == '<th scope="col" aria-sort="descending"><a href="?order=name">Name</a></th>'
    )


def test_a_pager_keeps_the_question_and_stays_away_from_a_single_page() -> None:
    request = RequestFactory().get("/list?q=li&page=2")
    several = written(
        '{% include "ui/pager.html" %}', page=Paginator(range(100), 40).page(2), request=request
    )
    assert 'href="?q=li&amp;page=1"' in several
    assert 'href="?q=li&amp;page=3"' in several
    assert '<span class="at" aria-current="page">2</span>' in several
    single = written('{% include "ui/pager.html" %}', page=Paginator(range(3), 40).page(1), request=request)
    assert single == ""


def test_a_count_says_how_many_of_how_many() -> None:
    request = RequestFactory().get("/list?q=li&page=2")
    source = '{% include "ui/count.html" with what="exhibitors" %}'
    page = written(source, found=37, total=1204, request=request)
    assert "<b>37</b> of 1,204 exhibitors" in page
    assert 'href="?q=li&amp;export=xlsx"' in page
    chinese = written(source, "zh-hans", found=37, total=1204, request=request)
    assert "exhibitors：共1,204，符合<b>37</b>" in chinese


def test_nothing_known_is_a_dash_and_no_date_is_nothing() -> None:
    assert written("{{ n|number }}{{ n|percent }}{{ n|day }}{{ n|moment }}{{ n|ago }}", n=None) == "––"


def test_a_figure_that_a_run_does_not_have_yet_is_a_dash() -> None:
    assert written("{{ figures.pairs|number }}{{ figures.share|percent:3 }}", figures={}) == "––"


@pytest.mark.parametrize(("code", "shown"), [("850760", "8507.60"), ("8507", "8507"), ("5229", "5229")])
def test_product_codes_are_written_as_in_the_trade(code: str, shown: str) -> None:
    assert written("{{ code|as_written }}", code=code) == shown
