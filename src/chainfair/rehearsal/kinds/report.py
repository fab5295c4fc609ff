"""What a rehearsal reports when it is over."""

from dataclasses import dataclass
from typing import NamedTuple

from chainfair.rehearsal.kinds.rates import RateLine


class CountLine(NamedTuple):
    """One count: what the settings asked for, what the closing statement says, what the tables hold."""

    what: str
    wanted: int
    stated: int
    counted: int


class SignInLink(NamedTuple):
    """Where one of the sample's people signs in: their role, their name, the path with its one-time token."""

    role: str
    name: str
    path: str


@dataclass(frozen=True)
class Report:
    """The sample edition as it stands: counts, the settings behind them, and a way in for each role."""

    edition: str
    counts: tuple[CountLine, ...]
    rates: tuple[RateLine, ...]
    links: tuple[SignInLink, ...]

    @property
    def agrees(self) -> bool:
        """Whether the statement says what the tables hold, in every line."""
        return all(line.stated == line.counted for line in self.counts)
