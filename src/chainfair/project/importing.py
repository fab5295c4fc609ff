"""A list of exhibitors from the command line: looked at, refused or taken in, and told in words or as one object."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils.translation import gettext as _

from chainfair.chains.actions.suggesting import suggest_facts
from chainfair.exhibiting.actions import import_exhibitors
from chainfair.exhibiting.errors import RowsRefused
from chainfair.exhibiting.kinds import ListFile, ListMapping, RefusedCell
from chainfair.exhibiting.queries import plan_of_file
from chainfair.exhibiting.rules import ListPlan, read_mapping
from chainfair.fairs.rules import checked_key
from chainfair.ground.errors import Refusal
from chainfair.organisations.models import Organisation
from chainfair.project.progress import bar

SHOWN = 20  # refused cells told in words; the object has them all
FIGURES = ("rows", "organisations", "participations", "stands", "merges", "questions")
STEPS = ("reading", "organisations", "participations", "stands", "questions")


@dataclass(frozen=True)
class Wish:
    """What the command line asked for."""

    file: Path
    edition: str
    mapping: Path | None
    encoding: str | None
    dry_run: bool
    accept_refused: bool
    as_object: bool


def import_list(wish: Wish, now: datetime) -> int:
    """Do what was asked; standard output carries one object or a few lines, everything else stands beside it."""
    try:
        checked_key(wish.edition)
        said = _dry_run(wish) if wish.dry_run else _taken_in(wish, now)
    except RowsRefused as refusal:
        _answer(wish, _told(refusal.plan.figures, _cells(refusal.plan), written=False))
        raise
    except (Refusal, OSError) as refusal:
        if wish.as_object:
            nothing = _told(dict.fromkeys(FIGURES, 0), [], written=False)
            _answer(wish, {**nothing, "error": _sentence(refusal)})
        raise
    _answer(wish, said)
    return 0


def _sentence(refusal: Refusal | OSError) -> str:
    return _(refusal.message) % refusal.values if isinstance(refusal, Refusal) else str(refusal)


def _file(wish: Wish) -> ListFile:
    mapping = ListMapping()
    if wish.mapping is not None:
        mapping = read_mapping(wish.mapping.read_bytes(), name=wish.mapping.name)
    return ListFile(wish.file.name, wish.file.read_bytes(), mapping, wish.encoding)


def _dry_run(wish: Wish) -> dict[str, Any]:
    plan = plan_of_file(_file(wish), key=wish.edition)
    _describe(plan)
    return _told(plan.figures, _cells(plan), written=False)


def _taken_in(wish: Wish, now: datetime) -> dict[str, Any]:
    file = _file(wish)
    with bar("import") as watch:
        done = import_exhibitors(
            key=wish.edition,
            file=file,
            accept_refused=wish.accept_refused,
            by=None,
            now=now,
            watch=lambda doing: watch(STEPS.index(doing), len(STEPS)),
        )
    if done.at != now:
        sentence = _("“%(file)s” was taken in on %(day)s already, so nothing has changed.")
        sys.stderr.write(sentence % {"file": file.name, "day": f"{done.at:%Y-%m-%d}"} + "\n")
    offers = _suggest(done.edition.pk, now)
    return {
        **_told(done.figures, _cells_of(done.refused), written=done.at == now),
        "suggested_offers": offers,
    }


def _suggest(edition: int, now: datetime) -> int:
    """Suggest offers and positions to exhibitors of the edition that have stated none."""
    taking_part = list(Organisation.objects.filter(participations__edition=edition))
    call_command("load_reference", verbosity=0)
    with bar("suggestions") as watch:
        return suggest_facts(organisations=taking_part, by=None, now=now, progress=watch)


def _cells(plan: ListPlan) -> list[dict[str, Any]]:
    return [_cell(one) for one in plan.understood.refused]


def _cells_of(stored: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        _cell(RefusedCell(one["row"], one["column"], one["value"], one["message"], one["values"]))
        for one in stored
    ]


def _cell(one: RefusedCell) -> dict[str, Any]:
    return {"row": one.row, "column": one.column, "value": one.value, "allowed": _(one.message) % one.values}


def _told(figures: dict[str, int], refused: list[dict[str, Any]], *, written: bool) -> dict[str, Any]:
    return {**{name: figures[name] for name in FIGURES}, "refused": refused, "written": written}


def _describe(plan: ListPlan) -> None:
    """Say beside the answer how the file was understood."""
    table = plan.table
    separator = {"\t": "TAB", "": "–"}.get(table.separator, table.separator)
    lines = [
        _("encoding %(encoding)s, separator %(separator)s, headings in row %(row)s")
        % {"encoding": table.encoding, "separator": separator, "row": table.heading_row},
        *(_(note.message) % note.values for note in table.notes),
        *(
            f"{column.value} = {table.headings[place]}"
            for column, place in plan.understood.plan.places.items()
        ),
    ]
    if plan.understood.plan.unused:
        lines.append(_("not used: %(headings)s") % {"headings": ", ".join(plan.understood.plan.unused)})
    lines.extend(
        f"{pair.score} {pair.first.name} / {pair.second.name}: {_(pair.reason) % pair.values}"
        for pair in (*plan.merges[:SHOWN], *plan.questions[:SHOWN])
    )
    sys.stderr.write("\n".join(lines) + "\n")


def _answer(wish: Wish, said: dict[str, Any]) -> None:
    if wish.as_object:
        sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
        return
    for name in FIGURES:
        sys.stdout.write(f"{name}: {said[name]}\n")
    sys.stdout.write(f"refused: {len(said['refused'])}\n")
    for cell in said["refused"][:SHOWN]:
        sys.stdout.write(f"  {cell['row']} {cell['column']} “{cell['value']}”: {cell['allowed']}\n")
    if len(said["refused"]) > SHOWN:
        sys.stdout.write(f"  … {len(said['refused']) - SHOWN}\n")
