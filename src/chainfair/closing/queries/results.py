"""Counting meetings and what came of them."""

from django.db.models import Count, Min, QuerySet

from chainfair.closing.kinds import Counted, Profile
from chainfair.exhibiting.kinds import LaunchState
from chainfair.exhibiting.models import Launch, Renewal
from chainfair.fairs.models import Edition
from chainfair.meetings.kinds import MeetingState, Origin
from chainfair.meetings.models import Meeting
from chainfair.outcomes.kinds import Stage
from chainfair.outcomes.models import Contact, Outcome

TARGETED = frozenset({Origin.SUGGESTION, Origin.ORGANISER})
AGREED = frozenset(
    {
        MeetingState.ACCEPTED,
        MeetingState.SCHEDULED,
        MeetingState.CONFIRMED,
        MeetingState.IN_PROGRESS,
        MeetingState.HELD,
        MeetingState.NO_SHOW,
        MeetingState.DISPUTED,
    }
)
AGREEMENTS = frozenset({Stage.MEMORANDUM, Stage.CONTRACT, Stage.DELIVERED})


def _held(meetings: QuerySet[Meeting]) -> Counted:
    states = dict(meetings.values_list("state").annotate(n=Count("pk")).order_by())
    held = list(meetings.filter(state=MeetingState.HELD).values_list("pk", flat=True))
    parts = {
        "proposed": sum(states.values()),
        "agreed": sum(states.get(one, 0) for one in AGREED),
        "no_show": states.get(MeetingState.NO_SHOW, 0),
        "disputed": states.get(MeetingState.DISPUTED, 0),
    }
    return Counted(len(held), held, parts["no_show"] + parts["disputed"], parts=parts)


def count_targeted_held(edition: Edition, _profile: Profile) -> Counted:
    """Origin is a suggestion or the organiser."""
    return _held(edition.meetings.filter(origin__in=TARGETED))


def count_meetings_held(edition: Edition, _profile: Profile) -> Counted:
    """Whatever the origin."""
    return _held(edition.meetings.all())


def count_ties_unique(edition: Edition, _profile: Profile) -> Counted:
    """The first contact of each counterpart is its evidence."""
    rows = Contact.objects.filter(edition=edition).values_list("counterpart_id").annotate(first=Min("pk"))
    first = [number for _counterpart, number in rows.order_by()]
    return Counted(len(first), first)


def count_ties_gross(edition: Edition, _profile: Profile) -> Counted:
    """Each pair once, by constraint."""
    rows = list(Contact.objects.filter(edition=edition).values_list("pk", flat=True))
    return Counted(len(rows), rows)


def _per_party_set(edition: Edition, stages: frozenset[Stage]) -> list[int]:
    rows = Outcome.objects.filter(edition=edition, stage__in=stages)
    first = rows.values_list("parties_key").annotate(first=Min("pk")).order_by()
    return [number for _key, number in first]


def count_agreements(edition: Edition, _profile: Profile) -> Counted:
    """Contracts and memoranda, once per set of parties; both kinds shown."""
    found = _per_party_set(edition, AGREEMENTS)
    contracts = _per_party_set(edition, frozenset({Stage.CONTRACT, Stage.DELIVERED}))
    entered = edition.outcomes.filter(stage__in=AGREEMENTS).count()
    return Counted(len(found), found, entered - len(found), parts={"contracts": len(contracts)})


def count_intentions(edition: Edition, _profile: Profile) -> Counted:
    """Both-sided ones; one-sided ones in their own column."""
    found = _per_party_set(edition, frozenset({Stage.MUTUAL_INTENTION}))
    one_sided = edition.outcomes.filter(stage=Stage.INTENTION).count()
    return Counted(len(found), found, one_sided, parts={"one_sided": one_sided})


def count_launches(edition: Edition, _profile: Profile) -> Counted:
    """Presented ones by reach."""
    shown = Launch.objects.filter(edition=edition, state__in=[LaunchState.PRESENTED, LaunchState.COUNTED])
    parts = dict(shown.values_list("reach").annotate(n=Count("pk")).order_by())
    claimed = edition.launches.count()
    numbers = list(shown.values_list("pk", flat=True))
    return Counted(len(numbers), numbers, claimed - len(numbers), parts=parts)


def count_renewals(edition: Edition, _profile: Profile) -> Counted:
    """One signature per exhibitor."""
    rows = list(Renewal.objects.filter(participation__edition=edition).values_list("pk", flat=True))
    return Counted(len(rows), rows)
