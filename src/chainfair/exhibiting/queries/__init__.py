"""Reads about exhibitors."""

from chainfair.exhibiting.queries.lists import (
    file_of,
    find_same_import,
    get_import,
    imports_of,
    plan_of_file,
    stored_mapping,
)

__all__ = ["file_of", "find_same_import", "get_import", "imports_of", "plan_of_file", "stored_mapping"]
