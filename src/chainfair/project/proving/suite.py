"""The tests: on SQLite, on PostgreSQL, and in a real browser; one closing line for all of them."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from chainfair.project.proving.checks import CHECKS, ROOT, run
from chainfair.project.proving.postgres import NoPostgresError, postgres

NO_TESTS = 5
COMPILING = (
    "tests/meetings/test_bridge.py",
    "tests/matching/test_bridge.py",
)  # between them they call most kernels
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Tally:
    """How many tests passed, failed and were left out with a reason."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        left_out = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{left_out}"


def test(*, long: bool, passed_on: list[str]) -> int:
    """Run the checks and all tests on both databases; 0 where everything holds."""
    if find_chromium() is None:
        sys.stderr.write(
            "The browser journeys need Chromium: apt-get install chromium, or name one as CHAINFAIR_CHROMIUM.\n"
        )
        return 1
    with compiling():
        broken = run(CHECKS)
    chosen = ["--hypothesis-profile", "exploring"] if long else ["-m", "not long"]
    tally, sqlite_holds = run_tests("SQLite", [*chosen, *passed_on], database=None)
    try:
        with postgres() as address:
            # What never asks for a database has nothing new to say on another one; a page neither.
            more, postgres_holds = run_tests(
                "PostgreSQL", ["--database-only", *chosen, *passed_on], database=address
            )
    except NoPostgresError as error:
        sys.stderr.write(f"{error}\n")
        more, postgres_holds = Tally(), False
    broken += [name for name, held in (("SQLite", sqlite_holds), ("PostgreSQL", postgres_holds)) if not held]
    sys.stdout.write(f"broken: {', '.join(broken)}\n" if broken else "all checks and tests hold\n")
    sys.stdout.write(f"{tally + more}\n")
    return 1 if broken else 0


@contextmanager
def compiling() -> Iterator[None]:
    """Compile the kernels meanwhile, once, on a core that is idle: the tests' own processes would each do it."""
    with tempfile.TemporaryDirectory(prefix="chainfair-tests-") as data:
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "CHAINFAIR_DATA": data}
        environment.pop("CHAINFAIR_DATABASE", None)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *COMPILING]
        # What it says is of no interest: the same tests are run and counted later.
        done = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            yield
        finally:
            done.wait()


def find_chromium() -> str | None:
    """Return the browser that the journeys drive, or None."""
    named = os.environ.get("CHAINFAIR_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next((found for name in CHROMIUMS if (found := shutil.which(name))), None)


def run_tests(name: str, arguments: list[str], *, database: str | None) -> tuple[Tally, bool]:
    """Run pytest on one database; return what it counted and whether it was content."""
    sys.stdout.write(f"tests on {name}\n")
    sys.stdout.flush()
    environment = {key: value for key, value in os.environ.items() if key != "CHAINFAIR_DATABASE"}
    environment["PYTHONPATH"] = str(ROOT / "src")
    if database:
        environment["CHAINFAIR_DATABASE"] = database
    with tempfile.TemporaryDirectory(prefix="chainfair-tests-") as folder:
        environment["CHAINFAIR_DATA"] = str(Path(folder) / "data")
        report = Path(folder) / "report.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            str(os.cpu_count() or 1),
            "--dist",
            "worksteal",
        ]
        done = subprocess.run(
            [*command, f"--junitxml={report}", *arguments], cwd=ROOT, env=environment, check=False
        )
        tally = read_report(report)
    return tally, done.returncode in {0, NO_TESTS} and not tally.failed


def read_report(report: Path) -> Tally:
    """Return the counts of a pytest report; one that was never written counts as a failure."""
    if not report.exists():
        return Tally(failed=1)
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))  # noqa: S314 (pytest's own)
    total, failures, errors, skipped = (
        sum(int(suite.get(kind, 0)) for suite in suites)
        for kind in ("tests", "failures", "errors", "skipped")
    )
    return Tally(
        passed=max(total - failures - errors - skipped, 0), failed=failures + errors, skipped=skipped
    )
