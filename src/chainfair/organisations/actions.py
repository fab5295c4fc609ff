"""Writes about organisations: entering, completing, and the question whether two are one."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from chainfair.ground.actions import BATCH, record_events
from chainfair.ground.kinds import Happening, Subject
from chainfair.ground.search import index_texts
from chainfair.organisations import rules
from chainfair.organisations.errors import DifferentRegistryNumbers, QuestionDecided
from chainfair.organisations.kinds import (
    Completion,
    NewMember,
    NewOrganisation,
    NewQuestion,
    SamenessState,
    Scheme,
)
from chainfair.organisations.models import (
    Identifier,
    Membership,
    Organisation,
    OtherName,
    SamenessQuestion,
    Trait,
)
from chainfair.people.actions import actor
from chainfair.people.models import Person
from chainfair.people.queries import check_addresses

SEARCHED_KIND = "organisation"


def enter_organisations(
    *, entries: Sequence[NewOrganisation], source: str, by: Person | None, now: datetime
) -> list[Organisation]:
    """Make organisations in the order of the entries, with their numbers, further names and traits."""
    organisations = [_organisation(entry, now) for entry in entries]
    with transaction.atomic():
        Organisation.objects.bulk_create(organisations, batch_size=BATCH)
        pairs = list(zip(organisations, entries, strict=True))
        _add_other_names(((one, name) for one, entry in pairs for name in entry.other_names), source)
        _add_identifiers((one, *number) for one, entry in pairs for number in entry.identifiers)
        Trait.objects.bulk_create(
            (
                Trait(organisation=one, kind=kind, year=year, source=source)
                for one, entry in pairs
                for kind, year in entry.traits
            ),
            batch_size=BATCH,
        )
        index_texts(SEARCHED_KIND, ((one.pk, _searched(one, entry.other_names)) for one, entry in pairs))
        record_events(
            (
                Happening("organisation.entered", Subject("organisation", one.pk), facts={"source": source})
                for one in organisations
            ),
            actor=actor(by),
            now=now,
        )
    return organisations


def enter_members(*, entries: Sequence[NewMember], by: Person | None, now: datetime) -> list[Membership]:
    """Let people act for organisations, in the order given; who acts for one already keeps the role."""
    check_addresses({entry.person for entry in entries})
    wanted = {(entry.organisation, entry.person): entry for entry in entries}
    known = set(
        Membership.objects.filter(organisation_id__in={entry.organisation for entry in entries}).values_list(
            "organisation_id", "person_id"
        )
        if len(wanted) <= BATCH // 2
        else Membership.objects.values_list("organisation_id", "person_id")
    )
    rows = [
        Membership(organisation_id=one.organisation, person_id=one.person, role=one.role, since=now)
        for pair, one in wanted.items()
        if pair not in known
    ]
    with transaction.atomic():
        Membership.objects.bulk_create(rows, batch_size=BATCH)
        record_events(
            (
                Happening(
                    "membership.entered",
                    Subject("organisation", row.organisation_id),
                    after=row.role,
                    facts={"person": row.person_id},
                )
                for row in rows
            ),
            actor=actor(by),
            now=now,
        )
    return rows


def _organisation(entry: NewOrganisation, now: datetime) -> Organisation:
    return Organisation(
        name=entry.name,
        name_latin=entry.name_latin,
        name_key=rules.name_key(entry.name),
        latin_key=rules.name_key(entry.name_latin),
        kind=entry.kind,
        country=entry.country,
        city=entry.city,
        address=entry.address,
        website=entry.website,
        industry=entry.industry,
        profile=entry.profile,
        group_name=entry.group_name,
        staff=entry.staff,
        made_up=entry.made_up,
        created_at=now,
    )


def _searched(one: Organisation, other_names: Iterable[str]) -> tuple[str, ...]:
    return (one.name, one.name_latin, *other_names, one.city, one.industry)


def _add_other_names(names: Iterable[tuple[Organisation, str]], source: str) -> None:
    OtherName.objects.bulk_create(
        (OtherName(organisation=one, name=name, source=source) for one, name in names), batch_size=BATCH
    )


def _add_identifiers(numbers: Iterable[tuple[Organisation, Scheme, str]]) -> None:
    Identifier.objects.bulk_create(
        (Identifier(organisation=one, scheme=scheme, value=value) for one, scheme, value in numbers),
        batch_size=BATCH,
    )


def complete_organisations(
    *, entries: Sequence[Completion], source: str, by: Person | None, now: datetime
) -> list[Organisation]:
    """Fill what is blank of organisations that are known; what stands is not overwritten."""
    with transaction.atomic():
        known = Organisation.objects.in_bulk([entry.organisation for entry in entries])
        changed: list[tuple[Organisation, Completion, dict[str, str]]] = []
        for entry in entries:
            one = known[entry.organisation]
            filled = {name: text for name, text in entry.fields.items() if text and not getattr(one, name)}
            for name, text in filled.items():
                setattr(one, name, text)
            one.latin_key = rules.name_key(one.name_latin)
            if filled or entry.other_names or entry.identifiers:
                changed.append((one, entry, filled))
        columns = sorted({name for _, _, filled in changed for name in filled})
        organisations = [one for one, _, _ in changed]
        if columns:
            Organisation.objects.bulk_update(organisations, [*columns, "latin_key"], batch_size=500)
        _add_other_names(((one, name) for one, entry, _ in changed for name in entry.other_names), source)
        _add_identifiers((one, *number) for one, entry, _ in changed for number in entry.identifiers)
        _index_again(organisations)
        record_events(
            (
                Happening(
                    "organisation.completed",
                    Subject("organisation", one.pk),
                    facts={"source": source, "filled": sorted(filled)},
                )
                for one, _, filled in changed
            ),
            actor=actor(by),
            now=now,
        )
    return organisations


def _index_again(organisations: Sequence[Organisation]) -> None:
    names: dict[int, list[str]] = {one.pk: [] for one in organisations}
    for number, name in OtherName.objects.filter(organisation__in=names).values_list(
        "organisation_id", "name"
    ):
        names[number].append(name)
    index_texts(SEARCHED_KIND, ((one.pk, _searched(one, names[one.pk])) for one in organisations))


def ask_sameness(
    *, entries: Sequence[NewQuestion], by: Person | None, now: datetime
) -> list[SamenessQuestion]:
    """Queue pairs for a person; a pair that was asked before keeps its question and its answer."""
    pairs = {(one.first, one.second): one for one in map(_ordered, entries)}
    with transaction.atomic():
        asked = set(
            SamenessQuestion.objects.filter(first__in={first for first, _ in pairs}).values_list(
                "first", "second"
            )
        )
        questions = SamenessQuestion.objects.bulk_create(
            (
                SamenessQuestion(
                    first_id=one.first,
                    second_id=one.second,
                    score=one.score,
                    reason=one.reason,
                    reason_values=one.values,
                    asked_at=now,
                )
                for pair, one in pairs.items()
                if pair not in asked
            ),
            batch_size=BATCH,
        )
        record_events(
            (
                Happening(
                    "sameness.asked",
                    Subject("sameness_question", one.pk),
                    after=SamenessState.OPEN,
                    facts={"first": one.first_id, "second": one.second_id, "score": one.score},
                )
                for one in questions
            ),
            actor=actor(by),
            now=now,
        )
    return questions


def _ordered(one: NewQuestion) -> NewQuestion:
    first, second = sorted((one.first, one.second))
    return NewQuestion(first, second, one.score, one.reason, one.values)


def answer_sameness(
    *, question: SamenessQuestion, same: bool, by: Person | None, now: datetime
) -> SamenessQuestion:
    """Store a person's answer once; one organisation then stands for both (`merged_into`)."""
    with transaction.atomic():
        held = (
            SamenessQuestion.objects.select_for_update(of=("self",))
            .select_related("first", "second")
            .get(pk=question.pk)
        )
        if held.state != SamenessState.OPEN:
            raise QuestionDecided(
                first=held.first.name, second=held.second.name, state=SamenessState(held.state).word
            )
        if same:
            _refuse_two_numbers(held.first, held.second)
            _take_over(held.first, held.second, by, now)
        held.state = SamenessState.SAME if same else SamenessState.DIFFERENT
        held.decided_by, held.decided_at = by, now
        held.save(update_fields=["state", "decided_by", "decided_at"])
        record_events(
            [
                Happening(
                    "sameness.answered",
                    Subject("sameness_question", held.pk),
                    before=SamenessState.OPEN,
                    after=held.state,
                    facts={"first": held.first_id, "second": held.second_id},
                )
            ],
            actor=actor(by),
            now=now,
        )
    return held


def _refuse_two_numbers(first: Organisation, second: Organisation) -> None:
    one, other = (
        rules.printed(
            rules.Described(two.name, identifiers=frozenset(two.identifiers.values_list("scheme", "value")))
        )
        for two in (first, second)
    )
    scheme = rules.contradicting_scheme(one, other)
    if scheme:
        raise DifferentRegistryNumbers(first=first.name, second=second.name, scheme=scheme.upper())


def _take_over(kept: Organisation, gone: Organisation, by: Person | None, now: datetime) -> None:
    """Give what an organisation has of its own to the one that stands for it; later rooms move what is theirs."""
    names = {kept.name, kept.name_latin, *kept.other_names.values_list("name", flat=True), ""}
    gone.identifiers.update(organisation=kept)
    gone.other_names.exclude(name__in=names).update(organisation=kept)
    _add_other_names(((kept, name) for name in sorted({gone.name, gone.name_latin} - names)), "merged")
    known = set(kept.traits.values_list("kind", "year", "source"))
    gone.traits.filter(
        pk__in=[one.pk for one in gone.traits.all() if (one.kind, one.year, one.source) not in known]
    ).update(organisation=kept)
    people = kept.memberships.values_list("person", flat=True)
    gone.memberships.exclude(person__in=people).update(organisation=kept)
    Organisation.objects.filter(merged_into=gone).update(merged_into=kept)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    _index_again([kept])
    record_events(
        [
            Happening(
                "organisation.merged",
                Subject("organisation", gone.pk),
                after="merged",
                facts={"into": kept.pk},
            )
        ],
        actor=actor(by),
        now=now,
    )
