"""Counts over the tables, beside what the closing statement says and what the settings asked for.

They are written apart from the counting of the closing room, in plain queries over the rows, so that the two can be
held against each other.
"""

from chainfair.closing.models import Statement
from chainfair.exhibiting.models import Participation
from chainfair.fairs.models import Edition
from chainfair.meetings.models import Meeting
from chainfair.outcomes.models import Contact, Outcome
from chainfair.presence.models import OnlineSession, Scan
from chainfair.rehearsal.kinds import CountLine, Rates

AUDIENCE = ("professional", "buyer", "public", "student")
PAPERS = ("mutual_intention", "memorandum", "contract", "delivered")


def count_lines(edition: Edition, statement: Statement, rates: Rates) -> list[CountLine]:
    """The counts of a sample edition: what was wanted, what the statement says, what the tables hold."""
    stated = _stated(statement)
    counted = _exhibitors_counted(edition) | _people_counted(edition) | _meetings_counted(edition)
    return [CountLine(what, wanted, stated[what], counted[what]) for what, wanted in _wanted(rates).items()]


def _wanted(rates: Rates) -> dict[str, int]:
    return {
        "direct exhibitors": rates.direct,
        "exhibitors present": rates.present,
        "countries and regions": rates.countries_reached,
        "counterpart organisations": rates.counterparts,
        "visits on site": rates.visits,
        "online participants": rates.online,
        "requests and proposals": rates.targeted_requests + rates.untargeted_requests,
        "targeted meetings held": rates.targeted_held,
        "agreements and intentions": rates.signed + rates.intentions,
        "launches": rates.launches,
        "signed for the next edition": rates.signed_for_next,
    }


def _stated(statement: Statement) -> dict[str, int]:
    figures = {one.key: one for one in statement.figures.all()}
    said = {key: figure.value or 0 for key, figure in figures.items()}
    return {
        "direct exhibitors": said["exhibitors_direct"],
        "exhibitors present": said["exhibitors_present"],
        "countries and regions": said["countries"],
        "counterpart organisations": said["ties_unique"],
        "visits on site": said["visits"],
        "online participants": said["online_participants"],
        "requests and proposals": figures["meetings_held"].parts["proposed"],
        "targeted meetings held": said["targeted_held"],
        "agreements and intentions": said["agreements"] + said["intentions"],
        "launches": said["launches"],
        "signed for the next edition": said["renewals"],
    }


def _exhibitors_counted(edition: Edition) -> dict[str, int]:
    exhibitors = Participation.objects.filter(edition=edition, state="confirmed")
    present = exhibitors.exclude(role="represented")
    countries = present.exclude(contract_country="")
    return {
        "direct exhibitors": exhibitors.filter(role__in=["main", "co"]).count(),
        "exhibitors present": present.count(),
        "countries and regions": countries.values("contract_country").distinct().count(),
        "launches": edition.launches.filter(state__in=["presented", "counted"]).count(),
        "signed for the next edition": exhibitors.filter(renewal__isnull=False).count(),
    }


def _people_counted(edition: Edition) -> dict[str, int]:
    entries = Scan.objects.filter(
        edition=edition, admitted=True, direction="in", registration__category__in=AUDIENCE
    )
    sessions = OnlineSession.objects.filter(edition=edition)
    return {
        "visits on site": entries.values("registration", "day").distinct().count(),
        "online participants": sessions.values("registration").distinct().count(),
    }


def _meetings_counted(edition: Edition) -> dict[str, int]:
    meetings = Meeting.objects.filter(edition=edition)
    contacts = Contact.objects.filter(edition=edition)
    papers = Outcome.objects.filter(edition=edition, stage__in=PAPERS)
    return {
        "counterpart organisations": contacts.values("counterpart").distinct().count(),
        "requests and proposals": meetings.count(),
        "targeted meetings held": meetings.filter(
            state="held", origin__in=["suggestion", "organiser"]
        ).count(),
        "agreements and intentions": papers.values("parties_key").distinct().count(),
    }
