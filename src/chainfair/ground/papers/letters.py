"""The letters of a document: cut from the slices of the typefaces that the pages ship, as one font of its own.

The browser's typefaces come in a hundred slices, each for some code points and for every weight. A document needs a few
hundred letters of one or two weights. They are drawn at that weight and set together, so that the PDF carries exactly
what it shows and needs no font on the machine that opens it.
"""

import io
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

TYPEFACES = "vendor/inter/index.css", "vendor/noto-sans-sc/index.css"  # in the order of the pages
REGULAR, BOLD = 400, 700
UNITS = 1000  # of the grid that all letters are drawn on, and of a PDF's widths
ASCENT, DESCENT = 880, -120
MISSING = ".notdef"
_RULE = re.compile(r"url\(\./([^)]+)\)[^;]*;\s*unicode-range:\s*([^;]+);")
_Glyph = tuple[Any, int]  # a drawing and its width

_drawn: dict[str, dict[int, _Glyph]] = {}
"""Each letter at each weight, for the life of the process."""


@dataclass(frozen=True)
class Letters:
    """A font: its bytes, and number and width (thousandths of the size) of each letter's glyph."""

    program: bytes
    number: dict[str, int]
    width: dict[str, int]

    def length(self, text: str, size: float) -> float:
        """How wide a text is at a size, in points."""
        return sum(self.width.get(letter, UNITS) for letter in text) * size / UNITS


@cache
def _slices() -> tuple[dict[int, Path], ...]:
    """For each typeface the file that is said to hold a code point; the last rule that names it wins."""
    return tuple(_files_of(typeface) for typeface in TYPEFACES)


def _files_of(typeface: str) -> dict[int, Path]:
    found = finders.find(typeface)
    if found is None:
        raise FileNotFoundError(typeface)
    sheet = Path(str(found))
    files: dict[int, Path] = {}
    for file, ranges in _RULE.findall(sheet.read_text(encoding="utf-8")):
        for one in ranges.split(","):
            first, _dash, last = one.strip().removeprefix("U+").partition("-")
            files.update(
                dict.fromkeys(range(int(first, 16), int(last or first, 16) + 1), sheet.parent / file)
            )
    return files


@cache
def _held(file: Path) -> frozenset[int]:
    """The code points that a file really holds: some are promised and not there."""
    from fontTools.ttLib import TTFont

    with TTFont(file) as font:
        return frozenset(font.getBestCmap())


@cache
def _file(letter: str) -> Path | None:
    """The file of the first typeface that has a letter."""
    files = (slices.get(ord(letter)) for slices in _slices())
    return next((file for file in files if file and ord(letter) in _held(file)), None)


def covers(text: str) -> bool:
    """Whether every letter of a text can be set."""
    return all(_file(letter) for letter in text)


def cut(letters: Iterable[str], weight: int) -> Letters:
    """A font of these letters at one weight; O(letters), some milliseconds for each slice that is opened."""
    wanted = sorted({" ", *letters})
    _draw(wanted)
    glyphs = {letter: _drawn[letter][weight] for letter in wanted if letter in _drawn}
    return Letters(
        _program(glyphs, weight),
        {letter: number for number, letter in enumerate(glyphs, start=1)},
        {letter: width for letter, (_shape, width) in glyphs.items()},
    )


def _draw(letters: Iterable[str]) -> None:
    """Draw what is not drawn yet and can be."""
    missing: defaultdict[Path, list[str]] = defaultdict(list)
    for letter in letters:
        file = _file(letter)
        if file and letter not in _drawn:
            missing[file].append(letter)
    for file, own in missing.items():
        _drawn.update(_draw_from(file, own))


def _draw_from(file: Path, letters: list[str]) -> dict[str, dict[int, _Glyph]]:
    """Some letters of a file, on a grid of `UNITS`, at both weights: to open a file is what costs."""
    from fontTools.pens.filterPen import DecomposingFilterPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont

    drawn: defaultdict[str, dict[int, _Glyph]] = defaultdict(dict)
    with TTFont(file) as font:
        names, scale = font.getBestCmap(), UNITS / font["head"].unitsPerEm
        for weight in (REGULAR, BOLD):
            shapes = font.getGlyphSet(location={"wght": weight})
            for letter in letters:
                shape, pen = shapes[names[ord(letter)]], TTGlyphPen(None)
                shape.draw(TransformPen(DecomposingFilterPen(pen, shapes), (scale, 0, 0, scale, 0, 0)))
                drawn[letter][weight] = (pen.glyph(), round(shape.width * scale))
    return drawn


def _box() -> Any:  # noqa: ANN401 (an object of an untyped library)
    """What stands for a letter that every typeface lacks: to be seen, where a blank would hide a name."""
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for low, high, turn in ((120, 700, 1), (170, 650, -1)):
        corners = [(low + 30, low - 120), (low + 30, high), (high + 170, high), (high + 170, low - 120)]
        first, *others = corners[::turn]
        pen.moveTo(first)
        for corner in others:
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def _program(drawn: dict[str, _Glyph], weight: int) -> bytes:
    from fontTools.fontBuilder import FontBuilder

    names = [MISSING, *(f"u{ord(letter):04X}" for letter in drawn)]
    glyphs = [_box(), *(glyph for glyph, _width in drawn.values())]
    widths = [UNITS, *(width for _glyph, width in drawn.values())]
    font = FontBuilder(UNITS, isTTF=True)
    font.setupGlyphOrder(names)
    font.setupCharacterMap({ord(letter): name for letter, name in zip(drawn, names[1:], strict=True)})
    font.setupGlyf(dict(zip(names, glyphs, strict=True)))
    sides = {
        name: (width, glyph.xMin if hasattr(glyph, "xMin") else 0)
        for name, width, glyph in zip(names, widths, glyphs, strict=True)
    }
    font.setupHorizontalMetrics(sides)
    font.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    font.setupNameTable({"familyName": "Inter and Noto Sans SC", "styleName": str(weight)})
    font.setupOS2(usWeightClass=weight)
    font.setupPost(keepGlyphNames=False)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
