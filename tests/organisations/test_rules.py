import csv
import gzip
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean, lei
from stdnum.cn import uscc
from stdnum.iso7064 import mod_97_10

from chainfair.organisations import errors as refusals
from chainfair.organisations.kinds import Scheme
from chainfair.organisations.rules import (
    Described,
    Print,
    Script,
    cleaned_name,
    core_of,
    country_of,
    host_of,
    identified,
    likeness,
    name_key,
    printed,
    resolve,
    script_of,
)
from chainfair.organisations.rules.identifiers import USCC_CHARACTERS
from tests.shared import LISTS, needs_lists

# Numbers.


@pytest.mark.parametrize(
    ("scheme", "given_text", "value"),
    [
        (Scheme.USCC, "91110000600037341L", "91110000600037341L"),
        (Scheme.USCC, " 9111 0000 6000 3734 1l ", "91110000600037341L"),
        (Scheme.USCC, "９１１１００００６０００３７３４１Ｌ", "91110000600037341L"),
        (Scheme.LEI, "213800kud8lajwsq9d15", "213800KUD8LAJWSQ9D15"),
        (Scheme.GLN, "73-13131 22000 5", "7313131220005"),
        (Scheme.DUNS, "15-048-3782", "150483782"),
        (Scheme.OWN, "  A  7 ", "A 7"),
    ],
)
def test_identified_repairs_writing_and_tells(scheme: Scheme, given_text: str, value: str) -> None:
    found = identified(scheme, given_text)
    assert (found.value, found.repaired_from) == (value, given_text if given_text != value else "")


def test_identified_names_the_failing_position() -> None:
    with pytest.raises(refusals.IdentifierCharacter) as refused:
        identified(Scheme.USCC, "9111O000600037341L")
    assert (refused.value.position, refused.value.character, refused.value.allowed) == (5, "O", "0–9")
    with pytest.raises(refusals.IdentifierCheck) as checked:
        identified(Scheme.USCC, "91110000600037342L")
    assert (checked.value.position, checked.value.found) == (18, "L")
    with pytest.raises(refusals.IdentifierCheck) as gln:
        identified(Scheme.GLN, "7313131220008")
    assert (gln.value.position, gln.value.expected, gln.value.found) == (13, "5", "8")
    with pytest.raises(refusals.IdentifierLength) as short:
        identified(Scheme.LEI, "213800KUD8LAJWSQ9D1")
    assert (short.value.length, short.value.allowed) == (19, 20)


@pytest.mark.parametrize("text", ["9.13101E+17", "9.1310E17", "9E+17"])
def test_identified_says_that_a_spreadsheet_lost_digits(text: str) -> None:
    with pytest.raises(refusals.IdentifierDamaged) as refused:
        identified(Scheme.USCC, text)
    assert "lost digits" in str(refused.value)


USCC = st.builds(
    lambda head, region, body: (whole := head + region + body) + uscc.calc_check_digit(whole),
    st.text(USCC_CHARACTERS, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(USCC_CHARACTERS, min_size=9, max_size=9),
)


@given(USCC, st.integers(0, 17), st.sampled_from(USCC_CHARACTERS))
def test_identified_takes_every_uscc_and_no_single_slip(value: str, place: int, slip: str) -> None:
    assert identified(Scheme.USCC, value.lower()).value == value
    slipped = value[:place] + slip + value[place + 1 :]
    if slipped != value:
        with pytest.raises(refusals.IdentifierRefused):
            identified(Scheme.USCC, slipped)


@given(
    st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=18, max_size=18),
    st.text("0123456789", min_size=12, max_size=12),
)
def test_identified_agrees_with_the_registers_own_check(base: str, digits: str) -> None:
    assert lei.is_valid(identified(Scheme.LEI, base + mod_97_10.calc_check_digits(base)).value)
    assert ean.is_valid(identified(Scheme.GLN, digits + ean.calc_check_digit(digits)).value)


# Countries.


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"), ("de", "DE"), ("ＤＥ", "DE"), ("DEU", "DE"), ("276", "DE"), ("Germany", "DE"),
        ("Deutschland", "DE"), ("德国", "DE"), ("德國", "DE"), ("Allemagne", "DE"),
        ("China", "CN"), ("中国", "CN"), ("中华人民共和国", "CN"), ("P.R. China", "CN"),
        ("Taiwan", "TW"), ("中国台湾", "TW"), ("Taiwan, China", "TW"), ("Hong Kong", "HK"), ("中国香港", "HK"),
        ("Macau", "MO"), ("澳门", "MO"),
        ("Korea, Republic of", "KR"), ("South Korea", "KR"), ("韩国", "KR"),
        ("Korea, Democratic People's Republic of", "KP"),
        ("Turkey", "TR"), ("Türkiye", "TR"), ("USA", "US"), ("United States of America", "US"), ("美国", "US"),
        ("UK", "GB"), ("United Kingdom", "GB"), ("Czech Republic", "CZ"), ("Macedonia", "MK"),
        ("Macedonia, former Yug. Rep.", "MK"), ("Iran, Islamic Republic of", "IR"), ("Viet Nam", "VN"),
        ("Russian Federation", "RU"), ("Россия", "RU"), ("日本", "JP"), ("Côte d’Ivoire", "CI"), ("Ivory Coast", "CI"),
        ("Niger", "NE"), ("Nigeria", "NG"), ("Guinea", "GN"), ("Guinea-Bissau", "GW"), ("Equatorial Guinea", "GQ"),
        ("Dominica", "DM"), ("Dominican Republic", "DO"), ("Congo", "CG"), ("DR Congo", "CD"), ("Ireland", "IE"),
        ("Republic of Serbia", "RS"), ("Kingdom of Saudi Arabia", "SA"), ("KSA", "SA"), ("沙特", "SA"),
        ("Georgia", "GE"), ("S. Korea", "KR"), ("Rep. of Korea", "KR"), ("KOREA", "KR"), ("韓國", "KR"), ("朝鲜", "KP"),
        ("Korea, North", "KP"), ("P. R. China", "CN"), ("中国（内地）", "CN"), ("中国台湾地区", "TW"),
        ("Chinese Taipei", "TW"), ("中国香港特别行政区", "HK"),
        ("Hong Kong SAR", "HK"), ("中国澳门", "MO"), ("Republic of Kosovo", "XK"), ("St. Kitts & Nevis", "KN"),
        ("Central African Republic", "CF"), ("Czech Rep.", "CZ"), ("波黑", "BA"), ("GER", "DE"), ("EL", "GR"),
        ("  ", ""), ("", ""),
    ],
)  # fmt: skip
def test_country_of_reads_codes_and_names(text: str, code: str) -> None:
    assert country_of(text) == code


@pytest.mark.parametrize(
    "text", ["Atlantis", "EU", "ZZ", "001", "Europe", "Virgin Islands", "Republic of China", "Republic", "x"]
)
def test_country_of_refuses_what_is_none(text: str) -> None:
    with pytest.raises(refusals.CountryUnknown) as refused:
        country_of(text)
    assert text in str(refused.value)


@needs_lists
def test_country_of_knows_every_country_of_the_real_lists() -> None:
    with gzip.open(LISTS / "hannovermesse_2018.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        countries = {row["country"] for row in csv.DictReader(lines)} - {""}
    assert len({country_of(country) for country in countries}) == len(countries) == 74


# Names.


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("中国信息通信研究院", Script.HAN),
        ("𠮷野家", Script.HAN),
        ("䶮科技 AI", Script.HAN),
        ("Müller GmbH", Script.LATIN),
        ("3M", Script.LATIN),
        ("Вымпел", Script.OTHER),
        ("شركة أرامكو", Script.OTHER),
        ("บริษัท ปตท", Script.OTHER),
        ("삼성전자", Script.OTHER),
    ],
)
def test_script_of_tells_the_writing(name: str, script: Script) -> None:
    assert script_of(name) == script


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phoenix Contact GmbH & Co.KG", "PHOENIX CONTACT GmbH & Co. KG"),
        ("CMEC International ExhibitionCo., Ltd.", "CMEC International Exhibition Co.,Ltd"),
        ("Müller", "Müller"),
        ("Ｍｉｒａ（上海）", "Mira(上海)"),
        ("Shanghai Eastern", "Shanghai Eastern"),
        ("Łódź Straße", "LODZ STRASSE"),
    ],
)
def test_name_key_is_the_same_for_ways_of_writing(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("S&S", "SS"), ("บริษัท", "บรษท"), ("甲公司", "乙公司"), ("ABC 1", "ABC 2")]
)
def test_name_key_keeps_names_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("name", "core", "form"),
    [
        ("上海东方算芯科技有限公司", "上海东方算芯科技", "有限公司"),
        ("中国移动通信集团有限公司", "中国移动通信", "集团有限公司"),
        ("臺灣積體電路製造股份有限公司", "臺灣積體電路製造", "股份有限公司"),
        ("株式会社日立製作所", "日立製作所", "株式会社"),
        ("주식회사 삼성전자", "삼성전자", "주식회사"),
        ("ООО «Вымпел»", "вымпел", "ооо"),
        ("Bürkert WerkeGmbH & Co. KG", "burkertwerke", "gmbh co kg"),
        ("Ravel Hiteks Private Limited", "ravelhiteks", "pvt ltd"),
        ("Ravel Hiteks Pvt. Ltd.", "ravelhiteks", "pvt ltd"),
        ("Aage Östergaard A/S", "aageostergaard", "as"),
        ("A ZETA GOMMA s.p.A.", "azetagomma", "spa"),
        ("Firma Sp. z o.o.", "firma", "spzoo"),
        ("SIA AB Metal", "abmetal", "sia"),
        ("Zinc", "zinc", ""),
        ("有限公司", "有限公司", ""),
    ],
)
def test_core_of_parts_name_and_legal_form(name: str, core: str, form: str) -> None:
    found = core_of(name)
    assert (found.core, found.form) == (core, form)


@given(st.text(min_size=1, max_size=40))
def test_name_key_is_stable(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)
    core_of(name)


def test_cleaned_name_refuses_nothing_and_endless() -> None:
    assert cleaned_name("  Shanghai Eastern \n Ltd. ") == "Shanghai Eastern Ltd."
    assert cleaned_name("x" * 1000) == "x" * 1000
    for text in ("", "  ", "--", "…"):
        with pytest.raises(refusals.NameMissing):
            cleaned_name(text)
    with pytest.raises(refusals.NameTooLong) as refused:
        cleaned_name("x" * 1001)
    assert refused.value.length == 1001


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("http://www.abb.com/de", "abb.com"),
        ("ABB.com", "abb.com"),
        ("https://new.abb.com:8443/x?y", "new.abb.com"),
        ("https://acme.en.alibaba.com", "acme.en.alibaba.com"),
        ("https://www.linkedin.com/company/acme", ""),
        ("+49 5645 7886 0", ""),
        ("http://[bad", ""),
        ("", ""),
    ],
)
def test_host_of_tells_whose_site_it_is(website: str, host: str) -> None:
    assert host_of(website) == host


# Likeness.

INSTITUTE = Described("中国信息通信研究院", "China Academy of Information and Communications Technology")
LABORATORY = Described(
    "中国信息通信研究院泰尔终端实验室", "China Academy of Information and Communications Technology"
)


def score(a: Described, b: Described) -> int:
    one, other = likeness(printed(a), printed(b)), likeness(printed(b), printed(a))
    assert one == other
    assert bool(one.reason) == bool(one.score)
    return one.score


def test_likeness_asks_about_an_institute_and_its_laboratory() -> None:
    assert score(INSTITUTE, LABORATORY) == 60
    one = replace(INSTITUTE, website="https://www.caict.ac.cn", address="52 Huayuan North Road", country="CN")
    other = replace(one, name=LABORATORY.name)
    assert score(one, other) == 60


def test_likeness_asks_where_one_has_only_the_english_name() -> None:
    assert score(INSTITUTE, Described(INSTITUTE.name_latin)) == 70
    assert score(INSTITUTE, Described(INSTITUTE.name_latin, country="DE")) == 70
    assert (
        score(
            Described(INSTITUTE.name, INSTITUTE.name_latin, "CN"),
            Described(INSTITUTE.name_latin, country="DE"),
        )
        == 0
    )


def test_likeness_merges_one_number_and_doubts_two() -> None:
    one = frozenset({(Scheme.USCC, "91110000600037341L")})
    other = frozenset({(Scheme.USCC, "91110000100000000X")})
    assert (
        score(Described("甲科技有限公司", identifiers=one), Described("乙科技有限公司", identifiers=one))
        == 100
    )
    assert (
        score(Described("甲乙丙丁科技", identifiers=one), Described("甲乙丙丁科技", identifiers=other)) == 60
    )
    assert (
        score(Described("甲科技有限公司", identifiers=one), Described("乙科技有限公司", identifiers=other))
        == 0
    )


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (Described("ABB AG", "", "DE", "Kallstadter Straße 1"), Described("ABB AG", "", "DE", "Hafenstr. 1"), 98),
        (Described("Accenture GmbH", country="DE"), Described("Accenture SPA", country="IT"), 0),
        (Described("MBS GmbH", country="DE"), Described("MBS AG", country="DE"), 65),
        (Described("IMSD GmbH", "", "CH", "", "imsd.ch"), Described("IMSD Sàrl", "", "CH", "", "imsd.ch"), 75),
        (Described("LiBEST Inc."), Described("LiBEST"), 75),
        (Described("Kestrel", "", "DE", "Hafenstr. 8"), Described("Kestrel GmbH", "", "DE", "Hafenstr. 8"), 92),
        (Described("S&S", country="KR"), Described("S&S", country="DE"), 60),
        (Described("Shanghai Fairs Ltd.", country="CN"), Described("Shanghai Fairs Ltd", country="CN"), 70),
        (Described("Hu Fairs Ltd.", "", "CN", "", "hmf.cn"), Described("Hu Fairs Ltd", "", "CN", "", "www.hmf.cn"), 95),
        (Described("上海东方算芯科技有限公司"), Described(" 上海东方算芯科技有限公司"), 98),
        (Described("上海东方算芯科技有限公司"), Described("上海东方算芯科技股份有限公司"), 65),
        (Described("上海东方算芯科技有限公司", country="CN"), Described("上海东方算芯科技有限公司", country="TW"), 60),
        (Described("甲乙"), Described("甲 乙"), 75),
        (Described("Central Drug House", country="IN"), Described("Central Drug House (P) Ltd", country="IN"), 60),
        (Described("Kestrel Motors", country="GB"), Described("Osprey Motors", country="GB"), 0),
    ],
)  # fmt: skip
def test_likeness_of(a: Described, b: Described, expected: int) -> None:
    assert score(a, b) == expected


HAN_NAME = st.text("甲乙丙丁上海北京科技智能研究院所集团", min_size=2, max_size=14)
LATIN_NAME = st.text("abc ", min_size=3, max_size=9).filter(lambda text: text.strip() != "")
COUNTRY = st.sampled_from(["", "CN", "DE"])
ENTRY = st.builds(
    Described,
    st.builds(Print),
    HAN_NAME | LATIN_NAME,
    LATIN_NAME | st.just(""),
    COUNTRY,
    st.sampled_from(["", "1 Long Avenue"]),
    st.sampled_from(["", "www.abc.com"]),
    st.frozensets(
        st.tuples(st.sampled_from([Scheme.USCC, Scheme.GLN]), st.sampled_from(["1", "2"])), max_size=2
    ),
)


@given(ENTRY, ENTRY)
def test_likeness_is_symmetric(a: Described, b: Described) -> None:
    score(a, b)


@given(HAN_NAME, HAN_NAME, LATIN_NAME, COUNTRY)
def test_likeness_never_merges_different_chinese_names_on_an_english_one(
    one: str, other: str, english: str, country: str
) -> None:
    if core_of(one) != core_of(other):
        first = Described(one, english, country, "1 Long Avenue", "abc.com")
        assert score(first, replace(first, name=other)) < 90


@given(st.lists(ENTRY, max_size=14), st.integers(0, 4))
def test_resolve_finds_what_comparing_all_pairs_finds(entries: list[Described], known: int) -> None:
    prints = [printed(entry) for entry in entries]
    known = min(known, len(prints))
    found = resolve(prints, known=known)
    assert all(found.groups[place] == place for place in found.groups)
    assert all(found.groups[place] == place for place in range(known))
    assert {merge.second for merge in found.merges} == {
        i for i, place in enumerate(found.groups) if place != i
    }
    for second in range(known, len(prints)):
        for first in range(second):
            like = likeness(prints[first], prints[second])
            pair = tuple(sorted((found.groups[first], found.groups[second])))
            asked = {(question.first, question.second) for question in found.questions}
            assert like.score < 50 or pair[0] == pair[1] or pair in asked


def test_resolve_keeps_two_registry_numbers_apart_and_asks() -> None:
    entries = [
        Described("Acme", country="DE", identifiers=frozenset({(Scheme.LEI, "1")})),
        Described("Acme", country="DE"),
        Described("Acme", country="DE", identifiers=frozenset({(Scheme.LEI, "2")})),
    ]
    found = resolve([printed(entry) for entry in entries])
    assert found.groups == (0, 0, 2)
    assert [(question.first, question.second) for question in found.questions] == [(0, 2)]


def test_resolve_asks_no_pair_twice() -> None:
    prints = [printed(entry) for entry in (INSTITUTE, LABORATORY)]
    assert len(resolve(prints).questions) == 1
    assert resolve(prints, settled=[(1, 0)]).questions == ()


@needs_lists
def test_resolve_on_the_real_waic_list_merges_nobody() -> None:
    with (LISTS / "waic_2026_bilingual.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["name_zh"].strip() or row["name_en"].strip()]
    found = resolve([printed(Described(row["name_zh"] or row["name_en"], row["name_en"])) for row in rows])
    assert (len(rows), len(set(found.groups)), len(found.merges)) == (1011, 1011, 0)
    english = Counter(row["name_en"].strip().casefold() for row in rows if row["name_en"].strip())
    shared = [name for name, times in english.items() if times > 1]
    asked = [
        question
        for question in found.questions
        if rows[question.first]["name_en"].strip().casefold() in shared
    ]
    assert len(asked) == sum(times * (times - 1) // 2 for times in english.values()) == 9


@needs_lists
def test_resolve_on_the_real_hannover_list_merges_repeated_firms() -> None:
    with gzip.open(LISTS / "hannovermesse_2018.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        rows = [
            row
            for row in csv.DictReader(lines)
            if "AG" in row["name"].split() and row["country"] == "Germany"
        ]
    entries = [
        printed(Described(row["name"], country="DE", address=row["street"], website=row["website"]))
        for row in rows
    ]
    assert len(set(resolve(entries).groups)) == len({row["name"].replace(" ", "").casefold() for row in rows})


def test_likeness_knows_a_name_again_by_the_number_of_its_organiser_and_nothing_by_the_number_alone() -> None:
    def listed(name: str, edition: str, number: str) -> Print:
        return printed(Described(name, identifiers=frozenset({("own", f"{edition}:{number}")})))

    assert likeness(listed("Acme", "2025", "0013"), listed("ACME", "2026", "0013")).score == 95
    assert likeness(listed("腾飞", "2025", "7"), listed("腾飞", "2026", "7")).merged
    assert likeness(listed("Acme", "2025", "0013"), listed("ACME", "2026", "0014")).asked
    assert likeness(listed("Acme", "2025", "1"), listed("Bolt", "2026", "1")) == likeness(
        printed(Described("Acme")), printed(Described("Bolt"))
    )


def test_likeness_keeps_numbered_institutes_apart() -> None:
    one, other = (
        printed(Described(f"中国电子科技集团公司第{number}研究所", country="CN"))
        for number in ("十四", "十五")
    )
    assert likeness(one, other).score == 0


@pytest.mark.parametrize(
    ("given_text", "name"),
    [
        ("Ac\u200bme", "Acme"),
        ("\u202eemca\u202c", "emca"),
        ("\ufeff甲公司\u2060", "甲公司"),
        ("Law\u200c", "Law"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_cleaned_name_leaves_out_what_nobody_sees(given_text: str, name: str) -> None:
    assert cleaned_name(given_text) == name
