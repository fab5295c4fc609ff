"""What each statistic counts, in words that stand beside the figure."""

from chainfair.closing.kinds import Definition, Unit
from chainfair.ground.kinds import phrase

_ALL = (
    Definition(
        "exhibitors_present",
        1,
        phrase("exhibitors present"),
        phrase(
            "Main exhibitors, co-exhibitors and brought partners, confirmed, with staff scanned in on an open day;"
            " each organisation once. Represented organisations are never added."
        ),
        Unit.COUNT,
        "participation",
    ),
    Definition(
        "exhibitors_direct",
        1,
        phrase("direct exhibitors"),
        phrase(
            "Main exhibitors with their own contract and approved co-exhibitors with own staff and own products,"
            " confirmed and scanned in on an open day; each organisation once."
        ),
        Unit.COUNT,
        "participation",
    ),
    Definition(
        "overseas_share",
        1,
        phrase("direct exhibitors from overseas"),
        phrase(
            "Share of direct exhibitors whose contract address lies outside the profile's domestic territory."
        ),
        Unit.TENTHS,
        "participation",
    ),
    Definition(
        "countries",
        1,
        phrase("countries and regions"),
        phrase(
            "Distinct ISO 3166-1 codes of the contract addresses of exhibitors present;"
            " international organisations are not counted as countries."
        ),
        Unit.COUNT,
        "participation",
    ),
    Definition(
        "net_area",
        1,
        phrase("net exhibition area"),
        phrase("Contracted area of stands with a contractor, in square metres."),
        Unit.SQUARE_METRES,
        "stand",
    ),
    Definition(
        "registrations",
        1,
        phrase("registrations"),
        phrase("Accepted registrations of visitors, on site and online; staff and press are not among them."),
        Unit.COUNT,
        "registration",
    ),
    Definition(
        "unique_visitors",
        1,
        phrase("visitors on site"),
        phrase("Distinct persons of the visitor categories with an admitted entry in opening hours."),
        Unit.COUNT,
        "scan",
    ),
    Definition(
        "visits",
        1,
        phrase("visits on site"),
        phrase(
            "Person-days: a person of the visitor categories on a local day of the venue, however often scanned."
        ),
        Unit.COUNT,
        "scan",
    ),
    Definition(
        "entries",
        1,
        phrase("entries"),
        phrase("Admitted scans inwards of the visitor categories; refused scans are kept and shown apart."),
        Unit.COUNT,
        "scan",
    ),
    Definition(
        "professional_share",
        1,
        phrase("professional visitors"),
        phrase("Share of visitors on site whose badge says professional visitor or buyer."),
        Unit.TENTHS,
        "scan",
    ),
    Definition(
        "online_participants",
        1,
        phrase("online participants"),
        phrase(
            "Distinct signed-in persons with a session inside the edition's online window; views are not persons."
        ),
        Unit.COUNT,
        "online_session",
    ),
    Definition(
        "audience",
        1,
        phrase("visits and online participants"),
        phrase(
            "Visits on site plus online participants; who was seen both ways is shown and counted in both."
        ),
        Unit.COUNT,
        "scan",
    ),
    Definition(
        "targeted_held",
        1,
        phrase("targeted meetings held"),
        phrase(
            "Meetings that a suggestion or the organiser proposed, and that took place:"
            " both sides confirmed it, or both badges were scanned."
        ),
        Unit.COUNT,
        "meeting",
    ),
    Definition(
        "meetings_held",
        1,
        phrase("meetings held"),
        phrase("All meetings that took place: both sides confirmed it, or both badges were scanned."),
        Unit.COUNT,
        "meeting",
    ),
    Definition(
        "ties_unique",
        1,
        phrase("partner enterprises connected"),
        phrase("Distinct counterpart organisations with an accepted contact with an exhibitor."),
        Unit.COUNT,
        "contact",
    ),
    Definition(
        "ties_gross",
        1,
        phrase("ties"),
        phrase("Distinct pairs of an exhibitor and a counterpart organisation with an accepted contact."),
        Unit.COUNT,
        "contact",
    ),
    Definition(
        "agreements",
        1,
        phrase("agreements"),
        phrase(
            "Memoranda and contracts that every party confirmed, with the signed file; once per set of parties."
        ),
        Unit.COUNT,
        "outcome",
    ),
    Definition(
        "intentions",
        1,
        phrase("intentions of both sides"),
        phrase(
            "Intentions that both sides recorded; not binding. One-sided ones are shown beside, never added."
        ),
        Unit.COUNT,
        "outcome",
    ),
    Definition(
        "launches",
        1,
        phrase("launches"),
        phrase("First showings that were presented, with their evidence checked; by grade."),
        Unit.COUNT,
        "launch",
    ),
    Definition(
        "renewals",
        1,
        phrase("signed for the next edition"),
        phrase("Dated signatures of this edition's exhibitors for the next one."),
        Unit.COUNT,
        "renewal",
    ),
)
DEFINITIONS = {one.key: one for one in _ALL}


def definition(key: str) -> Definition:
    """The definition in force for a statistic."""
    return DEFINITIONS[key]
