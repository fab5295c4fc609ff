"""Who met at an edition and whether something came of it: told by the rooms that know, read by later editions."""

from collections.abc import Iterable, Sequence
from itertools import combinations

from chainfair.ground.actions import BATCH
from chainfair.matching.models import Encounter, Participant
from chainfair.matching.rules import pair_in_order


def note_encounters(*, edition: int, meetings: Iterable[Sequence[int]]) -> None:
    """Meetings were held: takes the participants that came to each. What is known of a pair already stays."""
    met = {pair for parties in meetings for pair in combinations(sorted(set(parties)), 2)}
    sides, rows = {side for pair in met for side in pair}, Participant.objects.filter(edition=edition)
    if len(sides) <= BATCH:
        rows = rows.filter(pk__in=sides)  # one meeting that is closed by hand shall not read everybody
    owner = dict(rows.values_list("pk", "organisation_id"))
    Encounter.objects.bulk_create(
        _rows(edition, ((owner[one], owner[other]) for one, other in sorted(met)), went_on=False),
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def note_results(*, edition: int, parties: Iterable[Sequence[int]], went_on: bool) -> None:
    """Something came of it between organisations that met, or what had come of it is over."""
    pairs = {pair for organisations in parties for pair in combinations(sorted(set(organisations)), 2)}
    Encounter.objects.bulk_create(
        _rows(edition, sorted(pairs), went_on=went_on),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["edition", "first", "second"],
        update_fields=["went_on"],
    )


def _rows(edition: int, pairs: Iterable[tuple[int, int]], *, went_on: bool) -> list[Encounter]:
    return [
        Encounter(edition_id=edition, first_id=first, second_id=second, went_on=went_on)
        for first, second in (pair_in_order(*pair) for pair in pairs)
    ]
