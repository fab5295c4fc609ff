"""Refusals become pages in words; a page that nobody declared open stays shut."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from chainfair.fairs.access import may_see_edition
from chainfair.fairs.queries import find_edition
from chainfair.fairs.rules import zone
from chainfair.ground.access import verdict_of
from chainfair.ground.errors import NotAllowed, NotFound, Refusal, spoken
from chainfair.people.access import person_of

STATUS = {NotFound: 404, NotAllowed: 403}
LARGEST = 2**63 - 1  # number of a row


class refusals_in_words:  # noqa: N801 (reads as a sentence in the settings)
    """Show a refusal that a view let through as one sentence with the way back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        status = next((code for kind, code in STATUS.items() if isinstance(exception, kind)), 409)
        context = {"sentence": spoken(exception, _), "status": status}
        return render(request, "refused.html", context, status=status)


class AtTheVenue:
    """Show every time of an edition's pages in the venue's zone, wherever the reader sits."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(
        self,
        request: HttpRequest,
        _view: Callable[..., HttpResponse],
        _args: list[Any],
        kwargs: dict[str, Any],
    ) -> None:
        edition = find_edition(kwargs["edition"]) if "edition" in kwargs else None
        if edition is not None and not may_see_edition(person_of(request), edition):
            edition = None  # the shell of a refusal would name it
        request.edition = edition  # type: ignore[attr-defined]
        if edition is not None:
            timezone.activate(zone(edition.time_zone))


class DefaultDeny:
    """Ask the view's declared verdict before it runs; a view without one is refused to everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        _args: list[Any],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if any(isinstance(value, int) and value > LARGEST for value in kwargs.values()):
            raise Http404  # no row has it, and a database may not even take it as a question
        verdict = verdict_of(view)
        if verdict is not None and verdict.allows(request, kwargs):
            return None
        if verdict is not None and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        what = verdict.word if verdict else _("this page is declared open to nobody")
        return render(
            request,
            "refused.html",
            {"sentence": _(NotAllowed.message) % {"what": _(what)}, "status": 403},
            status=403,
        )
