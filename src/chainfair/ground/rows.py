"""Many rows at once whose numbers nobody needs back: the log of events, the ledger of consents.

`bulk_create` makes an object for each row and reads every number back; a ledger of a million rows needs neither.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

BATCH = 5000


def append_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows, all or none, and return how many; every constraint of the table holds as ever.

    `columns` names every column that has no default in the database; foreign keys go by their number
    (`person_id`). Values are prepared by the model's own fields, so both databases get what they expect.
    """
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in columns]
    prepare = [field.get_db_prep_save for field in fields]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608
    count = 0
    waiting = iter(rows)
    with transaction.atomic(), connection.cursor() as cursor:
        while batch := list(islice(waiting, BATCH)):
            cursor.executemany(
                statement,
                [
                    [save(value, connection) for save, value in zip(prepare, row, strict=True)]
                    for row in batch
                ],
            )
            count += len(batch)
    return count
