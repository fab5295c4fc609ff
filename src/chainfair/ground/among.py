"""Rows of many numbers at once: the numbers go to the database as one value, not as thousands of parameters.

A list in `__in` costs Django some microseconds for each number, and SQLite takes no more than 32,766 of them.
"""

import json
from collections.abc import Collection
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup
from django.db.models.sql.compiler import SQLCompiler


class Among(Lookup[Any]):
    """`filter(among("meeting", numbers))`: whose column holds one of the numbers."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Unpack a JSON list."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(self.rhs)]  # noqa: S608

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Hand over an array."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", [*params, self.rhs]


def among(column: str, numbers: Collection[int]) -> Among:
    """Rows whose column (a foreign key, or `pk`) holds one of these numbers."""
    return Among(F(column), list(numbers))
