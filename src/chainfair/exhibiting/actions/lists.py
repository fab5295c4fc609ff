"""Writes about exhibitor lists: a preview is kept, then one transaction takes everything in."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from chainfair.exhibiting import rules
from chainfair.exhibiting.actions.participations import accept_participations
from chainfair.exhibiting.errors import ImportSettled, RowsRefused
from chainfair.exhibiting.kinds import (
    ImportState,
    ListFile,
    ListMapping,
    NewParticipation,
    ParticipationState,
    StandPlace,
    StandState,
)
from chainfair.exhibiting.models import ListImport, Stand, StandUse
from chainfair.exhibiting.queries.lists import file_of, find_same_import, plan_of_file, stored_mapping
from chainfair.fairs.actions import add_hall, create_draft
from chainfair.fairs.kinds import HallPlan
from chainfair.fairs.models import Edition
from chainfair.fairs.queries import find_edition
from chainfair.ground.actions import BATCH, record_events
from chainfair.ground.jobs import enqueue
from chainfair.ground.kinds import Happening, Subject
from chainfair.ground.locks import hold
from chainfair.organisations.actions import ask_sameness, complete_organisations, enter_organisations
from chainfair.organisations.kinds import Completion, NewOrganisation, NewQuestion, Scheme
from chainfair.organisations.models import Identifier, Organisation, OtherName
from chainfair.people.actions import actor
from chainfair.people.models import Person

FILLED = ("name_latin", "country", "city", "address", "website", "industry", "profile")
SUGGESTING = "chainfair.exhibiting.tasks.suggest_to_exhibitors"
Watch = Callable[[str], None]


def keep_preview(*, edition: Edition, file: ListFile, by: Person | None, now: datetime) -> ListImport:
    """Keep a file that could be read, with what it would do, until a person decides."""
    plan = plan_of_file(file, key=edition.key)
    with transaction.atomic():
        kept = _import_row(edition, file, plan, by, now)
        kept.content = file.data
        kept.save()
        _tell(kept, "list.previewed", by, now)
    return kept


def reread_preview(
    *, kept: ListImport, mapping: ListMapping, encoding: str | None, by: Person | None, now: datetime
) -> ListImport:
    """Read a kept file anew after a person said which column is which, or which encoding it has."""
    with transaction.atomic():
        held = _held_preview(kept)
        file = ListFile(held.file_name, bytes(held.content or b""), mapping, encoding)
        plan = plan_of_file(file, key=held.edition.key)
        held.mapping, held.encoding = stored_mapping(file), plan.table.encoding[:20]
        held.figures, held.refused = plan.figures, _refused(plan)
        held.save(update_fields=["mapping", "encoding", "figures", "refused"])
        _tell(held, "list.reread", by, now, before=ImportState.PREVIEW)
    return held


def leave_preview(*, kept: ListImport, by: Person | None, now: datetime) -> ListImport:
    """Throw a previewed file away; that it was looked at stays on record."""
    with transaction.atomic():
        held = _held_preview(kept)
        held.state, held.content = ImportState.LEFT, None
        held.save(update_fields=["state", "content"])
        _tell(held, "list.left", by, now, before=ImportState.PREVIEW)
    return held


def import_preview(
    *, kept: ListImport, accept_refused: bool, by: Person | None, now: datetime, watch: Watch | None = None
) -> ListImport:
    """Take in a file that was previewed; what it does is planned anew, since the preview may be a day old."""
    with transaction.atomic():
        _one_at_a_time()
        held = _held_preview(kept)
        plan = plan_of_file(file_of(held), key=held.edition.key)
        _refuse_unaccepted(plan, accept_refused=accept_refused)
        _take_in(held.edition, plan, by, now, watch or _unwatched)
        held.state, held.content = ImportState.DONE, None
        held.figures, held.at = plan.figures, now
        held.refused = _refused(plan)
        held.save(update_fields=["state", "content", "figures", "refused", "at"])
        _tell(held, "list.imported", by, now, before=ImportState.PREVIEW)
        enqueue(SUGGESTING, edition_id=held.edition_id)
    return held


def import_exhibitors(
    *,
    key: str,
    file: ListFile,
    accept_refused: bool = False,
    by: Person | None,
    now: datetime,
    watch: Watch | None = None,
) -> ListImport:
    """Take a list into an edition, which is made as a draft if nobody made it; all in one transaction, or nothing.

    The very same file under the same mapping changes nothing a second time.
    """
    same = find_same_import(key, file)
    if same is not None:
        return same
    with transaction.atomic():
        _one_at_a_time()
        same = find_same_import(key, file)  # somebody may have brought it while this one waited
        if same is not None:
            return same
        edition = find_edition(key) or create_draft(key=key, by=by, now=now)
        plan = plan_of_file(file, key=key)
        _refuse_unaccepted(plan, accept_refused=accept_refused)
        _take_in(edition, plan, by, now, watch or _unwatched)
        done = _import_row(edition, file, plan, by, now)
        done.state = ImportState.DONE
        done.save()
        _tell(done, "list.imported", by, now)
    return done


def _one_at_a_time() -> None:
    """Let imports wait for each other, whatever their edition: two at once would each miss whom the other enters."""
    hold("exhibitor lists")


def _unwatched(_doing: str) -> None:
    """Nobody looks on."""


def _held_preview(kept: ListImport) -> ListImport:
    held = ListImport.objects.select_for_update(of=("self",)).select_related("edition").get(pk=kept.pk)
    if held.state != ImportState.PREVIEW:
        raise ImportSettled(name=held.file_name, state=ImportState(held.state).word)
    return held


def _refuse_unaccepted(plan: rules.ListPlan, *, accept_refused: bool) -> None:
    if plan.understood.refused and not accept_refused:
        first = plan.understood.refused[0]
        raise RowsRefused(
            name=plan.table.name,
            refused=plan.refused_rows,
            rows=len(plan.table.rows),
            row=first.row,
            column=first.column,
            why=first.allowed,
            plan=plan,
        )


def _refused(plan: rules.ListPlan) -> list[dict[str, Any]]:
    return [
        {
            "row": cell.row,
            "column": cell.column,
            "value": cell.value,
            "allowed": cell.allowed,
            "message": cell.message,
            "values": cell.values,
        }
        for cell in plan.understood.refused
    ]


def _import_row(
    edition: Edition, file: ListFile, plan: rules.ListPlan, by: Person | None, now: datetime
) -> ListImport:
    return ListImport(
        edition=edition,
        file_name=file.name[:300],
        file_digest=hashlib.sha256(file.data).hexdigest(),
        encoding=plan.table.encoding[:20],
        mapping=stored_mapping(file),
        figures=plan.figures,
        refused=_refused(plan),
        by=by,
        at=now,
    )


def _tell(row: ListImport, verb: str, by: Person | None, now: datetime, before: str = "") -> None:
    happening = Happening(
        verb,
        Subject("list_import", row.pk),
        before,
        row.state,
        edition=row.edition_id,
        facts={"file": row.file_name, "digest": row.file_digest, **row.figures},
    )
    record_events([happening], actor=actor(by), now=now)


def _take_in(edition: Edition, plan: rules.ListPlan, by: Person | None, now: datetime, watch: Watch) -> None:
    source = plan.table.name[:200]
    watch("organisations")
    organisations = _organisations(edition, plan, source, by, now)
    watch("participations")
    participations = _participations(edition, plan, organisations, by, now)
    watch("stands")
    _stands(edition, plan, participations, by, now)
    watch("questions")
    numbers = {
        row.number: organisation
        for one, organisation in zip(plan.exhibitors, organisations, strict=True)
        for row in one.rows
    }
    ask_sameness(entries=[_question(pair, numbers) for pair in plan.questions], by=by, now=now)


def _organisations(
    edition: Edition, plan: rules.ListPlan, source: str, by: Person | None, now: datetime
) -> list[int]:
    """Enter who is new, complete who is known; numbers in the order of the plan."""
    new = [one for one in plan.exhibitors if one.organisation is None]
    entered = enter_organisations(
        entries=[_new_organisation(edition.key, one) for one in new], source=source, by=by, now=now
    )
    known = [one for one in plan.exhibitors if one.organisation is not None]
    _complete(edition, known, source, by, now)
    numbers = {one.row.number: row.pk for one, row in zip(new, entered, strict=True)}
    return [one.organisation or numbers[one.row.number] for one in plan.exhibitors]


def _numbers(key: str, one: rules.PlannedExhibitor) -> tuple[tuple[Scheme, str], ...]:
    own = ((Scheme.OWN, rules.own_number(key, row.external_id)) for row in one.rows if row.external_id)
    registered = ((Scheme(scheme), value) for scheme, value in one.row.identifiers)
    return tuple(dict.fromkeys((*own, *registered)))


def _other_names(one: rules.PlannedExhibitor) -> tuple[str, ...]:
    names = dict.fromkeys(name for row in one.rows for name in (row.name, row.name_latin) if name)
    return tuple(name for name in names if name not in {one.row.name, one.row.name_latin})


def _new_organisation(key: str, one: rules.PlannedExhibitor) -> NewOrganisation:
    row = one.row
    return NewOrganisation(
        name=row.name,
        name_latin=row.name_latin,
        country=row.country,
        city=row.city,
        address=row.address,
        website=row.website,
        industry=row.industry,
        profile=row.profile,
        other_names=_other_names(one),
        identifiers=_numbers(key, one),
    )


def _complete(
    edition: Edition,
    known: Sequence[rules.PlannedExhibitor],
    source: str,
    by: Person | None,
    now: datetime,
) -> None:
    organisations = Organisation.objects.in_bulk([one.organisation for one in known if one.organisation])
    named = Counter(
        OtherName.objects.filter(organisation__in=organisations).values_list("organisation_id", "name")
    )
    numbered = set(Identifier.objects.filter(organisation__in=organisations).values_list("scheme", "value"))
    entries = []
    for one in known:
        organisation = organisations[one.organisation or 0]
        names = {*_other_names(one), one.row.name, one.row.name_latin} - {
            "",
            organisation.name,
            organisation.name_latin or one.row.name_latin,
        }
        entries.append(
            Completion(
                organisation.pk,
                {field: getattr(one.row, field) for field in FILLED},
                tuple(sorted(name for name in names if not named[organisation.pk, name])),
                tuple(number for number in _numbers(edition.key, one) if number not in numbered),
            )
        )
    complete_organisations(entries=entries, source=source, by=by, now=now)


def _participations(
    edition: Edition,
    plan: rules.ListPlan,
    organisations: Sequence[int],
    by: Person | None,
    now: datetime,
) -> list[int]:
    """Let everybody take part who does not yet; numbers of participations in the order of the plan."""
    known = dict(edition.participations.values_list("organisation_id", "pk"))
    entries = [
        NewParticipation(
            organisation,
            role=one.role,
            contract_country=one.row.country,
            listed_role=one.row.listed_role,
            note=one.row.note,
            state=ParticipationState.LISTED,
        )
        for one, organisation in zip(plan.exhibitors, organisations, strict=True)
        if organisation not in known
    ]
    for row in accept_participations(edition=edition, entries=entries, by=by, now=now):
        known[row.organisation_id] = row.pk
    return [known[organisation] for organisation in organisations]


def _stands(
    edition: Edition,
    plan: rules.ListPlan,
    participations: Sequence[int],
    by: Person | None,
    now: datetime,
) -> None:
    """Make the stands and halls that are named and not there, and say who stands where."""
    halls = _halls(edition, plan.stands, by, now)
    known = {(row.hall_id, row.code): row for row in edition.stands.all()}
    wanted = {(halls.get(place.hall), place.code): None for place in plan.stands}
    made = Stand.objects.bulk_create(
        (
            Stand(edition=edition, hall_id=hall, code=code, state=StandState.RESERVED)
            for hall, code in wanted
            if (hall, code) not in known
        ),
        batch_size=BATCH,
    )
    known |= {(row.hall_id, row.code): row for row in made}
    there = set(StandUse.objects.filter(stand__edition=edition).values_list("stand_id", "participation_id"))
    uses = [
        (known[halls.get(place.hall), place.code].pk, participation)
        for one, participation in zip(plan.exhibitors, participations, strict=True)
        for place in one.row.stands
    ]
    users = Counter(stand for stand, _ in {*uses, *there})
    new = {row.pk for row in made}
    StandUse.objects.bulk_create(
        (
            # Who of several holds the contract is not in a list.
            StandUse(
                stand_id=stand,
                participation_id=participation,
                contractor=stand in new and users[stand] == 1,
            )
            for stand, participation in uses
            if (stand, participation) not in there
        ),
        batch_size=BATCH,
    )
    record_events(
        (
            Happening("stand.listed", Subject("stand", row.pk), after=row.state, edition=edition.pk)
            for row in made
        ),
        actor=actor(by),
        now=now,
    )


def _halls(
    edition: Edition, places: Sequence[StandPlace], by: Person | None, now: datetime
) -> dict[str, int]:
    halls = dict(edition.halls.values_list("code", "pk"))
    for code in dict.fromkeys(place.hall for place in places):
        if code and code not in halls:
            halls[code] = add_hall(edition=edition, plan=HallPlan(code), by=by, now=now).pk
    return halls


def _question(pair: rules.PlannedPair, numbers: Mapping[int, int]) -> NewQuestion:
    first, second = (
        side.organisation if side.organisation is not None else numbers[side.row or 0]
        for side in (pair.first, pair.second)
    )
    return NewQuestion(first, second, pair.score, pair.reason, pair.values)
