from datetime import datetime
from typing import Any

import pytest
from django.apps import apps

from chainfair.exhibiting.actions import (
    answer_question,
    import_exhibitors,
    import_preview,
    keep_preview,
    leave_preview,
)
from chainfair.exhibiting.errors import ImportSettled, NoNameColumn, RowsRefused
from chainfair.exhibiting.kinds import Column, ListFile, ListMapping, ParticipationState
from chainfair.exhibiting.models import Participation, Stand, StandUse
from chainfair.exhibiting.queries import imports_of, plan_of_file
from chainfair.fairs.errors import BadEditionKey
from chainfair.fairs.models import Edition
from chainfair.ground.errors import Refusal
from chainfair.ground.models import Event
from chainfair.organisations.models import Identifier, Organisation, SamenessQuestion
from chainfair.people.models import Person
from tests.exhibiting.counted import NAMES, counted
from tests.ground.test_tables import BROKEN
from tests.shared import LISTS, needs_lists

pytestmark = pytest.mark.django_db

GOOD = """id,name_zh,name_en,country,city,booths,industry
1,甲材料有限公司,Jia Materials,CN,上海,A1@W1|A2@W1,正极材料
2,乙电池有限公司,Yi Battery,CN,,A1@W1,电芯
3,乙电池有限公司研究院,Yi Battery,CN,,,电芯
,,Duna Kft.,Hungary,,B1@E1,
,,Duna Kft,HU,Pécs,B2@E1,cells
"""
BAD = GOOD + "9,,,CN,,C1@E1,\n10,丙有限公司,,Atlantis,,,\n"


def listed(text: str, name: str = "list.csv", mapping: ListMapping | None = None) -> ListFile:
    return ListFile(name, text.encode(), mapping or ListMapping())


def whole_database() -> dict[str, list[Any]]:
    """Every row of every table, to see that nothing has changed."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_models()
    }


def test_import_exhibitors_takes_everything_in_once(spring: Edition, now: datetime) -> None:
    done = import_exhibitors(key="spring", file=listed(GOOD), by=None, now=now)
    assert done.figures == {
        "rows": 5,
        "organisations": 4,
        "participations": 4,
        "stands": 4,
        "merges": 1,
        "questions": 1,
        "known": 0,
        "refused_rows": 0,
    }
    assert [str(one) for one in Organisation.objects.order_by("pk")] == [
        "甲材料有限公司",
        "乙电池有限公司",
        "乙电池有限公司研究院",
        "Duna Kft.",
    ]
    duna = Organisation.objects.get(name="Duna Kft.")
    assert (duna.country, duna.city, duna.industry) == ("HU", "Pécs", "cells")
    assert list(duna.other_names.values_list("name", "source")) == [("Duna Kft", "list.csv")]
    assert spring.participations.filter(state=ParticipationState.LISTED).count() == 4
    uses = StandUse.objects.order_by("stand__code", "participation").values_list(
        "stand__hall__code", "stand__code", "participation__organisation__name", "contractor"
    )
    assert list(uses) == [
        ("W1", "A1", "甲材料有限公司", False),
        ("W1", "A1", "乙电池有限公司", False),
        ("W1", "A2", "甲材料有限公司", True),
        ("E1", "B1", "Duna Kft.", True),
        ("E1", "B2", "Duna Kft.", True),
    ]
    question = SamenessQuestion.objects.get()
    assert (question.first.name, question.second.name) == ("乙电池有限公司", "乙电池有限公司研究院")
    assert (done.state, bytes(done.content or b"")) == ("done", b"")
    verbs = [
        "organisation.entered",
        "participation.listed",
        "stand.listed",
        "sameness.asked",
        "list.imported",
    ]
    assert [Event.objects.filter(verb=verb).count() for verb in verbs] == [4, 4, 4, 1, 1]


def test_import_exhibitors_makes_an_unknown_edition_as_a_draft(now: datetime) -> None:
    import_exhibitors(key="autumn-2026", file=listed(GOOD), by=None, now=now)
    edition = Edition.objects.get()
    assert (edition.key, edition.state) == ("autumn-2026", "draft")
    assert sorted(edition.halls.values_list("code", flat=True)) == ["E1", "W1"]


def test_import_exhibitors_writes_nothing_while_rows_are_refused(spring: Edition, now: datetime) -> None:
    before = whole_database()
    with pytest.raises(RowsRefused) as refused:
        import_exhibitors(key="spring", file=listed(BAD), by=None, now=now)
    assert whole_database() == before
    assert (refused.value.refused, refused.value.rows, refused.value.row) == (2, 7, 7)
    assert "A name in Chinese, English or any other language is needed." in str(refused.value)
    assert [(cell.row, cell.column) for cell in refused.value.plan.understood.refused] == [
        (7, "name_zh"),
        (8, "country"),
    ]
    done = import_exhibitors(key="spring", file=listed(BAD), accept_refused=True, by=None, now=now)
    assert (done.figures["organisations"], done.figures["refused_rows"]) == (4, 2)
    assert [cell["value"] for cell in done.refused] == ["", "Atlantis"]


def test_import_exhibitors_does_not_even_leave_a_draft_edition(now: datetime) -> None:
    before = whole_database()
    for key, text in (("autumn", BAD), ("Not A Key", GOOD)):
        with pytest.raises((RowsRefused, BadEditionKey)):
            import_exhibitors(key=key, file=listed(text), by=None, now=now)
    assert whole_database() == before


@pytest.mark.parametrize("data", [case[1] for case in BROKEN[:14]], ids=[case[0] for case in BROKEN[:14]])
def test_import_exhibitors_refuses_a_broken_file_and_leaves_the_database(
    data: bytes, spring: Edition, now: datetime
) -> None:
    before = whole_database()
    with pytest.raises(Refusal):
        import_exhibitors(
            key="spring", file=ListFile("list.csv", data), accept_refused=True, by=None, now=now
        )
    assert whole_database() == before


def test_import_exhibitors_a_second_time_changes_nothing(spring: Edition, now: datetime) -> None:
    first = import_exhibitors(key="spring", file=listed(GOOD), by=None, now=now)
    before = whole_database()
    assert import_exhibitors(key="spring", file=listed(GOOD), by=None, now=now) == first
    assert whole_database() == before


def test_import_exhibitors_knows_whom_it_met_and_fills_blanks(spring: Edition, now: datetime) -> None:
    import_exhibitors(key="spring", file=listed(GOOD), by=None, now=now)
    again = GOOD.replace("CN,,A1@W1,电芯", "CN,深圳,A9@W1,电池").replace("CN,上海", "CN,北京")
    done = import_exhibitors(key="spring", file=listed(again), by=None, now=now)
    assert (done.figures["known"], done.figures["questions"], Organisation.objects.count()) == (4, 0, 4)
    assert list(Organisation.objects.order_by("pk").values_list("city", flat=True)) == [
        "上海",
        "深圳",
        "",
        "Pécs",
    ]
    assert Participation.objects.count() == 4
    assert sorted(Stand.objects.values_list("code", flat=True)) == ["A1", "A2", "A9", "B1", "B2"]
    assert SamenessQuestion.objects.count() == 1
    assert Event.objects.filter(verb="organisation.completed").count() == 1


def test_import_exhibitors_of_another_edition_finds_the_same_organisations(
    spring: Edition, now: datetime
) -> None:
    import_exhibitors(key="spring", file=listed(GOOD), by=None, now=now)
    done = import_exhibitors(key="autumn", file=listed(GOOD), by=None, now=now)
    assert (done.figures["known"], Organisation.objects.count(), Participation.objects.count()) == (4, 4, 8)
    assert (done.figures["merges"], done.figures["questions"]) == (1, 0)
    assert Identifier.objects.filter(value__startswith="autumn:").count() == 3


def test_import_exhibitors_follows_a_mapping(spring: Edition, now: datetime) -> None:
    text = "who,where\nAcme,Ulm\n"
    with pytest.raises(NoNameColumn):
        import_exhibitors(key="spring", file=listed(text), by=None, now=now)
    mapping = ListMapping({Column.NAME: "who", Column.CITY: "where"}, {Column.COUNTRY: "DE"})
    done = import_exhibitors(key="spring", file=listed(text, mapping=mapping), by=None, now=now)
    assert done.mapping == {
        "columns": {"name": "who", "city": "where"},
        "fixed": {"country": "DE"},
        "encoding": "",
    }
    assert Organisation.objects.filter(name="Acme", city="Ulm", country="DE").count() == 1


def test_a_preview_is_kept_taken_in_once_or_left(spring: Edition, director: Person, now: datetime) -> None:
    kept = keep_preview(edition=spring, file=listed(BAD), by=director, now=now)
    assert (kept.state, bytes(kept.content or b"")) == ("preview", BAD.encode())
    assert Organisation.objects.count() == 0
    before = whole_database()
    with pytest.raises(RowsRefused):
        import_preview(kept=kept, accept_refused=False, by=director, now=now)
    assert whole_database() == before
    done = import_preview(kept=kept, accept_refused=True, by=director, now=now)
    assert (done.state, done.content, done.figures["organisations"]) == ("done", None, 4)
    with pytest.raises(ImportSettled):
        import_preview(kept=kept, accept_refused=True, by=director, now=now)
    other = keep_preview(edition=spring, file=listed(GOOD), by=director, now=now)
    assert leave_preview(kept=other, by=director, now=now).content is None
    assert [one.state for one in imports_of(spring)] == ["left", "done"]


def test_answer_question_joins_two_exhibitors(spring: Edition, director: Person, now: datetime) -> None:
    text = "name_zh,name_en,stand\n上海乙丙材料研究院,Yi,A1@W1\n上海乙丙材料研究院实验室,Yi,A1@W1|A2@W1\n"
    import_exhibitors(key="spring", file=listed(text), by=None, now=now)
    question = SamenessQuestion.objects.get()
    answer_question(question=question, same=True, by=director, now=now)
    kept, gone = Organisation.objects.order_by("pk")
    assert gone.merged_into == kept
    assert sorted(kept.participations.get().stand_uses.values_list("stand__code", flat=True)) == ["A1", "A2"]
    assert gone.participations.get().state == ParticipationState.CANCELLED
    event = Event.objects.get(verb="participation.cancelled")
    assert (event.before, event.after, event.facts) == (
        "listed",
        "cancelled",
        {"into": kept.participations.get().pk},
    )
    again = import_exhibitors(key="spring", file=listed(text + "丙公司,,\n"), by=None, now=now)
    assert (again.figures["known"], again.figures["merges"], again.figures["questions"]) == (1, 1, 0)


def test_answer_question_moves_a_part_in_an_edition_the_other_has_none_in(
    spring: Edition, director: Person, now: datetime
) -> None:
    import_exhibitors(key="spring", file=listed("name_zh,name_en\n上海乙丙材料研究院,Yi\n"), by=None, now=now)
    import_exhibitors(
        key="autumn", file=listed("name_zh,name_en\n上海乙丙材料研究院实验室,Yi\n"), by=None, now=now
    )
    answer_question(question=SamenessQuestion.objects.get(), same=True, by=director, now=now)
    kept = Organisation.objects.get(merged_into=None)
    assert sorted(kept.participations.values_list("edition__key", flat=True)) == ["autumn", "spring"]


# The real lists, whole, against counts made apart from the program.


@needs_lists
@pytest.mark.parametrize("name", NAMES)
def test_import_of_a_real_list_writes_what_was_counted_apart(name: str, now: datetime) -> None:
    done = import_exhibitors(
        key="real", file=ListFile(name, (LISTS / name).read_bytes()), accept_refused=True, by=None, now=now
    )
    expected = counted(name)
    assert {
        "rows": done.figures["rows"],
        "organisations": Organisation.objects.count(),
        "participations": Participation.objects.count(),
        "stands": Stand.objects.count(),
        "merges": done.figures["merges"],
        "questions": SamenessQuestion.objects.count(),
        "refused": done.figures["refused_rows"],
    } == expected
    assert {figure: done.figures[figure] for figure in expected if figure != "refused"} == {
        figure: number for figure, number in expected.items() if figure != "refused"
    }


@needs_lists
@pytest.mark.parametrize("name", ["ces_2026_partial.csv", "waic_2026_bilingual.csv"])
def test_import_of_a_real_list_into_the_next_edition_enters_nobody_again(name: str, now: datetime) -> None:
    first, second = (
        import_exhibitors(
            key=key, file=ListFile(name, (LISTS / name).read_bytes()), accept_refused=True, by=None, now=now
        ).figures
        for key in ("real", "later")
    )
    assert second == {**first, "known": first["organisations"], "questions": 0}
    assert Organisation.objects.count() == first["organisations"]
    assert Participation.objects.count() == 2 * first["participations"]


@needs_lists
def test_import_of_waic_refuses_the_nine_rows_without_a_name(now: datetime) -> None:
    file = ListFile("waic.csv", (LISTS / "waic_2026_bilingual.csv").read_bytes())
    done = import_exhibitors(key="real", file=file, accept_refused=True, by=None, now=now)
    assert [(cell["row"], cell["column"], cell["value"]) for cell in done.refused] == [
        (row, "name_zh", "") for row in range(269, 278)
    ]
    assert Participation.objects.count() == 1011
    assert Organisation.objects.exclude(country="").count() == 0  # the list does not say


@needs_lists
def test_a_preview_of_a_real_list_writes_nothing_and_says_the_same(now: datetime) -> None:
    file = ListFile("waic.csv", (LISTS / "waic_2026_bilingual.csv").read_bytes())
    before = whole_database()
    plan = plan_of_file(file, key="real")
    assert whole_database() == before
    assert (
        import_exhibitors(key="real", file=file, accept_refused=True, by=None, now=now).figures
        == plan.figures
    )
