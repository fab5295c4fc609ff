"""Catalogues: every way to mark a sentence is found, kept translations survive, gaps and slips are named."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from chainfair.project import messages

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext
def say(count):
    _("plain")
    phrase("marked without Django")
    ngettext("%(count)s stand", "%(count)s stands", count)
    pgettext("of a link", "open")
    _("two "
      "parts")
    print("not marked")
"""
PAGE = """{% load i18n %}<h1>{% translate "heading" %}</h1>
  <p title="{% translate 'a title' %}">it's not marked</p>
{% blocktranslate with name=fair.name count total=fair.total %}{{ name }} has {{ total }} row{% plural %}{{ name }}
has {{ total }} rows{% endblocktranslate %}
{% translate "open" context "of a gate" %} {# {% translate "in a comment" %} #}
{% if x %}{{ y|default:_("by default") }}{% endif %}
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with one room."""
    room = tmp_path / "chainfair" / "meetings"
    (room / "templates" / "meetings").mkdir(parents=True)
    (room / "__init__.py").touch()
    (room / "views.py").write_text(CODE)
    (room / "templates" / "meetings" / "decline.html").write_text(PAGE)
    return room.parent


def test_every_marked_sentence_is_found_and_no_other(package: Path) -> None:
    found = {
        (message.context, message.id) for message in messages.sentences_of("meetings", package) if message.id
    }
    assert found == {
        (None, "plain"),
        (None, "marked without Django"),
        (None, ("%(count)s stand", "%(count)s stands")),
        ("of a link", "open"),
        (None, "two parts"),
        (None, "heading"),
        (None, "a title"),
        (None, ("%(name)s has %(total)s row", "%(name)s\nhas %(total)s rows")),
        ("of a gate", "open"),
        (None, "by default"),
    }


def test_a_gap_and_a_slip_are_named() -> None:
    catalog = Catalog(locale="zh_Hans")
    catalog.add("%(count)s stands", "%(count)s 个展位")
    catalog.add("%(name)s is full", "%(nane)s 已满")
    catalog.add("open")
    catalog.add("closed", "已闭幕", flags=["fuzzy"])
    assert [message.id for message in messages.untranslated(catalog)] == ["open", "closed"]
    assert [message.id for message in messages.misplaced(catalog)] == ["%(name)s is full"]


def test_an_update_keeps_translations_and_drops_what_nobody_says(package: Path, tmp_path: Path) -> None:
    file = messages.catalogue_file("meetings", "zh_Hans", tmp_path / "locale")
    file.parent.mkdir(parents=True)
    file.write_text('msgid "plain"\nmsgstr "朴素"\n\nmsgid "gone"\nmsgstr "没了"\n')
    lacking = messages.update_catalogue("meetings", "zh_Hans", tmp_path / "locale", package)
    kept = {message.id: message.string for message in messages.read_catalogue(file, "zh_Hans") if message.id}
    assert kept["plain"] == "朴素"
    assert "gone" not in kept
    assert len(lacking) == 9
    before = file.read_text()
    messages.update_catalogue("meetings", "zh_Hans", tmp_path / "locale", package)
    assert file.read_text() == before


def test_a_compiled_catalogue_speaks(tmp_path: Path) -> None:
    import gettext

    file = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "stand"\nmsgstr "展位"\n'
    )
    messages.compile_catalogues([file])
    assert gettext.translation("django", tmp_path, ["zh_Hans"]).gettext("stand") == "展位"
    assert [entry.name for entry in sorted(file.parent.iterdir())] == ["django.mo", "django.po"]
