"""Two imports at once: each organisation is entered once, whoever comes second meets it as known."""

from collections.abc import Callable
from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from chainfair.exhibiting.actions import import_exhibitors, lists
from chainfair.exhibiting.models import ListImport
from chainfair.exhibiting.queries import plan_of_file
from chainfair.fairs.actions import create_draft
from chainfair.organisations.models import Organisation
from tests.exhibiting.test_lists import listed

pytestmark = pytest.mark.django_db(transaction=True)
EDITIONS = ["spring-1", "spring-2", "spring-3"]
TEXT = "name_zh\n" + "".join(f"甲乙丙丁材料{n}有限公司\n" for n in range(40))


def at_once(jobs: list[Callable[[], object]]) -> None:
    """Start all behind one barrier and wait for their end."""
    barrier = Barrier(len(jobs))
    failures: list[BaseException] = []

    def run(job: Callable[[], object]) -> None:
        try:
            barrier.wait()
            job()
        except BaseException as error:  # noqa: BLE001 (told to the test's own thread)
            failures.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def import_everywhere(now: datetime) -> int:
    for key in EDITIONS:
        create_draft(key=key, by=None, now=now)
    file = listed(TEXT)
    at_once(
        [lambda key=key: import_exhibitors(key=key, file=file, by=None, now=now) for key in EDITIONS]  # type: ignore[misc]
    )
    return Organisation.objects.count()


def test_imports_at_once_enter_each_organisation_once(now: datetime) -> None:
    assert import_everywhere(now) == 40
    assert sorted(one.figures["known"] for one in ListImport.objects.all()) == [0, 40, 40]


def test_without_the_guard_they_would_enter_it_again(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer: its transactions wait for each other from their first statement")
    everybody_planned = Barrier(len(EDITIONS))
    planned = plan_of_file

    def slowly(*args: object, **values: object) -> object:
        plan = planned(*args, **values)  # type: ignore[arg-type]
        everybody_planned.wait(timeout=10)
        return plan

    monkeypatch.setattr(lists, "_one_at_a_time", lambda: None)
    monkeypatch.setattr(lists, "plan_of_file", slowly)
    assert import_everywhere(now) == 40 * len(EDITIONS)
