"""Writes of closing: compute a statement, freeze it, correct it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

import chainfair
from chainfair.closing import rules
from chainfair.closing.errors import AlreadyFrozen, NothingChanged
from chainfair.closing.kinds import Change, ChangeKind, Counted, Definition, Profile, StatementState
from chainfair.closing.models import Figure, Statement
from chainfair.closing.queries import count_statistic, find_latest_statement
from chainfair.fairs.kinds import EditionState
from chainfair.fairs.models import Edition
from chainfair.ground.actions import record_events
from chainfair.ground.kinds import Happening, Subject
from chainfair.people.actions import actor
from chainfair.people.models import Person

STATED = (
    "key",
    "definition_version",
    "value",
    "numerator",
    "denominator",
    "parts",
    "excluded",
    "evidence_kind",
    "evidence_digest",
    "change",
)


def freeze_statement(
    *, edition: Edition, profile: str, by: Person | None, now: datetime, note: str = ""
) -> Statement:
    """Count every figure of a profile and keep it with its evidence.

    While the edition is not closed the statement is provisional, and the next one takes its place. After a frozen one
    there are only corrections: dated, with a note, and only where a figure has changed.
    """
    rule = rules.profile(profile)
    with transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        last = find_latest_statement(edition, profile)
        corrects = last if last is not None and last.state != StatementState.PROVISIONAL else None
        if corrects is not None and not note:
            raise AlreadyFrozen(version=corrects.version)
        statement = _new_statement(edition, rule, corrects, note, by, now)
        figures = _figures(statement, edition, rule)
        if corrects is not None and not _differs(figures, corrects):
            raise NothingChanged
        statement.digest = rules.statement_digest(_facts(statement, figures))
        statement.save()
        Figure.objects.bulk_create(figures)
        _tell(statement, by, now)
    return statement


def _new_statement(
    edition: Edition, rule: Profile, corrects: Statement | None, note: str, by: Person | None, now: datetime
) -> Statement:
    state = StatementState.FROZEN if edition.state == EditionState.CLOSED else StatementState.PROVISIONAL
    version = edition.statements.filter(profile=rule.key).aggregate(last=Max("version"))["last"] or 0
    return Statement(
        edition=edition,
        profile=rule.key,
        profile_version=rule.version,
        version=version + 1,
        state=StatementState.CORRECTED if corrects else state,
        as_of=now,
        computed_at=now,
        code_version=chainfair.VERSION,
        corrects=corrects,
        note=note,
        by=by,
    )


def _figures(statement: Statement, edition: Edition, rule: Profile) -> list[Figure]:
    return [
        _figure(statement, number, rules.definition(key), count_statistic(key, edition, rule))
        for number, key in enumerate(rule.figures)
    ]


def _figure(statement: Statement, number: int, what: Definition, counted: Counted) -> Figure:
    return Figure(
        statement=statement,
        number=number,
        key=what.key,
        definition_version=what.version,
        value=counted.value,
        numerator=counted.numerator,
        denominator=counted.denominator,
        parts=dict(counted.parts),
        excluded=counted.excluded,
        evidence_kind=what.evidence,
        evidence_count=len(counted.evidence),
        evidence_digest=rules.digest_of(what.evidence, counted.evidence),
        evidence=rules.packed(counted.evidence),
        change=asdict(_change(statement, what, counted)),
        trouble=counted.trouble,
    )


def _change(statement: Statement, what: Definition, counted: Counted) -> Change:
    if statement.edition.previous is None:
        return Change(ChangeKind.FIRST)
    before = find_latest_statement(statement.edition.previous, statement.profile)
    if before is None:
        return Change(ChangeKind.NO_STATEMENT)
    if before.profile_version != statement.profile_version:
        return Change(ChangeKind.OTHER_PROFILE)
    figure = next((one for one in before.figures.all() if one.key == what.key), None)
    if figure is None or figure.definition_version != what.version:
        return Change(ChangeKind.OTHER_DEFINITION)
    return rules.change_on_the_year(what.unit, counted.value, figure.value)


def _differs(figures: list[Figure], before: Statement) -> bool:
    known = {one.key: (one.value, one.evidence_digest) for one in before.figures.all()}
    return any(known.get(one.key) != (one.value, one.evidence_digest) for one in figures)


def _facts(statement: Statement, figures: list[Figure]) -> dict[str, Any]:
    return {
        "edition": statement.edition.key,
        "profile": [statement.profile, statement.profile_version],
        "code": statement.code_version,
        "figures": [{name: getattr(one, name) for name in STATED} for one in figures],
    }


def recomputed_digest(statement: Statement) -> str:
    """The hash of a stored statement computed again from its own rows; equal to `digest`, or it was tampered with."""
    figures = list(statement.figures.order_by("number"))
    for one in figures:
        one.evidence_digest = rules.digest_of(one.evidence_kind, rules.unpacked(bytes(one.evidence)))
    return rules.statement_digest(_facts(statement, figures))


def _tell(statement: Statement, by: Person | None, now: datetime) -> None:
    record_events(
        [
            Happening(
                f"statement.{statement.state}",
                Subject("statement", statement.pk),
                after=statement.state,
                why=statement.note,
                edition=statement.edition_id,
                facts={
                    "profile": statement.profile,
                    "version": statement.version,
                    "digest": statement.digest,
                },
            )
        ],
        actor=actor(by),
        now=now,
    )
