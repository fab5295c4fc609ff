"""Who comes: accounts, teams of the exhibitors, consents, delegations, registrations and places in the matchmaking."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from chainfair.fairs.models import Hall
from chainfair.matching.actions import join_matchmaking
from chainfair.matching.kinds import NewParticipant, Side
from chainfair.organisations.actions import enter_members
from chainfair.organisations.kinds import MemberRole, NewMember
from chainfair.people.actions import enter_people, give_consents
from chainfair.people.kinds import Language, NewPerson, Purpose
from chainfair.rehearsal import rules
from chainfair.rehearsal.actions.opening import BEGINNING, CHINESE, ENGLISH
from chainfair.rehearsal.actions.stage import Stage, once
from chainfair.rehearsal.kinds import MadePerson
from chainfair.visiting.actions import announce_delegations, register_visitors
from chainfair.visiting.kinds import NewRegistration, VisitorCategory

TEAM = (MemberRole.OWNER, MemberRole.SALES, MemberRole.TECHNICAL, MemberRole.SALES, MemberRole.LAUNCH)
WAVES = 24  # in how many lots people sign up, over the weeks before
WEEKS_AHEAD = 63  # days before the fair when the first sign up
SECOND_SEAT = 1_000  # staff from which an exhibitor meets at two tables at once
THIRD_SEAT = 8_000
BUSINESS = {VisitorCategory.PROFESSIONAL, VisitorCategory.BUYER, VisitorCategory.EXHIBITOR_STAFF}


@once
def enter_guests(stage: Stage) -> None:
    """Make the accounts of staff and visitors, with the consents they gave; who came before is known since then."""
    known, new = stage.known_and_new
    for chunk in stage.in_chunks(known, "people of earlier editions"):
        _enter(chunk, stage.before(BEGINNING - 20))
    waves = _waves(stage, len(new))
    for chunk in stage.in_chunks(new, "people", size=_lot(len(new))):
        _enter(chunk, next(waves))


def _enter(chunk: Sequence[MadePerson], now: datetime) -> None:
    people = enter_people(entries=[_account(one) for one in chunk], by=None, now=now)
    for language in Language:
        given = [
            (person, purpose)
            for person, made in zip(people, chunk, strict=True)
            if person.language == language
            for purpose in _purposes(made)
        ]
        give_consents(given=given, language=language, channel="web", now=now)


@once
def form_the_teams(stage: Stage) -> None:
    """Let the exhibitors' staff and every counterpart's first person act for their organisation."""
    sizes: dict[int, int] = {}
    entries = []
    for one in stage.people:
        if one.organisation is None or not one.stay:
            continue
        at = sizes.get(one.organisation, 0)
        sizes[one.organisation] = at + 1
        if at == 0 or one.organisation < stage.rates.present:
            role = TEAM[at] if at < len(TEAM) else MemberRole.SALES
            entries.append(
                NewMember(stage.organisation_rows[one.organisation], stage.person_rows[one.number], role)
            )
    for chunk in stage.in_chunks(entries, "teams"):
        enter_members(entries=chunk, by=None, now=stage.before(60))


@once
def register_guests(stage: Stage) -> None:
    """Register everybody, delegations first; a badge is drawn for each."""
    edition, rows = stage.edition, stage.person_rows
    announced = announce_delegations(
        edition=edition, names=_delegations(stage), by=None, now=stage.before(70)
    )
    days = _days(stage)
    badge = rules.stream(stage.seed, "badges")
    waves = _waves(stage, len(stage.people))
    for chunk in stage.in_chunks(stage.people, "registrations", size=_lot(len(stage.people))):
        entries = [
            NewRegistration(
                person=rows[one.number],
                category=one.category,
                channel=one.channel,
                organisation=None if one.organisation is None else stage.organisation_rows[one.organisation],
                delegation=None if one.delegation is None else announced[one.delegation].pk,
                country=one.country,
                days=days[one.number],
            )
            for one in chunk
        ]
        register_visitors(
            edition=edition,
            entries=entries,
            by=None,
            now=next(waves),
            badge=lambda: f"{badge.getrandbits(128):032x}",
        )


@once
def join_the_matchmaking(stage: Stage) -> None:
    """Let the exhibitors present and a share of the counterparts take part, with the half-days they are free."""
    chance = rules.stream(stage.seed, "participants")
    rows, areas = stage.organisation_rows, [area for area, _ in stage.rates.area_weights]
    halls = dict(Hall.objects.filter(edition=stage.edition).values_list("code", "pk"))
    contacts = _contacts(stage)
    there = _days_of_organisations(stage)
    joining = chance.sample(stage.counterparts, round(stage.rates.joins_share * len(stage.counterparts)))
    everybody = [(one, Side.EXHIBITOR) for one in stage.exhibitors] + [(one, Side.VISITOR) for one in joining]
    entries = [
        NewParticipant(
            organisation=rows[one.number],
            side=side,
            seats=1 + (one.staff >= SECOND_SEAT) + (one.staff >= THIRD_SEAT) if side is Side.EXHIBITOR else 1,
            hall=halls[rules.hall_of(one.area, areas)] if side is Side.EXHIBITOR else None,
            contact=contacts.get(one.number),
            availability=rules.free_slots(
                chance, rates=stage.rates, days=there.get(one.number, set()), staff=side is Side.EXHIBITOR
            ),
        )
        for one, side in everybody
    ]
    for chunk in stage.in_chunks(entries, "matchmaking"):
        join_matchmaking(edition=stage.edition, entries=chunk, by=None, now=stage.before(21))


def _waves(stage: Stage, total: int) -> Iterator[datetime]:
    lots = -(-total // _lot(total))
    return iter([stage.before(WEEKS_AHEAD - lot * (WEEKS_AHEAD - 1) / max(1, lots)) for lot in range(lots)])


def _lot(total: int) -> int:
    return max(1, -(-total // WAVES))


def _account(made: MadePerson) -> NewPerson:
    return NewPerson(
        name=made.name,
        name_latin=made.name_latin,
        language=Language.CHINESE if made.speaks_chinese else Language.ENGLISH,
        made_up=True,
    )


def _purposes(made: MadePerson) -> Sequence[Purpose]:
    if made.category in BUSINESS:
        return (Purpose.REGISTRATION, Purpose.MATCHING, Purpose.BADGE)
    return (Purpose.REGISTRATION,)


def _delegations(stage: Stage) -> list[tuple[str, str, str]]:
    countries = {one.delegation: one.country for one in stage.people if one.delegation is not None}
    return [
        (
            f"{ENGLISH.territories[countries[at]]} delegation {at + 1}",
            f"{CHINESE.territories[countries[at]]}观众团组{at + 1}",
            countries[at],
        )
        for at in sorted(countries)
    ]


def _days(stage: Stage) -> dict[int, str]:
    """Days that people name: those on which they come; who stays away had meant to come on the second day."""
    length = stage.rates.fair_days
    coming: dict[int, set[int]] = {}
    for visit in stage.visits:
        coming.setdefault(visit.person, set()).add(visit.day)
    meant = {min(1, length - 1)}
    return {
        one.number: ""
        if one.channel == "online"
        else "".join("1" if day in coming.get(one.number, meant) else "0" for day in range(length))
        for one in stage.people
    }


def _days_of_organisations(stage: Stage) -> dict[int, set[int]]:
    there: dict[int, set[int]] = {}
    for visit in stage.visits:
        organisation = stage.people[visit.person].organisation
        if organisation is not None:
            there.setdefault(organisation, set()).add(visit.day)
    return there


def _contacts(stage: Stage) -> dict[int, int]:
    """Return the person who answers for each organisation: the first of its people who comes."""
    found: dict[int, int] = {}
    for one in stage.people:
        if one.organisation is not None and one.stay:
            found.setdefault(one.organisation, stage.person_rows[one.number])
    return found
