"""Gives slots to the chosen meetings, and to whatever else adds weight."""

import numpy as np

from chainfair.engine.timetable.board import empty_board, search_memory
from chainfair.engine.timetable.choice import Choice, worth_left
from chainfair.engine.timetable.kernels.board import Board
from chainfair.engine.timetable.kernels.placing import place_at, place_in_order
from chainfair.engine.timetable.kernels.repairing import insist, settle
from chainfair.engine.timetable.kernels.trading import TAKEN, Trade, trade
from chainfair.engine.timetable.kernels.trail import Trail
from chainfair.engine.timetable.limits import diary_size, zone_size
from chainfair.engine.timetable.problem import UNLIMITED, Ints, Longs, Problem
from chainfair.engine.timetable.result import Progress, Watch, silent

SEARCH = 300
"""Meetings that a search for room looks at before it gives up."""
SCARCE = 0.9
"""Share of the places of a zone from which on meetings are spread over the slots."""
HOPEFUL = 1000
"""Meetings outside the choice that are tried in each turn, the most promising ones."""
STEPS = 300_000
"""Steps of trading where no proof is asked for."""
ENOUGH = 8e-6
"""Share of the bound that may be missing at the end of these steps, and of less after less: then trading ends."""
PROOF_STEPS = 30_000_000
"""Steps of trading until the bound is reached, where a proof is asked for: less than a minute."""
EACH = 600
"""Steps of trading for each meeting at most."""
DEEPEST = 1_000
"""Changes that a chain may make."""
NEVER = -(2**60)
"""What is left of a meeting that no slot suits."""
CHAINS = 200
"""Chains between two looks at who is worth one."""
TRIES = 20_000
"""Meetings put elsewhere in one start to make room for those that must be held."""
AGAIN = 40_000
"""Meetings placed in all starts together: small problems start again in other orders, so many times at most:"""
STARTS = 40


def place(
    problem: Problem,
    choice: Choice,
    seed: int,
    steps: int = STEPS,
    watch: Watch = silent,
    *,
    starts: int = STARTS,
) -> Board:
    """The best board of several starts, and what trading adds to it, until the bound is reached.

    The first start goes tightest meetings first, and up to ``starts`` follow; where none may, nothing is traded either.
    Trading ends after so many ``steps``, less in small problems.
    """
    chance = np.random.default_rng(seed & (2**64 - 1))
    best = _start(problem, choice, None)
    value = _value(problem, best)
    bound = choice.certificate.bound
    for _ in range(min(starts, AGAIN // max(problem.meetings, 1))):
        if value == (0, 0, bound) or choice.impossible(problem):
            break
        board = _start(problem, choice, chance)
        again = _value(problem, board)
        if again > value:
            best, value = board, again
    if starts and value != (0, 0, bound) and not choice.impossible(problem):
        _trade(problem, best, choice, chance, steps, watch)
    return best


def _trade(
    problem: Problem, board: Board, choice: Choice, chance: np.random.Generator, steps: int, watch: Watch
) -> None:
    """Chains by chance for meetings that could be in a heavier timetable. A previous one is not changed for nothing."""
    memory = _trade_memory(problem, board, choice, chance)
    bound = choice.certificate.bound
    level = not (problem.previous >= 0).any()
    value = _value(problem, board)
    enough, steps = (0.0 if steps >= PROOF_STEPS else ENOUGH * bound), min(steps, problem.meetings * EACH)
    near, least, idle, share = _near(memory, board, choice, value), 1, 0, 0.0
    while share < 1 and (value[:2] < (0, 0) or value[2] < bound - int(enough * share)):
        before = memory.tally[TAKEN]
        gained = trade(board, memory, near, least, CHAINS if least else CHAINS // 4, level)
        idle = 0 if memory.tally[TAKEN] > before else idle + 1
        if idle == 2:
            break
        if gained:
            value = _value(problem, board)
            near = _near(memory, board, choice, value)
        share = min(1.0, memory.tally[TAKEN] / max(steps, 1))
        watch(Progress("place", share, value[2], bound))
        # Where nothing more can be gained at once, chains that only change places open new ways.
        least = int(gained > 0 or least == 0)
    _fill(board, memory.worth)


def _fill(board: Board, worth: Longs) -> None:
    """Place whatever still fits, the worthiest first."""
    waiting = np.flatnonzero(board.slot < 0)
    place_in_order(board, waiting[np.argsort(-worth[waiting], kind="stable")].astype(np.int32), 0)


def _near(memory: Trade, board: Board, choice: Choice, value: tuple[int, int, int]) -> Ints:
    """Meetings that could come in or go out on the way to the bound.

    What cannot be paid for out of what is missing to the bound is in every better timetable, or in none; but meetings
    that must be held and guaranteed minimums are worth any price.
    """
    bound = choice.certificate
    missing = (bound.bound - value[2] + 1) * bound.scale if value[:2] == (0, 0) else -NEVER - 1
    out = (memory.left >= -missing) & ((board.slot < 0) | (memory.left <= missing))
    return np.flatnonzero(out).astype(np.int32)


def _trade_memory(problem: Problem, board: Board, choice: Choice, chance: np.random.Generator) -> Trade:
    """What trading judges by: the prices of the bound, with guaranteed minimums and required meetings far above."""
    prices = choice.certificate
    guarantee = int(problem.weight.max(initial=0) + 1) * 64 * prices.scale
    must = np.where(problem.required, guarantee * 64, 0)
    price = prices.participant.copy()
    np.maximum.at(price, prices.cells[:, 0], prices.participant[prices.cells[:, 0]] + prices.cells[:, 2])
    left = worth_left(problem, prices.participant, prices.zone, prices.scale, prices.cells, board.possible)
    left[(board.possible == 0).all(axis=1)] = NEVER
    return Trade(
        worth=problem.weight * prices.scale + must,
        left=left + must,
        price=price,
        place=prices.zone,
        size=diary_size(problem),
        minimum=problem.minimum,
        guarantee=guarantee,
        meeting=np.empty(DEEPEST, np.int32),
        origin=np.empty(DEEPEST, np.int32),
        empty=np.empty(DEEPEST, np.int32),
        hopeful=np.empty(problem.meetings, np.int32),
        to=np.empty(3, np.int32),
        tally=np.zeros(5, np.int64),
        mask=np.empty(board.free.shape[1], np.uint64),
        state=chance.integers(0, 2**63, 1).astype(np.uint64),
    )


def _value(problem: Problem, board: Board) -> tuple[int, int, int]:
    """What is missing of meetings that must be held and of guaranteed minimums (below 0), and the weight."""
    missing = int(((problem.required | (problem.pinned >= 0)) & (board.slot < 0)).sum())
    below = int(np.maximum(problem.minimum - board.held, 0).sum())
    return -missing, -below, int(problem.weight[board.slot >= 0].sum())


def _start(problem: Problem, choice: Choice, chance: np.random.Generator | None) -> Board:
    """Pins first, then the previous timetable, then the chosen meetings, then whatever else gains."""
    board, memory = empty_board(problem), search_memory(problem, SEARCH, 2 * SEARCH + 32)
    settled = np.flatnonzero(problem.pinned >= 0).astype(np.int32)
    place_at(board, settled, problem.pinned)
    kept = np.flatnonzero((problem.previous >= 0) & (problem.pinned < 0))
    heaviest = np.argsort(-problem.weight[kept], kind="stable")
    place_at(board, kept[heaviest].astype(np.int32), problem.previous)
    chosen = _tightest_first(problem, choice)
    if chance is not None:
        chosen = chance.permutation(chosen)
    place_in_order(board, chosen, _room(problem, choice))
    guarantee = int(problem.weight.max(initial=0) + 1) * 64
    worth = problem.weight + np.where(problem.required, guarantee * 64, 0)
    settle(board, chosen, worth, problem.minimum, guarantee, memory, SEARCH, False)
    hopeful = _hopeful(problem, board, choice, worth)
    if chance is not None:
        hopeful = chance.permutation(hopeful)
    settle(board, hopeful, worth, problem.minimum, guarantee, memory, SEARCH, True)
    if not choice.impossible(problem):
        _insist(problem, board, memory)
    _fill(board, worth)
    return board


def _room(problem: Problem, choice: Choice) -> int:
    """Places to leave in each slot while there is a choice: as many as there are where a zone needs nearly all."""
    seated = choice.chosen & (problem.zone >= 0)
    wanted = np.bincount(problem.zone[seated], minlength=problem.zones)
    return UNLIMITED if (wanted > SCARCE * zone_size(problem)).any() else 0


def _insist(problem: Problem, board: Board, memory: Trail) -> None:
    """Make room for meetings that must be held, whatever has to go for them."""
    must = np.flatnonzero(problem.required & (board.possible != 0).any(axis=1)).astype(np.int32)
    if (board.slot[must] < 0).any():
        insist(board, must, np.zeros(problem.meetings, np.int64), memory, SEARCH, TRIES)


def _tightest_first(problem: Problem, choice: Choice) -> Ints:
    """The chosen meetings, those first whose busiest party has fewest slots to spare."""
    starts = problem.party_start[:-1]
    sizes = np.diff(problem.party_start)
    wanted = np.bincount(problem.party[np.repeat(choice.chosen, sizes)], minlength=problem.participants)
    spare = diary_size(problem) - wanted
    slack = np.minimum.reduceat(spare[problem.party], starts) if len(starts) else np.zeros(0, np.int64)
    chosen = np.flatnonzero(choice.chosen)
    return chosen[np.argsort(slack[chosen], kind="stable")].astype(np.int32)


def _hopeful(problem: Problem, board: Board, choice: Choice, worth: Longs) -> Ints:
    """Meetings without a slot that could be in a heavier timetable, by what the prices leave of them.

    Only a meeting whose price exceeds its weight by no more than what is missing to the bound can be.
    """
    prices = choice.certificate
    left = worth_left(problem, prices.participant, prices.zone, prices.scale, prices.cells, board.possible)
    sizes = np.diff(problem.party_start)
    below = board.held < problem.minimum
    urgent = problem.required | (
        np.bincount(
            np.repeat(np.arange(problem.meetings), sizes),
            weights=below[problem.party],
            minlength=problem.meetings,
        )
        > 0
    )
    missing = prices.bound - int(problem.weight[board.slot >= 0].sum())
    waiting = np.flatnonzero((board.slot < 0) & (urgent | (left >= -(missing + 1) * prices.scale)))
    order = np.lexsort((-worth[waiting], -left[waiting], ~urgent[waiting]))
    return waiting[order][:HOPEFUL].astype(np.int32)
