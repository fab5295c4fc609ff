"""The checks that need no database: format, lint, types, import contracts, documents, architecture."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


@dataclass(frozen=True)
class Step:
    """One tool that must be content, and what to do where it is not."""

    name: str
    command: tuple[str, ...]
    remedy: str


CHECKS = (
    Step("format", ("ruff", "format", "--check"), "put it right with: .venv/bin/ruff format"),
    Step("lint", ("ruff", "check"), "much of it is put right by: .venv/bin/ruff check --fix"),
    Step("types", ("mypy", "src", "tests"), "each line names the file and what was expected"),
    # A second time, since the launcher would otherwise be taken for a second package of that name.
    Step("types of the launcher", ("mypy", "chainfair"), "each line says what was expected"),
    Step(
        "contracts",
        ("lint-imports",),
        "rooms and doors are told in docs/decisions/0001-rooms-and-doors.md",
    ),
    Step(
        "documents",
        ("sphinx-build", "-q", "-W", "--keep-going", "-E", "-b", "html", "docs", "docs/_build/html"),
        "a link or heading is broken at the named line",
    ),
)
ARCHITECTURE = Step(
    "architecture",
    ("pytest", "-q", "tests/architecture"),
    "each failure says which rule of docs/decisions is broken",
)


def check() -> int:
    """Run every check and say at the end which are broken; 0 where none is."""
    broken = run((*CHECKS, ARCHITECTURE))
    sys.stdout.write("all checks hold\n" if not broken else f"broken: {', '.join(broken)}\n")
    return 1 if broken else 0


def run(steps: tuple[Step, ...]) -> list[str]:
    """Run steps one after another, all of them; return the names of those that fail."""
    return [step.name for step in steps if not holds(step)]


def holds(step: Step) -> bool:
    """Run one step, its own words going to standard error; tell whether it is content."""
    started = time.monotonic()
    sys.stderr.write(f"{step.name} …\n")
    sys.stderr.flush()
    done = subprocess.run(
        [Path(sys.executable).with_name(step.command[0]), *step.command[1:]],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        stdout=sys.stderr,
        check=False,
    )
    content = done.returncode == 0
    verdict = "holds" if content else f"is broken; {step.remedy}"
    sys.stderr.write(f"{step.name} {verdict} ({time.monotonic() - started:.1f} s)\n")
    return content
