"""Pure decisions about outcomes: the ladder from an intention to a delivery."""

from collections.abc import Iterable, Sequence

from chainfair.outcomes.errors import (
    AmountWithoutCurrency,
    EvidenceMissing,
    NotConfirmedByAll,
    StepNotAllowed,
    TooFewParties,
)
from chainfair.outcomes.kinds import NewOutcome, Stage

STEPS: dict[Stage, tuple[Stage, ...]] = {
    Stage.INTENTION: (Stage.MUTUAL_INTENTION, Stage.LAPSED),
    Stage.MUTUAL_INTENTION: (Stage.MEMORANDUM, Stage.CONTRACT, Stage.LAPSED),
    Stage.MEMORANDUM: (Stage.CONTRACT, Stage.LAPSED),
    Stage.CONTRACT: (Stage.DELIVERED, Stage.LAPSED),
    Stage.DELIVERED: (),
    Stage.LAPSED: (),
}
SIGNED = frozenset({Stage.MEMORANDUM, Stage.CONTRACT, Stage.DELIVERED})


def went_on(stage: Stage) -> bool:
    """Whether something came of it: more than one side's intention, and not lapsed."""
    return stage in SIGNED or stage == Stage.MUTUAL_INTENTION


def parties_key(parties: Iterable[int]) -> str:
    """One key per set of parties, so that an outcome is counted once whoever entered it."""
    return "-".join(str(number) for number in sorted(set(parties)))


def check_outcome(new: NewOutcome) -> None:
    """Refuse an outcome that its own facts do not carry."""
    if len(set(new.parties)) < 2:
        raise TooFewParties(count=len(set(new.parties)))
    if (new.amount is None) != (not new.currency) or (new.currency and len(new.currency) != 3):
        raise AmountWithoutCurrency
    check_stage(new.stage, new.parties, new.confirmed_by, new.evidence_digest)


def check_stage(stage: Stage, parties: Sequence[int], confirmed: Sequence[int], evidence: str) -> None:
    """A one-sided intention needs its speaker; everything above needs all sides, and a signed paper its file."""
    missing = set(parties) - set(confirmed)
    if stage not in {Stage.INTENTION, Stage.LAPSED} and missing:
        raise NotConfirmedByAll(stage=stage.word, missing=len(missing))
    if stage in SIGNED and not evidence:
        raise EvidenceMissing(stage=stage.word)


def check_step(before: Stage, after: Stage) -> None:
    """Whether the ladder leads from one stage to another."""
    allowed = STEPS[before]
    if after not in allowed:
        raise StepNotAllowed(
            before=before.word, after=after.word, allowed=", ".join(s.word for s in allowed) or "–"
        )
