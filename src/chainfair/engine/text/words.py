"""A text as terms to compare by, and as a digest to keep its vector by."""

import hashlib
import re
import unicodedata

# Han characters with their extensions, kana and hangul: scripts written without blanks between words.
_UNSPACED = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af\u3040-\u30ff\uac00-\ud7af"
_RUN = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_BLANKS = re.compile(r"\s+")


def normalised(text: str) -> str:
    """Return the text in compatibility form (NFKC), lower case, blanks folded: what counts as the same text."""
    lower = unicodedata.normalize("NFKC", text).lower()
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", lower)).strip()  # lower case may decompose a letter


def digest(text: str, model: str) -> str:
    """Return the key under which the vector of a text by a model is kept: 32 hexadecimal digits (128 bits)."""
    return hashlib.sha256(f"{model}\n{normalised(text)}".encode()).hexdigest()[:32]


def is_unspaced(text: str) -> bool:
    """Tell whether a text has characters of a script written without blanks between words."""
    return _IS_UNSPACED.search(normalised(text)) is not None


def terms(text: str) -> list[str]:
    """Return the terms of a text in order: words of spaced scripts, two-character pieces of unspaced ones.

    A run of one Han character stands for itself, so that no text of one character is without a term.
    """
    found: list[str] = []
    for run in _RUN.findall(normalised(text)):
        if _IS_UNSPACED.match(run) and len(run) > 1:
            found.extend(run[at : at + 2] for at in range(len(run) - 1))
        else:
            found.append(run)
    return found
