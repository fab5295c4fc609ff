import json
import re
from datetime import datetime

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from chainfair.fairs.models import Edition
from chainfair.ground.models import Event, OutboxMessage
from chainfair.organisations.actions import enter_organisations
from chainfair.organisations.kinds import NewOrganisation
from chainfair.organisations.models import Organisation
from chainfair.people.models import Person
from chainfair.visiting.models import Registration

FORM = {
    "name": "林悦",
    "name_latin": "Lin Yue",
    "email": "lin@example.org",
    "company": "远山储能有限公司",
    "country": "中国",
    "job": "采购经理",
    "category": "buyer",
    "channel": "onsite",
    "days": ["1"],
    "consents": ["registration", "news"],
}


@pytest.fixture
def visitor(spring: Edition) -> Client:
    """Lin Yue, who has just registered and followed the link that came by mail."""
    client = Client()
    assert client.post("/spring/visit/", FORM).status_code == 302
    assert client.get(link_in_mail("lin@example.org")).status_code == 302
    return client


def link_in_mail(address: str) -> str:
    """The link in the last letter to an address."""
    letter = OutboxMessage.objects.filter(recipient=address).latest("pk")
    return letter.text[letter.text.index("http") :]


def words(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def test_register_makes_account_consents_company_and_badge(visitor: Client, spring: Edition) -> None:
    row = spring.registrations.get()
    assert (row.person.name, row.person.email, row.country, row.days) == (
        "林悦",
        "lin@example.org",
        "CN",
        "01",
    )
    assert row.organisation is not None
    assert (row.organisation.name, row.organisation.country) == ("远山储能有限公司", "CN")
    assert row.organisation.memberships.count() == 0  # naming a company gives no right to act for it
    given = row.person.consents.order_by("pk").values_list("purpose", "text_version", "language", "channel")
    assert list(given) == [
        ("registration", "2026-11", "en", "registration"),
        ("news", "2026-11", "en", "registration"),
    ]
    letters = OutboxMessage.objects.order_by("pk").values_list("recipient", "title")
    assert list(letters) == [
        ("lin@example.org", "You are registered: Spring fair"),
        ("lin@example.org", "Your sign-in link"),
    ]


def test_register_knows_a_company_by_its_exact_name(spring: Edition, now: datetime) -> None:
    entry = NewOrganisation("远山储能有限公司", "Yuanshan Storage", country="CN")
    known = enter_organisations(entries=[entry], source="test", by=None, now=now)[0]
    Client().post("/spring/visit/", FORM)
    assert spring.registrations.get().organisation == known
    assert Organisation.objects.count() == 1


def test_register_without_a_company_comes_for_oneself(spring: Edition) -> None:
    Client().post("/spring/visit/", FORM | {"company": " "})
    assert spring.registrations.get().organisation is None


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"email": "nowhere"}, "email", "Enter a valid email address."),
        ({"country": "Atlantis"}, "country", "“Atlantis” is no country or region that is known"),
        ({"days": []}, "days", "Choose at least one day, or come online only."),
        ({"consents": ["news"]}, "consents", "Without “run my registration” you cannot be registered."),
        ({"consents": []}, "consents", "Without “run my registration” you cannot be registered."),
        (
            {"category": "press"},
            "category",
            "Select a valid choice. press is not one of the available choices.",
        ),
    ],
)
def test_register_says_what_is_wrong_at_the_field(
    wrong: dict[str, object], field: str, sentence: str, spring: Edition
) -> None:
    answer = Client().post("/spring/visit/", FORM | wrong)
    assert answer.status_code == 409
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert sentence in words(answer)
    assert (Registration.objects.count(), Person.objects.count()) == (0, 0)


def test_registering_tells_nobody_whether_an_address_has_an_account(spring: Edition, buyer: Person) -> None:
    pages = []
    for address in ("buyer@example.org", "lin@example.org"):
        client = Client()
        answer = client.post("/spring/visit/", FORM | {"email": address}, follow=True)
        assert (answer.redirect_chain, SESSION_KEY in client.session) == ([("/spring/", 302)], False)
        shown = re.sub('name="csrfmiddlewaretoken" value="[^"]*"', "", words(answer))
        pages.append(shown.replace(address, "…"))
    assert pages[0] == pages[1]
    assert "A letter is on its way to …. Open the link in it to see your badge." in pages[0]
    assert [one.person.email for one in spring.registrations.all()] == ["lin@example.org"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Somebody registers for Spring fair with your address, which has an account."),
        ("zh-hans", "有人用您的邮箱报名参加春季博览会，而该邮箱已有账户。"),
    ],
)
def test_a_known_address_gets_a_link_in_its_owners_language(
    language: str, sentence: str, spring: Edition, buyer: Person
) -> None:
    Person.objects.update(language=language)
    Client().post("/spring/visit/", FORM | {"email": "Buyer@Example.org"})
    assert OutboxMessage.objects.get().text.startswith(sentence)
    client = Client()
    client.get(link_in_mail("buyer@example.org"))
    assert client.session[SESSION_KEY] == str(buyer.pk)


def test_register_is_closed_with_the_edition(spring: Edition) -> None:
    Edition.objects.update(state="closed")
    assert "Registration is not open for this edition." in words(Client().get("/spring/visit/"))
    assert Client().post("/spring/visit/", FORM).status_code == 409


def test_registered_shows_a_badge_that_scanners_read_and_what_was_allowed(visitor: Client) -> None:
    page = words(visitor.get("/spring/visit/registered"))
    assert '<svg class="qr" viewBox="0 0 33 33" role="img" aria-label="QR code of your badge">' in page
    assert "远山储能有限公司" in page
    assert "sentences of version 2026-11" in page
    assert page.count('value="yes"') == 2  # two purposes are still free to be allowed
    assert page.count("button main") == 1


def test_change_of_days_keeps_the_badge(visitor: Client, spring: Edition) -> None:
    badge = spring.registrations.get().badge
    visitor.post("/spring/visit/change", {"channel": "both", "days": ["0", "1"]})
    row = spring.registrations.get()
    assert (row.channel, row.days, row.badge) == ("both", "11", badge)
    refused = visitor.post("/spring/visit/change", {"channel": "onsite"})
    assert refused.status_code == 409
    assert "Choose at least one day, or come online only." in words(refused)


def test_cancel_and_come_after_all(visitor: Client, spring: Edition) -> None:
    visitor.post("/spring/visit/cancel")
    assert spring.registrations.get().state == "cancelled"
    page = words(visitor.get("/spring/visit/registered"))
    assert "Your registration is cancelled" in page
    assert 'class="qr"' not in page
    assert visitor.post("/spring/visit/change", {"channel": "online"}).status_code == 409
    visitor.post("/spring/visit/renew")
    assert spring.registrations.get().state == "accepted"
    verbs = Event.objects.filter(subject_kind="registration").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["registration.accepted", "registration.cancelled", "registration.renewed"]


def test_a_consent_is_taken_back_and_given_again_as_history(visitor: Client, spring: Edition) -> None:
    for given in ("no", "no", "yes"):
        visitor.post("/spring/visit/consent", {"purpose": "news", "given": given})
    visitor.post("/spring/visit/consent", {"purpose": "registration", "given": "no"})
    rows = spring.registrations.get().person.consents.order_by("pk")
    assert [(one.purpose, one.channel, one.withdrawn_at is None) for one in rows] == [
        ("registration", "registration", True),
        ("news", "registration", False),
        ("news", "my data", True),
    ]


def test_my_data_holds_everything_that_is_kept(visitor: Client) -> None:
    answer = visitor.get("/spring/visit/my-data")
    data = json.loads(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert list(data) == ["person", "consents", "registrations", "letters"]
    assert data["person"]["email"] == "lin@example.org"
    assert [one["organisation"] for one in data["registrations"]] == ["远山储能有限公司"]
    assert [one["purpose"] for one in data["consents"]] == ["registration", "news"]


@pytest.mark.parametrize("path", ["change", "cancel", "renew", "consent"])
def test_nobody_changes_a_registration_they_do_not_have(
    path: str, visitor: Client, spring: Edition, rival: Person
) -> None:
    client = Client()
    client.force_login(rival, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/spring/visit/{path}", {"channel": "online"}).status_code == 404
    assert client.get("/spring/visit/my-data").status_code == 404
    assert spring.registrations.get().state == "accepted"


def test_visitors_are_for_the_gates_and_filtered_by_day(
    visitor: Client, spring: Edition, director: Person, owner: Person
) -> None:
    client = Client()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/spring/visit/visitors").status_code == 403
    client.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/spring/visit/visitors?day=1&country=CN&state=accepted").context["found"] == 1
    assert client.get("/spring/visit/visitors?day=0").context["found"] == 0
