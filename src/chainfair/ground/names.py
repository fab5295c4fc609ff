"""Which of two stored names a reader sees first."""

from datetime import date
from typing import Any

from babel import Locale
from babel.dates import format_date
from django.utils.translation import get_language


def reads_chinese() -> bool:
    """Whether the pages of this request are in Chinese."""
    return (get_language() or "").startswith("zh")


def name_of(row: Any) -> str:  # noqa: ANN401 (any row with name_en and name_zh, or name and name_latin)
    """One name of a row in the reader's language; the other where that is missing."""
    if hasattr(row, "name_zh"):
        first, other = (row.name_zh, row.name_en) if reads_chinese() else (row.name_en, row.name_zh)
    else:
        first, other = (row.name, row.name_latin) if reads_chinese() else (row.name_latin, row.name)
    return str(first or other)


def text_of(row: Any) -> str:  # noqa: ANN401 (any row with text and text_other)
    """The text of a row in the reader's script where there are two."""
    texts = [text for text in (row.text, row.text_other) if text]
    wanted = [text for text in texts if any("\u4e00" <= c <= "\u9fff" for c in text) == reads_chinese()]
    return next(iter(wanted or texts), "")


def country_name(code: str) -> str:
    """A country's or region's name by CLDR in the reader's language; the code itself where CLDR knows none."""
    locale = Locale.parse("zh_Hans" if reads_chinese() else "en")
    return str(locale.territories.get(code, code))


def day_name(day: date) -> str:
    """A day as a choice of a form says it: Thursday, 16 July 2026."""
    return format_date(day, "full", locale="zh_Hans" if reads_chinese() else "en_GB")
