"""Are the settings of inferred needs tuned to the buyers they are measured on? `python bench/matching_folds.py DIR`

Buyers fall into five folds by a digest of their name. For each fold the best of a grid of settings is chosen by NDCG@10
on the other four, and measured on the fold itself: what comes out of the five folds together is the honest figure.
Beside it the shipped settings, fold by fold. With `--names`, a second figure: Chinese heading names as needs, English
heading names as offers, with vectors of the encoder: how often the right offer stands first on the list.
"""

import argparse
import csv
import hashlib
import os
import resource
import time
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np

from chainfair.engine.matching import EXHIBITOR, Params, Problem
from chainfair.engine.matching.evaluation import Needs, gains, lists_of, told
from chainfair.engine.matching.folder import judgements, problem_of, read_folder, worded_lines
from chainfair.engine.text import normalised, sentence_encoder, text_table
from chainfair.engine.text.kept import remembered_vectors

FOLDS = 5
SPOKEN = ("industry_need", "edge_saturation", "edge_sharpness", "inferred_sharpness")


def fold_of(name: str) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % FOLDS


def settings() -> list[Params]:
    """Return the shipped settings, then two grids around them: how needs add up, and what counts as alike."""
    return [
        Params(),
        *(
            replace(Params(), industry_need=need, edge_saturation=saturation)
            for need, saturation in product((0.0, 1.0, 2.0, 4.0), (1.0, 2.0, 4.0))
        ),
        *(
            replace(Params(), edge_sharpness=likeness, inferred_sharpness=name)
            for likeness, name in product((1.0, 1.5, 2.0), (4.0, 8.0, 16.0))
        ),
    ]


def spoken(params: Params) -> str:
    return ", ".join(f"{name} {getattr(params, name):g}" for name in SPOKEN)


def cross_validate(path: Path, data: Path | None) -> None:
    folder = read_folder(path)
    known = judgements(path, folder)
    case = told(folder, known, Needs.INFERRED)
    vectors = remembered_vectors(case.texts, data / "vectors", sentence_encoder) if data else None
    problem = problem_of(case, vectors)
    tried = settings()
    start = time.process_time()
    table = np.stack([gains(known, lists_of(problem, params).other)["ndcg10"] for params in tried])
    fold = np.array([fold_of(folder.organisations[buyer]) for buyer in known.buyers])
    held = np.zeros(len(fold))
    print(f"{len(tried)} settings on {len(fold)} buyers, {time.process_time() - start:.0f} CPU seconds")
    print("fold  buyers  chosen on the others  shipped  chosen settings")
    for number in range(FOLDS):
        inside = fold == number
        best = int(np.argmax(table[1:, ~inside].mean(axis=1))) + 1
        held[inside] = table[best, inside]
        own = f"{held[inside].mean():20.4f}  {table[0, inside].mean():7.4f}"
        print(f"{number:4}  {inside.sum():6}  {own}  {spoken(tried[best])}")
    spread = table[1:].mean(axis=1)
    print(f" all  {len(fold):6}  {held.mean():20.4f}  {table[0].mean():7.4f}")
    print(f"over the whole grid: {spread.min():.4f} to {spread.max():.4f}, median {np.median(spread):.4f}")


def across_languages(names: Path) -> None:
    """Let every Chinese heading name be a need and every English one an offer; the vectors come from the encoder."""
    with names.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["name_zh_cn"].strip() and row["short_en"].strip()]
    size = len(rows)
    texts = [row["name_zh_cn"] for row in rows] + [row["short_en"] for row in rows]
    everybody = range(size)
    problem = Problem(
        organisations=2 * size,
        offers=worded_lines([size + one for one in everybody], [size + one for one in everybody]),
        needs=worded_lines(everybody, everybody),
        side=np.full(2 * size, EXHIBITOR, np.int8),
        minimum=np.zeros(2 * size, np.int32),
        maximum=np.full(2 * size, 50, np.int32),
        texts=text_table(texts, sentence_encoder().encode([normalised(text) for text in texts])),
    )
    first = lists_of(problem, Params(), top=1).other[:size, 0]
    right = first == size + np.arange(size)
    print(
        f"Chinese need, English offer first: {right.mean():.3f} of {size:,}; nobody found: {(first < 0).mean():.3f}"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument(
        "--names", type=Path, help="CSV of heading names with the columns name_zh_cn and short_en"
    )
    arguments.add_argument("--words", action="store_true", help="without vectors")
    arguments.add_argument("--data", type=Path, default=Path(os.environ.get("CHAINFAIR_DATA", "var")))
    given = arguments.parse_args()
    cross_validate(given.folder, None if given.words else given.data)
    if given.names:
        across_languages(given.names)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
