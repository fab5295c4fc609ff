"""Rebuild the shipped vectors of the HS 2022 titles: `python bench/shipped_vectors.py` (about a CPU minute)."""

import csv
import gzip
from pathlib import Path

import numpy as np
from tqdm import tqdm

from chainfair.engine.text.encoder import sentence_encoder
from chainfair.engine.text.store import BATCH, SHIPPED, VectorFile, write_vector_file
from chainfair.engine.text.words import normalised

SOURCE = Path(__file__).parents[1] / "src/chainfair"
REFERENCE = SOURCE / "project/reference/classifications/hs2022.csv.gz"
WORDS = [SOURCE / "engine/text/heading_names.csv", SOURCE / "engine/text/trade_words.csv"]


def titles() -> list[tuple[int, int, str, str]]:
    """Return (code in six places, level, language, title): headings in both languages, subheadings, words of trade."""
    with gzip.open(REFERENCE, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found = []
    for row in rows:
        level = len(row["code"])
        if level == 2:
            continue
        code = int(row["code"].ljust(6, "0"))
        found.append((code, level, "en", row["title_en"]))
        if row["title_zh"]:
            found.append((code, level, "zh", row["title_zh"]))
    for words in WORDS:
        with words.open(encoding="utf-8", newline="") as lines:
            found.extend(
                (int(row["code"].ljust(6, "0")), len(row["code"]), row["language"], row["word"])
                for row in csv.DictReader(lines)
            )
    return found


def main() -> None:
    """Encode every title once and write the file."""
    rows = titles()
    encoder = sentence_encoder()
    texts = [normalised(title) for _, _, _, title in rows]
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    vectors = np.zeros((len(texts), encoder.dimension), np.float32)
    for start in tqdm(range(0, len(order), BATCH)):
        batch = order[start : start + BATCH]
        vectors[batch] = encoder.encode([texts[row] for row in batch])
    write_vector_file(
        SHIPPED,
        VectorFile(
            model=encoder.model,
            codes=np.array([row[0] for row in rows], np.int32),
            levels=np.array([row[1] for row in rows], np.int8),
            languages=tuple(row[2] for row in rows),
            titles=tuple(row[3] for row in rows),
            vectors=vectors,
        ),
    )
    print(f"{len(rows):,} titles, {SHIPPED.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
