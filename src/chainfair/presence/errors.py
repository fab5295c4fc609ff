"""Refusals about scans and devices."""

from chainfair.ground.errors import Refusal
from chainfair.ground.kinds import phrase


class ForeignDevice(Refusal):
    """A device scans for the edition it was enrolled for."""

    message = phrase("Device %(device)s is not enrolled for this edition.")


class DeviceNameTaken(Refusal):
    """Device names are shown on the board; each is used once."""

    message = phrase("There is a device “%(name)s” already.")
