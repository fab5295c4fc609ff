from datetime import datetime

import pytest

from chainfair.ground.models import Event
from chainfair.ground.search import subjects_found
from chainfair.organisations.actions import (
    answer_sameness,
    ask_sameness,
    complete_organisations,
    enter_members,
    enter_organisations,
)
from chainfair.organisations.errors import DifferentRegistryNumbers, QuestionDecided
from chainfair.organisations.kinds import (
    Completion,
    MemberRole,
    NewMember,
    NewOrganisation,
    NewQuestion,
    Scheme,
    TraitKind,
)
from chainfair.organisations.models import Identifier, Membership, Organisation, SamenessQuestion
from chainfair.people.actions import enter_people
from chainfair.people.kinds import NewPerson
from chainfair.people.models import Person

pytestmark = pytest.mark.django_db


def found(question: str) -> list[int]:
    return list(subjects_found("organisation", question))


@pytest.fixture
def pair(now: datetime) -> list[Organisation]:
    return enter_organisations(
        entries=[
            NewOrganisation(
                "中国信息通信研究院", "China Academy", country="CN", identifiers=((Scheme.OWN, "spring:1"),)
            ),
            NewOrganisation(
                "中国信息通信研究院泰尔终端实验室",
                "China Academy",
                city="北京",
                other_names=("泰尔实验室",),
                identifiers=((Scheme.OWN, "spring:2"),),
                traits=((TraitKind.LEADING, 2025),),
            ),
        ],
        source="list",
        by=None,
        now=now,
    )


@pytest.fixture
def question(pair: list[Organisation], now: datetime) -> SamenessQuestion:
    entry = NewQuestion(pair[1].pk, pair[0].pk, 60, "One English name.")
    return ask_sameness(entries=[entry], by=None, now=now)[0]


def test_enter_organisations_keeps_names_and_finds_them_in_both_scripts(pair: list[Organisation]) -> None:
    assert [one.name for one in pair] == ["中国信息通信研究院", "中国信息通信研究院泰尔终端实验室"]
    assert (pair[0].name_key, pair[0].latin_key) == ("中国信息通信研究院", "chinaacademy")
    assert found("信息") == [one.pk for one in pair]
    assert found("泰尔") == [pair[1].pk]
    assert found("academy") == [one.pk for one in pair]
    assert Event.objects.filter(verb="organisation.entered").count() == 2


def test_complete_organisations_fills_blanks_and_overwrites_nothing(
    pair: list[Organisation], now: datetime
) -> None:
    entries = [
        Completion(
            pair[0].pk, {"country": "DE", "city": "上海"}, ("信通院",), ((Scheme.GLN, "7313131220005"),)
        ),
        Completion(pair[1].pk, {"city": "上海"}),
    ]
    changed = complete_organisations(entries=entries, source="second list", by=None, now=now)
    pair[0].refresh_from_db()
    assert (pair[0].country, pair[0].city) == ("CN", "上海")
    assert changed == [pair[0]]
    assert found("信通") == [pair[0].pk]
    assert Event.objects.get(verb="organisation.completed").facts == {
        "source": "second list",
        "filled": ["city"],
    }


def test_ask_sameness_asks_a_pair_once(
    question: SamenessQuestion, pair: list[Organisation], now: datetime
) -> None:
    again = NewQuestion(pair[0].pk, pair[1].pk, 70, "Another reason.")
    assert ask_sameness(entries=[again, again], by=None, now=now) == []
    assert (question.first, question.second) == (pair[0], pair[1])
    assert SamenessQuestion.objects.count() == 1


def test_answer_sameness_keeps_two_organisations_apart(
    question: SamenessQuestion, pair: list[Organisation], owner: Person, now: datetime
) -> None:
    answered = answer_sameness(question=question, same=False, by=owner, now=now)
    assert (answered.state, answered.decided_by) == ("different", owner)
    assert Organisation.objects.exclude(merged_into=None).count() == 0
    with pytest.raises(QuestionDecided):
        answer_sameness(question=question, same=True, by=owner, now=now)
    assert Organisation.objects.exclude(merged_into=None).count() == 0


def test_answer_sameness_gives_everything_to_the_one_that_stays(
    question: SamenessQuestion, pair: list[Organisation], owner: Person, now: datetime
) -> None:
    kept, gone = pair
    for one in pair:
        Membership.objects.create(organisation=one, person=owner, role="owner", since=now)
    answer_sameness(question=question, same=True, by=owner, now=now)
    gone.refresh_from_db()
    assert gone.merged_into == kept
    assert set(kept.identifiers.values_list("value", flat=True)) == {"spring:1", "spring:2"}
    assert set(kept.other_names.values_list("name", flat=True)) == {"泰尔实验室", gone.name}
    assert kept.traits.get().kind == TraitKind.LEADING
    assert kept.memberships.get().person == owner
    assert kept.pk in found("终端")
    event = Event.objects.get(verb="organisation.merged")
    assert (event.subject_id, event.facts, event.actor_id) == (gone.pk, {"into": kept.pk}, owner.pk)


def test_answer_sameness_refuses_two_numbers_of_one_register(
    question: SamenessQuestion, pair: list[Organisation], owner: Person, now: datetime
) -> None:
    for one, number in zip(pair, ("91110000600037341L", "91110000710925103H"), strict=True):
        Identifier.objects.create(organisation=one, scheme=Scheme.USCC, value=number)
    with pytest.raises(DifferentRegistryNumbers):
        answer_sameness(question=question, same=True, by=owner, now=now)
    question.refresh_from_db()
    assert question.state == "open"
    assert Identifier.objects.filter(organisation=pair[1]).count() == 2


def test_people_act_for_an_organisation_once(pair: list[Organisation], now: datetime) -> None:
    person = enter_people(entries=[NewPerson("陈岚")], by=None, now=now)[0]
    entry = NewMember(pair[0].pk, person.pk, MemberRole.SALES)
    assert [row.role for row in enter_members(entries=[entry, entry], by=None, now=now)] == ["sales"]
    again = NewMember(pair[0].pk, person.pk, MemberRole.OWNER)
    assert enter_members(entries=[again], by=None, now=now) == []
    assert pair[0].memberships.get().role == MemberRole.SALES
    event = Event.objects.get(verb="membership.entered")
    assert (event.subject_id, event.after, event.facts) == (pair[0].pk, "sales", {"person": person.pk})
