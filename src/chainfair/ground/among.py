"""Many numbers at once go to the database, or come from it, as one value, not as thousands of parameters or rows.

A list in `__in` costs Django some microseconds for each number, and SQLite takes no more than 32,766 of them.
"""

import json
from collections.abc import Collection
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, F, Lookup, TextField
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


class Gathered(Aggregate):
    """`rows.values_list("place").annotate(slots=Gathered("slot"))`: the numbers of each group, as "3,1,2"."""

    output_field = TextField()
    template = "%(function)s(%(expressions)s)"

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, Any]:
        """As SQLite calls it."""
        return super().as_sql(compiler, connection, function="GROUP_CONCAT", **more)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, Any]:
        """As PostgreSQL calls it, which joins texts only."""
        template = "STRING_AGG((%(expressions)s)::text, ',')"
        return super().as_sql(compiler, connection, template=template, **more)
