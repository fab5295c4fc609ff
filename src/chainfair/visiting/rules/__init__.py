"""Pure decisions about registrations, and the badge as a picture that scanners read."""

from chainfair.visiting.rules.qr import qr_path
from chainfair.visiting.rules.registrations import AUDIENCE, check_open, checked_days

__all__ = ["AUDIENCE", "check_open", "checked_days", "qr_path"]
