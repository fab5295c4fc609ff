"""Lengths and levels of the small pictures: plain numbers that templates write into SVG attributes and classes."""

from collections.abc import Sequence
from dataclasses import dataclass

from chainfair.project import cldr

# The longest bar leaves room at its end for the two values behind it.
LONGEST = 68.0


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart: done so far, planned in all (or nothing), where its records are."""

    label: str
    done: float
    planned: float | None = None
    href: str = ""
    stage: str = ""


@dataclass(frozen=True)
class BarRow:
    """A bar as it is drawn: widths in per cent, values in words."""

    label: str
    href: str
    stage: str
    done: str
    planned: str
    value: str
    of: str
    end: str


def width_of(value: float, most: float, full: float = 100.0) -> str:
    """Width in per cent of `full`, one digit, never beyond it."""
    share = min(max(value / most, 0.0), 1.0) if most > 0 else 0.0
    return f"{share * full:.1f}%"


def bar_rows(rows: Sequence[Bar]) -> list[BarRow]:
    """Rows with widths relative to the largest value of all."""
    most = max((max(row.done, row.planned or 0) for row in rows), default=0)
    return [
        BarRow(
            label=row.label,
            href=row.href,
            stage=row.stage,
            done=width_of(row.done, most, LONGEST),
            planned=width_of(row.planned, most, LONGEST) if row.planned is not None else "",
            value=cldr.number(row.done),
            of=cldr.number(row.planned) if row.planned is not None else "",
            end=width_of(max(row.done, row.planned or 0), most, LONGEST),
        )
        for row in rows
    ]


def heat_level(share: float | None) -> str:
    """`closed`, or h0 (empty) to h8 (full) in even steps."""
    if share is None:
        return "closed"
    return f"h{round(min(max(share, 0.0), 1.0) * 8)}"
