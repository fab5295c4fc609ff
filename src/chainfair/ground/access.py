"""Default deny: a view says who may call it, or nobody may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Verdict:
    """Who may call a view: a word that tests and refusals show, and the check over request and address values."""

    word: str
    allows: Callable[[HttpRequest, dict[str, Any]], bool]


def declare(verdict: Verdict) -> Callable[[View], View]:
    """Mark a view with its verdict; outermost decorator of the view."""

    def mark(view: View) -> View:
        view.verdict = verdict  # type: ignore[attr-defined]
        return view

    return mark


def verdict_of(view: Callable[..., Any]) -> Verdict | None:
    """The verdict a view was declared with, if any."""
    found = getattr(view, "verdict", None)
    return found if isinstance(found, Verdict) else None
