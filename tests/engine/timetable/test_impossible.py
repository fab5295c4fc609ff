"""What must be held and cannot be has a smallest reason, also where other meetings may be left out."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainfair.engine.cli import main
from chainfair.engine.result import Status
from chainfair.engine.stop import Stop
from chainfair.engine.timetable import Clash, ClashKind, GapRule, Problem, make_problem, solve, write_json
from chainfair.engine.timetable.forms import clash_form
from chainfair.engine.timetable.impossible import must_be_held, part_of
from chainfair.engine.timetable.refuting import stands

from .cases import fewest_gaps, held
from .test_exact import only
from .test_solve import without


@settings(max_examples=80, deadline=None)
@given(held(), st.data())
def test_of_what_must_be_held_the_reason_is_smallest_and_is_there_whenever_it_cannot(
    problem: Problem, data: st.DataObject
) -> None:
    must = data.draw(st.lists(st.booleans(), min_size=problem.meetings, max_size=problem.meetings))
    problem = without(problem, required=must, spread=None)
    result = solve(problem, stop=Stop(rounds=0))
    kept = must_be_held(problem)
    part = part_of(problem, kept)
    assert (result.status is Status.INFEASIBLE) == (fewest_gaps(part) is None)
    if result.status is not Status.INFEASIBLE:
        assert result.contradiction == ()
        return
    place = {int(m): number for number, m in enumerate(kept)}
    named = tuple(
        Clash(**{name: getattr(clash, name) for name in Clash.__slots__} | renamed(clash, place))
        for clash in result.contradiction
    )
    assert named
    assert fewest_gaps(only(part, named)) is None
    for clash in named:
        assert fewest_gaps(only(part, tuple(one for one in named if one is not clash))) is not None
    assert stands(problem, [clash_form(clash) for clash in result.contradiction]) is True
    for clash in result.contradiction:
        rest = [clash_form(one) for one in result.contradiction if one is not clash]
        assert stands(problem, rest) is not True


def renamed(clash: Clash, place: dict[int, int]) -> dict[str, int]:
    return {name: place.get(getattr(clash, name), -1) for name in ("meeting", "other")}


def pinned(**more: object) -> Problem:
    """Two meetings of one participant, pinned to one slot; a third may be left out."""
    form: dict[str, object] = {
        "available": np.ones((4, 3)),
        "party_start": [0, 2, 4, 6],
        "party": [0, 1, 0, 2, 0, 3],
        "weight": [1, 1, 1],
        "pinned": [1, 1, -1],
    }
    return make_problem(**(form | more))  # type: ignore[arg-type]


def test_contradicting_pins_are_named() -> None:
    result = solve(pinned())
    assert (result.status, result.contradiction) == (
        Status.INFEASIBLE,
        (
            Clash(ClashKind.DIARY, participant=0, held=2, limit=1),
            Clash(ClashKind.PIN, meeting=0, slot=1),
            Clash(ClashKind.PIN, meeting=1, slot=1),
        ),
    )


def test_pins_between_which_nobody_can_walk_are_named() -> None:
    result = solve(pinned(pinned=[0, 1, -1], hall=[0, 1, -1], distance=[[0, 1], [1, 0]]))
    assert result.status is Status.INFEASIBLE
    assert {clash.kind for clash in result.contradiction} == {ClashKind.DIARY, ClashKind.PIN, ClashKind.WAY}


def test_a_required_meeting_without_a_common_slot_is_named() -> None:
    away = np.ones((4, 3))
    away[0, :2] = away[1, 2] = 0
    result = solve(pinned(available=away, pinned=None, required=[1, 0, 0]))
    assert result.status is Status.INFEASIBLE
    assert {clash.kind for clash in result.contradiction} == {ClashKind.AWAY}
    assert len(result.contradiction) == 3


def test_more_required_meetings_than_places_are_named_at_any_size() -> None:
    count = 700
    problem = make_problem(
        available=np.ones((2 * count, 6)),
        party_start=2 * np.arange(count + 1),
        party=np.arange(2 * count),
        weight=np.ones(count),
        capacity=np.full((1, 6), 100),
        zone=np.zeros(count),
        required=np.arange(count) < 650,
    )
    result = solve(problem, stop=Stop(rounds=0))
    assert (result.status, result.contradiction) == (
        Status.INFEASIBLE,
        (Clash(ClashKind.PLACES, zone=0),),
    )


@pytest.fixture
def answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Solves a problem by the command, changes what it wrote, and checks that."""

    def check(problem: Problem, **changes: object) -> tuple[int, str | None]:
        path, out = tmp_path / "problem.json", tmp_path / "out.json"
        write_json(path, problem)
        main(["timetable", str(path), "--out", str(out)])
        form = json.loads(out.read_text(encoding="utf-8"))
        out.write_text(json.dumps(form | changes), encoding="utf-8")
        capsys.readouterr()
        code = main(["check", str(path), str(out)])
        printed = capsys.readouterr().out
        return code, json.loads(printed)["status_doubt"] if printed else None

    return check


def test_check_believes_a_status_only_where_it_stands(answered: Any) -> None:
    free = pinned(pinned=None)
    assert answered(free) == (0, None)
    assert answered(free, status="within_bound") == (0, None)
    assert answered(free, status="infeasible") == (
        1,
        "infeasible is only what has something missing, and this breaks no constraint",
    )
    less = [{"request": 0, "slot": 0}]
    code, doubt = answered(free, slots=[0, -1, -1], placed=less)
    assert (code, doubt) == (1, "optimal needs the weight of the bound, 3, and has 1")
    assert answered(free, slots=[0, -1, -1], placed=less, status="within_bound") == (0, None)
    assert answered(free, status="certain") == (1, None)


def test_check_wants_as_few_breaks_as_are_proven(answered: Any) -> None:
    free = pinned(pinned=None, required=[1, 1, 1], available=np.ones((4, 5)))
    slots = [{"request": m, "slot": t} for m, t in enumerate([0, 1, 4])]
    assert answered(free, slots=[0, 1, 4], placed=slots) == (
        1,
        "optimal needs as few breaks as are proven, 0, and has 1",
    )
    proof = {"breaks_bound": 1, "refuted": [], "solver": "", "encoding": 2}
    assert answered(free, slots=[0, 1, 4], placed=slots, proof=proof) == (
        1,
        "optimal needs that 0 breaks are refuted",
    )


def test_check_looks_for_what_a_reason_says_there_is_not(answered: Any) -> None:
    problem = pinned()
    assert answered(problem) == (0, None)  # it has a pin that is not kept, and says why
    both = [{"request": m, "slot": 1} for m in range(2)]
    assert answered(problem, slots=[1, 1, -1], placed=both) == (
        1,
        None,
    )  # nobody can be twice at once, though
    assert answered(problem, status="unfinished") == (1, None)
    assert answered(problem, clashes=[]) == (1, "infeasible needs a reason")
    assert answered(problem, clashes=[{"kind": "pin", "meeting": 0, "slot": 1}]) == (
        1,
        "the reason is none: all that it names can be had together",
    )


def test_check_sees_that_a_day_is_too_uneven(answered: Any) -> None:
    """One who meets in the first and the last of three slots, beside two who cannot wait."""
    problem = pinned(
        party_start=[0, 2, 4],
        party=[0, 1, 0, 2],
        weight=[1, 1],
        pinned=[0, 2],
        required=[1, 1],
        spread=0,
        gap_rule=GapRule.ANY,
    )
    result = solve(problem)
    reason = [clash_form(clash) for clash in result.contradiction]
    assert [clash["kind"] for clash in reason] == ["diary", "pin", "pin", "spread"]
    assert stands(problem, reason) is True
    assert [stands(problem, [one for one in reason if one is not clash]) for clash in reason] == [
        None,
        None,
        None,
        False,
    ]
    assert answered(problem) == (0, None)


@settings(max_examples=60, deadline=None)
@given(held())
def test_no_reason_is_refuted_and_what_stands_is_one(problem: Problem) -> None:
    result = solve(problem, stop=Stop(rounds=0), proof=True)
    if result.status is not Status.INFEASIBLE:
        return
    reason = [clash_form(clash) for clash in result.contradiction]
    assert stands(problem, reason) is not False
    for clash in reason:
        assert stands(problem, [one for one in reason if one is not clash]) is not True


@pytest.mark.parametrize(
    "clash",
    [
        {"kind": "luck"},
        {"kind": "spread"},
        {"kind": "away", "participant": 0, "slot": 99},
        {"kind": "away", "participant": -1, "slot": 0},
        {"kind": "diary", "participant": True},
    ],
)
def test_a_reason_that_speaks_of_nothing_there_is_is_refused(clash: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a reason "):
        stands(pinned(), [clash])


def test_a_reason_that_binds_no_meeting_is_none() -> None:
    assert stands(pinned(), [{"kind": "way"}]) is False
