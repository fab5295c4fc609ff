"""Backup and restore: one file with the database, the data folder's files, and a manifest that proves it whole.

The file holds the server's secret key, so it is readable by its owner only.
"""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from chainfair import VERSION
from chainfair.ground.archive import postgresql, sqlite
from chainfair.ground.archive.errors import (
    BackupBroken,
    BackupFromNewer,
    CannotWrite,
    FairInTheWay,
    FileInTheWay,
    NotABackup,
    NothingToBackUp,
    OtherEngine,
)
from chainfair.ground.archive.kinds import DATABASE, FILES, MANIFEST, Manifest, manifest_from

__all__ = ["Manifest", "back_up", "read_manifest", "restore"]

# What can be made again, or belongs to one process: not part of a fair.
LEFT_OUT = ("chainfair.sqlite3", "test-", "static/")
SUFFIX = ".backup"
Watch = Callable[[int, int], None]


def unwatched(_done: int, _total: int) -> None:
    """Take no notice of progress."""


def back_up(*, target: Path, now: datetime, replace: bool = False, watch: Watch = unwatched) -> Manifest:
    """Write a backup of this fair to a file while it runs; the file appears whole or not at all."""
    if target.exists() and not replace:
        raise FileInTheWay(file=target)
    applied = _applied()
    if not applied:
        raise NothingToBackUp(data=_place())
    with (
        _written(target) as partial,
        tempfile.TemporaryDirectory(dir=target.parent, prefix=".chainfair-") as folder,
    ):
        copy = Path(folder) / DATABASE
        if connection.vendor == "sqlite":
            sqlite.dump(Path(str(connection.settings_dict["NAME"])), copy, watch)
        else:
            postgresql.dump(connection.settings_dict, copy)
        members = {DATABASE: copy} | {
            FILES + name: file for name, file in _files(settings.CONFIG.data, target)
        }
        manifest = Manifest(
            version=VERSION,
            engine=connection.vendor,
            made_at=now.isoformat(),
            migrations=tuple(sorted(applied)),
            members={name: _measure(file) for name, file in members.items()},
        )
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            archive.writestr(MANIFEST, manifest.to_json())
            for name, file in members.items():
                archive.write(file, name)
    return manifest


def read_manifest(source: Path) -> Manifest:
    """Return what a backup says of itself once every member was found to be as it was written."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = manifest_from(archive.read(MANIFEST).decode())
            if manifest is None or set(archive.namelist()) - {MANIFEST} - set(manifest.members):
                raise NotABackup(file=source)
            for name, stated in manifest.members.items():
                with archive.open(name) as member:
                    if _digest(member) != stated["sha256"]:
                        raise BackupBroken(file=source, member=name)
    except (OSError, KeyError, UnicodeDecodeError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise NotABackup(file=source) from error
    except zipfile.BadZipFile as error:
        # A file cut short has lost its directory; a member that was altered fails its own check.
        if zipfile.is_zipfile(source):
            raise BackupBroken(file=source, member=str(error)) from error
        raise NotABackup(file=source) from error
    return manifest


def restore(*, source: Path, now: datetime, replace: bool = False, watch: Watch = unwatched) -> Manifest:
    """Put a backup in place of this fair; what stood there is kept as a backup in the data folder."""
    manifest = read_manifest(source)
    _refuse_misfit(source, manifest)
    data: Path = settings.CONFIG.data
    if _applied():
        if not replace:
            raise FairInTheWay(place=_place())
        kept = data / f"replaced-{now:%Y%m%d-%H%M%S-%f}{SUFFIX}"
        back_up(target=kept, now=now)
    connections.close_all()
    with tempfile.TemporaryDirectory(dir=data, prefix=".chainfair-") as name:
        folder = Path(name)
        with zipfile.ZipFile(source) as archive:
            # Names were compared with the manifest; extract refuses to leave the folder.
            archive.extractall(folder, members=list(manifest.members))
        _load(folder / DATABASE, source, watch)
        for member in manifest.members:
            if member.startswith(FILES):
                target = data / member.removeprefix(FILES)
                target.parent.mkdir(parents=True, exist_ok=True)
                (folder / member).replace(target)
        if (data / "secret_key").exists():
            (data / "secret_key").chmod(0o600)
    return manifest


def _load(copy: Path, source: Path, watch: Watch) -> None:
    if connection.vendor == "sqlite":
        if not sqlite.is_sound(copy):
            raise BackupBroken(file=source, member=DATABASE)
        sqlite.load(copy, Path(str(connection.settings_dict["NAME"])), watch)
    else:
        postgresql.load(connection.settings_dict, copy)


def _refuse_misfit(source: Path, manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise OtherEngine(file=source, backup=manifest.engine, here=connection.vendor)
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
    if set(manifest.migrations) - known:
        raise BackupFromNewer(file=source, version=manifest.version)


def _applied() -> set[str]:
    if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).exists():
        return set()
    return {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}


def _place() -> str:
    stated: dict[str, Any] = connection.settings_dict
    return str(settings.CONFIG.data if connection.vendor == "sqlite" else stated["NAME"])


@contextmanager
def _written(target: Path) -> Iterator[BinaryIO]:
    """Yield a file for its owner only that takes the target's place once all of it is on disk."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        partial.replace(target)
    except OSError as error:
        raise CannotWrite(file=target, reason=error.strerror or error) from error
    finally:
        partial.unlink(missing_ok=True)


def _files(data: Path, target: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(data.rglob("*")):
        name = file.relative_to(data).as_posix()
        ours = not (name.startswith((*LEFT_OUT, ".")) or name.endswith(SUFFIX) or file == target)
        if ours and file.is_file() and not file.is_symlink():
            yield name, file


def _measure(file: Path) -> dict[str, Any]:
    with file.open("rb") as opened:
        return {"size": file.stat().st_size, "sha256": _digest(opened)}


def _digest(opened: IO[bytes]) -> str:
    return hashlib.file_digest(
        opened,  # type: ignore[arg-type]
        "sha256",
    ).hexdigest()
