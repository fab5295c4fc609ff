"""Who may see a meeting and act on it: its own sides, once somebody was asked; at the desk the appointed staff."""

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.utils import timezone

from chainfair.fairs.access import appointed, holds
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.ground.access import Verdict, declare
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import phrase
from chainfair.matching.access import may_act_for, participants_of
from chainfair.matching.models import Participant
from chainfair.meetings import rules
from chainfair.meetings.kinds import Answer, Pile
from chainfair.meetings.models import Meeting, Party
from chainfair.meetings.queries import find_own_party
from chainfair.meetings.queries.own import HIDDEN, pile_of
from chainfair.people.access import person_of
from chainfair.people.models import Person

# What the sides may: see, answer, withdraw, call off, close; and the calendar that opens by its address alone.


def may_see_meeting(person: Person | None, meeting: Meeting) -> bool:
    """Whoever acts for one of its sides; what the organiser has put before nobody, nobody sees."""
    own = participants_of(person, meeting.edition)
    return meeting.state not in HIDDEN and meeting.parties.filter(participant__in=own).exists()


def may_answer(party: Party, meeting: Meeting) -> bool:
    """A side that has not answered, while there is time."""
    return pile_of(party, meeting, timezone.now()) == Pile.WAITING


def may_withdraw(party: Party, meeting: Meeting) -> bool:
    """Who asked, while the request waits."""
    return party.asked and meeting.state in rules.WAITING


def may_cancel(party: Party, meeting: Meeting, sides: int) -> bool:
    """A side of two calls off what was agreed; a group is called off by whoever asked for it."""
    backs_out = meeting.state in rules.WAITING and party.answer == Answer.YES and not party.asked
    agreed = meeting.state in rules.AGREED and party.answer != Answer.NO
    return (agreed or backs_out) and (sides == 2 or party.asked)


def party_of_request(request: HttpRequest, edition: Edition, number: int) -> Party:
    """The side for which the person of a request acts in a meeting; a foreign number is not found."""
    own = participants_of(person_of(request), edition)
    asked = request.GET.get("as") or request.POST.get("as") or ""
    own.sort(key=lambda one: str(one.pk) != asked)
    party = find_own_party(edition, number, own)
    if party is None:
        raise NotFound(kind=phrase("meeting"), name=str(number))
    return party


_signer = Signer(salt="chainfair.meetings.calendar")


def calendar_token(person: Person, participant: Participant) -> str:
    """The secret part of a calendar's address: signed, so that nobody can make one up."""
    return _signer.sign_object([participant.pk, person.pk])


def holder_of_token(token: str, edition: Edition) -> tuple[Person, Participant]:
    """To whom an address was given and whose calendar it opens; it shuts once that person leaves the team."""
    try:
        participant, person = _signer.unsign_object(token)
    except (BadSignature, ValueError):
        raise NotFound(kind=phrase("calendar"), name="…") from None
    found = Participant.objects.select_related("organisation", "edition").filter(
        pk=participant, edition=edition
    )
    holder = Person.objects.filter(pk=person, is_active=True).first()
    mine = found.first()
    if holder is None or mine is None or not may_act_for(holder, mine):
        raise NotFound(kind=phrase("calendar"), name="…")
    return holder, mine


for_holders_of_the_address = declare(
    Verdict(phrase("open to whoever holds the secret address"), lambda request, values: True)
)


# The organiser's desk.
CHANGING = (Role.MATCHMAKING, Role.CHAIN_MANAGER)
KNOWING = (*CHANGING, Role.AUDITOR)
READING = (*KNOWING, Role.ONSITE_LEAD, Role.MEETING_AREA)

for_desk = appointed(*CHANGING)
for_desk_readers = appointed(*READING)


def may_change_timetable(person: Person | None, edition: Edition) -> bool:
    """Directors, the matchmaking desk and chain managers run, move, pin, publish, ask and decide."""
    return holds(person, edition, *CHANGING)


def may_read_words(person: Person | None, edition: Edition) -> bool:
    """What a meeting is about and why one said no; who seats people needs who, when and where, and no more."""
    return holds(person, edition, *KNOWING)
