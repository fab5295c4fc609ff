"""The tokens are measured: text 4.5:1, shapes 3:1, in both schemes (WCAG 2.2)."""

import re
from pathlib import Path

import pytest

from chainfair.project.settings import PACKAGE

STYLES = PACKAGE / "project" / "static" / "project"
STAGES = ("upstream", "midstream", "downstream", "service")

# words on their ground
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "surface", "sunken")),
    *(
        (word, ground)
        for word in ("good", "wait", "bad", "seal")
        for ground in ("paper", "surface", "sunken")
    ),
    *((word, f"{stage}-tint") for stage in STAGES for word in ("ink", "ink-2", stage)),
    *((word, "seal-tint") for word in ("ink", "ink-2", "seal")),
    ("on-seal", "seal"),
    ("on-seal", "seal-deep"),
    ("ink-3", "heat-0"),
    *(("ink", f"heat-{level}") for level in range(1, 6)),
    *(("paper", f"heat-{level}") for level in range(6, 9)),
]
# lines and shapes that carry meaning
SHAPES = [
    *((shape, ground) for shape in ("edge", "seal", "ink-2") for ground in ("paper", "surface", "sunken")),
    *((shape, "paper") for stage in STAGES for shape in (stage, f"{stage}-soft")),
    *((stage, "surface") for stage in STAGES),
]


def blocks(selector: str) -> list[dict[str, str]]:
    """Colour tokens of each block of a selector, in the order of the file."""
    text = re.sub(r"/\*.*?\*/", "", (STYLES / "tokens.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    bodies = re.findall(re.escape(selector) + r"\s*\{([^{}]*)\}", text)
    return [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", body)) for body in bodies]


LIGHT = blocks(":root")[0]
DARK = blocks(':root[data-scheme="dark"]')[0]
SCHEMES = [pytest.param(LIGHT, id="light"), pytest.param(LIGHT | DARK, id="dark")]


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, as WCAG defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_can_be_read(scheme: dict[str, str]) -> None:
    faint = {pair: contrast(scheme[pair[0]], scheme[pair[1]]) for pair in TEXT}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_shapes_can_be_seen(scheme: dict[str, str]) -> None:
    faint = {pair: contrast(scheme[pair[0]], scheme[pair[1]]) for pair in SHAPES}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 3} == {}


def test_dark_by_choice_is_dark_by_the_system() -> None:
    assert blocks(':root:not([data-scheme="light"])') == [DARK]
    assert set(DARK) == set(LIGHT)


def test_every_token_that_is_used_is_defined() -> None:
    sheets = {sheet.name: sheet.read_text(encoding="utf-8") for sheet in STYLES.glob("*.css")}
    defined = set(re.findall(r"(--[\w-]+):", "".join(sheets.values())))
    used = set(re.findall(r"var\((--[\w-]+)", "".join(sheets.values())))
    assert used - defined == set()


@pytest.mark.parametrize(
    "feature", ["light-dark(", "color-mix(", "@layer", "&:", "& ", "@container", ":has("]
)
def test_no_sheet_asks_for_what_old_engines_lack(feature: str) -> None:
    asked = [
        sheet.name
        for sheet in sorted(Path(STYLES).glob("*.css"))
        if feature in re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    ]
    assert asked == []
