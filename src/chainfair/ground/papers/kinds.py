"""What stands on a sheet, without where it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: when, who (and in the other script), where."""

    lead: str
    main: str
    second: str = ""
    side: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows under one heading."""

    heading: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one reader, or one door, gets: it begins on a page of its own and takes as many as it needs."""

    eyebrow: str
    title: str
    subtitle: str
    facts: str
    parts: Sequence[Part]
    foot: str
    poster: bool = False  # a title to be read from afar

    def words(self) -> Iterator[str]:
        """Everything that is written on it."""
        yield from (self.eyebrow, self.title, self.subtitle, self.facts, self.foot)
        for part in self.parts:
            yield part.heading
            for line in part.lines:
                yield from (line.lead, line.main, line.second, line.side, line.note)
