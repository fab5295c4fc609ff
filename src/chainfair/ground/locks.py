"""Names that one transaction at a time may hold, where no row stands for what must not happen twice at once."""

from django.db import connection


def hold(name: str) -> None:
    """Hold a name until the transaction ends; who wants the same waits. On SQLite the one writer holds it already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
