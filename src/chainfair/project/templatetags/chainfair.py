"""Tags and filters of the pages: how the product writes words, numbers and its components."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput
from django.template.base import Node
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockContext
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chainfair.chains.rules import written_code
from chainfair.fairs.kinds import Role
from chainfair.ground.names import text_of
from chainfair.project import cldr, navigation
from chainfair.project.pictures import Bar, bar_rows, heat_level, width_of

register = template.Library()


@register.simple_tag(takes_context=True)
def filled(context: Context, name: str) -> SafeString:
    """What a page put into a block, once: `base.html` shows the title twice and asks whether there is an aside."""
    blocks: BlockContext | None = context.render_context.get(BLOCK_CONTEXT_KEY)
    block: Node | None = blocks.get_block(name) if blocks else None
    return mark_safe(block.render(context).strip()) if block else mark_safe("")  # noqa: S308 (a rendered block)


@register.simple_tag(takes_context=True)
def ways(context: Context) -> navigation.Ways:
    """Where this reader can go from here."""
    return navigation.ways({str(name): value for name, value in context.flatten().items()})


@register.simple_tag(takes_context=True)
def scheme(context: Context) -> str:
    """The scheme the reader chose: light, dark, or nothing for what the system says."""
    request = context.get("request")
    chosen = request.COOKIES.get("scheme", "") if request else ""
    return chosen if chosen in {"light", "dark"} else ""


@register.filter
def worded(value: Any) -> str:  # noqa: ANN401 (members of any enumeration, or a display word)
    """An enumeration's word in the reader's language."""
    return _(getattr(value, "word", None) or str(value)) if value not in {None, ""} else ""


@register.simple_tag
def said(message: str, values: Mapping[str, object]) -> str:
    """`{% said refusal.message refusal.values %}`: a marked sentence in the reader's language with its values."""
    return _(message) % values


@register.filter
def number(value: cldr.Number | Literal[""] | None, digits: int = 0) -> str:
    """`{{ count|number }}`: 24,118; nothing known is a dash."""
    return "–" if value is None or value == "" else cldr.number(value, digits)


@register.filter
def percent(value: cldr.Number | Literal[""] | None, digits: int = 1) -> str:
    """`{{ share|percent }}`: 0.352 is 35.2%."""
    return "–" if value is None or value == "" else cldr.percent(value, digits)


@register.filter
def day(value: date | None) -> str:
    """Thu 16 Jul."""
    return cldr.day(value) if value else ""


@register.filter
def long_day(value: date | None) -> str:
    """Thursday, 16 July 2026."""
    return cldr.long_day(value) if value else ""


@register.filter
def date_of(value: date | None) -> str:
    """16 Jul 2026."""
    return cldr.date_of(value) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """13:22."""
    return cldr.clock(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """Thu 16 Jul 13:22."""
    return cldr.moment(value) if value else ""


@register.filter
def ago(value: datetime | None) -> str:
    """17 minutes ago; in 8 minutes."""
    return cldr.ago(value, timezone.now()) if value else ""


@register.filter
def days_to(first: date, last: date) -> str:
    """`{{ first|days_to:last }}`: 16–20 Jul 2026."""
    return cldr.days(first, last)


@register.filter
def country(code: str) -> str:
    """The name of a country or region from its ISO code."""
    return cldr.country(code) if code else ""


@register.filter
def as_written(code: str) -> str:
    """A product code as people write it: `{{ "850760"|as_written }}` is 8507.60."""
    return written_code(code)


# Which language a name is written in, for those who have it read aloud: first script found decides.
SCRIPTS = (("ja", "\u3040", "\u30ff"), ("ko", "\uac00", "\ud7af"), ("zh-Hans", "\u3400", "\u9fff"))


def language_of(name: str) -> str:
    """The language tag of a name by its script; Latin letters are read as English."""
    found = (tag for tag, first, last in SCRIPTS if any(first <= letter <= last for letter in name))
    return next(found, "en")


def two_names(row: Any) -> tuple[str, str]:  # noqa: ANN401 (any row that carries two names)
    """Both names of a row, the reader's language first; one name twice is one name.

    An organisation has `name` (as given) and `name_latin`; a chain, a link, an edition `name_en` and `name_zh`.
    """
    if hasattr(row, "name_latin"):
        first, second = row.name_latin or "", row.name or ""
    else:
        first, second = row.name_en or "", row.name_zh or ""
    wanted = "zh-Hans" if (get_language() or "en").startswith("zh") else "en"
    if not first or (second and language_of(second) == wanted != language_of(first)):
        first, second = second, first
    return first, "" if second == first else second


@register.inclusion_tag("ui/org.html")
def org(organisation: Any, href: str = "") -> dict[str, Any]:  # noqa: ANN401 (see two_names)
    """`{% org organisation href %}`: the reader's language first, the other script beside it in grey."""
    first, second = two_names(organisation)
    return {
        "first": first,
        "first_language": language_of(first),
        "second": second,
        "second_language": language_of(second),
        "href": href,
    }


@register.filter
def named(row: Any) -> str:  # noqa: ANN401 (see two_names)
    """The name of an organisation, a link or a chain in the reader's language, plain, for a sentence."""
    return two_names(row)[0]


@register.inclusion_tag("ui/state.html")
def state(kind: str, word: str) -> dict[str, str]:
    """`{% state "good" word %}`: shape, word and colour; kinds good, wait, bad, over, or nothing."""
    return {"kind": kind, "word": worded(word)}


@register.inclusion_tag("ui/figure.html")
def figure(
    n: cldr.Number | str | None,
    what: str,
    base: str = "",
    *,
    unit: str = "",
    change: str = "",
    kind: str = "",
    evidence: str = "",
    href: str = "",
    rule: str = "",
    digits: int = 0,
) -> dict[str, Any]:
    """Number, what, base, change on the year or why there is none, evidence and rule as links; never bare."""
    shown = n if isinstance(n, str) else None if n is None else cldr.number(n, digits)
    return {
        "n": shown,
        "unit": unit,
        "what": what,
        "base": base,
        "change": change,
        "kind": kind,
        "evidence": evidence,
        "href": href,
        "rule": rule,
    }


@register.inclusion_tag("ui/path.html")
def path(steps: Iterable[Any]) -> dict[str, Any]:
    """`{% path steps %}`: each step has stage, name, code, note, inferred, and flow, the word to the next step."""
    return {"steps": list(steps)}


@register.inclusion_tag("ui/ruler.html")
def ruler(slots: Iterable[Any], label: str) -> dict[str, Any]:
    """`{% ruler slots label %}`: each slot has state (free, held, taken, new, closed) and label (“10:30 taken”)."""
    return {"slots": list(slots), "label": label}


@register.inclusion_tag("ui/bars.html")
def bars(rows: Sequence[Bar], label: str, foot: str = "") -> dict[str, Any]:
    """`{% bars rows label foot %}`: horizontal bars with the values at their ends."""
    return {"rows": bar_rows(rows), "label": label, "foot": foot}


@register.inclusion_tag("ui/thin.html")
def thin(value: float, most: float, stage: str = "serv") -> dict[str, str]:
    """A thin bar of a count against the largest one of its list."""
    return {"width": width_of(value, most), "stage": stage}


@register.filter
def heat(share: float | None) -> str:
    """The class of a heat cell: h0 for nothing to h8 for full, `closed` where there is no slot."""
    return heat_level(share)


@register.filter
def role_word(roles: Iterable[str]) -> str:
    """The word of the first role somebody holds, in the order in which roles are defined."""
    held = set(roles or ())
    return next((_(role.word) for role in Role if role.value in held), "")


@register.filter
def venue(edition: Any) -> str:  # noqa: ANN401 (an edition or a sketch of one)
    """The venue of an edition in the reader's language."""
    chinese = (get_language() or "en").startswith("zh")
    first, second = edition.venue_en, edition.venue_zh
    return str((second or first) if chinese else (first or second))


@register.filter
def listed(words: str) -> list[str]:
    """`"tokens text"|listed`: file names of the style sheets, in the order in which they are read."""
    return [f"project/{word}.css" for word in words.split()]


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether a field is one tick box, whose label stands behind it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def elided(page: Page[Any]) -> Iterable[int | str]:
    """Numbers of a pager: the first, the last, those around here, and dots between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.inclusion_tag("ui/sort.html", takes_context=True)
def sort_head(context: Context, key: str, word: str, *, numeric: bool = False) -> dict[str, Any]:
    """`{% sort_head "name" word %}`: a head cell whose link sorts by `order=name`, then by `order=-name`."""
    request = context["request"]
    order = request.GET.get("order", "")
    query = request.GET.copy()
    query.pop("page", None)
    query["order"] = f"-{key}" if order == key else key
    sorted_by = {key: "ascending", f"-{key}": "descending"}.get(order, "")
    return {"word": word, "sorted_by": sorted_by, "url": f"?{query.urlencode()}", "numeric": numeric}


@register.filter
def at(table: Mapping[Any, Any], key: object) -> Any:  # noqa: ANN401 (a table of anything)
    """The value of a table at a key, or nothing."""
    return table.get(key, "")


@register.filter
def in_words(row: Any) -> str:  # noqa: ANN401 (an offer, a need: any row with text and text_other)
    """What somebody wrote, in the reader's script where it stands in both."""
    return text_of(row)
