"""The badge as a QR code (ISO/IEC 18004): version 2, error correction M, 32 hexadecimal digits in capitals."""

from itertools import groupby

import segno

QUIET = 4  # modules of white around


def qr_path(badge: str) -> str:
    """The dark modules as the path of an SVG whose view box is 33 wide and high."""
    code = segno.make(badge.upper(), version=2, error="m", boost_error=False)
    runs = []
    for y, row in enumerate(code.matrix_iter(border=QUIET)):
        x = 0
        for dark, modules in groupby(row):
            length = len(list(modules))
            if dark:
                runs.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return "".join(runs)
