"""Budgets of size: what grows past them is cut before it is landed."""

import statistics
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, functions, parsed, room_of, sources

LONGEST_FILE = 500
LONGEST_FUNCTION = 60
LONGEST_KERNEL = 120
LAUNCHER = ROOT / "chainfair"


def lines_of(file: Path) -> int:
    """The number of lines of a file."""
    return len(file.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("file", [*sources(), LAUNCHER], ids=lambda file: str(file.relative_to(ROOT)))
def test_no_file_and_no_function_passes_its_cap(file: Path) -> None:
    cap = LONGEST_KERNEL if file != LAUNCHER and room_of(file) == "engine" else LONGEST_FUNCTION
    long = [
        f"{function.name} ({length} lines)"
        for function in functions(parsed(file))
        if (length := (function.end_lineno or 0) - function.lineno + 1) > cap
    ]
    assert (max(lines_of(file), LONGEST_FILE), long) == (LONGEST_FILE, [])


def test_files_and_functions_keep_to_the_measure_of_the_house() -> None:
    files = sorted(count for file in sources() if (count := lines_of(file)) > 1)
    spans = sorted(
        (function.end_lineno or 0) - function.lineno + 1
        for file in sources()
        for function in functions(parsed(file))
    )
    measured = {
        "file p95": statistics.quantiles(files, n=20)[-1],
        "function median": statistics.median(spans),
        "function p95": statistics.quantiles(spans, n=20)[-1],
    }
    allowed = {"file p95": 350, "function median": 10, "function p95": 34}
    assert {name: value for name, value in measured.items() if value > allowed[name]} == {}
