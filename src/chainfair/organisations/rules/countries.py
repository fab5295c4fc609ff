"""Countries and regions from codes and from names in many languages; ISO 3166-1 alpha-2 is stored."""

import re
import unicodedata
from functools import cache
from typing import cast

from babel import Locale
from babel.core import get_global

from chainfair.organisations.errors import CountryUnknown

LANGUAGES = (
    "en", "zh_Hans", "zh_Hant", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "hu", "ro", "tr", "ru", "uk", "sv",
    "da", "nb", "fi", "el", "ar", "fa", "he", "th", "vi", "id", "ms", "ja", "ko", "hi",
)  # fmt: skip
# In CLDR's lists, but no country or region of ISO 3166-1.
_NOT_A_COUNTRY = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())  # noqa: SIM905 (words)
# Spellings that lists of exhibitors use and CLDR does not have: former, official, short and colloquial ones.
_USUAL = {
    "AE": "UAE; Emirates; 阿联酋; 阿拉伯联合酋长国",
    "BO": "Bolivia, Plurinational State of",
    "BA": "Bosnia; Bosnia-Herzegovina; Bosnia and Herzegovina; 波黑",
    "BN": "Brunei Darussalam",
    "CD": "Congo, Democratic Republic of the; DR Congo; DRC; Democratic Republic of the Congo",
    "CG": "Republic of the Congo; Congo",
    "CI": "Ivory Coast; Cote d'Ivoire",
    "AG": "Antigua; 安提瓜",
    "CN": "P.R. China; P R China; PRC; Mainland China; China, People's Republic of; China (Mainland); China (PRC);"
    " 中华人民共和国; 中国大陆; 中国内地; 大陆; 中国 (大陆); 中国 (内地)",
    "CZ": "Czech Republic; Czechia; 捷克共和国",
    "DE": "Federal Republic of Germany; Germany, Federal Republic of; BRD; GER; 德意志联邦共和国; 德意志",
    "FR": "法兰西",
    "GR": "EL; Hellenic Republic",
    "JP": "日本国",
    "KG": "吉尔吉斯",
    "KN": "Saint Kitts and Nevis",
    "NZ": "新西蘭",
    "SA": "KSA; 沙特",
    "UZ": "乌兹别克",
    "FM": "Micronesia, Federated States of",
    "GB": "UK; U.K.; United Kingdom of Great Britain and Northern Ireland; Great Britain; Britain; England; Scotland;"
    " Wales; Northern Ireland; 英国; 大不列颠; 英格兰; 苏格兰; 威尔士; 北爱尔兰; Grossbritannien",
    "HK": "Hong Kong; Hongkong; Hong Kong SAR; HK SAR; HKSAR; Hong Kong SAR, China; China, Hong Kong SAR;"
    " Hong Kong, China; Hong Kong Special Administrative Region; 香港; 中国香港; 香港特别行政区; 中國香港",
    "IR": "Iran, Islamic Republic of",
    "KP": "Korea, Democratic People's Republic of; DPRK; Korea DPR; 朝鲜民主主义人民共和国",
    "KR": "Korea, Republic of; Korea; South Korea; Korea (South); Republic of Korea; ROK; R.O. Korea;"
    " 韩国; 大韩民国; 南韩; 韓國; 大韓民國",
    "LA": "Lao People's Democratic Republic; Lao PDR",
    "MD": "Moldova, Republic of; Moldova, Republik of",
    "MK": "Macedonia; Macedonia, former Yug. Rep.; FYROM;"
    " Macedonia, the former Yugoslav Republic of; 马其顿; Mazedonien",
    "MM": "Burma",
    "MO": "Macao; Macau; Macao SAR; Macau SAR; China, Macao SAR; Macau, China; Macao, China;"
    " 澳门; 中国澳门; 澳门特别行政区; 中國澳門",
    "NL": "Holland; The Netherlands; 荷兰",
    "PS": "Palestine; Palestine, State of; Palestinian Territory, Occupied",
    "RU": "Russian Federation; 俄罗斯联邦; 俄国",
    "SK": "Slovak Republic; Slovakia",
    "SY": "Syrian Arab Republic",
    "SZ": "Swaziland",
    "TL": "East Timor",
    "TR": "Turkey; Türkiye; Republic of Türkiye; Turkiye; Türkei; Turquie; Turquía; Turchia; 土耳其",
    "TW": "Taiwan; Taiwan, China; China, Taiwan; Taiwan, Province of China; Chinese Taipei; Taiwan (China); 台湾; 臺灣;"
    " 中国台湾; 中國台灣; 台湾省; 台灣; 中国台北; 中华台北; 中華台北",
    "TZ": "Tanzania, United Republic of",
    "US": "USA; U.S.A.; U.S.; United States of America; America; 美利坚合众国; 美国; Vereinigte Staaten von Amerika",
    "VA": "Holy See; Vatican",
    "VE": "Venezuela, Bolivarian Republic of",
    "VN": "Viet Nam; Vietnam; Socialist Republic of Viet Nam",
    "XK": "Kosovo",
    "ZA": "Republic of South Africa; RSA; 南非共和国",
}
_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_SMALL = frozenset({"the", "of", "and"})
_SHORTENED = {"rep": "republic", "st": "saint", "s": "south", "n": "north"}
# What a state is, beside its name; left out where the whole is not known ("Republic of Serbia").
_FORMS = frozenset(
    [
        "republic",
        "kingdom",
        "state",
        "federal",
        "federation",
        "commonwealth",
        "principality",
        "region",
        "islamic",
    ]
)
_FORMS_ZH = re.compile("(?:地区|地區|王国|王國|联邦共和国|共和国|共和國)$")
# Two states have gone by it, so that nobody can say which a list means.
_UNCLEAR = frozenset({"china republic", "中华民国", "中華民國"})


def country_of(text: str) -> str:
    """The code of a country or region; blank for a blank cell; refuse what is neither code nor name."""
    key = _key(text)
    if not key:
        return ""
    codes = _codes_by_name()
    code = codes.get(key) or codes.get(_without_form(key))
    if code is None or key in _UNCLEAR:
        raise CountryUnknown(value=text.strip())
    return code


def _key(text: str) -> str:
    """Words in one order, so that “Korea, Republic of” and “Republic of Korea” are one."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace(".", "").replace("'", "").replace("’", "")
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", plain))
    found = _WORD.findall(unicodedata.normalize("NFC", plain))
    words = [_SHORTENED.get(word, word) for word in found] if len(found) > 1 else found
    return " ".join(sorted(word for word in words if word not in _SMALL) or sorted(words))


def _without_form(key: str) -> str:
    return _FORMS_ZH.sub("", " ".join(word for word in key.split() if word not in _FORMS))


def _names_in(language: str) -> dict[str, str]:
    return cast("dict[str, str]", Locale.parse(language).territories)


@cache
def _codes_by_name() -> dict[str, str]:
    english = _names_in("en")
    codes = sorted(
        code for code in english if len(code) == 2 and code.isalpha() and code not in _NOT_A_COUNTRY
    )
    found: dict[str, str] = {}
    for language in LANGUAGES:
        names = _names_in(language)
        for code in codes:
            if code in names:
                found.setdefault(_key(names[code]), code)
    for code, names_of_it in _USUAL.items():
        found |= {_key(name): code for name in names_of_it.split(";")}
    for other, targets in get_global("territory_aliases").items():  # three letters or digits to two letters
        if len(other) == 3 and len(targets) == 1 and targets[0] in codes:
            found[_key(other)] = targets[0]
    return found | {_key(code): code for code in codes}
