"""Many rows at once whose numbers nobody needs back: the log of events, the ledger of consents.

`bulk_create` makes an object for each row and reads every number back; a ledger of a million rows needs neither.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

BATCH = 5000
_NOTHING = object()


def append_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows, all or none, and return how many; every constraint of the table holds as ever.

    `columns` names every column that has no default in the database; foreign keys go by their number
    (`person_id`). Values are prepared by the model's own fields, so both databases get what they expect.
    """
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in columns]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608
    count = 0
    waiting = _prepared(fields, rows)
    with transaction.atomic(), connection.cursor() as cursor:
        while batch := list(islice(waiting, BATCH)):
            cursor.executemany(statement, batch)
            count += len(batch)
    return count


def change_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Change the named columns of rows, all or none: each comes as its number and the values in order."""
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in ("id", *columns)]
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(str(field.column))} = %s" for field in fields[1:])
    statement = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote('id')} = %s"  # noqa: S608
    waiting = (row[1:] + row[:1] for row in _prepared(fields, rows))
    with transaction.atomic(), connection.cursor() as cursor:
        while batch := list(islice(waiting, BATCH)):
            cursor.executemany(statement, batch)


def _prepared(fields: Sequence[models.Field[Any, Any]], rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """Rows as the database takes them; what is the same from one row to the next is prepared once."""
    save = [field.get_db_prep_save for field in fields]
    fixed = [not isinstance(field, models.JSONField) for field in fields]  # what cannot change unseen
    last: list[Any] = [_NOTHING] * len(fields)
    ready: list[Any] = [None] * len(fields)
    for row in rows:
        for number, value in enumerate(row):
            if value is not last[number]:
                ready[number] = save[number](value, connection)
                last[number] = value if fixed[number] else _NOTHING
        yield ready.copy()
