"""An edition's rows of offers, needs and positions, read and numbered from zero as the engine wants them."""

from dataclasses import dataclass
from functools import cached_property

from chainfair.chains.kinds import TOLD, CodeSystem, FactState, Intent
from chainfair.chains.models import Link, Need, Offer, Position
from chainfair.chains.queries import published_links
from chainfair.fairs.models import Edition
from chainfair.matching.kinds import Said, Seated
from chainfair.matching.models import AssemblyMember, Correction, Participant

ANYTHING = -1  # whatever a link supplies goes into
SERVICE_CODE = 1_000_000  # services stand behind goods in the engine's one system of codes
UNSCORED = 0.5  # weight of a suggested row without a score; the engine discounts suggested rows by itself
STANDING = 0.5  # what standing on a link counts for who has stated no offer there
GUESSED = 0.4  # score below which a suggested code is a candidate for a person and nothing to match by


def engine_code(system: str, code: str) -> int:
    """A product code as the engine numbers it: six places from the left, services behind goods."""
    number = int(code.ljust(6, "0")) if code.isdigit() else 0
    return number + SERVICE_CODE if number and system == CodeSystem.ISIC4 else number


@dataclass(frozen=True)
class Row:
    """One offer or need: the row's own number (0: a position without an offer) and what the engine sees of it."""

    number: int
    organisation: int
    link: int
    code: int
    text: str
    weight: float
    inferred: bool


class Reader:
    """Reads an edition's rows and numbers them from zero."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.participants = list(
            Participant.objects.filter(edition=edition)
            .order_by("pk")
            .values_list(
                "pk",
                "organisation_id",
                "side",
                "minimum",
                "maximum",
                "availability",
                "organisation__group_name",
            )
        )
        self.index = {row[1]: number for number, row in enumerate(self.participants)}
        self.number_of = {row[0]: number for number, row in enumerate(self.participants)}
        self.links: list[Link] = list(published_links())
        self.link_index = {link.pk: number for number, link in enumerate(self.links)}

    def _trades(self, model: type[Offer] | type[Need]) -> list[Row]:
        rows = (
            model.objects.filter(organisation__participants__edition=self.edition)
            .exclude(state=FactState.REFUSED)
            .order_by("pk")
            .values_list(
                "pk", "organisation_id", "link_id", "code__system", "code__code", "text", "state", "score"
            )
        )
        return [
            Row(
                pk,
                self.index[organisation],
                self.link_index.get(link, -1),
                engine_code(system, code) if code else 0,
                text,
                (score or UNSCORED) if state == FactState.SUGGESTED else 1.0,
                state == FactState.SUGGESTED,
            )
            for pk, organisation, link, system, code, text, state, score in rows.iterator(chunk_size=5000)
            if state != FactState.SUGGESTED or score is None or score >= GUESSED
        ]

    @cached_property
    def offers(self) -> list[Row]:
        """Offers, and for positions without an offer on their link the standing there."""
        offers = self._trades(Offer)
        known = {(row.organisation, row.link) for row in offers}
        positions = (
            Position.objects.filter(organisation__participants__edition=self.edition)
            .exclude(state=FactState.REFUSED)
            .order_by("pk")
            .values_list("organisation_id", "link_id", "state")
        )
        for organisation, link, state in positions.iterator(chunk_size=5000):
            place = (self.index[organisation], self.link_index.get(link, -1))
            if place[1] >= 0 and place not in known:
                offers.append(Row(0, *place, 0, "", STANDING, state == FactState.SUGGESTED))
        return offers

    @cached_property
    def needs(self) -> list[Row]:
        """Stated needs."""
        return self._trades(Need)

    @cached_property
    def scenarios(self) -> list[tuple[int, int]]:
        """Who looks for the whole of which link; members read it, so a need that is not told to all makes none."""
        rows = Need.objects.filter(
            organisation__participants__edition=self.edition, intent=Intent.SCENARIO, disclosure__in=TOLD
        ).exclude(state=FactState.REFUSED)
        found = {
            (self.index[organisation], place)
            for organisation, link, system, code in rows.values_list(
                "organisation_id", "link_id", "code__system", "code__code"
            )
            for place in self._places(link, engine_code(system, code) if code else 0)
        }
        return sorted(found)

    def _places(self, link: int | None, code: int) -> list[int]:
        """A link, or those that carry a code: the same six digits, or a heading on either side."""
        if link is not None or not code:
            return [self.link_index[link]] if link in self.link_index else []
        return [
            number
            for number, carried in self.carried
            if carried // 100 == code // 100 and (carried == code or 0 in (carried % 100, code % 100))
        ]

    @cached_property
    def carried(self) -> list[tuple[int, int]]:
        """Which link carries which code."""
        pairs = (
            (number, engine_code(code.system, code.code))
            for number, link in enumerate(self.links)
            for code in link.codes.all()
        )
        return [(number, code) for number, code in pairs if code]

    @cached_property
    def unseated(self) -> list[tuple[int, int, int]]:
        """Who does not want to sit in whose assembly of which link; what was said last about it counts."""
        rows = AssemblyMember.objects.filter(
            participant__edition=self.edition, assembly__link__isnull=False
        ).exclude(said=Seated.OPEN)
        latest = {
            (owner, link, member): said
            for owner, link, member, said in rows.order_by("said_at", "pk").values_list(
                "assembly__owner_id", "assembly__link_id", "participant_id", "said"
            )
        }
        return [
            (self.number_of[owner], self.link_index[link], self.number_of[member])
            for (owner, link, member), said in latest.items()
            if said == Seated.NO and link in self.link_index
        ]

    def _withdrawn(self) -> dict[int, set[tuple[int, int]]]:
        """Links of needs that were withdrawn: what somebody no longer looks for is not inferred in its place."""
        rows = Need.objects.filter(
            organisation__participants__edition=self.edition, state=FactState.REFUSED
        ).values_list("organisation_id", "link_id", "code__links")
        found: dict[int, set[tuple[int, int]]] = {}
        for organisation, *links in rows:
            for place in {self.link_index[link] for link in links if link in self.link_index}:
                found.setdefault(self.index[organisation], set()).add((place, ANYTHING))
        return found

    @cached_property
    def unneeded(self) -> dict[int, set[tuple[int, int]]]:
        """What organisations say they do not take in although they stand where it flows to: (supplying, taking) link.

        What was said in an earlier edition still holds; the latest word counts.
        """
        said = Correction.objects.filter(
            said__in=(Said.RIGHT, Said.UNNEEDED),
            served=True,
            participant__organisation__participants__edition=self.edition,
            need=None,
            source__isnull=False,
            target__isnull=False,
        )
        latest = {
            (organisation, source, target): word
            for organisation, source, target, word in said.order_by("pk").values_list(
                "participant__organisation_id", "source_id", "target_id", "said"
            )
        }
        found = self._withdrawn()
        for (organisation, source, target), word in latest.items():
            flow = self.link_index.get(source, -1), self.link_index.get(target, -1)
            if word == Said.UNNEEDED and min(flow) >= 0:
                found.setdefault(self.index[organisation], set()).add(flow)
        return found

    @cached_property
    def apart(self) -> list[tuple[int, int]]:
        """Pairs that the organiser keeps apart."""
        said = Correction.objects.filter(edition=self.edition, participant=None).order_by("pk")
        latest = {
            (one, other): word for one, other, word in said.values_list("first_id", "second_id", "said")
        }
        return [
            (self.number_of[one], self.number_of[other])
            for (one, other), word in latest.items()
            if word == Said.APART
        ]
