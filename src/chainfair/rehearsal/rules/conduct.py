"""How people behave: whom they ask, what they answer, who turns up, whom they meet at a stand, what comes of it."""

from collections.abc import Iterable, Mapping, Sequence
from random import Random

from chainfair.meetings.kinds import DeclineReason
from chainfair.outcomes.kinds import Stage
from chainfair.rehearsal.kinds import (
    Attendance,
    LinkOutline,
    MadeAnswer,
    MadeContact,
    MadeOrganisation,
    MadeOutcome,
    MadeRequest,
    Rates,
)
from chainfair.rehearsal.rules.chances import Urn, dealt, flags, long_tailed, stream

DECLINES = {
    DeclineReason.NO_FIT: 46,
    DeclineReason.NO_CAPACITY: 22,
    DeclineReason.ALREADY_PARTNER: 8,
    DeclineReason.COMPETITOR: 5,
    DeclineReason.NO_TIME: 14,
    DeclineReason.OTHER: 5,
}
VISITOR_ASKS = 0.62  # of the requests, the visiting side asks


def chosen_requests(
    *, rates: Rates, suggested: Sequence[tuple[int, int, int]], room: Mapping[int, int], seed: int
) -> list[MadeRequest]:
    """Return requests made from suggestions (exhibitor, visitor, weight): the better the fit, the likelier.

    `room` says how many requests somebody's diary is good for; more are not made.
    """
    chance = stream(seed, "targeted requests")
    left = dict(room)
    chosen: list[tuple[int, int, int]] = []
    for one in sorted(suggested, key=lambda one: -one[2] * chance.random() ** 0.25):
        exhibitor, visitor, _weight = one
        if left[exhibitor] > 0 and left[visitor] > 0 and len(chosen) < rates.targeted_requests:
            left[exhibitor] -= 1
            left[visitor] -= 1
            chosen.append(one)
    visitor_asks = flags(chance, len(chosen), VISITOR_ASKS)
    return [
        MadeRequest(visitor, exhibitor, weight) if asks else MadeRequest(exhibitor, visitor, weight)
        for (exhibitor, visitor, weight), asks in zip(chosen, visitor_asks, strict=True)
    ]


def cold_requests(
    *,
    rates: Rates,
    exhibitors: Sequence[tuple[int, int]],
    visitors: Sequence[int],
    taken: set[tuple[int, int]],
    seed: int,
) -> list[MadeRequest]:
    """Return requests that nobody suggested: to the well-known, whatever they make. No pair twice, none of `taken`.

    `exhibitors` come with their staff, visitors and pairs (exhibitor, visitor) by number alone.
    """
    chance = stream(seed, "cold requests")
    known = Urn([number for number, _staff in exhibitors], [staff**0.4 for _number, staff in exhibitors])
    made: dict[tuple[int, int], MadeRequest] = {}
    free = len(exhibitors) * len(visitors) - len(taken)
    wanted = min(rates.untargeted_requests, max(0, free // 3))  # a small fair has no more to ask for
    while len(made) < wanted:
        exhibitor, visitor = known.draw(chance), chance.choice(visitors)
        pair = (exhibitor, visitor)
        if pair in made or pair in taken:
            continue
        asks = chance.random() < VISITOR_ASKS
        made[pair] = MadeRequest(*((visitor, exhibitor) if asks else pair), weight=200)
    return list(made.values())


def made_answers(
    *, rates: Rates, chance: Random, count: int, targeted: bool, hours: float
) -> list[MadeAnswer]:
    """Return what is answered to so many requests within `hours`, in shares as the rates say, in shuffled order."""
    silent = rates.targeted_unanswered if targeted else rates.untargeted_unanswered
    countered = 1 - rates.accepted - rates.declined
    outcomes = {
        "silent": silent,
        "yes": (1 - silent) * rates.accepted,
        "no": (1 - silent) * rates.declined,
        "counter, yes": (1 - silent) * countered * rates.counter_accepted,
        "counter, no": (1 - silent) * countered * (1 - rates.counter_accepted),
    }
    reasons = Urn(list(DECLINES), list(DECLINES.values()))
    made = []
    for outcome in dealt(chance, count, list(outcomes), list(outcomes.values())):
        accepted = None if outcome == "silent" else outcome.endswith("yes")
        reason = reasons.draw(chance) if accepted is False else None
        after = min(hours * 0.95, 1 + chance.expovariate(3 / hours))
        made.append(MadeAnswer(accepted, reason, outcome.startswith("counter"), after))
    return made


def attendances(*, rates: Rates, chance: Random, count: int) -> list[Attendance]:
    """Return how so many scheduled meetings went: cancelled, one side missing, or held; and what shows it."""
    standing = 1 - rates.cancelled
    missing = standing * rates.no_show
    held = standing - missing
    outcomes = {
        Attendance(False, False, False, True): rates.cancelled,
        Attendance(True, False, False, False): missing * rates.no_show_by_visitor,
        Attendance(False, True, False, False): missing * (1 - rates.no_show_by_visitor),
        Attendance(True, True, True, False): held * rates.held_by_scan,
        Attendance(True, True, False, False): held * (1 - rates.held_by_scan),
    }
    return dealt(chance, count, list(outcomes), list(outcomes.values()))


def made_contacts(
    *,
    rates: Rates,
    exhibitors: Sequence[MadeOrganisation],
    counterparts: Sequence[MadeOrganisation],
    links: Mapping[str, LinkOutline],
    seed: int,
) -> list[MadeContact]:
    """Return contacts at the stands: each counterpart one at least, mostly along its chain; no pair twice."""
    chance = stream(seed, "contacts")
    anybody = Urn(exhibitors, [one.staff**0.35 for one in exhibitors])
    near = _near(exhibitors, links)
    days = Urn(range(rates.fair_days), rates.day_weights)
    total = max(len(counterparts), round(rates.contacts * len(counterparts)))
    order = [*counterparts, *chance.choices(counterparts, k=total - len(counterparts))]
    keys = flags(chance, total, rates.key_client_share)
    seen: set[tuple[int, int]] = set()
    made = []
    for counterpart, key_client in zip(order, keys, strict=True):
        along = near.get(counterpart.links[0])
        urn = along if along is not None and chance.random() < 0.85 else anybody
        exhibitor = urn.draw(chance)
        if (exhibitor.number, counterpart.number) in seen:
            continue
        seen.add((exhibitor.number, counterpart.number))
        minute = rates.opening_hour * 60 + chance.randrange(30, rates.open_hours * 60)
        made.append(MadeContact(exhibitor.number, counterpart.number, days.draw(chance), minute, key_client))
    return made


def made_outcomes(*, rates: Rates, held: int, seed: int) -> list[MadeOutcome]:
    """Return what came of so many held meetings; at most one outcome a meeting."""
    chance = stream(seed, "outcomes")
    memoranda = round(rates.signed * rates.memorandum_share)
    counts = {
        Stage.CONTRACT: rates.signed - memoranda,
        Stage.MEMORANDUM: memoranda,
        Stage.MUTUAL_INTENTION: rates.intentions,
        Stage.INTENTION: rates.one_sided,
    }
    stages = [stage for stage, count in counts.items() for _ in range(count)][:held]
    return [
        MadeOutcome(
            meeting=meeting,
            stage=stage,
            amount=_sum(chance) if stage == Stage.CONTRACT else None,
            hours=0.2 + chance.expovariate(1 / 8),
        )
        for meeting, stage in zip(chance.sample(range(held), len(stages)), stages, strict=True)
    ]


def _near(
    exhibitors: Iterable[MadeOrganisation], links: Mapping[str, LinkOutline]
) -> dict[str, Urn[MadeOrganisation]]:
    """Return who stands next to each link: those who feed it, take from it, or stand on it."""
    standing: dict[str, list[MadeOrganisation]] = {}
    for one in exhibitors:
        for key in one.links:
            standing.setdefault(key, []).append(one)
    near = {}
    for key, link in links.items():
        around = dict.fromkeys((key, *(each.link for each in link.inputs), *link.outputs))
        found = [one for k in around for one in standing.get(k, ())]
        if found:
            near[key] = Urn(found, [one.staff**0.35 for one in found])
    return near


def _sum(chance: Random) -> int:
    """Return a contract's sum in minor units, long-tailed, to the nearest thousand."""
    return long_tailed(chance, 800, 0.9, 3_000_000) * 100_000
