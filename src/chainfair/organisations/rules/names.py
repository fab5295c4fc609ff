"""Names for comparing: what is only a way of writing falls away, what makes a name stays.

Nothing here is stored in place of a name; organisations keep their names as they were given.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from chainfair.organisations.errors import NameMissing, NameTooLong

NAME_LIMIT = 1000


class Script(StrEnum):
    """The writing of a name; Chinese characters decide wherever there are two."""

    HAN = "han"
    LATIN = "latin"
    OTHER = "other"


@dataclass(frozen=True)
class Core:
    """A name without its legal form, and that form; both folded for comparing."""

    core: str
    form: str


_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ACCENTS = re.compile("[\u0300-\u036f]")
# What nobody sees: zero-width blanks, and marks that would turn the writing of whatever stands behind.
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_JOINERS = "\u200c\u200d"  # mean something inside a word of Persian or Hindi, nothing at its end
_DOTS = re.compile(r"[.'’`´]")
_PHRASES = (
    (re.compile(r"\ba/s\b"), "as"),
    (re.compile(r"\bsp\.? ?z ?o\.? ?o\b"), "spzoo"),
    (re.compile(r"\bd o o\b"), "doo"),
)
# Written alike by everybody; without them two writings of one name would look like two names.
_SPELLED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ı": "i"}
)

_HAN_FORMS = (
    "集团股份有限公司", "集團股份有限公司", "集团有限责任公司", "集团有限公司", "集團有限公司", "股份有限公司",
    "有限责任公司", "有限責任公司", "有限合伙企业", "合伙企业有限合伙", "有限公司", "股份公司", "集团公司", "總公司",
    "总公司", "有限合伙", "普通合伙", "特殊普通合伙", "株式会社", "株式會社", "合同会社", "有限会社", "集团", "集團",
)  # fmt: skip
_OTHER_FORMS = ("주식회사", "유한회사", "ооо", "оао", "зао", "пао", "ао")
_SAME_FORM = {
    "limited": "ltd", "incorporated": "inc", "corporation": "corp", "company": "co", "private": "pvt",
    "coltd": "co ltd",     "cokg": "co kg", "pvtltd": "pvt ltd", "ptyltd": "pty ltd", "gmbhco": "gmbh co",
    "gmbhcokg": "gmbh co kg",
}  # fmt: skip
_FORMS = (
    "ltd inc corp co llc llp lp plc pvt pty pte sdn bhd berhad gmbh mbh ag kg kgaa ohg ug se ev eg sarl sas sasu sa srl"
    " spa snc bv nv cv vof bvba sprl oy oyj ab as asa aps hf ehf kft zrt nyrt rt doo dd sro spol spzoo oü ou uab sia"
    " ooo oao zao pao jsc pjsc ojsc cjsc ad eood ood ltda eireli sl slu sti kk gk kabushiki kaisha"
    " fze fzco fzc wll qsc saog"
)
_LATIN_FORMS = frozenset(_FORMS.split())
_LATIN_BEFORE = frozenset({"uab", "sia", "ooo", "oao", "zao", "pao", "pt", "jsc", "ojsc", "as"})
_GLUED = re.compile(r"(.{3,}?)(gmbhcokg|gmbhco|gmbh|pvtltd|coltd|ltd|limited)$")
_SMALL = frozenset({"&", "and", "und", "et", "y", "e", "i", "+"})


def cleaned_name(text: str) -> str:
    """One name with single blanks, none around it and nothing unseen in it; refuse an empty or endless one."""
    name = " ".join(_UNSEEN.sub("", text).split()).strip(_JOINERS + " ")
    if not any(character.isalnum() for character in name):
        raise NameMissing
    if len(name) > NAME_LIMIT:
        raise NameTooLong(length=len(name), limit=NAME_LIMIT)
    return name


def script_of(name: str) -> Script:
    """The script a name is written in."""
    if _HAN.search(name):
        return Script.HAN
    letters = [character for character in name if character.isalpha()]
    foreign = sum(not unicodedata.name(character, "").startswith("LATIN") for character in letters)
    return Script.OTHER if foreign * 2 > len(letters) else Script.LATIN


def name_key(name: str) -> str:
    """A name for comparing: compatibility forms, case, accents, blanks and punctuation fall away."""
    return _parted(_folded(name)).replace(" ", "")[:NAME_LIMIT]


def core_of(name: str) -> Core:
    """Part a name and its legal form, in both scripts; a name that is all form stays whole."""
    return _han_core(name) if script_of(name) != Script.LATIN else _latin_core(name)


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold().translate(_SPELLED)
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", plain))
    return unicodedata.normalize("NFC", plain)


def _parted(text: str) -> str:
    """Letters, digits and their marks (without which Thai or Hindi names fall together); a blank for the rest."""
    return "".join(
        character
        if character.isalnum() or character in "&+" or unicodedata.category(character)[0] == "M"
        else " "
        for character in text
    )


def _han_core(name: str) -> Core:
    key = name_key(name)
    for form in (*_HAN_FORMS, *_OTHER_FORMS):
        if key.endswith(form) and len(key) - len(form) >= 2:
            return Core(key.removesuffix(form), form)
        if (
            form in {"株式会社", "株式會社", *_OTHER_FORMS}
            and key.startswith(form)
            and len(key) - len(form) >= 2
        ):
            return Core(key.removeprefix(form), form)
    return Core(key, "")


def _latin_core(name: str) -> Core:
    plain = _folded(name)
    for phrase, form in _PHRASES:
        plain = phrase.sub(form, plain)
    words = [_SAME_FORM.get(word, word) for word in _parted(_DOTS.sub("", plain)).split()]
    words = " ".join(words).split()
    forms: list[str] = []
    while len(words) > 1 and (words[-1] in _LATIN_FORMS or words[-1] in _SMALL):
        forms.insert(0, words.pop())
    if len(words) > 1 and words[0] in _LATIN_BEFORE:
        forms.append(words.pop(0))
    if not forms and words and (glued := _GLUED.fullmatch(words[-1])):
        words[-1], forms = glued[1], _SAME_FORM.get(glued[2], glued[2]).split()
    elif forms and (glued := _GLUED.fullmatch(words[-1])):
        words[-1] = glued[1]
        forms.insert(0, _SAME_FORM.get(glued[2], glued[2]))
    return Core("".join(words), " ".join(form for form in forms if form not in _SMALL))
