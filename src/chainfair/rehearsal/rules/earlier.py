"""Earlier, smaller editions: who of today's cast was there before, as exhibitor, visitor or online."""

from collections.abc import Sequence

from chainfair.rehearsal.kinds import MadeOrganisation, MadeParticipation, MadePerson, Rates
from chainfair.rehearsal.rules.chances import stream
from chainfair.rehearsal.rules.visitors import AUDIENCE, BUSINESS, stays_of
from chainfair.visiting.kinds import Channel, VisitorCategory


def earlier_exhibitors(
    *,
    rates: Rates,
    exhibitors: Sequence[MadeOrganisation],
    counterparts: Sequence[MadeOrganisation],
    seed: int,
) -> tuple[list[MadeOrganisation], list[MadeOrganisation]]:
    """Return who was present and who was represented then: most exhibit today, the others only visit."""
    chance = stream(seed, "earlier exhibitors")
    returning = min(len(exhibitors), round(rates.present * rates.returning_share))
    known = chance.sample(exhibitors, returning)
    others = chance.sample(counterparts, rates.present - returning + rates.represented)
    present = [*known, *others[: rates.present - returning]]
    return sorted(present, key=lambda one: one.number), others[rates.present - returning :]


def earlier_people(
    *,
    rates: Rates,
    people: Sequence[MadePerson],
    participations: Sequence[MadeParticipation],
    counterparts: Sequence[MadeOrganisation],
    seed: int,
) -> list[MadePerson]:
    """Return today's people as they came then: staff of the exhibitors, visitors, online participants."""
    chance = stream(seed, "earlier people")
    teams: dict[int, list[MadePerson]] = {}
    for one in people:
        if one.organisation is not None:
            teams.setdefault(one.organisation, []).append(one)
    staff = [
        one._replace(category=VisitorCategory.EXHIBITOR_STAFF, channel=Channel.ONSITE, stay=rates.fair_days)
        for part in participations
        for one in teams[part.organisation][: part.staff_badges]
    ]
    taken = {one.number for one in staff}
    first = [_first_free(teams[one.number], taken) for one in counterparts]
    visitors = [one for one in first if one is not None][: rates.visitors]
    taken |= {one.number for one in visitors}
    pool = [one for one in people if one.stay and one.category in AUDIENCE and one.number not in taken]
    visitors += chance.sample(pool, min(len(pool), rates.visitors - len(visitors)))
    stays = stays_of(chance, rates, len(visitors))
    came = [
        one._replace(stay=stay, channel=Channel.ONSITE) for one, stay in zip(visitors, stays, strict=True)
    ]
    taken = {one.number for one in [*staff, *visitors]}
    online = [one for one in people if one.channel == Channel.ONLINE and one.number not in taken]
    seen = [one._replace(stay=0) for one in chance.sample(online, min(len(online), rates.online))]
    return [one._replace(number=number, delegation=None) for number, one in enumerate([*staff, *came, *seen])]


def _first_free(team: Sequence[MadePerson], taken: set[int]) -> MadePerson | None:
    return next((one for one in team if one.number not in taken and one.category in BUSINESS), None)
