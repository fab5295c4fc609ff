"""What an operator may set, read once from the environment; each refusal names variable, value and what is allowed.

CHAINFAIR_DATA       folder for database, files and secret key (default: `var` beside the launcher)
CHAINFAIR_DATABASE   `postgresql://user:password@host:port/name`; unset: SQLite in the data folder
CHAINFAIR_HOSTS      host names the server answers to, separated by commas (default: localhost, 127.0.0.1, [::1])
CHAINFAIR_SECURE     `yes` where every request comes over HTTPS: cookies, links and forms keep to it (default: no)
CHAINFAIR_DEBUG      `yes` to show tracebacks in pages; never on a real fair (default: no)
CHAINFAIR_MAIL       `smtp://user:password@host:port`; unset: messages are written as files into the data folder
CHAINFAIR_MAIL_FROM  sender of messages (default: chainfair@localhost)
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[3]


class BadSetting(Exception):  # noqa: N818
    """A setting that cannot be used; the sentence names variable, value and what is allowed."""


@dataclass(frozen=True)
class Config:
    """The operator's settings, checked."""

    data: Path
    database: dict[str, Any]
    hosts: list[str]
    secure: bool
    debug: bool
    mail: dict[str, Any]
    mail_from: str


def _yes(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "no").strip().lower()
    if value not in {"yes", "no", ""}:
        raise BadSetting(f"{name} is “{value}”; allowed are yes and no.")
    return value == "yes"


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    name = parts.path.lstrip("/")
    if parts.scheme not in {"postgresql", "postgres"} or not name:
        raise BadSetting(
            f"CHAINFAIR_DATABASE is “{url}”; allowed is postgresql://user:password@host:port/name, or nothing."
        )
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(name),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", "")) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite_options(version: tuple[int, ...]) -> dict[str, Any]:
    """Below 3.51.3 a WAL database with two writers can be corrupted, so WAL only from there on."""
    journal = "WAL" if version >= (3, 51, 3) else "DELETE"
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": f"PRAGMA journal_mode={journal};PRAGMA synchronous=FULL;PRAGMA cache_size=-65536;",
    }


def _database(environ: Mapping[str, str], data: Path) -> dict[str, Any]:
    url = environ.get("CHAINFAIR_DATABASE", "").strip()
    if url:
        return _postgresql(url)
    import sqlite3

    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data / "chainfair.sqlite3",
        "OPTIONS": sqlite_options(sqlite3.sqlite_version_info),
        "TEST": {"NAME": data / f"test-{os.getpid()}.sqlite3"},
    }


def _mail(environ: Mapping[str, str], data: Path) -> dict[str, Any]:
    url = environ.get("CHAINFAIR_MAIL", "").strip()
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": data / "mail",
        }
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadSetting(f"CHAINFAIR_MAIL is “{url}”; allowed is smtp://user:password@host:port, or nothing.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def read(environ: Mapping[str, str]) -> Config:
    """Read and check all settings; a data folder that does not exist yet is made."""
    data = Path(environ.get("CHAINFAIR_DATA") or ROOT / "var").expanduser().resolve()
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(
            f"CHAINFAIR_DATA is “{data}” and cannot be made ({error.strerror}); allowed is a folder that you may write."
        ) from error
    hosts = environ.get("CHAINFAIR_HOSTS", "localhost,127.0.0.1,[::1]")
    return Config(
        data=data,
        database=_database(environ, data),
        hosts=[host.strip() for host in hosts.split(",") if host.strip()],
        secure=_yes(environ, "CHAINFAIR_SECURE"),
        debug=_yes(environ, "CHAINFAIR_DEBUG"),
        mail=_mail(environ, data),
        mail_from=environ.get("CHAINFAIR_MAIL_FROM", "chainfair@localhost"),
    )


def secret_key(data: Path) -> str:
    """The server's own secret, made at the first start and readable by its owner only."""
    file = data / "secret_key"
    if not file.exists():
        descriptor = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as opened:
            opened.write(secrets.token_urlsafe(48))
    return file.read_text().strip()
