"""What a side sees of its meetings and does with them, and what nobody else sees or does."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chainfair.fairs.models import Edition
from chainfair.ground.models import Event
from chainfair.ground.search import index_texts
from chainfair.matching.kinds import SuggestionState
from chainfair.matching.models import MatchingRun, Participant, Suggestion
from chainfair.meetings.actions import (
    ask_parties,
    counter_meeting,
    pin_meeting,
    place_meeting,
    propose_meetings,
    request_meeting,
)
from chainfair.meetings.kinds import Answer, DeclineReason, MeetingProposal, MeetingRequest, MeetingState
from chainfair.meetings.models import Meeting, Party, Timetable
from chainfair.organisations.models import Organisation
from chainfair.people.models import Person
from tests.meetings.conftest import client_of

pytestmark = pytest.mark.django_db
CANARY = "canary-7719"
S = MeetingState


def words(response: Any) -> str:
    assert isinstance(response, HttpResponse)
    return " ".join(response.content.decode().split())


def state(meeting: Meeting) -> str:
    return Meeting.objects.get(pk=meeting.pk).state


def more_asking(edition: Edition, asked: Participant, count: int) -> None:
    """As many further visitors ask the same exhibitor."""
    now = timezone.now()
    for number in range(count):
        organisation = Organisation.objects.create(
            name=f"甲{number}电池", name_latin=f"Cell maker {number}", country="DE", created_at=now
        )
        index_texts("organisation", [(organisation.pk, [organisation.name, organisation.name_latin])])
        visitor = Participant.objects.create(
            edition=edition, organisation=organisation, side="visitor", joined_at=now
        )
        request = MeetingRequest(visitor.pk, (asked.pk,), about=f"order {number}")
        request_meeting(edition=edition, request=request, by=None, now=now + timedelta(hours=number))


# The inbox


def test_requests_say_who_waits_and_offer_the_proposed_times(waiting: Meeting, owner: Person) -> None:
    page = words(client_of(owner).get("/spring/meetings/"))
    assert "<h1>1 organisation waits for your answer</h1>" in page
    assert page.count("button main") == 1
    assert "Duna Energiacella" in page
    assert "Hungary" in page
    assert CANARY in page
    first, second = waiting.proposals.order_by("slot__number")
    assert page.index(f'name="slot" value="{first.slot_id}"') < page.index(f'value="{second.slot_id}"')
    assert "Accept any of these" in page
    assert f'href="/spring/meetings/{waiting.pk}/counter"' in page
    assert [page.count(f'<option value="{one}">') for one in DeclineReason] == [1] * len(DeclineReason)


def test_requests_are_the_whole_teams(waiting: Meeting, owner: Person, colleague: Person) -> None:
    seen = [words(client_of(one).get("/spring/meetings/")) for one in (owner, colleague)]
    assert [CANARY in page for page in seen] == [True, True]


def test_requests_of_others_are_not_shown(waiting: Meeting, rival: Person) -> None:
    pages = [words(client_of(rival).get(f"/spring/meetings/?pile={pile}")) for pile in ("", "sent", "over")]
    assert [(CANARY in page, "Duna" in page) for page in pages] == [(False, False)] * 3
    assert "Nobody waits for your answer" in pages[0]


def test_requests_in_chinese(waiting: Meeting, owner: Person) -> None:
    page = words(client_of(owner).get("/spring/meetings/", headers={"accept-language": "zh-hans"}))
    assert "<h1>1家单位等待您答复</h1>" in page
    assert "对方提议：" in page


def test_sent_requests_can_be_taken_back(waiting: Meeting, buyer: Person) -> None:
    client = client_of(buyer)
    page = words(client.get("/spring/meetings/?pile=sent"))
    assert "they answer by" in page
    done = client.post(f"/spring/meetings/{waiting.pk}/withdraw", {"back": "requests"}, follow=True)
    assert "Taken back. You can ask again." in words(done)
    assert state(waiting) == S.WITHDRAWN


def test_requests_are_found_in_both_scripts_and_by_what_they_are_about(
    waiting: Meeting, owner: Person, participants: list[Participant], coming: Edition
) -> None:
    more_asking(coming, participants[0], 2)
    client = client_of(owner)
    found = {
        question: words(client.get("/spring/meetings/", {"q": question})).count('<li id="meeting-')
        for question in ("电池", "cell maker 1", "order", "磷酸", "nothing like it", "安晟")
    }
    assert found == {
        "电池": 2,
        "cell maker 1": 1,
        "order": 2,
        "磷酸": 1,
        "nothing like it": 0,
        "安晟": 0,
    }


def test_requests_take_as_many_queries_for_three_as_for_one(
    waiting: Meeting, owner: Person, participants: list[Participant], coming: Edition
) -> None:
    client = client_of(owner)
    client.get("/spring/meetings/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert words(client.get("/spring/meetings/")).count('<li id="meeting-') == 1
    more_asking(coming, participants[0], 2)
    with CaptureQueriesContext(connection) as three:
        assert words(client.get("/spring/meetings/")).count('<li id="meeting-') == 3
    assert len(three) == len(one)


def test_requests_are_exported_whole(waiting: Meeting, owner: Person) -> None:
    client = client_of(owner)
    sheet = client.get("/spring/meetings/?export=csv").content.decode("utf-8-sig").splitlines()
    assert sheet[0].split(",")[:5] == ["Organisation", "Latin name", "Country or region", "Hall", "About"]
    assert sheet[1].split(",")[:5] == [
        "Duna Energiacella",
        "Duna Energiacella",
        "Hungary",
        "",
        "磷酸铁锂 canary-7719",
    ]
    assert client.get("/spring/meetings/?export=xlsx").content[:2] == b"PK"
    due = waiting.answer_by.astimezone(ZoneInfo("Asia/Shanghai"))  # type: ignore[union-attr]
    assert f"{due:%Y-%m-%d %H:%M:%S}+0800" in sheet[1]  # as in every other list


def test_a_reason_along_the_chain_is_drawn(
    waiting: Meeting, owner: Person, participants: list[Participant], coming: Edition
) -> None:
    ansheng, _beiming, duna = participants
    run = MatchingRun.objects.create(edition=coming, created_at=timezone.now())
    reasons = [{"kind": 3, "towards": 0, "value": 1.0, "need": None, "offer": None}]
    waiting.suggestion = Suggestion.objects.create(
        run=run, first=ansheng, second=duna, weight=9, fit_first=1, fit_second=1, reasons=reasons
    )
    waiting.save()
    assert "A wish of one side" in words(client_of(owner).get("/spring/meetings/"))


def test_a_group_says_its_quorum_and_is_called_off_by_who_asked(
    coming: Edition, participants: list[Participant], owner: Person, buyer: Person
) -> None:
    ansheng, beiming, duna = participants
    request = MeetingRequest(duna.pk, (ansheng.pk, beiming.pk), about="50 MWh", quorum=2)
    group = request_meeting(edition=coming, request=request, by=None, now=timezone.now())
    page = words(client_of(owner).get("/spring/meetings/"))
    assert "group meeting, 2 of 3 are enough; 1 has accepted" in page
    assert words(client_of(owner).post(f"/spring/meetings/{group.pk}/accept", follow=True))
    assert state(group) == S.ACCEPTED
    refused = client_of(owner).post(f"/spring/meetings/{group.pk}/cancel", {"why": "x"})
    assert refused.status_code == 409
    assert "3 organisations meet here; only who asked for it or the organiser calls it off." in words(refused)
    assert state(group) == S.ACCEPTED
    client_of(buyer).post(f"/spring/meetings/{group.pk}/cancel", {"why": "x"})
    assert state(group) == S.CANCELLED


def test_who_left_a_group_hears_no_more_of_it(
    coming: Edition, participants: list[Participant], published: Timetable, owner: Person, rival: Person
) -> None:
    ansheng, beiming, duna = participants
    slot = coming.slots.get(number=3)
    request = MeetingRequest(duna.pk, (ansheng.pk, beiming.pk), quorum=2, slots=(slot.pk,))
    group = request_meeting(edition=coming, request=request, by=None, now=timezone.now())
    client_of(rival).post(f"/spring/meetings/{group.pk}/decline", {"reason": "competitor"})
    client_of(owner).post(f"/spring/meetings/{group.pk}/accept", {"slot": slot.pk})
    assert [one.slot for one in group.placements.all()] == [slot]
    theirs = client_of(rival).get(f"/spring/meetings/{group.pk}")
    assert [one.what for one in theirs.context["history"]] == [
        "asks for a meeting",
        "declines; the others can still meet",
    ]
    assert "table W1" not in words(theirs)
    assert client_of(rival).get(f"/spring/meetings/{group.pk}/calendar.ics").status_code == 404
    agendas = [words(client_of(one).get("/spring/meetings/agenda")) for one in (owner, rival)]
    assert ["table W1" in page for page in agendas] == [True, False]


def test_what_was_not_answered_in_time_is_over(waiting: Meeting, owner: Person, buyer: Person) -> None:
    Meeting.objects.filter(pk=waiting.pk).update(answer_by=timezone.now() - timedelta(hours=1))
    assert "Nobody waits for your answer" in words(client_of(owner).get("/spring/meetings/"))
    assert "not answered in time" in words(client_of(buyer).get("/spring/meetings/?pile=over"))
    late = client_of(owner).post(f"/spring/meetings/{waiting.pk}/accept")
    assert late.status_code == 409
    assert "ask for a new meeting instead" in words(late)


# Answers


def test_accept_a_time_gives_the_meeting_its_place_at_once(
    waiting: Meeting, published: Timetable, owner: Person
) -> None:
    slot = waiting.proposals.order_by("slot__number")[1].slot_id
    done = client_of(owner).post(f"/spring/meetings/{waiting.pk}/accept", {"slot": slot}, follow=True)
    assert "Agreed. It has its time and stands in both agendas." in words(done)
    assert [one.slot_id for one in waiting.placements.all()] == [slot]


def test_accept_without_a_timetable_says_when_the_time_comes(waiting: Meeting, owner: Person) -> None:
    done = client_of(owner).post(f"/spring/meetings/{waiting.pk}/accept", {"slot": ""}, follow=True)
    page = words(done)
    assert "Agreed. The organiser&#x27;s timetable gives it a time; you are told." in page
    assert "<h1>Agreed with Duna Energiacella; the time comes with the timetable</h1>" in page


def test_accept_a_time_that_is_gone_says_so_with_the_ways_out(
    waiting: Meeting, published: Timetable, owner: Person, participants: list[Participant]
) -> None:
    first = waiting.proposals.order_by("slot__number")[0].slot
    ansheng, beiming, _duna = participants
    other = request_meeting(
        edition=waiting.edition,
        request=MeetingRequest(beiming.pk, (ansheng.pk,), slots=(first.pk,)),
        by=None,
        now=timezone.now(),
    )
    client = client_of(owner)
    client.post(f"/spring/meetings/{other.pk}/accept", {"slot": first.pk})
    gone = client.post(f"/spring/meetings/{waiting.pk}/accept", {"slot": first.pk})
    page = words(gone)
    assert gone.status_code == 409
    assert "already meets Beiming Materials" in page
    assert f'href="/spring/meetings/{waiting.pk}/counter"' in page
    assert state(waiting) == S.REQUESTED


def test_a_time_at_which_one_cannot_is_no_button(
    waiting: Meeting, owner: Person, participants: list[Participant], published: Timetable
) -> None:
    first, second = (one.slot for one in waiting.proposals.order_by("slot__number"))
    marked = ["1"] * 24
    marked[second.number] = "0"
    Participant.objects.filter(pk=participants[0].pk).update(availability="".join(marked))
    client = client_of(owner)
    page = words(client.get(f"/spring/meetings/{waiting.pk}"))
    assert "They also propose a time when you have a meeting or are not there:" in page
    assert [f'name="slot" value="{one.pk}"' in page for one in (first, second)] == [True, False]
    assert page.count("button main") == 1
    beiming = participants[1]
    request = MeetingRequest(beiming.pk, (participants[0].pk,), slots=(first.pk,))
    other = request_meeting(edition=waiting.edition, request=request, by=None, now=timezone.now())
    client.post(f"/spring/meetings/{other.pk}/accept", {"slot": first.pk})
    page = words(client.get(f"/spring/meetings/{waiting.pk}"))
    assert "When they propose to meet, you have a meeting or are not there:" in page
    assert 'name="slot"' not in page
    assert page.count("button main") == 1


def test_accept_twice_says_that_it_is_answered(waiting: Meeting, owner: Person, colleague: Person) -> None:
    assert client_of(owner).post(f"/spring/meetings/{waiting.pk}/accept").status_code == 302
    again = client_of(colleague).post(f"/spring/meetings/{waiting.pk}/accept")
    assert again.status_code == 409
    assert "This meeting waits for no answer any more: accepted." in words(again)


def test_decline_tells_the_other_side_why(waiting: Meeting, owner: Person, buyer: Person) -> None:
    client_of(owner).post(f"/spring/meetings/{waiting.pk}/decline", {"reason": "no_capacity"})
    assert state(waiting) == S.DECLINED
    page = words(client_of(buyer).get(f"/spring/meetings/{waiting.pk}"))
    assert "declines – no capacity left" in page


def test_decline_without_a_listed_reason_is_refused(waiting: Meeting, owner: Person) -> None:
    refused = client_of(owner).post(f"/spring/meetings/{waiting.pk}/decline", {"reason": "just so"})
    assert refused.status_code == 409
    assert "Say why you decline" in words(refused)
    assert state(waiting) == S.REQUESTED


def test_counter_offers_up_to_three_other_times(waiting: Meeting, owner: Person, buyer: Person) -> None:
    client = client_of(owner)
    address = f"/spring/meetings/{waiting.pk}/counter"
    page = words(client.get(address))
    free = list(waiting.edition.slots.order_by("number").values_list("pk", flat=True))
    assert page.count('type="checkbox" name="slots"') == len(free)
    assert "Choose at most 3 times." in words(client.post(address, {"slots": free[:4]}))
    assert "Choose at least one time." in words(client.post(address, {"about": "x"}))
    client.post(address, {"slots": free[4:6]})
    assert state(waiting) == S.COUNTERED
    theirs = words(client_of(buyer).get("/spring/meetings/"))
    assert "They propose these times instead of yours." in theirs
    assert [theirs.count(f'name="slot" value="{slot}"') for slot in free[4:6]] == [1, 1]
    history = words(client_of(buyer).get(f"/spring/meetings/{waiting.pk}"))
    assert "Duna Energiacella</b> asks for a meeting:" in history
    assert "Hubei Ansheng Materials</b> proposes other times:" in history


def test_give_to_a_colleague_stays_within_the_team(
    waiting: Meeting, owner: Person, colleague: Person, buyer: Person, rival: Person
) -> None:
    client = client_of(owner)
    address = f"/spring/meetings/{waiting.pk}"
    page = words(client.get(address))
    assert f'<option value="{colleague.pk}">' in page
    assert f'<option value="{rival.pk}">' not in page
    assert client.post(f"{address}/give", {"to": rival.pk}).status_code == 409
    client.post(f"{address}/give", {"to": colleague.pk})
    assert Party.objects.get(meeting=waiting, owner=colleague).participant.organisation.name == "湖北安晟材料"
    assert "gives it to a colleague" in words(client.get(address))
    assert "gives it to a colleague" not in words(client_of(buyer).get(address))
    assert colleague.name not in words(client_of(buyer).get(address))


def test_confirm_and_cancel_a_placed_meeting(placed: Meeting, owner: Person, buyer: Person) -> None:
    address = f"/spring/meetings/{placed.pk}"
    page = words(client_of(owner).post(f"{address}/confirm", follow=True))
    assert "Confirmed. The other side can count on you." in page
    assert "Will you be there?" not in page
    refused = client_of(owner).post(f"{address}/cancel", {"why": ""})
    assert (refused.status_code, state(placed)) == (409, S.SCHEDULED)
    client_of(owner).post(f"{address}/cancel", {"why": "our line stands still"})
    assert state(placed) == S.CANCELLED
    theirs = words(client_of(buyer).get(address))
    assert "Hubei Ansheng Materials</b> calls the meeting off – our line stands still" in theirs
    assert "The meeting with Hubei Ansheng Materials does not stand any more" in theirs


def test_a_request_is_declined_and_not_cancelled_past_the_reasons(waiting: Meeting, owner: Person) -> None:
    refused = client_of(owner).post(f"/spring/meetings/{waiting.pk}/cancel", {"why": "x"})
    assert (refused.status_code, state(waiting)) == (409, S.REQUESTED)


def test_a_time_that_is_none_is_not_taken_for_any_time(waiting: Meeting, owner: Person) -> None:
    for slot in ("999999", "x"):
        refused = client_of(owner).post(f"/spring/meetings/{waiting.pk}/accept", {"slot": slot})
        assert "This edition has no such slot; choose among its slots." in words(refused)
    assert state(waiting) == S.REQUESTED


def test_close_asks_once_it_has_begun_and_keeps_the_word_in_the_team(
    placed: Meeting, owner: Person, buyer: Person
) -> None:
    address = f"/spring/meetings/{placed.pk}"
    answer = {"held": "yes", "worth": "4", "next_step": "sample-9931", "next_step_by": "2030-01-31"}
    early = client_of(owner).post(f"{address}/close", answer)
    assert early.status_code == 409
    assert "it can be closed after that" in words(early)
    slot = placed.placements.get().slot
    slot.starts_at, slot.ends_at = (timezone.now() - timedelta(minutes=one) for one in (30, 1))
    slot.save()
    assert "Did the meeting with Duna Energiacella take place?" in words(client_of(owner).get(address))
    done = words(client_of(owner).post(f"{address}/close", answer, follow=True))
    assert f'href="/spring/outcomes/record/{placed.pk}"' in done
    assert "sample-9931" in done
    theirs = words(client_of(buyer).get(address))
    assert "sample-9931" not in theirs
    assert state(placed) == S.SCHEDULED
    client_of(buyer).post(f"{address}/close", {"held": "yes"})
    assert state(placed) == S.HELD


@pytest.mark.parametrize(
    ("stands", "headline"),
    [
        (S.DECLINED, "The meeting with Duna Energiacella does not stand any more"),
        (S.NO_SHOW, "The meeting with Duna Energiacella was missed"),
        (S.DISPUTED, "You and Duna Energiacella say different things; the organiser decides"),
        (S.HELD, "You met Duna Energiacella"),
        (S.COUNTERED, "Duna Energiacella proposes another time"),
    ],
)
def test_headline_says_how_it_stands(waiting: Meeting, owner: Person, stands: str, headline: str) -> None:
    Meeting.objects.filter(pk=waiting.pk).update(state=stands)
    assert f"<h1>{headline}</h1>" in words(client_of(owner).get(f"/spring/meetings/{waiting.pk}"))


# Asking


def test_ask_sends_words_times_and_place(
    coming: Edition, participants: list[Participant], owner: Person, buyer: Person
) -> None:
    duna = participants[2]
    client = client_of(owner)
    address = f"/spring/meetings/ask/{duna.pk}"
    page = words(client.get(address))
    assert "<h1>Ask Duna Energiacella for a meeting</h1>" in page
    slots = list(coming.slots.order_by("number").values_list("pk", flat=True))
    assert page.count('type="checkbox" name="slots"') == len(slots)
    done = client.post(address, {"about": "正极材料", "slots": slots[:2], "online": "on"}, follow=True)
    meeting = Meeting.objects.get()
    assert done.redirect_chain == [(f"/spring/meetings/{meeting.pk}", 302)]
    assert "<h1>You wait for the answer of Duna Energiacella</h1>" in words(done)
    assert (meeting.about, meeting.online, meeting.state) == ("正极材料", True, S.REQUESTED)
    assert sorted(meeting.proposals.values_list("slot", flat=True)) == slots[:2]
    assert meeting.parties.get(asked=True).owner == owner
    assert "正极材料" in words(client_of(buyer).get("/spring/meetings/"))


def test_ask_refuses_no_words_and_too_many_times(
    coming: Edition, participants: list[Participant], owner: Person
) -> None:
    address = f"/spring/meetings/ask/{participants[2].pk}"
    slots = list(coming.slots.order_by("number").values_list("pk", flat=True))
    page = words(client_of(owner).post(address, {"about": "", "slots": slots[:6]}))
    assert "This field is required." in page
    assert "Choose at most 5 times." in page
    assert page.count(" checked>") == 6
    assert Meeting.objects.count() == 0


def test_ask_says_that_the_pair_has_a_meeting(waiting: Meeting, owner: Person) -> None:
    duna = waiting.parties.get(asked=True).participant_id
    client = client_of(owner)
    page = words(client.get(f"/spring/meetings/ask/{duna}"))
    assert "<h1>You and Duna Energiacella have a meeting already</h1>" in page
    assert f'href="/spring/meetings/{waiting.pk}"' in page
    again = client.post(f"/spring/meetings/ask/{duna}", {"about": "x"})
    assert again.status_code == 409
    assert Meeting.objects.count() == 1


def test_ask_shows_what_is_taken_and_hides_nothing_that_is_only_asked_for(
    placed: Meeting, owner: Person, participants: list[Participant]
) -> None:
    beiming = participants[1]
    taken = placed.placements.get().slot
    page = words(client_of(owner).get(f"/spring/meetings/ask/{beiming.pk}"))
    assert page.count("you have a meeting</span>") == 1
    assert f'name="slots" value="{taken.pk}"' not in page
    later = placed.edition.slots.get(number=4)
    request = MeetingRequest(participants[0].pk, (beiming.pk,), slots=(later.pk,))
    request_meeting(edition=placed.edition, request=request, by=None, now=timezone.now())
    more_asking(placed.edition, beiming, 1)
    third = Participant.objects.latest("pk")
    page = words(client_of(owner).get(f"/spring/meetings/ask/{third.pk}"))
    assert page.count("you proposed it elsewhere too</span></li>") == 1
    assert f'name="slots" value="{later.pk}"' in page


def test_ask_goes_back_to_the_suggestion_of_the_pair(
    coming: Edition, participants: list[Participant], owner: Person
) -> None:
    ansheng, _beiming, duna = participants
    run = MatchingRun.objects.create(edition=coming, created_at=timezone.now())
    shown = Suggestion.objects.create(
        run=run,
        first=ansheng,
        second=duna,
        weight=9,
        fit_first=1,
        fit_second=1,
        state=SuggestionState.SHOWN,
    )
    client_of(owner).post(f"/spring/meetings/ask/{duna.pk}", {"about": "x"})
    made = Meeting.objects.get()
    assert (made.suggestion, made.origin, made.weight) == (shown, "suggestion", 9)


def test_ask_oneself_leads_to_the_own_page_and_ask_by_organisation_to_the_form(
    coming: Edition, participants: list[Participant], owner: Person
) -> None:
    ansheng, _beiming, duna = participants
    client = client_of(owner)
    own = client.get(f"/spring/meetings/ask/{ansheng.pk}")
    assert own["Location"] == f"/spring/organisations/{ansheng.organisation_id}"
    other = client.get(f"/spring/meetings/ask/organisation/{duna.organisation_id}")
    assert other["Location"] == f"/spring/meetings/ask/{duna.pk}"
    assert client.get("/spring/meetings/ask/organisation/99999").status_code == 404


# Nobody else


VERBS = ("accept", "decline", "counter", "give", "withdraw", "confirm", "cancel", "close")


@pytest.mark.parametrize("verb", ["", *(f"/{verb}" for verb in VERBS), "/calendar.ics"])
def test_a_rival_does_not_find_the_meeting(placed: Meeting, rival: Person, verb: str) -> None:
    client = client_of(rival)
    answers = [client.get(f"/spring/meetings/{placed.pk}{verb}")]
    if verb[1:] in VERBS:
        data = {"reason": "other", "why": "x", "held": "yes", "to": str(rival.pk)}
        answers = [client.post(f"/spring/meetings/{placed.pk}{verb}", data)]
    before = Event.objects.count()
    assert [(one.status_code, CANARY in words(one), "Duna" in words(one)) for one in answers] == [
        (404, False, False)
    ]
    assert (state(placed), Event.objects.count()) == (S.SCHEDULED, before)


@pytest.mark.parametrize(
    ("verb", "owner_and_colleague", "buyer_gets"),
    [
        ("accept", 302, 409),
        ("decline", 302, 409),
        ("counter", 302, 409),
        ("give", 302, 409),
        ("withdraw", 409, 302),
        ("confirm", 409, 409),
        ("cancel", 409, 409),
        ("close", 409, 409),
    ],
)
def test_each_verb_is_for_the_side_whose_turn_it_is(
    waiting: Meeting,
    verb: str,
    owner_and_colleague: int,
    buyer_gets: int,
    owner: Person,
    colleague: Person,
    buyer: Person,
    rival: Person,
    director: Person,
) -> None:
    data = {
        "reason": "other",
        "why": "x",
        "held": "yes",
        "to": str(colleague.pk),
        "slots": str(waiting.edition.slots.get(number=8).pk),
    }
    found = {}
    for person in (owner, colleague, buyer, rival, director):
        before = transaction.savepoint()
        found[person] = client_of(person).post(f"/spring/meetings/{waiting.pk}/{verb}", data).status_code
        transaction.savepoint_rollback(before)
    assert found == {
        owner: owner_and_colleague,
        colleague: owner_and_colleague,
        buyer: buyer_gets,
        rival: 404,
        director: 403,
    }
    assert Client().post(f"/spring/meetings/{waiting.pk}/{verb}", data)["Location"].startswith("/people/")
    looked = [
        client_of(one).get(f"/spring/meetings/{waiting.pk}/{verb}").status_code for one in (owner, buyer)
    ]
    assert looked == ([200, 302] if verb == "counter" else [405, 405])


def test_who_acts_for_both_sides_says_for_which(
    waiting: Meeting, owner: Person, participants: list[Participant]
) -> None:
    ansheng, _beiming, duna = participants
    Participant.objects.filter(pk=duna.pk).update(contact=owner)
    client = client_of(owner)
    page = words(client.get("/spring/meetings/"))
    assert f'<a href="?as={duna.pk}">Duna Energiacella</a>' in page
    assert "1 organisation waits for your answer" in page
    assert "Nobody waits for your answer" in words(client.get(f"/spring/meetings/?as={duna.pk}"))
    address = f"/spring/meetings/{waiting.pk}"
    assert "/accept" in words(client.get(f"{address}?as={ansheng.pk}"))
    assert "/withdraw" in words(client.get(f"{address}?as={duna.pk}"))


def test_a_rival_is_given_nothing_by_naming_the_other_side(
    placed: Meeting, rival: Person, participants: list[Participant]
) -> None:
    client = client_of(rival)
    for one in participants:
        address = f"/spring/meetings/{placed.pk}?as={one.pk}"
        assert client.get(address).status_code == 404
        inbox = words(client.get(f"/spring/meetings/?as={one.pk}&pile=agreed"))
        assert (CANARY in inbox, "Duna" in inbox) == (False, False)
        assert CANARY not in words(client.get(f"/spring/meetings/agenda?as={one.pk}"))


def test_pages_are_for_people_of_participants(
    waiting: Meeting, director: Person, participants: list[Participant]
) -> None:
    addresses = ["", "agenda", f"{waiting.pk}", f"ask/{participants[1].pk}"]
    stranger = [client_of(director).get(f"/spring/meetings/{one}").status_code for one in addresses]
    public = [Client().get(f"/spring/meetings/{one}").status_code for one in addresses]
    assert (stranger, public) == ([403] * 4, [302] * 4)


def test_the_side_that_asked_cannot_accept_for_the_other(waiting: Meeting, buyer: Person) -> None:
    refused = client_of(buyer).post(f"/spring/meetings/{waiting.pk}/accept")
    assert refused.status_code == 409
    assert Party.objects.get(meeting=waiting, asked=False).answer == Answer.OPEN
    page = words(client_of(buyer).get(f"/spring/meetings/{waiting.pk}"))
    assert ("/accept" in page, "/decline" in page) == (False, False)


def test_an_idea_of_the_organiser_is_seen_once_its_sides_are_asked(
    coming: Edition, participants: list[Participant], owner: Person, director: Person
) -> None:
    ansheng, _beiming, duna = participants
    proposal = MeetingProposal((ansheng.pk, duna.pk), about=CANARY)
    idea = propose_meetings(edition=coming, proposals=[proposal], by=director, now=timezone.now()).meetings[0]
    client = client_of(owner)
    assert client.get(f"/spring/meetings/{idea.pk}").status_code == 404
    assert client.post(f"/spring/meetings/{idea.pk}/accept").status_code == 404
    piles = [words(client.get(f"/spring/meetings/?pile={one}")) for one in ("", "sent", "agreed", "over")]
    assert [CANARY in page for page in piles] == [False] * 4
    assert CANARY not in words(client.get(f"/spring/meetings/ask/{duna.pk}"))
    ask_parties(edition=coming, meetings=[idea.pk], by=director, now=timezone.now())
    page = words(client.get(f"/spring/meetings/{idea.pk}"))
    assert "<h1>The organiser proposes that you meet Duna Energiacella</h1>" in page
    assert "The organiser</b> asks for a meeting" in page
    assert director.name not in page
    client.post(f"/spring/meetings/{idea.pk}/accept")
    client.post(f"/spring/meetings/{idea.pk}/cancel", {"why": "no time after all"})
    assert state(idea) == S.CANCELLED


def test_the_organisers_drafts_are_no_part_of_the_history(
    waiting: Meeting, owner: Person, coming: Edition
) -> None:
    draft = Timetable.objects.create(edition=coming, version=1, created_at=timezone.now())
    slot = coming.slots.get(number=9)
    place_meeting(timetable=draft, meeting=waiting, slot=slot, by=None, now=timezone.now())
    pin_meeting(timetable=draft, meeting=waiting, pinned=True, by=None, now=timezone.now())
    said = client_of(owner).get(f"/spring/meetings/{waiting.pk}").context["history"]
    assert [one.what for one in said] == ["asks for a meeting"]


def test_today_offers_the_same_answers(waiting: Meeting, owner: Person) -> None:
    client = client_of(owner)
    page = words(client.get("/spring/today"))
    assert 'href="/spring/meetings/">Answer 1 request</a>' in page
    done = client.post(f"/spring/meetings/{waiting.pk}/accept", {"slot": "", "back": "today"})
    assert done["Location"] == "/spring/today"


def test_today_counts_a_counter_proposal_as_waiting(
    waiting: Meeting, participants: list[Participant], buyer: Person
) -> None:
    slots = [waiting.edition.slots.get(number=7)]
    counter_meeting(meeting=waiting, participant=participants[0], slots=slots, by=None, now=timezone.now())
    assert "1 organisation waits for your answer" in words(client_of(buyer).get("/spring/today"))
