"""The closing statement: figures, the rule they follow, the records behind them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.closing import actions, queries, rules
from chainfair.closing.access import for_auditors, may_freeze, may_see_statement
from chainfair.closing.forms import FreezeForm, SampleForm
from chainfair.closing.models import Statement
from chainfair.fairs.access import appointed, in_public_edition, may_see_evidence
from chainfair.fairs.kinds import Role
from chainfair.fairs.models import Edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.errors import NotFound
from chainfair.ground.kinds import phrase
from chainfair.ground.listing import TYPES
from chainfair.ground.tables import write_csv, write_xlsx
from chainfair.people.access import person_of

PER_PAGE = 50


@in_public_edition
def statement(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    profile = rules.profile(request.GET.get("profile", "organiser"))
    return _page(request, found, profile.key, queries.find_latest_statement(found, profile.key))


@in_public_edition
def version(request: HttpRequest, edition: str, profile: str, version: int) -> HttpResponse:
    found = get_edition(edition)
    return _page(request, found, profile, _seen(request, found, profile, version))


def _seen(request: HttpRequest, edition: Edition, profile: str, version: int) -> Statement:
    """One statement; to whom it is not shown yet, it does not exist."""
    one = queries.get_statement(edition, profile, version)
    if not may_see_statement(person_of(request), edition, one.state):
        raise NotFound(kind=phrase("statement"), name=f"{profile} v{version}")
    return one


def _page(request: HttpRequest, edition: Edition, profile: str, one: Statement | None) -> HttpResponse:
    person = person_of(request)
    if one is not None and not may_see_statement(person, edition, one.state):
        one = None
    context = {
        "statement": one,
        "rule": rules.profile(profile),
        "profiles": rules.PROFILES.values(),
        "figures": queries.shown_figures(one) if one else [],
        "bars": queries.meetings_by_chain(edition) if one else [],
        "form": FreezeForm(initial={"profile": profile}),
        "may_freeze": may_freeze(person, edition),
        "may_look_behind": may_see_evidence(person, edition),
        "versions": queries.statements_of(edition, profile) if may_see_evidence(person, edition) else [],
    }
    return render(request, "closing/statement.html", context)


@appointed(Role.PRESS_OFFICE)
@require_POST
def freeze(request: HttpRequest, edition: str) -> HttpResponse:
    form = FreezeForm(request.POST)
    if not form.is_valid():
        return redirect("closing:statement", edition=edition)
    one = actions.freeze_statement(
        edition=get_edition(edition),
        profile=form.cleaned_data["profile"],
        by=person_of(request),
        now=timezone.now(),
        note=form.cleaned_data["note"],
    )
    messages.success(
        request,
        _("Counted and kept as version %(version)s, hash %(digest)s.")
        % {"version": one.version, "digest": one.digest[:8]},
    )
    return redirect("closing:version", edition=edition, profile=one.profile, version=one.version)


@for_auditors
def verify(request: HttpRequest, edition: str, profile: str, version: int) -> HttpResponse:
    one = queries.get_statement(get_edition(edition), profile, version)
    again = actions.recomputed_digest(one)
    context = {"statement": one, "again": again, "same": again == one.digest}
    return render(request, "closing/verify.html", context)


@for_auditors
def evidence(request: HttpRequest, edition: str, profile: str, version: int, figure: str) -> HttpResponse:
    one = queries.get_statement(get_edition(edition), profile, version)
    row = queries.get_figure(one, figure)
    numbers = rules.unpacked(bytes(row.evidence))
    form = SampleForm(request.GET)
    form.is_valid()
    count, seed = form.cleaned_data.get("sample"), form.cleaned_data.get("seed") or 0
    shown = rules.sample(numbers, count, seed) if count else numbers
    shown = queries.numbers_found(row.evidence_kind, shown, form.cleaned_data.get("q", ""))
    if request.GET.get("export") in TYPES:
        return _file(row.evidence_kind, shown, str(request.GET["export"]), f"{one.profile}-{row.key}")
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "statement": one,
        "shown": queries.shown_figure(row),
        "page": page,
        "records": queries.records_of(row.evidence_kind, list(page.object_list)),
        "found": len(shown),
        "total": len(numbers),
        "form": form,
    }
    return render(request, "closing/evidence.html", context)


def _file(kind: str, numbers: list[int], form: str, name: str) -> HttpResponse:
    headings = [_("Record"), _("What"), _("Facts"), _("When")]
    cells = [
        [record.number, record.what, record.facts, str(record.at or "")]
        for start in range(0, len(numbers), 5000)
        for record in queries.records_of(kind, numbers[start : start + 5000])
    ]
    content = write_csv(headings, cells) if form == "csv" else write_xlsx(headings, cells)
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


@in_public_edition
def export(request: HttpRequest, edition: str, profile: str, version: int) -> HttpResponse:
    found = get_edition(edition)
    one = _seen(request, found, profile, version)
    headings = [
        _("Figure"),
        _("Value"),
        _("Unit"),
        _("Base"),
        _("Change on the year"),
        _("Evidence"),
        _("Definition"),
    ]
    cells = [
        [
            _(row.definition.title),
            row.value,
            row.unit,
            row.base,
            row.change,
            row.evidence,
            _(row.definition.says),
        ]
        for row in queries.shown_figures(one)
    ]
    kind = "csv" if request.GET.get("as") == "csv" else "xlsx"
    content = write_csv(headings, cells) if kind == "csv" else write_xlsx(headings, cells)
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = (
        f'attachment; filename="{found.key}-{one.profile}-v{one.version}.{kind}"'
    )
    return response
