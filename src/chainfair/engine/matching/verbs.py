"""Matching's verbs of the command line: ``match`` and ``evaluate``, on a folder of plain CSV."""

import csv
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chainfair.engine.matching.evaluation import LISTED, Lists, Needs, Towards, evaluated, lists_of
from chainfair.engine.matching.folder import Folder, judgements, problem_of, read_folder
from chainfair.engine.matching.params import Params
from chainfair.engine.text.encoder import sentence_encoder
from chainfair.engine.text.kept import remembered_vectors

DATA = "CHAINFAIR_DATA"
SEEDS = 2**63  # what kernels take as a whole number
TABLE_HEAD = ("needs", "NDCG@10", "recall@50")


def match_arguments(parser: ArgumentParser) -> None:
    """Say what ``match`` takes."""
    _take_folder(parser)
    parser.add_argument(
        "--out", type=Path, required=True, help="CSV to write: organisation,counterpart,rank,score"
    )
    parser.add_argument(
        "--top", type=_count, default=LISTED, help="counterparts for each organisation (default 50)"
    )
    parser.add_argument(
        "--towards",
        type=Towards,
        choices=list(Towards),
        default=Towards.SUPPLIERS,
        help="who could supply the organisation (suppliers), or whom it could supply (buyers)",
    )
    parser.add_argument("--seed", type=_seed, default=0, help="decides between equal scores")


def match(options: Namespace) -> tuple[dict[str, Any], int]:
    """Write everybody's list; the answer counts. Judgements that lie in the folder are not read."""
    folder = read_folder(options.folder)
    if options.out.is_dir() or not options.out.parent.is_dir():
        wrong = "this is a folder" if options.out.is_dir() else "there is no such folder"
        raise ValueError(f"{options.out}: {wrong}; allowed is a file in a folder that exists.")
    if not folder.needs.size and not len(folder.edges):
        raise ValueError(
            f"{options.folder}: nobody's needs are known; allowed is a needs.csv, an upstream_edges.csv, or both."
        )
    vectors = _vectors(options, folder.texts)
    lists = lists_of(
        problem_of(folder, vectors), Params(), top=options.top, towards=options.towards, seed=options.seed
    )
    rows = _write(options.out, folder, lists)
    return {
        "organisations": len(folder.organisations),
        "with_counterparts": int((lists.other[:, 0] >= 0).sum()) if len(lists.other) else 0,
        "rows": rows,
        "towards": options.towards.value,
        "out": str(options.out),
    }, 0


def evaluate_arguments(parser: ArgumentParser) -> None:
    """Say what ``evaluate`` takes."""
    _take_folder(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")


def evaluate(options: Namespace) -> tuple[dict[str, float] | str, int]:
    """Hold the lists against what is known to be right, for each way of knowing needs."""
    folder = read_folder(options.folder)
    known = judgements(options.folder, folder)
    found = evaluated(folder, known, Params(), lambda texts: _vectors(options, texts))
    return found if options.json else ablation(found), 0


def ablation(found: dict[str, float]) -> str:
    """Return the figures as a table for people."""
    rows: list[tuple[str, ...]] = [TABLE_HEAD]
    rows += [
        (needs.value, *(_spoken(found, f"{name}_{needs.value}") for name in ("ndcg10", "recall50")))
        for needs in Needs
    ]
    width = [max(len(row[column]) for row in rows) for column in range(len(TABLE_HEAD))]
    lines = [
        "  ".join(cell.ljust(size) for cell, size in zip(row, width, strict=True)).rstrip() for row in rows
    ]
    lines.append(f"inferred above text: {_spoken(found, 'ndcg10_lift')}")
    lines.append(
        f"{found['buyers']:,.0f} buyers among {found['organisations']:,.0f} organisations; 95 % bootstrap intervals"
    )
    return "\n".join(lines)


def _spoken(found: dict[str, float], name: str) -> str:
    return f"{found[name]:.3f} ({found[f'{name}_low']:.3f} to {found[f'{name}_high']:.3f})"


def _take_folder(parser: ArgumentParser) -> None:
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="organisations.csv, offers.csv, … (docs/model/matching.md)"
    )
    parser.add_argument(
        "--words", action="store_true", help="go by words alone, without the sentence encoder"
    )
    parser.add_argument("--data", type=Path, help=f"folder that keeps the vectors of texts (default: {DATA})")


def _count(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 10_000:
        raise ArgumentTypeError(f"{value} is not a number from 1 to 10000")
    return int(value)


def _seed(value: str) -> int:
    if not value.isdecimal() or int(value) >= SEEDS:
        raise ArgumentTypeError(f"{value} is not a number from 0 to {SEEDS - 1}")
    return int(value)


def _vectors(options: Namespace, texts: Sequence[str]) -> NDArray[np.float32] | None:
    if options.words:
        return None
    data = options.data or (Path(os.environ[DATA]) if os.environ.get(DATA) else None)
    if data is None:
        raise ValueError(
            f"There is no folder to keep vectors in; name one by --data or {DATA}, or add --words."
        )
    return remembered_vectors(texts, data.expanduser() / "vectors", sentence_encoder, progress=_tell)


def _tell(done: int, of: int) -> None:
    print(f"texts encoded: {done:,} of {of:,}", file=sys.stderr)  # noqa: T201 - a command line speaks


def _write(path: Path, folder: Folder, lists: Lists) -> int:
    """Write the lists whole or not at all; return how many rows."""
    part = path.with_name(f".{path.name}-{os.getpid()}")
    who, place = np.nonzero(lists.other >= 0)
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(("organisation", "counterpart", "rank", "score"))
            for one, rank in zip(who.tolist(), place.tolist(), strict=True):
                counterpart = folder.organisations[lists.other[one, rank]]
                writer.writerow(
                    (folder.organisations[one], counterpart, rank + 1, f"{lists.score[one, rank]:.6f}")
                )
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return len(who)
