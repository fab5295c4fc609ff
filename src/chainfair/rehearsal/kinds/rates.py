"""The settings of a sample edition: what was published for 2025, and what had to be assumed.

Each setting says what it is and where it comes from; everything the rehearsal makes follows from these, a scale and a
seed. D0 to D4 and E1 to E5 are the documents of the claims that ship with the closing room.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import NamedTuple, TypeVar

Value = TypeVar("Value")
ASSUMED = "assumed"
TOOLS = "accounts of users of today's tools"


def _grows(value: int, what: str, source: str) -> int:
    """Give a number of the whole fair, which grows and shrinks with the scale."""
    number: int = field(default=value, metadata={"what": what, "source": source, "grows": True})
    return number


def _stays(value: Value, what: str, source: str) -> Value:
    """Give a share, a length or a list, which is the same at every scale."""
    same: Value = field(default=value, metadata={"what": what, "source": source, "grows": False})
    return same


class RateLine(NamedTuple):
    """One setting as it is printed."""

    name: str
    value: str
    what: str
    source: str


@dataclass(frozen=True)
class Rates:
    """Numbers and shares of the sample edition, at scale 1 unless `at_scale` made it."""

    # who exhibits
    main_exhibitors: int = _grows(
        480, "main exhibitors; with the co-exhibitors 650 direct ones", "E2; split assumed"
    )
    co_exhibitors: int = _grows(170, "co-exhibitors on a main exhibitor's stand", "E2; split assumed")
    brought_partners: int = _grows(550, "partners brought along: 1,200 present less 650 direct", "E2, E3")
    represented: int = _grows(260, "organisations shown by their products only; never added", ASSUMED)
    countries: int = _stays(75, "countries and regions of the exhibitors, China among them", "D4")
    overseas_per_country: float = _stays(1.65, "fewest overseas exhibitors a country, on average", ASSUMED)
    overseas_share: float = _stays(0.35, "overseas among all exhibitors present", "D4")
    leading_share: float = _stays(0.65, "Fortune 500 or leading firms among all exhibitors present", "D4")
    foreign_funded_share: float = _stays(
        0.08, "foreign-funded among the exhibitors at home", "D2; base assumed"
    )
    specialised_share: float = _stays(0.22, "specialised and innovative among small firms at home", ASSUMED)
    institution_share: float = _stays(0.06, "institutions among all organisations", ASSUMED)
    international_share: float = _stays(
        0.004, "international organisations among the exhibitors", "D3: 5 of 515"
    )
    size_tail: float = _stays(1.05, "exponent of the long tail of sizes (Pareto)", ASSUMED)
    area_weights: tuple[tuple[str, int], ...] = _stays(
        (
            ("smart-vehicles", 17),
            ("green-agriculture", 13),
            ("clean-energy", 15),
            ("digital-technology", 18),
            ("healthy-living", 13),
            ("advanced-manufacturing", 16),
            ("supply-chain-services", 8),
        ),
        "weights of the six chains and the services",
        ASSUMED,
    )
    guest_countries: tuple[str, ...] = _stays(("TH",), "guest country of honour", ASSUMED)
    guest_provinces: tuple[str, ...] = _stays(("CN-SD", "CN-GD"), "guest provinces of honour", ASSUMED)
    gross_area: int = _grows(100_000, "square metres of all halls", "D3")
    launches: int = _grows(152, "new products, technologies and services", "D4")
    signed_for_next: int = _grows(102, "signed for the next edition before the doors close", "D4")

    # who comes
    counterparts: int = _grows(42_000, "organisations up- and downstream that exhibitors tie up with", "D4")
    counterpart_overseas_share: float = _stays(0.12, "overseas among the counterpart organisations", ASSUMED)
    visits: int = _grows(160_000, "visits on site (person-days)", "D0, of 2024; 2025 only as a sum")
    online: int = _grows(50_000, "online participants: 210,000 less the visits on site", "D4 less D0")
    online_and_on_site: float = _stays(0.06, "of the online participants, on site as well", ASSUMED)
    professional_share: float = _stays(0.62, "professional visitors among the visitors on site", ASSUMED)
    buyer_share: float = _stays(0.22, "buyers among the professional visitors", ASSUMED)
    student_share: float = _stays(0.09, "students and pupils among the visitors on site", ASSUMED)
    press_share: float = _stays(0.006, "journalists, to the visitors on site; counted apart", ASSUMED)
    online_professional_share: float = _stays(0.45, "professionals among the online participants", ASSUMED)
    absent_share: float = _stays(0.30, "of those registered for the site, never came", ASSUMED)
    delegations: int = _grows(172, "overseas delegations", "E2")
    delegation_size: int = _stays(9, "people in a delegation, on average", ASSUMED)
    days_weights: tuple[int, ...] = _stays(
        (58, 26, 10, 4, 2), "days that a visitor stays: one, two, ...", ASSUMED
    )
    day_weights: tuple[int, ...] = _stays(
        (23, 26, 23, 17, 11), "how the visits fall on the fair's days", ASSUMED
    )
    hour_weights: tuple[int, ...] = _stays(
        (24, 26, 17, 8, 9, 9, 5, 2), "arrivals in each opening hour from 9 to 17", ASSUMED
    )
    return_share: float = _stays(0.18, "of the visits, out and in again on the same day", ASSUMED)
    refused_share: float = _stays(0.004, "scans at the gates that are refused, to those admitted", ASSUMED)
    online_sessions: float = _stays(1.8, "sessions of an online participant, on average", ASSUMED)
    staff_per_exhibitor: int = _stays(4, "badges of a small exhibitor; larger ones have more", ASSUMED)

    # who meets
    joins_share: float = _stays(
        20 / 42, "counterparts that take part in the matchmaking", "a frozen instance of 20,000"
    )
    away_share: float = _stays(0.12, "half-days on which a participant cannot meet", ASSUMED)
    targeted_held: int = _grows(24_000, "targeted matchmaking meetings held", "D4")
    untargeted_share: float = _stays(0.27, "of all requests, not from a suggestion or the organiser", ASSUMED)
    untargeted_unanswered: float = _stays(0.78, "requests without a suggestion never answered", TOOLS)
    targeted_unanswered: float = _stays(
        0.40, "targeted requests never answered, with an answer-by date", ASSUMED
    )
    before_share: float = _stays(
        0.70, "of the requests without a suggestion, sent before the timetable", ASSUMED
    )
    proposed_share: float = _stays(0.08, "of the targeted ones, proposed by the matchmaking desk", ASSUMED)
    slots_share: float = _stays(0.20, "requests that name slots", ASSUMED)
    accepted: float = _stays(0.66, "of the answers, yes", ASSUMED)
    declined: float = _stays(0.22, "of the answers, no, with a reason", ASSUMED)
    counter_accepted: float = _stays(0.60, "of the counter-proposals, taken up", ASSUMED)
    placed: float = _stays(
        0.995, "of the accepted meetings, expected to find a slot", "measured with the engine"
    )
    confirmed: float = _stays(0.80, "of the sides, confirm the time they are given", ASSUMED)
    cancelled: float = _stays(0.03, "of the scheduled meetings, cancelled in time", ASSUMED)
    no_show: float = _stays(7 / 30, "of the meetings still standing, one side did not come", TOOLS)
    no_show_by_visitor: float = _stays(0.70, "of the no-shows, the visiting side", ASSUMED)
    next_step_share: float = _stays(0.64, "of the held meetings, end with a next step", TOOLS)
    held_by_scan: float = _stays(
        0.64, "of the held meetings, both badges scanned; else both confirmed", ASSUMED
    )
    fair_days: int = _stays(5, "days of the fair", "D1")
    slot_minutes: int = _stays(30, "minutes of a slot", "15 to 30 by the trade's custom")
    opening_hour: int = _stays(9, "the doors open, venue's time", ASSUMED)
    open_hours: int = _stays(8, "hours that the doors are open", ASSUMED)
    meeting_hours: int = _stays(6, "hours a day in which meetings can sit, lunch left free", ASSUMED)
    spare_places: float = _stays(
        0.15, "places beyond the meetings expected in a slot", "10 to 20 % by custom"
    )

    # what comes of it
    contacts: float = _stays(1.9, "stand contacts of a counterpart, on average", ASSUMED)
    key_client_share: float = _stays(
        0.48, "of the contacts, marked as key clients", "D0: 18,000 of 37,000, 2024"
    )
    intentions: int = _grows(5_790, "intentions of both sides: 6,000 less those signed", "D4 less E1")
    signed: int = _grows(210, "signed agreements and memoranda", "E1, of 2024")
    one_sided: int = _grows(2_600, "intentions that only one side recorded", ASSUMED)
    memorandum_share: float = _stays(0.55, "memoranda among what is signed; the rest contracts", ASSUMED)

    # earlier editions
    earlier: tuple[tuple[int, float], ...] = _stays(
        ((2, 0.08), (1, 0.2)), "earlier editions, small ones: years back, size against this one", ASSUMED
    )
    returning_share: float = _stays(0.75, "of an earlier edition's exhibitors, back in this one", ASSUMED)

    def at_scale(self, scale: float) -> "Rates":
        """Return the same fair at another size: what grows is multiplied, what is a share stays."""
        if not 0 < scale <= 4:
            message = "a scale must be above 0 and at most 4"
            raise ValueError(message)
        grown = {
            each.name: max(1, round(getattr(self, each.name) * scale))
            for each in fields(self)
            if each.metadata["grows"]
        }
        return replace(self, **grown)

    @property
    def direct(self) -> int:
        """Main and co-exhibitors."""
        return self.main_exhibitors + self.co_exhibitors

    @property
    def present(self) -> int:
        """Direct exhibitors and the partners they bring."""
        return self.direct + self.brought_partners

    @property
    def countries_reached(self) -> int:
        """Countries and regions of the exhibitors present: all of them where there are exhibitors enough."""
        overseas = round(self.present * self.overseas_share)
        abroad = max(1, int(overseas / self.overseas_per_country)) if overseas else 0
        return 1 + min(self.countries - 1, abroad)

    @property
    def visitors(self) -> int:
        """People who come to the site at least once: visits over the mean stay."""
        stay = sum(days * weight for days, weight in enumerate(self.days_weights, start=1))
        return max(1, round(self.visits * sum(self.days_weights) / stay))

    @property
    def slots_a_day(self) -> int:
        """Meeting slots of one day."""
        return self.meeting_hours * 60 // self.slot_minutes

    @property
    def targeted_requests(self) -> int:
        """Targeted requests needed so that the wanted number is held, by the rates on the way there."""
        kept = self.placed * (1 - self.cancelled) * (1 - self.no_show)
        return round(self.targeted_held / ((1 - self.targeted_unanswered) * self.agreed * kept))

    @property
    def untargeted_requests(self) -> int:
        """Requests that people send without a suggestion."""
        return round(self.targeted_requests * self.untargeted_share / (1 - self.untargeted_share))

    @property
    def agreed(self) -> float:
        """Share of the answers that end in a meeting, counter-proposals included."""
        return self.accepted + (1 - self.accepted - self.declined) * self.counter_accepted

    @property
    def scheduled(self) -> int:
        """Meetings expected in the timetable, targeted or not."""
        targeted = self.targeted_held / ((1 - self.cancelled) * (1 - self.no_show))
        others = self.untargeted_requests * (1 - self.untargeted_unanswered) * self.agreed
        return round(targeted + others * self.before_share)

    @property
    def places(self) -> int:
        """Meeting places in a slot: the meetings expected in it and some to spare."""
        return max(2, round(self.scheduled / (self.fair_days * self.slots_a_day) * (1 + self.spare_places)))

    def lines(self) -> Iterator[RateLine]:
        """Yield every setting with what it means and where it comes from, for printing."""
        for each in fields(self):
            shown = _shown(getattr(self, each.name))
            yield RateLine(each.name, shown, each.metadata["what"], each.metadata["source"])


def _shown(value: object) -> str:
    """Return a setting as people read it: grouped digits, three that count of a share, several parted by commas."""
    if isinstance(value, tuple):
        nested = any(isinstance(one, tuple) for one in value)
        return ", ".join(" ".join(map(_shown, one)) if nested else _shown(one) for one in value)
    if isinstance(value, float):
        return f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
