"""The floor: which hall an area has, stands by hall, launches, and who signs for the next edition."""

from collections.abc import Mapping, Sequence

from chainfair.exhibiting.kinds import ExhibitorRole, Reach, Showing
from chainfair.rehearsal.kinds import (
    LinkOutline,
    MadeLaunch,
    MadeOrganisation,
    MadeParticipation,
    MadeStand,
    Rates,
)
from chainfair.rehearsal.rules.chances import Urn, dealt, stream

HALLS = ("E1", "E2", "E3", "E4", "W1", "W2", "W3", "W4")  # one an area in this order
MEETING_HALL = HALLS[-1]
NET_AREAS = (
    (0, 9),
    (100, 18),
    (400, 36),
    (2_000, 54),
    (10_000, 108),
    (60_000, 240),
)  # staff from, square metres
STANDS_A_ROW = 20
DIRECT = {ExhibitorRole.MAIN, ExhibitorRole.CO}
TITLES = (
    ("Next-generation {en}", "新一代{zh}"),
    ("{en} with half the energy use", "节能型{zh}"),
    ("Fully traceable {en}", "全程可追溯{zh}"),
    ("{en}, smart series", "智能系列{zh}"),
)


def hall_of(area: str, areas: Sequence[str]) -> str:
    """Return the hall of an area: halls in order, so that neighbours on the list are neighbours on the floor."""
    return HALLS[areas.index(area) % (len(HALLS) - 1)]


def made_stands(
    *, rates: Rates, organisations: Sequence[MadeOrganisation], participations: Sequence[MadeParticipation]
) -> list[MadeStand]:
    """Return one stand a main exhibitor, numbered by hall and row, larger ones first."""
    areas = [area for area, _ in rates.area_weights]
    mains = [organisations[one.organisation] for one in participations if one.role == ExhibitorRole.MAIN]
    counts: dict[str, int] = {}
    made = []
    for organisation in sorted(mains, key=lambda one: (-one.staff, one.number)):
        hall = hall_of(organisation.area, areas)
        at = counts[hall] = counts.get(hall, 0) + 1
        row, column = divmod(at - 1, STANDS_A_ROW)
        area = next(net for least, net in reversed(NET_AREAS) if organisation.staff >= least)
        made.append(MadeStand(organisation.number, hall, f"{chr(ord('A') + row)}{column + 1:02d}", area))
    return made


def made_launches(
    *,
    rates: Rates,
    organisations: Sequence[MadeOrganisation],
    participations: Sequence[MadeParticipation],
    links: Mapping[str, LinkOutline],
    seed: int,
) -> list[MadeLaunch]:
    """Return the first showings, graded, of direct exhibitors; leading firms show more."""
    chance = stream(seed, "launches")
    direct = [organisations[one.organisation] for one in participations if one.role in DIRECT]
    urn = Urn(direct, [2 + 3 * len(one.traits) for one in direct])
    showings = dealt(chance, rates.launches, list(Showing), (5, 3, 2))
    reaches = dealt(chance, rates.launches, list(Reach), (3, 4, 3))
    seen: set[str] = set()
    made: list[MadeLaunch] = []
    while len(made) < rates.launches:
        maker = urn.draw(chance)
        link = links[chance.choice(maker.links)]
        english, chinese = chance.choice(TITLES)
        title = f"{maker.name_latin}: {english.format(en=link.name.english)}"
        at = len(made)
        if title in seen and len(seen) < len(direct):
            continue
        seen.add(title)
        made.append(
            MadeLaunch(
                maker.number,
                title[:300],
                f"{maker.name_chinese}：{chinese.format(zh=link.name.chinese)}"[:300],
                showings[at],
                reaches[at],
                chance.randrange(rates.fair_days),
                (rates.opening_hour + 1) * 60 + 15 * chance.randrange((rates.open_hours - 2) * 4),
            )
        )
    return made


def signing_again(
    *, rates: Rates, participations: Sequence[MadeParticipation], seed: int
) -> list[MadeParticipation]:
    """Return the direct exhibitors who sign for the next edition before the doors close."""
    direct = [one for one in participations if one.role in DIRECT]
    return stream(seed, "renewals").sample(direct, min(rates.signed_for_next, len(direct)))
