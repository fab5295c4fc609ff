from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from chainfair.atlas.bridge import map_of
from chainfair.atlas.kinds import LinkHere, Shortage
from chainfair.atlas.queries import cards_of, counts_of
from chainfair.atlas.rules import first_viewpoint, flow_width, shortage
from chainfair.chains.actions import state_needs, state_positions
from chainfair.chains.kinds import Disclosure, Intent, NewPosition, NewTrade
from chainfair.chains.models import Chain, Position
from chainfair.exhibiting.kinds import ParticipationState
from chainfair.exhibiting.models import Participation
from chainfair.fairs.models import Edition
from chainfair.organisations.models import Organisation


@pytest.fixture
def standing(
    spring: Edition,
    battery: Chain,
    ansheng: Organisation,
    beiming: Organisation,
    duna: Organisation,
    now: datetime,
) -> Edition:
    """Ansheng and Beiming on cathode, Duna on cells and in need of ore."""
    for organisation in (ansheng, beiming, duna):
        Participation.objects.create(edition=spring, organisation=organisation)
    link = {one.key: one.pk for one in battery.links.all()}
    state_positions(
        positions=[
            NewPosition(ansheng.pk, link["cathode"], "entered"),
            NewPosition(beiming.pk, link["cathode"], "entered"),
            NewPosition(duna.pk, link["cell"], "entered"),
        ],
        by=None,
        now=now,
    )
    state_needs(needs=[NewTrade(duna.pk, "entered", link=link["ore"])], by=None, now=now)
    return spring


def test_the_map_counts_who_is_here_and_says_what_is_missing(standing: Edition, battery: Chain) -> None:
    view = map_of(standing, battery, "cell")
    told = {
        node.link.key: (node.count.here, node.count.overseas, node.stage, str(node.shortage))
        for node in view.nodes
    }
    assert told == {
        "ore": (0, 0, "up", "gap"),
        "cathode": (2, 0, "up", "none"),
        "cell": (1, 1, "mid", "one"),
        "pack": (0, 0, "down", "none"),
    }
    assert [node.link.key for node in view.missing] == ["ore", "cell"]


def test_who_looks_for_customers_partners_or_a_site_on_a_link_does_not_need_it(
    standing: Edition, battery: Chain, duna: Organisation, now: datetime
) -> None:
    pack = battery.links.get(key="pack")
    wishes = [
        NewTrade(duna.pk, "entered", link=pack.pk, intent=intent)
        for intent in (Intent.CUSTOMER, Intent.CO_DEVELOPER, Intent.LOCATION)
    ]
    state_needs(needs=wishes, by=None, now=now)
    assert [one.needed for one in counts_of(standing, [pack], "CN")] == [0]
    state_needs(needs=[NewTrade(duna.pk, "entered", link=pack.pk)], by=None, now=now)
    assert [one.needed for one in counts_of(standing, [pack], "CN")] == [1]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_map_is_a_picture_a_list_and_a_table(client: Client, standing: Edition, language: str) -> None:
    client.cookies["language"] = language
    page = client.get(
        reverse("atlas:chain", args=["spring", "battery"]), {"seen": "cathode"}
    ).content.decode()
    name = {"en": "Cathode material", "zh-hans": "正极材料"}[language]
    assert page.count("<svg") >= 1
    assert page.count(name) >= 3


def test_who_stands_on_a_link_is_found_by_two_chinese_characters_and_exported(
    client: Client, standing: Edition, ansheng: Organisation, beiming: Organisation
) -> None:
    from chainfair.ground.search import index_texts

    index_texts("organisation", [(one.pk, [one.name, one.name_latin]) for one in (ansheng, beiming)])
    url = reverse("atlas:chain", args=["spring", "battery"])
    response = client.get(url, {"seen": "cathode", "q": "安晟"})
    assert [row.organisation for row in response.context["rows"]] == [ansheng]
    exported = client.get(url, {"seen": "cathode", "export": "csv"}).content.decode("utf-8-sig")
    assert [line.split(",")[0] for line in exported.splitlines()] == [
        "Organisation",
        "北溟材料",
        "湖北安晟材料",
    ]


def test_who_stands_on_a_link_is_narrowed_to_a_country(
    client: Client, standing: Edition, battery: Chain, duna: Organisation, now: datetime
) -> None:
    cathode = battery.links.get(key="cathode")
    state_positions(positions=[NewPosition(duna.pk, cathode.pk, "entered")], by=None, now=now)
    response = client.get(
        reverse("atlas:chain", args=["spring", "battery"]), {"seen": "cathode", "country": duna.country}
    )

    assert [row.organisation for row in response.context["rows"]] == [duna]
    assert response.context["total"] == 3
    assert [code for code, _name in response.context["form"].fields["country"].choices] == ["", "CN", "HU"]


@pytest.mark.parametrize(
    ("disclosure", "counted", "named"),
    [
        (Disclosure.NOBODY, 1, 1),
        (Disclosure.COUNTED, 2, 1),
        (Disclosure.MUTUAL, 2, 1),
        (Disclosure.PARTICIPANTS, 2, 1),
        (Disclosure.PUBLIC, 2, 2),
    ],
)
def test_the_public_map_names_only_those_who_let_everybody_know(
    client: Client,
    standing: Edition,
    battery: Chain,
    ansheng: Organisation,
    disclosure: Disclosure,
    counted: int,
    named: int,
) -> None:
    Position.objects.filter(organisation=ansheng).update(disclosure=disclosure)
    response = client.get(reverse("atlas:chain", args=["spring", "battery"]), {"seen": "cathode"})

    assert response.context["map"].viewpoint.count.here == counted
    assert len(response.context["rows"]) == named


def test_whoever_cancelled_another_edition_is_here_and_whoever_cancelled_this_one_is_not(
    standing: Edition, battery: Chain, ansheng: Organisation, beiming: Organisation, now: datetime
) -> None:
    other = Edition.objects.create(
        key="other",
        name_en="Other",
        name_zh="其他",
        starts_on=standing.starts_on,
        ends_on=standing.ends_on,
        created_at=now,
    )
    Participation.objects.create(edition=other, organisation=ansheng, state=ParticipationState.CANCELLED)
    Participation.objects.filter(edition=standing, organisation=beiming).update(
        state=ParticipationState.CANCELLED
    )

    assert map_of(standing, battery, "cathode").viewpoint.count.here == 1
    assert [(card.chain, card.exhibitors) for card in cards_of(standing)] == [(battery, 2)]


@pytest.mark.parametrize(("language", "what"), [("en", "active material"), ("zh-hans", "活性材料")])
def test_the_page_says_what_flows_into_a_link_and_out_of_it(
    client: Client, standing: Edition, battery: Chain, language: str, what: str
) -> None:
    battery.flows.filter(target__key="cell").update(what_en="active material", what_zh="活性材料")
    client.cookies["language"] = language
    response = client.get(reverse("atlas:chain", args=["spring", "battery"]), {"seen": "cell"})

    view = response.context["map"]
    assert [flow.other.link.key for flow in view.coming] == ["cathode"]
    assert [flow.other.link.key for flow in view.going] == ["pack"]
    assert what in response.content.decode()


@pytest.mark.parametrize(
    ("seen", "stages"),
    [("ore", ["mid", "down"]), ("cell", ["up", "mid", "down"]), ("pack", ["up", "mid"])],
)
def test_headings_stand_above_the_columns_of_their_stage(
    standing: Edition, battery: Chain, seen: str, stages: list[str]
) -> None:
    view = map_of(standing, battery, seen)

    assert [heading.stage for heading in view.headings] == stages
    assert [
        node.link.key
        for heading in view.headings
        for node in view.nodes
        if node.stage == heading.stage
        and not heading.left <= node.x <= node.x + node.width <= heading.right + 0.2
    ] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_chain_asks_the_same_number_of_questions(
    client: Client,
    standing: Edition,
    battery: Chain,
    now: datetime,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    link = battery.links.get(key="pack")
    for number in range(count):
        one = Organisation.objects.create(name=f"包{number}", name_key=str(number), created_at=now)
        Participation.objects.create(edition=standing, organisation=one)
        state_positions(positions=[NewPosition(one.pk, link.pk, "entered")], by=None, now=now)
    with django_assert_num_queries(16):
        client.get(reverse("atlas:chain", args=["spring", "battery"]), {"seen": "pack"})


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (LinkHere(1, 0, 0, 4, 0), Shortage.GAP),
        (LinkHere(1, 0, 0, 0, 0), Shortage.NONE),
        (LinkHere(1, 1, 0, 0, 1), Shortage.ONE),
        (LinkHere(1, 9, 0, 0, 1), Shortage.CONCENTRATED),
        (LinkHere(1, 9, 4, 0, 3), Shortage.NONE),
    ],
)
def test_shortage(link: LinkHere, expected: Shortage) -> None:
    assert shortage(link) is expected


def test_a_flow_is_as_wide_as_its_thinner_end_and_one_looks_from_the_fullest_link() -> None:
    assert [flow_width(10, 5, 10), flow_width(0, 9, 10), flow_width(3, 3, 0)] == [5.2, 1.5, 1.5]
    assert flow_width(10, 10, 10) == 9
    assert flow_width(10, 10, 10, recycling=True) == 4
    links = [LinkHere(1, 2, 0, 0, 1), LinkHere(2, 5, 0, 0, 1), LinkHere(3, 5, 0, 0, 1)]
    assert first_viewpoint(links) == 1


@pytest.mark.parametrize(("disclosure", "counted"), [("nobody", 0), ("counted", 1), ("participants", 1)])
def test_a_position_that_is_not_public_is_counted_at_most(
    client: Client, standing: Edition, duna: Organisation, disclosure: str, counted: int, battery: Chain
) -> None:
    duna.positions.update(disclosure=disclosure)
    cell = next(node for node in map_of(standing, battery, "cell").nodes if node.link.key == "cell")
    assert cell.count.here == counted
    page = client.get("/spring/chains/battery?seen=cell&export=csv").content.decode()
    assert "Duna" not in page


def test_where_no_country_is_known_nothing_is_said_of_one_country(
    spring: Edition, battery: Chain, now: datetime
) -> None:
    cathode = battery.links.get(key="cathode")
    for number in range(4):
        organisation = Organisation.objects.create(
            name=f"甲材料{number}", name_key=f"甲材料{number}", latin_key="", made_up=True, created_at=now
        )
        Participation.objects.create(edition=spring, organisation=organisation, confirmed_at=now)
        Position.objects.create(organisation=organisation, link=cathode, source="entered", since=now)
    (here,) = counts_of(spring, [cathode], "CN")
    assert (here.here, shortage(here)) == (4, Shortage.NONE)
    Organisation.objects.update(country="CN")
    (here,) = counts_of(spring, [cathode], "CN")
    assert shortage(here) == Shortage.CONCENTRATED
