"""What tests of several rooms share: the real lists (beside the checkout or in CHAINFAIR_SHARED), a PDF read back."""

import os
import re
import zlib
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("CHAINFAIR_SHARED", Path(__file__).parents[2] / "shared"))
LISTS = SHARED / "data" / "exhibitors"
needs_lists = pytest.mark.skipif(not LISTS.is_dir(), reason="the real lists are not at hand")


def words_of_pdf(content: bytes) -> list[list[str]]:
    """What stands on each page of a PDF of ours, piece by piece: its glyphs read back by the way it gives itself."""
    streams = [zlib.decompress(one) for one in re.findall(rb"stream\n(.*?)\nendstream", content, re.DOTALL)]
    way_back = next(one for one in streams if b"beginbfchar" in one).decode()
    letters = {
        glyph: bytes.fromhex(letter).decode("utf-16-be")
        for glyph, letter in re.findall(r"<([0-9A-F]{4})> <([0-9A-F]+)>", way_back)
    }
    pages = [one.decode() for one in streams if one.startswith(b"BT ")]
    pieces = [re.findall("<([0-9A-F]+)>", page) for page in pages]
    return [["".join(letters[glyph] for glyph in re.findall("....", one)) for one in page] for page in pieces]
