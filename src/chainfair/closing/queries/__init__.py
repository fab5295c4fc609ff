"""Reads of closing: how each statistic is counted, and statements for pages."""

from chainfair.closing.queries.counting import count_statistic
from chainfair.closing.queries.statements import (
    find_latest_statement,
    get_figure,
    get_statement,
    statements_of,
)

__all__ = [
    "count_statistic",
    "find_latest_statement",
    "get_figure",
    "get_statement",
    "statements_of",
]
