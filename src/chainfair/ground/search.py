"""Search in both scripts: words, and pairs of Chinese characters, so that a two-character word is found.

SQLite holds the terms in an FTS5 table, PostgreSQL in a GIN index over `array_to_tsvector`; both are made by the
migration `0002_search_index`. Trigram indexes find no two-character Chinese word, hence our own pairs.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from chainfair.ground.models import SearchText

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
PIECE = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
IS_HAN = re.compile(f"[{HAN}]")
BATCH = 2000


def folded(text: str) -> str:
    """Lower case, full-width forms and accents folded; for comparing only."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    return unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))


def terms_of(*texts: str) -> list[str]:
    """The distinct terms of some texts in order of appearance: words, and Chinese character pairs."""
    found: dict[str, None] = {}
    for piece in PIECE.findall(folded(" ".join(texts))):
        if IS_HAN.match(piece) and len(piece) > 1:
            found.update(dict.fromkeys(piece[i : i + 2] for i in range(len(piece) - 1)))
        else:
            found[piece] = None
    return list(found)


def index_texts(kind: str, texts: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Store or replace what can be found of some subjects of a kind; called in the action that writes them."""
    SearchText.objects.bulk_create(
        (
            SearchText(kind=kind, subject_id=number, terms=" ".join(terms_of(*parts)))
            for number, parts in texts
        ),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["kind", "subject_id"],
        update_fields=["terms"],
    )


LONGEST = 500  # letters of a term; PostgreSQL refuses to look for more than 2,046 bytes


def subjects_found(kind: str, question: str) -> QuerySet[SearchText, int]:
    """Numbers of the subjects of a kind that hold every term of a question; the last word may be a beginning."""
    found = SearchText.objects.filter(kind=kind)
    terms = terms_of(question)
    if not terms or max(map(len, terms)) > LONGEST:
        return found.none().values_list("subject_id", flat=True)
    return found.filter(pk__in=_rows(terms)).values_list("subject_id", flat=True)


def _rows(terms: list[str]) -> RawSQL:
    if connection.vendor == "sqlite":
        match = " AND ".join(f'"{term}"*' for term in terms)
        return RawSQL("SELECT rowid FROM search_index WHERE search_index MATCH %s", [match])
    match = " & ".join(f"'{term}':*" for term in terms)
    return RawSQL(
        "SELECT id FROM chainfair_searchtext"
        " WHERE array_to_tsvector(string_to_array(nullif(terms, ''), ' ')) @@ %s::tsquery",
        [match],
    )
