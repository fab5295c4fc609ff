import pytest

from chainfair.exhibiting.models import Participation, Stand, StandUse
from chainfair.exhibiting.queries import exhibitors_of
from chainfair.fairs.models import Edition, Hall
from chainfair.organisations.models import Organisation

pytestmark = pytest.mark.django_db
MANY = 1100  # more than SQLite takes terms in one condition


def test_exhibitors_of_reads_more_stands_than_one_condition_holds(
    spring: Edition, ansheng: Organisation
) -> None:
    hall = Hall.objects.create(edition=spring, code="Z9")
    one = Participation.objects.create(edition=spring, organisation=ansheng, role="main")
    stands = Stand.objects.bulk_create(
        Stand(edition=spring, hall=hall, code=f"A{number:04d}") for number in range(MANY)
    )
    StandUse.objects.bulk_create(StandUse(stand=stand, participation=one) for stand in stands)
    (found,) = exhibitors_of(spring)
    assert [(use.stand.hall.code, use.stand.code) for use in found.stand_uses.all() if use.stand.hall] == [
        ("Z9", stand.code) for stand in stands
    ]
