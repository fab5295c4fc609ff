from datetime import datetime

import pytest

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


def test_suggest_to_exhibitors_names_ten_candidates_for_whoever_says_what_it_makes(now: datetime) -> None:
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
