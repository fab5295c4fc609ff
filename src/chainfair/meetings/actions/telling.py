"""Letters to the people behind participants; made-up people have no address, so nothing leaves for them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from chainfair.ground.actions import post_letters
from chainfair.ground.kinds import Letter
from chainfair.matching.models import Participant
from chainfair.meetings.actions.standing import Standing, chunks
from chainfair.meetings.queries import ANSWERING
from chainfair.organisations.models import Membership
from chainfair.people.models import Person

Words = Callable[[], tuple[str, str]]


def people_behind(participants: Iterable[int]) -> dict[int, list[Person]]:
    """Who is written to for each participant: its contact, and who owns or sells for the organisation."""
    found: defaultdict[int, dict[int, Person]] = defaultdict(dict)
    for part in chunks(sorted(set(participants))):
        for row in Participant.objects.filter(pk__in=part, contact__email__isnull=False).select_related(
            "contact"
        ):
            if row.contact is not None:
                found[row.pk][row.contact.pk] = row.contact
        members = Membership.objects.filter(
            organisation__participants__in=part, person__email__isnull=False, role__in=ANSWERING
        ).values_list("organisation__participants", "person")
        rows = [(number, person) for number, person in members if number in set(part)]
        people = Person.objects.in_bulk({person for _number, person in rows})
        for number, person in rows:
            found[number][person] = people[person]
    return {number: list(people.values()) for number, people in found.items()}


def write_to(people: Iterable[Person], words: Words) -> Iterator[Letter]:
    """One letter to each person, in their language."""
    for person in people:
        with translation.override(person.language):
            title, text = words()
        yield Letter(person.email or "", title, text, person.language)


def tell_others(
    changed: Sequence[tuple[Standing, int]],
    words: Callable[[Standing, str], tuple[str, str]],
    *,
    now: datetime,
) -> None:
    """Tell every other side of each meeting what one side did; `words` gets the meeting and that side's name."""
    others = {
        party.participant_id
        for standing, acted in changed
        for party in standing.parties
        if party.participant_id != acted
    }
    people = people_behind(others)
    names = names_of(acted for standing, acted in changed if _has_reader(standing, acted, people))
    post_letters(
        (
            letter
            for standing, acted in changed
            for party in standing.parties
            if party.participant_id != acted and party.participant_id in people
            for letter in write_to(
                people[party.participant_id],
                lambda standing=standing, acted=acted: words(standing, names.get(acted, "")),  # type: ignore[misc]
            )
        ),
        now=now,
    )


def tell_readers(
    changed: Sequence[Standing],
    moment: Callable[[Standing], str],
    words: Callable[[Sequence[str]], tuple[str, str]],
    *,
    now: datetime,
) -> None:
    """One letter to each person with an address, with a line for each of their meetings: the moment, and who.

    `moment` is asked in the reader's language, and answers nothing where a meeting has no time any more.
    """
    people = people_behind(party.participant_id for one in changed for party in one.parties)
    readers: defaultdict[Person, list[tuple[Standing, int]]] = defaultdict(list)
    for one in changed:
        for party in one.parties:
            for person in people.get(party.participant_id, ()):
                readers[person].append((one, party.participant_id))
    told = {one.meeting.pk: one for rows in readers.values() for one, _own in rows}
    names = names_of(party.participant_id for one in told.values() for party in one.parties)

    def letter(rows: Sequence[tuple[Standing, int]]) -> tuple[str, str]:
        # What has no time any more comes last.
        lines = sorted((moment(one) or "~", _others(one, own, names)) for one, own in rows)
        return words(
            [
                f"{time} · {who}" if time != "~" else _("no time any more: %(who)s") % {"who": who}
                for time, who in lines
            ]
        )

    post_letters(
        (
            one
            for person, rows in readers.items()
            for one in write_to([person], lambda rows=rows: letter(rows))  # type: ignore[misc]
        ),
        now=now,
    )


def _others(standing: Standing, own: int, names: Mapping[int, str]) -> str:
    return ", ".join(names[one.participant_id] for one in standing.parties if one.participant_id != own)


def _has_reader(standing: Standing, acted: int, people: Mapping[int, list[Person]]) -> bool:
    return any(party.participant_id in people for party in standing.parties if party.participant_id != acted)


def names_of(participants: Iterable[int]) -> dict[int, str]:
    """What participants are called, both scripts."""
    names: dict[int, str] = {}
    for part in chunks(sorted(set(participants))):
        for row in Participant.objects.filter(pk__in=part).select_related("organisation"):
            latin, own = row.organisation.name_latin, row.organisation.name
            names[row.pk] = f"{latin} ({own})" if latin and latin != own else own
    return names
