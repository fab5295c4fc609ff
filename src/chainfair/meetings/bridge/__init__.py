"""Rows of meetings -> the engine -> who sits when and where: a whole edition, or what one change touches."""

from chainfair.meetings.bridge.edition import Answer, Course, Reader, build_problem, digest_of, solve
from chainfair.meetings.bridge.repairing import foresee

__all__ = ["Answer", "Course", "Reader", "build_problem", "digest_of", "foresee", "solve"]
