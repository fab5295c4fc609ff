"""Imported lists: looked at before anything is written, and the pairs that a person decides about."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from chainfair.exhibiting import actions, queries
from chainfair.exhibiting.forms import (
    AnswerForm,
    ImportsForm,
    ListForm,
    QuestionsForm,
    ReadingForm,
    TakeInForm,
)
from chainfair.exhibiting.kinds import ImportState, ListFile, ListMapping
from chainfair.exhibiting.models import ListImport
from chainfair.exhibiting.rules import ListPlan, read_mapping
from chainfair.fairs.access import appointed
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.errors import Refusal
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.people.access import person_of

SHOWN = 100  # rows of each part of a preview; the counts say how many there are
sales = appointed(Role.EXHIBITOR_SALES)


@sales
def imports(request: HttpRequest, edition: str) -> HttpResponse:
    return _imports(request, get_edition(edition), ListForm())


def _imports(request: HttpRequest, edition: Edition, upload: ListForm, status: int = 200) -> HttpResponse:
    form = ImportsForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    listing: Listing[ListImport] = Listing(
        found=queries.imports_of(edition, asked.get("q", ""), asked.get("state", "")),
        total=edition.imports.count(),
        form=form,
        columns=[
            Column(_("List"), lambda row: row.file_name),
            Column(_("When"), lambda row: row.at),
            Column(_("By"), lambda row: row.by.name if row.by else ""),
            Column(_("State"), lambda row: _(ImportState(row.state).word)),
            Column(_("Rows"), lambda row: row.figures.get("rows")),
            Column(_("Exhibitors"), lambda row: row.figures.get("participations")),
            Column(_("Rows refused"), lambda row: row.figures.get("refused_rows")),
            Column(_("Digest of the file (SHA-256)"), lambda row: row.file_digest),
        ],
        name=f"{edition.key}-imports",
        orders={"when": ["-at"], "list": ["file_name"], "state": ["state"]},
    )
    waiting = queries.questions_in(edition).count()
    response = show_list(request, "exhibiting/imports.html", listing, upload=upload, questions=waiting)
    response.status_code = status
    return response


@sales
@require_POST
def upload(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    form = ListForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            kept = actions.keep_preview(
                edition=found, file=_file(form), by=person_of(request), now=timezone.now()
            )
            return redirect("exhibiting:preview", edition=edition, number=kept.pk)
        except Refusal as refusal:
            form.add_error(None, _(refusal.message) % refusal.values)
    return _imports(request, found, form, 409)


def _file(form: ListForm) -> ListFile:
    sent: UploadedFile[bytes] = form.cleaned_data["file"]
    said: UploadedFile[bytes] | None = form.cleaned_data["mapping"]
    mapping = read_mapping(said.read(), name=str(said.name)) if said else ListMapping()
    return ListFile(str(sent.name), sent.read(), mapping, form.cleaned_data["encoding"] or None)


@sales
def preview(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    kept = queries.get_import(get_edition(edition), number)
    if kept.state != ImportState.PREVIEW:
        return render(request, "exhibiting/imported.html", {"kept": kept, "refused": kept.refused[:SHOWN]})
    plan = queries.plan_of_file(queries.file_of(kept), key=edition)
    return _preview(request, kept, plan, _reading(kept, plan))


def _reading(kept: ListImport, plan: ListPlan, sent: HttpRequest | None = None) -> ReadingForm:
    return ReadingForm(
        None if sent is None else sent.POST,
        headings=plan.table.headings,
        chosen={place: column.value for column, place in plan.understood.plan.places.items()},
        is_text=bool(plan.table.separator),
        initial={"encoding": kept.mapping["encoding"]},
    )


def _preview(
    request: HttpRequest, kept: ListImport, plan: ListPlan, form: ReadingForm, status: int = 200
) -> HttpResponse:
    first = [
        next((row.cells[place] for row in plan.table.rows if row.cells[place].strip()), "")
        for place in range(len(plan.table.headings))
    ]
    context = {
        "kept": kept,
        "plan": plan,
        "figures": plan.figures,
        "taken": plan.figures["rows"] - plan.refused_rows,
        "reading": form,
        "columns": [
            (form[f"column-{place}"], first[place]) for place, _heading in enumerate(plan.table.headings)
        ],
        "refused": plan.understood.refused[:SHOWN],
        "merges": plan.merges[:SHOWN],
        "questions": plan.questions[:SHOWN],
        "repaired": plan.understood.repaired[:SHOWN],
    }
    return render(request, "exhibiting/preview.html", context, status=status)


@sales
@require_POST
def reread(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    kept = queries.get_import(get_edition(edition), number)
    file = queries.file_of(kept)
    plan = queries.plan_of_file(file, key=edition)
    form = _reading(kept, plan, request)
    if form.is_valid():
        try:
            actions.reread_preview(
                kept=kept,
                mapping=form.mapping(file.mapping.fixed),
                encoding=form.cleaned_data.get("encoding") or None,
                by=person_of(request),
                now=timezone.now(),
            )
            return redirect("exhibiting:preview", edition=edition, number=number)
        except Refusal as refusal:
            form.add_error(None, _(refusal.message) % refusal.values)
    return _preview(request, kept, plan, form, 409)


@sales
@require_POST
def take_in(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    form = TakeInForm(request.POST)
    accepted = form.is_valid() and form.cleaned_data["accept_refused"]
    done = actions.import_preview(
        kept=queries.get_import(get_edition(edition), number),
        accept_refused=accepted,
        by=person_of(request),
        now=timezone.now(),
    )
    count = done.figures["participations"]
    messages.success(
        request,
        ngettext("%(count)s exhibitor is in.", "%(count)s exhibitors are in.", count) % {"count": count},
    )
    return redirect("exhibiting:preview", edition=edition, number=number)


@sales
@require_POST
def leave(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    kept = queries.get_import(get_edition(edition), number)
    actions.leave_preview(kept=kept, by=person_of(request), now=timezone.now())
    messages.success(request, _("Nothing was written."))
    return redirect("exhibiting:imports", edition=edition)


@sales
def questions(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    form = QuestionsForm(request.GET)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    listing = Listing(
        found=queries.questions_in(found, asked),
        total=queries.questions_in(found).count(),
        form=form,
        columns=[
            Column(_("One"), lambda row: row.first.name),
            Column(_("One, Latin name"), lambda row: row.first.name_latin),
            Column(_("The other"), lambda row: row.second.name),
            Column(_("The other, Latin name"), lambda row: row.second.name_latin),
            Column(_("Likeness of 100"), lambda row: row.score),
            Column(_("Reason"), lambda row: _(row.reason) % row.reason_values),
        ],
        name=f"{found.key}-questions",
        orders={"score": ["-score"], "name": ["first__name_key"]},
        dress=lambda rows: [(row, _(row.reason) % row.reason_values) for row in rows],
    )
    return show_list(request, "exhibiting/questions.html", listing)


@sales
@require_POST
def answer(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    question = queries.get_question(get_edition(edition), number)
    form = AnswerForm(request.POST)
    if form.is_valid():
        same = form.cleaned_data["same"]
        actions.answer_question(question=question, same=same, by=person_of(request), now=timezone.now())
        messages.success(request, _("Kept as one.") if same else _("Kept as two."))
    return redirect("exhibiting:questions", edition=edition)
