"""Where one can go, by who looks: the public, a visitor, a participant, the organiser's staff by their roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from chainfair.fairs.kinds import Role
from chainfair.ground.kinds import phrase

# The thumb bar of a phone holds four and “More”.
THUMBS = 4


@dataclass(frozen=True)
class Page:
    """A page that stands in the navigation: its word, the name of its view, whose roles it is for (none: any)."""

    word: str
    view: str
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Way:
    """A page as this reader sees it in the navigation."""

    word: str
    url: str
    current: str


@dataclass(frozen=True)
class Ways:
    """The whole navigation, and the four that the thumb reaches."""

    all: list[Way]
    thumbs: list[Way]


PUBLIC = (
    Page(phrase("The fair"), "desk:edition"),
    Page(phrase("Chains"), "atlas:chains"),
    Page(phrase("Exhibitors"), "exhibiting:exhibitors"),
    Page(phrase("Register"), "visiting:register"),
    Page(phrase("Closing"), "closing:statement"),
)
PARTICIPANT = (
    Page(phrase("Today"), "desk:today"),
    Page(phrase("Suggestions"), "matching:suggestions"),
    Page(phrase("Requests"), "meetings:requests"),
    Page(phrase("Agenda"), "meetings:agenda"),
    Page(phrase("Offers and needs"), "desk:offers"),
    Page(phrase("Chains"), "atlas:chains"),
    Page(phrase("Exhibitors"), "exhibiting:exhibitors"),
    Page(phrase("Outcomes"), "outcomes:outcomes"),
)
VISITOR = (
    Page(phrase("The fair"), "desk:edition"),
    Page(phrase("My registration"), "visiting:registered"),
    Page(phrase("Meet partners"), "matching:join"),
    Page(phrase("Chains"), "atlas:chains"),
    Page(phrase("Exhibitors"), "exhibiting:exhibitors"),
    Page(phrase("Closing"), "closing:statement"),
)
MATCHING = (Role.MATCHMAKING, Role.CHAIN_MANAGER, Role.AUDITOR)
GATES = (Role.ONSITE_LEAD, Role.GATE, Role.AUDITOR)
ORGANISER = (
    Page(phrase("Today"), "desk:today"),
    Page(phrase("Matching"), "matching:runs", MATCHING),
    Page(phrase("Timetable"), "meetings:timetables", (*MATCHING, Role.ONSITE_LEAD, Role.MEETING_AREA)),
    Page(phrase("On site"), "presence:onsite", (*GATES, Role.MEETING_AREA, Role.PRESS_OFFICE)),
    Page(phrase("Exhibitors"), "exhibiting:exhibitors"),
    Page(phrase("Visitors"), "visiting:visitors", GATES),
    Page(phrase("Chains"), "atlas:chains"),
    Page(phrase("Outcomes"), "outcomes:outcomes", (*MATCHING, Role.PRESS_OFFICE)),
    Page(phrase("Closing"), "closing:statement"),
    Page(phrase("Edition"), "fairs:edition"),
)


def pages_for(person: object, roles: frozenset[str], *, acts: bool = False) -> tuple[Page, ...]:
    """The pages offered to the organiser's staff, to whoever acts for a participant, to a visitor, to everybody."""
    if roles:
        return tuple(page for page in ORGANISER if _is_for(page, roles))
    if person is None:
        return PUBLIC
    return PARTICIPANT if acts else VISITOR


def _is_for(page: Page, roles: frozenset[str]) -> bool:
    return not page.roles or Role.DIRECTOR in roles or bool(roles & set(page.roles))


def _entry_of(room: str, views: list[str]) -> str:
    # The desk joins all rooms: a page of it belongs to no other entry than its own.
    if room == "desk":
        return ""
    return next((view for view in views if view.split(":")[0] == room), "")


def ways(context: Mapping[str, Any]) -> Ways:
    """The navigation of one page; exactly one entry is the current one, or none."""
    edition = context.get("edition")
    if edition is None:
        return Ways([], [])
    match = getattr(context.get("request"), "resolver_match", None)
    here, room = (match.view_name, match.app_name) if match else ("", "")
    offered = pages_for(
        context.get("person"), context.get("roles") or frozenset(), acts=bool(context.get("acts"))
    )
    found = [(page, reverse(page.view, args=[edition.key])) for page in offered]
    views = [page.view for page, _url in found]
    nearest = here if here in views else _entry_of(room, views)
    every = [
        Way(_(page.word), url, "" if page.view != nearest else "page" if nearest == here else "true")
        for page, url in found
    ]
    return Ways(every, every[:THUMBS])
