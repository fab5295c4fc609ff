"""Reads about exhibitors."""

from chainfair.exhibiting.queries.floor import countries_of, exhibitors_of, get_stand, with_stands
from chainfair.exhibiting.queries.lists import (
    file_of,
    find_same_import,
    get_import,
    get_question,
    imports_of,
    plan_of_file,
    questions_in,
    stored_mapping,
)

__all__ = [
    "countries_of",
    "exhibitors_of",
    "file_of",
    "find_same_import",
    "get_import",
    "get_question",
    "get_stand",
    "imports_of",
    "plan_of_file",
    "questions_in",
    "stored_mapping",
    "with_stands",
]
