"""A real fair in a process of its own: its data folder, its database, its server, its visitors."""

import http.client
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
OPEN_AN_EDITION = """
from datetime import date
from django.utils import timezone
from chainfair.fairs.actions import create_edition, step_edition
from chainfair.fairs.kinds import EditionPlan, EditionState
plan = EditionPlan("load", "Load", "负载", starts_on=date(2026, 12, 1), days=1)
edition = create_edition(plan=plan, by=None, now=timezone.now())
step_edition(edition=edition, to=EditionState.OPEN, by=None, now=timezone.now())
"""
COUNT = """
from chainfair.people.models import Person, Consent
from chainfair.visiting.models import Registration
from chainfair.ground.models import OutboxMessage
emails = set(Person.objects.values_list("email", flat=True))
registered = set(Registration.objects.values_list("person__email", flat=True))
consented = set(Consent.objects.values_list("person__email", flat=True))
told = set(OutboxMessage.objects.values_list("recipient", flat=True))
print("\\n".join(sorted(emails & registered & consented & told)))
print("--")
print("\\n".join(sorted((emails | registered | consented | told) - (emails & registered & consented & told))))
"""


@contextmanager
def scratch_database() -> Iterator[str]:
    """A database beside the tests' own: nothing to say for SQLite, a new one on the same server for PostgreSQL."""
    if connection.vendor == "sqlite":
        yield ""
        return
    name = f"fault_{os.getpid()}"
    values = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    quoted = {key: urllib.parse.quote(str(values[key]), safe="") for key in ("USER", "PASSWORD", "HOST")}
    port = f":{values['PORT']}" if values["PORT"] else ""
    yield f"postgresql://{quoted['USER']}:{quoted['PASSWORD']}@{port}/{name}?host={quoted['HOST']}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Fair:
    """A data folder with one open edition, and the means to serve it and to look into it."""

    def __init__(self, data: Path, database: str, opening: str = OPEN_AN_EDITION) -> None:
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "CHAINFAIR_DATA": str(data)}
        self.environment["CHAINFAIR_DATABASE"] = database
        self.port = free_port()
        self.run("migrate", "-v0")
        self.run("shell", "-v0", "-c", opening)

    def run(self, *words: str) -> str:
        """Run one of Django's commands and answer what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "chainfair.project.manage", *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def serve(self) -> subprocess.Popen[bytes]:
        """Start the web server in a process group of its own and wait until it answers."""
        words = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)]
        server = subprocess.Popen(
            [
                sys.executable,
                *words,
                "--workers",
                "1",
                "--log-level",
                "critical",
                "chainfair.project.wsgi:application",
            ],
            env=self.environment,
            cwd=ROOT,
            start_new_session=True,
        )
        for _try in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return server
        raise AssertionError("the server does not listen")

    def register(self, email: str) -> bool:
        """Register a visitor as a browser would; True once the server has said so, False where it was gone."""
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), _StayHere())
        url = f"http://127.0.0.1:{self.port}/load/visit/"
        try:
            page = opener.open(url, timeout=30).read().decode()
            found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            assert found is not None
            fields = {
                "csrfmiddlewaretoken": found.group(1),
                "name": "访客",
                "email": email,
                "category": "buyer",
                "channel": "onsite",
                "days": "0",
                "consents": "registration",
            }
            answer = opener.open(url, urllib.parse.urlencode(fields).encode(), timeout=30)
        except (urllib.error.URLError, ConnectionError, TimeoutError, http.client.HTTPException):
            return False
        return int(answer.status) == 302

    def stored(self) -> tuple[set[str], set[str]]:
        """Visitors that stand whole (account, registration, consent, letter), and those that stand in part."""
        whole, part = self.run("shell", "-v0", "-c", COUNT).split("--")
        return set(whole.split()), set(part.split())


class _StayHere(urllib.request.HTTPRedirectHandler):
    """A redirect is the server's yes; following it would ask for another page."""

    def http_error_302(self, req: urllib.request.Request, fp: Any, *_rest: Any) -> Any:  # noqa: ARG002
        return fp


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """kill -9 of a process and of all it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
