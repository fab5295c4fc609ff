"""Names on at most two lines: widths of letters estimated, as no font is at hand."""

import unicodedata

# Advance widths of Inter at weight 600, in thousandths of an em; every letter of a group is at most so wide.
WIDTHS = {
    255: " ",
    280: "Iijl",
    330: "!'’,.:;·",
    360: "t|`",
    402: "()[]/\\fr₀₁₂₃₄₅₆₇₈₉",
    500: "-–_^{}1",
    592: "*?sceékvxyzaFJL",
    637: "bdghnopqu2573Eè",
    675: "04689BPRSTZ&#$+<=>~",
    738: "ACDKUVXY",
    775: "GHNOQ",
    925: "wmM",
    1020: "W@%",
}
EM = {letter: width / 1000 for width, letters in WIDTHS.items() for letter in letters}
OTHER = 0.67
FULL = 1.0
SAFETY = 1.02  # for other weights and rounding
BREAK_AFTER = " 、，；-"
BREAK_BEFORE = "与和及"
BAD_BREAK = 5.0  # in em: how much more uneven lines may be before a Chinese word is parted


def width_of(text: str, font: float) -> float:
    """Estimated width in pixels of a text in a semi-bold sans-serif; Chinese characters are one em wide."""
    return sum(FULL if is_full(letter) else EM.get(letter, OTHER) for letter in text) * font * SAFETY


def lines_of(name: str, width: float, font: float) -> tuple[str, ...]:
    """A name on as few lines as it needs, the lines about equally long, never cut inside a Latin word.

    Breaks between words and between Chinese characters, there rather after a comma or before a
    conjunction. A word wider than the box stays whole. O(length²) for two lines.
    """
    if width_of(name, font) <= width:
        return (name,)
    parts = parts_of(name)
    lines: list[str] = []
    while parts:
        rest = "".join(parts).strip()
        if width_of(rest, font) <= width:
            lines.append(rest)
            break
        cut = best_cut(parts, width, font)
        lines.append("".join(parts[:cut]).strip())
        parts = parts[cut:]
    return tuple(lines)


def parts_of(name: str) -> list[str]:
    """Words with the blank after them, and single Chinese characters."""
    parts: list[str] = []
    for letter in name:
        full = unicodedata.east_asian_width(letter) in "WF"
        joins = bool(parts) and not full and not parts[-1].endswith(" ") and not is_full(parts[-1][-1])
        if joins or (parts and letter in BREAK_AFTER):
            parts[-1] += letter
        else:
            parts.append(letter)
    return parts


def is_full(letter: str) -> bool:
    """Whether a letter is as wide as it is high."""
    return unicodedata.east_asian_width(letter) in "WF"


def best_cut(parts: list[str], width: float, font: float) -> int:
    """Number of parts for the first line: both lines fit if that can be, nearest to equal, at a good place."""
    best, least = 1, float("inf")
    for cut in range(1, len(parts)):
        first = width_of("".join(parts[:cut]).strip(), font)
        second = width_of("".join(parts[cut:]).strip(), font)
        if first > width and cut > 1:
            break
        good = parts[cut - 1][-1] in BREAK_AFTER or parts[cut][0] in BREAK_BEFORE
        cost = abs(first - second) + 10 * max(0.0, second - width) + (0 if good else BAD_BREAK * font)
        if cost < least:
            best, least = cut, cost
    return best
