"""Numbers, dates and names of countries as the reader's language writes them, by CLDR."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, format_time, format_timedelta
from babel.numbers import format_decimal, format_percent
from django.utils import timezone
from django.utils.translation import get_language

Number = int | float | Decimal

# English of the trade is written the way most of the world does: 16 July, not July 16.
LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans"}


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES.get(language.lower(), "en_GB"))


def locale() -> Locale:
    """The CLDR locale of the active language."""
    return _locale(get_language() or "en")


def number(value: Number, digits: int = 0) -> str:
    """A number with the separators of the language; `digits` behind the point at most."""
    pattern = "#,##0." + "#" * digits if digits else "#,##0"
    return format_decimal(value, format=pattern, locale=locale())


def percent(part: Number, digits: int = 1) -> str:
    """A share of one as per cent: 0.352 is 35.2%."""
    pattern = ("#,##0." + "0" * digits if digits else "#,##0") + "%"
    return format_percent(part, format=pattern, locale=locale())


When = TypeVar("When", date, datetime)


def _local(value: When) -> When:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def day(value: date | datetime) -> str:
    """A day within the edition: Thu 16 Jul."""
    return format_skeleton("MMMEd", _local(value), locale=locale())


def long_day(value: date | datetime) -> str:
    """A day where it stands alone, with its year: Thursday, 16 July 2026."""
    return format_date(_local(value), "full", locale=locale())


def date_of(value: date | datetime) -> str:
    """A date with its year and without the day of the week: 16 Jul 2026."""
    return format_skeleton("yMMMd", _local(value), locale=locale())


def days(first: date, last: date) -> str:
    """The days from the first to the last: 16–20 Jul 2026."""
    if first == last:
        return date_of(first)
    return format_interval(first, last, "yMMMd", locale=locale())


def clock(value: datetime) -> str:
    """The time of day, 24 hours: 13:22."""
    return format_time(_local(value), "HH:mm", locale=locale())


def moment(value: datetime) -> str:
    """Day and time: Thu 16 Jul 13:22."""
    return f"{day(value)} {clock(value)}"


def ago(value: datetime, now: datetime) -> str:
    """How long since, or until: 17 minutes ago, in 8 minutes."""
    gap: timedelta = value - now
    return format_timedelta(gap, add_direction=True, locale=locale())


def country(code: str) -> str:
    """The name of a country or region from its ISO 3166-1 code; the code itself where CLDR has none."""
    return str(locale().territories.get(code.upper(), code))
