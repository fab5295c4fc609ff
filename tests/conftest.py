"""The cast and the small fair that most tests use.

Three people: the *owner* acts for Ansheng (exhibitor, cathode material), the *colleague* too, the *rival* acts for
Beiming (exhibitor on the same link). The *buyer* comes for Duna (visitor, cells). The *director* runs the edition.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, settings

from chainfair.chains.kinds import CodeSystem
from chainfair.chains.models import Chain, Flow, Link, ProductCode
from chainfair.fairs.actions import appoint, create_edition, step_edition
from chainfair.fairs.kinds import AreaPlan, EditionPlan, EditionState, HallPlan, Role
from chainfair.fairs.models import Edition
from chainfair.matching.actions import join_matchmaking
from chainfair.matching.kinds import NewParticipant, Side
from chainfair.matching.models import Participant
from chainfair.organisations.kinds import MemberRole
from chainfair.organisations.models import Membership, Organisation
from chainfair.people.actions import enter_people
from chainfair.people.kinds import NewPerson
from chainfair.people.models import Person

# How long a case takes says something about the machine and nothing about the code. The ordinary run draws the same
# cases each time, so that a red run is the change's doing; `--long` draws new ones.
settings.register_profile("exploring", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("repeating", settings.get_profile("exploring"), derandomize=True, database=None)
settings.load_profile("repeating")

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


@pytest.fixture(autouse=True)
def english() -> None:
    """Each test begins in English: a page that was read in Chinese leaves its language behind in the thread."""
    translation.deactivate()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database-only`: leave out what never asks for a database, and the browser; for the second database."""
    parser.addoption(
        "--database-only", action="store_true", help="only tests whose answer a database can change"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep, on the second database, what can differ there."""
    if not config.getoption("--database-only"):
        return
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        asks = item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(
            getattr(item, "fixturenames", ())
        )
        (kept if asks and not item.get_closest_marker("journey") else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


@pytest.fixture
def now() -> datetime:
    """A Thursday before the small fair."""
    return datetime(2026, 6, 18, 2, 30, tzinfo=UTC)


def _person(name: str, email: str, now: datetime) -> Person:
    return enter_people(entries=[NewPerson(name=name, email=email)], by=None, now=now)[0]


@pytest.fixture
def owner(db: None, now: datetime, ansheng: Organisation) -> Person:
    """Acts for Ansheng."""
    person = _person("陈岚", "owner@example.org", now)
    Membership.objects.create(organisation=ansheng, person=person, role=MemberRole.OWNER, since=now)
    return person


@pytest.fixture
def colleague(db: None, now: datetime, ansheng: Organisation) -> Person:
    """Sells for Ansheng beside the owner."""
    person = _person("何伟", "colleague@example.org", now)
    Membership.objects.create(organisation=ansheng, person=person, role=MemberRole.SALES, since=now)
    return person


@pytest.fixture
def rival(db: None, now: datetime, beiming: Organisation) -> Person:
    """Acts for Beiming, Ansheng's competitor."""
    person = _person("Ruan Bei", "rival@example.org", now)
    Membership.objects.create(organisation=beiming, person=person, role=MemberRole.OWNER, since=now)
    return person


@pytest.fixture
def buyer(db: None, now: datetime, duna: Organisation) -> Person:
    """Buys for Duna."""
    person = _person("Duna Réka", "buyer@example.org", now)
    Membership.objects.create(organisation=duna, person=person, role=MemberRole.OWNER, since=now)
    return person


@pytest.fixture
def director(db: None, now: datetime, spring: Edition) -> Person:
    """Runs the small fair."""
    person = _person("Fang Director", "director@example.org", now)
    appoint(edition=spring, person=person, role=Role.DIRECTOR, by=None, now=now)
    return person


def _organisation(name: str, latin: str, country: str, now: datetime) -> Organisation:
    return Organisation.objects.create(
        name=name,
        name_latin=latin,
        name_key=name,
        latin_key=latin.lower(),
        country=country,
        made_up=True,
        created_at=now,
    )


@pytest.fixture
def ansheng(db: None, now: datetime) -> Organisation:
    """A maker of cathode material."""
    return _organisation("湖北安晟材料", "Hubei Ansheng Materials", "CN", now)


@pytest.fixture
def beiming(db: None, now: datetime) -> Organisation:
    """Another maker of cathode material."""
    return _organisation("北溟材料", "Beiming Materials", "CN", now)


@pytest.fixture
def duna(db: None, now: datetime) -> Organisation:
    """A maker of cells from abroad."""
    return _organisation("Duna Energiacella", "Duna Energiacella", "HU", now)


@pytest.fixture
def battery(db: None) -> Chain:
    """Ore -> cathode material -> cell -> pack, as a published chain."""
    chain = Chain.objects.create(
        key="battery", version=1, state="published", name_en="Batteries", name_zh="电池"
    )
    links = [
        ("ore", "Lithium ore", "锂矿", "253090", "Mineral substances"),
        ("cathode", "Cathode material", "正极材料", "284190", "Salts of oxometallic acids"),
        ("cell", "Cells", "电芯", "850760", "Lithium-ion accumulators"),
        ("pack", "Packs", "电池包", "850790", "Parts of accumulators"),
    ]
    previous = None
    for number, (key, name_en, name_zh, code, title) in enumerate(links):
        link = Link.objects.create(chain=chain, key=key, number=number, name_en=name_en, name_zh=name_zh)
        link.codes.add(
            ProductCode.objects.get_or_create(
                system=CodeSystem.HS2022, code=code, defaults={"title_en": title, "title_zh": name_zh}
            )[0]
        )
        if previous is not None:
            Flow.objects.create(chain=chain, source=previous, target=link)
        previous = link
    return chain


@pytest.fixture
def spring(db: None, now: datetime, battery: Chain) -> Edition:
    """An open edition: two days of twelve slots, halls W1 (three tables) and E1 (two tables), one chain."""
    plan = EditionPlan(
        key="spring",
        name_en="Spring fair",
        name_zh="春季博览会",
        starts_on=date(2026, 7, 16),
        days=2,
        halls=(HallPlan("W1", tables=3), HallPlan("E1", tables=2)),
        areas=(AreaPlan("Batteries", "电池", "battery", ("W1",)),),
        made_up=True,
    )
    edition = create_edition(plan=plan, by=None, now=now)
    return step_edition(edition=edition, to=EditionState.OPEN, by=None, now=now)


@pytest.fixture
def coming(spring: Edition) -> Edition:
    """The small fair for pages that look at the clock: its days are the day after tomorrow and the next."""
    first = timezone.now().date() + timedelta(days=2)
    for day in spring.days.all():
        shift = first - day.date
        first += timedelta(days=1)
        for slot in day.slots.all():
            slot.starts_at += shift
            slot.ends_at += shift
            slot.save()
        day.date += shift
        day.save()
    spring.starts_on = spring.days.earliest("date").date
    spring.ends_on = spring.days.latest("date").date
    spring.save()
    return spring


@pytest.fixture
def participants(
    spring: Edition, now: datetime, ansheng: Organisation, beiming: Organisation, duna: Organisation
) -> list[Participant]:
    """Ansheng and Beiming as exhibitors in W1, Duna as a visitor; one seat each."""
    hall = spring.halls.get(code="W1").pk
    return join_matchmaking(
        edition=spring,
        entries=[
            NewParticipant(ansheng.pk, Side.EXHIBITOR, hall=hall),
            NewParticipant(beiming.pk, Side.EXHIBITOR, hall=hall),
            NewParticipant(duna.pk, Side.VISITOR),
        ],
        by=None,
        now=now,
    )
