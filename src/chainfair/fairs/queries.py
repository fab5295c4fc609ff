"""Reads about editions."""

from django.db.models import Count, Q, QuerySet

from chainfair.fairs.kinds import EditionState, PlaceKind
from chainfair.fairs.models import Appointment, Area, Day, Edition, Hall, Slot
from chainfair.ground.errors import NotFound


def find_edition(key: str) -> Edition | None:
    """The edition with that key."""
    return Edition.objects.filter(key=key).first()


def get_edition(key: str) -> Edition:
    """The edition with that key, or a refusal."""
    edition = find_edition(key)
    if edition is None:
        raise NotFound(kind="edition", name=key)
    return edition


def public_editions() -> QuerySet[Edition]:
    """Editions that are open to the public, the latest first."""
    return Edition.objects.exclude(state=EditionState.DRAFT).order_by("-starts_on", "-pk")


def find_current_edition() -> Edition | None:
    """The edition a visitor of the site most likely means: running or open before closed, then the latest."""
    editions = list(public_editions())
    live = [one for one in editions if one.state in {EditionState.RUNNING, EditionState.OPEN}]
    return next(iter(live or editions), None)


def slots_of(edition: Edition) -> QuerySet[Slot]:
    """All slots in order with their day."""
    return edition.slots.select_related("day").order_by("number")


def halls_of(edition: Edition) -> QuerySet[Hall]:
    """Halls with the number of their open tables as `tables`."""
    tables = Count("places", filter=Q(places__kind=PlaceKind.TABLE, places__is_open=True))
    return edition.halls.annotate(tables=tables).order_by("code")


def days_of(edition: Edition) -> QuerySet[Day]:
    """Open days with the number of their slots as `slot_count`."""
    return edition.days.annotate(slot_count=Count("slots")).order_by("date")


def areas_of(edition: Edition) -> QuerySet[Area]:
    """Areas with their chain and halls."""
    return edition.areas.select_related("chain").prefetch_related("halls").order_by("pk")


def appointments_of(edition: Edition) -> QuerySet[Appointment]:
    """Who holds which role now."""
    return edition.appointments.filter(ended_at=None).select_related("person").order_by("role", "pk")
