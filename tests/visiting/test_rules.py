"""The badge as a QR code, compared with what an independent encoder drew under the same mask."""

from chainfair.visiting.rules import qr_matrix, qr_path

DRAWN = """\
#######.#.##.#.##.#######
#.....#.....###.#.#.....#
#.###.#..#.#..###.#.###.#
#.###.#.##..##..#.#.###.#
#.###.#.##.##..#..#.###.#
#.....#.##.#.###..#.....#
#######.#.#.#.#.#.#######
........##...####........
#...#.###.....##.#####..#
.#......#..#..#.#..#..##.
.#.####..##....##....#.##
..#.##.##.####......####.
...#.##.#.#.#.##.###..#.#
#.##.#...##..###..##.####
..#.#.###.....####.#.#.#.
..##...####.#.#.###.#.##.
##.##.##.###.#.######...#
........###.#####...#.#.#
#######.##.###..#.#.####.
#.....#....#.#.##...##.#.
#.###.#.##..#########.#.#
#.###.#......##.......###
#.###.#..##....###....##.
#.....#...#.#...##.#..###
#######.#.#####...#####.#"""


def test_a_badge_is_drawn_as_the_standard_says() -> None:
    matrix = qr_matrix("0123456789abcdef" * 2)
    assert "\n".join("".join("#" if cell else "." for cell in row) for row in matrix) == DRAWN


def test_the_path_covers_the_dark_modules_and_no_other() -> None:
    matrix = qr_matrix("f" * 32)
    runs = [run for run in qr_path("f" * 32).split("M") if run]
    dark = sum(int(run.split("h")[1].split("v")[0]) for run in runs)
    assert dark == sum(map(sum, matrix))
