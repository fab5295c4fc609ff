"""Stands as lists write them: several in a cell, with halls beside, behind or before them."""

import re
import unicodedata

from chainfair.exhibiting.errors import CellTooLong, StandsAndHallsDiffer
from chainfair.exhibiting.kinds import StandPlace

CODE_LIMIT = 60  # characters of a stand or hall
_VISIT = re.compile(
    r"(?:visit us at\s+)?(?:stands?|booths?|展位号?)(?:\s*:\s*|\s+)(?P<codes>.+?)"
    r"(?:\s*,\s*subevents?\s+(?P<events>.+))?",
    re.IGNORECASE,
)
_HALL_STAND = re.compile(
    r"(?:hall|halle)\s+(?P<hall>\w+)\s*[,/·–-]?\s*(?:stand|booth)\s+(?P<code>.+)"
    r"|(?P<hall_zh>\w+馆)\s*(?P<code_zh>[\w-]+?)号?展?[位台]",
    re.IGNORECASE,
)
_STRONG = re.compile(r"[|;\n\r]+")
_WEAK = re.compile(r"\s*[,、]\s*|\s+&\s+")
_HALL_DOT_CODE = re.compile(r"(?P<hall>\d{1,2}[A-Z]?|[A-Z]{1,3})\.(?P<code>[A-Z]{0,2}\d+[A-Z]?)")
_NO_PLACE = frozenset(
    {"multiple", "various", "several", "tba", "tbd", "tbc", "n/a", "none", "-", "待定", "无", "多个"}
)


def stand_places(stands: str, halls: str = "") -> tuple[StandPlace, ...]:
    """Cut a cell into stands, each once; halls come from the stand itself or from the cell beside."""
    codes, _ = _codes_and_events(stands)
    parts = [part for part in codes if part.casefold() not in _NO_PLACE]
    beside = [_tidy(hall) for hall in _STRONG.split(_tidy(halls, keep_lines=True)) if _tidy(hall)]
    if len(beside) > 1 and len(beside) != len(parts):
        raise StandsAndHallsDiffer(stands=len(parts), halls=len(beside))
    found: dict[StandPlace, None] = {}
    for number, part in enumerate(parts):
        place = _place(part, beside[number if len(beside) > 1 else 0] if beside else "")
        for text in (place.code, place.hall):
            if len(text) > CODE_LIMIT:
                raise CellTooLong(length=len(text), limit=CODE_LIMIT)
        if place.code:
            found[place] = None
    return tuple(found)


def sub_events(stands: str) -> tuple[str, ...]:
    """The parts of a fair that a stand cell names, each once."""
    return _codes_and_events(stands)[1]


def _codes_and_events(stands: str) -> tuple[list[str], tuple[str, ...]]:
    text = _tidy(stands, keep_lines=True)
    said = _VISIT.fullmatch(text)
    events: tuple[str, ...] = ()
    if said:
        text = said["codes"]
        events = tuple(dict.fromkeys(_WEAK.split(said["events"]))) if said["events"] else ()
    parts: list[str] = []
    for strong in _STRONG.split(text):
        whole = _HALL_STAND.fullmatch(strong.strip()) is not None
        weak = _carrying_hall(_WEAK.split(strong))
        parts += [strong] if whole or not all(map(_looks_like_a_code, weak)) else weak
    return [_tidy(part) for part in parts if _tidy(part)], events


def _carrying_hall(parts: list[str]) -> list[str]:
    """“A1, A2@Hall” are two stands of one hall."""
    hall = parts[-1].partition("@")[2]
    return [part if "@" in part or not hall else f"{part}@{hall}" for part in parts]


def _looks_like_a_code(part: str) -> bool:
    """A comma may stand inside a name of a place; between codes, each has a digit."""
    return any(character.isdigit() for character in part) or part.strip().casefold() in _NO_PLACE


def _place(part: str, beside: str) -> StandPlace:
    code, at, hall = part.partition("@")
    if at:
        return StandPlace(_tidy(hall), _tidy(code))
    spoken = _HALL_STAND.fullmatch(part)
    if spoken:
        return StandPlace(spoken["hall"] or spoken["hall_zh"], spoken["code"] or spoken["code_zh"])
    dotted = _HALL_DOT_CODE.fullmatch(part)
    if dotted and not beside:
        return StandPlace(dotted["hall"], dotted["code"])
    return StandPlace(beside, part)


def _tidy(text: str, *, keep_lines: bool = False) -> str:
    plain = unicodedata.normalize("NFKC", text)
    lines = plain.splitlines() if keep_lines else [plain]
    return "\n".join(" ".join(line.split()) for line in lines).strip(" `'\"\n")
