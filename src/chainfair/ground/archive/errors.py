"""Refusals of backup and restore: what, which, what now."""

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase


class FileInTheWay(Refusal):
    """The file to be written exists."""

    message = phrase("“%(file)s” exists already; name another file, or add --replace.")


class NothingToBackUp(Refusal):
    """There is no database yet."""

    message = phrase("There is no fair in “%(data)s” yet, so there is nothing to back up.")


class NotABackup(Refusal):
    """A file of another kind, or of a later format."""

    message = phrase("“%(file)s” is not a backup that this version of chainfair can read.")


class BackupBroken(Refusal):
    """A member is missing or differs from what was written."""

    message = phrase("“%(file)s” is damaged: %(member)s is not as it was written. Take an older backup.")


class BackupFromNewer(Refusal):
    """It holds tables this program does not know."""

    message = phrase(
        "“%(file)s” was made by chainfair %(version)s, which is newer than this one. Upgrade the program, "
        "then restore."
    )


class OtherEngine(Refusal):
    """A backup of one database engine cannot be restored into the other."""

    message = phrase(
        "“%(file)s” is a backup of %(backup)s, and this fair is set to %(here)s. Set CHAINFAIR_DATABASE so "
        "that it fits, then restore."
    )


class FairInTheWay(Refusal):
    """There is a fair where the backup would go."""

    message = phrase(
        "There is a fair in “%(place)s” already. Name another data folder, or add --replace; what stands "
        "there is backed up first."
    )


class ToolMissing(Refusal):
    """A client program of PostgreSQL is not installed."""

    message = phrase(
        "%(tool)s is needed for a PostgreSQL database and was not found. Install PostgreSQL's client programs "
        "(on Debian: apt-get install postgresql-client)."
    )


class ToolFailed(Refusal):
    """A client program of PostgreSQL ended with an error."""

    message = phrase("%(tool)s did not succeed: %(said)s")


class CannotWrite(Refusal):
    """The disk is full or the folder may not be written."""

    message = phrase("“%(file)s” cannot be written: %(reason)s.")
