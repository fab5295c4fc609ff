"""Reads about exhibitor lists."""

import hashlib
from typing import Any

from django.db.models import Q, QuerySet

from chainfair.exhibiting import rules
from chainfair.exhibiting.kinds import ImportState, ListFile
from chainfair.exhibiting.models import ListImport, Participation
from chainfair.fairs.models import Edition
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import phrase
from chainfair.ground.tables import read_table
from chainfair.organisations.models import SamenessQuestion
from chainfair.organisations.queries import described_organisations, questions_found, settled_pairs


def plan_of_file(file: ListFile, *, key: str) -> rules.ListPlan:
    """What taking in a file would do to an edition now; the same plan serves the preview and the import."""
    table = read_table(file.data, file.name, file.encoding)
    understood = rules.read_list(table, file.mapping)
    known = [rules.KnownOrganisation(number, described) for number, described in described_organisations()]
    return rules.plan_list(table, understood, key=key, known=known, settled=settled_pairs())


def find_same_import(key: str, file: ListFile) -> ListImport | None:
    """The import of the very same file, read in the same way, into the same edition."""
    digest = hashlib.sha256(file.data).hexdigest()
    done = ListImport.objects.filter(edition__key=key, file_digest=digest, state=ImportState.DONE)
    same = (one for one in done.order_by("pk") if one.mapping == stored_mapping(file))
    return next(same, None)


def stored_mapping(file: ListFile) -> dict[str, Any]:
    """What was said about a file, as an import keeps it."""
    return {
        "columns": {column.value: heading for column, heading in file.mapping.columns.items()},
        "fixed": {column.value: value for column, value in file.mapping.fixed.items()},
        "encoding": file.encoding or "",
    }


def imports_of(edition: Edition, question: str = "", state: str = "") -> QuerySet[ListImport]:
    """Lists that were read for an edition, the latest first; a question searches file and who brought it."""
    rows = edition.imports.defer("content", "refused").select_related("by")
    if question:
        rows = rows.filter(
            Q(file_name__icontains=question)
            | Q(by__name__icontains=question)
            | Q(by__name_latin__icontains=question)
        )
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


def get_import(edition: Edition, number: int) -> ListImport:
    """A list that was read for this edition, or a refusal."""
    found = edition.imports.filter(pk=number).first()
    if found is None:
        raise NotFound(kind=phrase("list"), name=number)
    return found


def questions_in(edition: Edition, question: str = "") -> QuerySet[SamenessQuestion]:
    """Pairs that wait for a person and of which one at least takes part in this edition."""
    part = Participation.objects.filter(edition=edition).values("organisation")
    asked = questions_found(question)
    return asked.filter(Q(first__in=part) | Q(second__in=part)).distinct()


def get_question(edition: Edition, number: int) -> SamenessQuestion:
    """An open question that concerns this edition, or a refusal."""
    found = questions_in(edition).filter(pk=number).first()
    if found is None:
        raise NotFound(kind=phrase("question"), name=number)
    return found


def file_of(kept: ListImport) -> ListFile:
    """The file of a preview with what was said about it."""
    mapping = rules.mapping_of(kept.mapping["columns"], kept.mapping["fixed"], name=kept.file_name)
    return ListFile(kept.file_name, bytes(kept.content or b""), mapping, kept.mapping["encoding"] or None)
