"""What the organiser learns from: which reasons people corrected, and what was shown to whom."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chainfair.fairs.access import appointed
from chainfair.fairs.kinds import Role
from chainfair.fairs.queries import get_edition
from chainfair.ground.errors import NotAllowed
from chainfair.ground.listing import Column, Listing, show_list
from chainfair.matching import actions, queries
from chainfair.matching.access import for_desk_readers, may_run_matching
from chainfair.matching.errors import NotSayable
from chainfair.matching.forms import CorrectionsForm, ExposuresForm
from chainfair.matching.kinds import Policy, Said, Seated, Sight, Wish
from chainfair.matching.models import Correction
from chainfair.matching.rules import known_propensity
from chainfair.people.access import person_of


@for_desk_readers
def corrections(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    form = CorrectionsForm(request.GET)
    asked = form.asked()
    listing: Listing[Correction] = Listing(
        found=queries.corrections_in(
            found, asked.get("q", ""), said=asked.get("said", ""), waiting=asked.get("waiting", False)
        ),
        total=found.corrections.count(),
        form=form,
        columns=[
            Column(_("When"), lambda row: row.at),
            Column(_("By"), lambda row: row.by.name if row.by else ""),
            Column(_("For"), lambda row: row.participant.organisation.name if row.participant else ""),
            Column(_("First"), lambda row: row.first.organisation.name),
            Column(_("Second"), lambda row: row.second.organisation.name),
            Column(_("Word"), lambda row: _(Said(row.said).word)),
            Column(_("About what"), queries.fact_in_words),
        ],
        name=f"{found.key}-corrections",
        orders={"when": ["-at"], "said": ["said", "-at"]},
        dress=queries.spoken_of,
    )
    return show_list(
        request,
        "matching/corrections.html",
        listing,
        waiting=queries.corrections_in(found, waiting=True).count(),
        may_judge=may_run_matching(person_of(request), found),
    )


@appointed(Role.MATCHMAKING, Role.CHAIN_MANAGER)
@require_POST
def judge(request: HttpRequest, edition: str, first: int, second: int) -> HttpResponse:
    found, person = get_edition(edition), person_of(request)
    one, other = queries.get_participant(found, first), queries.get_participant(found, second)
    said = request.POST.get("said", "")
    if person is None:
        raise NotAllowed(what=_("to keep a pair apart"))
    if said not in (Said.APART, Said.TOGETHER):
        raise NotSayable(said=said)
    actions.judge_pair(
        first=one,
        second=other,
        said=Said(said),
        by=person,
        now=timezone.now(),
    )
    messages.success(
        request, _("Noted: %(said)s. The lists of both follow in a moment.") % {"said": _(Said(said).word)}
    )
    return redirect("matching:corrections", edition=edition)


def _said_since(row: queries.Seen) -> str:
    word = Wish(row.wished).word if row.wished else Seated(row.said).word if row.said else ""
    return _(word) if word else ""


@for_desk_readers
def exposures(request: HttpRequest, edition: str) -> HttpResponse:
    found = get_edition(edition)
    form = ExposuresForm(request.GET, edition=found)
    asked = form.asked()
    asked_for = queries.Asked(found)
    listing: Listing[queries.Seen] = Listing(
        found=queries.exposures_in(
            found,
            asked.get("q", ""),
            run=asked.get("run", ""),
            sight=asked.get("sight", ""),
            what=asked.get("what", ""),
        ),
        total=queries.exposures_in(found).count(),
        form=form,
        columns=[
            Column(_("When"), lambda row: row.at),
            Column(_("Run"), lambda row: row.run.settings.get("renews", row.run_id)),
            Column(_("List renewed as"), lambda row: row.run_id if "renews" in row.run.settings else ""),
            Column(_("Version"), lambda row: row.run.engine_version),
            Column(_("Seed"), lambda row: row.run.seed),
            Column("participant", lambda row: row.participant_id),
            Column(_("Shown to"), lambda row: row.participant.organisation.name),
            Column("counterpart", lambda row: row.counterpart_id or ""),
            Column("assembly", lambda row: row.assembly_id or ""),
            Column(_("Who was shown"), lambda row: queries.shown_in(row).name),
            Column(_("How it was seen"), lambda row: _(Sight(row.sight).word)),
            Column(_("Rank"), lambda row: row.rank),
            Column(
                _("How likely to stand there"),
                lambda row: known_propensity(row.sight, row.policy, row.propensity),
            ),
            Column(_("Policy"), lambda row: _(Policy(row.policy).word)),
            Column(_("Reasons opened since"), lambda row: int(row.opened)),
            Column(_("Said since"), _said_since),
            Column(_("Asked for a meeting since"), lambda row: int(asked_for.since(row))),
        ],
        name=f"{found.key}-exposures",
        orders={"when": ["-at", "rank"], "rank": ["rank", "-at"]},
        dress=lambda rows: queries.followed(found, rows),
    )
    return show_list(
        request, "matching/exposures.html", listing, wishes=dict(Wish.pairs()), seats=dict(Seated.pairs())
    )
