"""Shapes of what is entered at the desk."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chainfair.chains.bridge import quantity_in_one_way
from chainfair.chains.errors import UnclearQuantity
from chainfair.chains.kinds import Disclosure, Intent, NewTrade
from chainfair.desk.queries import silent_countries
from chainfair.fairs.kinds import EditionPlan, EditionState
from chainfair.fairs.models import Edition
from chainfair.fairs.queries import plan_after
from chainfair.ground.errors import spoken
from chainfair.ground.names import country_name
from chainfair.matching.kinds import Side
from chainfair.organisations.kinds import MemberRole

QUANTITY = 120  # characters of a quantity


class NewEditionForm(forms.Form):
    """A new edition, from the last one where there is one."""

    key = forms.CharField(
        label=_("Key in addresses"), max_length=60, help_text=_("Small letters, digits, hyphens: sample-2027")
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=200)
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=31, initial=3)
    previous = forms.ModelChoiceField(
        label=_("The edition before"),
        help_text=_("Its hours, halls, areas and roles are copied; exhibitors and visitors are not."),
        empty_label=_("none: begin with nothing"),
        queryset=Edition.objects.order_by("-pk"),
        required=False,
        to_field_name="key",
    )

    def plan(self) -> EditionPlan:
        """The edition as the action takes it."""
        value: dict[str, Any] = self.cleaned_data
        first: date = value["starts_on"]
        plan = EditionPlan(
            key=value["key"],
            name_en=value["name_en"],
            name_zh=value["name_zh"],
            starts_on=first,
            days=value["days"],
        )
        return plan_after(value["previous"], plan) if value["previous"] else plan


class OfferForm(forms.Form):
    """What an organisation offers or looks for, in words or by code."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("offer", _("We offer")), ("need", _("We look for"))],
        widget=forms.RadioSelect(),
    )
    text = forms.CharField(label=_("In your words"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    code = forms.CharField(
        label=_("HS code"), required=False, max_length=10, help_text=_("Four or six digits, if you know it")
    )
    intent = forms.ChoiceField(
        label=_("Purpose"),
        choices=lambda: [(value, capfirst(gettext(word))) for value, word in Intent.pairs()],
        required=False,  # what is not said is the first
        initial=Intent.SUPPLIER,
        help_text=_(
            "Only for what you look for. For a scenario with a code, that others may read, suppliers of all that goes"
            " into it are brought together."
        ),
    )
    quantity = forms.CharField(
        label=_("Quantity"),
        required=False,
        max_length=QUANTITY,
        help_text=_("With unit and period: 12,500 t a year"),
    )
    region = forms.CharField(
        label=_("Region"),
        required=False,
        max_length=120,
        help_text=_("Where partners may be: countries, provinces, EU, East China. Empty: anywhere."),
    )
    certificates = forms.CharField(
        label=_("Certificates"),
        required=False,
        max_length=300,
        help_text=_("Those you hold, or ask of suppliers: ISO 9001, CE, GMP"),
    )
    expires_on = forms.DateField(
        label=_("Holds until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("What has expired is not matched."),
    )
    disclosure = forms.ChoiceField(
        label=_("Who may see it"),
        choices=lambda: [(value, capfirst(gettext(word))) for value, word in Disclosure.pairs()],
        required=False,  # what is not said is public, as it is where a fact is entered otherwise
        initial=Disclosure.PUBLIC,
        help_text=_(
            "The matching reads it in any case; a reason that others read never betrays it. Certificates and"
            " quantities that others may not see answer nothing that they ask."
        ),
    )

    def clean_quantity(self) -> str:
        """Keep a quantity so that it reads in one way, and ask where it reads in two."""
        written: str = self.cleaned_data["quantity"]
        try:
            kept = quantity_in_one_way(written)
        except UnclearQuantity as refusal:
            raise forms.ValidationError(spoken(refusal, gettext), code="unclear") from refusal
        return kept if len(kept) <= QUANTITY else written

    def clean_disclosure(self) -> Disclosure:
        return Disclosure(self.cleaned_data["disclosure"] or Disclosure.PUBLIC)

    def clean_intent(self) -> Intent:
        return Intent(self.cleaned_data["intent"] or Intent.SUPPLIER)

    def trade(self, organisation: int, code: int | None) -> NewTrade:
        """What was entered as the actions take it."""
        value = self.cleaned_data
        named = ("text", "quantity", "region", "certificates", "expires_on", "disclosure", "intent")
        return NewTrade(organisation, "entered", code=code, **{name: value[name] for name in named})


class MemberForm(forms.Form):
    """Somebody who is to act for an organisation."""

    name = forms.CharField(label=_("Person"), max_length=200)
    email = forms.EmailField(label=_("Mail address"))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=lambda: [(value, capfirst(gettext(word))) for value, word in MemberRole.pairs()],
        help_text=_("Everybody in the team answers requests; owners also let colleagues in."),
    )


class EditionsForm(forms.Form):
    """Search in both scripts and filter of editions."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=lambda: [("", _("all")), *((value, _(word)) for value, word in EditionState.pairs())],
    )


class SilentForm(forms.Form):
    """Search and filters of those who have not answered."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    least = forms.TypedChoiceField(
        label=_("Requests"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("all")), ("5", _("5 or more")), ("10", _("10 or more"))],
    )
    side = forms.ChoiceField(label=_("Side"), required=False)
    country = forms.ChoiceField(label=_("Country or region"), required=False)
    late = forms.BooleanField(label=_("past the day to answer"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("all"))
        countries = sorted((country_name(code), code) for code in silent_countries(edition))
        self.fields["side"].choices = [everything, *((value, _(word)) for value, word in Side.pairs())]  # type: ignore[attr-defined]
        self.fields["country"].choices = [everything, *((code, name) for name, code in countries)]  # type: ignore[attr-defined]
