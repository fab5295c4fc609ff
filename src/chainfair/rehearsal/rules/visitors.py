"""Who comes: exhibitors' staff, visitors on site and online, those who register and stay away; and when they come."""

from collections.abc import Collection, Sequence
from random import Random

from chainfair.rehearsal.kinds import (
    MadeOrganisation,
    MadeParticipation,
    MadePerson,
    MadeSession,
    MadeVisit,
    Rates,
    Wordbook,
)
from chainfair.rehearsal.rules.chances import Urn, dealt, flags, stream
from chainfair.rehearsal.rules.names import Namer
from chainfair.visiting.kinds import Channel, VisitorCategory

CHINESE = {"CN", "HK", "MO", "TW"}
ABROAD_ON_THEIR_OWN = 0.03  # of the visitors without an organisation
LUNCH = 12 * 60
AUDIENCE = {
    VisitorCategory.PROFESSIONAL,
    VisitorCategory.BUYER,
    VisitorCategory.PUBLIC,
    VisitorCategory.STUDENT,
}
BUSINESS = {VisitorCategory.PROFESSIONAL, VisitorCategory.BUYER}


def made_people(
    *,
    rates: Rates,
    words: Wordbook,
    organisations: Sequence[MadeOrganisation],
    participations: Sequence[MadeParticipation],
    seed: int,
) -> list[MadePerson]:
    """Return everybody with a badge or a sign-in: staff, visitors, press, the absent, the online ones."""
    chance = stream(seed, "people")
    maker = _PersonMaker(words, organisations, stream(seed, "people names"))
    counterparts = range(rates.present + rates.represented, len(organisations))
    firms = Urn(list(counterparts), [organisations[at].staff ** 0.5 for at in counterparts])
    for one in participations:
        for _ in range(one.staff_badges):
            maker.add(one.organisation, VisitorCategory.EXHIBITOR_STAFF, Channel.ONSITE, rates.fair_days)
    stays = stays_of(chance, rates, rates.visitors)
    channels = _channels(chance, rates, len(stays))
    categories = _categories(chance, rates, len(stays))
    first = list(counterparts)
    for stay, channel, category in zip(stays, channels, categories, strict=True):
        at = None
        if category in BUSINESS:  # each counterpart sends one person before any sends a second
            at = first.pop() if first else firms.draw(chance)
        maker.add(at, category, channel, stay)
    for _ in range(max(1, round(len(stays) * rates.press_share))):
        maker.add(None, VisitorCategory.PRESS, Channel.ONSITE, rates.fair_days)
    absent = round(len(stays) * rates.absent_share / (1 - rates.absent_share))
    for category in _categories(chance, rates, absent):
        maker.add(firms.draw(chance) if category in BUSINESS else None, category, Channel.ONSITE, 0)
    for professional in flags(
        chance, rates.online - channels.count(Channel.BOTH), rates.online_professional_share
    ):
        category = VisitorCategory.PROFESSIONAL if professional else VisitorCategory.PUBLIC
        maker.add(firms.draw(chance) if professional else None, category, Channel.ONLINE, 0)
    return _with_delegations(chance, rates, words, maker.made)


def made_visits(*, rates: Rates, people: Sequence[MadePerson], seed: int) -> list[MadeVisit]:
    """Return a person's days on site with the ways in and out; a visit is one of the audience on a day."""
    chance = stream(seed, "visits")
    days = Urn(range(rates.fair_days), rates.day_weights)
    hours = Urn(range(len(rates.hour_weights)), rates.hour_weights)
    visitors = [person for person in people if person.stay]
    closing = (rates.opening_hour + rates.open_hours) * 60
    made = []
    for person in visitors:
        staff = person.category not in AUDIENCE
        for day in sorted(days.sample(chance, person.stay)):
            opening = rates.opening_hour * 60
            at = opening + (chance.randrange(40) if staff else hours.draw(chance) * 60 + chance.randrange(60))
            at = min(at, closing - 15)
            leaves = closing if staff else min(closing, at + 45 + int(chance.expovariate(1 / 150)))
            out = max(LUNCH, at + 30) + chance.randrange(60)
            back = out + 20 + chance.randrange(60)
            if back < leaves and chance.random() < _return_chance(rates, staff=staff):
                made.append(MadeVisit(person.number, day, (at, back), (out, leaves)))
            else:
                made.append(MadeVisit(person.number, day, (at,), (leaves,)))
    return made


def made_sessions(*, rates: Rates, people: Sequence[MadePerson], seed: int) -> list[MadeSession]:
    """Return the online sessions of everybody who takes part online."""
    chance = stream(seed, "sessions")
    days = Urn(range(rates.fair_days), rates.day_weights)
    more = max(0.0, 1 - 1 / rates.online_sessions)
    made = []
    for person in people:
        if person.channel == Channel.ONSITE:
            continue
        again = True
        while again:
            seconds = min(6 * 3600, 60 + int(chance.expovariate(1 / 1500)))
            minute = rates.opening_hour * 60 + chance.randrange(rates.open_hours * 60 - 5)
            views = 1 + int(chance.expovariate(1 / 2))
            made.append(MadeSession(person.number, days.draw(chance), minute, seconds, views))
            again = chance.random() < more
    return made


class _PersonMaker:
    """Gives each person a name as common where they come from, and says how they come."""

    def __init__(self, words: Wordbook, organisations: Sequence[MadeOrganisation], chance: Random) -> None:
        self.namer = Namer(words, chance)
        self.chance = chance
        self.organisations = organisations
        self.home = words.home_country
        self.countries = Urn(list(words.country_weights), list(words.country_weights.values()))
        self.made: list[MadePerson] = []

    def add(self, at: int | None, category: VisitorCategory, channel: Channel, stay: int) -> None:
        country = self.organisations[at].country if at is not None else self._country()
        number = len(self.made)
        name = self.namer.person(country or self.home)
        self.made.append(
            MadePerson(
                number=number,
                account=number,
                organisation=at,
                name=name.original,
                name_latin=name.latin,
                country=country or self.home,
                speaks_chinese=country in CHINESE,
                category=category,
                channel=channel,
                stay=stay,
                delegation=None,
            )
        )

    def _country(self) -> str:
        if self.chance.random() < ABROAD_ON_THEIR_OWN:
            return self.countries.draw(self.chance)
        return self.home


def stays_of(chance: Random, rates: Rates, visitors: int) -> list[int]:
    """Deal the days that visitors stay, so that their sum is the wanted number of visits."""
    most = len(rates.days_weights)
    stays = dealt(chance, visitors, list(range(1, most + 1)), rates.days_weights)
    at = 0
    while (short := rates.visits - sum(stays)) and at < len(stays):
        if short > 0 and stays[at] < most:
            stays[at] += 1
        elif short < 0 and stays[at] > 1:
            stays[at] -= 1
        at += 1
    return stays


def _categories(chance: Random, rates: Rates, total: int) -> list[VisitorCategory]:
    business = rates.professional_share
    shares = {
        VisitorCategory.PROFESSIONAL: business * (1 - rates.buyer_share),
        VisitorCategory.BUYER: business * rates.buyer_share,
        VisitorCategory.STUDENT: rates.student_share,
        VisitorCategory.PUBLIC: 1 - business - rates.student_share,
    }
    return dealt(chance, total, list(shares), list(shares.values()))


def _channels(chance: Random, rates: Rates, total: int) -> list[Channel]:
    both = min(total, round(rates.online * rates.online_and_on_site))
    return dealt(chance, total, (Channel.BOTH, Channel.ONSITE), (both, total - both))


def _return_chance(rates: Rates, *, staff: bool) -> float:
    """Return how likely it is to go out and in again among those who stay past lunch, about half of the visitors."""
    return 0.5 if staff else min(1.0, rates.return_share * 2)


def _with_delegations(
    chance: Random, rates: Rates, words: Wordbook, people: list[MadePerson]
) -> list[MadePerson]:
    """Gather overseas business visitors of one country into delegations."""
    groups: dict[str, list[int]] = {}
    for person in people:
        if person.stay and person.category in BUSINESS and person.country != words.home_country:
            groups.setdefault(person.country, []).append(person.number)
    number = 0
    while number < rates.delegations and groups:
        country = chance.choice(sorted(groups))
        members = groups[country]
        size = max(2, round(chance.gauss(rates.delegation_size, 2)))
        for at in members[:size]:
            people[at] = people[at]._replace(delegation=number)
        del members[:size]
        if not members:
            del groups[country]
        number += 1
    return people


def free_slots(chance: Random, *, rates: Rates, days: Collection[int], staff: bool) -> str:
    """Return when a participant can meet, a character per slot: on its days, but for half-days kept for others."""
    morning = rates.slots_a_day // 2
    free = ""
    for day in range(rates.fair_days):
        for length in (morning, rates.slots_a_day - morning):
            there = (staff or day in days) and chance.random() >= rates.away_share
            free += ("1" if there else "0") * length
    if "1" not in free and days:  # nobody joins to meet nobody
        day = min(days)
        start = day * rates.slots_a_day
        free = free[:start] + "1" * rates.slots_a_day + free[start + rates.slots_a_day :]
    return free
