"""When to stop improving: by count, so that a run repeats bit for bit on any machine."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stop:
    """Stop after `rounds` rounds of improvement (None: as many as the solver thinks fit), or once the gap is small."""

    rounds: int | None = None
    gap: float = 0.0

    def __post_init__(self) -> None:
        """Refuse counts and gaps below nought."""
        if (self.rounds is not None and self.rounds < 0) or not self.gap >= 0:
            raise ValueError(
                f"Stop after {self.rounds} rounds or a gap of {self.gap}: neither may be below 0."
            )

    def says_so(self, *, rounds: int, gap: float) -> bool:
        """Tell whether to stop after so many rounds at such a gap."""
        return gap <= self.gap or (self.rounds is not None and rounds >= self.rounds)
