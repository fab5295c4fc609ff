"""The timetable's verbs of the command line: ``timetable`` and ``check``."""

import json
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

import numpy as np

from chainfair.engine.result import Status
from chainfair.engine.stop import Stop
from chainfair.engine.timetable.bounds import proven_bound
from chainfair.engine.timetable.forms import (
    clash_sentence,
    read_problem,
    reading,
    result_form,
    violation_sentence,
)
from chainfair.engine.timetable.problem import Ints, Problem, narrow, whole
from chainfair.engine.timetable.refuting import stands
from chainfair.engine.timetable.result import ReasonKind
from chainfair.engine.timetable.solve import solve
from chainfair.engine.timetable.statistics import gaps_of, statistics
from chainfair.engine.timetable.violations import ViolationKind, gaps_counted, violations


def timetable_arguments(parser: ArgumentParser) -> None:
    """Say what ``timetable`` takes."""
    parser.add_argument("file", type=Path, help="a .npz, .dzn or .json problem")
    parser.add_argument(
        "--seconds", type=float, help="time for improving comfort (default: a fixed number of rounds)"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--spread", type=int, default=2, help="greatest spread of breaks of a .dzn (default 2)"
    )
    parser.add_argument(
        "--proof", action="store_true", help="fewest gaps with proof, where every meeting must be held"
    )
    parser.add_argument("--out", type=Path, help="write the timetable and its certificate here")


def timetable(options: Namespace) -> tuple[dict[str, Any], int]:
    """Solve one file; the answer counts, the file written holds the timetable."""
    problem = read_problem(options.file, spread=options.spread)
    began = time.perf_counter()
    result = solve(problem, stop=Stop(seconds=options.seconds), seed=options.seed, proof=options.proof)
    seconds = time.perf_counter() - began
    if options.out is not None:
        options.out.write_text(json.dumps(result_form(problem, result)) + "\n", encoding="utf-8")
    return {
        "status": result.status.value,
        **_counts(options.file, problem, result.slot, result.bound),
        "seconds": round(seconds, 3),
        "breaks_bound": result.proof.gaps if result.proof else None,
        "contradiction": [clash_sentence(clash) for clash in result.contradiction],
        "rounds": result.rounds,
        "seed": result.seed,
        "not_placed": {
            kind.value: count for kind in ReasonKind if (count := sum(r.kind is kind for r in result.reasons))
        },
    }, 0


def check_arguments(parser: ArgumentParser) -> None:
    """Say what ``check`` takes."""
    parser.add_argument("file", type=Path, help="the problem")
    parser.add_argument(
        "out", type=Path, help="what `timetable --out` wrote, or any file with `slots` or `placed`"
    )
    parser.add_argument(
        "--spread", type=int, default=2, help="greatest spread of breaks of a .dzn (default 2)"
    )


def check(options: Namespace) -> tuple[dict[str, Any], int]:
    """Check a timetable against its problem: every constraint, every count, and the bound from its prices.

    1 is what breaks a constraint or claims too much. That there is none is a claim too: with a reason that nothing
    speaks against it is 0, though then a meeting has no slot, or the spread is too wide.
    """
    problem = read_problem(options.file, spread=options.spread)
    with reading(options.out):
        form = json.loads(options.out.read_text(encoding="utf-8"))
        slots, bound = _slots(problem, form), _bound(problem, form)
        claimed = form.get("certificate", {}).get("bound")
        breaks_claimed = form.get("proof", {}).get("breaks_bound")
        for name, value in (("bound", claimed), ("breaks_bound", breaks_claimed)):
            if not isinstance(value, int | None):
                raise ValueError(f"{name} must be a whole number")  # noqa: TRY004 - of a file, not a caller
        _check_claims(form)
    broken = violations(problem, slots)
    held = np.where((slots >= 0) & (slots < problem.slots), slots, -1).astype(np.int32)
    counted = gaps_counted(problem, held)
    with reading(options.out):
        weight = int(problem.weight[held >= 0].sum())
        reason = _reason(problem, form)
        doubt = _doubt(problem, form, bool(broken), weight, bound, sum(counted), reason)
    impossible = doubt is None and form.get("status") == Status.INFEASIBLE.value
    wrong = (
        any(not (impossible and one.kind in _LACKING) for one in broken),
        doubt is not None,
        bound is not None and claimed is not None and claimed < bound,
        breaks_claimed is not None and breaks_claimed > sum(counted),
    )
    return {
        "violations": len(broken),
        "first_violations": [
            {name: value for name in type(v).__slots__ if (value := getattr(v, name)) != -1}
            | {"words": violation_sentence(problem, v)}
            for v in broken[:20]
        ],
        **_counts(options.file, problem, held, bound),
        "bound_claimed": claimed,
        "breaks": sum(counted),
        "spread": max(counted, default=0) - min(counted, default=0),
        "breaks_bound": breaks_claimed,
        "status_claimed": form.get("status"),
        "status_doubt": doubt,
        "reason_stands": reason,
    }, int(any(wrong))


_BROKEN = (Status.INFEASIBLE.value, Status.UNFINISHED.value)
"""What a timetable that breaks something may be."""
_LACKING = (ViolationKind.NOT_HELD, ViolationKind.PIN_MOVED, ViolationKind.SPREAD_TOO_WIDE)
"""What a timetable may break where it is true that there is none."""


def _check_claims(form: dict[str, Any]) -> None:
    """Refuse a status, a proof and a reason that are not in their form."""
    if form.get("status") not in (None, *(one.value for one in Status)):
        raise ValueError(f"status is {form['status']!r}, needs {', '.join(one.value for one in Status)}")
    refuted, clashes = form.get("proof", {}).get("refuted", []), form.get("clashes", [])
    if not isinstance(refuted, list) or not isinstance(clashes, list):
        raise ValueError("refuted and clashes must be lists")  # noqa: TRY004 - of a file, not a caller


def _reason(problem: Problem, form: dict[str, Any]) -> bool | None:
    """Whether the reason of what is said to be infeasible is one; None where there is none, or nobody found out."""
    if form.get("status") != Status.INFEASIBLE.value or not form.get("clashes"):
        return None
    return stands(problem, form["clashes"])


def _doubt(
    problem: Problem,
    form: dict[str, Any],
    broken: bool,
    weight: int,
    bound: int | None,
    gaps: int,
    reason: bool | None,
) -> str | None:
    """Why the status is not true, as far as that is seen from what stands in the files; None if it may be."""
    status = form.get("status")
    if status in (Status.OPTIMAL.value, Status.WITHIN_BOUND.value) and broken:
        return f"{status} is only what breaks no constraint"
    if status == Status.OPTIMAL.value:
        return _doubt_of_best(problem, form, weight, bound, gaps)
    if status in _BROKEN and not broken:
        return f"{status} is only what has something missing, and this breaks no constraint"
    if status == Status.INFEASIBLE.value:
        if not form.get("clashes"):
            return "infeasible needs a reason"
        if reason is False:
            return "the reason is none: all that it names can be had together"
    return None


def _doubt_of_best(
    problem: Problem, form: dict[str, Any], weight: int, bound: int | None, gaps: int
) -> str | None:
    """Why a timetable is not proven to be the best."""
    if not problem.required.all():
        proven = bound is not None and weight == bound
        return None if proven else f"optimal needs the weight of the bound, {bound}, and has {weight}"
    proof = form.get("proof", {})
    least = proof.get("breaks_bound") or 0
    if gaps != least:
        return f"optimal needs as few breaks as are proven, {least}, and has {gaps}"
    if least and least - 1 not in proof.get("refuted", []):
        return f"optimal needs that {least - 1} breaks are refuted"
    return None


def _bound(problem: Problem, form: dict[str, Any]) -> int | None:
    """The bound that the prices of a certificate prove; None without one."""
    if "certificate" not in form:
        return None
    prices = form["certificate"]
    return proven_bound(
        problem, prices["participant"], prices["zone"], prices["scale"], prices.get("cells", ())
    )


def _slots(problem: Problem, form: dict[str, Any]) -> Ints:
    """The slot of each meeting, from either form of a timetable; where there are both, they must agree."""
    given = narrow("slots", form["slots"] if "slots" in form else np.full(problem.meetings, -1))
    if given.shape != (problem.meetings,):
        raise ValueError(f"slots has {given.size} entries, the problem has {problem.meetings} meetings")
    if "placed" not in form:
        if "slots" not in form:
            raise ValueError("a timetable has slots or placed")
        return given
    request = whole("request", [row["request"] for row in form["placed"]])
    slot = narrow("slot", [row["slot"] for row in form["placed"]])
    slots = np.full(problem.meetings, -1, np.int32)
    known = ((request >= 0) & (request < problem.meetings)).all()
    if not known or len(np.unique(request)) != len(request):
        raise ValueError("placed names a request twice, or one that there is not")
    slots[request] = slot
    if "slots" in form and (slots != given).any():
        raise ValueError(f"slots and placed differ over meeting {np.flatnonzero(slots != given)[0]}")
    return slots


def _counts(path: Path, problem: Problem, slots: Ints, bound: int | None) -> dict[str, Any]:
    counts = statistics(problem, slots)
    gaps, _ = gaps_of(problem, slots)
    answer = {
        "meetings": counts.meetings,
        "requests": problem.meetings,
        "weight": counts.weight,
        "bound": bound,
        "breaks": counts.gaps,
        "spread": counts.spread,
        "gaps": counts.gaps,
        "idle": counts.idle,
        "rushes": counts.rushes,
        "person_days": counts.person_days,
    }
    if path.suffix == ".npz":
        with np.load(path, allow_pickle=False) as file:
            answer["gaps_exhibitors"] = int(gaps[: int(file["shape"][0])].sum())
    return answer
