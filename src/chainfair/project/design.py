"""The component page: every component in all its states, to look at and to copy from. All names in it are made up."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chainfair.people.access import public
from chainfair.project.pictures import Bar
from chainfair.visiting.rules import qr_path


@dataclass(frozen=True)
class Named:
    """Somebody with two names, a country and a stand."""

    name: str
    name_latin: str
    country: str
    stand: str
    free: int


@dataclass(frozen=True)
class Step:
    """One link of a reason."""

    stage: str
    name: str
    code: str
    note: str
    inferred: bool = False
    flow: str = ""


@dataclass(frozen=True)
class Slot:
    """One slot of a ruler."""

    state: str
    label: str


ORGANISATIONS = (
    Named("江岸电芯科技有限公司", "Jiang’an Cell Technology", "CN", "W2-A12", 7),
    Named("Duna Energiacella Kft.", "", "HU", "W2-C03", 12),
    Named("한빛이차전지", "Hanbit Secondary Cells", "KR", "W2-B07", 3),
    Named(
        "湖北安晟新材料股份有限公司武汉经济技术开发区分公司",
        "Hubei Ansheng Advanced Materials, Wuhan Branch",
        "CN",
        "W2-A08",
        0,
    ),
    Named("Minas do Vale Lítio S.A.", "山谷锂业", "BR", "", 15),
)
TAKEN = {1, 3, 4, 11, 14}
HELD = {5, 6}
CLOSED = {9, 10}
PROPOSED = 7


class FilterForm(forms.Form):
    """The filter bar of a list."""

    q = forms.CharField(
        label=gettext_lazy("Search both names"),
        required=False,
        widget=forms.SearchInput(attrs={"data-key": "/"}),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country or region"),
        required=False,
        choices=[("", gettext_lazy("all")), ("CN", "CN"), ("HU", "HU")],
    )
    free = forms.BooleanField(label=gettext_lazy("with a free slot"), required=False)


class SampleForm(forms.Form):
    """Each kind of field, one of them wrong."""

    name = forms.CharField(
        label=gettext_lazy("Name of the organisation"), help_text=gettext_lazy("As in the register.")
    )
    mail = forms.EmailField(label=gettext_lazy("Mail address"))
    country = forms.ChoiceField(
        label=gettext_lazy("Country or region"),
        choices=[("CN", gettext_lazy("China")), ("HU", gettext_lazy("Hungary"))],
    )
    arrives = forms.DateField(
        label=gettext_lazy("Arrives on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    needs = forms.CharField(
        label=gettext_lazy("What you look for"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("In your own words, in any language."),
    )
    file = forms.FileField(label=gettext_lazy("Certificate"), required=False)
    disclosure = forms.ChoiceField(
        label=gettext_lazy("Who may see this"),
        widget=forms.RadioSelect,
        choices=[
            ("nobody", gettext_lazy("nobody")),
            ("mutual", gettext_lazy("after mutual interest")),
            ("public", gettext_lazy("the public")),
        ],
    )
    consent = forms.BooleanField(
        label=gettext_lazy("Suggest partners to me, and me to partners"),
        help_text=gettext_lazy("You can withdraw this at any time; what has been agreed stays agreed."),
    )


def _path_stated() -> list[Step]:
    return [
        Step("up", _("LFP cathode"), "2841.90", _("you offer")),
        Step("mid", _("Cells"), "8507.60", _("they need")),
    ]


def _path_inferred() -> list[Step]:
    return [
        Step("up", _("Lithium carbonate"), "2836.91", _("they offer")),
        Step("mid", _("LFP cathode"), "2841.90", _("you make"), inferred=True),
        Step("down", _("Storage systems"), "8507.60", _("Lakeside")),
        Step("serv", _("Dangerous-goods logistics"), "", _("beside")),
    ]


def _slots() -> list[Slot]:
    words = {
        "free": _("free"),
        "taken": _("taken"),
        "held": _("held by another request"),
        "new": _("proposed here"),
        "closed": _("no slot"),
    }
    states = [
        "taken"
        if n in TAKEN
        else "held"
        if n in HELD
        else "closed"
        if n in CLOSED
        else "new"
        if n == PROPOSED
        else "free"
        for n in range(16)
    ]
    return [
        Slot(state, f"{9 + n // 2:02d}:{n % 2 * 30:02d} {words[state]}") for n, state in enumerate(states)
    ]


def _bars() -> list[Bar]:
    return [
        Bar(_("Smart vehicles"), 4802, 5210, "#charts"),
        Bar(_("Clean energy"), 4310, 4980, "#charts"),
        Bar(_("Advanced manufacturing"), 3555, 4105, "#charts"),
        Bar(_("Green agriculture"), 1822, 2190, "#charts"),
        Bar(_("Supply-chain services"), 0, 12, "#charts"),
    ]


def _heat() -> list[tuple[str, list[tuple[float | None, bool]]]]:
    rows = []
    for number, hall in enumerate(("W1", "W2", "E1", "E3")):
        shares: list[tuple[float | None, bool]] = []
        for slot in range(16):
            share = None if slot in {6, 7} else ((slot * 37 + number * 53) % 101) / 100
            shares.append((share, share is not None and share >= 0.97))
        rows.append((hall, shares))
    return rows


@public
def components(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    now = timezone.now()
    given = {"name": "", "mail": "li@", "country": "HU", "disclosure": "mutual"}
    form = SampleForm({f"sample-{name}": value for name, value in given.items()}, prefix="sample")
    context: dict[str, Any] = {
        "organisations": ORGANISATIONS,
        "stated": _path_stated(),
        "inferred": _path_inferred(),
        "slots": _slots(),
        "bars": _bars(),
        "heat_rows": _heat(),
        "heat_hours": [f"{9 + n // 2:02d}:{n % 2 * 30:02d}" for n in range(16)],
        "form": form,
        "filter_form": FilterForm(request.GET or None),
        "runs": [{"id": number} for number in range(1, 5)],
        "page": Paginator(range(1204), 40).get_page(request.GET.get("page")),
        "on_the_year": _("+8% held on the year, same rule"),
        "the_year_before": _("33.9% the year before"),
        "now": now,
        "earlier": now - timedelta(minutes=17),
        "ways_out": [
            {"word": _("Move to 11:30"), "url": "#notes"},
            {"word": _("Put it back"), "url": "#notes"},
            {"word": _("Keep and note why"), "url": "#notes"},
        ],
        "qr": qr_path("0123456789abcdef" * 2),
        "tabs": [
            {"word": _("Offers"), "url": "#tabs", "current": True},
            {"word": _("Needs"), "url": "#tabs", "current": False},
            {"word": _("Positions"), "url": "#tabs", "current": False},
        ],
    }
    return render(request, "project/design.html", context)
