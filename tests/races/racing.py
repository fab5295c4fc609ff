"""Many who want the same thing at once, and the means to take a guard away and see what it was good for."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from threading import Barrier, BrokenBarrierError, Lock, Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.models import Model, QuerySet, UniqueConstraint

from chainfair.ground.errors import Refusal

CLIENTS = 8
PATIENCE = 10.0  # seconds to wait for all to have looked before the first writes
Job = Callable[[], object]


def at_once(jobs: Sequence[Job], before: Callable[[], Any] = nullcontext) -> list[object]:
    """Start all behind one barrier, each with a connection of its own; what each answers or raises, in order."""
    barrier = Barrier(len(jobs))
    answers: list[object] = [None] * len(jobs)

    def run(place: int) -> None:
        try:
            barrier.wait()
            with before():
                answers[place] = jobs[place]()
        except BaseException as error:  # noqa: BLE001 (told to the test's own thread)
            answers[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,)) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def winners(answers: Sequence[object]) -> int:
    """How many got it; every other was refused in words, and nothing of a database came through."""
    faults = [one for one in answers if isinstance(one, BaseException) and not isinstance(one, Refusal)]
    assert faults == []
    return sum(not isinstance(one, Refusal) for one in answers)


def refusals(answers: Sequence[object]) -> set[str]:
    """The kinds of refusal that the others got."""
    return {type(one).__name__ for one in answers if isinstance(one, Refusal)}


@contextmanager
def without_guards(
    monkeypatch: pytest.MonkeyPatch,
    *constraints: tuple[type[Model], str],
    verb: str = "INSERT INTO",
    table: str = "",
) -> Iterator[Callable[[], Any]]:
    """Without these constraints, without locks, without transactions; nobody writes before all have looked.

    SQLite lets one transaction at a time look and write, so there the transaction itself is the guard: it is taken away
    too, on both engines. Yields what each client must do first. The constraints come back, once the tables are empty.
    """
    meeting = _Rendezvous(verb, table or constraints[0][0]._meta.db_table)
    with ExitStack() as stack, monkeypatch.context() as patch:
        for model, name in constraints:
            stack.enter_context(_without_constraint(model, name))
        patch.setattr(transaction, "atomic", lambda *_args, **_values: nullcontext())
        patch.setattr(QuerySet, "select_for_update", lambda rows, **_values: rows)
        yield lambda: connection.execute_wrapper(meeting)


class _Rendezvous:
    """Holds up each client before it first writes into a table until all stand there."""

    def __init__(self, verb: str, table: str) -> None:
        self.starts = (f'{verb} "{table}"', f'INSERT OR IGNORE INTO "{table}"')
        self.barrier = Barrier(CLIENTS)
        self.lock = Lock()
        self.been: set[int] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith(self.starts):
            with self.lock:
                first = id(context["connection"]) not in self.been
                self.been.add(id(context["connection"]))
            if first:
                with suppress(BrokenBarrierError):
                    self.barrier.wait(PATIENCE)
        return execute(sql, params, many, context)


@contextmanager
def _without_constraint(model: type[Model], name: str) -> Iterator[None]:
    options = model._meta
    constraint = next(one for one in options.constraints if one.name == name)
    assert isinstance(constraint, UniqueConstraint)
    kept = options.constraints
    options.constraints = [one for one in kept if one is not constraint]
    try:
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, constraint)
        yield
    finally:
        options.constraints = kept
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)
