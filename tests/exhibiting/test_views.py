from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from chainfair.exhibiting.actions import import_exhibitors, keep_preview
from chainfair.exhibiting.kinds import ListFile
from chainfair.exhibiting.models import ListImport, Participation
from chainfair.fairs.models import Edition
from chainfair.organisations.models import Organisation, SamenessQuestion
from chainfair.people.models import Person
from tests.exhibiting.test_lists import BAD, GOOD, listed

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def words(response: Any) -> str:
    assert isinstance(response, HttpResponse)
    return " ".join(response.content.decode().split())


def sent(text: str | bytes, **said: str) -> dict[str, Any]:
    data = text.encode() if isinstance(text, str) else text
    return {"file": SimpleUploadedFile("list.csv", data), **said}


@pytest.fixture
def desk(director: Person) -> Client:
    return signed_in(director)


@pytest.fixture
def kept(spring: Edition, director: Person, now: datetime) -> ListImport:
    return keep_preview(edition=spring, file=listed(BAD), by=director, now=now)


def test_imports_offers_to_read_a_file(desk: Client, kept: ListImport) -> None:
    page = words(desk.get("/spring/exhibitors/lists"))
    assert page.count("button main") == 1
    assert 'enctype="multipart/form-data"' in page
    assert f'href="/spring/exhibitors/lists/{kept.pk}"' in page


def test_exhibitors_leads_the_desk_to_the_lists_and_nobody_else(
    desk: Client, owner: Person, spring: Edition
) -> None:
    assert "/spring/exhibitors/lists" in words(desk.get("/spring/exhibitors/"))
    assert "/spring/exhibitors/lists" not in words(signed_in(owner).get("/spring/exhibitors/"))


def test_upload_shows_a_preview_and_writes_no_exhibitor(desk: Client, spring: Edition) -> None:
    answer = desk.post("/spring/exhibitors/lists/upload", sent(BAD), follow=True)
    page = words(answer)
    assert "5 rows can go in" in page
    assert "2 rows are refused. Nothing is written until you leave them out, or bring a mended file." in page
    assert "Import 5 rows" in page
    assert page.count("button main") == 1
    assert "A name in Chinese, English or any other language is needed." in page
    assert "“Atlantis” is no country or region that is known" in page
    assert "The same name in the same country." in page
    assert "One English name for two names in the own script" in page
    assert '<option value="name_zh" selected>' in page
    assert (Participation.objects.count(), Organisation.objects.count()) == (0, 0)


def test_upload_shows_the_preview_in_chinese(desk: Client, kept: ListImport) -> None:
    page = words(desk.get(f"/spring/exhibitors/lists/{kept.pk}", headers={"accept-language": "zh-hans"}))
    assert "须填写中文、英文或其他语言的名称。" in page
    assert "“Atlantis”不是已知的国家或地区" in page
    assert "导入 5 行" in page


def test_upload_says_why_a_file_cannot_be_read(desk: Client, spring: Edition) -> None:
    answer = desk.post("/spring/exhibitors/lists/upload", sent(b"%PDF-1.7"))
    assert answer.status_code == 409
    assert "“list.csv” is of the kind PDF by its first bytes" in words(answer)
    unknown = desk.post("/spring/exhibitors/lists/upload", sent("who,where\nAcme,Ulm\n"))
    assert "its headings are: who, where" in words(unknown)
    assert ListImport.objects.count() == 0


def test_upload_takes_a_mapping_and_an_encoding(desk: Client, spring: Edition) -> None:
    data = sent("谁,何处\n甲公司,上海\n".encode("gb18030"), encoding="gb18030")
    data["mapping"] = SimpleUploadedFile("m.toml", 'name = "谁"\n[fixed]\ncountry = "CN"\n'.encode())
    page = words(desk.post("/spring/exhibitors/lists/upload", data, follow=True))
    assert "1 row can go in" in page
    assert '<option value="name" selected>' in page


def test_take_in_asks_for_the_refused_rows_and_then_imports(desk: Client, kept: ListImport) -> None:
    refused = desk.post(f"/spring/exhibitors/lists/{kept.pk}/take-in")
    assert refused.status_code == 409
    assert "Nothing was written." in words(refused)
    assert Participation.objects.count() == 0
    done = desk.post(f"/spring/exhibitors/lists/{kept.pk}/take-in", {"accept_refused": "on"}, follow=True)
    assert "4 exhibitors are in." in words(done)
    assert "4 exhibitors came from this list" in words(done)
    assert Participation.objects.count() == 4
    again = desk.post(f"/spring/exhibitors/lists/{kept.pk}/take-in", {"accept_refused": "on"})
    assert again.status_code == 409


def test_leave_writes_nothing_and_forgets_the_file(desk: Client, kept: ListImport) -> None:
    desk.post(f"/spring/exhibitors/lists/{kept.pk}/leave")
    kept.refresh_from_db()
    assert (kept.state, kept.content, Participation.objects.count()) == ("left", None, 0)
    assert "This list was left" in words(desk.get(f"/spring/exhibitors/lists/{kept.pk}"))


def test_reread_takes_columns_as_a_person_says(desk: Client, kept: ListImport) -> None:
    address = f"/spring/exhibitors/lists/{kept.pk}/reread"
    chosen = {"column-0": "", "column-1": "name", "column-2": "", "column-3": "", "column-5": "stands"}
    page = words(desk.post(address, chosen, follow=True))
    assert "id, name_en" not in page
    kept.refresh_from_db()
    assert {field: heading for field, heading in kept.mapping["columns"].items() if heading} == {
        "name": "name_zh",
        "stands": "booths",
    }
    assert [cell["column"] for cell in kept.refused] == ["name_zh"] * 3
    twice = desk.post(address, chosen | {"column-0": "name"})
    assert twice.status_code == 409
    assert "“name” is chosen twice." in words(twice)
    without = desk.post(address, {"column-5": "stands"})
    assert "No column of “list.csv” is known as a name" in words(without)


def test_lists_are_for_exhibitor_sales_of_this_edition(
    kept: ListImport, owner: Person, now: datetime, director: Person
) -> None:
    addresses = ["lists", f"lists/{kept.pk}", "questions"]
    for address in addresses:
        assert signed_in(owner).get(f"/spring/exhibitors/{address}").status_code == 403
        assert Client().get(f"/spring/exhibitors/{address}").status_code == 302
    import_exhibitors(key="autumn", file=listed(GOOD), by=None, now=now)
    from chainfair.fairs.actions import appoint

    appoint(edition=Edition.objects.get(key="autumn"), person=director, role="director", by=None, now=now)  # type: ignore[arg-type]
    foreign = signed_in(director).get(f"/autumn/exhibitors/lists/{kept.pk}")
    assert foreign.status_code == 404
    assert b"Atlantis" not in foreign.content


def pairs(count: int, now: datetime) -> None:
    names = "".join(f"甲{n}材料研究院,Jia {n}\n甲{n}材料研究院实验室,Jia {n}\n" for n in range(count))
    import_exhibitors(key="spring", file=listed(f"name_zh,name_en\n{names}"), by=None, now=now)


@pytest.mark.parametrize("count", [1, 3])
def test_questions_lists_pairs_at_one_count_of_queries(
    count: int, desk: Client, spring: Edition, now: datetime, django_assert_num_queries: Any
) -> None:
    pairs(count, now)
    with django_assert_num_queries(10):
        page = words(desk.get("/spring/exhibitors/questions"))
    assert page.count("One English name for two names in the own script") == count
    assert page.count('value="yes"') == count


def test_questions_are_searched_in_both_scripts_and_exported(
    desk: Client, spring: Edition, now: datetime
) -> None:
    pairs(3, now)
    found = words(desk.get("/spring/exhibitors/questions", {"q": "研究"}))
    assert "<b>3</b> of 3" in found
    assert "<b>0</b> of 3" in words(desk.get("/spring/exhibitors/questions", {"q": "电池"}))
    file = desk.get("/spring/exhibitors/questions", {"export": "csv"}).content.decode("utf-8-sig")
    assert file.splitlines()[1].startswith("甲0材料研究院,Jia 0,甲0材料研究院实验室,Jia 0,60,")


def test_answer_decides_a_pair_of_this_edition_only(desk: Client, spring: Edition, now: datetime) -> None:
    pairs(2, now)
    first, second = SamenessQuestion.objects.order_by("pk")
    desk.post(f"/spring/exhibitors/questions/{first.pk}", {"same": "yes"})
    desk.post(f"/spring/exhibitors/questions/{second.pk}", {"same": "no"})
    assert [one.state for one in SamenessQuestion.objects.order_by("pk")] == ["same", "different"]
    assert Organisation.objects.filter(merged_into=None).count() == 3
    assert desk.post(f"/spring/exhibitors/questions/{first.pk}", {"same": "no"}).status_code == 404
    names = "name_zh,name_en\n乙材料研究院,Yi\n乙材料研究院实验室,Yi\n"
    import_exhibitors(key="autumn", file=ListFile("a.csv", names.encode()), by=None, now=now)
    foreign = SamenessQuestion.objects.order_by("-pk")[0]
    assert desk.post(f"/spring/exhibitors/questions/{foreign.pk}", {"same": "yes"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == "open"
