"""Who may see a meeting and act on it."""

import pytest

from chainfair.ground.errors import NotFound
from chainfair.matching.models import Participant
from chainfair.meetings import access
from chainfair.meetings.kinds import MeetingState
from chainfair.meetings.models import Meeting, Party
from chainfair.people.models import Person

pytestmark = pytest.mark.django_db


def sides(meeting: Meeting) -> tuple[Party, Party]:
    """Who asked, and who was asked."""
    return meeting.parties.get(asked=True), meeting.parties.get(asked=False)


def test_a_meeting_is_seen_by_its_sides(
    waiting: Meeting, owner: Person, colleague: Person, buyer: Person, rival: Person, director: Person
) -> None:
    people = {"owner": owner, "colleague": colleague, "buyer": buyer, "rival": rival, "director": director}
    seen = {name for name, person in people.items() if access.may_see_meeting(person, waiting)}
    assert seen == {"owner", "colleague", "buyer"}
    assert not access.may_see_meeting(None, waiting)
    waiting.state = MeetingState.SUGGESTED
    assert not access.may_see_meeting(owner, waiting)


def test_who_may_answer_withdraw_and_call_off_follows_the_state(waiting: Meeting) -> None:
    asking, asked = sides(waiting)
    found = {}
    for state in MeetingState:
        waiting.state = state
        found[state] = "".join(
            letter
            for letter, may in {
                "a": access.may_answer(asked, waiting),
                "A": access.may_answer(asking, waiting),
                "W": access.may_withdraw(asking, waiting),
                "w": access.may_withdraw(asked, waiting),
                "C": access.may_cancel(asking, waiting, 2),
                "c": access.may_cancel(asked, waiting, 2),
            }.items()
            if may
        )
    agreed = {MeetingState.ACCEPTED, MeetingState.SCHEDULED, MeetingState.CONFIRMED}
    waits = {MeetingState.REQUESTED, MeetingState.COUNTERED}
    assert found == {
        state: "Cc" if state in agreed else "aW" if state in waits else "" for state in MeetingState
    }


def test_an_address_of_a_calendar_is_of_one_person_and_one_participant(
    waiting: Meeting, owner: Person, colleague: Person, participants: list[Participant]
) -> None:
    ansheng = participants[0]
    tokens = {access.calendar_token(one, ansheng) for one in (owner, colleague)}
    assert len(tokens) == 2
    assert access.calendar_token(owner, ansheng) in tokens
    found = [access.participant_of_token(one, waiting.edition) for one in tokens]
    assert found == [ansheng, ansheng]
    owner.is_active = False
    owner.save()
    with pytest.raises(NotFound):
        access.participant_of_token(access.calendar_token(owner, ansheng), waiting.edition)
