"""The prover: servers it starts end with it, and its tally is what the reports say."""

from pathlib import Path

import psycopg
import pytest

from chainfair.project.proving import postgres, suite
from chainfair.project.proving.checks import Step, run


def test_a_temporary_server_answers_and_is_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHAINFAIR_TEST_POSTGRES", raising=False)
    with postgres.postgres() as address, psycopg.connect(address) as opened:
        assert opened.execute("SELECT 6 * 7").fetchone() == (42,)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address, connect_timeout=2)


def test_the_server_of_the_wheel_serves_where_none_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHAINFAIR_TEST_POSTGRES", raising=False)
    monkeypatch.setattr(postgres, "INSTALLED", Path("/nowhere"))
    monkeypatch.setenv("PATH", "/nowhere")
    assert "pginstall" in str(postgres.find_binaries())
    with postgres.postgres() as address, psycopg.connect(address) as opened:
        assert opened.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_a_running_server_is_used_as_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAINFAIR_TEST_POSTGRES", "postgresql://me@there/postgres")
    with postgres.postgres() as address:
        assert address == "postgresql://me@there/postgres"


def test_a_tally_is_what_the_report_counts(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="9" failures="2" errors="1" skipped="2"/></testsuites>')
    tally = suite.read_report(report)
    assert str(tally + suite.Tally(passed=1)) == "5 passed, 3 failed, 2 skipped"
    assert str(suite.Tally(passed=3)) == "3 passed, 0 failed"


def test_a_report_that_was_never_written_is_a_failure(tmp_path: Path) -> None:
    assert str(suite.read_report(tmp_path / "none.xml")) == "0 passed, 1 failed"


def test_all_checks_run_and_the_broken_are_named() -> None:
    good = Step("good", ("python", "-c", ""), "")
    bad = Step("bad", ("python", "-c", "raise SystemExit(3)"), "mend it")
    assert run((bad, good, bad)) == ["bad", "bad"]
