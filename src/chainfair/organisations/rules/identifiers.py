"""Numbers of registers: repaired where only the writing is off, refused with the position where they are wrong."""

import re
import unicodedata
from dataclasses import dataclass

from stdnum import ean
from stdnum.cn import uscc
from stdnum.iso7064 import mod_97_10

from chainfair.organisations.errors import (
    IdentifierCharacter,
    IdentifierCheck,
    IdentifierDamaged,
    IdentifierLength,
)
from chainfair.organisations.kinds import Scheme

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100 leaves out I, O, S, V, Z
OWN_LIMIT = 120
_BLANKS_AND_DASHES = re.compile(r"[\s\u200b\u2010-\u2015\-_./]+")
_EXPONENT = re.compile(r"\d(\.\d+)?E\+?\d{1,3}", re.IGNORECASE)


@dataclass(frozen=True)
class Identified:
    """A number as its register writes it, and what was given if that differed."""

    scheme: Scheme
    value: str
    repaired_from: str = ""


def identified(scheme: Scheme, text: str) -> Identified:
    """Repair full-width forms, blanks, dashes and lower case; refuse what then is no number of the register."""
    if scheme == Scheme.OWN:
        value = " ".join(unicodedata.normalize("NFC", text).split())
        if len(value) > OWN_LIMIT:
            raise IdentifierLength(value=value, scheme=scheme.upper(), length=len(value), allowed=OWN_LIMIT)
        return Identified(scheme, value, text if value != text else "")
    value = _BLANKS_AND_DASHES.sub("", unicodedata.normalize("NFKC", text)).upper()
    if _EXPONENT.fullmatch(unicodedata.normalize("NFKC", text).strip()):
        raise IdentifierDamaged(value=text.strip(), scheme=scheme.upper())
    _CHECKS[scheme](value)
    return Identified(scheme, value, text if value != text else "")


def _check_uscc(value: str) -> None:
    _check_form(Scheme.USCC, value, [USCC_CHARACTERS] * 2 + [DIGITS] * 6 + [USCC_CHARACTERS] * 10)
    _check_last(Scheme.USCC, value, uscc.calc_check_digit(value[:-1]))


def _check_lei(value: str) -> None:
    _check_form(Scheme.LEI, value, [DIGITS + LETTERS] * 18 + [DIGITS] * 2)
    _check_last(Scheme.LEI, value, mod_97_10.calc_check_digits(value[:-2]))


def _check_gln(value: str) -> None:
    _check_form(Scheme.GLN, value, [DIGITS] * 13)
    _check_last(Scheme.GLN, value, ean.calc_check_digit(value[:-1]))


def _check_duns(value: str) -> None:
    _check_form(Scheme.DUNS, value, [DIGITS] * 9)


_CHECKS = {
    Scheme.USCC: _check_uscc,
    Scheme.LEI: _check_lei,
    Scheme.GLN: _check_gln,
    Scheme.DUNS: _check_duns,
}


def _check_form(scheme: Scheme, value: str, allowed: list[str]) -> None:
    if len(value) != len(allowed):
        raise IdentifierLength(value=value, scheme=scheme.upper(), length=len(value), allowed=len(allowed))
    for place, character in enumerate(value):
        if character not in allowed[place]:
            raise IdentifierCharacter(
                value=value,
                scheme=scheme.upper(),
                position=place + 1,
                character=character,
                allowed=_shortened(allowed[place]),
            )


def _check_last(scheme: Scheme, value: str, expected: str) -> None:
    found = value[-len(expected) :]
    if found != expected:
        raise IdentifierCheck(
            value=value,
            scheme=scheme.upper(),
            position=len(value) - len(expected) + 1,
            expected=expected,
            found=found,
        )


def _shortened(characters: str) -> str:
    return {DIGITS: "0–9", DIGITS + LETTERS: "0–9, A–Z"}.get(characters, "0–9, A–Z (I, O, S, V, Z: –)")
