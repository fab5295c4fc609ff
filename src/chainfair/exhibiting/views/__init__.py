"""Pages of exhibiting: the list, the floor, imported lists."""

from chainfair.exhibiting.views.floor import exhibitors, stand
from chainfair.exhibiting.views.lists import (
    answer,
    imports,
    leave,
    preview,
    questions,
    reread,
    take_in,
    upload,
)

__all__ = [
    "answer",
    "exhibitors",
    "imports",
    "leave",
    "preview",
    "questions",
    "reread",
    "stand",
    "take_in",
    "upload",
]
