"""From a figure to its definition to the records behind it, in three clicks."""

import re
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from chainfair.closing.actions import freeze_statement
from chainfair.closing.models import Statement
from chainfair.closing.rules import PROFILES
from chainfair.exhibiting.models import Participation
from chainfair.fairs.actions import appoint, step_edition
from chainfair.fairs.kinds import EditionState, Role
from chainfair.fairs.models import Edition
from chainfair.ground.tables import read_table
from chainfair.organisations.models import Organisation
from chainfair.people.models import Person
from tests.closing.test_actions import busy

__all__ = ["busy"]  # the fixture of the small fair on its first day


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


@pytest.fixture
def frozen(busy: Edition, now: datetime) -> Statement:
    """What was counted after the doors closed."""
    step_edition(edition=busy, to=EditionState.CLOSED, by=None, now=now)
    return freeze_statement(edition=busy, profile="organiser", by=None, now=now)


@pytest.fixture
def auditor(busy: Edition, rival: Person, now: datetime) -> Client:
    appoint(edition=busy, person=rival, role=Role.AUDITOR, by=None, now=now)
    return signed_in(rival)


def test_an_auditor_comes_from_the_navigation_to_the_records_in_three_clicks(
    frozen: Statement, auditor: Client
) -> None:
    today = words(auditor.get("/spring/today"))
    first = re.search(r'href="([^"]+)"[^>]*>Closing</a>', today)
    assert first
    statement = words(auditor.get(first[1]))
    second = re.search(r'href="([^"]+exhibitors_present)"', statement)
    assert second
    evidence = words(auditor.get(second[1]))
    assert "Each organisation" in evidence or "each organisation once" in evidence  # the definition
    assert "Hubei Ansheng Materials" in evidence  # the record
    assert "Beiming" not in evidence  # was not there
    third = re.search(r'href="([^"]*export=csv[^"]*)"', evidence)
    assert third
    file = auditor.get(second[1] + third[1].replace("&amp;", "&"))
    assert len(read_table(file.content, "evidence.csv", None).rows) == 1


def test_every_figure_stands_with_its_base_its_evidence_and_its_rule(
    frozen: Statement, auditor: Client
) -> None:
    answer = auditor.get("/spring/closing/")
    page = words(answer)
    figures = answer.context["figures"]
    assert [one.figure.key for one in figures] == list(PROFILES["organiser"].figures)
    for one in figures:
        assert one.base
        assert one.evidence
        assert one.change
        assert reverse("closing:evidence", args=["spring", "organiser", 1, one.figure.key]) in page


def test_the_public_reads_frozen_figures_and_no_records(frozen: Statement, busy: Edition) -> None:
    client = Client()
    page = words(client.get("/spring/closing/"))
    assert "exhibitors present" in page
    assert "exhibitors_present" not in page  # no way to the records
    assert client.get("/spring/closing/organiser/1/exhibitors_present").status_code == 302
    assert client.get("/spring/closing/organiser/1/verify").status_code == 302


def test_a_provisional_statement_is_for_the_staff(busy: Edition, director: Person, now: datetime) -> None:
    freeze_statement(edition=busy, profile="organiser", by=None, now=now)
    assert "No statement under this profile yet" in words(Client().get("/spring/closing/"))
    assert Client().get("/spring/closing/organiser/1/export").status_code == 404
    assert "Provisional, counted" in words(signed_in(director).get("/spring/closing/"))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_export_says_each_figure_with_what_it_counts(form: str, frozen: Statement) -> None:
    answer = Client().get(f"/spring/closing/organiser/1/export?as={form}")
    assert answer["Content-Disposition"] == f'attachment; filename="spring-organiser-v1.{form}"'
    rows = read_table(answer.content, f"statement.{form}", None).rows
    assert len(rows) == frozen.figures.count()
    assert rows[0].cells[0] == "exhibitors present" or any(
        row.cells[0] == "exhibitors present" for row in rows
    )


def test_verify_says_whether_the_statement_is_as_it_was_kept(frozen: Statement, auditor: Client) -> None:
    page = words(auditor.get("/spring/closing/organiser/1/verify"))
    assert "Counted again, the statement is the same" in page
    assert frozen.digest in page
    frozen.figures.filter(key="exhibitors_present").update(value=99)
    changed = words(auditor.get("/spring/closing/organiser/1/verify"))
    assert "This statement has been changed since it was kept" in changed


def test_records_are_searched_in_both_scripts_and_by_number(
    frozen: Statement, auditor: Client, ansheng: Organisation
) -> None:
    from chainfair.ground.search import index_texts

    index_texts("organisation", [(ansheng.pk, (ansheng.name, ansheng.name_latin))])
    path = "/spring/closing/organiser/1/exhibitors_present"
    number = Participation.objects.get(organisation=ansheng).pk
    asked = {"q=安晟": 1, "q=ansheng": 1, f"q={number}": 1, "q=风电": 0}
    assert {query: auditor.get(f"{path}?{query}").context["found"] for query in asked} == asked


def test_badges_stand_for_persons_among_the_records(frozen: Statement, auditor: Client) -> None:
    path = "/spring/closing/organiser/1/registrations"
    answer = auditor.get(path)
    badge = answer.context["records"][0].what.removeprefix("badge ")
    assert len(badge) == 8
    assert auditor.get(f"{path}?q={badge}").context["found"] == 1
    assert "Late Guest" not in words(answer)  # a record names a badge, never a person


def test_a_sample_repeats_from_its_seed(frozen: Statement, auditor: Client) -> None:
    path = "/spring/closing/organiser/1/registrations?sample=1&seed=7"
    drawn = [[one.number for one in auditor.get(path).context["records"]] for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 1


def test_who_may_count_counts_and_others_do_not(busy: Edition, director: Person, auditor: Client) -> None:
    assert auditor.post("/spring/closing/freeze", {"profile": "organiser"}).status_code == 403
    page = words(signed_in(director).post("/spring/closing/freeze", {"profile": "organiser"}, follow=True))
    assert "Counted and kept as version 1" in page
    assert page.count("button main") == 1
