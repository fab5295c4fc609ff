"""Search among the records behind a figure, in both scripts."""

from collections.abc import Callable, Sequence

from django.db.models import Model, Q, QuerySet

from chainfair.exhibiting.models import Launch, Participation, Renewal, Stand
from chainfair.ground.numbers import whole_number
from chainfair.ground.search import subjects_found
from chainfair.meetings.models import Meeting
from chainfair.outcomes.models import Contact, Outcome
from chainfair.presence.models import OnlineSession, Scan
from chainfair.visiting.models import Registration


def numbers_found(kind: str, numbers: Sequence[int], question: str) -> list[int]:
    """Those of some records that a question finds: organisations in either script, codes, badges, record numbers."""
    if not question:
        return list(numbers)
    model, condition = FINDERS[kind]
    wanted = condition(question)
    number = whole_number(question)
    if number is not None:
        wanted |= Q(pk=number)
    found = set(_rows(model).filter(wanted).values_list("pk", flat=True))
    return [number for number in numbers if number in found]


def _rows(model: type[Model]) -> QuerySet[Model]:
    return model._default_manager.all()


def _organisation(path: str) -> Callable[[str], Q]:
    return lambda question: Q(**{f"{path}__in": subjects_found("organisation", question)})


def _badge(path: str) -> Callable[[str], Q]:
    return lambda question: Q(**{f"{path}badge__istartswith": question.strip()})


FINDERS: dict[str, tuple[type[Model], Callable[[str], Q]]] = {
    "participation": (Participation, _organisation("organisation")),
    "stand": (Stand, lambda question: Q(code__icontains=question.strip())),
    "registration": (Registration, _badge("")),
    "scan": (
        Scan,
        lambda question: _badge("registration__")(question) | Q(device__name__icontains=question.strip()),
    ),
    "online_session": (OnlineSession, _badge("registration__")),
    "meeting": (Meeting, _organisation("parties__participant__organisation")),
    "contact": (
        Contact,
        lambda question: _organisation("exhibitor")(question) | _organisation("counterpart")(question),
    ),
    "outcome": (Outcome, _organisation("parties__organisation")),
    "launch": (
        Launch,
        lambda question: Q(title_en__icontains=question) | Q(title_zh__icontains=question),
    ),
    "renewal": (Renewal, _organisation("participation__organisation")),
}
