"""One made-up fair for all tests of the rules: small, from a fixed seed."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from chainfair.rehearsal import rules
from chainfair.rehearsal.kinds import (
    LinkOutline,
    MadeOrganisation,
    MadeParticipation,
    MadePerson,
    Rates,
    Wordbook,
)
from chainfair.rehearsal.queries import link_outlines, wordbook


@dataclass(frozen=True)
class MadeFair:
    """What the rules made for a scale and a seed."""

    rates: Rates
    words: Wordbook
    links: dict[str, LinkOutline]
    seed: int
    organisations: Sequence[MadeOrganisation]
    participations: Sequence[MadeParticipation]
    people: Sequence[MadePerson]

    @property
    def exhibitors(self) -> Sequence[MadeOrganisation]:
        return self.organisations[: self.rates.present]

    @property
    def counterparts(self) -> Sequence[MadeOrganisation]:
        return self.organisations[self.rates.present + self.rates.represented :]


def made_fair(scale: float, seed: int) -> MadeFair:
    rates, words, links = Rates().at_scale(scale), wordbook(), link_outlines()
    organisations = rules.made_organisations(rates=rates, words=words, links=links, seed=seed)
    participations = rules.made_participations(
        rates=rates,
        present=organisations[: rates.present],
        shown=organisations[rates.present : rates.present + rates.represented],
        seed=seed,
    )
    people = rules.made_people(
        rates=rates, words=words, organisations=organisations, participations=participations, seed=seed
    )
    return MadeFair(rates, words, links, seed, organisations, participations, people)


@pytest.fixture(scope="session", params=[1, 20_250_716])
def fair(request: pytest.FixtureRequest) -> MadeFair:
    return made_fair(0.05, request.param)
