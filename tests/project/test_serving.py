"""The server and its worker start, answer, and end together, whatever way they are ended."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.command import Fair, own_fair

PATIENCE = 60


@pytest.fixture
def port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@contextlib.contextmanager
def served(fair: Fair, port: int) -> Iterator[subprocess.Popen[str]]:
    """A server that answers, ended at the latest when the block is left."""
    words = [sys.executable, "-m", "chainfair.project.cli", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(
        words, env=fair.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == f"http://127.0.0.1:{port}/\n"
            yield server
        finally:
            server.kill()


def answers(port: int) -> bool:
    """Whether anybody answers there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def descendants(number: int) -> set[int]:
    """The processes that a process started, and those that they started."""
    found: set[int] = set()
    for task in Path(f"/proc/{number}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, task.read_text().split()):
                found |= {child} | descendants(child)
    return found


def alive(numbers: set[int]) -> set[int]:
    """Those that still run; one that ended and was not yet collected does not."""
    running = set()
    for number in numbers:
        with contextlib.suppress(OSError):
            if Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                running.add(number)
    return running


def gone(numbers: set[int]) -> bool:
    """Whether all of them end within a while."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if not alive(numbers):
            return True
        time.sleep(0.1)
    return False


def test_a_taken_port_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = Fair(tmp_path).call("serve", "--port", str(port))
    assert (said.status, said.answer) == (1, "")
    assert said.beside == (
        f"chainfair: Port {port} of 127.0.0.1 is taken. End what listens there, or choose another with --port.\n"
    )
    assert not (tmp_path / "chainfair.sqlite3").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["asked to end", "Ctrl-C"])
def test_server_and_worker_end_when_asked(
    db: None, tmp_path: Path, port: int, number: signal.Signals
) -> None:
    with own_fair(tmp_path / "data") as fair, served(fair, port) as server:
        started = descendants(server.pid)
        assert len(started) >= 2
        assert answers(port)
        server.send_signal(number)
        assert server.wait(PATIENCE) == 0
        assert server.stderr is not None
        assert "Traceback" not in server.stderr.read()
        assert gone(started)


def test_nothing_stays_behind_when_the_whole_is_killed(db: None, tmp_path: Path, port: int) -> None:
    with own_fair(tmp_path / "data") as fair, served(fair, port) as server:
        started = descendants(server.pid)
        server.kill()
        server.wait()
        assert gone(started)


def test_a_killed_worker_is_replaced(db: None, tmp_path: Path, port: int) -> None:
    with own_fair(tmp_path / "data") as fair, served(fair, port) as server:
        (worker,) = {one for one in descendants(server.pid) if b"chainfair.project.worker" in words_of(one)}
        os.kill(worker, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE
        found: set[int] = set()
        while not found and time.monotonic() < deadline:
            found = {
                one for one in alive(descendants(server.pid)) if b"chainfair.project.worker" in words_of(one)
            } - {worker}
            time.sleep(0.1)
        assert len(found) == 1
        server.terminate()
        assert server.wait(PATIENCE) == 0


def words_of(number: int) -> bytes:
    """The command line of a process."""
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return b""
