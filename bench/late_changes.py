"""Late changes through the room's action: `python bench/late_changes.py DATA [--changes N] [--seed S] [--only KIND]`.

DATA: folder of a sample fair (`./chainfair demo --no-serve --data DATA [--scale 1]`); a copy of it is changed. With
`CHAINFAIR_DATABASE` set, that database is changed in place instead. The newest fair with a published timetable is set
back to its first slot, everybody gets an address, so that letters are written, and a new timetable is run and
published. Then N random changes follow one another through `change_timetable`: of a hundred, 45 absences, 12 returns,
10 late pins, 8 no-shows, 9 meetings called off, 8 tables closed, 8 opened again. Prints CPU time (all threads) and wall
time of each kind, how many meetings moved, and the weight beside a fresh run over the same edition. Then an eighth of
all tables closes for two slots and for a day, and the hall that has most of them. Ends with status 1 where the
timetable breaks a constraint or the database differs from what the actions said.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from chainfair.fairs.models import Edition
    from chainfair.meetings.kinds import Foreseen, LiveChange
    from chainfair.meetings.models import Timetable

Item = TypeVar("Item")
KINDS = {
    "Absence": 45,
    "Return": 12,
    "LatePin": 10,
    "NoShow": 8,
    "CallOff": 9,
    "Closure": 8,
    "Opening": 8,
}


@dataclass
class Spent:
    """What the changes of one kind took and came to."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    beyond: list[int] = field(default_factory=list)
    refused: int = 0


def set_back(timetable: "Timetable") -> datetime:
    """All meetings are agreed and still to come, and everybody has an address; returns a moment in the first slot."""
    from django.db.models import CharField, F, Value
    from django.db.models.functions import Cast, Concat

    from chainfair.fairs.kinds import EditionState
    from chainfair.meetings.kinds import MeetingState
    from chainfair.meetings.models import Meeting, Party
    from chainfair.people.models import Person

    edition = timetable.edition
    edition.state = EditionState.RUNNING
    edition.save(update_fields=["state"])
    Meeting.objects.filter(placements__timetable=timetable).update(state=MeetingState.ACCEPTED, live=True)
    Party.objects.filter(meeting__edition=edition).update(
        confirmed_at=None, scanned_at=None, absent=False, said_held=None
    )
    address = Concat(Value("p"), Cast(F("pk"), output_field=CharField()), Value("@sample.example"))
    Person.objects.filter(email=None).update(email=address)
    edition.timetables.all().delete()
    start: datetime = edition.slots.earliest("number").starts_at
    return start + timedelta(minutes=5)


def publish(edition: "Edition", now: datetime) -> "Timetable":
    """A run from scratch, published: everybody hears of all their meetings."""
    from chainfair.ground.models import OutboxMessage
    from chainfair.meetings.actions import publish_timetable, queue_timetable_run
    from chainfair.meetings.tasks import perform_now

    run = queue_timetable_run(edition=edition, by=None, now=now, settings={"rounds": 20})
    perform_now(run)
    draft = edition.timetables.get()
    letters = OutboxMessage.objects.count()
    spent = Spent()
    cpu, wall = time.process_time(), time.perf_counter()
    with counted(spent.statements):
        live = publish_timetable(timetable=draft, by=None, now=now)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(
        f"published: {live.placements.count()} meetings, {OutboxMessage.objects.count() - letters} letters; "
        f"CPU {cpu:.2f} s, wall {wall:.2f} s, {spent.statements[0]} statements"
    )
    return live


class Chance:
    """Draws changes of the timetable as it stands; keeps its own books of who sits where, to compare at the end."""

    def __init__(self, timetable: "Timetable", now: datetime, seed: int) -> None:
        """Read where everything sits."""
        from chainfair.fairs.models import Place
        from chainfair.meetings import rules
        from chainfair.meetings.kinds import Answer
        from chainfair.meetings.models import Party, Placement

        edition = timetable.edition
        self.random = np.random.default_rng(seed)
        rows = Placement.objects.filter(timetable=timetable).order_by("meeting")
        self.sits = {m: (s, p) for m, s, p in rows.values_list("meeting", "slot", "place")}
        self.parties: defaultdict[int, list[int]] = defaultdict(list)
        parties = Party.objects.filter(meeting__edition=edition).exclude(answer=Answer.NO).order_by("pk")
        for meeting, participant in parties.values_list("meeting", "participant"):
            self.parties[meeting].append(participant)
        slots = list(edition.slots.order_by("number"))
        self.slots = [one.pk for one in slots]
        self.begun = {one.pk for one in slots if one.starts_at <= now}
        self.days: defaultdict[int, list[int]] = defaultdict(list)
        for one in slots:
            self.days[one.day_id].append(one.pk)
        tables = Place.objects.filter(edition=edition, is_open=True, kind__in=rules.SITTING).order_by("pk")
        self.tables = list(tables.values_list("pk", flat=True))
        self.away: list[tuple[int, int]] = []
        self.closed: list[tuple[int, int]] = []
        self.pinned: set[int] = set()

    def pick(self, among: list[Item]) -> Item:
        """One of them."""
        return among[int(self.random.integers(len(among)))]

    def meeting(self, *, begun: bool = False) -> int:
        """A meeting that is still to come, or one that runs; none of the pinned ones."""
        every = list(self.sits)
        while True:
            found: int = self.pick(every)
            if (self.sits[found][0] in self.begun) == begun and found not in self.pinned:
                return found

    def possible(self, meeting: int) -> list[int]:
        """Slots to come in which its sides are available, of those that they agreed on."""
        from chainfair.matching.models import Participant
        from chainfair.meetings import rules
        from chainfair.meetings.models import SlotProposal

        named = SlotProposal.objects.filter(meeting=meeting).values_list("by", "slot")
        agreed = rules.agreed_slots(named) or set(self.slots)
        sides = Participant.objects.filter(pk__in=self.parties[meeting])
        marks = list(sides.values_list("availability", flat=True))
        free = {pk for n, pk in enumerate(self.slots) if all(rules.is_free(one, n) for one in marks)}
        return sorted((agreed & free) - self.begun) or [self.sits[meeting][0]]

    def draw(self) -> "LiveChange":
        """A random change."""
        from chainfair.meetings.kinds import Absence, CallOff, Closure, LatePin, NoShow, Opening, Return

        kind = self.random.choice(list(KINDS), p=np.array(list(KINDS.values())) / 100)
        if kind == "Return" and self.away:
            who, slot = self.pick(self.away)
            return Return(who, (slot,))
        if kind == "Opening" and self.closed:
            place, slot = self.pick(self.closed)
            return Opening((slot,), places=(place,))
        if kind == "NoShow":
            missed = self.meeting(begun=True)
            return NoShow(missed, (self.pick(self.parties[missed]),))
        meeting = self.meeting()
        slot, place = self.sits[meeting]
        if kind == "LatePin":
            return LatePin(meeting, self.pick(self.possible(meeting)))
        if kind == "CallOff":
            return CallOff((meeting,), "not needed any more")
        if kind == "Closure" and place is not None:
            return Closure((slot,), places=(place,))
        return Absence(self.pick(self.parties[meeting]), (slot,))

    def took(self, change: "LiveChange", foreseen: "Foreseen") -> None:
        """Write down what the action said it did."""
        from chainfair.meetings.kinds import Absence, Closure, LatePin, Opening, Return

        for one in foreseen.ended:
            self.sits.pop(one, None)
        for shift in foreseen.shifts:
            self.sits.pop(shift.meeting, None)
            if shift.after is not None:
                self.sits[shift.meeting] = (shift.after.slot, shift.after.place)
        match change:
            case Absence(who, slots):
                self.away.append((who, slots[0]))
            case Return(who, slots):
                self.away.remove((who, slots[0]))
            case Closure(slots, places, None):
                self.closed.append((places[0], slots[0]))
            case Opening(slots, places, None):
                self.closed.remove((places[0], slots[0]))
            case LatePin(meeting):
                self.pinned.add(meeting)


@contextmanager
def counted(spent: list[int]) -> Iterator[None]:
    """How many statements the database gets."""
    from django.db import connection

    count = 0

    def count_one(execute: Callable[..., object], *arguments: object) -> object:
        nonlocal count
        count += 1
        return execute(*arguments)

    with connection.execute_wrapper(count_one):
        yield
    spent.append(count)


def carry_out(
    timetable: "Timetable", change: "LiveChange", now: datetime, chance: Chance, spent: Spent
) -> "Foreseen | None":
    """One change through the action; None where it is refused."""
    from chainfair.ground.errors import Refusal
    from chainfair.meetings.actions import change_timetable
    from chainfair.meetings.kinds import Change

    cpu, wall = time.process_time(), time.perf_counter()
    try:
        with counted(spent.statements):
            foreseen = change_timetable(timetable=timetable, change=change, by=None, now=now)
    except Refusal:
        spent.refused += 1
        return None
    spent.cpu.append(time.process_time() - cpu)
    spent.wall.append(time.perf_counter() - wall)
    moved = len(foreseen.of(Change.MOVED))
    spent.moved.append(moved)
    spent.beyond.append(max(moved - foreseen.hit, 0))
    chance.took(change, foreseen)
    return foreseen


def said(name: str, one: Spent) -> str:
    """A row of the table."""
    if not one.cpu:
        return f"{name:9} none, {one.refused} refused"
    cpu, wall = np.array(one.cpu) * 1e3, np.array(one.wall) * 1e3
    times = " ".join(
        " ".join(f"{np.quantile(row, part):7.1f}" for part in (0.5, 0.95, 0.99, 1)) for row in (cpu, wall)
    )
    return (
        f"{name:9} {len(cpu):5} {one.refused:7} {times} {np.mean(one.moved):6.2f} {max(one.moved):5} "
        f"{max(one.beyond):6} {np.median(one.statements):5.0f}"
    )


def checked(timetable: "Timetable", now: datetime, chance: Chance) -> str:
    """Compare the database with what the actions said, its weight with that of a fresh run; exit where it breaks."""
    from chainfair.engine.stop import Stop
    from chainfair.engine.timetable import solve, violations
    from chainfair.meetings import bridge, rules
    from chainfair.meetings.kinds import MeetingState
    from chainfair.meetings.models import Placement, SeatBooking

    timetable.refresh_from_db()
    missed = Placement.objects.filter(timetable=timetable).exclude(meeting__state__in=rules.AGREED)
    rows = Placement.objects.filter(timetable=timetable).exclude(pk__in=missed)
    sits = {m: (s, p) for m, s, p in rows.values_list("meeting", "slot", "place")}
    if sits != chance.sits:
        sys.exit("the database holds another timetable than the actions said")
    booked: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    bookings = SeatBooking.objects.filter(timetable=timetable)
    for meeting, slot, who in bookings.values_list("placement__meeting", "slot", "seat__participant"):
        booked[meeting].append((who, slot))
    for meeting, (slot, place) in sits.items():
        if sorted(booked[meeting]) != sorted((who, slot) for who in chance.parties[meeting]):
            sys.exit(f"meeting {meeting} has not one seat for each side")
        if (place, slot) in rules.closed_cells(timetable.figures):
            sys.exit(f"meeting {meeting} sits at a closed place")
    states = Counter(rows.values_list("meeting__state", flat=True))
    if set(states) > {MeetingState.SCHEDULED, MeetingState.CONFIRMED}:
        sys.exit(f"meetings with a time stand as {dict(states)}")
    reader = bridge.Reader(timetable.edition, now)
    problem, _rooms = bridge.build_problem(reader)
    slots = np.array([reader.previous.get(one.pk, -1) for one in reader.meetings], np.int32)
    wrong = violations(problem, slots)
    if wrong:
        sys.exit(f"the timetable breaks a constraint: {wrong[0]}")
    fresh = solve(problem, stop=Stop(rounds=1))
    weight = int(problem.weight[slots >= 0].sum())
    return (
        f"{(slots >= 0).sum()} meetings, weight {weight}; fresh run {(fresh.slot >= 0).sum()}, {fresh.weight}, bound "
        f"{fresh.bound}; missing {1 - weight / fresh.weight:+.4%}; nothing broken, the database is as the actions said"
    )


def many(timetable: "Timetable", now: datetime, chance: Chance, count: int, only: str | None) -> None:
    """Random changes one after another; prints what each kind took."""
    spent: defaultdict[str, Spent] = defaultdict(Spent)
    done = 0
    while done < count:
        change = chance.draw()
        name = type(change).__name__
        if only is not None and name != only:
            continue
        done += carry_out(timetable, change, now, chance, spent[name]) is not None
    print(
        "kind         n refused   CPU ms: median p95 p99 max | wall ms: the same | moved mean max beyond | SQL"
    )
    for name, one in sorted(spent.items()):
        print(said(name, one))
    every = Spent(
        *([x for one in spent.values() for x in getattr(one, name)] for name in ("cpu", "wall")),
        statements=[x for one in spent.values() for x in one.statements],
        moved=[x for one in spent.values() for x in one.moved],
        beyond=[x for one in spent.values() for x in one.beyond],
        refused=sum(one.refused for one in spent.values()),
    )
    print(said("all", every))
    print(checked(timetable, now, chance), flush=True)


def closed(timetable: "Timetable", now: datetime, chance: Chance, change: "LiveChange", name: str) -> None:
    """Many places close at once."""
    from chainfair.meetings.kinds import Change

    spent = Spent()
    foreseen = carry_out(timetable, change, now, chance, spent)
    if foreseen is None:
        sys.exit(f"{name}: refused")
    counts = {str(kind): len(foreseen.of(kind)) for kind in Change}
    print(
        f"{name}: {foreseen.hit} hit, {counts}, {counts['moved'] / max(foreseen.hit, 1):.2f} moved for each; "
        f"CPU {spent.cpu[0]:.2f} s, wall {spent.wall[0]:.2f} s, {spent.statements[0]} statements"
    )
    print(checked(timetable, now, chance), flush=True)


def halls(timetable: "Timetable", now: datetime, chance: Chance) -> None:
    """An eighth of all tables closes, then the hall that has most of them; for two slots, and for a day."""
    from chainfair.fairs.models import Place
    from chainfair.meetings.kinds import Closure
    from chainfair.meetings.models import Placement

    Placement.objects.filter(timetable=timetable).update(
        pinned=False
    )  # a pin would have to be taken out first
    eighth = tuple(chance.tables[: len(chance.tables) // 8])
    largest = Counter(Place.objects.filter(pk__in=chance.tables).values_list("hall", flat=True)).most_common(
        1
    )
    _first, second, third, fourth, *_rest = (tuple(slots) for slots in chance.days.values())
    for name, change in (
        ("an eighth, two slots", Closure(second[4:6], places=eighth)),
        ("an eighth, a day", Closure(third, places=eighth)),
        ("a hall, two slots", Closure(second[8:10], hall=largest[0][0])),
        ("a hall, a day", Closure(fourth, hall=largest[0][0])),
    ):
        closed(timetable, now, chance, change, name)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--changes", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=list(KINDS), help="changes of one kind only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if "CHAINFAIR_DATABASE" not in os.environ:
            shutil.copytree(options.data, folder, dirs_exist_ok=True)
            os.sync()  # else the first checkpoint of the database waits until all of the copy lies on the disk
        os.environ["CHAINFAIR_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chainfair.project.settings")
        import django

        django.setup()
        run(options)


def run(options: argparse.Namespace) -> None:
    """Everything, on a fair that is open."""
    from chainfair.engine.timetable.replan import prepare
    from chainfair.meetings.actions import foresee_change
    from chainfair.meetings.kinds import CallOff
    from chainfair.meetings.models import Timetable

    timetable = Timetable.objects.filter(state="published").latest("pk")
    now = set_back(timetable)
    timetable = publish(timetable.edition, now - timedelta(days=2))
    prepare()
    chance = Chance(timetable, now, options.seed)
    print(checked(timetable, now, chance), flush=True)
    foresee_change(timetable=timetable, change=CallOff((chance.meeting(),), ""), now=now)  # warms up
    if options.changes:
        many(timetable, now, chance, options.changes, options.only)
    halls(timetable, now, chance)


if __name__ == "__main__":
    main()
