"""Every sentence people read is translated, with the same values in it, and once in one way."""

import re
from collections import defaultdict

import pytest
from babel.messages.catalog import Catalog

from chainfair.project import messages

HAN = "\u4e00-\u9fff"
# Half-width marks after Chinese, blanks before a per cent sign, a blank between two Chinese characters.
CLUMSY = re.compile(rf"[{HAN}][,;:!?](?!\d)|[{HAN}0-9s] %(?![(\w])|[{HAN}] [{HAN}]")

CATALOGUES = [
    pytest.param(room, locale, id=f"{room}-{locale}")
    for room in messages.rooms()
    for locale in messages.LOCALES
]


def ids(catalog: Catalog) -> set[tuple[str | None, tuple[str, ...]]]:
    """The sentences of a catalogue with their contexts."""
    return {
        (message.context, tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,))
        for message in catalog
        if message.id
    }


@pytest.mark.parametrize(("room", "locale"), CATALOGUES)
def test_a_catalogue_has_the_sentences_of_its_room_and_no_others(room: str, locale: str) -> None:
    kept = messages.read_catalogue(messages.catalogue_file(room, locale), locale)
    assert ids(kept) == ids(messages.sentences_of(room))


@pytest.mark.parametrize(("room", "locale"), CATALOGUES)
def test_a_catalogue_translates_every_sentence_with_the_same_values(room: str, locale: str) -> None:
    kept = messages.read_catalogue(messages.catalogue_file(room, locale), locale)
    assert [message.id for message in messages.untranslated(kept)] == []
    assert [message.id for message in messages.misplaced(kept)] == []


@pytest.mark.parametrize("locale", messages.LOCALES)
def test_a_sentence_is_translated_in_one_way_whichever_room_says_it(locale: str) -> None:
    said = defaultdict(set)
    for room in messages.rooms():
        for message in messages.read_catalogue(messages.catalogue_file(room, locale), locale):
            if message.id and message.string:
                said[message.context, str(message.id)].add(str(message.string))
    assert {sentence: ways for sentence, ways in said.items() if len(ways) > 1} == {}


def test_chinese_is_set_as_chinese() -> None:
    clumsy = [
        message.string
        for room in messages.rooms()
        for message in messages.read_catalogue(messages.catalogue_file(room, "zh_Hans"), "zh_Hans")
        if message.id and CLUMSY.search(str(message.string))
    ]
    assert clumsy == []
