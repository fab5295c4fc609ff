"""Reads of closing: how each statistic is counted, and statements for pages."""

from chainfair.closing.queries.charts import meetings_by_chain
from chainfair.closing.queries.counting import count_statistic
from chainfair.closing.queries.finding import numbers_found
from chainfair.closing.queries.records import Record, records_of
from chainfair.closing.queries.shown import Shown, grouped, shown_figure, shown_figures
from chainfair.closing.queries.statements import (
    find_latest_statement,
    get_figure,
    get_statement,
    statements_of,
)

__all__ = [
    "Record",
    "Shown",
    "count_statistic",
    "find_latest_statement",
    "get_figure",
    "get_statement",
    "grouped",
    "meetings_by_chain",
    "numbers_found",
    "records_of",
    "shown_figure",
    "shown_figures",
    "statements_of",
]
