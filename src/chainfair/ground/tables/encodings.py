"""Bytes to text: byte-order mark, strict UTF-8, then the rest by plausibility; unclear is asked, never guessed."""

import codecs
import re
from itertools import islice

from chainfair.ground.tables.errors import (
    EncodingDamaged,
    EncodingUnclear,
    EncodingUnknown,
    EncodingWrong,
    TextHasNul,
)

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SURE = 0.85  # share of characters that a right reading makes plausible
APART = 0.2  # how far the second reading must stay behind
WEIGHED = 100_000  # characters outside ASCII that a reading is weighed by
NEARLY = 0.9  # share of non-ASCII bytes in whole UTF-8 sequences from which one place is broken

_UTF8 = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_HIGH = re.compile(rb"[\x80-\xff]")
# One foreign character inside a European word: "Wroc豉w" was never written by anybody.
_INSIDE_A_WORD = re.compile(r"(?<=[a-z])([^\x00-\x7f])(?=[a-z])")
_WESTERN_LETTERS = frozenset("ÄÖÜäöüßÀÁÂÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕØÙÚÛŸàáâãåæçèéêëìíîïñòóôõøùúûÿŒœŠšŽžÐðÞþÝý")
_WESTERN_SIGNS = frozenset("\xa0€‚„…‘’“”•–—™¡£§©ª«®°²³´·º»¿½¼¾µ¶±×÷›‹")
_WITHIN_WORDS = frozenset("\xa0’‘´–—·")


def decode(data: bytes, *, name: str, encoding: str | None) -> tuple[str, str]:
    """Read bytes as text and say in which encoding; refuse what is damaged or unclear."""
    text, found = _decode_named(data, name, encoding) if encoding else _decode_found(data, name)
    if "\0" in text:
        raise TextHasNul(name=name, line=_line_of(text, text.index("\0")))
    return text, found


def _decode_named(data: bytes, name: str, encoding: str) -> tuple[str, str]:
    try:
        codec = codecs.lookup(encoding)
    except (LookupError, ValueError):
        raise EncodingUnknown(encoding=encoding) from None
    if not getattr(codec, "_is_text_encoding", True):
        raise EncodingUnknown(encoding=encoding)
    known = {"cp1252": "windows-1252", "gbk": "gb18030", "gb2312": "gb18030"}.get(codec.name, codec.name)
    reading = "utf-8-sig" if known == "utf-8" else known
    try:
        return data.decode(reading), known
    except UnicodeDecodeError as error:
        line, byte = _place_of(data, error.start)
        raise EncodingWrong(
            name=name, encoding=known, line=line, byte=byte, value=f"{data[error.start]:02X}"
        ) from None


def _decode_found(data: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            text, _ = _decode_named(data, name, encoding)
            return text, "utf-8" if encoding == "utf-8-sig" else encoding
    wide = _utf16_without_mark(data)
    if wide:
        return _decode_named(data, name, wide)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        broken = error.start
    _refuse_nearly_utf8(data, name, broken)
    return _decode_plausibly(data, name, broken)


def _utf16_without_mark(data: bytes) -> str | None:
    """In UTF-16 every second byte of an ASCII character is NUL, and no list is without a comma or a line end."""
    sample = data[:4000]
    if sample.count(0) * 10 < len(sample):
        return None
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"


def _refuse_nearly_utf8(data: bytes, name: str, broken: int) -> None:
    high = len(_HIGH.findall(data))
    whole = sum(len(found) for found in _UTF8.findall(data))
    if high >= 30 and whole >= NEARLY * high:
        line, byte = _place_of(data, broken)
        raise EncodingDamaged(name=name, line=line, byte=byte, value=f"{data[broken]:02X}")


def _decode_plausibly(data: bytes, name: str, broken: int) -> tuple[str, str]:
    readings = sorted(
        (
            (score(text), encoding, text)
            for encoding, score in (("gb18030", _gb18030), ("big5", _big5), ("windows-1252", _western))
            for text in _strictly(data, encoding)
        ),
        reverse=True,
    )
    if readings:
        share, encoding, text = readings[0]
        behind = share - readings[1][0] if len(readings) > 1 else share
        if share >= SURE and behind >= APART:
            return text, encoding
    line, _ = _place_of(data, broken)
    shown = "; ".join(f"“{_line_at(text, line)}” ({encoding})" for _, encoding, text in readings)
    raise EncodingUnclear(name=name, line=line, readings=shown or "—")


def _strictly(data: bytes, encoding: str) -> list[str]:
    try:
        return [data.decode({"big5": "big5hkscs"}.get(encoding, encoding))]
    except UnicodeDecodeError:
        return []


def _gb18030(text: str) -> float:
    """Share of characters in the frequent rows of GB 2312: signs (1 to 3) and the first level (16 to 55).

    Windows-1252 betrays itself: its letters pair with ASCII into rare characters. Korean in EUC-KR fills
    the rows 16 to 40 only, where no Chinese text stays (its commonest words stand at r to z).
    """
    codes = _codes(text, "gb18030")
    first_level = [lead for lead, trail in codes if 0xB0 <= lead <= 0xD7 and trail >= 0xA1]
    signs = sum(0xA1 <= lead <= 0xA3 and trail >= 0xA1 for lead, trail in codes)
    if len(first_level) >= 20 and sum(lead >= 0xC9 for lead in first_level) < len(first_level) / 10:
        return 0.0
    return (len(first_level) + signs) / len(codes) if codes else 0.0


def _big5(text: str) -> float:
    """Share of characters among the signs and the first level of Big5, lead bytes A1 to C6."""
    codes = _codes(text, "big5hkscs")
    return sum(0xA1 <= lead <= 0xC6 for lead, _ in codes) / len(codes) if codes else 0.0


def _codes(text: str, encoding: str) -> list[tuple[int, int]]:
    """Lead and trail byte of each character outside ASCII; (0, 0) for other lengths and for one inside a word."""
    inside = {found.start(1) for found in _INSIDE_A_WORD.finditer(text)}
    codes = (b"" if place in inside else text[place].encode(encoding) for place in _foreign_places(text))
    return [(code[0], code[1]) if len(code) == 2 else (0, 0) for code in codes]


def _foreign_places(text: str) -> list[int]:
    """Places of the first characters outside ASCII; that many are enough to tell a reading."""
    return [found.start() for found in islice(_FOREIGN.finditer(text), WEIGHED)]


def _western(text: str) -> float:
    """Share of non-ASCII characters that stand where European words have them: letters beside ASCII letters."""
    places = _foreign_places(text)
    plausible = sum(_stands_well(text, place) for place in places)
    return plausible / len(places) if places else 0.0


def _stands_well(text: str, place: int) -> bool:
    before, after = text[place - 1 : place] or " ", text[place + 1 : place + 2] or " "
    if text[place] in _WESTERN_SIGNS:
        return text[place] in _WITHIN_WORDS or not (before.isalpha() and after.isalpha())
    beside = (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())
    return text[place] in _WESTERN_LETTERS and beside


def _place_of(data: bytes, offset: int) -> tuple[int, int]:
    before = data[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1, len(before) - (before.rfind(b"\n") + 1) + 1


def _line_of(text: str, place: int) -> int:
    return len(text[: place + 1].splitlines())


def _line_at(text: str, line: int) -> str:
    lines = re.split("\r\n|\r|\n", text)
    return lines[min(line, len(lines)) - 1][:60]
