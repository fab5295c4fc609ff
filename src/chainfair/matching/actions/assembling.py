"""Assemblies: what a run found, and what their members say."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chainfair.ground.actions import BATCH, record_events
from chainfair.ground.kinds import Happening, Subject
from chainfair.matching.bridge import Group
from chainfair.matching.errors import AssemblyOutOfDate, NotSeated
from chainfair.matching.kinds import Seated
from chainfair.matching.models import Assembly, AssemblyMember, MatchingRun, Participant
from chainfair.matching.queries import lapsed_assemblies
from chainfair.people.actions import actor
from chainfair.people.models import Person


def store_assemblies(run: MatchingRun, groups: Sequence[Group]) -> None:
    """Keep the groups of a run with who sits in them, in a few statements."""
    rows = Assembly.objects.bulk_create(
        (
            Assembly(
                run=run,
                owner_id=one.places[0].participant,
                link_id=one.places[0].part or None,
                scenario=one.scenario,
                weight=one.weight,
                size=len(one.places),
                missing=one.missing,
                chosen=one.chosen,
            )
            for one in groups
        ),
        batch_size=BATCH,
    )
    AssemblyMember.objects.bulk_create(
        (
            AssemblyMember(
                assembly=row,
                participant_id=place.participant,
                part_id=place.part or None,
                offer_id=place.offer or None,
                worth=place.worth,
                guessed=place.guessed,
            )
            for row, one in zip(rows, groups, strict=True)
            for place in one.places
        ),
        batch_size=BATCH,
    )


def answer_assembly(
    *, assembly: Assembly, participant: Participant, said: Seated, by: Person | None, now: datetime
) -> AssemblyMember:
    """Say whether one wants to sit in an assembly: a no is not proposed as a meeting, nor found by the next runs."""
    with transaction.atomic():
        place = (
            AssemblyMember.objects.select_for_update()
            .filter(assembly=assembly, participant=participant)
            .first()
        )
        if place is None:
            raise NotSeated(number=assembly.pk)
        if lapsed_assemblies({assembly.pk}, now):
            raise AssemblyOutOfDate
        before, place.said, place.said_at = place.said, said, now
        place.save(update_fields=["said", "said_at"])
        happening = Happening(
            "assembly.answered",
            Subject("assembly", assembly.pk),
            before,
            said,
            edition=participant.edition_id,
            facts={"participant": participant.pk, "run": assembly.run_id},
        )
        record_events([happening], actor=actor(by), now=now)
    return place
