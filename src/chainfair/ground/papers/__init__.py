"""Sheets to print: pages of A4 with their letters inside, both scripts, as one PDF."""

from chainfair.ground.papers.kinds import Line, Part, Sheet
from chainfair.ground.papers.letters import covers
from chainfair.ground.papers.writing import write_pdf

__all__ = ["Line", "Part", "Sheet", "covers", "write_pdf"]
