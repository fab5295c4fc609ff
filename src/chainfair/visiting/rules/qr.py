"""The badge as a QR code: model 2, version 2, error correction M, alphanumeric, as ISO/IEC 18004 defines it.

A badge is 32 hexadecimal digits, which version 2 holds with room to spare (38), so one size is all there is to draw.
"""

from itertools import product

SIZE = 25  # modules along a side
DATA_WORDS, CHECK_WORDS = 28, 16
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
LEVEL_M = 0
QUIET = 4  # modules of white around
Matrix = list[list[bool]]


def qr_path(text: str) -> str:
    """The dark modules as the path of an SVG whose view box is 33 wide and high."""
    runs = []
    for y, row in enumerate(qr_matrix(text)):
        x = 0
        while x < SIZE:
            if not row[x]:
                x += 1
                continue
            end = x
            while end < SIZE and row[end]:
                end += 1
            runs.append(f"M{x + QUIET} {y + QUIET}h{end - x}v1h-{end - x}z")
            x = end
    return "".join(runs)


def qr_matrix(text: str) -> Matrix:
    """Dark modules, row by row, under the mask that scanners find easiest to read."""
    bits = _bits(_words(text.upper()))
    drawn = [_drawn(bits, mask) for mask in range(8)]
    return min(drawn, key=_penalty)


def _words(text: str) -> list[int]:
    """Data codewords followed by their error correction."""
    stream = f"{0b0010:04b}{len(text):09b}"
    values = [ALPHABET.index(letter) for letter in text]
    for first, second in zip(values[::2], values[1::2], strict=False):
        stream += f"{first * 45 + second:011b}"
    if len(values) % 2:
        stream += f"{values[-1]:06b}"
    stream += "0" * min(4, DATA_WORDS * 8 - len(stream))
    stream += "0" * (-len(stream) % 8)
    data = [int(stream[at : at + 8], 2) for at in range(0, len(stream), 8)]
    data += [(0xEC, 0x11)[number % 2] for number in range(DATA_WORDS - len(data))]
    return data + _checks(data)


def _times(one: int, other: int) -> int:
    """Product in the field of 256 elements with the polynomial 0x11D."""
    product_ = 0
    for bit in range(7, -1, -1):
        product_ = (product_ << 1) ^ (0x11D if product_ & 0x80 else 0)
        if other >> bit & 1:
            product_ ^= one
    return product_


def _checks(data: list[int]) -> list[int]:
    """Reed-Solomon remainder of the data."""
    divisor, root = [0] * (CHECK_WORDS - 1) + [1], 1
    for _ in range(CHECK_WORDS):
        for at in range(CHECK_WORDS):
            divisor[at] = _times(divisor[at], root)
            if at + 1 < CHECK_WORDS:
                divisor[at] ^= divisor[at + 1]
        root = _times(root, 2)
    rest = [0] * CHECK_WORDS
    for word in data:
        factor = word ^ rest[0]
        rest = [*rest[1:], 0]
        rest = [old ^ _times(part, factor) for old, part in zip(rest, divisor, strict=True)]
    return rest


def _bits(words: list[int]) -> list[bool]:
    return [bool(word >> bit & 1) for word in words for bit in range(7, -1, -1)]


def _drawn(bits: list[bool], mask: int) -> Matrix:
    """Finders, timing, format and the masked data."""
    dark: Matrix = [[False] * SIZE for _ in range(SIZE)]
    taken: Matrix = [[False] * SIZE for _ in range(SIZE)]

    def put(x: int, y: int, is_dark: bool) -> None:
        dark[y][x], taken[y][x] = is_dark, True

    for at in range(SIZE):
        put(6, at, at % 2 == 0)
        put(at, 6, at % 2 == 0)
    for cx, cy in ((3, 3), (SIZE - 4, 3), (3, SIZE - 4)):
        for dx, dy in product(range(-4, 5), repeat=2):
            if 0 <= cx + dx < SIZE and 0 <= cy + dy < SIZE:
                put(cx + dx, cy + dy, max(abs(dx), abs(dy)) not in {2, 4})
    for dx, dy in product(range(-2, 3), repeat=2):
        put(18 + dx, 18 + dy, max(abs(dx), abs(dy)) != 1)
    for (x, y), bit in _format(mask):
        put(x, y, bit)
    left = iter(bits)
    for x, y in _places():
        if not taken[y][x]:
            dark[y][x] = next(left, False) ^ _masks(mask, x, y)
    return dark


def _format(mask: int) -> list[tuple[tuple[int, int], bool]]:
    """Level and mask with their own error correction, written twice, and the module that is always dark."""
    data = LEVEL_M << 3 | mask
    rest = data
    for _ in range(10):
        rest = (rest << 1) ^ (0x537 if rest >> 9 else 0)
    word = (data << 10 | rest) ^ 0x5412
    first = [(8, at) for at in range(6)] + [(8, 7), (8, 8), (7, 8)] + [(14 - at, 8) for at in range(9, 15)]
    second = [(SIZE - 1 - at, 8) for at in range(8)] + [(8, SIZE - 15 + at) for at in range(8, 15)]
    written = [(place, bool(word >> at & 1)) for line in (first, second) for at, place in enumerate(line)]
    return [*written, ((8, SIZE - 8), True)]


def _places() -> list[tuple[int, int]]:
    """The way data take through the square: pairs of columns from the right, up and down."""
    way = []
    for number, right in enumerate([*range(SIZE - 1, 6, -2), 5, 3, 1]):
        rows = range(SIZE) if number % 2 else range(SIZE - 1, -1, -1)
        way += [(right - side, y) for y in rows for side in (0, 1)]
    return way


def _masks(mask: int, x: int, y: int) -> bool:
    return (
        (x + y) % 2 == 0,
        y % 2 == 0,
        x % 3 == 0,
        (x + y) % 3 == 0,
        (x // 3 + y // 2) % 2 == 0,
        x * y % 2 + x * y % 3 == 0,
        (x * y % 2 + x * y % 3) % 2 == 0,
        ((x + y) % 2 + x * y % 3) % 2 == 0,
    )[mask]


def _penalty(dark: Matrix) -> int:
    """What makes a square hard to read: runs, blocks, patterns like a finder, too much of one colour."""
    lines = ["".join("1" if cell else "0" for cell in line) for line in [*dark, *zip(*dark, strict=True)]]
    score = 0
    for line in lines:
        score += sum(
            len(run) - 2 for run in line.replace("01", "0 1").replace("10", "1 0").split() if len(run) > 4
        )
        score += 40 * sum(
            line.startswith(like, at) for like in ("10111010000", "00001011101") for at in range(SIZE - 10)
        )
    for x, y in product(range(SIZE - 1), repeat=2):
        score += 3 * (len({dark[y][x], dark[y][x + 1], dark[y + 1][x], dark[y + 1][x + 1]}) == 1)
    share = sum(map(sum, dark)) * 100 / SIZE**2
    return score + 10 * int(abs(share - 50) / 5)
