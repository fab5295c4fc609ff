"""Codes for texts, with the real encoder and with words alone."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from chainfair.engine.text import (
    Encoder,
    normalised,
    sentence_encoder,
    shipped_headings,
    shipped_vectors,
    suggest_codes,
    vectors_of,
)
from chainfair.engine.text.store import SHIPPED

REFERENCE = SHIPPED.parents[3] / "project/reference/classifications/hs2022.csv.gz"
WORDS = [SHIPPED.parents[1] / name for name in ("heading_names.csv", "trade_words.csv")]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return sentence_encoder()


def codes_for(text: str, encoder: Encoder | None, top: int = 3) -> list[str]:
    vectors = vectors_of([text], cache={}, encoder=encoder)[0] if encoder else None
    found = suggest_codes([text], vectors, top=top)
    return [f"{code:06d}"[:level] for code, level in zip(found.code, found.level, strict=True)]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("锂离子电池", "8507"),
        ("大豆油", "1507"),
        ("新能源汽车动力电池", "8507"),
        ("智能手机", "8517"),
        ("无人机", "8806"),
        ("人工智能服务器", "8471"),
        ("lithium-ion battery cells", "8507"),
        ("photovoltaic modules", "8541"),
        ("machining centres for metal", "8457"),
    ],
)
def test_codes_for_a_product_line_name_its_heading_first(text: str, heading: str, encoder: Encoder) -> None:
    assert codes_for(text, encoder)[0][:4] == heading


@pytest.mark.parametrize(("text", "heading"), [("蓄电池", "8507"), ("Wheat and meslin", "1001")])
def test_codes_come_from_words_alone_without_an_encoder(text: str, heading: str) -> None:
    assert codes_for(text, None)[0] == heading


def test_no_code_is_suggested_for_what_no_title_resembles(encoder: Encoder) -> None:
    assert codes_for("愿景与使命", encoder) == []
    assert suggest_codes([], None).text.tolist() == []


def test_suggestions_are_the_same_whatever_is_asked_beside(encoder: Encoder) -> None:
    texts = ["轴承", "铜箔", "wind turbine blades"]
    vectors, _ = vectors_of(texts, cache={}, encoder=encoder)
    together = suggest_codes(texts, vectors, top=4)
    alone = suggest_codes(texts[1:2], vectors[1:2], top=4)
    assert together.code[together.text == 1].tolist() == alone.code.tolist()
    assert together.score[together.text == 1] == pytest.approx(alone.score, abs=1e-5)


def test_chinese_headings_find_their_english_titles(encoder: Encoder) -> None:
    """Retrieval at rank one over a pool of 60 headings spread over the nomenclature; no vector is read from a file."""
    file = shipped_vectors()
    chinese: dict[int, str] = {}
    for code, level, language, title in zip(
        file.codes, file.levels, file.languages, file.titles, strict=True
    ):
        if level == 4 and language == "zh":
            chinese.setdefault(int(code), title)
    english = {code: name for code, name in words(WORDS[0]) if code in chinese}
    sample = sorted(english)[:: len(english) // 60][:60]
    asked = encoder.encode([normalised(chinese[code]) for code in sample])
    names = encoder.encode([normalised(english[code]) for code in sample])
    right = int((np.argmax(asked @ names.T, axis=1) == np.arange(60)).sum())
    assert right >= 48


def words(path: Path) -> list[tuple[int, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [(int(row["code"].ljust(6, "0")), row["word"]) for row in csv.DictReader(lines)]


def test_shipped_vectors_are_those_of_the_encoder(encoder: Encoder) -> None:
    file = shipped_vectors()
    rows = range(0, len(file.titles), 400)
    fresh = encoder.encode([normalised(file.titles[row]) for row in rows])
    assert (fresh * file.vectors[list(rows)]).sum(axis=1).min() > 0.999


def test_shipped_titles_cover_every_heading_and_subheading() -> None:
    search = shipped_headings()
    assert int((search.levels == 4).sum()) == 1229
    assert int((search.levels == 6).sum()) == 5613
    assert (search.codes[search.heading] // 100 == search.codes // 100).all()
    assert (search.levels[search.heading] == 4).all()


@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.stem)
def test_words_of_trade_are_shipped_under_codes_that_have_a_title(path: Path) -> None:
    file = shipped_vectors()
    shipped = set(zip(file.codes.tolist(), file.titles, strict=True))
    with REFERENCE.open("rb") as stored, gzip.open(stored, "rt", encoding="utf-8", newline="") as lines:
        titled = {int(row["code"].ljust(6, "0")) for row in csv.DictReader(lines) if len(row["code"]) > 2}
    assert set(words(path)) <= shipped
    assert {code for code, _ in words(path)} <= titled
