"""The web server and one worker beside it, kept alive together and ended together."""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase

PATIENCE = 30.0  # seconds in which a process may end what it is doing
PAUSE = 1.0  # seconds before a worker that died is started again
AT_WORK = 16  # requests that one web process answers at a time
PR_SET_PDEATHSIG = 1


class PortTaken(Refusal):
    """Somebody listens there already."""

    message = phrase(
        "Port %(port)s of %(host)s is taken. End what listens there, or choose another with --port."
    )


class PortForbidden(Refusal):
    """The port, or the address, is not ours to take."""

    message = phrase("%(host)s:%(port)s cannot be listened on: %(reason)s.")


def refuse_taken(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(host=host, port=port) from error
            raise PortForbidden(host=host, port=port, reason=error.strerror) from error


def serve(*, host: str, port: int, workers: int) -> int:
    """Run web server and worker until asked to end; 0 then, 1 where the web server ended by itself."""
    refuse_taken(host, port)
    web_words = ["-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web_words += ["--workers", str(workers), "--respawn-failed-workers", "--log-level", "warning"]
    # Each request at work may hold a connection of the database; the others wait their turn before the door.
    web_words += ["--backpressure", str(AT_WORK)]
    # A web process that is asked to end while it starts may not hear it; without this it would be waited for.
    web_words += ["--workers-kill-timeout", str(int(PATIENCE) - 10)]
    asked: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, note)
    web = start([*web_words, "chainfair.project.wsgi:application"])
    worker = start(["-m", "chainfair.project.worker"])
    wait_until_it_listens(web, host, port, asked)
    if web.poll() is None and not asked:
        sys.stdout.write(f"http://{f'[{host}]' if ':' in host else host}:{port}/\n")
        sys.stdout.flush()
    while not asked and web.poll() is None:
        time.sleep(0.2)
        if worker.poll() is not None and not asked:
            # Its run is taken up again by the next one once the lease has ended.
            sys.stderr.write(f"The worker ended (status {worker.returncode}); starting another.\n")
            time.sleep(PAUSE)
            worker = start(["-m", "chainfair.project.worker"])
    end([web, worker])
    return 0 if asked else 1


def start(words: list[str]) -> subprocess.Popen[bytes]:
    """Start one of our processes: it hears of signals from here alone, and ends when this process is gone."""
    own = os.getpid()

    def end_with_parent() -> None:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != own:
            os._exit(1)

    return subprocess.Popen(
        [sys.executable, *words],
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        start_new_session=True,
        preexec_fn=end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 (no threads here)
    )


def wait_until_it_listens(web: subprocess.Popen[bytes], host: str, port: int, asked: list[int]) -> None:
    """Return once the server takes connections, or has ended, or somebody asked to end."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (asked for by the operator)
    while web.poll() is None and not asked:
        try:
            socket.create_connection((reachable, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def end(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask processes to end what they are doing, wait, and end for good those that do not."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in processes:
        try:
            process.wait(timeout=max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
