"""Who meets whom, when and where: problems as arrays, solved near the mathematical limit, checked apart."""

from chainfair.engine.timetable.bounds import proven_bound
from chainfair.engine.timetable.forms import (
    read_dzn,
    read_json,
    read_npz,
    read_problem,
    result_form,
    write_json,
)
from chainfair.engine.timetable.improve import Params
from chainfair.engine.timetable.problem import NONE, UNLIMITED, GapRule, Problem, make_problem
from chainfair.engine.timetable.result import (
    Certificate,
    Clash,
    ClashKind,
    Progress,
    Proof,
    Reason,
    ReasonKind,
    Result,
    Statistics,
    Watch,
)
from chainfair.engine.timetable.solve import solve
from chainfair.engine.timetable.statistics import statistics
from chainfair.engine.timetable.violations import Violation, ViolationKind, violations

__all__ = [
    "NONE",
    "UNLIMITED",
    "Certificate",
    "Clash",
    "ClashKind",
    "GapRule",
    "Params",
    "Problem",
    "Progress",
    "Proof",
    "Reason",
    "ReasonKind",
    "Result",
    "Statistics",
    "Violation",
    "ViolationKind",
    "Watch",
    "make_problem",
    "proven_bound",
    "read_dzn",
    "read_json",
    "read_npz",
    "read_problem",
    "result_form",
    "solve",
    "statistics",
    "violations",
    "write_json",
]
