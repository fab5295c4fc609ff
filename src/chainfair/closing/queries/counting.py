"""How each statistic is counted over the tables, with the records behind it."""

from collections.abc import Callable

from chainfair.closing.kinds import Counted, Profile
from chainfair.closing.queries import exhibitors, results, visitors
from chainfair.fairs.models import Edition

Counting = Callable[[Edition, Profile], Counted]

COUNTINGS: dict[str, Counting] = {
    "exhibitors_present": exhibitors.count_present,
    "exhibitors_direct": exhibitors.count_direct,
    "overseas_share": exhibitors.count_overseas_share,
    "countries": exhibitors.count_countries,
    "net_area": exhibitors.count_net_area,
    "registrations": visitors.count_registrations,
    "unique_visitors": visitors.count_unique_visitors,
    "visits": visitors.count_visits,
    "entries": visitors.count_entries,
    "professional_share": visitors.count_professional_share,
    "online_participants": visitors.count_online,
    "audience": visitors.count_audience,
    "targeted_held": results.count_targeted_held,
    "meetings_held": results.count_meetings_held,
    "ties_unique": results.count_ties_unique,
    "ties_gross": results.count_ties_gross,
    "agreements": results.count_agreements,
    "intentions": results.count_intentions,
    "launches": results.count_launches,
    "renewals": results.count_renewals,
}


def count_statistic(key: str, edition: Edition, profile: Profile) -> Counted:
    """Count one statistic of an edition under a profile, now."""
    return COUNTINGS[key](edition, profile)
