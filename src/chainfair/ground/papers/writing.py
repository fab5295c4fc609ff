"""Sheets to PDF: lines set one under another, pages numbered within each sheet, the letters embedded."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from chainfair.ground.papers.kinds import Line, Part, Sheet
from chainfair.ground.papers.letters import ASCENT, BOLD, DESCENT, REGULAR, UNITS, Letters, cut

WIDTH, HEIGHT, MARGIN = 595.28, 841.89, 42.0  # A4 in points
BLACK, GREY = "0", "0.35"
LEAD, SIDE, GAP = 84.0, 150.0, 12.0  # widths of the first and the last column, and what lies between them
# A space; a Chinese character with the punctuation that must not begin a line; a word of any other script.
_WORD = re.compile("\u0020|[\u2e80-\U0010ffff][，。、；：！？）》」·]*|[^\u0020\u2e80-\U0010ffff]+")
SMALL, TEXT, HEADING, TITLE, POSTER = 8.5, 10.5, 12.0, 20.0, 72.0


def write_pdf(sheets: Sequence[Sheet], *, title: str, language: str) -> bytes:
    """One document of all sheets, each on pages of its own."""
    letters = {letter for sheet in sheets for words in sheet.words() for letter in words}
    faces = {weight: cut({*letters, *"0123456789/·…"}, weight) for weight in (REGULAR, BOLD)}
    pages = (page for sheet in sheets for page in _Setter(faces, sheet).pages())
    return _document(pages, faces, title, language)


@dataclass
class _Setter:
    """Sets one sheet: a pen that goes down the page and begins a new one where there is no room."""

    faces: dict[int, Letters]
    sheet: Sheet
    done: list[list[str]] = field(default_factory=list)
    y: float = 0.0

    def pages(self) -> Iterator[bytes]:
        """The content of each page."""
        self._head()
        for part in self.sheet.parts:
            self._part(part)
        for number, page in enumerate(self.done, start=1):
            self._foot(page, f"{number} / {len(self.done)}")
            yield "\n".join(page).encode("ascii")

    def _head(self) -> None:
        sheet = self.sheet
        self.done.append([])
        self.y = HEIGHT - MARGIN
        self._text(MARGIN, sheet.eyebrow, SMALL, colour=GREY)
        if len(self.done) > 1:
            self._down(SMALL + 8)
            self._text(MARGIN, sheet.title, HEADING, BOLD)
            self._down(HEADING + 4)
            return
        size = POSTER if sheet.poster else TITLE
        self._down(size + 6)
        self._block(MARGIN, WIDTH - 2 * MARGIN, sheet.title, size, BOLD)
        self.y += size * 0.45 if sheet.poster else 0  # the figures of a large title hang from no line
        if sheet.subtitle:
            self._block(MARGIN, WIDTH - 2 * MARGIN, sheet.subtitle, HEADING + 2, colour=GREY)
        if sheet.facts:
            self._block(MARGIN, WIDTH - 2 * MARGIN, sheet.facts, TEXT)

    def _part(self, part: Part) -> None:
        first = self._height(part.lines[0]) if part.lines else 0.0
        self._room(HEADING + 24 + first)
        self._heading(part.heading)
        for line in part.lines:
            if self._room(self._height(line)):
                self._heading(part.heading)
            self._line(line)

    def _heading(self, words: str) -> None:
        self._down(HEADING + 10)
        self._text(MARGIN, words, HEADING, BOLD)
        self._down(5)
        self._rule(BLACK)

    def _line(self, line: Line) -> None:
        height = self._height(line)
        top = self.y
        self._down(TEXT + 5)
        self._text(MARGIN, line.lead, TEXT, BOLD)
        self._column(MARGIN + LEAD, self._main_width(), line.main, line.second)
        self.y = top - TEXT - 5
        self._column(WIDTH - MARGIN - self._side_width(), self._side_width(), line.side, line.note)
        self.y = top - height
        self._rule(GREY, 0.3)

    def _column(self, x: float, width: float, first: str, second: str) -> None:
        for text in self._wrapped(first, TEXT, width):
            self._text(x, text, TEXT)
            self._down(TEXT + 3)
        self.y += 1.5
        for text in self._wrapped(second, SMALL, width):
            self._text(x, text, SMALL, colour=GREY)
            self._down(SMALL + 3)

    def _side_width(self) -> float:
        """The last column; on a poster it names a side, as the one before it does."""
        return (WIDTH - 2 * MARGIN - LEAD - GAP) / 2 if self.sheet.poster else SIDE

    def _main_width(self) -> float:
        return WIDTH - 2 * MARGIN - LEAD - self._side_width() - GAP

    def _height(self, line: Line) -> float:
        columns = ((line.main, line.second, self._main_width()), (line.side, line.note, self._side_width()))
        return 8 + max(
            len(self._wrapped(first, TEXT, width)) * (TEXT + 3)
            + len(self._wrapped(second, SMALL, width)) * (SMALL + 3)
            for first, second, width in columns
        )

    def _block(
        self, x: float, width: float, text: str, size: float, weight: int = REGULAR, colour: str = BLACK
    ) -> None:
        for line in self._wrapped(text, size, width, weight):
            self._text(x, line, size, weight, colour)
            self._down(size * 1.3)

    def _room(self, height: float) -> bool:
        """Begin a new page where there is no room for this height; whether one was begun."""
        if self.y - height >= MARGIN + 24:
            return False
        self._head()
        return True

    def _down(self, by: float) -> None:
        self.y -= by

    def _wrapped(self, text: str, size: float, width: float, weight: int = REGULAR) -> list[str]:
        return list(wrapped(text, self.faces[weight], size, width)) if text else []

    def _text(self, x: float, text: str, size: float, weight: int = REGULAR, colour: str = BLACK) -> None:
        self.done[-1].append(_shown(self.faces[weight], x, self.y, text, size, weight, colour))

    def _rule(self, colour: str, thick: float = 0.8) -> None:
        self.done[-1].append(
            f"{colour} G {thick} w {MARGIN} {self.y:.1f} m {WIDTH - MARGIN} {self.y:.1f} l S"
        )

    def _foot(self, page: list[str], number: str) -> None:
        face = self.faces[REGULAR]
        right = WIDTH - MARGIN - face.length(number, SMALL)
        page.append(_shown(face, MARGIN, MARGIN - 8, self.sheet.foot, SMALL, REGULAR, GREY))
        page.append(_shown(face, right, MARGIN - 8, number, SMALL, REGULAR, GREY))


def _shown(face: Letters, x: float, y: float, text: str, size: float, weight: int, colour: str) -> str:
    glyphs = "".join(f"{face.number.get(letter, 0):04X}" for letter in text)
    return f"BT {colour} g /F{weight} {size} Tf {x:.1f} {y:.1f} Td <{glyphs}> Tj ET"


def wrapped(text: str, face: Letters, size: float, width: float) -> Iterator[str]:
    """Lines no wider than `width`: broken at spaces, between Chinese characters, and within a word only if it must."""
    line, used, limit = "", 0, width * UNITS / size
    for word in _WORD.findall(text):
        wide = sum(face.width.get(letter, UNITS) for letter in word)
        if line and used + wide > limit:
            yield line.rstrip()
            line, used = "", 0
            if word == " ":
                continue
        for letter in word if wide > limit else [word]:
            step = sum(face.width.get(one, UNITS) for one in letter)
            if line and used + step > limit:
                yield line.rstrip()
                line, used = "", 0
            line, used = line + letter, used + step
    if line:
        yield line.rstrip()


def _document(pages: Iterator[bytes], faces: dict[int, Letters], title: str, language: str) -> bytes:
    import pydyf

    document = pydyf.PDF()
    fonts = {f"F{weight}": _font(document, face, weight) for weight, face in faces.items()}
    resources = _added(document, pydyf.Dictionary({"Font": pydyf.Dictionary(fonts)}))
    for content in pages:
        stream = _added(document, pydyf.Stream([content], compress=True))
        page = {
            "Type": "/Page",
            "Parent": document.pages.reference,
            "MediaBox": pydyf.Array([0, 0, WIDTH, HEIGHT]),
            "Resources": resources,
            "Contents": stream,
        }
        document.add_page(pydyf.Dictionary(page))
    document.info["Title"] = pydyf.String(title)
    document.catalog["Lang"] = pydyf.String(language)
    document.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    out = io.BytesIO()
    document.write(out, compress=True)
    return out.getvalue()


def _font(document: Any, face: Letters, weight: int) -> Any:  # noqa: ANN401 (objects of an untyped library)
    """A font whose glyphs are named by number, with the way back to letters, so that text can be found and copied."""
    import pydyf

    name = f"/CHAINF+InterNotoSansSC-{weight}"
    program = _added(document, pydyf.Stream([face.program], {"Length1": len(face.program)}, compress=True))
    descriptor = {
        "Type": "/FontDescriptor",
        "FontName": name,
        "Flags": 4,
        "FontBBox": pydyf.Array([-UNITS, DESCENT * 3, UNITS * 3, ASCENT * 2]),
        "ItalicAngle": 0,
        "Ascent": ASCENT,
        "Descent": DESCENT,
        "CapHeight": 733,
        "StemV": 90,
        "FontFile2": program,
    }
    widths = [face.width[letter] for letter in face.number]
    inner = {
        "Type": "/Font",
        "Subtype": "/CIDFontType2",
        "BaseFont": name,
        "CIDSystemInfo": pydyf.Dictionary({"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0}),
        "FontDescriptor": _added(document, pydyf.Dictionary(descriptor)),
        "DW": UNITS,
        "W": pydyf.Array([1, pydyf.Array(widths)]),
        "CIDToGIDMap": "/Identity",
    }
    outer = {
        "Type": "/Font",
        "Subtype": "/Type0",
        "BaseFont": name,
        "Encoding": "/Identity-H",
        "DescendantFonts": pydyf.Array([_added(document, pydyf.Dictionary(inner))]),
        "ToUnicode": _added(document, pydyf.Stream([_way_back(face)], compress=True)),
    }
    return _added(document, pydyf.Dictionary(outer))


def _way_back(face: Letters) -> str:
    rows = [
        f"<{number:04X}> <{letter.encode('utf-16-be').hex().upper()}>"
        for letter, number in face.number.items()
    ]
    parts = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    body = "\n".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{body}\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    )


def _added(document: Any, one: Any) -> Any:  # noqa: ANN401 (objects of an untyped library)
    document.add_object(one)
    return one.reference
