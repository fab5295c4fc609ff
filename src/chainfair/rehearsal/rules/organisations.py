"""Who takes part: made-up organisations, their countries, sizes, places on the chains, and their roles."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from random import Random

from chainfair.exhibiting.kinds import ExhibitorRole
from chainfair.organisations.kinds import OrganisationKind, TraitKind
from chainfair.rehearsal.kinds import LinkOutline, MadeOrganisation, MadeParticipation, Rates, Wordbook
from chainfair.rehearsal.rules.chances import Urn, apportioned, dealt, flags, long_tailed, stream
from chainfair.rehearsal.rules.names import Namer

SMALL = 300  # staff below which a firm counts as small or medium-sized
GLOBAL = 40_000  # staff from which a leading firm is large enough for a world list
MOST = 260_000
HOME = {"CN", ""}  # international organisations have no country


def made_organisations(
    *, rates: Rates, words: Wordbook, links: Mapping[str, LinkOutline], seed: int
) -> list[MadeOrganisation]:
    """Return the exhibitors, then the represented, then the counterparts, each as many as the rates say."""
    namer = Namer(words, stream(seed, "names"))
    chance = stream(seed, "organisations")
    exhibitors = rates.present + rates.represented
    countries = [
        *_countries(chance, rates, words, rates.present),
        *_countries_at_will(chance, words, rates.represented, rates.overseas_share),
        *_countries_at_will(chance, words, rates.counterparts, rates.counterpart_overseas_share),
    ]
    at_home = [at for at in range(rates.present) if countries[at] == words.home_country]
    kinds = _kinds(chance, rates, at_home, len(countries))
    areas = dealt(chance, len(countries), *zip(*rates.area_weights, strict=True))
    leading = flags(chance, rates.present, rates.leading_share) + [False] * (len(countries) - rates.present)
    choices = {area: _LinkChoice(area, links) for area, _ in rates.area_weights}
    made = []
    for number, (country, kind, area, leads) in enumerate(zip(countries, kinds, areas, leading, strict=True)):
        staff = _staff(chance, rates, kind, leads=leads, exhibits=number < exhibitors)
        name = namer.firm(country, area, kind, staff)
        home = country == words.home_country
        made.append(
            MadeOrganisation(
                number=number,
                name=name.original,
                name_latin=name.latin,
                name_chinese=name.chinese,
                kind=kind,
                country="" if kind == OrganisationKind.INTERNATIONAL else country,
                province=name.city.province if name.city and home else "",
                city=name.city.latin if name.city else "",
                staff=staff,
                area=area,
                links=choices[area].links(chance, staff),
                traits=_traits(chance, rates, kind, staff, leads=leads, home=home),
                slug=f"{_slug(name.latin)}-{number}",
            )
        )
    return made


def made_participations(
    *, rates: Rates, present: Sequence[MadeOrganisation], shown: Sequence[MadeOrganisation], seed: int
) -> list[MadeParticipation]:
    """Return every exhibitor's role; guests hang on a main exhibitor, of the same area where there is one."""
    chance = stream(seed, "participations")
    mains, co, brought = _parts(chance, rates, present)
    hosts: dict[str, list[int]] = {}
    for main in mains:
        hosts.setdefault(main.area, []).append(main.number)
    everybody = [main.number for main in mains]
    made = [MadeParticipation(one.number, ExhibitorRole.MAIN, None, _badges(rates, one)) for one in mains]
    for role, guests in (
        (ExhibitorRole.CO, co),
        (ExhibitorRole.BROUGHT, brought),
        (ExhibitorRole.REPRESENTED, shown),
    ):
        badges = 0 if role == ExhibitorRole.REPRESENTED else max(1, rates.staff_per_exhibitor // 2)
        made += [
            MadeParticipation(one.number, role, chance.choice(hosts.get(one.area, everybody)), badges)
            for one in guests
        ]
    return made


def _parts(
    chance: Random, rates: Rates, present: Sequence[MadeOrganisation]
) -> tuple[list[MadeOrganisation], list[MadeOrganisation], list[MadeOrganisation]]:
    """Deal main exhibitors (the larger ones), co-exhibitors and partners, each with the same share from overseas."""
    parts: tuple[list[MadeOrganisation], list[MadeOrganisation], list[MadeOrganisation]] = ([], [], [])
    counts = (rates.main_exhibitors, rates.co_exhibitors, rates.brought_partners)
    overseas = [one for one in present if one.country not in HOME]
    home = [one for one in present if one.country in HOME]
    abroad = apportioned(len(overseas), counts)
    at_home = [whole - some for whole, some in zip(counts, abroad, strict=True)]
    for firms, wanted in ((overseas, abroad), (home, at_home)):
        chance.shuffle(firms)
        firms.sort(key=lambda one: one.staff < SMALL)
        rest = firms[wanted[0] :]
        chance.shuffle(rest)
        parts[0].extend(firms[: wanted[0]])
        parts[1].extend(rest[: wanted[1]])
        parts[2].extend(rest[wanted[1] :])
    return parts


class _LinkChoice:
    """Which links an organisation of an area stands on: one, and for larger ones its neighbours too."""

    def __init__(self, area: str, links: Mapping[str, LinkOutline]) -> None:
        self.links_of_all = links
        keys = [key for key, link in links.items() if link.area == area]
        self.urn = Urn(keys, [3 + len(links[key].inputs) + len(links[key].outputs) for key in keys])

    def links(self, chance: Random, staff: int) -> tuple[str, ...]:
        first = self.urn.draw(chance)
        more = (staff > SMALL) + (staff > 10 * SMALL) + (chance.random() < 0.15)
        link = self.links_of_all[first]
        near = [*(each.link for each in link.inputs), *link.outputs]
        picked = chance.sample(near, min(more, len(near)))
        return tuple(dict.fromkeys([first, *picked]))


def _countries(chance: Random, rates: Rates, words: Wordbook, total: int) -> list[str]:
    """Deal countries so that the share from overseas is exact and every country has somebody."""
    overseas = round(total * rates.overseas_share)
    wanted = rates.countries_reached - 1
    codes = sorted(words.country_weights, key=lambda code: (-words.country_weights[code], code))[:wanted]
    weights = [words.country_weights[code] for code in codes]
    abroad = [*codes, *dealt(chance, overseas - len(codes), codes, weights)] if overseas else []
    countries = [*abroad, *([words.home_country] * (total - overseas))]
    chance.shuffle(countries)
    return countries


def _countries_at_will(chance: Random, words: Wordbook, total: int, overseas_share: float) -> list[str]:
    codes = list(words.country_weights)
    urn = Urn(codes, [words.country_weights[code] for code in codes])
    return [
        urn.draw(chance) if overseas else words.home_country
        for overseas in flags(chance, total, overseas_share)
    ]


def _kinds(chance: Random, rates: Rates, at_home: Sequence[int], total: int) -> list[OrganisationKind]:
    kinds = [
        OrganisationKind.INSTITUTION if institution else OrganisationKind.ENTERPRISE
        for institution in flags(chance, total, rates.institution_share)
    ]
    for at in chance.sample(at_home, round(rates.present * rates.international_share)):
        kinds[at] = OrganisationKind.INTERNATIONAL
    return kinds


def _staff(chance: Random, rates: Rates, kind: OrganisationKind, *, leads: bool, exhibits: bool) -> int:
    if kind != OrganisationKind.ENTERPRISE:
        return long_tailed(chance, 12, rates.size_tail + 0.4, 2_000)
    least = 400 if leads else 30 if exhibits else 8
    return long_tailed(chance, least, rates.size_tail, MOST)


def _traits(
    chance: Random, rates: Rates, kind: OrganisationKind, staff: int, *, leads: bool, home: bool
) -> tuple[TraitKind, ...]:
    if kind != OrganisationKind.ENTERPRISE:
        return (TraitKind.LEADING,) if leads else ()
    traits = []
    if leads:
        traits.append(TraitKind.GLOBAL_500 if staff >= GLOBAL else TraitKind.LEADING)
    if staff < SMALL:
        traits.append(TraitKind.SME)
        if home and chance.random() < rates.specialised_share:
            traits.append(TraitKind.SPECIALISED)
    if home and chance.random() < rates.foreign_funded_share:
        traits.append(TraitKind.FOREIGN_FUNDED)
    return tuple(traits)


def _badges(rates: Rates, organisation: MadeOrganisation) -> int:
    """Return how many badges a main exhibitor's team has: more for the larger, slowly."""
    return rates.staff_per_exhibitor + max(0, len(str(organisation.staff)) - 2) * 2


def _slug(latin: str) -> str:
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "org"
