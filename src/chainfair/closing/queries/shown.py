"""Figures as pages show them: never bare."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chainfair.closing.kinds import ChangeKind, Definition, Unit
from chainfair.closing.models import Figure, Statement
from chainfair.closing.rules import definition
from chainfair.ground.kinds import phrase

PARTS = {
    "main": phrase("main exhibitors"),
    "co": phrase("co-exhibitors"),
    "brought": phrase("brought partners"),
    "represented": phrase("represented, not added"),
    "unknown": phrase("address not known"),
    "international": phrase("international organisations, apart"),
    "gross": phrase("m² gross"),
    "refused": phrase("refused scans"),
    "visits": phrase("visits on site"),
    "online": phrase("online"),
    "hybrid": phrase("seen both ways"),
    "proposed": phrase("proposed"),
    "agreed": phrase("agreed by both sides"),
    "no_show": phrase("no-shows"),
    "disputed": phrase("disputed"),
    "contracts": phrase("contracts"),
    "one_sided": phrase("one-sided, apart"),
    "world": phrase("world firsts"),
    "country": phrase("firsts of a country"),
    "fair": phrase("firsts of the fair"),
}


@dataclass(frozen=True)
class Shown:
    """A figure with what stands around it."""

    figure: Figure
    definition: Definition
    value: float | None
    unit: str
    digits: int
    base: str
    change: str
    kind: str
    evidence: str


def shown_figures(statement: Statement) -> list[Shown]:
    """All figures of a statement in the order of its profile."""
    return [shown_figure(one) for one in statement.figures.all()]


def shown_figure(figure: Figure) -> Shown:
    """One figure with its base, its change on the year or why there is none, and its evidence in words."""
    what = definition(figure.key)
    share = what.unit is Unit.TENTHS
    value = None if figure.value is None else figure.value / 10 if share else float(figure.value)
    unit = "%" if share else "m²" if what.unit is Unit.SQUARE_METRES else ""
    change, kind = _change(figure.change, what)
    return Shown(figure, what, value, unit, int(share), _base(figure), change, kind, _evidence(figure))


def _base(figure: Figure) -> str:
    pieces = []
    if figure.denominator is not None:
        pieces.append(
            _("%(a)s of %(b)s") % {"a": grouped(figure.numerator or 0), "b": grouped(figure.denominator)}
        )
    pieces += [
        _("%(count)s %(part)s") % {"count": grouped(count), "part": _(PARTS.get(part, part))}
        for part, count in figure.parts.items()
        if count
    ]
    return " · ".join(pieces) or _("nothing counted apart")


def grouped(number: int) -> str:
    """A whole number with thousands parted, as both languages of the pages write it."""
    return f"{number:,}"


def _change(change: dict[str, Any], what: Definition) -> tuple[str, str]:
    kind = ChangeKind(change.get("kind", ChangeKind.FIRST))
    if kind is not ChangeKind.SHOWN:
        return _(kind.word), "wait"
    tenths = change["tenths"]
    sign = "+" if tenths > 0 else "−" if tenths < 0 else "±"
    number = f"{sign}{abs(tenths) / 10:.1f}"
    if what.unit is Unit.TENTHS:
        return _("%(n)s points on the year, same rule") % {"n": number}, "good"
    return _("%(n)s%% on the year, same rule") % {"n": number}, "good"


def _evidence(figure: Figure) -> str:
    records = ngettext("%(n)s record", "%(n)s records", figure.evidence_count) % {
        "n": grouped(figure.evidence_count)
    }
    if not figure.excluded:
        return records
    return _("%(records)s, %(n)s excluded") % {"records": records, "n": grouped(figure.excluded)}
