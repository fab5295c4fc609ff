"""One way to show a list: filtered by a form in the address, counted, paged, exported whole as CSV or XLSX."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chainfair.ground.tables import write_csv, write_xlsx

Row = TypeVar("Row", bound=Model)
PER_PAGE = 50
READ = 2000  # rows at a time: what belongs to them is named one by one, and a statement takes so many names
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column of an export: its heading and how a row's value is read."""

    heading: str
    value: Callable[[Row], object]


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """What a list shows: rows found, how many there are in all, its form, its columns when exported."""

    found: QuerySet[Row]
    total: int
    form: Form
    columns: Sequence[Column[Row]]
    name: str  # of the exported file
    orders: Mapping[str, Sequence[str]]  # `?order=` word -> fields; the first is the rule
    dress: Callable[[Sequence[Row]], Sequence[Any]] = (
        list  # rows of one page -> what its template shows of them
    )
    # What the columns of an export need beside the rows, read as plain values for a part of them at a time, in place of
    # what a page prefetches: a quarter of the time.
    ready: Callable[[Sequence[Row]], None] | None = None
    # Told which rows a page shows, the first's place, and by which word the reader sorted them, if by another than the
    # rule's.
    seen: Callable[[Sequence[Row], int, str], object] | None = None


def show_list(request: HttpRequest, template: str, listing: Listing[Row], **context: Any) -> HttpResponse:
    """Answer with the page of a list, or with the whole list as a file where `?export=` asks for one."""
    order = _order(listing, request.GET.get("order", ""))
    rows = _ordered(listing, order)
    kind = request.GET.get("export", "")
    if kind in TYPES:
        return _exported(listing, rows, kind)
    paginator = Paginator(rows, PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    shown = list(page.object_list)
    if listing.seen is not None and shown:
        listing.seen(shown, page.start_index(), order)
    return render(
        request,
        template,
        {
            "form": listing.form,
            "page": page,
            "rows": listing.dress(shown),
            "found": paginator.count,
            "total": listing.total,
            **context,
        },
    )


def _order(listing: Listing[Row], asked: str) -> str:
    """The order that is asked for; nothing where that is the rule's, or none of the list's."""
    known = asked.removeprefix("-") in listing.orders
    return asked if known and asked != next(iter(listing.orders)) else ""


def _ordered(listing: Listing[Row], order: str) -> QuerySet[Row]:
    fields = listing.orders.get(order.removeprefix("-")) or next(iter(listing.orders.values()))
    if order.startswith("-"):
        fields = [field[1:] if field.startswith("-") else f"-{field}" for field in fields]
    return listing.found.order_by(*fields, "pk")


def _exported(listing: Listing[Row], rows: QuerySet[Row], kind: str) -> HttpResponse:
    headings = [column.heading for column in listing.columns]
    cells = ([_cell(column.value(row)) for column in listing.columns] for row in _whole(listing, rows))
    content = write_csv(headings, cells) if kind == "csv" else write_xlsx(headings, cells)
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{listing.name}.{kind}"'
    return response


def _whole(listing: Listing[Row], rows: QuerySet[Row]) -> Iterator[Row]:
    if listing.ready is None:
        yield from rows.iterator(READ)
        return
    every = rows.prefetch_related(None).iterator(READ)
    while part := list(islice(every, READ)):
        listing.ready(part)
        yield from part


def _cell(value: object) -> object:
    """An instant as the pages show it, in the zone of the venue; everything else as it is."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S%z}"
    return value
