"""Offers and needs: what an organisation sells on its links, what its links take in, and what else it comes for."""

from collections.abc import Mapping, Sequence
from random import Random
from zlib import crc32

from chainfair.chains.kinds import Intent
from chainfair.rehearsal.kinds import Line, LinkOutline, MadeOrganisation, MadeTrade
from chainfair.rehearsal.rules.chances import stream

LARGE = 300  # staff from which a firm has more to offer and to look for
WHOLE_NEEDED = 0.35  # of the large organisations, look for one of their inputs as a whole solution
WHOLE_PARTS = 2  # inputs of such a link at least
SERVICE_NEEDED = 0.12  # of the organisations, also look for a service
STATES_CERTIFICATES = 0.7  # of the offers
ASKS_CERTIFICATES = 0.3  # of the needs
FURTHER_INTENTS = {
    Intent.CUSTOMER: 0.06,
    Intent.CO_DEVELOPER: 0.05,
    Intent.LOCATION: 0.02,
}
CHINESE = {"CN", "HK", "MO", "TW"}

QUANTITIES = ("{n} t/a", "{n} sets a year", "{n},000 pcs a month", "{n} containers a quarter")
SIZES = (2, 5, 10, 20, 50, 80, 120, 300)
REGIONS = (
    Line("China", "中国"),
    Line("Shanghai, Jiangsu, Zhejiang", "上海、江苏、浙江"),
    Line("Beijing, Tianjin, Hebei", "京津冀"),
    Line("Guangdong", "广东"),
    Line("ASEAN", "东盟"),
    Line("EU", "欧盟"),
    *[Line("", "")] * 6,
)
QUALITY = "ISO 9001"
CERTIFICATES = {
    "smart-vehicles": ("IATF 16949", "ISO 14001", "ISO 26262"),
    "healthy-living": ("GMP", "ISO 13485", "CE"),
    "green-agriculture": ("HACCP", "ISO 22000", "Halal"),
    "digital-technology": ("ISO/IEC 27001", "CE", "RoHS"),
    "clean-energy": ("ISO 14001", "CE", "UN 38.3"),
    "advanced-manufacturing": ("CE", "ISO 14001", "ISO 45001"),
    "supply-chain-services": ("AEO", "ISO 28000", "ISO/IEC 17025"),
}
WORDED = {
    Intent.CUSTOMER: Line("{line}", "{line}"),
    Intent.CO_DEVELOPER: Line("Joint development: {line}", "联合研发：{line}"),
    Intent.LOCATION: Line("A site for {line}", "{line}项目选址"),
}


def made_offers(
    *, organisations: Sequence[MadeOrganisation], links: Mapping[str, LinkOutline], seed: int
) -> list[MadeTrade]:
    """Return what each organisation supplies: a line a link it stands on, two on its main link if it is large."""
    chance, papers = stream(seed, "offers"), stream(seed, "certificates of offers")
    made = []
    for organisation in organisations:
        for at, key in enumerate(organisation.links):
            link = links[key]
            count = 2 if at == 0 and organisation.staff > LARGE else 1
            lines = chance.sample(link.lines, min(count, len(link.lines)))
            sizes = SIZES[3:] if organisation.staff > LARGE else SIZES
            made += [
                _trade(chance, organisation, link, line, sizes)._replace(
                    certificates=_certificates(papers, link, STATES_CERTIFICATES, most=3)
                )
                for line in lines
            ]
    return made


def made_needs(
    *, organisations: Sequence[MadeOrganisation], links: Mapping[str, LinkOutline], seed: int
) -> list[MadeTrade]:
    """Return what each organisation looks for: inputs of its links, now and then a service."""
    chance, papers = stream(seed, "needs"), stream(seed, "certificates of needs")
    services = [key for key, link in links.items() if link.is_service]
    made = []
    for organisation in organisations:
        inputs = {each.link: each.line for key in organisation.links for each in links[key].inputs}
        count = 1 + (organisation.staff > LARGE) + (chance.random() < 0.3)
        wanted = dict(chance.sample(list(inputs.items()), min(count, len(inputs))))
        if not wanted or chance.random() < SERVICE_NEEDED:
            service = links[chance.choice(services)]
            wanted[service.key] = service.name
        made += [
            _trade(chance, organisation, links[key], line)._replace(
                certificates=_certificates(papers, links[key], ASKS_CERTIFICATES, most=2),
                intent=Intent.SERVICE if links[key].is_service else Intent.SUPPLIER,
            )
            for key, line in wanted.items()
        ]
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
        made.append(one._replace(intent=Intent.SCENARIO) if whole else one)
    return made


def made_wishes(
    *, organisations: Sequence[MadeOrganisation], links: Mapping[str, LinkOutline], seed: int
) -> list[MadeTrade]:
    """Return what else some come for, on their main link: customers, partners to develop with, sites."""
    chance = stream(seed, "further intents")
    made = []
    for organisation in organisations:
        for intent, share in FURTHER_INTENTS.items():
            if chance.random() < share:
                link = links[organisation.links[0]]
                named, words = chance.choice(link.lines), WORDED[intent]
                line = Line(
                    words.english.format(line=named.english), words.chinese.format(line=named.chinese)
                )
                made.append(_bare(organisation, link, line)._replace(intent=intent))
    return made


def _trade(
    chance: Random,
    organisation: MadeOrganisation,
    link: LinkOutline,
    line: Line,
    sizes: Sequence[int] = SIZES,
) -> MadeTrade:
    quantity = ""
    if not link.is_service:
        # A link trades in one unit, so that amounts can be held against each other.
        quantity = QUANTITIES[crc32(link.key.encode()) % len(QUANTITIES)].format(n=chance.choice(sizes))
    return _bare(organisation, link, line)._replace(
        code=chance.choice(link.codes) if link.codes else None,
        quantity=quantity,
        region=_written(organisation, chance.choice(REGIONS)),
    )


def _bare(organisation: MadeOrganisation, link: LinkOutline, line: Line) -> MadeTrade:
    writes_chinese = organisation.country in CHINESE
    return MadeTrade(
        organisation=organisation.number,
        link=link.key,
        code=None,
        text=line.chinese if writes_chinese else line.english,
        text_other=line.english if writes_chinese else line.chinese,
    )


def _written(organisation: MadeOrganisation, words: Line) -> str:
    return words.chinese if organisation.country in CHINESE else words.english


def _certificates(chance: Random, link: LinkOutline, share: float, *, most: int) -> str:
    """Return certificates of the link's trade, the common one first; nothing in most rows that need not state any."""
    if chance.random() >= share:
        return ""
    pool = (QUALITY, *CERTIFICATES[link.area])
    return ", ".join(sorted(chance.sample(pool, chance.randint(1, most)), key=pool.index))
