"""Reads of the rehearsal: what it is made from, and what stands in the tables afterwards."""

from chainfair.rehearsal.queries.counts import count_lines
from chainfair.rehearsal.queries.made_from import link_outlines, wordbook

__all__ = ["count_lines", "link_outlines", "wordbook"]
