"""Counting exhibitors, their countries and their area."""

from dataclasses import dataclass

from django.db.models import Sum

from chainfair.closing.kinds import Counted, Profile
from chainfair.closing.rules import share_in_tenths
from chainfair.exhibiting.kinds import ExhibitorRole, ParticipationState, StandState
from chainfair.exhibiting.models import Participation, Stand
from chainfair.fairs.models import Edition
from chainfair.organisations.kinds import OrganisationKind
from chainfair.presence.kinds import Direction
from chainfair.presence.models import Scan
from chainfair.visiting.kinds import VisitorCategory

DIRECT = frozenset({ExhibitorRole.MAIN, ExhibitorRole.CO})
PRESENT = DIRECT | {ExhibitorRole.BROUGHT}


@dataclass(frozen=True)
class _Exhibitor:
    participation: int
    organisation: int
    role: str
    country: str
    kind: str


def _scanned_organisations(edition: Edition) -> set[int]:
    """Organisations whose staff passed a gate on an open day."""
    scans = Scan.objects.filter(
        edition=edition,
        admitted=True,
        direction=Direction.IN,
        day__isnull=False,
        registration__category=VisitorCategory.EXHIBITOR_STAFF,
    )
    return set(scans.values_list("registration__organisation_id", flat=True).distinct()) - {None}


def _exhibitors(edition: Edition, roles: frozenset[ExhibitorRole]) -> tuple[list[_Exhibitor], int]:
    """Confirmed exhibitors in these roles whose staff was there, each organisation once; and how many were not."""
    rows = Participation.objects.filter(
        edition=edition, role__in=roles, state=ParticipationState.CONFIRMED
    ).values_list("pk", "organisation_id", "role", "contract_country", "organisation__kind")
    there = _scanned_organisations(edition)
    known = [_Exhibitor(*row) for row in rows.order_by("pk")]
    return [one for one in known if one.organisation in there], sum(
        one.organisation not in there for one in known
    )


def _by_role(exhibitors: list[_Exhibitor]) -> dict[str, int]:
    return {role: sum(one.role == role for one in exhibitors) for role in ("main", "co", "brought")}


def _count(edition: Edition, roles: frozenset[ExhibitorRole]) -> Counted:
    found, absent = _exhibitors(edition, roles)
    represented = edition.participations.filter(
        role=ExhibitorRole.REPRESENTED, state=ParticipationState.CONFIRMED
    ).count()
    return Counted(
        len({one.organisation for one in found}),
        [one.participation for one in found],
        absent,
        parts={**_by_role(found), "represented": represented},
    )


def count_present(edition: Edition, _profile: Profile) -> Counted:
    """Main, co and brought, each once."""
    return _count(edition, PRESENT)


def count_direct(edition: Edition, _profile: Profile) -> Counted:
    """Main and co, each once."""
    return _count(edition, DIRECT)


def count_overseas_share(edition: Edition, profile: Profile) -> Counted:
    """Direct exhibitors by contract address; who has none is shown, never spread."""
    found, _absent = _exhibitors(edition, DIRECT)
    known = [one for one in found if one.country]
    overseas = [one for one in known if one.country not in profile.domestic]
    return Counted(
        share_in_tenths(len(overseas), len(known)),
        [one.participation for one in overseas],
        len(found) - len(known),
        len(overseas),
        len(known),
        {"unknown": len(found) - len(known)},
    )


def count_countries(edition: Edition, _profile: Profile) -> Counted:
    """Distinct codes; the evidence is one exhibitor per country, the first."""
    found, _absent = _exhibitors(edition, PRESENT)
    first: dict[str, int] = {}
    for one in found:
        if one.country and one.kind != OrganisationKind.INTERNATIONAL:
            first.setdefault(one.country, one.participation)
    international = sum(one.kind == OrganisationKind.INTERNATIONAL for one in found)
    return Counted(len(first), [*first.values()], international, parts={"international": international})


def count_net_area(edition: Edition, _profile: Profile) -> Counted:
    """Contracted stands; gross area from the halls is shown beside."""
    stands = Stand.objects.filter(edition=edition, uses__contractor=True, net_area__isnull=False).exclude(
        state__in=[StandState.RELEASED, StandState.BLOCKED]
    )
    gross = edition.halls.aggregate(area=Sum("gross_area"))["area"] or 0
    total = stands.aggregate(area=Sum("net_area"))["area"] or 0
    return Counted(total, list(stands.values_list("pk", flat=True)), parts={"gross": gross})
