"""The change on the year: shown only where both figures follow the same rule."""

from chainfair.closing.kinds import Change, ChangeKind, Unit


def share_in_tenths(numerator: int, denominator: int) -> int | None:
    """A share in tenths of a per cent, rounded half up; None of nothing."""
    if denominator == 0:
        return None
    return (2000 * numerator + denominator) // (2 * denominator)


def change_on_the_year(unit: Unit, now: int | None, before: int | None) -> Change:
    """Growth in tenths of a per cent for counts, difference in tenths of a point for shares."""
    if now is None or before is None or (unit is not Unit.TENTHS and before == 0):
        return Change(ChangeKind.NO_BASE, now, before)
    if unit is Unit.TENTHS:
        return Change(ChangeKind.SHOWN, now, before, now - before)
    sign = 1 if now >= before else -1
    return Change(ChangeKind.SHOWN, now, before, sign * ((2000 * abs(now - before) + before) // (2 * before)))
