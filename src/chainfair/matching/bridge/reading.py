"""An edition's rows of offers, needs and positions, read and numbered from zero as the engine wants them."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache, cached_property

from django.db.models import Max
from django.db.models.functions import Coalesce

from chainfair.chains.kinds import FactState, Intent
from chainfair.chains.models import Link, Need, Offer, Position
from chainfair.chains.queries import published_links
from chainfair.fairs.models import Edition
from chainfair.fairs.rules import local_day
from chainfair.ground.locks import settle
from chainfair.ground.models import Event
from chainfair.matching import rules
from chainfair.matching.bridge.intents import Row, Sorted, sorted_by_intent
from chainfair.matching.kinds import About, Said, Seated
from chainfair.matching.models import AssemblyMember, Correction, Encounter, Participant, Preference

ANYTHING = -1  # whatever a link supplies goes into
UNSCORED = 0.5  # weight of a suggested row without a score; the engine discounts suggested rows by itself
STANDING = 0.5  # what standing on a link counts for who has stated no offer there
PARKS = "parks"  # the link of services on which stand those who offer sites and settle policy
GUESSED = 0.4  # score below which a suggested code is a candidate for a person and nothing to match by


engine_code = cache(rules.code_number)


PROFILE = (
    Offer,
    Need,
    Position,
    Participant,
    Preference,
    Correction,
    Encounter,
)  # where what is read here is written


def _places(rows: Iterable[Row]) -> dict[int, set[int]]:
    """The links where organisations stand by these rows."""
    found: dict[int, set[int]] = {}
    for row in rows:
        if row.link >= 0:
            found.setdefault(row.organisation, set()).add(row.link)
    return found


class Reader:
    """Reads an edition's rows and numbers them from zero.

    read: everything that the log of events tells up to this number is read; what comes later may not be.
    """

    def __init__(self, edition: Edition, now: datetime | None = None) -> None:
        self.edition = edition
        self.read = Event.objects.aggregate(last=Max("pk"))["last"] or 0
        settle(PROFILE)
        self.on = rules.day_that_counts(
            edition.starts_on, edition.ends_on, local_day(now, edition.time_zone) if now else None
        )
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
        columns = ("pk", "organisation_id", "link_id", "code__system", "code__code", "state", "score")
        texts = ("text", "text_other")
        asked = ("disclosure", "region", "certificates", "quantity")
        intent = ("intent",) if model is Need else ()
        rows = (
            model.objects.filter(organisation__participants__edition=self.edition)
            .exclude(state=FactState.REFUSED)
            .order_by("pk")
            .values_list(*columns, *texts, *asked, *intent)
        )
        if self.on:
            rows = rows.exclude(expires_on__lt=self.on)
        return [
            Row(
                pk,
                self.index[organisation],
                self.link_index.get(link, -1),
                engine_code(system, code) if code else 0,
                text,
                (score or UNSCORED) if state == FactState.SUGGESTED else 1.0,
                state == FactState.SUGGESTED,
                other,
                *more,
            )
            for pk, organisation, link, system, code, state, score, text, other, *more in rows.iterator(5000)
            if state != FactState.SUGGESTED or score is None or score >= GUESSED
        ]

    @cached_property
    def positions(self) -> list[Row]:
        """Where organisations stand, with what they can make there."""
        rows = (
            Position.objects.filter(organisation__participants__edition=self.edition)
            .exclude(state=FactState.REFUSED)
            .order_by("pk")
            .values_list("organisation_id", "link_id", "state", "disclosure", "capacity")
        )
        return [
            Row(
                0,
                self.index[organisation],
                self.link_index.get(link, -1),
                0,
                "",
                STANDING,
                state == FactState.SUGGESTED,
                disclosure=disclosure,
                quantity=capacity,
            )
            for organisation, link, state, disclosure, capacity in rows.iterator(5000)
        ]

    @cached_property
    def stated_offers(self) -> list[Row]:
        """Offers as they were entered."""
        return self._trades(Offer)

    @cached_property
    def intents(self) -> Sorted:
        """Rows of what organisations look for, sorted by why they come."""
        rows = (*self.stated_offers, *self.positions)
        standing, shown = _places(rows), _places(row for row in rows if row.told)
        parks = next(
            (number for number, link in enumerate(self.links) if link.key == PARKS and link.chain.is_service),
            -1,
        )
        return sorted_by_intent(self._trades(Need), standing, shown, parks)

    @cached_property
    def offers(self) -> list[Row]:
        """Offers, what is sold to customers sought, and for positions without an offer on their link the standing."""
        offers = [*self.stated_offers, *self.intents.offers]
        known = {(row.organisation, row.link) for row in self.stated_offers}
        return offers + [
            row for row in self.positions if row.link >= 0 and (row.organisation, row.link) not in known
        ]

    @cached_property
    def kept(self) -> list[bool]:
        """Of each row of `offers` whether other participants are told neither of it nor that one stands on its link."""
        shown = _places(row for row in (*self.offers, *self.positions) if row.told)
        return [
            not row.told and (row.link < 0 or row.link not in shown.get(row.organisation, ()))
            for row in self.offers
        ]

    @property
    def needs(self) -> list[Row]:
        """Stated needs that somebody else may serve."""
        return self.intents.needs

    @cached_property
    def encounters(self) -> dict[tuple[int, int], bool]:
        """Pairs that met at an earlier edition, and whether something came of it at one; unless a side denies it."""
        rows = Encounter.objects.exclude(edition=self.edition)
        if self.edition.starts_on:
            rows = rows.filter(edition__starts_on__lt=self.edition.starts_on)
        found: dict[tuple[int, int], bool] = {}
        sides = (Coalesce(f"{side}__merged_into_id", f"{side}_id") for side in ("first", "second"))
        for first, second, went_on in rows.order_by("pk").values_list(*sides, "went_on"):
            if first in self.index and second in self.index and first != second:
                pair = rules.pair_in_order(self.index[first], self.index[second])
                found[pair] = found.get(pair, False) or went_on
        return {pair: went_on for pair, went_on in found.items() if pair not in self._denied}

    @cached_property
    def _denied(self) -> set[tuple[int, int]]:
        """Pairs of which a side says last that they did not meet."""
        rows = Correction.objects.filter(about=About.MET).order_by("pk")
        latest = {
            (first, second, by): word
            for first, second, by, word in rows.values_list(
                "first__organisation_id", "second__organisation_id", "participant__organisation_id", "said"
            )
        }
        return {
            rules.pair_in_order(self.index[first], self.index[second])
            for (first, second, _by), word in latest.items()
            if word == Said.NOT_SO and first in self.index and second in self.index
        }

    @cached_property
    def met_claims(self) -> dict[tuple[int, str], set[int]]:
        """What organisations say that they do meet: organisation and kind of condition -> the needs that ask it."""
        rows = Correction.objects.filter(
            said__in=(Said.RIGHT, Said.MEETS),
            served=False,
            need__isnull=False,
            participant__organisation__participants__edition=self.edition,
        ).exclude(about="")
        latest = {
            (organisation, about, need): word
            for organisation, about, need, word in rows.order_by("pk").values_list(
                "participant__organisation_id", "about", "need_id", "said"
            )
        }
        found: dict[tuple[int, str], set[int]] = {}
        for (organisation, about, need), word in latest.items():
            if word == Said.MEETS:
                found.setdefault((self.index[organisation], about), set()).add(need)
        return found

    @cached_property
    def scenarios(self) -> list[tuple[int, int]]:
        """Who looks for the whole of which link; members read it, so a need that is not told to all makes none."""
        found = {
            (row.organisation, place)
            for row in self.needs
            if row.intent == Intent.SCENARIO and row.told
            for place in self._places(row.link, row.code)
        }
        return sorted(found)

    def _places(self, link: int, code: int) -> list[int]:
        """A link, or those that carry a code: the same six digits, or a heading on either side."""
        if link >= 0 or not code:
            return [link] if link >= 0 else []
        return [number for number, carried in self.carried if rules.is_carried(code, carried)]

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
        """Links of needs that were withdrawn: what somebody no longer looks for is not inferred in its place.

        A wish for customers or a site names goods that are sold or made there, not taken in.
        """
        rows = (
            Need.objects.filter(organisation__participants__edition=self.edition, state=FactState.REFUSED)
            .exclude(intent__in=(Intent.CUSTOMER, Intent.LOCATION))
            .values_list("organisation_id", "link_id", "code__system", "code__code")
        )
        found: dict[int, set[tuple[int, int]]] = {}
        for organisation, link, system, code in rows:
            named = self._places(self.link_index.get(link, -1), 0)
            for place in {*named, *self._places(-1, engine_code(system, code) if code else 0)}:
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
