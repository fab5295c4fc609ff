from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainfair.fairs.models import Edition
from chainfair.matching.models import Encounter
from chainfair.organisations.models import Organisation
from chainfair.outcomes import rules
from chainfair.outcomes.actions import accept_contacts, confirm_outcome, record_outcome, step_outcome
from chainfair.outcomes.errors import (
    AmountWithoutCurrency,
    EvidenceMissing,
    NotAParty,
    NotConfirmedByAll,
    StepNotAllowed,
    TooFewParties,
)
from chainfair.outcomes.kinds import ContactSource, NewContact, NewOutcome, Stage


def test_an_intention_becomes_mutual_when_the_other_side_confirms(
    spring: Edition, ansheng: Organisation, duna: Organisation, now: datetime
) -> None:
    new = NewOutcome((ansheng.pk, duna.pk), Stage.INTENTION, confirmed_by=(ansheng.pk,))
    outcome = record_outcome(edition=spring, outcome=new, by=None, now=now)
    outcome = confirm_outcome(outcome=outcome, organisation=duna, by=None, now=now)
    assert list(outcome.steps.order_by("pk").values_list("stage", flat=True)) == [
        "intention",
        "mutual_intention",
    ]


def test_later_editions_are_told_what_stands_between_two(
    spring: Edition, ansheng: Organisation, duna: Organisation, now: datetime
) -> None:
    both = (ansheng.pk, duna.pk)
    new = NewOutcome(both, Stage.INTENTION, confirmed_by=(ansheng.pk,))
    outcome = record_outcome(edition=spring, outcome=new, by=None, now=now)
    assert Encounter.objects.count() == 0  # one side alone is not something
    confirm_outcome(outcome=outcome, organisation=duna, by=None, now=now)
    assert list(Encounter.objects.values_list("first", "second", "went_on")) == [(*both, True)]
    further = NewOutcome(both, Stage.MUTUAL_INTENTION, confirmed_by=both)
    other = record_outcome(edition=spring, outcome=further, by=None, now=now)
    step_outcome(outcome=outcome, to=Stage.LAPSED, evidence="", by=None, now=now)
    assert Encounter.objects.get().went_on
    step_outcome(outcome=other, to=Stage.LAPSED, evidence="", by=None, now=now)
    assert not Encounter.objects.get().went_on


def test_a_stranger_cannot_confirm(
    spring: Edition, ansheng: Organisation, duna: Organisation, beiming: Organisation, now: datetime
) -> None:
    new = NewOutcome((ansheng.pk, duna.pk), Stage.INTENTION, confirmed_by=(ansheng.pk,))
    outcome = record_outcome(edition=spring, outcome=new, by=None, now=now)
    with pytest.raises(NotAParty, match="北溟材料"):
        confirm_outcome(outcome=outcome, organisation=beiming, by=None, now=now)


def test_a_contract_needs_both_sides_and_its_file(
    spring: Edition, ansheng: Organisation, duna: Organisation, now: datetime
) -> None:
    both = (ansheng.pk, duna.pk)
    with pytest.raises(NotConfirmedByAll):
        record_outcome(edition=spring, outcome=NewOutcome(both, Stage.CONTRACT), by=None, now=now)
    new = NewOutcome(both, Stage.CONTRACT, confirmed_by=both)
    with pytest.raises(EvidenceMissing):
        record_outcome(edition=spring, outcome=new, by=None, now=now)
    assert spring.outcomes.count() == 0


def test_the_ladder_is_climbed_rung_by_rung(
    spring: Edition, ansheng: Organisation, duna: Organisation, now: datetime
) -> None:
    both = (ansheng.pk, duna.pk)
    new = NewOutcome(both, Stage.MUTUAL_INTENTION, confirmed_by=both)
    outcome = record_outcome(edition=spring, outcome=new, by=None, now=now)
    with pytest.raises(StepNotAllowed, match="memorandum"):
        step_outcome(outcome=outcome, to=Stage.DELIVERED, evidence="ab", by=None, now=now)
    outcome = step_outcome(outcome=outcome, to=Stage.CONTRACT, evidence="ab", by=None, now=now)
    assert outcome.stage == "contract"


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        (NewOutcome((7, 7), Stage.INTENTION), TooFewParties),
        (NewOutcome((7, 8), Stage.INTENTION, amount=100), AmountWithoutCurrency),
        (NewOutcome((7, 8), Stage.INTENTION, amount=100, currency="Y"), AmountWithoutCurrency),
    ],
)
def test_what_does_not_carry_itself_is_refused(new: NewOutcome, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        rules.check_outcome(new)


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=7))
def test_one_key_per_party_set_whoever_enters_it(parties: list[int]) -> None:
    assert rules.parties_key(parties) == rules.parties_key([*reversed(parties), parties[0]])


def test_a_pair_is_one_tie_however_often_it_meets(
    spring: Edition, ansheng: Organisation, duna: Organisation, now: datetime
) -> None:
    contact = NewContact(ansheng.pk, duna.pk, ContactSource.MEETING)
    assert accept_contacts(edition=spring, contacts=[contact, contact], by=None, now=now) == 1
    assert accept_contacts(edition=spring, contacts=[contact], by=None, now=now) == 0
