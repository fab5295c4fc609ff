"""Texts as the engine reads them: terms, digests, vectors, and codes suggested from them."""

from chainfair.engine.text.encoder import Encoder, sentence_encoder
from chainfair.engine.text.headings import CodeSuggestion, Headings, shipped_headings, suggest_codes
from chainfair.engine.text.mentions import Described, Lexicon, Mention, lexicon, mentions
from chainfair.engine.text.store import (
    MODEL,
    VectorFile,
    read_vector_file,
    shipped_vectors,
    vectors_of,
    write_vector_file,
)
from chainfair.engine.text.table import NO_TEXTS, TextTable, text_table
from chainfair.engine.text.words import digest, normalised, terms

__all__ = [
    "MODEL",
    "NO_TEXTS",
    "CodeSuggestion",
    "Described",
    "Encoder",
    "Headings",
    "Lexicon",
    "Mention",
    "TextTable",
    "VectorFile",
    "digest",
    "lexicon",
    "mentions",
    "normalised",
    "read_vector_file",
    "sentence_encoder",
    "shipped_headings",
    "shipped_vectors",
    "suggest_codes",
    "terms",
    "text_table",
    "vectors_of",
    "write_vector_file",
]
