"""The page of all components, and the shell around every page."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from chainfair.project.settings import PACKAGE

pytestmark = pytest.mark.django_db

UI = PACKAGE / "project" / "templates" / "ui"
TEMPLATES = sorted(file for room in PACKAGE.iterdir() for file in room.glob("templates/**/*.html"))


class Ids(HTMLParser):
    """Collects ids, and what points at them."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.pointers: list[str] = []
        self.headings: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in {"for", "aria-labelledby", "aria-describedby"} and value:
                self.pointers += value.split()
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(tag)


@pytest.fixture(params=["en", "zh-hans"])
def page(request: pytest.FixtureRequest, client: Client) -> str:
    client.cookies["language"] = request.param
    answer = client.get("/design")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_id_is_there_once_and_every_pointer_hits(page: str) -> None:
    found = Ids()
    found.feed(page)
    assert [one for one in found.ids if found.ids.count(one) > 1] == []
    assert [one for one in found.pointers if one not in found.ids] == []


def test_there_is_one_headline_and_one_filled_button(page: str) -> None:
    found = Ids()
    found.feed(page)
    assert found.headings.count("h1") == 1
    assert len(re.findall(r'class="button main"', page)) == 1


def test_chinese_is_chinese_throughout(client: Client) -> None:
    client.cookies["language"] = "zh-hans"
    page = client.get("/design").content.decode()
    assert '<html lang="zh-hans">' in page
    body = re.sub(
        r"<(bdi|kbd|code|button|script|style)\b[^>]*>.*?</\1>|<[^>]+>", " ", page.split("<main", 1)[1]
    )
    english = re.findall(r"\b(?:the|of|and|is|you|your|with)\b", body)
    assert english == []


def test_a_wrong_field_says_so_where_it_stands(client: Client) -> None:
    page = client.get("/design").content.decode()
    assert '<div id="id_sample-mail_error"><p class="error">Enter a valid email address.</p></div>' in page
    mail = re.search(r'<input[^>]*name="sample-mail"[^>]*>', page)
    assert mail
    assert 'aria-invalid="true"' in mail[0]
    assert 'aria-describedby="id_sample-mail_error"' in mail[0]


def test_every_component_stands_on_the_page(client: Client) -> None:
    shown = {one.name for one in client.get("/design").templates if str(one.name).startswith("ui/")}
    # The line of an edition stands in the head of its own pages, and the page of components has none.
    assert shown == {f"ui/{file.name}" for file in UI.glob("*.html")} - {"ui/edition_line.html"}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_no_template_carries_script_or_style_of_its_own(template) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    source = template.read_text(encoding="utf-8")
    assert (
        re.findall(
            r"<style\b|\sstyle=|\son(?:click|change|submit|load|input|key\w+|mouse\w+)=|javascript:|<script(?![^>]*\bsrc=)",
            source,
        )
        == []
    )


def test_a_missing_page_is_said_in_words(client: Client) -> None:
    answer = client.get("/nothing-here/at-all/anywhere")
    assert answer.status_code == 404
    assert "<h1>Nothing stands here</h1>" in answer.content.decode()
