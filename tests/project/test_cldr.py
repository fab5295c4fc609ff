"""Numbers, dates and countries as each language writes them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from chainfair.project import cldr

THURSDAY = date(2026, 7, 16)
NOON = datetime(2026, 7, 16, 5, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["24,118", "0.5", "35.2%", "35%", "Thu 16 Jul", "Thursday, 16 July 2026", "16 Jul 2026"]),
        ("zh-hans", ["24,118", "0.5", "35.2%", "35%", "7月16日周四", "2026年7月16日星期四", "2026年7月16日"]),
    ],
)
def test_a_value_is_written_as_the_language_does(language: str, written: list[str]) -> None:
    with override(language):
        assert [
            cldr.number(24118),
            cldr.number(0.5, 2),
            cldr.percent(0.352),
            cldr.percent(0.352, 0),
            cldr.day(THURSDAY),
            cldr.long_day(THURSDAY),
            cldr.date_of(THURSDAY),
        ] == written


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["16–20 Jul 2026", "30 Jul – 2 Aug 2026", "16 Jul 2026"]),
        ("zh-hans", ["2026年7月16日至20日", "2026年7月30日至8月2日", "2026年7月16日"]),
    ],
)
def test_days_say_once_what_they_share(language: str, written: list[str]) -> None:
    with override(language):
        assert [
            cldr.days(THURSDAY, date(2026, 7, 20)),
            cldr.days(date(2026, 7, 30), date(2026, 8, 2)),
            cldr.days(THURSDAY, THURSDAY),
        ] == [text.replace(" – ", "\u2009–\u2009") if "Aug" in text else text for text in written]


def test_a_moment_is_told_in_the_zone_of_the_venue() -> None:
    with override("en"), timezone.override("Asia/Shanghai"):
        assert (cldr.moment(NOON), cldr.clock(NOON)) == ("Thu 16 Jul 13:22", "13:22")


def test_how_long_ago_and_how_soon() -> None:
    with override("en"):
        assert cldr.ago(NOON - timedelta(minutes=17), NOON) == "17 minutes ago"
        assert cldr.ago(NOON + timedelta(minutes=8), NOON) == "in 8 minutes"
    with override("zh-hans"):
        assert cldr.ago(NOON - timedelta(minutes=17), NOON) == "17分钟前"


def test_a_country_has_a_name_and_an_unknown_code_stays() -> None:
    with override("en"):
        assert [cldr.country(code) for code in ("HU", "kr", "QQ")] == ["Hungary", "South Korea", "QQ"]
    with override("zh-hans"):
        assert cldr.country("HU") == "匈牙利"
