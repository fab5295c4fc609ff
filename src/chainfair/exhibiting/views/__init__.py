"""Pages of exhibiting: the list, the floor, imported lists."""

from chainfair.exhibiting.views.floor import exhibitors, stand

__all__ = ["exhibitors", "stand"]
