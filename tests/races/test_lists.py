"""Many imports at once: each organisation is entered once, whoever comes later meets it as known."""

from datetime import datetime

import pytest

from chainfair.exhibiting.actions import import_exhibitors, lists
from chainfair.exhibiting.models import ListImport, Participation
from chainfair.fairs.actions import create_draft
from chainfair.fairs.models import Edition
from chainfair.organisations.models import Organisation
from tests.exhibiting.test_lists import listed
from tests.races.racing import CLIENTS, Job, at_once, winners, without_guards

pytestmark = pytest.mark.django_db(transaction=True)
KEYS = [f"spring-{n}" for n in range(CLIENTS)]
ROWS = 5
TEXT = "name_zh\n" + "".join(f"甲乙丙丁材料{n}有限公司\n" for n in range(ROWS))


def importing(keys: list[str], now: datetime) -> list[Job]:
    file = listed(TEXT)
    return [lambda key=key: import_exhibitors(key=key, file=file, by=None, now=now) for key in keys]  # type: ignore[misc]


def test_imports_at_once_enter_each_organisation_once(now: datetime) -> None:
    """Nobody has made these editions yet: there is not even a row of theirs to wait for."""
    assert winners(at_once(importing(KEYS, now))) == CLIENTS
    assert (Edition.objects.count(), Organisation.objects.count()) == (CLIENTS, ROWS)
    assert sorted(one.figures["known"] for one in ListImport.objects.all()) == [0, *[ROWS] * (CLIENTS - 1)]


def test_without_the_guard_they_would_enter_it_again(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in KEYS:
        create_draft(key=key, by=None, now=now)
    monkeypatch.setattr(lists, "_one_at_a_time", lambda: None)
    with without_guards(monkeypatch, table="chainfair_organisation") as before:
        assert winners(at_once(importing(KEYS, now), before)) == CLIENTS
    assert Organisation.objects.count() == ROWS * CLIENTS


@pytest.mark.parametrize("known", [True, False], ids=["known edition", "new edition"])
def test_the_same_list_brought_many_times_at_once_is_taken_in_once(known: bool, now: datetime) -> None:
    if known:
        create_draft(key="autumn", by=None, now=now)
    assert winners(at_once(importing(["autumn"] * CLIENTS, now))) == CLIENTS
    assert (ListImport.objects.count(), Organisation.objects.count()) == (1, ROWS)
    assert Participation.objects.count() == ROWS
