"""What proves that this checkout holds: the checks without tests, and the tests on both databases in a browser."""

from chainfair.project.proving.checks import check
from chainfair.project.proving.suite import test

__all__ = ["check", "test"]
