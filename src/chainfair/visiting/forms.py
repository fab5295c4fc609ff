"""Shapes of a registration."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chainfair.fairs.models import Edition
from chainfair.ground.errors import Refusal
from chainfair.ground.names import country_name, day_name
from chainfair.organisations.rules import country_of
from chainfair.people.actions import CONSENT_TEXT
from chainfair.people.kinds import Purpose
from chainfair.visiting.kinds import Channel, RegistrationState, VisitorCategory
from chainfair.visiting.queries import visitor_countries
from chainfair.visiting.rules import AUDIENCE

ORDER = (VisitorCategory.PROFESSIONAL, VisitorCategory.BUYER, VisitorCategory.STUDENT, VisitorCategory.PUBLIC)


# What a visitor says of themselves, in the order of the form.
ABOUT = ("name", "name_latin", "email", "company", "country", "job")


def day_choices(edition: Edition) -> list[tuple[str, str]]:
    """The open days as a reader says them, by their place in the row of days."""
    return [(str(number), day_name(day.date)) for number, day in enumerate(edition.days.all())]


def coming_fields(edition: Edition) -> dict[str, forms.Field]:
    """How and on which days one comes."""
    return {
        "channel": forms.ChoiceField(
            label=_("How you come"),
            choices=[(value, _(word)) for value, word in Channel.pairs()],
            widget=forms.RadioSelect(),
        ),
        "days": forms.MultipleChoiceField(
            label=_("Your days"),
            required=False,
            choices=day_choices(edition),
            widget=forms.CheckboxSelectMultiple(),
            help_text=_("Not needed if you come online only."),
        ),
    }


class ComingForm(forms.Form):
    """How and on which days one comes; refused at the field where no day is chosen."""

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= coming_fields(edition)
        self.day_count = edition.days.count()

    def clean(self) -> dict[str, Any]:
        """Who comes on site names a day."""
        cleaned = super().clean() or {}
        if cleaned.get("channel") in {Channel.ONSITE, Channel.BOTH} and not cleaned.get("days"):
            self.add_error("days", _("Choose at least one day, or come online only."))
        return cleaned

    def days_line(self) -> str:
        """Days as one character per open day."""
        chosen = set(self.cleaned_data["days"])
        return "".join("1" if str(number) in chosen else "0" for number in range(self.day_count))


class RegisterForm(ComingForm):
    """What a visitor says of themselves; what is not needed is not asked."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=200)
    name_latin = forms.CharField(
        label=gettext_lazy("Your name in Latin letters"), max_length=200, required=False
    )
    email = forms.EmailField(
        label=gettext_lazy("Mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    company = forms.CharField(
        label=gettext_lazy("Company or institution"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("As it is registered; empty if you come for yourself."),
    )
    country = forms.CharField(label=gettext_lazy("Country or region"), max_length=100, required=False)
    job = forms.CharField(label=gettext_lazy("What you do"), max_length=200, required=False)

    def __init__(self, *args: Any, edition: Edition, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, edition=edition, **kwargs)
        if known:
            for name in ("name", "name_latin", "email"):
                del self.fields[name]
        self.fields["category"] = forms.ChoiceField(
            label=_("You come as"),
            choices=[(str(one), _(one.word)) for one in ORDER if one in AUDIENCE],
            widget=forms.RadioSelect(),
        )
        self.fields["consents"] = forms.MultipleChoiceField(
            label=_("You may"),
            choices=[(str(one), _(one.word)) for one in Purpose],
            widget=forms.CheckboxSelectMultiple(),
            help_text=_(
                "The first is needed to register; each of the others can be taken back at any time."
                " Kept with your name: version %(version)s of these sentences, language and time."
            )
            % {"version": CONSENT_TEXT},
            error_messages={"required": _("Without “run my registration” you cannot be registered.")},
        )
        self.order_fields([*ABOUT, "category", "channel", "days", "consents"])

    def clean_consents(self) -> list[str]:
        """Nobody is registered who did not consent to that."""
        given: list[str] = self.cleaned_data["consents"]
        if Purpose.REGISTRATION not in given:
            raise forms.ValidationError(
                _("Without “run my registration” you cannot be registered."), code="needed"
            )
        return given

    def clean_country(self) -> str:
        """The code of a country that was written in any language."""
        written: str = self.cleaned_data["country"]
        try:
            return country_of(written) if written else ""
        except Refusal as refusal:
            raise forms.ValidationError(_(refusal.message) % refusal.values, code="unknown") from refusal


class ConsentForm(forms.Form):
    """One purpose, given or taken back; the registration itself is cancelled, not taken back."""

    purpose = forms.ChoiceField(
        choices=[(str(one), one.word) for one in Purpose if one is not Purpose.REGISTRATION]
    )
    given = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class VisitorsForm(forms.Form):
    """Search and filters of the list of registrations."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=100)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("all"))
        self.fields["category"] = forms.ChoiceField(
            label=_("Comes as"),
            required=False,
            choices=[everything, *((value, _(word)) for value, word in VisitorCategory.pairs())],
        )
        self.fields["channel"] = forms.ChoiceField(
            label=_("How"),
            required=False,
            choices=[everything, *((value, _(word)) for value, word in Channel.pairs())],
        )
        countries = sorted((country_name(code), code) for code in visitor_countries(edition))
        self.fields["country"] = forms.ChoiceField(
            label=_("Country or region"),
            required=False,
            choices=[everything, *((code, name) for name, code in countries)],
        )
        self.fields["day"] = forms.ChoiceField(
            label=_("Day"), required=False, choices=[everything, *day_choices(edition)]
        )
        self.fields["state"] = forms.ChoiceField(
            label=_("State"),
            required=False,
            choices=[everything, *((value, _(word)) for value, word in RegistrationState.pairs())],
        )
