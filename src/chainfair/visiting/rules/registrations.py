"""Pure decisions about registrations."""

from chainfair.fairs.kinds import EditionState
from chainfair.visiting.errors import BadDays, NoDayChosen, RegistrationClosed
from chainfair.visiting.kinds import Channel, VisitorCategory

AUDIENCE = frozenset(
    {VisitorCategory.PROFESSIONAL, VisitorCategory.BUYER, VisitorCategory.PUBLIC, VisitorCategory.STUDENT}
)


def check_open(edition: str, state: str) -> None:
    """Refuse a registration while an edition is a draft or closed."""
    if state not in {EditionState.OPEN, EditionState.RUNNING}:
        raise RegistrationClosed(edition=edition, state=EditionState(state).word)


def checked_days(days: str, channel: str, count: int) -> str:
    """Days as one character per open day; who comes on site names at least one, online needs none."""
    if len(days) != count or set(days) - {"0", "1"}:
        if not days and channel == Channel.ONLINE:
            return "0" * count
        raise BadDays(days=days, count=count)
    if channel != Channel.ONLINE and "1" not in days:
        raise NoDayChosen
    return days
