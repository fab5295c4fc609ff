"""What the words of offers and needs ask and give: certificates, quantities, regions."""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from chainfair.engine.matching.asked import (
    amounts_missed,
    certificates_in,
    certificates_missed,
    place_of,
    region_missed,
    regions_asked,
)
from chainfair.engine.quantities import amounts_in

LOCALES = Locale("en"), Locale("zh", script="Hans")
COUNTRIES = sorted(
    code for code, name in LOCALES[0].territories.items() if code.isalpha() and code in LOCALES[1].territories
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ISO 9001:2015、CE", {"iso9001", "ce"}),
        ("ISO9001 / iso-14001:2015; IATF 16949", {"iso9001", "iso14001", "iatf16949"}),
        ("已通过ISO 9001质量管理体系认证，GMP", {"iso9001", "gmp"}),
        ("GB/T 19001-2016", {"iso9001"}),
        ("质量管理体系认证、环境管理体系认证", {"iso9001", "iso14001"}),
        ("3C认证", {"ccc"}),
        ("CE marking and FDA registered", {"ce", "fda"}),
        ("ISO 9001/14001/45001", {"iso9001", "iso14001", "iso45001"}),
        ("CE, 14001", {"ce", "14001"}),
        ("ISO/IEC 17025", {"iso17025"}),
        ("UN38.3", {"un383"}),
        ("无", set()),
        ("n/a", set()),
        ("", set()),
    ],
)
def test_certificates_are_read_under_one_spelling(text: str, found: set[str]) -> None:
    assert certificates_in(text) == found


@given(st.text(max_size=60))
def test_reading_never_fails_and_says_again_what_it_found(text: str) -> None:
    found = certificates_in(text)
    assert certificates_in(", ".join(sorted(found))) >= {
        one for one in found if one.isalnum() and one.isascii()
    }
    assert all(amount > 0 for amount in amounts_in(text).values())
    assert all(len(one) in {2, 5} for one in regions_asked(text))
    assert place_of("CN", text)[:2] == "CN"


def test_the_share_of_certificates_that_lack_counts_and_silence_lies_between() -> None:
    asked = {"iso9001", "ce"}
    held: list[set[str]] = [{"iso9001", "ce", "gmp"}, {"iso9001"}, {"gmp"}, set()]
    assert [certificates_missed(asked, one) for one in held] == [0.0, 0.5, 1.0, 0.5]
    assert certificates_missed(set(), set()) == 0.0


def test_only_like_amounts_are_compared() -> None:
    asked = {"mass a year": 1000.0}
    assert amounts_missed(asked, {"mass a year": 1000.0}) == 0.0
    assert amounts_missed(asked, {"mass a year": 250.0}) == 0.75
    assert amounts_missed(asked, {"mass": 5000.0}) == amounts_missed(asked, {}) == 0.5
    assert amounts_missed({}, {}) == 0.0


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_country_is_read_by_code_and_by_its_name_in_both_languages(code: str) -> None:
    if code in {"EU", "UN", "EZ", "ZZ", "XA", "XB"}:
        return
    texts = [code, *(locale.territories[code] for locale in LOCALES)]
    assert all(code in regions_asked(text) for text in texts)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CN-SH CN-JS CN-ZJ", {"CN-SH", "CN-JS", "CN-ZJ"}),
        ("江苏省，浙江", {"CN-JS", "CN-ZJ"}),
        ("Pearl River Delta", {"CN-GD"}),
        ("中国", {"CN", "HK", "MO", "TW"}),
        ("中国大陆", {"CN"}),
        ("China or Vietnam", {"CN", "HK", "MO", "TW", "VN"}),
        ("Made IN China, mainland", {"CN", "HK", "MO", "TW"}),
        ("IN, VN", {"IN", "VN"}),
        ("南非", {"ZA"}),
        ("除中国外", set()),
        ("Europe (not UK)", set()),
        ("worldwide", set()),
        ("near the plant", set()),
    ],
)
def test_regions_are_read_and_what_leaves_them_open_binds_nobody(text: str, found: set[str]) -> None:
    assert regions_asked(text) == found


def test_continents_and_unions_hold_their_countries() -> None:
    assert len(regions_asked("EU")) == len(regions_asked("欧盟")) == 27
    assert {"DE", "GB"} <= regions_asked("欧洲") - regions_asked("European Union") | {"DE"}
    assert {"VN", "JP", "IN", "SA"} <= regions_asked("Asia")
    assert regions_asked("华东") == {f"CN-{code}" for code in ("SH", "JS", "ZJ", "AH", "FJ", "JX", "SD")}
    assert not regions_asked("ASEAN") - regions_asked("东南亚")


@pytest.mark.parametrize(
    ("place", "described"),
    [
        ("CN-SH", ("CN", "Shanghai")),
        ("CN-JS", ("CN", "苏州工业园区")),
        ("CN-GD", ("CN", "", "广东省深圳市南山区")),
        ("CN-SH", ("CN", "", "1 East Nanjing Road, Shanghai")),
        ("CN-SH", ("CN", "", "Nanjing East Road 1, Shanghai")),
        ("CN-SH", ("CN", "", "南京东路1号, 上海")),
        ("CN", ("CN", "北京路", "")),
        ("CN", ("CN", "Somewhere")),
        ("DE", ("DE", "Shanghai Street, Hamburg")),
        ("", ("",)),
    ],
)
def test_an_organisation_is_where_its_city_or_address_says(place: str, described: tuple[str, ...]) -> None:
    assert place_of(*described) == place


def test_a_region_is_missed_by_who_lies_outside_and_half_by_who_does_not_say() -> None:
    places = ("CN-SH", "CN-GD", "CN", "DE", "")
    assert [region_missed({"CN-SH", "CN-JS"}, place) for place in places] == [0.0, 1.0, 0.5, 1.0, 0.5]
    assert [region_missed({"CN", "DE"}, place) for place in places] == [0.0, 0.0, 0.0, 0.0, 0.5]
    assert [region_missed(set(), place) for place in places] == [0.0] * 5
