"""A timetable that is in use meets a change: who is hit gets another slot, and as few others as possible notice."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.timetable.board import empty_board, search_memory
from chainfair.engine.timetable.changes import (
    Away,
    Back,
    Barred,
    CannotChangeError,
    Change,
    Closed,
    Dropped,
    Limits,
    Missed,
    Move,
    Repair,
    Settled,
)
from chainfair.engine.timetable.kernels.placing import place_at
from chainfair.engine.timetable.kernels.replanning import (
    clear_for,
    easiest_out,
    fill,
    settle_lost,
    take_out,
)
from chainfair.engine.timetable.kernels.shifting import Desk
from chainfair.engine.timetable.problem import Bools, Ints, Problem, make_problem
from chainfair.engine.timetable.reasons import reasons
from chainfair.engine.timetable.result import Reason
from chainfair.engine.timetable.violations import violations

CHANGING = (
    *("possible", "available", "slot", "at", "free", "barred", "held", "day_held"),
    *("left", "open", "members", "member", "crowd"),
)
"""Arrays of the board that changes are carried out in."""
TURNS = 4
"""Turns in which meetings stand by for what became free; they end when one changes nothing."""


class Plan:
    """A timetable in use, kept ready for the next change.

    Made in O(P T + M); a change of one participant or place costs a few searches. The same problem, slots and changes
    give the same bits.
    """

    def __init__(self, problem: Problem, slots: Ints, limits: Limits | None = None) -> None:
        """Lay out ``slots``, which must break no constraint. Raises ValueError where they do."""
        self._limits = limits or Limits()
        self._pinned = problem.pinned.copy()
        self._available = problem.available.copy()
        self._capacity = problem.capacity.copy()
        self._allowed = None if problem.allowed is None else problem.allowed.copy()
        self._given = problem
        self._begun = 0
        self._left = 0  # moves of others that the running change may still make
        # The board's pins are read-only, so that its kernels need no second compiling; these are the same memory.
        seen = self._pinned.view()
        seen.setflags(write=False)
        self.board = empty_board(problem)._replace(pinned=seen)
        order = np.argsort(problem.pinned < 0, kind="stable").astype(np.int32)
        place_at(self.board, order, np.asarray(slots, np.int32))
        if (self.board.slot != slots).any():
            found = violations(problem, np.asarray(slots))
            raise ValueError(f"the timetable to change breaks a constraint: {found[0] if found else 'a pin'}")
        weight = problem.weight + problem.required * (int(problem.weight.max(initial=0)) + 1) * 4096
        self._by_worth = np.argsort(-weight, kind="stable").astype(np.int32)
        self._desk = _desk(problem, weight, self._limits)

    @property
    def slots(self) -> Ints:
        """[M] the slots as they are now."""
        return self.board.slot.copy()

    def problem(self) -> Problem:
        """The problem as the changes have left it; what has begun is pinned, and nothing else may go there."""
        return replace_arrays(
            self._given,
            available=self._available,
            capacity=self._capacity,
            pinned=self._pinned,
            allowed=self._allowed_now(),
        )

    def reasons(self, meetings: Iterable[int]) -> tuple[Reason, ...]:
        """Why these have no slot. O(M T)."""
        wanted = set(meetings)
        return tuple(one for one in reasons(self.problem(), self.board) if one.meeting in wanted)

    def begin(self, slots: int) -> None:
        """The first ``slots`` slots have begun: what sits there stays, and nothing comes to them any more."""
        if slots <= self._begun:
            return
        begun = np.flatnonzero((self.board.slot >= 0) & (self.board.slot < slots))
        self._pinned[begun] = self.board.slot[begun]
        past = _mask(range(slots), self.board.free.shape[1])
        self.board.possible[:] &= ~past
        self.board.open[:] &= ~past
        self._begun = slots

    def change(self, *changes: Change) -> Repair:
        """Answer changes that come together with as little disturbance as `Limits` allow.

        Whatever is hit goes, in this order, to a free slot; to one that becomes free by moving others, as few as
        possible; to the slot of something lighter, which looks for room in turn. Then what has no slot yet stands by
        for what became free. Pins, and slots that have begun, do not change. Raises CannotChangeError; then nothing is
        changed, bit for bit.
        """
        start = self.slots
        self._desk.start[:] = start
        hit = self._apply_all(changes)
        pins = sum(isinstance(one, Settled) for one in changes)
        most = self._limits.most(len(set(hit)), pins)
        self._left = max(most - pins - len(set(hit)), 0)
        self._settle(np.unique(np.array(hit, np.int32)))
        self._left = self._spare(start, hit, most)
        if not all(isinstance(one, Missed) for one in changes):
            back = [p for one in changes if isinstance(one, Back) for p in one.participants]
            opened = sum(
                -one.places * len(one.slots) for one in changes if isinstance(one, Closed) and one.places < 0
            )
            tries = self._limits.tries + 10 * (len(hit) + opened)
            for _time in range(1 if self._limits.others is None else TURNS):
                before = self.slots
                self._stand_by(start, tries, back, opened)
                if (before == self.board.slot).all():
                    break
                self._left = self._spare(start, hit, most)
        return self._repair(start, hit)

    def _spare(self, start: Ints, hit: Sequence[int], most: int) -> int:
        """Moves of others that are left after those done so far."""
        moved = (start >= 0) & (self.board.slot >= 0) & (start != self.board.slot)
        if self._limits.others is None:
            return most - int(moved.sum())
        rows = np.array(hit, np.int32)
        moved[rows] = self.board.slot[rows] >= 0  # also those that found their way back
        # What none of the hit needed is for those still without a slot, and each of them moves too.
        return (most - int(moved.sum())) // 2

    # What a change means for the board.

    def _apply_all(self, changes: Sequence[Change]) -> list[int]:
        """Change the board by one after another, or not at all; returns what cannot stay."""
        # One change alone is refused before it touches anything, but for a pin; copies are made only where needed.
        late = len(changes) > 1 or any(isinstance(one, Settled) for one in changes)
        kept = self._state() if late else []
        copies, allowed = [one.copy() for one in kept], self._allowed
        if late and allowed is not None:
            self._allowed = allowed.copy()
        hit: list[int] = []
        try:
            for one in changes:
                self._check(one)
                hit += self._apply(one)
        except CannotChangeError:
            for array, before in zip(kept, copies, strict=True):
                array[...] = before
            self._allowed = allowed
            raise
        return hit

    def _state(self) -> list[NDArray[Any]]:
        """The arrays in which a change is carried out."""
        return [
            self._pinned,
            self._available,
            self._capacity,
            *(getattr(self.board, name) for name in CHANGING),
        ]

    def _check(self, change: Change) -> None:
        """Refuse what would move a pin, before the change is begun."""
        match change:
            case Away(participants, slots):
                stuck = self._sitting(self._meetings_of(participants), slots)
                self._refuse_pinned(stuck)
            case Barred(meetings, slots):
                self._refuse_pinned(self._sitting(np.array(meetings, np.int32), slots))
            case Dropped(meetings):
                self._refuse_begun(meetings)
            case Closed(zone, slots, places, _first):
                self._check_places(zone, self._coming(slots), places)
            case Settled(meeting, slot):
                self._check_pin(meeting, slot)
            case Missed(meeting, _absent):
                if self.board.slot[meeting] < 0:
                    raise CannotChangeError([meeting], "this has no slot")
                self._refuse_begun([meeting])

    def _check_pin(self, meeting: int, slot: int) -> None:
        there = self.board.possible[meeting] & _mask([slot], self.board.free.shape[1])
        if not there.any() or self._pinned[meeting] >= 0:
            raise CannotChangeError([meeting], "this cannot be pinned there")

    def _check_places(self, zone: int, slots: Sequence[int], places: int) -> None:
        for t in slots:
            fixed = self._pinned_in(zone, t)
            if len(fixed) > max(self._capacity[zone, t] - places, 0):
                raise CannotChangeError(fixed, "these are pinned")

    def _refuse_begun(self, meetings: Iterable[int]) -> None:
        begun = [m for m in meetings if 0 <= self.board.slot[m] < self._begun]
        if begun:
            raise CannotChangeError(begun, "these have begun")

    def _refuse_pinned(self, meetings: Ints) -> None:
        stuck = meetings[self._pinned[meetings] >= 0]
        if len(stuck):
            raise CannotChangeError(stuck, "these are pinned")

    def _apply(self, change: Change) -> list[int]:
        """Change the board and take out what cannot stay; returns that."""
        match change:
            case Away(participants, slots):
                return self._leave(participants, self._coming(slots))
            case Back(participants, slots):
                self._return(participants, self._coming(slots))
                return []
            case Closed(zone, slots, places, first):
                rows = np.array(first, np.int32)
                return [m for t in self._coming(slots) for m in self._close(zone, t, places, rows)]
            case Barred(meetings, slots):
                return self._bar(meetings, self._coming(slots))
            case Settled(meeting, slot):
                return self._pin(meeting, slot)
            case Dropped(meetings):
                self._pinned[list(meetings)] = -1
                self._bar(meetings, range(self._given.slots))
                return []
            case Missed(meeting, absent):
                self._replace_absent(meeting, absent)
                return []

    def _coming(self, slots: Iterable[int]) -> list[int]:
        return [t for t in dict.fromkeys(slots) if t >= self._begun]

    def _meetings_of(self, participants: Iterable[int]) -> Ints:
        b = self.board
        rows = [b.of[b.of_start[p] : b.of_start[p + 1]] for p in participants]
        return np.unique(np.concatenate(rows)) if rows else np.zeros(0, np.int32)

    def _sitting(self, meetings: Ints, slots: Iterable[int]) -> Ints:
        """Those that sit in one of the slots, which have not begun."""
        return meetings[np.isin(self.board.slot[meetings], self._coming(slots))]

    def _pinned_in(self, zone: int, t: int) -> Ints:
        there = self.board.members[t, : self.board.crowd[t]]
        found: Ints = there[(self._given.zone[there] == zone) & (self._pinned[there] >= 0)]
        return found

    def _leave(self, participants: Sequence[int], slots: Sequence[int]) -> list[int]:
        out = self._sitting(self._meetings_of(participants), slots)
        take_out(self.board, out)
        gone = ~_mask(slots, self.board.free.shape[1])
        for p in participants:
            self._available[p, np.array(slots, np.int32)] = False
            self.board.available[p] &= gone
            self.board.free[p] &= gone
        self.board.possible[self._meetings_of(participants)] &= gone
        return [int(m) for m in out]

    def _return(self, participants: Sequence[int], slots: Sequence[int]) -> None:
        for p in participants:
            missed = [t for t in slots if not self._available[p, t]]
            back = _mask(missed, self.board.free.shape[1])
            self._available[p, np.array(missed, np.int32)] = True
            self.board.available[p] |= back
            self.board.free[p] |= back  # nobody sat where it was away, so every seat is free
        self._reckon(self._meetings_of(participants))

    def _reckon(self, meetings: Ints) -> None:
        """Work out anew where some meetings can be."""
        b = self.board
        coming = ~_mask(range(self._begun), b.free.shape[1])
        for m in meetings:
            mask = np.bitwise_and.reduce(b.available[self._given.parties(int(m))], axis=0) & coming
            if self._allowed is not None:
                mask &= _mask(np.flatnonzero(self._allowed[m]), len(mask))
            if self._pinned[m] >= 0:
                mask &= _mask([self._pinned[m]], len(mask))
            b.possible[m] = mask

    def _close(self, zone: int, t: int, places: int, first: Ints) -> list[int]:
        b = self.board
        places = min(places, int(self._capacity[zone, t]))
        self._capacity[zone, t] -= places
        b.left[zone, t] -= places
        over = -int(b.left[zone, t])
        out = np.empty(max(over, 0), np.int32)
        bit = _mask([t], b.open.shape[1])
        b.open[zone] &= ~bit
        if over > 0:
            out = out[: easiest_out(b, self._desk, zone, t, first, over, out)]
            take_out(b, out)
        elif over < 0:
            b.open[zone] |= bit
        return [int(m) for m in out]

    def _bar(self, meetings: Sequence[int] | Ints, slots: Sequence[int]) -> list[int]:
        rows = np.unique(np.array(meetings, np.int32))
        out = self._sitting(rows, slots)
        take_out(self.board, out)
        self.board.possible[rows] &= ~_mask(slots, self.board.free.shape[1])
        if self._allowed is None:
            self._allowed = np.ones((self._given.meetings, self._given.slots), np.bool_)
        self._allowed[np.ix_(rows, np.array(slots, np.int32))] = False
        return [int(m) for m in out]

    def _pin(self, meeting: int, slot: int) -> list[int]:
        b = self.board
        before = int(b.slot[meeting])
        if before >= 0:
            take_out(b, np.array([meeting], np.int32))
        went = clear_for(b, self._desk, meeting, slot)
        if went < 0:
            raise CannotChangeError([meeting], "what is pinned there leaves no room for this")
        self._pinned[meeting] = slot
        return [int(m) for m in self._desk.best_out[:went]]

    def _replace_absent(self, meeting: int, absent: Sequence[int]) -> None:
        """The meeting is over before it began; in its slot, and only there, somebody stands by who is free.

        Colleagues of who is absent sit at their own meetings of that slot, and these go on; only nobody is sent to
        meet the absent side then.
        """
        t = int(self.board.slot[meeting])
        self._pinned[meeting] = -1
        self._bar([meeting], range(self._given.slots))
        theirs = self._meetings_of(absent)
        self._bar(theirs[self.board.slot[theirs] != t], [t])
        came = [int(p) for p in self._given.parties(meeting) if p not in absent]
        waiting = self._waiting(came)
        place_at(self.board, waiting, np.full(self._given.meetings, t, np.int32))

    # Finding room.

    def _settle(self, hit: Ints) -> None:
        """The hit meetings first, the worthiest of them first."""
        order = hit[np.argsort(-self._desk.worth[hit], kind="stable")]
        limits, known = self._limits, self._desk.hit
        known[hit] = True
        for each, exchanges in ((0, 0), (limits.each, 0), (limits.each, limits.exchanges)):
            order = order[self.board.slot[order] < 0]
            if len(order):
                self._left -= settle_lost(self.board, self._desk, order, each, self._left, exchanges)
        known[hit] = False

    def _stand_by(self, start: Ints, tries: int, back: Sequence[int], opened: int) -> None:
        """Meetings without a slot come in where somebody or a place became free; the worthiest first.

        ``back``: participants who can come again; ``opened``: places that are open again.
        """
        limits, b = self._limits, self.board
        full = int((start >= 0).sum()) + opened
        for _turn in range(TURNS):
            before = b.slot.copy()
            near = self._waiting([*back, *self._people(np.flatnonzero(start != before))])
            for order, exchanges, wins in (
                (near, limits.exchanges, len(near)),
                (self._by_worth, 0, full - int((b.slot >= 0).sum())),
            ):
                if wins > 0:
                    self._left -= fill(b, self._desk, order, limits.each, self._left, exchanges, tries, wins)
            if (before == b.slot).all():
                break

    def _waiting(self, participants: Iterable[int]) -> Ints:
        """Meetings of these without a slot, the worthiest first."""
        mine = self._meetings_of(participants)
        mine = mine[self.board.slot[mine] < 0]
        return mine[np.argsort(-self._desk.worth[mine], kind="stable")].astype(np.int32)

    def _people(self, meetings: NDArray[Any]) -> list[int]:
        first, after = self._given.party_start[meetings], self._given.party_start[meetings + 1]
        sizes = after - first
        rows = np.repeat(first - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
        found: list[int] = np.unique(self._given.party[rows]).tolist()
        return found

    def _repair(self, start: Ints, hit: Iterable[int]) -> Repair:
        after = self.board.slot
        changed = np.flatnonzero(start != after)
        moves = [Move(*row) for row in np.stack([changed, start[changed], after[changed]], axis=1).tolist()]
        worth = self._given.weight[changed]
        return Repair(
            hit=tuple(sorted(set(hit))),
            moved=tuple(one for one in moves if one.before >= 0 and one.after >= 0),
            lost=tuple(one for one in moves if one.after < 0),
            gained=tuple(one for one in moves if one.before < 0),
            touched=tuple(self._people(changed)),
            weight=int((worth * ((after[changed] >= 0).astype(int) - (start[changed] >= 0))).sum()),
        )

    def _allowed_now(self) -> Bools | None:
        if not self._begun:
            return self._allowed
        shape = (self._given.meetings, self._given.slots)
        allowed = np.ones(shape, np.bool_) if self._allowed is None else self._allowed.copy()
        kept = np.flatnonzero((self.board.slot >= 0) & (self.board.slot < self._begun))
        allowed[:, : self._begun] = False
        allowed[kept, self.board.slot[kept]] = True
        return allowed


def replan(
    problem: Problem, slots: Ints, *changes: Change, begun: int = 0, limits: Limits | None = None
) -> tuple[Ints, Repair]:
    """The slots after some changes to a timetable, and what they come to; see `Plan`."""
    plan = Plan(problem, slots, limits)
    plan.begin(begun)
    repair = plan.change(*changes)
    return plan.slots, repair


def prepare() -> None:
    """Have everything compiled that a change needs, so that whoever makes the first one need not wait for it."""
    problem = make_problem(
        available=np.ones((4, 3)),
        party_start=[0, 2, 4, 6],
        party=[0, 1, 0, 2, 0, 3],
        weight=[2, 3, 4],
        capacity=np.ones((1, 3)),
        zone=[0, 0, 0],
    )
    plan = Plan(problem, np.arange(3, dtype=np.int32))
    for change in (Away((1,), (0,)), Closed(0, (2,), 1), Settled(2, 0)):
        plan.change(change)


def replace_arrays(problem: Problem, **arrays: Any) -> Problem:
    """The problem with some arrays changed, which are copied and frozen; their shapes must be the same."""
    for name, value in arrays.items():
        if value is not None:
            arrays[name] = value.copy()
            arrays[name].setflags(write=False)
    known = {one.name for one in fields(problem)}
    return replace(problem, **{name: value for name, value in arrays.items() if name in known})


def _mask(slots: Iterable[int], words: int) -> NDArray[np.uint64]:
    """[W] words in which these slots are set."""
    mask = np.zeros(words, np.uint64)
    for t in slots:
        mask[t >> 6] |= np.uint64(1) << np.uint64(t & 63)
    return mask


def _desk(problem: Problem, worth: NDArray[np.int64], limits: Limits) -> Desk:
    out, best_out = (np.empty(16, np.int32) for _ in range(2))
    return Desk(
        worth=worth,
        minimum=problem.minimum,
        guarantee=(int(problem.weight.max(initial=0)) + 1) * 64,
        margin=limits.margin,
        floor=np.zeros((problem.zones, problem.slots), np.int64),
        start=np.full(problem.meetings, -1, np.int32),
        hit=np.zeros(problem.meetings, np.bool_),
        trail=search_memory(problem, limits.search, 1024),
        out=out,
        best_out=best_out,
        waiting=np.empty(64, np.int32),
    )
