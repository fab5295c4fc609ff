"""Before the doors open: the edition, its staff, and the organisations with their places on the chains."""

from babel import Locale

from chainfair.chains.actions import state_needs, state_offers, state_positions
from chainfair.chains.kinds import ChainState, Intent, NewPosition, NewTrade
from chainfair.chains.models import Chain
from chainfair.fairs.actions import appoint, create_edition, step_edition
from chainfair.fairs.kinds import (
    AreaPlan,
    EditionPlan,
    EditionState,
    HallPlan,
    HonourKind,
    HonourPlan,
    Role,
)
from chainfair.people.actions import enter_people
from chainfair.people.kinds import Language, NewPerson
from chainfair.people.models import Person
from chainfair.rehearsal import rules
from chainfair.rehearsal.actions.stage import KEY, SOURCE, Stage, once
from chainfair.rehearsal.kinds import MadeTrade
from chainfair.rehearsal.queries import wordbook

ENGLISH, CHINESE = Locale("en"), Locale("zh", script="Hans")
NUMERALS = "一二三四五六七八九"
BEGINNING = 1_200  # days before this edition when the first accounts were made
PROVINCES = {"CN-SD": ("Shandong", "山东省"), "CN-GD": ("Guangdong", "广东省")}


def organiser_address(role: Role) -> str:
    """Return the address of whoever holds a role in the sample edition."""
    return f"{role.replace('_', '-')}@organiser.example"


@once
def enter_the_organisers(stage: Stage) -> None:
    """Make an account for each of the organiser's roles."""
    enter_people(entries=_organisers(stage), by=None, now=stage.before(BEGINNING))


@once
def make_the_edition(stage: Stage) -> None:
    """Make the edition as a draft, appoint its staff, and open it."""
    rates = stage.rates
    areas = [area for area, _ in rates.area_weights]
    numeral = NUMERALS[stage.number - 1]
    plan = EditionPlan(
        key=stage.key,
        number=stage.number,
        name_en=f"Supply-Chain Fair {stage.number} (sample edition)",
        name_zh=f"第{numeral}届供应链博览会（示例）",
        starts_on=stage.starts_on,
        days=rates.fair_days,
        halls=tuple(
            HallPlan(
                code,
                tables=rates.places if code == rules.MEETING_HALL else 0,
                gross_area=rates.gross_area // len(rules.HALLS),
            )
            for code in rules.HALLS
        ),
        areas=area_plans(areas),
        honours=_honours(stage),
        venue_en="Sample Exhibition Centre, Beijing",
        venue_zh="北京示例展览中心",
        made_up=True,
        maximum_meetings=rates.fair_days * rates.slots_a_day,
        previous=f"{KEY}-{stage.number - 1}" if stage.number > 1 else None,
    )
    edition = create_edition(plan=plan, by=None, now=stage.before(260))
    people = Person.objects.in_bulk([organiser_address(role) for role in Role], field_name="email")
    for role in Role:
        appoint(
            edition=edition,
            person=people[organiser_address(role)],
            role=role,
            by=None,
            now=stage.before(250),
        )
    director = people[organiser_address(Role.DIRECTOR)]
    step_edition(edition=edition, to=EditionState.OPEN, by=director, now=stage.before(200))


def area_plans(areas: list[str]) -> tuple[AreaPlan, ...]:
    """Return one area a published chain, in its hall."""
    chains = {chain.key: chain for chain in Chain.objects.filter(state=ChainState.PUBLISHED, key__in=areas)}
    return tuple(
        AreaPlan(chains[area].name_en, chains[area].name_zh, area, (rules.hall_of(area, areas),))
        for area in areas
    )


def _honours(stage: Stage) -> tuple[HonourPlan, ...]:
    countries = [
        HonourPlan(HonourKind.COUNTRY, ENGLISH.territories[code], CHINESE.territories[code], code)
        for code in stage.rates.guest_countries
    ]
    provinces = [
        HonourPlan(HonourKind.PROVINCE, *PROVINCES[code], country="CN")
        for code in stage.rates.guest_provinces
    ]
    return (*countries, *provinces)


def _organisers(stage: Stage) -> list[NewPerson]:
    namer = rules.Namer(wordbook(), rules.stream(stage.seed, "organisers"))
    names = [namer.person("CN") for _ in Role]
    return [
        NewPerson(
            name=name.original,
            name_latin=name.latin,
            email=organiser_address(role),
            language=Language.CHINESE,
            made_up=True,
        )
        for role, name in zip(Role, names, strict=True)
    ]


@once
def state_trades(stage: Stage) -> None:
    """Put every organisation on its links, with what it supplies and what it looks for."""
    rows, now = stage.organisation_rows, stage.before(BEGINNING - 10)
    positions = [
        NewPosition(organisation=rows[one.number], link=stage.link_rows[key], source=SOURCE)
        for one in stage.organisations
        for key in one.links
    ]
    for chunk in stage.in_chunks(positions, "positions"):
        state_positions(positions=chunk, by=None, now=now)
    offers = rules.made_offers(organisations=stage.organisations, links=stage.links, seed=stage.seed)
    for trades in stage.in_chunks(offers, "offers"):
        state_offers(offers=[_trade(stage, one) for one in trades], by=None, now=now)
    needs = rules.made_needs(organisations=stage.organisations, links=stage.links, seed=stage.seed)
    for trades in stage.in_chunks(needs, "needs"):
        state_needs(needs=[_trade(stage, one) for one in trades], by=None, now=now)


def _trade(stage: Stage, made: MadeTrade) -> NewTrade:
    return NewTrade(
        organisation=stage.organisation_rows[made.organisation],
        source=SOURCE,
        link=stage.link_rows[made.link],
        code=stage.code_rows[made.code] if made.code else None,
        text=made.text,
        text_other=made.text_other,
        quantity=made.quantity,
        region=made.region,
        intent=_intent(stage, made),
    )


def _intent(stage: Stage, made: MadeTrade) -> Intent:
    if made.whole:
        return Intent.SCENARIO
    return Intent.SERVICE if stage.links[made.link].is_service else Intent.SUPPLIER
