"""The letters of a document: cut from the slices of the typeface that the pages ship, as one font of its own.

The browser's typeface comes in a hundred slices, each for some code points and for every weight. A document needs a few
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

SLICES = "vendor/noto-sans-sc/index.css"
UNITS = 1000  # of the typeface, and of a PDF's widths
ASCENT, DESCENT = 880, -120
MISSING = ".notdef"
_RULE = re.compile(r"url\(\./([^)]+)\)[^;]*;\s*unicode-range:\s*([^;]+);")
_drawn: dict[
    tuple[str, int], tuple[Any, int]
] = {}  # letter and weight -> glyph and width, for the life of the process


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
def _slices() -> tuple[Path, dict[int, str]]:
    """The folder of the typeface, and the file in which each code point is; the last rule that names it wins."""
    found = finders.find(SLICES)
    if found is None:
        raise FileNotFoundError(SLICES)
    sheet = Path(str(found))
    files: dict[int, str] = {}
    for file, ranges in _RULE.findall(sheet.read_text(encoding="utf-8")):
        for one in ranges.split(","):
            first, _dash, last = one.strip().removeprefix("U+").partition("-")
            files.update(dict.fromkeys(range(int(first, 16), int(last or first, 16) + 1), file))
    return sheet.parent, files


def covers(text: str) -> bool:
    """Whether every letter of a text can be set."""
    files = _slices()[1]
    return all(ord(letter) in files for letter in text)


def cut(letters: Iterable[str], weight: int) -> Letters:
    """A font of these letters at one weight; O(letters), some milliseconds for each slice that is opened."""
    wanted = sorted({" ", *letters})
    _draw([one for one in wanted if (one, weight) not in _drawn], weight)
    known = [one for one in wanted if (one, weight) in _drawn]
    return Letters(
        _program(known, weight),
        {letter: number for number, letter in enumerate(known, start=1)},
        {letter: _drawn[letter, weight][1] for letter in known},
    )


def _draw(letters: Iterable[str], weight: int) -> None:
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont

    folder, files = _slices()
    slices: defaultdict[str, list[str]] = defaultdict(list)
    for letter in letters:
        if ord(letter) in files:
            slices[files[ord(letter)]].append(letter)
    for file, own in slices.items():
        with TTFont(folder / file) as font:
            names, shapes = font.getBestCmap(), font.getGlyphSet(location={"wght": weight})
            for letter in own:
                if ord(letter) in names:
                    shape, pen = shapes[names[ord(letter)]], TTGlyphPen(shapes)
                    shape.draw(pen)
                    _drawn[letter, weight] = (pen.glyph(), round(shape.width))


def _box() -> Any:  # noqa: ANN401 (an object of an untyped library)
    """What stands for a letter that the typeface lacks: to be seen, where a blank would hide a name."""
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


def _program(letters: list[str], weight: int) -> bytes:
    from fontTools.fontBuilder import FontBuilder

    names = [MISSING, *(f"u{ord(letter):04X}" for letter in letters)]
    glyphs = [_box(), *(_drawn[letter, weight][0] for letter in letters)]
    widths = [UNITS, *(_drawn[letter, weight][1] for letter in letters)]
    font = FontBuilder(UNITS, isTTF=True)
    font.setupGlyphOrder(names)
    font.setupCharacterMap({ord(letter): name for letter, name in zip(letters, names[1:], strict=True)})
    font.setupGlyf(dict(zip(names, glyphs, strict=True)))
    sides = {
        name: (width, glyph.xMin if hasattr(glyph, "xMin") else 0)
        for name, width, glyph in zip(names, widths, glyphs, strict=True)
    }
    font.setupHorizontalMetrics(sides)
    font.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    font.setupNameTable({"familyName": "Noto Sans SC", "styleName": str(weight)})
    font.setupOS2(usWeightClass=weight)
    font.setupPost(keepGlyphNames=False)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
