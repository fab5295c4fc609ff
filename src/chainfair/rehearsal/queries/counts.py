"""Counts over the tables, beside what the closing statement says and what the settings asked for.

They are written apart from the counting of the closing room, in plain queries over the rows, so that the two can be
held against each other.
"""

from chainfair.closing.models import Figure, Statement
from chainfair.exhibiting.models import Participation
from chainfair.fairs.models import Edition
from chainfair.meetings.models import Meeting
from chainfair.outcomes.models import Contact, Outcome
from chainfair.presence.models import OnlineSession, Scan
from chainfair.rehearsal.kinds import CountLine, Rates

AUDIENCE = ("professional", "buyer", "public", "student")


def count_lines(edition: Edition, statement: Statement, rates: Rates) -> list[CountLine]:
    """The counts of a sample edition: what was wanted, what the statement says, what the tables hold."""
    figures = {one.key: one for one in statement.figures.all()}
    exhibitors = Participation.objects.filter(edition=edition, state="confirmed")
    entries = Scan.objects.filter(
        edition=edition, admitted=True, direction="in", registration__category__in=AUDIENCE
    )
    meetings = Meeting.objects.filter(edition=edition)
    outcomes = Outcome.objects.filter(edition=edition)
    sessions = OnlineSession.objects.filter(edition=edition)
    contacts = Contact.objects.filter(edition=edition)
    papers = outcomes.filter(stage__in=["mutual_intention", "memorandum", "contract", "delivered"])
    countries = exhibitors.exclude(role="represented").exclude(contract_country="")
    asked = rates.targeted_requests + rates.untargeted_requests
    return [
        CountLine(
            "direct exhibitors",
            rates.direct,
            _value(figures, "exhibitors_direct"),
            exhibitors.filter(role__in=["main", "co"]).count(),
        ),
        CountLine(
            "exhibitors present",
            rates.present,
            _value(figures, "exhibitors_present"),
            exhibitors.exclude(role="represented").count(),
        ),
        CountLine(
            "countries and regions",
            rates.countries_reached,
            _value(figures, "countries"),
            countries.values("contract_country").distinct().count(),
        ),
        CountLine(
            "counterpart organisations",
            rates.counterparts,
            _value(figures, "ties_unique"),
            contacts.values("counterpart").distinct().count(),
        ),
        CountLine(
            "visits on site",
            rates.visits,
            _value(figures, "visits"),
            entries.values("registration", "day").distinct().count(),
        ),
        CountLine(
            "online participants",
            rates.online,
            _value(figures, "online_participants"),
            sessions.values("registration").distinct().count(),
        ),
        CountLine(
            "requests and proposals", asked, figures["meetings_held"].parts["proposed"], meetings.count()
        ),
        CountLine(
            "targeted meetings held",
            rates.targeted_held,
            _value(figures, "targeted_held"),
            meetings.filter(state="held", origin__in=["suggestion", "organiser"]).count(),
        ),
        CountLine(
            "agreements and intentions",
            rates.signed + rates.intentions,
            _value(figures, "agreements") + _value(figures, "intentions"),
            papers.values("parties_key").distinct().count(),
        ),
        CountLine(
            "launches",
            rates.launches,
            _value(figures, "launches"),
            edition.launches.filter(state__in=["presented", "counted"]).count(),
        ),
        CountLine(
            "signed for the next edition",
            rates.signed_for_next,
            _value(figures, "renewals"),
            exhibitors.filter(renewal__isnull=False).count(),
        ),
    ]


def _value(figures: dict[str, Figure], key: str) -> int:
    return figures[key].value or 0
