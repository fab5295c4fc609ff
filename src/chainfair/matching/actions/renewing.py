"""One participant's list, brought up to date after a change of its profile."""

from datetime import datetime

from django.db import transaction

import chainfair
from chainfair.chains.actions import keep_vectors
from chainfair.fairs.models import Edition
from chainfair.ground.actions import record_events
from chainfair.ground.kinds import Happening, RunState, Subject
from chainfair.ground.rows import append_rows
from chainfair.matching.actions.forgetting import forget_earlier_renewals
from chainfair.matching.actions.runs import PAIR_COLUMNS, pair_rows
from chainfair.matching.bridge import Renewed, in_force
from chainfair.matching.errors import Overtaken
from chainfair.matching.kinds import SuggestionState
from chainfair.matching.models import MatchingRun, Participant, Suggestion
from chainfair.matching.queries import RENEWED, changes_since


def store_renewal(
    *, run: MatchingRun, participant: Participant, found: Renewed, now: datetime
) -> MatchingRun:
    """Show a participant's list in place of the one it had, as a run of its own; nothing of the published run changes.

    A pair that was replaced is withdrawn; what was replaced the time before is forgotten.
    Refused where another run was published, somebody of these pairs changed its profile, or one of these pairs was
    replaced meanwhile: what was computed would undo that.
    """
    with transaction.atomic():
        # Two lists stored at once would each show the pair of the two; publishing waits here too.
        Edition.objects.select_for_update(no_key=True).get(pk=run.edition_id)
        if _is_overtaken(run, participant, found):
            raise Overtaken
        Suggestion.objects.filter(pk__in=found.replaced).update(state=SuggestionState.WITHDRAWN)
        renewal = MatchingRun.objects.create(
            edition=run.edition,
            state=RunState.REVIEWED,  # published is one run of everybody
            settings={**run.settings, "renews": run.pk, "participant": participant.pk},
            seed=run.seed,
            engine_version=chainfair.VERSION,
            figures={"pairs": len(found.pairs), "listed": found.listed, "read": found.read},
            created_at=now,
            ended_at=now,
        )
        keep_vectors(found.vectors)
        append_rows(Suggestion, PAIR_COLUMNS, pair_rows(renewal, found.pairs, SuggestionState.SHOWN))
        facts = {"run": renewal.pk, "renews": run.pk, "read": found.read, "pairs": len(found.pairs)}
        happening = Happening(
            RENEWED, Subject("participant", participant.pk), edition=run.edition_id, facts=facts
        )
        record_events([happening], actor=None, now=now)
        forget_earlier_renewals(participant)
    return renewal


def _is_overtaken(run: MatchingRun, participant: Participant, found: Renewed) -> bool:
    if not MatchingRun.objects.filter(pk=run.pk, state=RunState.PUBLISHED).exists():
        return True
    if frozenset(one.number for one in in_force({participant.pk})) != found.replaced:
        return True
    sides = {number for pair in found.pairs for number in (pair.first, pair.second)}
    members = Participant.objects.filter(pk__in={*sides, participant.pk})
    return bool(changes_since(run.edition, found.read, list(members)))
