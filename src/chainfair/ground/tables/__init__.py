"""Tables in and out: lists that people bring as CSV or XLSX, and the ones they take away."""

from chainfair.ground.tables.kinds import Limits, Note, Row, Table, column_letters
from chainfair.ground.tables.reading import read_table
from chainfair.ground.tables.writing import write_csv, write_xlsx

__all__ = ["Limits", "Note", "Row", "Table", "column_letters", "read_table", "write_csv", "write_xlsx"]
