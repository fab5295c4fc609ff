"""Reference data that ships with the product: goods and services classifications, and the chains."""

import csv
import gzip
import io
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from chainfair.chains.kinds import ChainPlan, CodeSystem, KnownCodes
from chainfair.chains.rules import chain_plan, handbook_page

HERE = Path(__file__).parent
CLASSIFICATIONS = HERE / "classifications"
CHAINS = HERE / "chains"


class GoodsTitle(NamedTuple):
    """A chapter, heading or subheading of HS 2022: two, four or six digits."""

    code: str
    section: str
    title_en: str
    title_zh: str


class ActivityTitle(NamedTuple):
    """A section (letter), division, group or class of ISIC Rev.4; classes have a Chinese name."""

    code: str
    title_en: str
    title_zh: str


class GoodsPosition(NamedTuple):
    """Where a subheading usually stands between raw material and final use; a default, never a verdict."""

    code: str
    isic3: str
    upstreamness_cn_2011: float | None
    upstreamness_us_2012: float | None
    end_use: frozenset[str]


@cache
def goods_titles() -> tuple[GoodsTitle, ...]:
    """Every code of HS 2022 with its English title, and for every heading a short Chinese name."""
    return tuple(
        GoodsTitle(row["code"], row["section"], row["title_en"], row["title_zh"])
        for row in rows_of(CLASSIFICATIONS / "hs2022.csv.gz")
    )


@cache
def section_titles() -> dict[str, str]:
    """The 21 sections of the Harmonized System by Roman numeral."""
    return {row["section"]: row["title_en"] for row in rows_of(CLASSIFICATIONS / "hs_sections.csv")}


@cache
def activity_titles() -> tuple[ActivityTitle, ...]:
    """Every code of ISIC Rev.4 with its English title, and for every class a Chinese name."""
    return tuple(
        ActivityTitle(row["code"], row["title_en"], row["title_zh"])
        for row in rows_of(CLASSIFICATIONS / "isic4.csv")
    )


@cache
def activities_of_goods() -> dict[str, tuple[str, ...]]:
    """For each HS 2022 subheading the ISIC Rev.4 classes that make, repair or recover it."""
    found: dict[str, list[str]] = {}
    for row in rows_of(CLASSIFICATIONS / "hs2022_isic4.csv.gz"):
        found.setdefault(row["hs"], []).append(row["isic4"])
    return {code: tuple(classes) for code, classes in found.items()}


@cache
def goods_positions() -> dict[str, GoodsPosition]:
    """Upstreamness and end use of each HS 2022 subheading, by code."""
    return {
        row["hs"]: GoodsPosition(
            row["hs"],
            row["isic3"],
            number_of(row["upstreamness_cn_2011"]),
            number_of(row["upstreamness_us_2012"]),
            frozenset(filter(None, row["end_use"].split("|"))),
        )
        for row in rows_of(CLASSIFICATIONS / "hs2022_position.csv.gz")
    }


def chain_documents() -> dict[str, dict[str, Any]]:
    """The shipped chain files as read, by file name without suffix, in the order of their names."""
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(CHAINS.glob("*.toml"))}


@cache
def known_codes() -> KnownCodes:
    """The codes a chain may use."""
    return KnownCodes(
        goods=frozenset(title.code for title in goods_titles()),
        activities=frozenset(title.code for title in activity_titles()),
    )


def chain_plans() -> tuple[ChainPlan, ...]:
    """The shipped chains, read but not yet checked against the codes, in the order of their keys."""
    return tuple(chain_plan(document, place=name) for name, document in chain_documents().items())


def shipped_chains_page() -> str:
    """The handbook's page about the shipped chains."""
    titles = {(CodeSystem.HS2022, title.code): title.title_en for title in goods_titles()}
    titles |= {(CodeSystem.ISIC4, title.code): title.title_en for title in activity_titles()}
    return handbook_page(chain_plans(), titles)


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a comma-separated file in UTF-8, gzipped where its name says so."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    return csv.DictReader(io.StringIO(text, newline=""))


def number_of(text: str) -> float | None:
    """A decimal number, or None for an empty field."""
    return float(text) if text else None
