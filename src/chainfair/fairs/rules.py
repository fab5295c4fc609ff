"""Pure decisions about editions: when slots lie, which steps are allowed."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chainfair.fairs.errors import (
    BadDay,
    BadEditionKey,
    BadHours,
    UnknownTimeZone,
    WayAround,
    WrongState,
)
from chainfair.fairs.kinds import EditionState, Hours, Session, SlotTime

YEARS = range(1900, 3000)
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# First words of addresses that belong to no edition.
TAKEN = frozenset({"api", "design", "editions", "language", "organisations", "people", "static"})
STEPS = {
    EditionState.OPEN: (EditionState.DRAFT,),
    EditionState.RUNNING: (EditionState.OPEN,),
    EditionState.CLOSED: (EditionState.RUNNING, EditionState.OPEN),
}


def checked_ways(ways: Mapping[tuple[str, str], int], halls: Collection[str]) -> None:
    """Refuse a way between two halls that is longer than by way of a meeting in a third.

    Whoever has time from each meeting to the next has then time between any two, which the timetable relies on.
    """
    for (start, end), slots in sorted(ways.items()):
        for over in sorted({*halls} - {start, end}):
            around = ways.get((start, over), 0) + ways.get((over, end), 0)
            if slots > around + 1:
                raise WayAround(start=start, end=end, slots=slots, over=over, around=around)


def least_way(longest: int) -> int:
    """Slots from a new hall to every other at least, so that no way is longer than by way of it (`checked_ways`)."""
    return longest // 2


def checked_key(key: str) -> str:
    """A key that can stand in an address, or a refusal."""
    if len(key) > 60 or not KEY.fullmatch(key) or key in TAKEN:
        raise BadEditionKey(key=key)
    return key


def zone(name: str) -> ZoneInfo:
    """The venue's time zone by its tz name, or a refusal."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UnknownTimeZone(zone=name) from error


def days_from(starts_on: date, count: int) -> list[date]:
    """Consecutive open days, in years that calendars and zones can reckon with."""
    if starts_on.year not in YEARS:
        raise BadDay(day=starts_on, first=YEARS.start, last=YEARS.stop - 1)
    return [starts_on + timedelta(days=i) for i in range(count)]


def local_instant(day: date, at: time, zone_name: str) -> datetime:
    """A wall-clock time at the venue as an instant in UTC."""
    return datetime.combine(day, at, tzinfo=zone(zone_name)).astimezone(ZoneInfo("UTC"))


def slot_times(days: Sequence[date], hours: Hours, zone_name: str) -> list[SlotTime]:
    """All meeting times in order. A slot is as long as it says in real time, also where clocks change."""
    step = timedelta(minutes=hours.slot_minutes)
    times = []
    for number, day in enumerate(days):
        for start, end in hours.sessions:
            first, last = local_instant(day, start, zone_name), local_instant(day, end, zone_name)
            if hours.slot_minutes <= 0 or last - first < step:
                raise BadHours(start=f"{start:%H:%M}", end=f"{end:%H:%M}", minutes=hours.slot_minutes)
            session = Session.MORNING if start < time(12) else Session.AFTERNOON
            count = (last - first) // step
            times += [
                SlotTime(number, first + i * step, first + (i + 1) * step, session) for i in range(count)
            ]
    return times


def checked_step(state: str, target: EditionState) -> EditionState:
    """Whether an edition in a state may take a step, or a refusal."""
    allowed = STEPS[target]
    if state not in allowed:
        raise WrongState(state=state, step=target.word, allowed=", ".join(one.word for one in allowed))
    return target


def local_day(instant: datetime, zone_name: str) -> date:
    """The day at the venue on which an instant falls."""
    return instant.astimezone(zone(zone_name)).date()
