"""When to stop improving: by count, so that a run repeats bit for bit on any machine, or by time."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stop:
    """Stop after `rounds` rounds of improvement (None: as many as the solver thinks fit), or once the gap is small.

    With `seconds` it also stops then; how far it comes then depends on the machine, so it need not repeat.
    """

    rounds: int | None = None
    gap: float = 0.0
    seconds: float | None = None

    def __post_init__(self) -> None:
        """Refuse counts, gaps and times below nought."""
        if (self.rounds is not None and self.rounds < 0) or not self.gap >= 0:
            raise ValueError(
                f"Stop after {self.rounds} rounds or a gap of {self.gap}: neither may be below 0."
            )
        if self.seconds is not None and not self.seconds >= 0:
            raise ValueError(f"Stop after {self.seconds} seconds: that may not be below 0.")

    def says_so(self, *, rounds: int, gap: float, seconds: float = 0.0) -> bool:
        """Tell whether to stop after so many rounds and seconds at such a gap."""
        late = self.seconds is not None and seconds >= self.seconds
        return late or gap <= self.gap or (self.rounds is not None and rounds >= self.rounds)
