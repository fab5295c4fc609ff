"""What must be there once is held by the database itself: a second row by plain SQL is refused, on both engines.

For each unique constraint two rows are written that agree in its columns alone. The twin: where one of these columns
differs too, the second row is taken, so it was that constraint and no other that refused it.
"""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Model, UniqueConstraint

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 16, 2, 0, tzinfo=UTC)
# What a row of a table must say for its checks,
CHECKS: dict[str, dict[str, Any]] = {
    "Contact": {"exhibitor": 1, "counterpart": 2},
    "Encounter": {"first": 1, "second": 50},
    "Flow": {"source": 1, "target": 2},
    "Participant": {"minimum": 1, "maximum": 4},
    "Preference": {"participant": 1, "counterpart": 2},
    "Scan": {"admitted": True, "refusal": ""},
    "Suggestion": {"first": 1, "second": 50},
}
# and for the condition of a constraint.
CONDITIONS: dict[tuple[str, ...], dict[str, Any]] = {
    ("Chain", "key"): {"state": "published"},
    ("MatchingRun", "edition"): {"state": "published"},
    ("Meeting", "edition", "pair"): {"live": True, "pair": "1-2"},
    ("Stand", "edition", "code"): {"hall": None},
    ("StandUse", "stand"): {"contractor": True},
    ("Timetable", "edition"): {"state": "published"},
}


def guarded() -> Iterator[Any]:
    """Every unique constraint and unique column of ours."""
    for model in apps.get_app_config("chainfair").get_models():
        for one in uniques(model):
            yield pytest.param(model, one, id=f"{model.__name__}-{'-'.join(one)}")


def uniques(model: type[Model]) -> list[tuple[str, ...]]:
    own = [tuple(one.fields) for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    single = [(one.name,) for one in model._meta.local_concrete_fields if one.unique and not one.primary_key]
    return own + single


def first_row(model: type[Model], columns: tuple[str, ...]) -> dict[str, Any]:
    row = {one.name: value_of(one, columns) for one in fields(model)}
    return row | CHECKS.get(model.__name__, {}) | CONDITIONS.get((model.__name__, *columns), {})


def fields(model: type[Model]) -> list[models.Field[Any, Any]]:
    return [one for one in model._meta.local_concrete_fields if not isinstance(one, models.AutoField)]


def value_of(field: models.Field[Any, Any], columns: tuple[str, ...]) -> Any:
    if field.primary_key:
        return "key"
    if field.null and field.name not in columns:
        return None
    if isinstance(field, models.ForeignKey):
        return 1  # keys are checked at the end of a transaction, and this one is undone
    kinds: list[tuple[type[models.Field[Any, Any]], Any]] = [
        (models.UUIDField, uuid.UUID(int=1)),
        (models.DateTimeField, NOW),
        (models.DateField, date(2026, 7, 16)),
        (models.TimeField, time(9)),
        (models.BooleanField, False),
        (models.JSONField, {}),
        (models.BinaryField, b""),
        (models.FloatField, 0.5),
        (models.IntegerField, 1),
    ]
    return next((value for kind, value in kinds if isinstance(field, kind)), "a")


def other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 7
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=value.int + 1)
    if isinstance(value, date):
        return value.replace(year=value.year + 1)
    return f"{value}b"


def second_row(model: type[Model], first: dict[str, Any], columns: tuple[str, ...]) -> dict[str, Any]:
    """A row that agrees with the first in these columns, and disagrees wherever another constraint looks."""
    row = dict(first)
    for one in uniques(model):
        free = [name for name in one if name not in columns]
        if one != columns and free and first[free[-1]] is not None:
            row[free[-1]] = other(first[free[-1]])
    return row


def insert(model: type[Model], row: dict[str, Any]) -> None:
    own = fields(model)
    names = ", ".join(f'"{one.column}"' for one in own)
    marks = ", ".join("%s" for _one in own)
    values = [one.get_db_prep_save(row[one.name], connection) for one in own]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})', values)


@pytest.mark.parametrize(("model", "columns"), list(guarded()))
def test_a_second_row_by_plain_sql_is_refused(model: type[Model], columns: tuple[str, ...]) -> None:
    first = first_row(model, columns)
    second = second_row(model, first, columns)
    with transaction.atomic():
        insert(model, first)
        with pytest.raises(IntegrityError):
            insert(model, second)
        insert(model, second | {columns[-1]: other(second[columns[-1]])})
        transaction.set_rollback(True)
