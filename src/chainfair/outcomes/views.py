"""What came of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.fairs.access import may_run_edition
from chainfair.fairs.queries import get_edition
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.matching.access import for_participants, participant_of_request
from chainfair.outcomes import actions, queries
from chainfair.outcomes.access import for_parties_and_staff
from chainfair.outcomes.forms import IntentionForm, OutcomesForm
from chainfair.outcomes.kinds import NewOutcome, Stage
from chainfair.outcomes.models import Outcome
from chainfair.people.access import person_of


@for_parties_and_staff
def outcomes(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    staff = may_run_edition(person_of(request), found)
    party = None if staff else participant_of_request(request, found).organisation
    form = OutcomesForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    listing: Listing[Outcome] = Listing(
        found=queries.outcomes_of(
            found, party, asked.get("q", ""), asked.get("stage", ""), asked.get("open", False)
        ),
        total=queries.outcomes_of(found, party).count(),
        form=form,
        columns=[
            Column(_("Parties"), lambda row: " ↔ ".join(one.organisation.name for one in row.parties.all())),
            Column(_("Stage"), lambda row: _(Stage(row.stage).word)),
            Column(_("About"), lambda row: row.about),
            Column(_("Amount"), lambda row: "" if row.amount is None else f"{row.amount / 100:.2f}"),
            Column(_("Currency"), lambda row: row.currency),
            Column(_("Recorded"), lambda row: row.recorded_at),
        ],
        name=f"{found.key}-outcomes",
        orders={"recorded": ["-recorded_at"], "stage": ["stage"]},
    )
    return show_list(request, "outcomes/outcomes.html", listing, party=party)


@for_participants
def record(request: HttpRequest, edition: str, meeting: int) -> HttpResponse:
    found = get_edition(edition)
    me = participant_of_request(request, found)
    held = queries.get_own_meeting(found, meeting, me.organisation)
    form = IntentionForm(request.POST or None)
    if form.is_valid():
        parties = tuple(held.parties.values_list("participant__organisation_id", flat=True))
        new = NewOutcome(
            parties,
            Stage.INTENTION,
            meeting=held.pk,
            about=form.cleaned_data["about"],
            confirmed_by=(me.organisation_id,),
        )
        actions.record_outcome(edition=found, outcome=new, by=person_of(request), now=timezone.now())
        messages.success(request, _("Recorded. It counts as mutual once the other side confirms it."))
        return redirect("outcomes:outcomes", edition=edition)
    return render(request, "outcomes/record.html", {"form": form, "meeting": held, "me": me})


@for_participants
@require_POST
def confirm(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    found = get_edition(edition)
    me = participant_of_request(request, found)
    outcome = queries.get_outcome(found, number, me.organisation)
    actions.confirm_outcome(
        outcome=outcome, organisation=me.organisation, by=person_of(request), now=timezone.now()
    )
    messages.success(request, _("Confirmed."))
    return redirect("outcomes:outcomes", edition=edition)
