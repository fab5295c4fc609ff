import json
from dataclasses import fields
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainfair.engine.cli import main
from chainfair.engine.result import Status
from chainfair.engine.stop import Stop
from chainfair.engine.timetable import (
    Clash,
    ClashKind,
    GapRule,
    Problem,
    Result,
    make_problem,
    read_dzn,
    solve,
    violations,
)
from chainfair.engine.timetable.exact.contradiction import contradiction
from chainfair.engine.timetable.exact.encoding import encode, hosts_of, suits
from chainfair.engine.timetable.exact.prove import prove
from chainfair.engine.timetable.exact.search import descend
from chainfair.engine.timetable.forms import clash_sentence
from chainfair.engine.timetable.statistics import gaps_of
from chainfair.engine.timetable.violations import gaps_counted

from .cases import SHARED, fewest_gaps, held
from .test_forms import DZN, published
from .test_solve import without


def proven(problem: Problem, seed: int = 0) -> Result:
    return solve(problem, stop=Stop(rounds=0), seed=seed, proof=True)


def only(problem: Problem, clashes: tuple[Clash, ...]) -> Problem:
    """The problem with no demand but these."""
    of = {kind: [clash for clash in clashes if clash.kind is kind] for kind in ClashKind}
    available = np.ones_like(problem.available)
    for clash in of[ClashKind.AWAY]:
        available[clash.participant, clash.slot] = False
    crowds = {clash.participant for clash in of[ClashKind.DIARY]}
    limited = np.isin(np.arange(problem.participants), [clash.participant for clash in of[ClashKind.LIMIT]])
    strict = np.isin(np.arange(problem.meetings), [clash.meeting for clash in of[ClashKind.SLOTS]])
    settled = np.isin(np.arange(problem.meetings), [clash.meeting for clash in of[ClashKind.PIN]])
    every = np.ones((problem.meetings, problem.slots), np.bool_)
    return without(
        problem,
        available=available,
        seats=[problem.seats[p] if p in crowds else 9 for p in range(problem.participants)],
        maximum=np.where(limited, problem.maximum, 99),
        daily_maximum=np.where(limited, problem.daily_maximum, 99),
        capacity=problem.capacity if of[ClashKind.PLACES] else np.full_like(problem.capacity, 99),
        allowed=every if problem.allowed is None else np.where(strict[:, None], problem.allowed, True),
        pinned=np.where(settled, problem.pinned, -1),
        precedence=[(clash.meeting, clash.other) for clash in of[ClashKind.ORDER]],
        apart=[(clash.meeting, clash.other) for clash in of[ClashKind.APART]],
        distance=problem.distance if of[ClashKind.WAY] else None,
        spread=None,
    )


def contradict(problem: Problem, clashes: tuple[Clash, ...]) -> bool:
    """Whether no timetable that holds every meeting meets these demands.

    The spread is one among those with a diary to keep, and those who cannot have a gap with or without.
    """
    demanded, kinds = only(problem, clashes), {clash.kind for clash in clashes}
    diaries = [clash.participant for clash in clashes if clash.kind is ClashKind.DIARY]
    meetings = np.bincount(problem.party, minlength=problem.participants)
    counted = np.union1d(np.flatnonzero(meetings <= 1), diaries).astype(int)
    on_foot = without(problem, distance=demanded.distance)
    for slots in product(range(problem.slots), repeat=problem.meetings):
        tried = np.array(slots, np.int32)
        if violations(demanded, tried):
            continue
        gaps = np.array(gaps_counted(on_foot, tried))[counted]
        if ClashKind.SPREAD not in kinds or len(gaps) == 0 or np.ptp(gaps) <= (problem.spread or 0):
            return False
    return True


@settings(max_examples=60, deadline=None)
@given(held())
def test_fewest_gaps_are_those_of_trying_everything(problem: Problem) -> None:
    result, least = proven(problem), fewest_gaps(problem)
    if least is None:
        assert (result.status, result.proof) == (Status.INFEASIBLE, None)
        return
    assert result.status is Status.OPTIMAL
    assert violations(problem, result.slot) == []
    assert result.proof is not None
    assert (result.statistics.gaps, result.proof.gaps) == (least, least)


@settings(max_examples=40, deadline=None)
@given(held())
def test_a_contradiction_is_one_and_dropping_any_part_ends_it(problem: Problem) -> None:
    if fewest_gaps(problem) is not None:
        return
    clashes = contradiction(problem, late=lambda: False)
    assert clashes
    assert contradict(problem, clashes)
    for clash in clashes:
        assert not contradict(problem, tuple(other for other in clashes if other != clash))


@settings(max_examples=15, deadline=None)
@given(held(), st.integers(0, 2**40))
def test_the_same_seed_gives_the_same_answer(problem: Problem, seed: int) -> None:
    one, two = proven(problem, seed), proven(problem, seed)
    assert one.slot.tolist() == two.slot.tolist()
    assert (one.status, one.proof, one.contradiction) == (two.status, two.proof, two.contradiction)


@settings(max_examples=50, deadline=None)
@given(held())
def test_two_countings_of_gaps_agree(problem: Problem) -> None:
    slots = np.array([m % problem.slots for m in range(problem.meetings)], np.int32)
    assert gaps_counted(problem, slots) == gaps_of(problem, slots)[0].tolist()


@pytest.mark.long
@settings(max_examples=2_000, deadline=None)
@given(held())
def test_many_small_cases_are_those_of_trying_everything(problem: Problem) -> None:
    result, least = proven(problem), fewest_gaps(problem)
    assert (result.proof.gaps if result.proof else None) == least


def waiting() -> Problem:
    """Two who meet in the first and the last of four slots, because of a third who can only come then."""
    return make_problem(
        available=[[1, 1, 1, 1], [1, 0, 0, 1], [1, 0, 0, 1]],
        party_start=[0, 2, 4],
        party=[0, 1, 0, 2],
        weight=[1, 1],
        required=[1, 1],
        gap_rule=GapRule.ANY,
    )


def test_a_gap_that_must_be_is_proven() -> None:
    result = proven(waiting())
    assert (result.status, result.statistics.gaps) == (Status.OPTIMAL, 1)
    assert result.proof is not None
    assert (result.proof.gaps, result.proof.refuted) == (1, (0,))


def test_without_a_proof_only_a_bound_of_no_gaps_is_known() -> None:
    assert solve(waiting(), stop=Stop(rounds=1)).status is Status.WITHIN_BOUND


def test_what_is_easily_proven_is_proven_unasked() -> None:
    result = solve(waiting())
    assert (result.status, result.statistics.gaps) == (Status.OPTIMAL, 1)
    assert result.proof is not None
    assert result.proof.gaps == 1


def test_when_the_time_is_over_the_timetable_stays_and_the_bound_is_what_is_known() -> None:
    problem = without(waiting(), available=np.ones((3, 4)))
    slots = np.array([0, 3], np.int32)
    answer = prove(problem, slots, seed=0, late=lambda: True)
    assert answer.slots is not None
    assert answer.slots.tolist() == [0, 3]
    assert answer.proof is not None
    assert (answer.proof.gaps, answer.proof.refuted) == (0, ())


@pytest.mark.parametrize(("spread", "least"), [(None, 2), (2, 2), (1, None), (0, None)])
def test_a_spread_that_cannot_be_kept_is_named(spread: int | None, least: int | None) -> None:
    """One who must wait twice, beside three who cannot wait at all."""
    problem = make_problem(
        available=np.ones((4, 5)),
        party_start=[0, 2, 4, 6],
        party=[0, 1, 0, 2, 0, 3],
        weight=[1, 1, 1],
        pinned=[0, 2, 4],
        required=[1, 1, 1],
        gap_rule=GapRule.ANY,
        spread=spread,
    )
    result = proven(problem)
    assert (result.proof.gaps if result.proof else None) == least
    assert (result.status is Status.INFEASIBLE) == (least is None)
    assert (Clash(ClashKind.SPREAD, limit=(spread or 0) + 1) in result.contradiction) == (least is None)


@settings(max_examples=30, deadline=None)
@given(held())
def test_every_meeting_of_a_zone_is_counted_once_and_no_host_twice_in_a_slot(problem: Problem) -> None:
    inside = np.flatnonzero(problem.zone == 0).tolist()
    parts = hosts_of(problem, inside)
    assert sorted(m for part in parts for m in part) == inside
    for part in parts:
        shared = set.intersection(*(set(problem.parties(m).tolist()) for m in part))
        assert len(part) == 1 or any(problem.seats[p] == 1 for p in shared)


def test_a_diary_too_small_is_named() -> None:
    problem = make_problem(
        available=[[1, 0], [1, 1], [1, 1]],
        party_start=[0, 2, 4],
        party=[0, 1, 0, 2],
        weight=[1, 1],
        required=[1, 1],
    )
    assert proven(problem).contradiction == (
        Clash(ClashKind.DIARY, participant=0, held=2, limit=1),
        Clash(ClashKind.AWAY, participant=0, slot=1),
    )


def test_two_meetings_kept_apart_with_one_slot_are_named() -> None:
    problem = make_problem(
        available=np.ones((4, 1)),
        party_start=[0, 2, 4],
        party=[0, 1, 2, 3],
        weight=[1, 1],
        required=[1, 1],
        apart=[(1, 0)],
    )
    result = proven(problem)
    assert (result.status, result.contradiction) == (
        Status.INFEASIBLE,
        (Clash(ClashKind.APART, meeting=1, other=0),),
    )
    assert clash_sentence(result.contradiction[0]) == "Meetings 1 and 0 may not be in the same slot."


@pytest.mark.parametrize("changes", [{"required": [0, 1]}, {"required": [0, 0]}])
def test_only_where_every_meeting_must_be_held_there_is_a_proof(changes: dict[str, object]) -> None:
    problem = without(waiting(), **changes)
    assert not suits(problem)
    assert proven(problem).proof is None


def test_a_search_from_above_closes_a_gap() -> None:
    problem = make_problem(
        available=np.ones((3, 4)), party_start=[0, 2, 4], party=[0, 1, 0, 2], weight=[1, 1], required=[1, 1]
    )
    closed = descend(problem, np.array([0, 3], np.int32), effort=100, seed=0, late=lambda: False)
    assert gaps_of(problem, closed)[0].sum() == 0


def test_the_formula_is_not_larger_for_people_who_do_not_meet() -> None:
    problem = waiting()
    more = without(
        problem,
        **{name: np.append(getattr(problem, name), 1) for name in ("seats", "minimum")},
        available=np.vstack([problem.available, np.ones((1, 4))]),
        maximum=np.append(problem.maximum, 9),
        daily_maximum=np.append(problem.daily_maximum, 9),
    )
    assert len(encode(more, 2).formula.clauses) == len(encode(problem, 2).formula.clauses)
    assert len(fields(more)) == len(fields(problem))


def test_the_command_proves_and_check_recounts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "tiny.dzn", tmp_path / "out.json"
    path.write_text(DZN, encoding="utf-8")
    assert main(["timetable", str(path), "--proof", "--out", str(out)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["status"], answer["breaks"], answer["breaks_bound"]) == ("optimal", 0, 0)
    assert main(["check", str(path), str(out)]) == 0
    checked = json.loads(capsys.readouterr().out)
    assert (checked["violations"], checked["breaks"], checked["breaks_bound"]) == (0, 0, 0)
    form = json.loads(out.read_text(encoding="utf-8"))
    form["proof"]["breaks_bound"] = 1
    out.write_text(json.dumps(form), encoding="utf-8")
    assert main(["check", str(path), str(out)]) == 1


def test_the_command_says_why_there_is_no_timetable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tiny.dzn"
    path.write_text(DZN.replace("{0,2}];", "{0,3}];"), encoding="utf-8")
    assert main(["timetable", str(path), "--proof"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "infeasible"
    assert answer["contradiction"] == [
        "Participant 2 cannot come in slot 2.",
        "Meeting 1 is settled in slot 2.",
    ]


QUICK = {"tic-12.original.dzn", "tic-13.forb0003.dzn", "tic-14crafa.original.dzn"}


@pytest.mark.skipif(not published(), reason="the published instances are not here")
@pytest.mark.parametrize(
    ("name", "optimum"),
    [row if row[0] in QUICK else pytest.param(*row, marks=pytest.mark.long) for row in published()],
)
def test_published_instances_are_proven(name: str, optimum: str) -> None:
    problem = read_dzn(SHARED / "b2bsp" / name)
    result = solve(problem, proof=True)
    if optimum == "infeasible":
        assert result.status is Status.INFEASIBLE
        assert {clash.kind for clash in result.contradiction} == {ClashKind.DIARY, ClashKind.AWAY}
        return
    assert violations(problem, result.slot) == []
    assert result.proof is not None
    assert (result.status, result.statistics.gaps, result.proof.gaps) == (
        Status.OPTIMAL,
        int(optimum),
        int(optimum),
    )
