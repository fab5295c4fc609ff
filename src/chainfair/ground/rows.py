"""Many rows at once whose numbers nobody needs back: the log of events, the ledger of consents.

`bulk_create` makes an object for each row and reads every number back; a ledger of a million rows needs neither.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, connections, models, transaction

BATCH = 5000
_NOTHING = object()


def append_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows, all or none, and return how many; every constraint of the table holds as ever.

    `columns` names every column that has no default in the database; foreign keys go by their number
    (`person_id`). Values are prepared by the model's own fields, so both databases get what they expect.
    """
    table, fields = _named(model, columns)
    names = ", ".join(column for column, _field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
    return _execute(statement, _prepared([field for _column, field in fields], rows))


def change_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Change the named columns of rows, all or none: each comes as the values in order, and its number last."""
    table, fields = _named(model, [*columns, model._meta.pk.attname])
    *changed, (key, _field) = fields
    sets = ", ".join(f"{column} = %s" for column, _field in changed)
    statement = f"UPDATE {table} SET {sets} WHERE {key} = %s"  # noqa: S608
    _execute(statement, _prepared([field for _column, field in fields], rows))


def drop_rows(model: type[models.Model], numbers: Iterable[int]) -> None:
    """Delete rows that nothing refers to any more, without asking what does: what still did would be refused."""
    table, fields = _named(model, [model._meta.pk.attname])
    ((key, field),) = fields
    statement = f"DELETE FROM {table} WHERE {key} = %s"  # noqa: S608
    _execute(statement, _prepared([field], ((number,) for number in numbers)))


def _named(
    model: type[models.Model], columns: Sequence[str]
) -> tuple[str, list[tuple[str, models.Field[Any, Any]]]]:
    """The table, and each column by its name in the database, with its field."""
    quote = connection.ops.quote_name
    known = {field.attname: field for field in model._meta.concrete_fields}
    return quote(model._meta.db_table), [(quote(str(known[name].column)), known[name]) for name in columns]


def _execute(statement: str, rows: Iterator[list[Any]]) -> int:
    count = 0
    # Without a savepoint of its own: SQLite writes ten times slower inside one where foreign keys are checked.
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(statement, batch)
            count += len(batch)
    return count


def _prepared(fields: Sequence[models.Field[Any, Any]], rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """Rows as the database takes them; what is the same from one row to the next is prepared once."""
    here = connections[connection.alias]  # without the detour that each look at `connection` takes
    save = [field.get_db_prep_save for field in fields]
    fixed = [not isinstance(field, models.JSONField) for field in fields]  # what cannot change unseen
    last: list[Any] = [_NOTHING] * len(fields)
    ready: list[Any] = [None] * len(fields)
    for row in rows:
        for number, value in enumerate(row):
            if value is not last[number]:
                ready[number] = save[number](value, here)
                last[number] = value if fixed[number] else _NOTHING
        yield ready.copy()
