"""The stage on which the rehearsal plays: what was made up, which rows it became, and the calendar of the fair."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, wraps
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db import transaction

from chainfair.chains.kinds import ChainState
from chainfair.chains.models import Link, ProductCode
from chainfair.fairs.models import Edition
from chainfair.ground.models import ReferenceLoad
from chainfair.organisations.kinds import Scheme
from chainfair.organisations.models import Identifier
from chainfair.people.models import Person
from chainfair.rehearsal import rules
from chainfair.rehearsal.errors import OtherSample
from chainfair.rehearsal.kinds import (
    LinkOutline,
    MadeOrganisation,
    MadeParticipation,
    MadePerson,
    MadeVisit,
    Rates,
)
from chainfair.rehearsal.queries import link_outlines, wordbook
from chainfair.visiting.models import Registration

ZONE = ZoneInfo("Asia/Shanghai")
SOURCE = "sample edition"
MARK = "rehearsal."
CHUNK = 10_000
KEY = "sample"
Item = TypeVar("Item")
Watch = Callable[[int, int], None]  # how much is done, how much there is
Bar = Callable[[str], AbstractContextManager[Watch]]


@contextmanager
def unwatched(_what: str) -> Iterator[Watch]:
    """Show nothing of how far something is."""
    yield lambda _done, _total: None


class Stage:
    """One edition of the rehearsal: a scale, a seed and the last day; everything is made up when it is asked for."""

    key = KEY

    def __init__(self, *, scale: float, seed: int, ended_on: date, bar: Bar = unwatched) -> None:
        self.scale = scale
        self.seed = seed
        self.ended_on = ended_on
        self.bar = bar

    @cached_property
    def number(self) -> int:
        """Which holding of the fair this is."""
        return len(self.rates.earlier) + 1

    @cached_property
    def rates(self) -> Rates:
        """The settings at this scale."""
        return Rates().at_scale(self.scale)

    @cached_property
    def links(self) -> Mapping[str, LinkOutline]:
        """The links of the shipped chains."""
        return link_outlines()

    @cached_property
    def organisations(self) -> Sequence[MadeOrganisation]:
        """Everybody who takes part, exhibitors first."""
        return rules.made_organisations(rates=self.rates, words=wordbook(), links=self.links, seed=self.seed)

    @cached_property
    def exhibitors(self) -> Sequence[MadeOrganisation]:
        """The exhibitors present."""
        return self.organisations[: self.rates.present]

    @cached_property
    def represented(self) -> Sequence[MadeOrganisation]:
        """Those of whom only products are shown."""
        return self.organisations[self.rates.present : self.rates.present + self.rates.represented]

    @cached_property
    def counterparts(self) -> Sequence[MadeOrganisation]:
        """The counterpart organisations."""
        return self.organisations[self.rates.present + self.rates.represented :]

    @cached_property
    def participations(self) -> Sequence[MadeParticipation]:
        """Each exhibitor's role."""
        return rules.made_participations(
            rates=self.rates, present=self.exhibitors, shown=self.represented, seed=self.seed
        )

    @cached_property
    def people(self) -> Sequence[MadePerson]:
        """Staff and visitors."""
        return rules.made_people(
            rates=self.rates,
            words=wordbook(),
            organisations=self.organisations,
            participations=self.participations,
            seed=self.seed,
        )

    @cached_property
    def visits(self) -> Sequence[MadeVisit]:
        """Who comes on which day."""
        return rules.made_visits(rates=self.rates, people=self.people, seed=self.seed)

    @cached_property
    def earlier(self) -> "Sequence[EarlierStage]":
        """The editions before, the first one first."""
        return [
            EarlierStage(self, number=number, years_back=years, size=size)
            for number, (years, size) in enumerate(self.rates.earlier, start=1)
        ]

    @cached_property
    def edition(self) -> Edition:
        """The row that this edition became."""
        return Edition.objects.get(key=self.key)

    @cached_property
    def organisation_rows(self) -> list[int]:
        """Numbers of the rows that the organisations became, by the organisations' own."""
        own = Identifier.objects.filter(scheme=Scheme.OWN, value__startswith=MARK)
        rows = {
            int(value.removeprefix(MARK)): pk for value, pk in own.values_list("value", "organisation_id")
        }
        return [rows[one.number] for one in self.organisations]

    @cached_property
    def known_and_new(self) -> tuple[list[MadePerson], list[MadePerson]]:
        """People who came to an earlier edition too, and the others; accounts are made in this order."""
        known = {one.account for earlier in self.earlier for one in earlier.people}
        return (
            [one for one in self.people if one.account in known],
            [one for one in self.people if one.account not in known],
        )

    @cached_property
    def account_rows(self) -> dict[int, int]:
        """Numbers of the rows that the accounts became: those without an address, in the order of their making."""
        known, new = self.known_and_new
        rows = Person.objects.filter(made_up=True, email=None).order_by("pk").values_list("pk", flat=True)
        return dict(zip((one.account for one in (*known, *new)), rows, strict=True))

    @cached_property
    def person_rows(self) -> list[int]:
        """Numbers of the rows that the people became, in their order."""
        return [self.account_rows[one.account] for one in self.people]

    @cached_property
    def registrations(self) -> list[tuple[int, str]]:
        """Row and badge of each person's registration, in the order of the people."""
        found = Registration.objects.filter(edition=self.edition).values_list("person_id", "pk", "badge")
        rows = {person: (pk, badge) for person, pk, badge in found.iterator(chunk_size=CHUNK)}
        return [rows[pk] for pk in self.person_rows]

    @cached_property
    def link_rows(self) -> dict[str, int]:
        """Rows of the published chains' links by "chain/link"."""
        found = Link.objects.filter(chain__state=ChainState.PUBLISHED).values_list("chain__key", "key", "pk")
        return {f"{chain}/{key}": pk for chain, key, pk in found}

    @cached_property
    def code_rows(self) -> dict[tuple[str, str], int]:
        """Rows of the product codes."""
        found = ProductCode.objects.values_list("system", "code", "pk")
        return {(system, code): pk for system, code, pk in found}

    @property
    def starts_on(self) -> date:
        """The first day of the fair."""
        return self.ended_on - timedelta(days=self.rates.fair_days - 1)

    def before(self, days: float) -> datetime:
        """A moment so many days before the doors open."""
        opening = datetime.combine(self.starts_on, time(self.rates.opening_hour), tzinfo=ZONE)
        return (opening - timedelta(days=days)).astimezone(UTC)

    def moment(self, day: int, minute: float) -> datetime:
        """A moment on a day of the fair, in minutes after midnight at the venue."""
        midnight = datetime.combine(self.starts_on + timedelta(days=day), time(0), tzinfo=ZONE)
        return (midnight + timedelta(minutes=minute)).astimezone(UTC)

    def in_chunks(self, items: Sequence[Item], what: str, size: int = CHUNK) -> Iterator[Sequence[Item]]:
        """Yield slices of a list and tell how far it is."""
        with self.bar(what) as watch:
            for start in range(0, len(items), size):
                chunk = items[start : start + size]
                yield chunk
                watch(start + len(chunk), len(items))


class EarlierStage(Stage):
    """An earlier, smaller edition, played by people and organisations of today's."""

    def __init__(self, today: Stage, *, number: int, years_back: int, size: float) -> None:
        super().__init__(
            scale=today.scale * size,
            seed=today.seed + number,
            ended_on=today.ended_on - timedelta(weeks=52 * years_back),
            bar=today.bar,
        )
        self.today = today
        self.key = f"{KEY}-{number}"
        self.number = number
        self.organisations = today.organisations
        self.exhibitors, self.represented = rules.earlier_exhibitors(
            rates=self.rates,
            exhibitors=today.exhibitors,
            counterparts=today.counterparts,
            seed=self.seed,
        )

    @cached_property
    def counterparts(self) -> Sequence[MadeOrganisation]:
        """Some of today's counterparts, without those that exhibited then."""
        busy = {one.number for one in (*self.exhibitors, *self.represented)}
        free = [one for one in self.today.counterparts if one.number not in busy]
        return rules.stream(self.seed, "counterparts").sample(free, min(len(free), self.rates.counterparts))

    @cached_property
    def people(self) -> Sequence[MadePerson]:
        """Some of today's people."""
        return rules.earlier_people(
            rates=self.rates,
            people=self.today.people,
            participations=self.participations,
            counterparts=self.counterparts,
            seed=self.seed,
        )

    @property
    def account_rows(self) -> dict[int, int]:
        """Today's: an account is made once."""
        return self.today.account_rows

    @property
    def organisation_rows(self) -> list[int]:
        """Today's: an organisation is entered once."""
        return self.today.organisation_rows

    @cached_property
    def earlier(self) -> "Sequence[EarlierStage]":
        """Nothing: what came before is today's to say."""
        return []


Step = Callable[[Stage], None]


def remember_last_day(*, wanted: date, now: datetime) -> date:
    """Keep the last day of the fair from the first start on, so that a second start on another day goes on with it."""
    mark, _made = ReferenceLoad.objects.get_or_create(
        name=KEY, defaults={"digest": wanted.isoformat(), "loaded_at": now}
    )
    return date.fromisoformat(mark.digest)


def once(step: Step) -> Step:
    """Make a step that is done once for a scale and a seed: what was done stays marked in its own transaction."""

    @wraps(step)
    def play(stage: Stage) -> None:
        name = f"{stage.key}.{step.__name__}"
        digest = f"scale {stage.scale:g}, seed {stage.seed}"
        done = ReferenceLoad.objects.filter(name=name).first()
        if done is not None:
            if done.digest != digest:
                raise OtherSample(stands=done.digest, wanted=digest)
            return
        with transaction.atomic():
            step(stage)
            ReferenceLoad.objects.create(name=name, digest=digest, loaded_at=stage.before(0))

    return play
