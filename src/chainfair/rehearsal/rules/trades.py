"""Offers and needs: what an organisation sells on its links, and what its links take in."""

from collections.abc import Mapping, Sequence
from random import Random

from chainfair.rehearsal.kinds import Line, LinkOutline, MadeOrganisation, MadeTrade
from chainfair.rehearsal.rules.chances import stream

LARGE = 300  # staff from which a firm has more to offer and to look for
WHOLE_NEEDED = 0.35  # of the large organisations, look for one of their inputs as a whole solution
WHOLE_PARTS = 2  # inputs of such a link at least
SERVICE_NEEDED = 0.12  # of the organisations, also look for a service
CHINESE = {"CN", "HK", "MO", "TW"}


QUANTITIES = ("{n} t/a", "{n} sets a year", "{n},000 pcs a month", "{n} containers a quarter")
REGIONS = ("CN", "CN-SH CN-JS CN-ZJ", "CN-BJ CN-TJ CN-HE", "CN-GD", "ASEAN", "EU", "")


def made_offers(
    *, organisations: Sequence[MadeOrganisation], links: Mapping[str, LinkOutline], seed: int
) -> list[MadeTrade]:
    """Return what each organisation supplies: a line a link it stands on, two on its main link if it is large."""
    chance = stream(seed, "offers")
    made = []
    for organisation in organisations:
        for at, key in enumerate(organisation.links):
            link = links[key]
            count = 2 if at == 0 and organisation.staff > LARGE else 1
            lines = chance.sample(link.lines, min(count, len(link.lines)))
            made += [_trade(chance, organisation, link, line) for line in lines]
    return made


def made_needs(
    *, organisations: Sequence[MadeOrganisation], links: Mapping[str, LinkOutline], seed: int
) -> list[MadeTrade]:
    """Return what each organisation looks for: inputs of its links, now and then a service."""
    chance = stream(seed, "needs")
    services = [key for key, link in links.items() if link.is_service]
    made = []
    for organisation in organisations:
        inputs = {each.link: each.line for key in organisation.links for each in links[key].inputs}
        count = 1 + (organisation.staff > LARGE) + (chance.random() < 0.3)
        wanted = dict(chance.sample(list(inputs.items()), min(count, len(inputs))))
        if not wanted or chance.random() < SERVICE_NEEDED:
            service = links[chance.choice(services)]
            wanted[service.key] = service.name
        made += [_trade(chance, organisation, links[key], line) for key, line in wanted.items()]
    return _with_wholes(made, organisations, links, seed)


def _with_wholes(
    needs: list[MadeTrade],
    organisations: Sequence[MadeOrganisation],
    links: Mapping[str, LinkOutline],
    seed: int,
) -> list[MadeTrade]:
    """Let some large organisations look for the first input that has parts as a whole solution."""
    chance = stream(seed, "wholes")
    asking = {one.number for one in organisations if one.staff > LARGE and chance.random() < WHOLE_NEEDED}
    made = []
    for one in needs:
        link = links[one.link]
        whole = one.organisation in asking and not link.is_service and len(link.inputs) >= WHOLE_PARTS
        asking -= {one.organisation} if whole else set()
        made.append(one._replace(whole=whole))
    return made


def _trade(chance: Random, organisation: MadeOrganisation, link: LinkOutline, line: Line) -> MadeTrade:
    writes_chinese = organisation.country in CHINESE
    quantity = ""
    if not link.is_service:
        quantity = chance.choice(QUANTITIES).format(n=chance.choice((2, 5, 10, 20, 50, 80, 120, 300)))
    return MadeTrade(
        organisation=organisation.number,
        link=link.key,
        code=chance.choice(link.codes) if link.codes else None,
        text=line.chinese if writes_chinese else line.english,
        text_other=line.english if writes_chinese else line.chinese,
        quantity=quantity,
        region=chance.choice(REGIONS),
    )
