"""The badge as a QR code: drawn once, with a quiet border and its three corners."""

import re

from chainfair.visiting.rules import qr_path

FINDER = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]


def drawn(path: str) -> list[str]:
    """The rows that a path draws, its border cut off."""
    rows = [["."] * 33 for _row in range(33)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        for column in range(int(x), int(x) + int(length)):
            assert rows[int(y)][column] == "."  # nothing is drawn twice
            rows[int(y)][column] = "#"
    assert {cell for row in rows for cell in (*row[:4], *row[-4:])} == {"."}
    return ["".join(row[4:-4]) for row in rows[4:-4]]


def test_a_badge_is_drawn_as_a_code_with_its_three_corners() -> None:
    rows = drawn(qr_path("0123456789abcdef" * 2))
    assert [row[:7] for row in rows[:7]] == FINDER
    assert [row[-7:] for row in rows[:7]] == FINDER
    assert [row[:7] for row in rows[-7:]] == FINDER
    assert rows != drawn(qr_path("f" * 32))
