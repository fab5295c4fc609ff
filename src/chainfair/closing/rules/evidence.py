"""Evidence sets: the numbers of the records behind a figure, packed, hashed, sampled."""

import hashlib
import json
import random
import zlib
from array import array
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any


def packed(numbers: Sequence[int]) -> bytes:
    """Rising numbers as compressed differences: 160,000 scans take a few kilobytes."""
    ordered = sorted(numbers)
    steps = array("q", (b - a for a, b in zip([0, *ordered], ordered, strict=False)))
    return zlib.compress(steps.tobytes(), 6)


def unpacked(content: bytes) -> list[int]:
    """The numbers again, rising."""
    steps = array("q")
    steps.frombytes(zlib.decompress(content))
    return list(accumulate(steps))


def digest_of(kind: str, numbers: Sequence[int]) -> str:
    """A hash over the kind and the numbers, the same wherever and whenever it is computed."""
    text = kind + ":" + ",".join(map(str, sorted(numbers)))
    return hashlib.sha256(text.encode()).hexdigest()


def statement_digest(facts: Mapping[str, Any]) -> str:
    """A hash over all that a statement states: edition, profile, definitions, figures, evidence, code version."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sample(numbers: Sequence[int], count: int, seed: int) -> list[int]:
    """A random sample that an auditor can draw again from the same seed."""
    ordered = sorted(numbers)
    return sorted(random.Random(seed).sample(ordered, min(count, len(ordered))))
