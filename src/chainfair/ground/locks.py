"""Names that one transaction at a time may hold where no row stands for them, and waiting for others to end."""

from collections.abc import Iterable

from django.db import connection, models, transaction


def hold(name: str) -> None:
    """Hold a name until the transaction ends; who wants the same waits. On SQLite the one writer holds it already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def settle(tables: Iterable[type[models.Model]]) -> None:
    """Wait until every transaction that has written into one of these tables has ended.

    On PostgreSQL an event may have a lower number than one that is read already and yet not be there, because its
    transaction has not ended. Whoever writes the row first and the event then is waited for here: one table after
    another, each in a transaction of its own, so that nobody waits for us who is waited for. On SQLite one
    transaction writes at a time.
    """
    if connection.vendor != "postgresql":
        return
    for table in tables:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(table._meta.db_table)} IN SHARE MODE")
