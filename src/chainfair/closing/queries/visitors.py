"""Counting visitors, visits, entries and online participants."""

from django.db.models import Min, QuerySet

from chainfair.closing.kinds import Counted, Profile
from chainfair.closing.rules import share_in_tenths
from chainfair.fairs.models import Edition
from chainfair.presence.kinds import Direction
from chainfair.presence.models import OnlineSession, Scan
from chainfair.visiting.kinds import RegistrationState, VisitorCategory
from chainfair.visiting.models import Registration

PROFESSIONAL = frozenset({VisitorCategory.PROFESSIONAL, VisitorCategory.BUYER})


def _admitted(edition: Edition, profile: Profile) -> QuerySet[Scan]:
    return Scan.objects.filter(
        edition=edition,
        admitted=True,
        direction=Direction.IN,
        day__isnull=False,
        registration__category__in=profile.audience,
    )


def _first_scans(scans: QuerySet[Scan], *fields: str) -> list[int]:
    """The first scan of each group, as its evidence."""
    return [number for *_group, number in scans.values_list(*fields).annotate(first=Min("pk")).order_by()]


def count_registrations(edition: Edition, profile: Profile) -> Counted:
    """Accepted ones of the audience's categories; others are excluded and counted."""
    rows = Registration.objects.filter(edition=edition, category__in=profile.audience)
    accepted = list(rows.filter(state=RegistrationState.ACCEPTED).values_list("pk", flat=True))
    return Counted(len(accepted), accepted, rows.count() - len(accepted))


def count_unique_visitors(edition: Edition, profile: Profile) -> Counted:
    """A person once, however many days."""
    first = _first_scans(_admitted(edition, profile), "registration_id")
    return Counted(len(first), first)


def count_visits(edition: Edition, profile: Profile) -> Counted:
    """A person on a day once."""
    scans = _admitted(edition, profile)
    first = _first_scans(scans, "registration_id", "day_id")
    return Counted(len(first), first, scans.count() - len(first))


def count_entries(edition: Edition, profile: Profile) -> Counted:
    """Every admitted scan; refused ones beside."""
    admitted = list(_admitted(edition, profile).values_list("pk", flat=True))
    refused = Scan.objects.filter(edition=edition, admitted=False).count()
    return Counted(len(admitted), admitted, refused, parts={"refused": refused})


def count_professional_share(edition: Edition, profile: Profile) -> Counted:
    """Professionals and buyers among visitors on site."""
    scans = _admitted(edition, profile)
    first = _first_scans(scans.filter(registration__category__in=PROFESSIONAL), "registration_id")
    everybody = len(_first_scans(scans, "registration_id"))
    return Counted(share_in_tenths(len(first), everybody), first, 0, len(first), everybody)


def _online(edition: Edition, profile: Profile) -> QuerySet[OnlineSession]:
    return OnlineSession.objects.filter(
        edition=edition,
        registration__state=RegistrationState.ACCEPTED,
        registration__category__in=profile.audience,
    )


def count_online(edition: Edition, profile: Profile) -> Counted:
    """Persons, not sessions and not views."""
    rows = _online(edition, profile).values_list("registration_id").annotate(first=Min("pk")).order_by()
    first = [number for _registration, number in rows]
    return Counted(len(first), first)


def count_audience(edition: Edition, profile: Profile) -> Counted:
    """Visits plus online persons; the evidence holds the visits, the online part has its own figure."""
    visits = count_visits(edition, profile)
    online = count_online(edition, profile)
    on_site = _admitted(edition, profile).values("registration_id")
    hybrid = (
        _online(edition, profile)
        .filter(registration_id__in=on_site)
        .values("registration_id")
        .distinct()
        .count()
    )
    parts = {"visits": visits.value or 0, "online": online.value or 0, "hybrid": hybrid}
    return Counted((visits.value or 0) + (online.value or 0), visits.evidence, visits.excluded, parts=parts)
