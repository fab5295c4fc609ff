"""Letters to the people behind participants; made-up people have no address, so nothing leaves for them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from chainfair.ground.actions import post_letters
from chainfair.ground.among import among
from chainfair.ground.kinds import Letter
from chainfair.matching.models import Participant
from chainfair.meetings.actions.standing import Standing
from chainfair.meetings.kinds import Answer
from chainfair.meetings.models import Party
from chainfair.meetings.queries import ANSWERING

Words = Callable[[], tuple[str, str]]


class Reader(NamedTuple):
    """Somebody with an address, and the language they read."""

    pk: int
    email: str
    language: str


def people_behind(participants: Iterable[int]) -> dict[int, list[Reader]]:
    """Who is written to for each participant: its contact, and who owns or sells for the organisation."""
    # In this order, each once.
    found: defaultdict[int, dict[int, Reader]] = defaultdict(dict)
    rows = Participant.objects.filter(among("pk", set(participants)))
    # By way of the participants, who are few: from the memberships, SQLite would look through all of them.
    members = rows.filter(
        organisation__memberships__person__email__isnull=False, organisation__memberships__role__in=ANSWERING
    ).order_by("pk", "organisation__memberships")
    for somebody, path in (
        (rows.filter(contact__email__isnull=False), "contact"),
        (members, "organisation__memberships__person"),
    ):
        for number, pk, email, language in somebody.values_list(
            "pk", path, f"{path}__email", f"{path}__language"
        ):
            found[number][pk] = Reader(pk, email, language)
    return {number: list(people.values()) for number, people in found.items()}


def write_to(people: Iterable[Reader], words: Words) -> Iterator[Letter]:
    """One letter to each person, in their language."""
    for person in people:
        with translation.override(person.language):
            title, text = words()
        yield Letter(person.email, title, text, person.language)


def sides_of(meetings: Sequence[int]) -> dict[int, list[int]]:
    """The participants of meetings, those who have declined left out."""
    found: dict[int, list[int]] = {number: [] for number in meetings}
    rows = Party.objects.filter(among("meeting", meetings)).exclude(answer=Answer.NO).order_by("pk")
    for meeting, participant in rows.values_list("meeting", "participant"):
        found[meeting].append(participant)
    return found


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
    sides: Mapping[int, Sequence[int]],
    moment: Callable[[int], str],
    words: Callable[[Sequence[str]], tuple[str, str]],
    *,
    now: datetime,
) -> None:
    """One letter to each person with an address, with a line for each of their meetings: the moment, and who.

    `sides` has the participants of each meeting. `moment` is asked in the reader's language, and answers nothing where
    a meeting has no time any more.
    """
    people = people_behind(chain.from_iterable(sides.values()))
    readers: defaultdict[Reader, list[tuple[int, int]]] = defaultdict(list)
    for meeting, participants in sides.items():
        for own in participants:
            for person in people.get(own, ()):
                readers[person].append((meeting, own))
    told = {meeting for rows in readers.values() for meeting, _own in rows}
    names = names_of(chain.from_iterable(sides[meeting] for meeting in told))
    by_language: defaultdict[str, list[Reader]] = defaultdict(list)
    for person in readers:
        by_language[person.language].append(person)

    def letters() -> Iterator[Letter]:
        for language, some in by_language.items():
            with translation.override(language):
                moments, gone = {meeting: moment(meeting) for meeting in told}, _("no time any more: %(who)s")
                for person in some:
                    rows = readers[person]
                    lines = [(moments[meeting], _others(sides[meeting], own, names)) for meeting, own in rows]
                    title, text = words(_in_order(lines, gone))
                    yield Letter(person.email, title, text, language)

    # One after another: a language holds while its letters are written, and no longer.
    post_letters(list(letters()), now=now)


def _in_order(lines: Sequence[tuple[str, str]], gone: str) -> list[str]:
    """Moment by moment; what has no time any more comes last."""
    timed = sorted(line for line in lines if line[0])
    untimed = sorted(who for time, who in lines if not time)
    return [*(f"{time} · {who}" for time, who in timed), *(gone % {"who": who} for who in untimed)]


def _others(sides: Sequence[int], own: int, names: Mapping[int, str]) -> str:
    return ", ".join(names[one] for one in sides if one != own)


def _has_reader(standing: Standing, acted: int, people: Mapping[int, list[Reader]]) -> bool:
    return any(party.participant_id in people for party in standing.parties if party.participant_id != acted)


def names_of(participants: Iterable[int]) -> dict[int, str]:
    """What participants are called, both scripts."""
    rows = Participant.objects.filter(among("pk", set(participants))).order_by("pk")
    called = rows.values_list("pk", "organisation__name_latin", "organisation__name")
    return {pk: f"{latin} ({own})" if latin and latin != own else own for pk, latin, own in called}
