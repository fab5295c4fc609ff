from datetime import datetime

import pytest
from django.core.management import call_command

from chainfair.chains.kinds import FactState
from chainfair.chains.models import Offer
from chainfair.exhibiting.actions import import_exhibitors
from chainfair.exhibiting.tasks import suggest_to_exhibitors
from chainfair.organisations.models import Organisation
from tests.exhibiting.test_lists import listed

pytestmark = pytest.mark.django_db
TEXT = """name,industry,profile
甲锂电有限公司,电池,公司生产磷酸铁锂正极材料和锂离子动力电池，供应新能源汽车。
Duna Kft.,Pumps,We make centrifugal pumps for liquids. We also make valves for pipes.
Silent Ltd.,,
"""


def test_suggest_to_exhibitors_names_candidates_for_whoever_says_what_it_makes(now: datetime) -> None:
    edition = import_exhibitors(key="autumn", file=listed(TEXT), by=None, now=now).edition
    suggest_to_exhibitors.func(edition.pk)
    counts = {one.name: one.offers.values("code").distinct().count() for one in Organisation.objects.all()}
    assert counts == {"甲锂电有限公司": 10, "Duna Kft.": 10, "Silent Ltd.": 0}
    assert set(Offer.objects.values_list("state", flat=True)) == {FactState.SUGGESTED}
    assert Offer.objects.filter(organisation__name="Duna Kft.", code__code__startswith="8413").exists()
    assert Offer.objects.filter(organisation__name="甲锂电有限公司", code__code__startswith="8507").exists()
    before = Offer.objects.count()
    suggest_to_exhibitors.func(edition.pk)
    assert Offer.objects.count() == before


SERVICES = """name,industry,profile
试剂有限公司,,公司主营诊断试剂。
律所,法律服务,我们为企业提供跨境合规与争议解决。
空话有限公司,制造业;其他,
舞蹈社,,我们在街上跳舞，大家很开心。
"""


def test_a_heading_stands_on_a_link_of_goods_and_services_are_offered_in_words(now: datetime) -> None:
    call_command("load_reference", verbosity=0)
    edition = import_exhibitors(key="autumn", file=listed(SERVICES), by=None, now=now).edition
    suggest_to_exhibitors.func(edition.pk)
    offers = {
        one.name: [
            (offer.code.code if offer.code else None, offer.link.key if offer.link else None)
            for offer in one.offers.order_by("-score")
        ]
        for one in Organisation.objects.all()
    }

    # 3822 is diagnostic reagents in HS and the treatment of hazardous waste in ISIC.
    assert offers["试剂有限公司"][0] == ("3822", "diagnostics")
    assert [code for code, _link in offers["律所"]] == ["6910"]  # legal activities, a service
    assert offers["空话有限公司"] == []
    assert [offer.text for offer in Offer.objects.filter(code=None)] == ["我们在街上跳舞，大家很开心"]


def test_a_heading_beside_its_own_subheading_says_nothing_more(now: datetime) -> None:
    call_command("load_reference", verbosity=0)
    rows = "name,industry,profile\n芯片有限公司,,公司专注于AI芯片的研发。\n"
    edition = import_exhibitors(key="autumn", file=listed(rows), by=None, now=now).edition
    suggest_to_exhibitors.func(edition.pk)
    likely = Offer.objects.filter(score__gte=0.4).order_by("-score")
    assert list(likely.values_list("code__code", "link__key")) == [("854231", "logic-chips")]
