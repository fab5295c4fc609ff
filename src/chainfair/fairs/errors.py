"""Refusals about editions."""

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase


class EditionKeyTaken(Refusal):
    """Keys stand in addresses; each is used once."""

    message = phrase("There is an edition “%(key)s” already; choose another key.")


class BadEditionKey(Refusal):
    """What may stand in an address."""

    message = phrase(
        "“%(key)s” cannot be an edition's key; allowed are small letters, digits and hyphens,"
        " and no word of the program's own addresses, such as people."
    )


class UnknownTimeZone(Refusal):
    """A zone that is not in the tz database."""

    message = phrase("“%(zone)s” is not a time zone; allowed are names such as Asia/Shanghai.")


class BadDay(Refusal):
    """A day that no fair is held on."""

    message = phrase("A fair cannot start on %(day)s; allowed are the years %(first)s to %(last)s.")


class BadHours(Refusal):
    """Hours that leave no room for a slot or lie the wrong way round."""

    message = phrase("From %(start)s to %(end)s there is no slot of %(minutes)s minutes.")


class WrongState(Refusal):
    """A step that this state does not allow."""

    message = phrase("The edition is %(state)s; “%(step)s” is possible when it is %(allowed)s.")


class NothingToOpen(Refusal):
    """An edition without days cannot be opened."""

    message = phrase("“%(key)s” has no days yet; add days and slots before you open it.")


class HallTaken(Refusal):
    """Two halls cannot share a code."""

    message = phrase("There is a hall %(code)s already.")


class AreaTaken(Refusal):
    """Two areas cannot share a name."""

    message = phrase("There is an area %(name)s already.")


class SlotsInUse(Refusal):
    """Days and slots that meetings stand on stay."""

    message = phrase(
        "Meetings stand in the slots of these days; cancel or move them before you change the days."
    )


class SameHall(Refusal):
    """Within a hall one is there at once."""

    message = phrase("Both ends of the way are %(code)s; choose two halls.")


class WayAround(Refusal):
    """A way that is shorter by a meeting in a third hall."""

    message = phrase(
        "From %(start)s to %(end)s it would be %(slots)s slots, but by way of %(over)s only %(around)s, with a meeting"
        " there. Say first how far %(over)s is from both, or take fewer slots."
    )


class AreaInUse(Refusal):
    """An area with exhibitors stays."""

    message = phrase("Exhibitors stand in the area “%(name)s”; move them before you take it away.")


class HallInUse(Refusal):
    """A hall with stands, participants, scanners or meetings stays."""

    message = phrase(
        "Stands, participants or meetings are in hall %(code)s; move them before you take it away."
    )
